"""Who stands in the bench when it opens: the shipped checkpoint, and the methods that the editor offers."""

from PySide6.QtCore import QCoreApplication

from inpaint_studio.filling.methods import offered_methods
from inpaint_studio.ui.bench.contest import Contest
from inpaint_studio.ui.kit.method_names import method_name, method_tip


def stand_ready(contest: Contest) -> None:
    """Add them, the checkpoint first; on a large hole they wait to be told."""
    for method in sorted(offered_methods(), key=lambda method: method.key != "generator"):
        name = method_name(method.key)
        if method.key == "generator":
            name = QCoreApplication.translate("BenchWindow", "{method} (shipped)").format(method=name)
        contest.add(name, method.key, about=method_tip(method.key), stands_ready=True)
