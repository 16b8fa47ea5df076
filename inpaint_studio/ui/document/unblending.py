"""A picture opened in the editor with its mark taken off: a document with a fill of the kind `unblend`."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.history import Step, fills_step
from inpaint_studio.editing.marks import Mark
from inpaint_studio.filling.request import FillError
from inpaint_studio.sentence import say
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.jobs import Opened
from inpaint_studio.ui.document.open_pictures import OpenPicture
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.messages import About
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP
from inpaint_studio.work.marks import Cleaned, LeftAlone, cleaned

STEP_NAME = QT_TRANSLATE_NOOP("Steps", "Take mark off")


class Unblending(QObject):
    """Opens pictures for one session, each with the fills that take its mark off.

    Signals:
        opened: the path of the picture that is in view now, with its mark taken off.
    """

    opened = Signal(object)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._wanted: tuple[OpenPicture, Mark, bool] | None = None  # that is open, and is to come into view
        session.document_changed.connect(self._follow)

    def open(self, path: Path, mark: Mark, is_shifted: bool) -> None:
        """In a document of its own, or as a further step of the picture where that is open already."""
        session = self._session
        there = session.pictures.at(path, 0)
        session.picture_requested.emit()
        if there is not None:
            self._wanted = there, mark, is_shifted
            if there is session.pictures.in_view:
                self._follow()
            else:
                session.switching.look_at(there)
            return
        budget = session.opening.history_bytes

        def show(opened: Opened) -> None:
            session.show(opened)
            self.opened.emit(path)

        session.run(f"open {path.name}", lambda: _opened(path, mark, is_shifted, budget), show, about=About.MOMENT)

    def _follow(self) -> None:
        session, document = self._session, self._session.document
        if self._wanted is None or document is None or session.pictures.in_view is not self._wanted[0]:
            return
        (picture, mark, is_shifted), self._wanted = self._wanted, None
        path = picture.path
        assert path is not None

        def take(fills: tuple[Fill, ...]) -> None:
            session.changes.of(document).put(STEP_NAME, lambda now: _step(now, fills), lambda: self.opened.emit(path))

        session.run(
            f"mark of {path.name}",
            lambda: _fills_over(document, path, mark, is_shifted),
            take,
            ticket=document.ticket(),
        )


def _opened(path: Path, mark: Mark, is_shifted: bool, history_bytes: int) -> Iterator[Opened]:
    """Raises PictureError, FillError."""
    one = _cleaned(path, mark, is_shifted)
    document = Document(one.picture, history_bytes)
    if one.picture.unknown is not None:
        document.mask[:] = one.picture.unknown
    step = _step(document, one.fills)
    if step is not None:
        document.commit(step)
    yield jobs.prepared(path, document)


def _fills_over(document: Document, path: Path, mark: Mark, is_shifted: bool) -> Iterator[tuple[Fill, ...]]:
    """The same fills, made of what is seen in the document: fills that it has lie below. Raises as `_opened`."""
    from inpaint_studio.filling.unblend.inversion import mark_of, unblended

    one = _cleaned(path, mark, is_shifted)
    first = one.fills[0]
    if not document.fills:
        yield one.fills
        return
    over, _ = unblended(document.picture, document.fills, mark_of(first.recipe), 1.0, dict(first.recipe.settings))
    yield (over, *one.fills[1:])


def _cleaned(path: Path, mark: Mark, is_shifted: bool) -> Cleaned:
    *_, last = cleaned(path, mark, is_shifted)
    if isinstance(last, Cleaned):
        return last
    message = last.message if isinstance(last, LeftAlone) else say("It does not have the mark, and was left alone.")
    raise FillError(message)


def _step(document: Document, fills: tuple[Fill, ...]) -> Step | None:
    """On top of the others; None where this very mark is taken off already."""
    marks = {fill.recipe.settings.get("mark") for fill in document.fills if fill.visible}
    if fills[0].recipe.settings.get("mark") in marks:
        return None
    return fills_step(document, document.fills + fills, STEP_NAME)
