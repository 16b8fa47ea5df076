"""The window: puts canvas, bars and panels together and lets commands, session and panels speak to each other."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from inpaint_studio.editing.history import Step
from inpaint_studio.editing.undo_groups import position_after, position_before
from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.canvas.compare import Compare
from inpaint_studio.ui.canvas.rulers import RuledCanvas
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.actions import ACTIONS, words
from inpaint_studio.ui.kit.actions.action import CONDITIONS
from inpaint_studio.ui.kit.actions.making import make_actions, refresh_icons
from inpaint_studio.ui.kit.amount_bar import AmountBar
from inpaint_studio.ui.kit.dropping import DropWindow, leave_drops_to_window
from inpaint_studio.ui.kit.hints import HintCard
from inpaint_studio.ui.kit.icons import application_icon
from inpaint_studio.ui.kit.literal import literal
from inpaint_studio.ui.kit.message_bar import MessageBar
from inpaint_studio.ui.kit.method_names import group_name
from inpaint_studio.ui.kit.motion import is_reduced
from inpaint_studio.ui.kit.option_bar import OptionBar
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.screens import keep_on_screen
from inpaint_studio.ui.panels.candidates_panel import CandidatesPanel
from inpaint_studio.ui.panels.fills_panel import FillsPanel
from inpaint_studio.ui.panels.history_panel import HistoryPanel
from inpaint_studio.ui.panels.navigator import Navigator
from inpaint_studio.ui.panels.options_bar import OptionsBar
from inpaint_studio.ui.panels.review_strip import ReviewStrip
from inpaint_studio.ui.panels.status_bar import StatusBar
from inpaint_studio.ui.shell.canvas_words import CanvasWords
from inpaint_studio.ui.shell.clipboard_commands import ClipboardCommands
from inpaint_studio.ui.shell.closing import Closing
from inpaint_studio.ui.shell.covering import Covering
from inpaint_studio.ui.shell.dialogs import Dialogs
from inpaint_studio.ui.shell.drops import Drops
from inpaint_studio.ui.shell.file_commands import FileCommands
from inpaint_studio.ui.shell.fill_commands import FillCommands, is_typing
from inpaint_studio.ui.shell.filled_menus import FilledMenus
from inpaint_studio.ui.shell.finder_menu import FinderMenu
from inpaint_studio.ui.shell.first_step_commands import FirstSteps
from inpaint_studio.ui.shell.guide_commands import GuideCommands
from inpaint_studio.ui.shell.leaving import Leaving
from inpaint_studio.ui.shell.levels_commands import LevelsCommands
from inpaint_studio.ui.shell.line_commands import LineCommands
from inpaint_studio.ui.shell.lost_work import LostWork
from inpaint_studio.ui.shell.mask_commands import MaskCommands
from inpaint_studio.ui.shell.mask_operations import MaskOperations
from inpaint_studio.ui.shell.menus import fill_menu_bar
from inpaint_studio.ui.shell.message_lifetimes import MessageLifetimes
from inpaint_studio.ui.shell.picture_commands import PictureCommands
from inpaint_studio.ui.shell.plane_commands import PlaneCommands
from inpaint_studio.ui.shell.preference_changes import PreferenceChanges
from inpaint_studio.ui.shell.release_switch import ReleaseSwitch
from inpaint_studio.ui.shell.review_commands import ReviewCommands
from inpaint_studio.ui.shell.start_page import StartPage
from inpaint_studio.ui.shell.tool_commands import ToolCommands
from inpaint_studio.ui.shell.view_commands import ViewCommands
from inpaint_studio.ui.shell.window_layout import WindowLayout, docked
from inpaint_studio.ui.shell.window_title import show_title
from inpaint_studio.ui.tools.tool_settings import ToolSettings


class Window(DropWindow):
    """One window, one session.

    Signals:
        language_requested: the language was changed; the application builds the window anew.
        theme_requested: the theme was changed; the application dresses every window anew.
        closed: the window has ended its work and is gone.
    """

    language_requested = Signal()
    theme_requested = Signal()
    closed = Signal()

    def __init__(self, session: Session, preferences: Preferences, *, dark: bool = True) -> None:
        super().__init__()
        self.session, self.preferences = session, preferences
        self.settings = ToolSettings(preferences, self)
        session.opening.history_bytes = preferences.history_megabytes * 2**20
        session.generator.checkpoint = preferences.checkpoint
        self.setObjectName("window")
        self.setWindowIcon(application_icon())
        self.setAcceptDrops(True)
        self.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks)
        self.setAnimated(not is_reduced(preferences))

        self.actions_by_name = make_actions(self, preferences)
        self.canvas = Canvas(self)
        self.canvas.set_dark(dark)
        self.messages = MessageBar(self)
        self.amounts = AmountBar(self)
        self.option_bar = OptionBar(self)
        self.candidates = CandidatesPanel(self)
        MessageLifetimes(session, self.messages, self)
        self.files = FileCommands(session, preferences, self.messages, self.amounts, self)
        self.leaving = Leaving(session, self.files, self)
        self.pictures = PictureCommands(session, self.canvas, self.leaving, self.messages, self)
        self.planes = PlaneCommands(
            session, self.canvas, self.actions_by_name, preferences, self.messages, self._method, self
        )
        self.toolbox = ToolCommands(self.canvas, session, self.settings, self.actions_by_name, self)
        self.options = OptionsBar(self.settings, self.actions_by_name, self)
        self.tool_bar = self.toolbox.make_bar()
        self.status = StatusBar(self)
        self.setStatusBar(self.status)
        self.options.hint_left_out.connect(self.status.show_hint)
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
        column.addWidget(self.planes.bar)
        column.addWidget(self.candidates)
        column.addWidget(self.pictures.strip)
        self.covering = Covering(session, self.canvas, self.start_page, (self.amounts, self.option_bar), self.messages)
        self.setCentralWidget(middle)
        CanvasWords(session, self.canvas, self.toolbox, self)
        self.navigator = Navigator(self.canvas, self)
        self.levels = LevelsCommands(session, self.canvas, self.status, self.actions_by_name, preferences, self)
        self.fills = FillsPanel(self)
        self.history = HistoryPanel(self)
        self.docks = {
            "navigator": docked(self, "navigator", self.tr("Navigator"), self.navigator),
            "levels": docked(self, "levels", self.tr("Levels"), None),
            "fills": docked(self, "fills", self.tr("Fills"), self.fills),
            "history": docked(self, "history", self.tr("History"), self.history),
        }
        self.layout_keeper = WindowLayout(self, self.docks, preferences)
        self.hints = HintCard(self.canvas)
        self.submenus = fill_menu_bar(self.menuBar(), self.actions_by_name)
        self.masks = MaskCommands(session, self.amounts, self)
        self.release = ReleaseSwitch(session, preferences, self.actions_by_name["fill_on_release"], self)
        self.hints.offer(
            self.actions_by_name["fill_on_release"], self.tr("Fill as soon as I let go: paint, and it is gone")
        )
        self.operations = MaskOperations(session, self.canvas, self.option_bar, preferences, self)
        self.review = ReviewCommands(session, self.canvas, self.pictures.strip, self.files, preferences, self)
        self.finders = FinderMenu(self.actions_by_name, self.review.start, self.toolbox.find_button, self)
        FirstSteps(session, self.review, preferences, self._method, self.start_page)
        self.clipboard = ClipboardCommands(session, self.files, self.masks, self.messages, self)
        self.lost_work = LostWork(self.messages, self)
        self.views = ViewCommands(self.ruled, self.canvas, self.actions_by_name, preferences, self)
        self.views.begin((self.options, self.tool_bar, self.status), self.docks, middle)
        masks, bars = (self.masks, self.operations, self.review), (self.amounts, self.messages, self.hints)
        self.filling = FillCommands(session, self.canvas, masks, self.views, bars, self._method, self)
        self.guides = GuideCommands(session, self.canvas, preferences, self.messages, self)
        self.lines = LineCommands(session, self.options, self.actions_by_name["automatic_lines"], preferences, self)
        self.dialogs = Dialogs(session, preferences, self.messages, self)
        self.dialogs.follow(self.start_page, self.toolbox, self.review)
        self.drops = Drops(session, self.files, self.masks, self.dialogs, self.messages, self)
        self.menus = FilledMenus(self.submenus, session, preferences, self.files, self.masks, self.lost_work, self)
        self.closing = Closing(session, self.leaving, self.dialogs, self.messages, self)
        self.choices = PreferenceChanges(session, self.canvas, self.actions_by_name, preferences, self.messages, self)
        self._connect_actions()
        self._connect_session()
        self._connect_panels()
        self._connect_dialogs()
        leave_drops_to_window(self)

        self.options.set_values(session.filling.values)
        self.layout_keeper.restore()
        self.toolbox.begin(self.options, self.status)
        self._show_document()
        self._show_history()
        if session.generator.device:  # the session may have had another window before
            self._engine_ready(session.generator.device)
        self.status.show_activity(session.activities.shown)

    # building

    @property
    def findings(self) -> ReviewStrip:
        return self.review.late.strip

    def _connect_actions(self) -> None:
        does: dict[str, Callable[[], object]] = {
            **self.files.slots(),
            "quit": self.close,
            **self.release.slots(),
            **self.masks.slots(),
            **self.operations.slots(),
            **self.review.slots(),
            **self.pictures.slots(),
            **self.planes.slots(),
            **self.clipboard.slots(),
            **self.filling.slots(),
            **self.guides.slots(),
            **self.lines.slots(),
            **self.levels.slots(self.review),
            **self.views.slots(),
            **self.toolbox.slots(),
            **self.dialogs.slots(),
            "hints": self.hints.point_out,
            "zoom_by_number": self.status.zoom.take,
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
        session.plane_changed.connect(self._show_plane)
        session.mask_changed.connect(self.canvas.repaint_mask)
        session.previews.picture_changed.connect(self.canvas.repaint_picture)
        session.previews.live_changed.connect(self.canvas.repaint_picture)
        session.previews.picture_changed.connect(self.navigator.repaint_picture)
        session.history_changed.connect(self._show_history)
        session.activity_changed.connect(self.status.show_activity)
        session.candidates.changed.connect(self._show_candidates)
        session.levelling.settled.connect(self.fills.look_again)
        session.previews.veils_changed.connect(self.canvas.set_veils)
        session.generator.ready.connect(self._engine_ready)
        session.generator.checkpoint_changed.connect(self.choices.set_checkpoint)
        for part in (session.filling, session.candidates):
            part.finished.connect(self.hints.hide)  # whoever has filled something knows how to
            part.finished.connect(self.choices.end_hints)
        session.review.open_changed.connect(self.hints.hide)  # it would lie over what was found
        session.saving.saved.connect(self._show_title)

    def _connect_dialogs(self) -> None:
        self.files.verified.connect(self.dialogs.show_verified)
        self.dialogs.theme_changed.connect(self.theme_requested)
        self.dialogs.look_changed.connect(self.choices.apply_look)
        self.dialogs.language_changed.connect(self.language_requested)
        self.dialogs.history_changed.connect(self.choices.apply_history_budget)
        self.dialogs.shortcuts_changed.connect(self.choices.apply_shortcuts)
        self.closing.leaving.connect(self._put_away)
        self.closing.closed.connect(self.closed)

    def _connect_panels(self) -> None:
        session = self.session
        self.options.values_changed.connect(self.choices.set_options)
        self.options.before_held.connect(self.canvas.hold_before)
        self.canvas.view_changed.connect(self._view_changed)
        self.canvas.pointer_moved.connect(self._pointer_moved)
        self.status.stop_requested.connect(self.filling.stop)
        self.status.zoom.chosen.connect(self.canvas.zoom_to)
        self.status.zoom.left.connect(self.canvas.setFocus)
        self.history.position_chosen.connect(session.changes.jump_to)
        self.fills.visible_changed.connect(session.fills.set_visible)
        self.fills.strength_changed.connect(session.fills.set_strength)
        self.fills.delete_requested.connect(session.fills.delete)
        for signal, slot in (
            (self.fills.visible_changed, session.adjusting.set_visible),
            (self.fills.strength_changed, session.adjusting.set_strength),
            (self.fills.strength_looked_at, session.adjusting.look_at_strength),
            (self.fills.delete_requested, session.adjusting.delete),
        ):
            signal.connect(slot)
        self.fills.remake_requested.connect(session.filling.remake)
        self.fills.mask_requested.connect(session.fills.mark_again)
        self.fills.selected.connect(self.filling.go_to)
        self.planes.follow(self.fills)
        self.candidates.looked_at.connect(session.candidates.show)
        self.candidates.picked.connect(session.candidates.accept)
        self.candidates.dismissed.connect(session.candidates.drop)
        for closed in (self.amounts.closed, self.option_bar.closed, self.messages.left):
            closed.connect(self.canvas.setFocus)
        self.hints.dismissed.connect(self.choices.dismiss_hints)

    # what the session says

    def _show_document(self) -> None:
        session = self.session
        document = session.document
        self.pictures.show()  # which gives up what the tool in hand was drawing on the last one
        self.toolbox.let_go()
        self.guides.show()
        is_open = document is not None or session.pictures.coming is not None
        self.stack.setCurrentWidget(self.ruled if is_open else self.start_page.page)
        if not is_open:
            self.layout_keeper.keep_sizes()
        for widget in (self.options, self.tool_bar):
            widget.setVisible(is_open)
        for name, dock in self.docks.items():
            if name != "levels":  # see below: shown and hidden again it would be laid out twice
                dock.setVisible(is_open and self.preferences.flag(f"panels/{name}", True))
        self.levels.follow_document(self.docks["levels"], self.layout_keeper, self.toolbox)
        self.status.show_picture(document.picture if document else None)
        self._view_changed()
        self.views.set_compare(Compare.AFTER)
        if not is_open:
            self.start_page.refresh()
        elif document is not None:
            is_new = session.pictures.in_view is not None and session.pictures.in_view.look is None
            if session.path is not None and is_new:
                self.preferences.remember_file(session.path)
            self.layout_keeper.follow_document()
            self.toolbox.fit_brush()
            self.canvas.setFocus()
            if not self.review.is_open and self.choices.take_hints():  # it would lie over the findings
                self.hints.point_out()
        self._enable()
        self._show_title()

    def _show_plane(self) -> None:
        """Another plane of the stack in view; the view stays as it is."""
        session, document = self.session, self.session.document
        assert document is not None
        self.canvas.show_picture(session.display, session.mask_levels, is_plane=True)
        self.toolbox.let_go()
        self.guides.show()
        self.fills.show_fills(document.fills, session.display, document.adjustments)
        self.navigator.repaint_picture(document.picture.rect)

    def _show_history(self) -> None:
        document = self.session.document
        self.history.show_document(document)
        adjustments = document.adjustments if document else ()
        self.fills.show_fills(document.fills if document else (), self.session.display, adjustments)
        steps, now = (document.history.steps, document.history.position) if document else ((), 0)
        self._name_step("undo", steps[position_before(steps, now) : now])
        self._name_step("redo", steps[now : position_after(steps, now)])
        self._enable()
        self._show_title()

    def _name_step(self, key: str, steps: Sequence[Step]) -> None:
        """Say in an action's text which steps it is about."""
        text = words(ACTIONS[key].title)
        self.actions_by_name[key].setText(f"{text}: {literal(group_name(steps))}" if steps else text)

    def _show_candidates(self) -> None:
        session = self.session
        self.candidates.show_candidates(session.candidates.offered, session.candidates.shown, session.display)

    def _engine_ready(self, text: str) -> None:
        self.status.show_engine(self.tr("Ready · {device}").format(device=text))

    def _show_title(self) -> None:
        show_title(self, self.session)

    def _enable(self) -> None:
        document = self.session.document
        for key, action in self.actions_by_name.items():
            action.setEnabled(CONDITIONS[ACTIONS[key].needs](document))
        self.finders.follow(document)

    def offer_guests(self) -> None:
        """What other packages bring has come: methods and finders are offered, and fills of theirs have names."""
        self.options.offer_methods()
        self.fills.offer_methods()
        self.finders.offer()
        self._show_history()

    # bars and panels

    def set_tool(self, key: str) -> None:
        self.toolbox.set_tool(key)

    def _method(self) -> str:
        return self.options.method

    def _view_changed(self) -> None:
        if self.session.document is not None:
            self.status.show_zoom(self.canvas.scale)

    def _pointer_moved(self, at: tuple[float, float] | None) -> None:
        document = self.session.document
        self.status.show_position(at, document.picture if document else None)

    # files and preferences

    def open(self, path: Path) -> None:
        self.files.open(path)

    def follow_theme(self, dark: bool) -> None:
        """The application has been dressed anew."""
        self.canvas.set_dark(dark)
        refresh_icons(self.actions_by_name)
        for part in (self.options, self.navigator, self.fills, self.status):
            part.refresh_icons()

    def remember_layout(self) -> None:
        self.layout_keeper.remember(self.session.document is not None and not self.views.panels_are_hidden)
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
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            ends_typing = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and is_typing()
            if ends_typing or self.filling.candidate_of(event) is not None:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number, focused = self.filling.candidate_of(event), self.focusWidget()
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and is_typing():
            self.canvas.setFocus()
        elif is_enter and isinstance(focused, QAbstractButton) and self.session.document is None:
            focused.click()  # nothing can be filled, and Qt presses a button by Enter in dialogs only
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
        if event.type() == QEvent.Type.WindowStateChange:
            self.views.follow_window()
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            # The key may be let go while another window has the keyboard.
            self.canvas.pointer.set_space_held(False)
            if self.canvas.compare is Compare.BEFORE:
                self.canvas.hold_before(False)
        super().changeEvent(event)

    def take_dropped(self, paths: list[Path]) -> None:
        self.drops.take_all(paths)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            keep_on_screen(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.answer(event)


class _Plain:
    """Calls a slot without the flag that `triggered` hands over."""

    def __init__(self, slot: Callable[[], object]) -> None:
        self._slot = slot

    def __call__(self, _: bool = False) -> None:
        self._slot()
