"""Recovery: the journal of an open document, and the offer of work that was lost with a crash."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.picture import Mask
from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.memory.journal import Abandoned, Journal, Restored, abandoned, forget, restore
from inpaint_studio.files.origin import origin_of
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.jobs import Opened
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.sentences import sentence, spoken


def journal_folder() -> Path:
    """Where journals of this person's windows lie."""
    base = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
    return Path(base) / "journals"


def _is_file_of(document: Document, path: Path) -> bool:
    origin = origin_of(document.picture)
    try:
        return origin is not None and path.samefile(origin.path)
    except OSError:  # nothing stands there that could be overwritten
        return False


class JournalKeeper(QObject):
    """Writes down every finished step of a session's document, and brings work back after a crash.

    Signals:
        lost_work_found: there is work to be had back; it stands in `lost`.
    """

    lost_work_found = Signal()
    _failed_apart = Signal(object)  # emitted on a worker

    def __init__(self, session: Session, folder: Path) -> None:
        super().__init__(session)
        self._session, self._folder = session, folder
        self.lost: list[Abandoned] = []  # journals of programs that are gone, the newest first
        self._journal: Journal | None = None
        self._restored: dict[Document, Journal] = {}  # of the document that is being shown next
        self._failed = False
        self._overwrites_original = False  # what is being saved now
        self._journal_error: OSError | None = None  # why the journal lacks something for the sake of that
        session.document_changed.connect(self._begin)
        session.history_changed.connect(self._follow)
        session.saving.about_to_save.connect(self._before_saving)
        session.saving.before_writing = self._flush
        self._failed_apart.connect(self._report)
        session.mask_named.connect(self._write_named)
        session.shut.connect(self.end)

    @property
    def journal(self) -> Journal | None:
        return self._journal

    def look(self) -> None:
        """Look on a worker for work that was lost; `lost_work_found` follows where there is any."""
        folder = self._folder

        def job() -> Iterator[list[Abandoned]]:
            yield abandoned(folder)

        self._session.run("journals", job, self._offer)

    def bring_back(self, one: Abandoned) -> None:
        """Restore a journal's document and show it in place of the one that is open, which was asked about.

        Where that is worked on meanwhile, it stays, and the journal is offered again.
        """
        ticket = self._session.ticket()

        def job() -> Iterator[tuple[Restored, Opened]]:
            restored = restore(one.path)
            path = one.picture or Path(restored.document.picture.name or "picture.png")
            yield restored, jobs.prepared(path, restored.document)

        def take(answer: tuple[Restored, Opened]) -> None:
            if self._session.opening.would_replace_work(ticket):
                answer[0].journal.close()
                self.lost_work_found.emit()
            else:
                self._show(one, *answer)

        self._session.run("restore", job, take)

    def forget(self, one: Abandoned) -> None:
        """Remove one journal, and no other."""
        try:
            if not forget(one.path):
                self._session.message.emit("info", self.tr("Another window has brought this work back; it is kept."))
        except OSError as error:
            self._session.message.emit("error", sentence(error))
            return
        self._no_longer_lost(one)

    def _no_longer_lost(self, one: Abandoned) -> None:
        self.lost = [other for other in self.lost if other.path != one.path]

    def end(self) -> None:
        """The document is closed as it should be."""
        if self._journal is not None:
            journal, self._journal = self._journal, None
            try:
                journal.discard()
            except OSError as error:
                self._report(error)

    def _offer(self, ones: list[Abandoned]) -> None:
        self.lost = ones
        if ones:
            self.lost_work_found.emit()

    def _show(self, one: Abandoned, restored: Restored, opened: Opened) -> None:
        self._no_longer_lost(one)
        self._restored[opened.document] = restored.journal
        self._session.show(opened)
        if restored.lost is not None:
            self._session.message.emit("warning", spoken(restored.lost))

    def _begin(self) -> None:
        self.end()
        document = self._session.document
        if document is None:
            return
        restored = self._restored.pop(document, None)
        if restored is not None:
            self._journal = restored
            return
        try:
            self._journal = Journal.create(self._folder, document)
        except OSError as error:
            self._report(error)

    def _follow(self) -> None:
        document = self._session.document
        if self._journal is None or document is None:
            return
        try:
            self._journal.follow(document)
        except OSError as error:
            self._report(error)

    def _before_saving(self, path: Path) -> None:
        document = self._session.document
        self._overwrites_original, self._journal_error = False, None
        if self._journal is None or document is None:
            return
        try:
            self._overwrites_original = _is_file_of(document, path)
            self._journal.follow(document)  # what a failure left out
            self._journal.note_saving(path)
            if self._overwrites_original:
                self._journal.keep_original(document.picture)
        except OSError as error:
            self._journal_error = error
            self._report(error)

    def _flush(self, path: Path) -> None:
        """On a worker, before a file is overwritten: the journal must hold what it needs of it. Raises SaveError."""
        journal = self._journal
        if journal is None:
            return
        try:
            if self._journal_error is not None:
                raise self._journal_error
            journal.flush()
        except OSError as error:
            if self._overwrites_original:
                words = self.tr(
                    "{name} was not overwritten, because the original cannot be kept against a crash: {reason} "
                    "Save under another name."
                )
                raise SaveError(words.format(name=path.name, reason=sentence(error))) from error
            self._failed_apart.emit(error)

    def _write_named(self, name: str, mask: Mask | None) -> None:
        if self._journal is not None:
            try:
                self._journal.keep_named_mask(name, mask)
            except OSError as error:
                self._report(error)

    def _report(self, error: Exception) -> None:
        # Once: a full disk would otherwise speak after every stroke.
        if not self._failed:
            self._failed = True
            words = self.tr("Finished steps cannot be kept against a crash: {reason}")
            self._session.message.emit("warning", words.format(reason=sentence(error)))
