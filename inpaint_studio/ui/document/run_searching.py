"""Finding on the planes of a run: each gets a review of its own, and what is accepted becomes mask in one step."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from PySide6.QtCore import QThread, Signal

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.findings import Finding, ReviewFilter, joined
from inpaint_studio.editing.history import MaskStep, RunStep
from inpaint_studio.editing.state import State
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.files.errors import PictureError
from inpaint_studio.finding.finder import Finder
from inpaint_studio.finding.search import find
from inpaint_studio.finding.stack_views import StackViews
from inpaint_studio.sentence import say
from inpaint_studio.ui.document.exclusive_job import ExclusiveJob
from inpaint_studio.ui.document.planes import Run
from inpaint_studio.ui.document.reviewing import Reviewing
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP

MARK = QT_TRANSLATE_NOOP("Steps", "Findings on planes")


@dataclass(frozen=True, eq=False)
class PlaneSearched:
    """What was detected on one plane."""

    plane: int
    findings: tuple[Finding, ...]
    share: float  # of the planes that are done
    error: PictureError | None = None  # why it was not searched


def search_planes(state: State, finder: Finder, options: Any, run: Run) -> Iterator[PlaneSearched | None]:
    """On a worker: plane after plane, decoded once; None = a moment at which it can be given up."""
    planes = state.stack.planes
    assert planes is not None, "a run is of a stack"

    def fills(plane: int) -> tuple[Fill, ...]:
        return state.fills if plane == state.plane else state.on(plane).fills

    views = StackViews(planes, fills)
    for done, plane in enumerate(run, start=1):
        try:
            picture = state.stack.picture(plane)
        except PictureError as error:
            yield PlaneSearched(plane, (), done / len(run), error)
            continue
        findings = []
        for value in find(views.view(picture), (finder,), {finder.key: options}):
            if isinstance(value, Finding):
                value.prepare()
                findings.append(value)
            else:
                yield None
        yield PlaneSearched(plane, tuple(findings), done / len(run))


class RunSearching(ExclusiveJob):
    """Searches the planes of a run, one run at a time; the reviews of those that were searched stay on a cancel.

    Signals:
        ended: a search is through, and has proposed something.
        marked: what was accepted on a run is mask now.
    """

    ended = Signal()
    marked = Signal()

    def __init__(self, workspace: Workspace, review: Reviewing) -> None:
        super().__init__(workspace, "find run")
        self._review = review

    def start(self, run: Run, finder: Finder, options: Any, filter: ReviewFilter) -> None:
        """Propose findings on every plane of the run. filter: of reviews that are empty so far."""
        workspace, document = self._workspace, self._workspace.document
        if document is None or document.state.stack.planes is None or self.is_running:
            return
        proposed: dict[int, int] = {}
        broken: list[int] = []

        def take(value: PlaneSearched | None) -> None:
            if value is None:
                return
            words = self.tr("Looking for dust: plane {plane}").format(plane=value.plane + 1)
            workspace.activities.tell(self._activity, words, value.share)
            if value.error is not None:
                broken.append(value.plane)
                return
            before = document.state.review_of(value.plane)
            review = before.with_detected(value.findings).without_source(finder.key)
            if not review.findings:
                review = replace(review, filter=filter)
            review = review.with_findings(value.findings)
            proposed[value.plane] = len(review.proposed())
            if review.findings or before.findings:
                self._review.put(review, document, value.plane)

        def end() -> None:
            self._end()
            self._say(document, proposed, broken)
            if any(proposed.values()):
                self.ended.emit()

        state = document.state
        errand = workspace.run(
            "find on run",
            lambda: search_planes(state, finder, options, run),
            take,
            end,
            document.ticket(),
            QThread.Priority.LowPriority,
        )
        self._begin(errand, document)
        workspace.activities.tell(self._activity, self.tr("Looking for dust …"), 0.0)

    def mark(self, run: Run) -> None:
        """Make the accepted findings of every plane of the run mask, in one step."""
        count = 0

        def make(document: Document) -> RunStep | None:
            nonlocal count
            parts = [part for plane in run if (part := _marked(document, plane)) is not None]
            count = len(parts)
            return RunStep(MARK, tuple(parts)) if parts else None

        def ended() -> None:
            if count:
                words = say(
                    "The accepted findings of {count} planes are marked; undo takes them off all of them.",
                    one="The accepted findings of 1 plane are marked; undo takes them off.",
                    count=count,
                )
                self._workspace.tell("done", spoken(words))
                self.marked.emit()
            else:
                words = say("No findings of these planes are accepted, or all of them are marked already.")
                self._workspace.tell("info", spoken(words))

        if self._workspace.document is not None:
            self._workspace.changes.put(MARK, make, ended)

    def _say(self, document: Document, proposed: dict[int, int], broken: list[int]) -> None:
        pieces, planes = sum(proposed.values()), sum(1 for count in proposed.values() if count)
        if broken:
            words = say("Plane {plane} could not be read, and was not searched.", plane=broken[0] + 1)
            self._workspace.tell("warning", spoken(words), document)
        if not pieces:
            self._workspace.tell("info", spoken(say("No dust was found on these planes.")), document)
            return
        words = say(
            "{pieces} findings on {planes} planes. Look through them with N and P, then mark what is accepted on all "
            "of them at once.",
            pieces=pieces,
            planes=planes,
        )
        self._workspace.tell("done", spoken(words), document)


def _marked(document: Document, plane: int) -> MaskStep | None:
    """The change that marks the accepted findings of a plane; None where nothing of them is new."""
    state = document.state
    review = state.review_of(plane)
    if not review.findings:
        return None
    mask = document.mask if plane == document.plane else state.on(plane).unpacked_mask(document.size)
    rect, made = joined(review.accepted(mask), document.size, review.filter.margin)
    if rect.is_empty:
        return None
    change = np.zeros_like(mask)
    part = mask[rect.slices]
    change[rect.slices] = np.maximum(part, made) ^ part
    packed = PackedTiles.of_mask(change)
    return None if packed.is_empty else MaskStep(MARK, packed, packed.rect, plane=plane)
