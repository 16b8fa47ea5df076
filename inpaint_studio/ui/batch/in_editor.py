"""A picture of a job in the editor, with its findings under review; the decisions made there go back to the job."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.findings import Review
from inpaint_studio.editing.geometry import Size
from inpaint_studio.ui.document.open_pictures import OpenPicture
from inpaint_studio.ui.document.session import Session


@dataclass(eq=False)
class _Lent:
    """A picture that the editor has."""

    key: str
    picture: OpenPicture
    findings: Path | None  # that are to be put under review, until they are
    document: Document | None = None
    review: Review | None = None  # as it is now


class InEditor(QObject):
    """Lends one picture at a time to the editor.

    Signals:
        shown: the key of a picture that is in view now; its findings are read.
        closed: the key of a picture that was closed there, with nothing taken back.
        changed: which picture is lent, or its decisions.
    """

    shown = Signal(str)
    closed = Signal(str)
    changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._lent: _Lent | None = None
        session.document_changed.connect(self._follow)
        session.review_changed.connect(self._review_changed)
        session.pictures.changed.connect(self._pictures_changed)
        session.opening.failed.connect(self._failed)

    @property
    def key(self) -> str | None:
        """Of the picture whose decisions are made in the editor now."""
        lent = self._lent
        return lent.key if lent is not None and lent.review is not None else None

    @property
    def lent_key(self) -> str | None:
        """Of the picture that the editor has."""
        return self._lent.key if self._lent is not None else None

    def open(self, key: str, path: Path, findings: Path | None) -> None:
        """findings: of a picture that waits for a decision; None = it is only looked at."""
        session = self._session
        session.opening.open(path)
        picture = session.pictures.at(path, 0)
        if picture is None:
            return
        self._lent = _Lent(key, picture, findings)
        self.changed.emit()
        self._follow()

    def take(self) -> tuple[str, Review, Size] | None:
        """What was decided, and nothing is lent any more; None where no decision can have been made."""
        lent, self._lent = self._lent, None
        self.changed.emit()
        if lent is None or lent.review is None or lent.document is None:
            return None
        return lent.key, lent.review, lent.document.size

    def _follow(self) -> None:
        lent, session = self._lent, self._session
        if lent is None or session.document is None or session.pictures.in_view is not lent.picture:
            return
        lent.document = session.document
        findings, lent.findings = lent.findings, None
        if findings is not None:
            session.finding_files.open(findings, is_told=False)  # the window says of which batch they are
            self.shown.emit(lent.key)

    def _review_changed(self, document: Document) -> None:
        lent = self._lent
        if lent is not None and document is lent.document and lent.findings is None:
            lent.review = document.state.review
            self.changed.emit()

    def _pictures_changed(self) -> None:
        lent = self._lent
        if lent is not None and lent.picture not in self._session.pictures:
            self._lent = None
            self.changed.emit()
            self.closed.emit(lent.key)

    def _failed(self, path: Path) -> None:
        if self._lent is not None and self._lent.picture.path == path:
            self._lent = None
            self.changed.emit()
