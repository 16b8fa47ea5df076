"""The application: windows, theme, language, and the event loop."""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEvent, QObject, QStandardPaths, QTimer, QTranslator, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from inpaint_studio import __version__, guests
from inpaint_studio.files.kinds.formats import BY_KEY
from inpaint_studio.filling.methods import METHODS
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.instance import Request, address
from inpaint_studio.ui.document.recovery import JournalKeeper, journal_folder
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit import language, theme
from inpaint_studio.ui.kit.icons import application_icon
from inpaint_studio.ui.kit.messages import About
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.sentences import sentence, together, within
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.ui.shell.infrared_question import InfraredQuestion
from inpaint_studio.ui.shell.instance_server import Client, InstanceServer
from inpaint_studio.ui.shell.returns import Returns
from inpaint_studio.ui.shell.window import Window

_TABLES = (METHODS, FINDERS, BY_KEY)  # that other packages add to


class QtApplication(QApplication):
    """Qt's application, which macOS asks to open the files that are chosen in the Finder.

    Signals:
        file_requested: path of a file to be opened.
    """

    file_requested = Signal(str)

    def event(self, event: QEvent) -> bool:  # an event filter of the application would see every event of all widgets
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_requested.emit(event.file())
            return True
        return super().event(event)


class Application(QObject):
    """Everything that is there once: the theme, the language, and the windows with their sessions.

    Signals:
        ended: the last window has ended its work and is gone.
    """

    ended = Signal()

    def __init__(self, qt: QApplication, preferences: Preferences | None = None) -> None:
        super().__init__()
        self._qt = qt
        self.preferences = preferences or Preferences(parent=self)
        self.windows: list[Window] = []
        self.workers = Workers(self)
        self.server = InstanceServer(self)
        self.server.requested.connect(self._serve)
        self._guests_requested = False
        for table in _TABLES:
            table.defer_guests()
        # Before folders are asked for, which go by it: however the program was started, it finds its journals again.
        qt.setApplicationName("inpaint-studio")
        self.journals = journal_folder()
        self.put_away = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.CacheLocation)) / "pixels"
        qt.setApplicationDisplayName("Inpaint Studio")
        qt.setDesktopFileName(os.environ.get("FLATPAK_ID") or "inpaint-studio")  # Flatpak names entries by identifier
        qt.setApplicationVersion(__version__)
        qt.setWindowIcon(application_icon())
        self._unreadable_language = ""  # what is wrong with the translation, until a window has shown it
        self._translators = self._installed_language()
        self._dark = theme.apply(qt, self.preferences.theme)
        qt.styleHints().colorSchemeChanged.connect(self._scheme_changed)
        if isinstance(qt, QtApplication):
            qt.file_requested.connect(self._open_requested)

    def open_window(self, path: Path | None = None, session: Session | None = None) -> Window:
        """A window with a session of its own, or one that takes over a session."""
        is_new = session is None
        window = Window(session or Session(parent=self), self.preferences, dark=self._dark)
        window.language_requested.connect(self.change_language)
        window.theme_requested.connect(self.dress)
        window.closed.connect(self._forget_closed)
        self.windows.append(window)
        window.session.switching.folder = self.put_away
        InfraredQuestion(window.session, self.preferences, window.messages, window)
        window.show()
        if self._unreadable_language:
            window.session.tell("warning", self._unreadable_language, About.PROGRAM)
            self._unreadable_language = ""
        keeper = window.session.findChild(JournalKeeper)
        if keeper is not None:
            window.lost_work.follow(keeper)
        if is_new:
            if path is not None:
                window.open(path)
            else:
                window.start_page.load_thumbnails()
            keeper = JournalKeeper(window.session, self.journals)
            window.lost_work.follow(keeper)
            # Whoever opens the damaged photograph again after a crash brings a path along: asked for once all the same.
            if path is None or len(self.windows) == 1:
                keeper.look()
            # After the first paint, so that the window is up before torch is.
            QTimer.singleShot(0, window.session, window.session.generator.warm_up_beside)
            QTimer.singleShot(0, window, self.load_guests)
        return window

    def take(self, request: Request, ended: Callable[[int], None]) -> None:
        """Open what is requested in the window used last. ended: called with the exit code when it is closed."""
        window = next((one for one in reversed(self.windows) if one.isActiveWindow()), None)
        window = window or (self.windows[-1] if self.windows else self.open_window())
        if request.activation:  # Qt hands it on when a window asks to be in front
            os.environ["XDG_ACTIVATION_TOKEN"] = request.activation
        if window.isMinimized():
            window.showNormal()
        window.raise_()
        window.activateWindow()
        returns = window.session.findChild(Returns) or Returns(window.session)
        returns.open(request, ended)

    def _open_requested(self, path: str) -> None:
        self.take(Request((Path(path),)), lambda _: None)

    def _serve(self, request: Request, client: Client) -> None:
        client.accept()
        self.take(request, client.end)

    def load_guests(self) -> None:
        """Have a worker load what other packages bring, once: each may take half a minute, and no window waits."""
        if self._guests_requested:
            return
        self._guests_requested = True
        guests.cancel_loading(False)

        def load() -> Iterator[bool]:
            for table in _TABLES:
                table.load_guests()
                yield True

        self.workers.start("guests", load, self._guests_arrived, self._guests_failed, self._report_guests)

    def _guests_arrived(self, _: bool) -> None:
        for window in self.windows:
            window.offer_guests()

    def _guests_failed(self, error: Exception) -> None:
        if self.windows:
            self.windows[0].session.tell("warning", sentence(error), About.PROGRAM)

    def _report_guests(self) -> None:
        """What other packages bring and cannot be loaded is missing from menus: say so, once, where it is missed."""
        failures = [error for table in _TABLES for error in table.failures.values()]
        if failures and self.windows:
            self.windows[0].session.tell("warning", together(map(sentence, failures)), About.PROGRAM)

    def change_language(self) -> None:
        """Build every window anew in the language now preferred; sessions and documents stay."""
        language.remove(self._qt, self._translators)
        self._translators = self._installed_language()
        old, self.windows = self.windows, []
        for window in old:
            position = window.dialogs.preferences_position()  # the language is chosen there: it stays open
            topic = window.dialogs.help.topic()  # so is what is read about
            window.dialogs.help.shut_down()
            window.hand_over()
            again = self.open_window(session=window.session)
            window.deleteLater()
            if position is not None:
                again.dialogs.show_preferences_again(position)
            if topic is not None:
                again.dialogs.help.show(topic)

    def _installed_language(self) -> list[QTranslator]:
        return language.install(self._qt, language.chosen(self.preferences.language), self._note_unreadable)

    def _note_unreadable(self, name: str, error: Exception) -> None:
        words = self.tr(
            "The translation {name} cannot be read, so the program is in English: {reason} Installing the program "
            "anew repairs it."
        )
        self._unreadable_language = within(words, name=name, reason=sentence(error))

    def tell_of(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """A slot went wrong: the traceback goes to the terminal, a sentence to the person, and the work goes on."""
        sys.__excepthook__(kind, error, trace)
        if isinstance(error, Exception):
            words = self.tr("Something went wrong inside the program: {reason} Your work is as it was.")
            for window in self.windows:
                window.session.tell("error", within(words, reason=sentence(error)), About.PROGRAM)

    def _forget_closed(self) -> None:
        window = self.sender()
        if window in self.windows:
            self.windows.remove(window)
            returns = window.session.findChild(Returns)
            if returns is not None:
                returns.give_up()
            # Here and now, or Python would collect it whenever it likes, on whatever thread runs just then.
            window.deleteLater()
            window.session.deleteLater()
        if not self.windows:
            self.server.close()
            guests.cancel_loading()
            self.workers.stop_all()
            self.ended.emit()

    def dress(self) -> None:
        """Every window in the theme now preferred, and those that open later."""
        self._dark = theme.apply(self._qt, self.preferences.theme)
        for window in self.windows:
            window.follow_theme(self._dark)

    def _scheme_changed(self) -> None:
        if self.preferences.theme == "system":
            self.dress()


def run(request: Request, listens: bool = True) -> int:
    """Show the window, with what is requested open, and stay until it is closed. Returns the exit code.

    listens: whether a second start of the program hands its pictures to this one.
    """
    qt = QApplication.instance() or QtApplication(sys.argv[:1])
    assert isinstance(qt, QApplication)
    application = Application(qt)
    if listens:
        with contextlib.suppress(OSError):  # without a folder of its own each start has its own program
            application.server.listen(address())
    paths, code = request.paths, 0
    if request.returns or request.mask is not None or len(paths) > 1:

        def ended(how: int) -> None:
            nonlocal code
            code = how if request.returns else 0
            # A host waits for the end of this program; it stays only where a person has opened more.
            if request.returns and not any(len(window.session.pictures) for window in application.windows):
                QTimer.singleShot(0, qt, QApplication.closeAllWindows)

        application.open_window()
        application.take(request, ended)
    else:
        application.open_window(paths[0] if paths else None)
    sys.excepthook = application.tell_of
    # Not when the last window is hidden: its threads may still be ending, and one that is destroyed then aborts.
    qt.setQuitOnLastWindowClosed(False)
    application.ended.connect(qt.quit)
    # Ctrl+C in the terminal: Python sees it only when it runs, so it is given a turn now and then.
    signal.signal(signal.SIGINT, lambda *_: QApplication.closeAllWindows())
    turn = QTimer()
    turn.timeout.connect(_do_nothing)
    turn.start(300)
    return qt.exec() or code


def _do_nothing() -> None:
    pass
