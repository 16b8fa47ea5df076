"""Saving: the picture, the project and the mask are written on a worker, one file after the other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from PySide6.QtCore import QObject, Signal

from inpaint_studio.editing.document import Document, Ticket
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.saved import Saved
from inpaint_studio.editing.stack import Stack
from inpaint_studio.files.saving.writing import SaveOptions, SaveReport
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.pending_fill import marked_part
from inpaint_studio.ui.document.saved_words import Content, content_sentences, saved_sentences
from inpaint_studio.ui.document.stack_saving import SavedStack, SavingShare, StackSave, save_planes
from inpaint_studio.ui.document.workspace import Workspace, unmoved
from inpaint_studio.ui.kit.messages import About
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.kit.worker import Errand


def is_of_stack(stack: Stack, path: Path) -> bool:
    """Whether a file is one that the planes of a stack lie in."""
    planes = stack.planes
    if planes is None:
        return False
    if planes.path.is_dir():
        return path.parent == planes.path and any(place.name == path.name for place in planes.places)
    return path == planes.path or (path.exists() and planes.path.exists() and path.samefile(planes.path))


@dataclass(frozen=True, eq=False)
class _PendingSave:
    """A file that was asked to be written: the document as it was then."""

    path: Path
    ticket: Ticket
    saved: Saved  # what is on the disk once it was written
    write: Callable[[], Iterator[Any]]  # the job; yields what `take` takes
    take: Callable[["_PendingSave", Any], None]
    content: Content


class Saving(QObject):
    """Writes what is open, as it is when all that was asked of it before is done.

    While one file is being written the next one waits its turn, and what was asked for before is in it.

    Signals:
        saved: the path a picture or a project was saved to.
        failed: the path that was not written, the error that says why, and the Document.
        about_to_save: the path that is going to be written, and the Document that is.
    """

    saved = Signal(object)
    failed = Signal(object, object, object)
    about_to_save = Signal(object, object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        # Called on a worker before the file at a path is written, after `about_to_save` was heard on the UI thread.
        # What it raises keeps the file from being written.
        self.before_writing: Callable[[Path], None] | None = None
        self._errand: Errand | None = None
        self._writing: Document | None = None
        self._waiting: list[_PendingSave] = []  # asked for while another is being written
        self._after: list[tuple[Document, Callable[[], object]]] = []  # what waits for a document's last write
        self._requested: WeakKeyDictionary[Document, int] = WeakKeyDictionary()
        self._stacks: WeakKeyDictionary[Document, StackSave] = WeakKeyDictionary()
        self._is_stack = False  # what is being written

    @property
    def is_busy(self) -> bool:
        return self._errand is not None or bool(self._waiting)

    def in_turn(self, document: Document, do: Callable[[], object]) -> None:
        """Call `do` once this document is written; now, where it is not being written.

        Never, where a write fails or is stopped: what it was for is not saved then.
        """
        if self.is_written(document):
            self._after.append((document, do))
        else:
            do()

    def is_written(self, document: Document) -> bool:
        """Whether it is being written, or waits for that."""
        return document is self._writing or any(one.ticket.document is document for one in self._waiting)

    def _go_on_after(self, document: Document) -> None:
        if not self.is_written(document):
            ready = [do for one, do in self._after if one is document]
            self._after = [(one, do) for one, do in self._after if one is not document]
            for do in ready:
                do()

    def save(self, path: Path, options: SaveOptions | None = None) -> None:
        """Write the picture with its fills as they are now; `saved` follows, or `failed`."""
        self._workspace.changes.in_turn(lambda: self._save(path, options or SaveOptions()))

    def save_stack(self, save: StackSave, options: SaveOptions | None = None) -> None:
        """Write all planes of the stack in view with their fills as they are now; `saved` follows, or `failed`."""
        self._workspace.changes.in_turn(lambda: self._save_stack(save, options or SaveOptions()))

    def stack_save_of(self, document: Document) -> StackSave | None:
        """Where and how a stack was saved last."""
        return self._stacks.get(document)

    def cancel(self) -> bool:
        """Stop writing a stack: what stood there before stays. Returns whether one was being written."""
        if self._errand is None or not self._is_stack:
            return False
        self._errand.drop()
        self._errand, self._is_stack = None, False
        self._give_up()
        self._workspace.activities.end("save")
        self._workspace.tell("info", self.tr("Saving was stopped."), About.MOMENT)
        self._next()
        return True

    def save_plane(self, path: Path) -> None:
        """Write the plane in view with its fills as a picture; a sentence follows. The stack stays unsaved."""
        document = self._workspace.document
        if document is None:
            return
        if is_of_stack(document.state.stack, path):
            words = self.tr("{name} is a file of this stack. Give the picture another name, or save the stack.")
            self._workspace.tell("error", words.format(name=path.name), document)
            return
        picture, fills, number = document.picture, document.fills, document.plane + 1

        def take(report: SaveReport) -> None:
            words = self.tr("Plane {number} was saved as {name}.").format(number=number, name=report.path.name)
            self._workspace.tell("done", " ".join([words, *map(spoken, report.notes)]), document)

        self._workspace.run(
            f"save plane {path.name}",
            lambda: jobs.save(picture, fills, path, SaveOptions(allow_loss=True)),
            take,
            about=document,
        )

    def save_project(self, path: Path, ignore_changes: bool = False) -> None:
        """Write everything to go on with tomorrow, as an OpenRaster file; `saved` follows, or `failed`.

        ignore_changes: replace a project that another program has written since; that is kept as NAME~.
        """
        self._workspace.changes.in_turn(lambda: self._save_project(path, ignore_changes))

    def save_mask(self, path: Path) -> None:
        """Write the mask; a sentence follows."""
        self._workspace.changes.in_turn(lambda: self._save_mask(path))

    def saves_asked(self, document: Document) -> int:
        """How often a document was to be saved so far."""
        return self._requested.get(document, 0)

    def drop_waiting(self) -> None:
        self._waiting.clear()
        self._after = [(document, do) for document, do in self._after if self.is_written(document)]

    def _save(self, path: Path, options: SaveOptions) -> None:
        document = self._workspace.document
        if document is None:
            return
        picture, fills, adjustments = document.picture, document.fills, document.adjustments
        self._write(path, document, lambda: jobs.save(picture, fills, path, options, adjustments), self._picture_saved)

    def _save_stack(self, save: StackSave, options: SaveOptions) -> None:
        document = self._workspace.document
        planes = document.state.stack.planes if document is not None else None
        if document is None or planes is None:
            return
        fills = document.state.filled_planes

        def take(pending: _PendingSave, made: SavedStack) -> None:
            self._stacks[document] = save
            self._mark_saved(pending, saved_path=made.path)
            sentences = [*made.sentences, *content_sentences(pending.content)]
            needs_reading = len(sentences) > 1
            self._workspace.tell("info" if needs_reading else "done", " ".join(map(spoken, sentences)), document)
            self._end(pending)

        self._write(save.path, document, lambda: save_planes(planes, fills, save, options), take)

    def _save_project(self, path: Path, ignore_changes: bool) -> None:
        document = self._workspace.document
        if document is None:
            return
        snapshot = document.snapshot(self._copy_of_mask(document))
        self._write(path, document, lambda: jobs.save_project(snapshot, path, ignore_changes), self._project_saved)

    def _save_mask(self, path: Path) -> None:
        document = self._workspace.document
        if document is None:
            return
        mask = self._copy_of_mask(document)
        self._workspace.run(
            f"save mask {path.name}",
            lambda: jobs.save_mask(mask, path),
            lambda saved: self._mask_saved(saved, document),
            about=document,
        )

    def _copy_of_mask(self, document: Document) -> Mask:
        """Only where something is marked are its pages touched: all of 24 MP take 30 ms."""
        mask = np.zeros_like(document.mask)
        marked = marked_part(self._marks).slices
        mask[marked] = document.mask[marked]
        return mask

    @property
    def _marks(self) -> MaskLevels:
        levels = self._workspace.mask_levels
        assert levels is not None
        return levels

    def _write(
        self,
        path: Path,
        document: Document,
        write: Callable[[], Iterator[Any]],
        take: Callable[[_PendingSave, Any], None],
    ) -> None:
        self._requested[document] = self.saves_asked(document) + 1
        content = Content.of(document, not marked_part(self._marks).is_empty)
        pending = _PendingSave(path, document.ticket(), Saved.of(document.state), write, take, content)
        # An older state of the same file is not wanted any more; what another picture holds is.
        newer = [one for one in self._waiting if (one.path, one.ticket.document) != (path, document)]
        self._waiting = [*newer, pending]
        self._next()

    def _next(self) -> None:
        if self._errand is not None or not self._waiting:
            return
        pending = self._waiting.pop(0)
        self.about_to_save.emit(pending.path, pending.ticket.document)
        prepare = self.before_writing

        def job() -> Iterator[Any]:
            if prepare is not None:
                prepare(pending.path)
            yield from pending.write()

        self._is_stack, self._writing = False, pending.ticket.document

        def take(value: Any) -> None:
            if isinstance(value, SavingShare):
                self._is_stack = True
                self._tell_share(pending.path, value)
                return
            # First: who hears of it may ask whether anything is still being written.
            self._errand = self._writing = None
            pending.take(pending, value)

        def fail(error: Exception) -> None:
            self._errand = None
            self._give_up()
            self._workspace.activities.end("save")
            self.failed.emit(pending.path, error, pending.ticket.document)

        self._errand = self._workspace.workers.start(f"save {pending.path.name}", job, take, fail, self._next)
        self._workspace.activities.tell("save", self.tr("Saving {name} …").format(name=pending.path.name))

    def _give_up(self) -> None:
        """What was being written is not saved, so that nothing that waited for that goes on."""
        document, self._writing = self._writing, None
        self._after = [(one, do) for one, do in self._after if one is not document]

    def _tell_share(self, path: Path, share: SavingShare) -> None:
        words = self.tr("Checking {name}") if share.is_check else self.tr("Saving {name}")
        text = f"{words.format(name=path.name)} · {share.done} / {share.total}"
        self._workspace.activities.tell("save", text, share.done / max(1, share.total))

    def _picture_saved(self, pending: _PendingSave, report: SaveReport) -> None:
        self._mark_saved(pending, saved_path=report.path)
        # One message: of several only the last would be seen.
        text = " ".join(map(spoken, saved_sentences(report, pending.content)))
        needs_reading = report.notes or pending.content.has_marks or pending.content.has_hidden
        document = pending.ticket.document
        # Notes are about the file, and true whatever is done next; the rest is about the document as it is now.
        holds = None if report.notes else unmoved(document)
        self._workspace.tell("info" if needs_reading else "done", text, document, holds)
        self._end(pending)

    def _project_saved(self, pending: _PendingSave, path: Path) -> None:
        self._mark_saved(pending, project_path=path)
        self._workspace.tell("done", self.tr("{name} is saved.").format(name=path.name), pending.ticket.document)
        self._end(pending)

    def _mask_saved(self, path: Path, document: Document) -> None:
        self._workspace.tell("done", self.tr("The mask was saved as {name}.").format(name=path.name), document)

    def _mark_saved(
        self, pending: _PendingSave, *, saved_path: Path | None = None, project_path: Path | None = None
    ) -> None:
        """Note in the document that was written, if it is still open, that it is on the disk, and where."""
        document = pending.ticket.document
        picture = self._workspace.pictures.of(document)

        def note() -> None:
            if picture is not None:
                picture.saved_path = saved_path or picture.saved_path
                picture.project_path = project_path or picture.project_path
            if project_path is not None:
                document.saved = document.saved.with_decisions(pending.saved.decisions)
            # What was painted while the file was written is not in it.
            if document.history.serial == pending.saved.serial:
                document.mark_saved()

        document.take(pending.ticket, note)

    def _end(self, pending: _PendingSave) -> None:
        self._workspace.activities.end("save")
        document = pending.ticket.document
        if document is self._workspace.document:
            document.take(pending.ticket, self._workspace.history_changed.emit)
        self.saved.emit(pending.path)
        self._go_on_after(document)
