"""The joint search: several finders look at one picture, one after the other, for the command line and the window."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.findings import MOST_FINDINGS
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.finder import CannotSearch, Finder, Finding, Progress, View
from inpaint_studio.sentence import say

_RESOLUTION = 1000  # of joint progress


def find(
    view: View, finders: Sequence[Finder], options: Mapping[str, Any] | None = None
) -> Iterator[Progress | Finding]:
    """What several finders propose of one picture, each checked; `view.first` is searched first.

    options: by a finder's key, of its `options`; the defaults where there are none. Between two moments of progress
    the most certain come first, and what a finder notes comes along. The last value is Progress, of 1; with a note
    where more than MOST_FINDINGS were detected, the rest of which is left out.
    Of a data picture's unknown samples nothing is proposed, but by a finder of those.
    Raises GuestError where the finder of another package failed, CannotSearch where a finder is for other pictures,
    ValueError for a finding that cannot be.
    """
    for finder in finders:
        _refuse_other_pictures(finder, view)
    weights = [max(finder.seconds_per_pixel, 1e-12) for finder in finders]
    done, count = 0.0, 0
    for finder, weight in zip(finders, weights, strict=True):
        waiting: list[Finding] = []
        chosen = (options or {}).get(finder.key)
        for value in finder.find(view, finder.options() if chosen is None else chosen):
            if isinstance(value, Finding):
                check_finding(value, finder, view)
                if view.data is not None and view.data.unknown is not None and not finder.finds_unknown:
                    value = _known_part(value, view.data.unknown)
                if not value.area:
                    continue  # nothing of it would be filled
                waiting.append(value if value.source == finder.key else replace(value, source=finder.key))
                if count + len(waiting) > MOST_FINDINGS:
                    yield from _most_certain(waiting)[: MOST_FINDINGS - count]
                    yield Progress(_RESOLUTION, _RESOLUTION, _too_many())
                    return
                continue
            count += len(waiting)
            yield from _most_certain(waiting)
            waiting.clear()
            share = (done + weight * value.done / max(value.total, 1)) / sum(weights)
            yield Progress(round(share * _RESOLUTION), _RESOLUTION, value.note)
        count += len(waiting)
        yield from _most_certain(waiting)
        done += weight
        yield Progress(round(done / sum(weights) * _RESOLUTION), _RESOLUTION)
    if not finders:
        yield Progress(_RESOLUTION, _RESOLUTION)


def _refuse_other_pictures(finder: Finder, view: View) -> None:
    if finder.takes(view.data is not None, True):  # whether planes are there, the finder says
        return
    if view.data is None:
        raise CannotSearch(
            say(
                "{finder} is for measured data, such as a slice or a satellite tile; this is a photograph.",
                finder=finder.title,
            )
        )
    raise CannotSearch(say("{finder} is for photographs; this picture holds measured data.", finder=finder.title))


def _known_part(finding: Finding, unknown: NDArray[np.bool_]) -> Finding:
    there = unknown[finding.rect.slices]
    if not there.any():
        return finding
    return replace(finding, mask=np.where(there, np.uint8(0), finding.mask))


def check_finding(finding: Finding, finder: Finder, view: View) -> None:
    """Raises ValueError for a finding outside the picture, or more certain than certain."""
    if finding.rect.is_empty or not Rect.of_size(view.size).contains(finding.rect):
        raise ValueError(
            say("The finder {name} proposes {rect}, outside the picture.", name=finder.key, rect=str(finding.rect))
        )
    if not 0 <= finding.confidence <= 1:
        raise ValueError(
            say("The finder {name} is certain to {value}; it is 0 to 1.", name=finder.key, value=finding.confidence)
        )


def _most_certain(findings: Sequence[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: -finding.confidence)


def _too_many() -> str:
    return say(
        "More than {count} pieces were detected; the rest is left out. Search again once these are filled.",
        count=f"{MOST_FINDINGS:,}",
    )
