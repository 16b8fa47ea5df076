"""Findings under review: finders propose them, a person decides, and what is accepted becomes mask."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from time import monotonic
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QThread, Signal

from inpaint_studio.editing.document import Document, Ticket
from inpaint_studio.editing.findings import Finding, Review, ReviewFilter, joined
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import Step
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.state import State
from inpaint_studio.finding.finder import Finder, Progress
from inpaint_studio.finding.search import find
from inpaint_studio.finding.stack_views import StackViews
from inpaint_studio.finding.views import seen
from inpaint_studio.sentence import joined as joined_sentences
from inpaint_studio.ui.document.filling import Filling
from inpaint_studio.ui.document.mask_offers import Scene
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.kit.worker import Errand

# Translated in `kit.method_names`.
STEP_NAME = "Findings"
OBJECT_STEP_NAME = "Object"  # of what a person pointed at, and nothing else
_BATCH_SECONDS = 0.1  # between two batches of findings, so that thousands of them are not thousands of signals


@dataclass(eq=False)
class _Search:
    """A search that runs for one plane of a document."""

    plane: int
    finders: tuple[Finder, ...]
    errand: Errand | None = None
    share: float = 0.0
    identities: set[str] = field(default_factory=set)  # of the findings so far
    is_awaited: Callable[[], object] | None = None  # what was asked for once it has ended
    notes: list[str] = field(default_factory=list)  # what its finders said of it


class Reviewing(QObject):
    """The review of the document in view. `Document.state.review` holds it; it is changed here alone.

    `start` has finders search the picture as it is seen, on a worker; what they propose comes in batches, what is in
    view first, and goes to the document that it was searched for, in view or not. `set_filter` and `decide` are for
    sliders and keys: they search nothing anew and are no steps. `take` makes the accepted findings mask, grown by the
    filter's margin: one step. Findings and decisions stay, so that an undo brings back the review as it was.

    Signals:
        changed: other findings, decisions or another filter in view; also when another document comes into view.
        searching_changed: a search for the document in view has begun, got on or ended: `is_searching`, `progress`.
        nothing_proposed: a search has ended, and the filter admits none of what it detected; the person was told.
        open_changed: the review of the document in view was opened, or put away: what was said of it is over then.
        taken: the Step that made the accepted findings mask; None where all of them were marked before.
    """

    changed = Signal()
    searching_changed = Signal()
    nothing_proposed = Signal()
    open_changed = Signal()
    taken = Signal(object)

    def __init__(self, workspace: Workspace, filling: Filling) -> None:
        super().__init__(workspace)
        self._workspace, self._filling = workspace, filling
        self.method: Callable[[], str] = lambda: "auto"  # that `take(fill=True)` fills with
        # Has something called once the object that is pointed at is outlined; whether that is going on.
        self.take_once_outlined: Callable[[Document, Callable[[], object]], bool] = lambda _, __: False
        # Whether the review of a document is open: what finders say of it is over when it is put away.
        self.is_open: Callable[[Document], bool] = lambda _: True
        self._searches: dict[tuple[Document, int], _Search] = {}  # one for a plane
        self._proposed: tuple[Review, tuple[int, int] | None, tuple[Finding, ...]] | None = None
        workspace.document_changed.connect(self._document_changed)
        workspace.plane_changed.connect(self._document_changed)
        workspace.closing.connect(self._forget)
        workspace.review_changed.connect(self._review_changed)

    # what there is

    @property
    def review(self) -> Review:
        """Of the document in view; an empty one where none is open."""
        document = self._workspace.document
        return document.state.review if document is not None else Review()

    @property
    def proposed(self) -> tuple[Finding, ...]:
        """Those that the filter admits, rejected ones included, in the order of the review."""
        document, review = self._workspace.document, self.review
        if document is None:
            return ()
        # Only the extent asks for the mask, which a stroke changes.
        moment = None if review.filter.extent == "everywhere" else document.moment
        if self._proposed is None or self._proposed[0] is not review or self._proposed[1] != moment:
            self._proposed = review, moment, review.proposed(None if moment is None else document.mask)
        return self._proposed[2]

    @property
    def accepted(self) -> tuple[Finding, ...]:
        """Those that `take` makes mask."""
        review = self.review
        return tuple(finding for finding in self.proposed if review.is_accepted(finding))

    # searching

    @property
    def is_searching(self) -> bool:
        """Whether finders search for the document in view."""
        return self._search is not None

    def searches(self, document: Document) -> bool:
        """Whether finders search for a document, in view or not."""
        return any(at is document for at, _ in self._searches)

    @property
    def progress(self) -> float:
        """Of the search for the document in view, 0 .. 1; 1 where there is none."""
        return self._search.share if self._search is not None else 1.0

    def start(
        self, finders: Sequence[Finder], options: Mapping[str, Any] | None = None, view: Rect | None = None
    ) -> bool:
        """Search the picture in view with several finders, one after the other; a search that runs for it is cancelled.

        options: by a finder's key; its defaults where there are none. view: what to search first, the part in view.
        Once all is searched, earlier findings of these finders that were not detected again are gone; decisions stay.
        Returns whether there was a picture to search.
        """
        document = self._workspace.document
        if document is None or not finders:
            return False
        plane = document.plane
        self._drop(document, plane)
        search = self._searches[document, plane] = _Search(plane, tuple(finders))
        ticket = document.ticket()
        scene = Scene(document.picture, document.fills, document.mask)
        state = document.state

        def fail(error: Exception) -> None:
            self._end(document, search)
            self._workspace.report_error(error, document)

        search.errand = self._workspace.workers.start(
            "find",
            lambda: _batches(scene, state, search.finders, dict(options or {}), view),
            lambda value: self._take_value(ticket, search, value),
            fail,
            lambda: self._complete(document, search),
            QThread.Priority.LowPriority,
            ticket,
        )
        self._tell(document, search)
        return True

    def cancel(self) -> bool:
        """Give up the search for the document in view; what came stays. Returns whether there was one."""
        document = self._workspace.document
        return document is not None and self._drop(document, document.plane)

    # deciding

    def set_filter(self, filter: ReviewFilter) -> None:
        review = self.review
        if filter != review.filter:
            self.put(replace(review, filter=filter))

    def decide(self, findings: Iterable[Finding], accepted: bool | None) -> None:
        """Accept or reject some; None takes the decision back, and what the finder suggests counts again."""
        self.put(self.review.decided(findings, accepted))

    def add(self, findings: Iterable[Finding]) -> None:
        """Findings of a tool or of a file, besides those there are."""
        self.put(self.review.with_findings(findings))

    def remove(self, findings: Iterable[Finding]) -> None:
        """Take some off the list; decisions about them stay."""
        gone = {finding.identity for finding in findings}
        if not gone:
            return
        review = self.review
        self.put(replace(review, findings=tuple(one for one in review.findings if one.identity not in gone)))

    def forget_finished(self, but: Collection[str] = ()) -> None:
        """Take off the list what is accepted and marked or filled already, so that it is not taken once more with what
        comes now. Decisions stay. but: the finders that search anew, whose findings are replaced by that."""
        document, review = self._workspace.document, self.review
        if document is None:
            return
        fills = [fill for fill in document.fills if fill.visible]
        self.remove(
            [
                finding
                for finding in review.findings
                if finding.source not in but
                and review.is_accepted(finding)
                and finding.is_covered(document.mask, fills)
            ]
        )

    def put(self, review: Review, document: Document | None = None, plane: int | None = None) -> None:
        """Another review in the place of the one there is. document: of which; None = the one in view.

        plane: of the document; None = the one in view.
        """
        document = document or self._workspace.document
        if document is not None and not document.is_closed:
            document.lay(document.state.with_review(review, plane))
            self._workspace.review_changed.emit(document)

    # taking

    def take(self, fill: bool = False) -> bool:
        """Make the accepted findings mask, in one step; `taken` follows. fill: fill what is marked then.

        While a search runs, or an object is outlined, this waits for its end. Returns whether there is anything to
        take, or may be.
        """
        search, document = self._search, self._workspace.document
        if document is None:
            return False
        plane = document.plane

        def take() -> bool:
            return self._take(document, plane, fill)

        if search is not None:
            search.is_awaited = lambda: self.take_once_outlined(document, take) or take()
            return True
        if self.take_once_outlined(document, take):
            return True
        return bool(self.accepted) and take()

    def _take(self, document: Document, plane: int, fill: bool) -> bool:
        if document is not self._workspace.document or document.plane != plane:
            return False  # it went out of view: what is marked there would not be seen
        review, size = document.state.review, document.size

        def compute(mask: Mask) -> tuple[Rect, Mask] | None:
            rect, made = joined(review.accepted(mask), size, review.filter.margin)
            return None if rect.is_empty else (rect, np.maximum(mask[rect.slices], made))

        def then(step: Step | None) -> None:
            self.taken.emit(step)
            if fill and document is self._workspace.document:
                self._filling.start(self.method(), marks=(step,) if step is not None else None)

        kinds = {finding.kind for finding in self.accepted}
        self._workspace.changes.change(OBJECT_STEP_NAME if kinds == {"object"} else STEP_NAME, compute, then)
        return True

    # following

    @property
    def _search(self) -> _Search | None:
        document = self._workspace.document
        return self._searches.get((document, document.plane)) if document is not None else None

    def _take_value(self, ticket: Ticket, search: _Search, value: Progress | tuple[Finding, ...]) -> None:
        document = ticket.document
        if isinstance(value, Progress):
            search.share = value.done / max(value.total, 1)
            if value.note and value.note not in search.notes:
                search.notes.append(value.note)
                self._workspace.tell("warning", spoken(value.note), document, partial(self.is_open, document))
            self._tell(document, search)
        elif value:
            search.identities.update(finding.identity for finding in value)
            review = document.state.review_of(search.plane)
            self.put(review.with_detected(value), document, search.plane)

    def _complete(self, document: Document, search: _Search) -> None:
        if self._searches.get((document, search.plane)) is not search:
            return  # it failed
        self._end(document, search)
        review = document.state.review_of(search.plane)
        sources = {finder.key for finder in search.finders}
        left = tuple(one for one in review.findings if one.source not in sources or one.identity in search.identities)
        if len(left) < len(review.findings):
            self.put(replace(review, findings=left), document, search.plane)
        proposed = any(one.source in sources and review.filter.admits(one) for one in left)
        if not proposed:
            nothing = joined_sentences(
                (*search.notes, *(finder.nothing for finder in search.finders if finder.nothing))
            )
            self._workspace.tell("info", spoken(nothing), document)
            self.nothing_proposed.emit()
        if search.is_awaited is not None:
            search.is_awaited()

    def _end(self, document: Document, search: _Search) -> None:
        if self._searches.get((document, search.plane)) is search:
            del self._searches[document, search.plane]
            self._workspace.activities.end(_activity(document, search.plane))
            if document is self._workspace.document:
                self.searching_changed.emit()

    def _drop(self, document: Document, plane: int) -> bool:
        search = self._searches.get((document, plane))
        if search is None:
            return False
        if search.errand is not None:
            search.errand.drop()
        self._end(document, search)
        return True

    def _tell(self, document: Document, search: _Search) -> None:
        at = min(int(search.share * len(search.finders)), len(search.finders) - 1)
        finder = search.finders[at]
        text = f"{spoken(finder.progress or finder.title)} …"
        self._workspace.activities.tell(_activity(document, search.plane), text, search.share)
        if document is self._workspace.document:
            self.searching_changed.emit()

    def _document_changed(self) -> None:
        self.changed.emit()
        self.searching_changed.emit()

    def _review_changed(self, document: Document) -> None:
        if document is self._workspace.document:
            self.changed.emit()

    def _forget(self, document: Document) -> None:
        for other, plane in list(self._searches):
            if other is document:
                self._drop(document, plane)


def _activity(document: Document, plane: int) -> str:
    return f"find {id(document)} {plane}"


def _batches(
    scene: Scene, state: State, finders: Sequence[Finder], options: Mapping[str, Any], first: Rect | None
) -> Iterator[Progress | tuple[Finding, ...]]:
    """On a worker: a search in batches, none of which leaves more for the UI thread than to take it over."""
    pixels, planes = scene.look(Rect.of_size(scene.picture.size)), state.stack.planes
    if planes is None:
        view = seen(scene.picture, pixels, scene.fills, first)
    else:
        views = StackViews(planes, lambda plane: state.on(plane).fills)
        view = views.seen(scene.picture, pixels, scene.fills, first)
    waiting: list[Finding] = []
    since = monotonic()
    for value in find(view, finders, options):
        if isinstance(value, Finding):
            value.prepare()
            waiting.append(value)
        if waiting and (monotonic() - since > _BATCH_SECONDS or isinstance(value, Progress)):
            yield tuple(waiting)
            waiting, since = [], monotonic()
        if isinstance(value, Progress):
            yield value
