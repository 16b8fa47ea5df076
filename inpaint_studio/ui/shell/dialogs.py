"""The windows and dialogs that an action opens; those that are large are built when they are first asked for."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from inpaint_studio.files.saving.verify import VerifyReport
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.message_bar import MessageBar
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.shell.about import AboutDialog
from inpaint_studio.ui.shell.batches import Batches
from inpaint_studio.ui.shell.enlarge_commands import EnlargeCommands
from inpaint_studio.ui.shell.help_commands import HelpCommands
from inpaint_studio.ui.shell.object_preferences import OutlinerFiles
from inpaint_studio.ui.shell.preferences_dialog import PreferencesDialog
from inpaint_studio.ui.shell.report_dialog import VerifyDialog
from inpaint_studio.ui.shell.review_commands import ReviewCommands
from inpaint_studio.ui.shell.shortcut_sheet import ShortcutEditor, ShortcutSheet
from inpaint_studio.ui.shell.start_page import StartPage
from inpaint_studio.ui.shell.tool_commands import ToolCommands

if TYPE_CHECKING:
    from inpaint_studio.ui.bench.window import BenchWindow
    from inpaint_studio.ui.marks.window import MarksWindow
    from inpaint_studio.ui.training.dialog import TrainingDialog


class Dialogs(QObject):
    """Opens dialogs over one window, and passes on what is decided in them.

    Signals:
        theme_changed, look_changed, language_changed, history_changed: a preference was set in its dialog.
        shortcuts_changed: shortcuts are different now.
    """

    theme_changed = Signal()
    look_changed = Signal()
    language_changed = Signal()
    history_changed = Signal()
    shortcuts_changed = Signal()

    def __init__(self, session: Session, preferences: Preferences, messages: MessageBar, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._preferences, self._window = session, preferences, window
        self._objects = OutlinerFiles(session, preferences, self)
        self._objects.restore()
        self.help = HelpCommands(preferences, window)
        messages.help_requested.connect(self.help.show)
        self.enlarging = EnlargeCommands(session, preferences, self.help, window)
        self.batches = Batches(session, preferences, messages, self.help.show_here, window)
        self.training: TrainingDialog | None = None
        self.bench: BenchWindow | None = None
        self.marks: MarksWindow | None = None

    def slots(self) -> dict[str, Callable[[], object]]:
        """What each action that opens one calls."""
        return {
            "preferences": self.show_preferences,
            "shortcuts": self.show_shortcut_editor,
            "train": self.show_training,
            "bench": self.show_bench,
            "marks": self.show_marks,
            **self.help.slots(),
            "sheet": self.show_shortcut_sheet,
            "about": self._show_about,
            **self.enlarging.slots(),
            **self.batches.slots(),
        }

    def follow(self, start_page: StartPage, tools: ToolCommands, review: ReviewCommands) -> None:
        """start_page: has a door to one of them. tools, review: of the canvas, which help is about."""
        start_page.marks_requested.connect(self.show_marks)
        self.help.follow(self._session, tools, review)

    def show_training(self) -> "TrainingDialog":
        if self.training is None:
            from inpaint_studio.ui.training.dialog import TrainingDialog

            self.training = TrainingDialog(self._window, self._preferences)
            self.help.offer_in(self.training)
            self.training.checkpoint_chosen.connect(self._session.generator.use)
            self._session.generator.checkpoint_changed.connect(self.training.view.take_checkpoint)
            self.training.watch_requested.connect(self._watch_run)
            self.training.set_document(self._session.document)
            self._session.document_changed.connect(self._pass_document_on)
        self.training.show()
        self.training.raise_()
        return self.training

    def show_bench(self, with_usual: bool = True) -> "BenchWindow":
        """with_usual: the shipped checkpoint, the one in use and the methods stand ready in it where it is new.

        Not where it is opened for checkpoints that were dropped, or for a run: those are to be compared.
        """
        if self.bench is None:
            from inpaint_studio.ui.bench.usual import stand_ready
            from inpaint_studio.ui.bench.window import BenchWindow

            self.bench = BenchWindow(self._session, self._window, preferences=self._preferences)
            self.help.offer_in(self.bench)
            self.bench.checkpoint_chosen.connect(self._session.generator.use)
            self.bench.show()
            if with_usual:
                stand_ready(self.bench.contest)
                used = self._session.generator.checkpoint
                if used is not None:
                    self.bench.add_checkpoints([used])
        self.bench.show()
        self.bench.raise_()
        return self.bench

    def show_marks(self) -> "MarksWindow":
        if self.marks is None:
            from inpaint_studio.ui.marks.window import MarksWindow

            self.marks = MarksWindow(self._session, self._window, self._preferences)
            self.marks.help_requested.connect(self.help.show_here)
            self.marks.picture_opened.connect(self._window.raise_)
            self.marks.picture_opened.connect(self._window.activateWindow)
        self.marks.show()
        self.marks.raise_()
        return self.marks

    def show_preferences(self) -> PreferencesDialog:
        dialog = PreferencesDialog(self._preferences, self._window, self._objects)
        dialog.theme_changed.connect(self.theme_changed)
        dialog.look_changed.connect(self.look_changed)
        dialog.language_changed.connect(self.language_changed)
        dialog.history_changed.connect(self.history_changed)
        self.help.offer_in(dialog)
        dialog.show()
        return dialog

    def preferences_position(self) -> QPoint | None:
        """Where its dialog stands; None where it is not open."""
        shown = [one for one in self._window.findChildren(PreferencesDialog) if one.isVisible()]
        return shown[-1].pos() if shown else None

    def show_preferences_again(self, position: QPoint) -> PreferencesDialog:
        """Of a window that was built anew for another language: the dialog stands where it stood."""
        dialog = self.show_preferences()
        dialog.move(position)
        dialog.activateWindow()
        dialog.language.setFocus()
        return dialog

    def show_shortcut_editor(self) -> ShortcutEditor:
        editor = ShortcutEditor(self._preferences, self._window)
        editor.changed.connect(self.shortcuts_changed)
        self.help.offer_in(editor)
        editor.show()
        return editor

    def show_shortcut_sheet(self) -> ShortcutSheet:
        sheet = ShortcutSheet(self._preferences, self._window)
        self.help.offer_in(sheet)
        sheet.show()
        return sheet

    def show_verified(self, report: VerifyReport) -> None:
        dialog = VerifyDialog(report, self._window)
        self.help.offer_in(dialog)
        dialog.show()

    def shut_down(self) -> None:
        """End what they have running: a thread must not outlive its window."""
        self.help.shut_down()
        self.enlarging.shut_down()
        self.batches.shut_down()
        if self.training is not None:
            self.training.shut_down()
        if self.bench is not None:
            self.bench.shut_down()
        if self.marks is not None:
            self.marks.shut_down()

    def _show_about(self) -> None:
        AboutDialog(self._window).show()

    def _watch_run(self, folder: Path) -> None:
        self.show_bench(with_usual=False).watch(folder)

    def _pass_document_on(self) -> None:
        if self.training is not None:
            self.training.set_document(self._session.document)
