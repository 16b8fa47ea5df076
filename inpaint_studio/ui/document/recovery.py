"""Recovery: the journal of an open document, and the offer of work that was lost with a crash."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.picture import Mask
from inpaint_studio.files.errors import PictureError, SaveError
from inpaint_studio.files.memory.abandoned import Abandoned, abandoned, forget
from inpaint_studio.files.memory.journal import Journal, Restored, restore
from inpaint_studio.files.origin import origin_of
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.jobs import Opened
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.kit.messages import About
from inpaint_studio.ui.kit.sentences import sentence, spoken, within


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
    """Writes down every finished step of a session's documents, a journal each, and brings work back after a crash.

    Signals:
        lost_work_found: there is work to be had back; it stands in `lost`.
    """

    lost_work_found = Signal()
    _failed_apart = Signal(object)  # emitted on a worker
    _failed_to_restore = Signal(object)  # on a worker, too

    def __init__(self, session: Session, folder: Path) -> None:
        super().__init__(session)
        self._session, self._folder = session, folder
        self.lost: list[Abandoned] = []  # journals of programs that are gone, the newest first
        self._journals: dict[Document, Journal] = {}  # of the documents that are open
        self._saved: Journal | None = None  # of the document that is being saved now
        self._failed = self._has_ended = False
        self._overwrites_original = False  # what is being saved now
        self._journal_error: OSError | None = None  # why the journal lacks something for the sake of that
        session.document_changed.connect(self._begin)
        session.pictures.changed.connect(self._begin)  # one may come beside the one in view
        session.changes.done_elsewhere.connect(self._follow_document)
        session.closing.connect(self._discard)
        session.history_changed.connect(self._follow)
        session.laid_changed.connect(self._follow)
        session.review_changed.connect(self._follow_document)
        session.saving.about_to_save.connect(self._before_saving)
        session.saving.before_writing = self._flush
        self._failed_apart.connect(self._report)
        self._failed_to_restore.connect(session.report_error)
        session.run_filling.is_written = self._is_written
        session.mask_named.connect(self._write_named)
        session.shut.connect(self.end)

    @property
    def journal(self) -> Journal | None:
        """Of the document in view."""
        return self.journal_of(self._session.document)

    def journal_of(self, document: Document | None) -> Journal | None:
        return self._journals.get(document) if document is not None else None

    def _is_written(self, document: Document) -> bool:
        journal = self.journal_of(document)
        return journal is None or self._failed or journal.holds(document)

    def look(self) -> None:
        """Look on a worker for work that was lost; `lost_work_found` follows where there is any."""
        folder = self._folder

        def job() -> Iterator[list[Abandoned]]:
            yield abandoned(folder)

        self._session.run("journals", job, self._offer, about=About.PROGRAM)

    def bring_back(self, one: Abandoned) -> None:
        """Restore a journal's document and show it beside those that are open."""

        def job() -> Iterator[tuple[Restored, Opened]]:
            restored = restore(one.path)
            yield restored, jobs.prepared(one.picture, restored.document)

        self._tell_restoring([one])
        self._session.run(
            "restore", job, lambda answer: self._show(one, *answer), self._end_restoring, about=About.MOMENT
        )

    def bring_all_back(self) -> None:
        """Restore everything that was lost, one after the other; the newest comes into view last."""
        ones = list(reversed(self.lost))

        def job() -> Iterator[tuple[Abandoned, Restored, Opened]]:
            for one in ones:
                try:
                    restored = restore(one.path)
                except PictureError as error:
                    self._failed_to_restore.emit(error)
                    continue
                yield one, restored, jobs.prepared(one.picture, restored.document)

        self._tell_restoring(ones)
        self._session.run("restore", job, lambda answer: self._show(*answer), self._end_restoring, about=About.MOMENT)

    def _tell_restoring(self, ones: list[Abandoned]) -> None:
        """A large picture is decoded and its steps are done again: seconds in which nothing else would be seen."""
        names = ", ".join(one_line(one.name or str(one.picture)) for one in ones)
        self._session.activities.tell("restore", self.tr("Bringing back {name} …").format(name=names))

    def _end_restoring(self) -> None:
        self._session.activities.end("restore")

    def forget(self, one: Abandoned) -> None:
        """Remove one journal, and no other."""
        try:
            if not forget(one.path):
                self._session.tell(
                    "info", self.tr("Another window has brought this work back; it is kept."), About.PROGRAM
                )
        except OSError as error:
            self._session.tell("error", sentence(error), About.PROGRAM)
            return
        self._no_longer_lost(one)

    def _no_longer_lost(self, one: Abandoned) -> None:
        self.lost = [other for other in self.lost if other.path != one.path]

    def end(self) -> None:
        """The documents are closed as they should be."""
        self._has_ended = True
        for document in list(self._journals):
            self._discard(document)

    def _discard(self, document: Document) -> None:
        """The document is closed as it should be."""
        journal = self._journals.pop(document, None)
        if journal is not None:
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
        self._journals[opened.document] = restored.journal
        self._session.show(opened)
        if restored.lost is not None:
            self._session.tell("warning", spoken(restored.lost), opened.document, lambda: True)

    def _begin(self) -> None:
        documents = [picture.document for picture in self._session.pictures]
        for document in (self._session.document, *documents):
            if document is None or document in self._journals or self._has_ended:
                continue
            try:
                self._journals[document] = Journal.create(self._folder, document)
            except OSError as error:
                self._report(error)

    def _follow(self) -> None:
        if self._session.document is not None:
            self._follow_document(self._session.document)

    def _follow_document(self, document: Document) -> None:
        journal = self.journal_of(document)
        if journal is None:
            return
        try:
            journal.follow(document)
        except OSError as error:
            self._report(error)

    def _before_saving(self, path: Path, document: Document) -> None:
        self._overwrites_original, self._journal_error = False, None
        journal = self._saved = self.journal_of(document)
        if journal is None or document.is_closed:
            return
        try:
            self._overwrites_original = _is_file_of(document, path)
            journal.follow(document)  # what a failure left out
            journal.note_saving(path)
            if self._overwrites_original:
                journal.keep_original(document.picture)
        except OSError as error:
            self._journal_error = error
            self._report(error)

    def _flush(self, path: Path) -> None:
        """On a worker, before a file is overwritten: the journal must hold what it needs of it. Raises SaveError."""
        journal = self._saved
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
        journal = self.journal
        if journal is not None:
            try:
                journal.keep_named_mask(name, mask)
            except OSError as error:
                self._report(error)

    def _report(self, error: Exception) -> None:
        # Once: a full disk would otherwise speak after every stroke.
        if not self._failed:
            self._failed = True
            words = self.tr("Finished steps cannot be kept against a crash: {reason}")
            self._session.tell("warning", within(words, reason=sentence(error)), About.PROGRAM)
