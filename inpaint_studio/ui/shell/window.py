"""The window: puts canvas, bars and panels together and lets commands, session and panels speak to each other."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.canvas.compare import Compare
from inpaint_studio.ui.canvas.rulers import RuledCanvas
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit import theme
from inpaint_studio.ui.kit.actions import ACTIONS, words
from inpaint_studio.ui.kit.actions.action import CONDITIONS
from inpaint_studio.ui.kit.actions.making import apply_shortcuts, make_actions, refresh_icons
from inpaint_studio.ui.kit.amount_bar import AmountBar
from inpaint_studio.ui.kit.dropping import accept_copy, dropped_files, leave_drops_to_window
from inpaint_studio.ui.kit.hints import HintCard
from inpaint_studio.ui.kit.icons import application_icon
from inpaint_studio.ui.kit.literal import literal, one_line, title
from inpaint_studio.ui.kit.message_bar import MessageBar, OverCanvas
from inpaint_studio.ui.kit.method_names import step_name
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.panels.candidates_panel import CandidatesPanel
from inpaint_studio.ui.panels.fills_panel import FillsPanel
from inpaint_studio.ui.panels.history_panel import HistoryPanel
from inpaint_studio.ui.panels.navigator import Navigator
from inpaint_studio.ui.panels.options_bar import OptionsBar
from inpaint_studio.ui.panels.status_bar import StatusBar
from inpaint_studio.ui.shell.closing import Closing
from inpaint_studio.ui.shell.dialogs import Dialogs
from inpaint_studio.ui.shell.drops import Drops
from inpaint_studio.ui.shell.file_commands import FileCommands
from inpaint_studio.ui.shell.fill_commands import FillCommands, is_typing
from inpaint_studio.ui.shell.filled_menus import FilledMenus
from inpaint_studio.ui.shell.lost_work import LostWork
from inpaint_studio.ui.shell.mask_commands import MaskCommands
from inpaint_studio.ui.shell.menus import fill_menu_bar
from inpaint_studio.ui.shell.start_page import StartPage
from inpaint_studio.ui.shell.tool_commands import ToolCommands
from inpaint_studio.ui.shell.view_commands import ViewCommands
from inpaint_studio.ui.tools.tool_settings import ToolSettings

_LAYOUT_VERSION = 1


class Window(QMainWindow):
    """One window, one session.

    Signals:
        language_asked: the language was changed; the application builds the window anew.
        closed: the window has ended its work and is gone.
    """

    language_asked = Signal()
    closed = Signal()

    def __init__(self, session: Session, preferences: Preferences, *, dark: bool = True) -> None:
        super().__init__()
        self.session = session
        self.preferences = preferences
        self.settings = ToolSettings(preferences, self)
        session.opening.history_bytes = preferences.history_megabytes * 2**20
        session.generator.checkpoint = preferences.checkpoint
        self.setObjectName("window")
        self.setWindowIcon(application_icon())
        self.setAcceptDrops(True)
        self.setDockOptions(QMainWindow.DockOption.AnimatedDocks | QMainWindow.DockOption.AllowTabbedDocks)

        self.actions_by_name = make_actions(self, preferences)
        self.canvas = Canvas(self)
        self.canvas.set_dark(dark)
        self.messages = MessageBar(self)
        self.amounts = AmountBar(self)
        self.candidates = CandidatesPanel(self)
        self.files = FileCommands(session, preferences, self.messages, self.amounts, self)
        self.toolbox = ToolCommands(self.canvas, session, self.settings, self.actions_by_name, self)
        self.options = OptionsBar(self.settings, self.actions_by_name, self)
        self.tool_bar = self.toolbox.make_bar()
        self.status = StatusBar(self)
        self.setStatusBar(self.status)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.options)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, self.tool_bar)
        self.stack = QStackedWidget(self)
        self.start_page = StartPage(session, preferences, self.files, self.stack)
        self.ruled = RuledCanvas(self.canvas, self)
        self.stack.addWidget(self.ruled)
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stack, 1)
        column.addWidget(self.candidates)
        self.over_canvas = OverCanvas(self.stack, (self.messages, self.amounts))
        self.setCentralWidget(middle)
        self.navigator = Navigator(self.canvas, self)
        self.fills = FillsPanel(self)
        self.history = HistoryPanel(self)
        self.docks = {
            "navigator": self._dock("navigator", self.tr("Navigator"), self.navigator),
            "fills": self._dock("fills", self.tr("Fills"), self.fills),
            "history": self._dock("history", self.tr("History"), self.history),
        }
        self.hints = HintCard(self.canvas)
        self.submenus = fill_menu_bar(self.menuBar(), self.actions_by_name)
        self.masks = MaskCommands(session, self.amounts, self)
        self.masks.add_finders(self.actions_by_name["find_damage"])
        self.lost_work = LostWork(self.files, self.messages, self)
        self.views = ViewCommands(self.ruled, self.canvas, self.actions_by_name, preferences, self)
        self.views.begin((self.options, self.tool_bar, self.status), self.docks)
        self.filling = FillCommands(
            session, self.canvas, self.masks, self.views, (self.amounts, self.messages), self._method, self
        )
        self.dialogs = Dialogs(session, preferences, self)
        self.drops = Drops(session, self.files, self.masks, self.dialogs, self.messages, self)
        self.menus = FilledMenus(self.submenus, session, preferences, self.files, self.masks, self.lost_work, self)
        self.closing = Closing(session, self.files, self.dialogs, self.messages, self)
        self._connect_actions()
        self._connect_session()
        self._connect_panels()
        self._connect_dialogs()
        leave_drops_to_window(self)

        self.options.set_grain(preferences.number("fill/grain", 1.0, 0.0, 2.0))
        self._restore_layout()
        self.toolbox.begin(self.options)
        self._show_document()
        self._show_history()

    # building

    def _dock(self, name: str, title: str, panel: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(f"dock-{name}")
        dock.setWidget(panel)
        dock.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        return dock

    def _connect_actions(self) -> None:
        does: dict[str, Callable[[], object]] = {
            **self.files.slots(),
            "quit": self.close,
            "undo": self.session.changes.undo,
            "redo": self.session.changes.redo,
            **self.masks.slots(),
            **self.filling.slots(),
            **self.views.slots(),
            **self.toolbox.slots(),
            **self.dialogs.slots(),
            "hints": self.hints.point_out,
        }
        assert set(does) == set(self.actions_by_name)
        for key, slot in does.items():
            # Not connected directly: `triggered` hands over a flag that most of these do not take.
            self.actions_by_name[key].triggered.connect(_Plain(slot))
        for key in ("hold_before", "fill", "candidates"):
            self.actions_by_name[key].setAutoRepeat(False)
        # Tab moves the focus everywhere else, as it must for who works by keyboard.
        panels = self.actions_by_name["panels"]
        self.removeAction(panels)
        self.canvas.addAction(panels)
        panels.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)

    def _connect_session(self) -> None:
        session = self.session
        session.document_changed.connect(self._show_document)
        session.mask_changed.connect(self.canvas.repaint_mask)
        session.previews.picture_changed.connect(self.canvas.repaint_picture)
        session.previews.live_changed.connect(self.canvas.repaint_picture)
        session.previews.picture_changed.connect(self.navigator.repaint_picture)
        session.history_changed.connect(self._show_history)
        session.activity_changed.connect(self.status.show_activity)
        session.message.connect(self.messages.say)
        session.candidates.changed.connect(self._show_candidates)
        session.previews.veils_changed.connect(self.canvas.set_veils)
        session.generator.ready.connect(self._engine_ready)
        session.generator.checkpoint_changed.connect(self._checkpoint_changed)
        for part in (session.filling, session.candidates):
            part.finished.connect(self.hints.hide)  # whoever has filled something knows how to
        session.saving.saved.connect(self._show_title)

    def _connect_dialogs(self) -> None:
        self.files.verified.connect(self.dialogs.show_verified)
        self.dialogs.theme_changed.connect(self.apply_theme)
        self.dialogs.look_changed.connect(self._look_changed)
        self.dialogs.language_changed.connect(self.language_asked)
        self.dialogs.history_changed.connect(self._history_budget_changed)
        self.dialogs.shortcuts_changed.connect(self._shortcuts_changed)
        self.closing.leaving.connect(self._put_away)
        self.closing.closed.connect(self.closed)

    def _connect_panels(self) -> None:
        session = self.session
        self.options.grain_changed.connect(self._grain_changed)
        self.options.before_held.connect(self.canvas.hold_before)
        self.canvas.view_changed.connect(self._view_changed)
        self.canvas.pointer_moved.connect(self._pointer_moved)
        self.status.stop_asked.connect(self.filling.cancel)
        self.history.position_chosen.connect(session.changes.jump_to)
        self.fills.visible_changed.connect(session.fills.set_visible)
        self.fills.strength_changed.connect(session.fills.set_strength)
        self.fills.delete_asked.connect(session.fills.delete)
        self.fills.remake_asked.connect(session.filling.remake)
        self.fills.mask_asked.connect(session.fills.mark_again)
        self.fills.selected.connect(self.filling.go_to)
        self.candidates.looked_at.connect(session.candidates.show)
        self.candidates.picked.connect(session.candidates.accept)
        self.candidates.dismissed.connect(session.candidates.drop)
        self.amounts.closed.connect(self.canvas.setFocus)
        self.hints.dismissed.connect(self._hints_dismissed)

    # what the session says

    def _show_document(self) -> None:
        session = self.session
        document = session.document
        self.toolbox.let_go()
        self.canvas.show_picture(session.display, session.mask_levels)
        self.canvas.set_guides(session.filling.guides)
        self.canvas.set_sources(session.source_levels)
        self.stack.setCurrentWidget(self.ruled if document else self.start_page.page)
        for widget in (self.options, self.tool_bar):
            widget.setVisible(document is not None)
        for name, dock in self.docks.items():
            dock.setVisible(document is not None and self.preferences.flag(f"panels/{name}", True))
        self.status.show_picture(document.picture if document else None)
        self._view_changed()
        self.views.set_compare(Compare.AFTER)
        if document is None:
            self.start_page.refresh()
        else:
            if session.path is not None:
                self.preferences.remember_file(session.path)
            self.canvas.fit()
            self.canvas.setFocus()
            if self.preferences.flag("hints/show", True):
                self.hints.point_out()
        self._enable()
        self._show_title()

    def _show_history(self) -> None:
        document = self.session.document
        self.history.show_document(document)
        self.fills.show_fills(document.fills if document else (), self.session.display)
        history = document.history if document else None
        self._name_step("undo", history.undo_name if history else None)
        self._name_step("redo", history.redo_name if history else None)
        self._enable()
        self._show_title()

    def _name_step(self, key: str, step: str | None) -> None:
        """Say in an action's text which step it is about."""
        text = words(ACTIONS[key].title)
        self.actions_by_name[key].setText(f"{text}: {literal(step_name(step))}" if step else text)

    def _show_candidates(self) -> None:
        session = self.session
        self.candidates.show_candidates(session.candidates.offered, session.candidates.shown, session.display)

    def _engine_ready(self, text: str) -> None:
        self.status.show_engine(self.tr("Ready · {device}").format(device=text))

    def _show_title(self) -> None:
        session = self.session
        if session.document is None:
            self.setWindowTitle("Inpaint Studio")
            self.setWindowModified(False)
            return
        path = session.saved_path or session.path
        name = path.name if path else session.document.picture.name
        self.setWindowTitle(f"{title(name)}[*] – Inpaint Studio")
        self.setWindowModified(session.document.is_modified)

    def _enable(self) -> None:
        document = self.session.document
        for key, action in self.actions_by_name.items():
            action.setEnabled(CONDITIONS[ACTIONS[key].needs](document))

    # bars and panels

    def set_tool(self, key: str) -> None:
        self.toolbox.set_tool(key)

    def _method(self) -> str:
        return self.options.method

    def _grain_changed(self, share: float) -> None:
        self.session.filling.grain = share
        self.preferences.set_number("fill/grain", share)

    def _view_changed(self) -> None:
        if self.session.document is not None:
            self.status.show_zoom(self.canvas.scale)

    def _pointer_moved(self, at: tuple[float, float] | None) -> None:
        document = self.session.document
        self.status.show_position(at, document.picture if document else None)

    # files and preferences

    def open(self, path: Path) -> None:
        self.files.open(path)

    def _checkpoint_changed(self, path: Path | None) -> None:
        self.preferences.checkpoint = path
        name = one_line(path.name) if path else self.tr("the generator that came with the program")
        self.messages.say("done", self.tr("Fills are made with {name} now.").format(name=name))

    def _hints_dismissed(self) -> None:
        self.preferences.set_flag("hints/show", False)
        self.canvas.setFocus()

    def _shortcuts_changed(self) -> None:
        apply_shortcuts(self.actions_by_name, self.preferences)

    def _look_changed(self) -> None:
        self.canvas.set_look(self.preferences.mask_look)

    def _history_budget_changed(self) -> None:
        budget = self.preferences.history_megabytes * 2**20
        self.session.opening.history_bytes = budget
        if self.session.document is not None:
            self.session.document.limit_history(budget)
            self._show_history()

    def apply_theme(self) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.follow_theme(theme.apply(application, self.preferences.theme))

    def follow_theme(self, dark: bool) -> None:
        """The application has been dressed anew."""
        self.canvas.set_dark(dark)
        refresh_icons(self.actions_by_name)
        for part in (self.options, self.navigator, self.fills, self.status):
            part.refresh_icons()

    # the layout

    def _restore_layout(self) -> None:
        geometry, layout = self.preferences.bytes("window/geometry"), self.preferences.bytes("window/layout")
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            self.resize(1280, 820)
        if layout.isEmpty() or not self.restoreState(layout, _LAYOUT_VERSION):
            self.resizeDocks([self.docks["navigator"]], [260], Qt.Orientation.Horizontal)
            self.resizeDocks(
                [self.docks["navigator"], self.docks["fills"], self.docks["history"]],
                [190, 280, 220],
                Qt.Orientation.Vertical,
            )

    def remember_layout(self) -> None:
        self.preferences.set_bytes("window/geometry", self.saveGeometry())
        if self.session.document is not None and not self.views.panels_are_hidden:
            self.preferences.set_bytes("window/layout", QByteArray(self.saveState(_LAYOUT_VERSION)))
            for name, dock in self.docks.items():
                self.preferences.set_flag(f"panels/{name}", not dock.isHidden())
        self.settings.remember()
        self.preferences.sync()

    def hand_over(self) -> None:
        """Close without ending the session: another window takes it."""
        self._put_away()
        self.closing.hand_over()

    def _put_away(self) -> None:
        self.remember_layout()
        self.canvas.pointer.set_tool(None)

    # what Qt calls

    def event(self, event: QEvent) -> bool:
        # In a field Enter ends the typing; it must not fill as well. And a number that chooses a candidate does
        # nothing else, whatever a preset uses it for.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            ends_typing = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and is_typing()
            if ends_typing or self.filling.candidate_of(event) is not None:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = self.filling.candidate_of(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and is_typing():
            self.canvas.setFocus()
        elif event.key() == Qt.Key.Key_Space and self.session.document is not None:
            if not event.isAutoRepeat():
                self.canvas.pointer.set_space_held(True)
        elif number is not None:
            self.filling.choose_candidate(number)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Space:
            self.canvas.pointer.set_space_held(False)
        shortcuts = [keys for keys in self.actions_by_name["hold_before"].shortcuts() if keys.count()]
        # The stubs of PySide6 do not know that a sequence can be indexed.
        held = [keys[0].key() for keys in shortcuts]  # type: ignore[index]
        if event.key() in held and self.canvas.compare is Compare.BEFORE:
            self.canvas.hold_before(False)
        super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            # The key may be let go while another window has the keyboard.
            self.canvas.pointer.set_space_held(False)
            if self.canvas.compare is Compare.BEFORE:
                self.canvas.hold_before(False)
        super().changeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event):
            accept_copy(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        accept_copy(event)  # what comes here was accepted when it entered

    def dropEvent(self, event: QDropEvent) -> None:
        paths = dropped_files(event)
        if paths:
            accept_copy(event)
            self.drops.take_all(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.answer(event)


class _Plain:
    """Calls a slot without the flag that `triggered` hands over."""

    def __init__(self, slot: Callable[[], object]) -> None:
        self._slot = slot

    def __call__(self, _: bool = False) -> None:
        self._slot()
