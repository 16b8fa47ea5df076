"""Objects that a person points at: outlined on a worker, and put under review as any other finding."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Lock

from PySide6.QtCore import QObject, QThread, Signal

from inpaint_studio.editing.document import Document, Ticket
from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.findings import Finding, Review
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.finding.finder import Progress
from inpaint_studio.finding.objects.chosen import ChosenOutliner
from inpaint_studio.finding.objects.prompt import SEED, Prompt
from inpaint_studio.finding.views import view_of
from inpaint_studio.ui.document.reviewing import Reviewing
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.kit.worker import Errand


@dataclass(frozen=True, eq=False)
class _Outlined:
    bare: Finding  # without its halo
    halo: int  # pixels
    finding: Finding


@dataclass(eq=False)
class _Draft:
    """The object that is being pointed at in one document."""

    prompt: Prompt = field(default_factory=Prompt)
    earlier: list[Prompt] = field(default_factory=list)  # before each box and click
    halo: int = 0
    outlined: _Outlined | None = None
    errand: Errand | None = None  # that outlines, or grows the halo anew
    has_outline: bool = False  # of the prompt as it is
    take: Callable[[], object] | None = None  # asked for before the outline was there: to be done once it is
    is_ended: bool = False  # nothing more is pointed at: forgotten once the outline is there
    view: "_View | None" = None


class ObjectSelection(QObject):
    """The object of the document in view, begun by a box or a click and corrected by clicks.

    Each outcome takes the place of the last in the review: a coarse one first, then the outline at full size. Work for
    an earlier prompt is cancelled; it goes on for a picture that goes out of view.

    Signals:
        changed: the prompt in view is another, or its outline has come.
        proposed: a finding of the document in view has come under review, or another in its place.
        emptied: the object in view was dropped, and nothing else is under review.
    """

    changed = Signal()
    proposed = Signal(object)
    emptied = Signal()

    def __init__(self, workspace: Workspace, reviewing: Reviewing) -> None:
        super().__init__(workspace)
        self._workspace, self._reviewing = workspace, reviewing
        self.outliner = ChosenOutliner()  # that outlines from now on
        self._drafts: dict[Document, _Draft] = {}
        self._alone = Lock()  # what is cancelled ends before the next begins: two would take the processor from each
        self._is_prepared = False
        reviewing.take_once_outlined = self._take_once_outlined
        reviewing.taken.connect(lambda _: self.end())
        workspace.closing.connect(self._forget)
        workspace.document_changed.connect(self.changed)
        workspace.plane_changed.connect(self._turned)

    @property
    def prompt(self) -> Prompt:
        """Of the object in view; an empty one where none is begun."""
        draft = self._draft
        return draft.prompt if draft is not None else Prompt()

    @property
    def finding(self) -> Finding | None:
        """The object in view as it is under review."""
        draft = self._draft
        return draft.outlined.finding if draft is not None and draft.outlined is not None else None

    @property
    def is_busy(self) -> bool:
        """Whether the object in view is being outlined."""
        draft = self._draft
        return draft is not None and draft.errand is not None

    @property
    def is_unseen(self) -> bool:
        """Whether the object in view is being outlined and nothing of that is seen yet."""
        draft = self._draft
        return draft is not None and draft.errand is not None and not draft.has_outline

    def prepare(self) -> None:
        """Import and compile, on a worker, what the first outline would wait for."""
        if not self._is_prepared:
            self._is_prepared, outliner = True, self.outliner

            def job() -> Iterator[None]:
                with self._alone:
                    outliner.prepare()
                yield

            self._workspace.run("prepare objects", job, lambda _: None, priority=QThread.Priority.LowPriority)

    # pointing

    def point_box(self, box: Rect, halo: int, *, is_new: bool = False) -> None:
        """Outline the object in a box. is_new: besides the one that is there; else in its place."""
        draft = self._begun(halo, is_new=is_new)
        if draft is not None:
            self._point(draft, Prompt(box))

    def click(self, x: float, y: float, halo: int, *, is_inside: bool, is_new: bool = False) -> None:
        """On the object, or on what surrounds it; the first begins one. is_new: besides the one that is there."""
        draft = self._begun(halo, is_new=is_new)
        if draft is None:
            return
        if draft.prompt.is_empty and not is_inside:
            self._tell(self.tr("Click on an object or drag a box round it first; then take away from it."))
            return
        reach = SEED * max(self._workspace.document.size) if self._workspace.document is not None else 0
        self._point(draft, draft.prompt.with_click(x, y, is_inside=is_inside, reach=reach))

    def take_back(self) -> bool:
        """Take back the last box or click. Returns whether there was one."""
        draft = self._draft
        if draft is None or not draft.earlier:
            return False
        prompt = draft.earlier.pop()
        if prompt.is_empty:
            return self.drop()
        self._outline(draft, prompt)
        return True

    def set_halo(self, halo: int) -> None:
        """How far the object in view reaches past its outline, in pixels."""
        draft, document = self._draft, self._workspace.document
        if draft is None or document is None or draft.halo == halo:
            return
        draft.halo = halo
        if draft.errand is None and draft.outlined is not None:
            self._start(document, draft, lambda: _grown(draft, document.size))

    def end(self) -> None:
        """The object in view is done with: it stays under review, and the next click begins another."""
        draft, document = self._draft, self._workspace.document
        if draft is not None and document is not None:
            if draft.errand is not None and not draft.has_outline:
                draft.is_ended = True
            else:
                self._forget(document)
            self.changed.emit()

    def drop(self) -> bool:
        """Give up the object in view and take it off the review. Returns whether one was begun."""
        draft, document = self._draft, self._workspace.document
        if draft is None or document is None:
            return False
        self._forget(document)
        self._replace(document, draft, None)
        self.changed.emit()
        if not document.state.review.findings:
            self.emptied.emit()
        return True

    # outlining

    @property
    def _draft(self) -> _Draft | None:
        document = self._workspace.document
        return self._drafts.get(document) if document is not None else None

    def _begun(self, halo: int, *, is_new: bool) -> _Draft | None:
        document = self._workspace.document
        if document is None:
            return None
        if is_new:
            self._forget(document)
        if document not in self._drafts:
            self._reviewing.forget_finished()  # else what was filled comes back with the next one
        draft = self._drafts.setdefault(document, _Draft())
        draft.halo = halo
        return draft

    def _point(self, draft: _Draft, prompt: Prompt) -> None:
        draft.earlier.append(draft.prompt)
        self._outline(draft, prompt)

    def _outline(self, draft: _Draft, prompt: Prompt) -> None:
        document = self._workspace.document
        if document is None:
            return
        draft.prompt, draft.has_outline, draft.take = prompt, False, None
        if draft.view is None or not draft.view.shows(document.picture, document.fills):
            draft.view = _View(document.picture, document.fills)
        view, outliner, alone, size = draft.view, self.outliner, self._alone, document.size

        def job() -> Iterator[Progress | _Outlined]:
            with alone:
                yield Progress(0, 3)  # to be left before anything is worked out
                for value in outliner.outline(view.pixels, prompt):
                    yield _outlined(value, draft.halo, size) if isinstance(value, Finding) else value

        self._start(document, draft, job)
        self.changed.emit()

    def _start(self, document: Document, draft: _Draft, job: Callable[[], Iterator[Progress | _Outlined]]) -> None:
        if draft.errand is not None:
            draft.errand.drop()
        ticket, workspace = document.ticket(), self._workspace

        def fail(error: Exception) -> None:
            self._settle(document, draft)
            workspace.report_error(error, document)

        draft.errand = workspace.workers.start(
            "outline object",
            job,
            lambda value: self._take(ticket, draft, value),
            fail,
            lambda: self._complete(document, draft),
            QThread.Priority.LowPriority,
            ticket,
        )
        workspace.activities.tell(_activity(document), f"{self.tr('Outlining the object')} …")

    def _take(self, ticket: Ticket, draft: _Draft, value: Progress | _Outlined) -> None:
        document = ticket.document
        if isinstance(value, Progress):
            if value.note:
                holds = partial(self._is_of, document, draft)
                self._workspace.tell("warning", spoken(value.note), document, holds)
            return
        draft.has_outline = True
        self._replace(document, draft, value)
        if document is self._workspace.document:
            self.changed.emit()
            self.proposed.emit(value.finding)

    def _complete(self, document: Document, draft: _Draft) -> None:
        if draft.errand is None:
            return  # it failed
        if not draft.has_outline:
            draft.take = None
            self._replace(document, draft, None)
            words = self.tr("No object stands out there. Drag a box close round it, or click on it.")
            prompt = draft.prompt

            def holds() -> bool:  # another tool was taken meanwhile; else until it is dropped, or pointed at anew
                return draft.is_ended or (self._is_of(document, draft) and draft.prompt is prompt)

            self._workspace.tell("info", words, document, holds)
        elif draft.outlined is not None and draft.outlined.halo != draft.halo:
            self._start(document, draft, lambda: _grown(draft, document.size))
            return
        self._settle(document, draft)

    def _settle(self, document: Document, draft: _Draft) -> None:
        draft.errand = None
        self._workspace.activities.end(_activity(document))
        take, draft.take = draft.take, None
        if take is not None:
            take()
        if draft.is_ended and self._is_of(document, draft):
            self._forget(document)
        if document is self._workspace.document:
            self.changed.emit()

    def _replace(self, document: Document, draft: _Draft, outlined: _Outlined | None) -> None:
        """Another outline under review in the place of the last; a decision about that counts for it."""
        before, draft.outlined = draft.outlined, outlined
        review = document.state.review
        if before is not None:
            old = before.finding
            decision = review.decisions.get(old.identity)
            review = review.decided((old,), None)
            review = replace(review, findings=tuple(one for one in review.findings if one.identity != old.identity))
            if outlined is not None and decision is not None:
                review = review.decided((outlined.finding,), decision)
        if outlined is not None:
            review = _admitting(review.with_findings((outlined.finding,)), outlined.finding)
        if before is not None or outlined is not None:
            self._reviewing.put(review, document)

    def _take_once_outlined(self, document: Document, take: Callable[[], object]) -> bool:
        """Have `take` called once the object of a document is outlined; never where nothing stands out, or once the
        object is dropped or pointed at anew. Returns whether it is being outlined."""
        draft = self._drafts.get(document)
        if draft is None or draft.errand is None:
            return False
        draft.take = take
        if not draft.has_outline:
            words = self.tr("The object is taken as soon as it is outlined. Esc drops it.")
            self._workspace.tell("info", words, document, lambda: draft.take is take)
        return True

    def _tell(self, words: str, document: Document | None = None) -> None:
        self._workspace.tell("info", words, document or self._workspace.document)

    def _turned(self) -> None:
        """Another plane is in view: what was pointed at on the last one stays under review there."""
        document = self._workspace.document
        if document is not None:
            self._forget(document)
            self.changed.emit()

    def _is_of(self, document: Document, draft: _Draft) -> bool:
        """Whether it is what is being pointed at in a document."""
        return self._drafts.get(document) is draft

    def _forget(self, document: Document) -> None:
        draft = self._drafts.pop(document, None)
        if draft is not None:
            draft.take = None
        if draft is not None and draft.errand is not None:
            draft.errand.drop()
            draft.errand = None
            self._workspace.activities.end(_activity(document))


class _View:
    """The picture as it is seen, composited on a worker when it is first asked for."""

    def __init__(self, picture: Picture, fills: tuple[Fill, ...]) -> None:
        self.fills = fills
        self._picture = picture
        self._pixels: Pixels | None = None

    def shows(self, picture: Picture, fills: tuple[Fill, ...]) -> bool:
        """Whether these, seen through the same levels, are what it was made of."""
        return self.fills == fills and self._picture.levels == picture.levels

    @property
    def pixels(self) -> Pixels:
        """The same array at each call: an outliner may remember what it made of it."""
        if self._pixels is None:
            self._pixels = view_of(self._picture, self.fills).pixels
        return self._pixels


def _outlined(bare: Finding, halo: int, size: Size) -> _Outlined:
    from inpaint_studio.finding.objects.outline import with_halo  # numba, on a worker

    finding = with_halo(bare, halo, size)
    finding.prepare()
    return _Outlined(bare, halo, finding)


def _grown(draft: _Draft, size: Size) -> Iterator[_Outlined]:
    if draft.outlined is not None:
        yield _outlined(draft.outlined.bare, draft.halo, size)


def _admitting(review: Review, finding: Finding) -> Review:
    """What a person has pointed at is proposed, whatever the filter leaves out."""
    now = review.filter
    if now.admits(finding) and now.extent == "everywhere":
        return review
    filter = replace(
        now, smallest=min(now.smallest, finding.area), without=now.without - {finding.kind}, extent="everywhere"
    )
    return replace(review, filter=filter)


def _activity(document: Document) -> str:
    return f"object {id(document)}"
