"""Colour models and a graph cut: our own outliner, which needs no files."""

from inpaint_studio.finding.objects.outliner import Files, Outline, Outliner
from inpaint_studio.sentence import say


def _open(_: Files) -> Outline:
    from inpaint_studio.finding.objects.outline import outline  # numba and scipy, on demand

    return outline


OUTLINER = Outliner("graph-cut", say("Graph cut (built in)"), _open, order=10)
