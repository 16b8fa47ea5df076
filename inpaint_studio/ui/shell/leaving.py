"""Leaving: what is asked before one picture is closed, or all of them."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from inpaint_studio.sentence import say
from inpaint_studio.ui.document.open_pictures import OpenPicture
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.buttons import dress, dress_box
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.shell.file_commands import FileCommands

_LISTED = 12  # pictures that a question names one by one


class Leaving(QObject):
    """Closes pictures of the strip, and asks once about all that is not saved before the window goes."""

    def __init__(self, session: Session, files: FileCommands, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._files, self._window = session, files, window
        self._waiting: tuple[OpenPicture, Callable[[], object]] | None = None  # to come into view
        self.question: QMessageBox | None = None
        session.switching.settled.connect(self._settled)

    def close(self, picture: OpenPicture) -> None:
        """Close one of the open pictures; one with unsaved work comes into view and is asked about, alone."""
        session = self._session
        if picture is session.pictures.in_view or session.is_unsaved(picture):
            self._when_in_view(picture, self._files.close)
        else:
            session.switching.close(picture)

    def leave_all_then(self, then: Callable[[], object]) -> None:
        """Do `then` at once, or after the person has decided about all work that is not saved."""
        self._session.changes.all_in_turn(lambda: self._ask(then))

    @property
    def unsaved(self) -> list[OpenPicture]:
        return [picture for picture in self._session.pictures if self._session.is_unsaved(picture)]

    def _ask(self, then: Callable[[], object]) -> None:
        unsaved = self.unsaved
        if not unsaved:
            then()
        elif len(unsaved) == 1:
            self._when_in_view(unsaved[0], lambda: self._files.leave_then(then))
        elif self.question is None and self._files.question is None:  # one question at a time; the first one stands
            self._ask_about(unsaved, then)

    def _ask_about(self, unsaved: list[OpenPicture], then: Callable[[], object]) -> None:
        question = self.question = QMessageBox(self._window)
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setIcon(QMessageBox.Icon.Question)
        question.setWindowTitle(self.tr("Unsaved work"))
        question.setText(spoken(say("{count} pictures have work that is not saved.", count=len(unsaved))))
        lines = [f"• {self._line(picture)}" for picture in unsaved[:_LISTED]]
        if len(unsaved) > _LISTED:
            lines.append(self.tr("… and {count} more").format(count=len(unsaved) - _LISTED))
        lines += ["", self.tr("What is not saved is lost when you go on.")]
        if any(picture.unsaved_work.needs_project for picture in unsaved):
            lines.append(self.tr("Pictures with marks are saved as projects, which keep everything."))
        question.setInformativeText("\n".join(lines))
        save = question.addButton(self.tr("Save all…"), QMessageBox.ButtonRole.AcceptRole)
        discard = question.addButton(self.tr("Save none"), QMessageBox.ButtonRole.DestructiveRole)
        question.setEscapeButton(question.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole))
        question.setDefaultButton(save)
        dress(save, "save")
        dress_box(question)

        def answered(_: int) -> None:
            self.question = None
            if question.clickedButton() is discard:
                then()
            elif question.clickedButton() is save:
                self._save_next(then)

        question.finished.connect(answered)
        question.finished.connect(question.deleteLater)
        question.open()

    def _line(self, picture: OpenPicture) -> str:
        return spoken(picture.unsaved_work.line(one_line(picture.name) or self.tr("The picture")))

    def _save_next(self, then: Callable[[], object]) -> None:
        """Save the next one; where a save is given up, everything stays open."""
        unsaved = self.unsaved
        if not unsaved:
            then()
            return
        needs_project = unsaved[0].unsaved_work.needs_project
        save = self._files.save_project_then if needs_project else self._files.save_then
        self._when_in_view(unsaved[0], lambda: save(lambda: self._save_next(then)))

    def _when_in_view(self, picture: OpenPicture, do: Callable[[], object]) -> None:
        if picture is self._session.pictures.in_view:
            do()
        else:
            self._waiting = picture, do
            self._session.switching.look_at(picture)

    def _settled(self) -> None:
        if self._waiting is not None:
            (picture, do), self._waiting = self._waiting, None
            if picture is self._session.pictures.in_view:
                do()
