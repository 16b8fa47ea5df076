"""The window: puts canvas, bars and panels together and lets actions, session and panels speak to each other."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QDockWidget,
    QLineEdit,
    QMainWindow,
    QStackedWidget,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.picture import Mask
from inpaint_studio.files.origin import origin_of
from inpaint_studio.files.pairing import is_mask_of
from inpaint_studio.files.saving.verify import VerifyReport
from inpaint_studio.filling.request import Method
from inpaint_studio.resources import resource
from inpaint_studio.ui.bench.jobs import CHECKPOINT_SUFFIXES
from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.canvas.compare import Compare
from inpaint_studio.ui.canvas.rulers import RuledCanvas
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit import theme
from inpaint_studio.ui.kit.actions import BY_NAME, apply_shortcuts, make_actions, plain_words, refresh_icons, words
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
from inpaint_studio.ui.shell.about import AboutDialog
from inpaint_studio.ui.shell.file_commands import FileCommands
from inpaint_studio.ui.shell.lost_work import LostWork
from inpaint_studio.ui.shell.mask_commands import MaskCommands
from inpaint_studio.ui.shell.menus import fill_menu_bar
from inpaint_studio.ui.shell.preferences_dialog import PreferencesDialog
from inpaint_studio.ui.shell.report_dialog import VerifyDialog
from inpaint_studio.ui.shell.shortcut_sheet import ShortcutEditor, ShortcutSheet
from inpaint_studio.ui.shell.view_commands import ViewCommands
from inpaint_studio.ui.shell.welcome import THUMBNAIL_SIDE, WelcomePage, sample_pictures
from inpaint_studio.ui.tools.tool_settings import ToolSettings
from inpaint_studio.ui.tools.tools import BaseTool, Tool, make_tools

if TYPE_CHECKING:
    from inpaint_studio.ui.bench.window import BenchWindow
    from inpaint_studio.ui.training.dialog import TrainingDialog

_CHOICES: tuple[tuple[Method, int], ...] = (
    ("membrane", 0),
    ("generator", 0),
    ("exemplar", 0),
    ("hybrid", 0),
    ("exemplar", 1),
    ("exemplar", 2),
)
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
        self._is_leaving = False  # the person has decided about work that is not saved
        self._closes_after_saving = False
        self._hands_over = False
        self._training: TrainingDialog | None = None
        self._bench: BenchWindow | None = None
        self._sheet: ShortcutSheet | None = None

        self.actions_by_name = make_actions(self, preferences)
        self.canvas = Canvas(self)
        self.canvas.set_dark(dark)
        self.messages = MessageBar(self)
        self.amounts = AmountBar(self)
        self.candidates = CandidatesPanel(self)
        self.tools: dict[Tool, BaseTool] = make_tools(self.canvas, session, self.settings)
        self.options = OptionsBar(self.settings, self.actions_by_name, self)
        self.tool_bar = self._make_tool_bar()
        self.status = StatusBar(self)
        self.setStatusBar(self.status)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.options)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, self.tool_bar)
        self.stack = QStackedWidget(self)
        self.welcome = self._make_welcome()
        self.stack.addWidget(self.welcome)
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
        self.files = FileCommands(session, preferences, self.messages, self)
        self.lost_work = LostWork(self.files, self.messages, self)
        self.views = ViewCommands(self.ruled, self.canvas, self.actions_by_name, preferences, self)
        self.views.begin((self.options, self.tool_bar, self.status), self.docks)
        self._connect_actions()
        self._connect_session()
        self._connect_panels()
        leave_drops_to_window(self)

        self.options.set_grain(preferences.number("fill/grain", 1.0, 0.0, 2.0))
        self._restore_layout()
        self.set_tool(Tool.BRUSH)
        self._show_document()
        self._show_history()

    # building

    def _make_tool_bar(self) -> QToolBar:
        bar = QToolBar(self.tr("Tools"), self)
        bar.setObjectName("tools")
        bar.setIconSize(QSize(22, 22))
        bar.setOrientation(Qt.Orientation.Vertical)
        bar.setMovable(False)
        for tool in Tool:
            if tool in (Tool.RECTANGLE, Tool.WAND, Tool.HAND):
                bar.addSeparator()
            bar.addAction(self.actions_by_name[f"tool_{tool.value}"])
        for button in bar.findChildren(QToolButton):
            action = button.defaultAction()
            if action is not None:
                button.setAccessibleName(plain_words(BY_NAME[action.objectName()].text))
        return bar

    def _make_welcome(self) -> WelcomePage:
        try:
            samples = sample_pictures(resource("samples"))
        except FileNotFoundError:
            samples = []
        page = WelcomePage(samples, self.preferences.recent_files, self)
        page.open_asked.connect(self._ask_open)
        page.path_chosen.connect(self._open_path)
        return page

    def _dock(self, name: str, title: str, panel: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(f"dock-{name}")
        dock.setWidget(panel)
        dock.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        return dock

    def _connect_actions(self) -> None:
        session, masks, files, settings = self.session, self.masks, self.files, self.settings
        does: dict[str, Callable[[], object]] = {
            "open": files.ask_open,
            "open_page": self._ask_page,
            "save": files.save,
            "save_as": files.ask_save_as,
            "save_project": files.ask_save_project,
            "verify": files.ask_verify,
            "close": files.close,
            "quit": self.close,
            "undo": session.changes.undo,
            "redo": session.changes.redo,
            "copy_mask": masks.copy,
            "paste_mask": masks.paste,
            "preferences": self.show_preferences,
            "shortcuts": self.show_shortcut_editor,
            "clear_mask": masks.clear,
            "select_all": masks.select_all,
            "invert_mask": masks.invert,
            "previous_mask": masks.previous,
            "grow_mask": masks.ask_grow,
            "shrink_mask": masks.ask_shrink,
            "feather_mask": masks.ask_feather,
            "smooth_mask": masks.ask_smooth,
            "fill_holes": masks.fill_holes,
            "brightness_mask": masks.ask_brightness,
            "find_damage": masks.ask_damage,
            "load_mask": masks.ask_load,
            "save_mask": masks.ask_save,
            "name_mask": masks.ask_name,
            "fill": self.accept,
            "candidates": self.offer_candidates,
            "cancel": self.cancel,
            "clear_guides": self._clear_guides,
            "sources_from_mask": self._sources_from_mask,
            "sources_clear": self._sources_clear,
            **self.views.slots(),
            "swap_brush": self._swap_brush,
            "reset_brush": settings.reset_brush,
            "smaller": self._smaller,
            "larger": self._larger,
            "softer": self._softer,
            "harder": self._harder,
            "train": self.show_training,
            "bench": self.show_bench,
            "checkpoint": self._ask_checkpoint,
            "sheet": self.show_shortcut_sheet,
            "hints": self.hints.point_out,
            "about": self._show_about,
            **{f"tool_{tool.value}": self._tool_chosen for tool in Tool},
        }
        assert set(does) == set(self.actions_by_name)
        for name, slot in does.items():
            # Not connected directly: `triggered` hands over a flag that most of these do not take.
            self.actions_by_name[name].triggered.connect(_Plain(slot))
        for name in ("hold_before", "fill", "candidates"):
            self.actions_by_name[name].setAutoRepeat(False)
        # Tab moves the focus everywhere else, as it must for who works by keyboard.
        panels = self.actions_by_name["panels"]
        self.removeAction(panels)
        self.canvas.addAction(panels)
        panels.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)

    def _connect_session(self) -> None:
        session = self.session
        session.document_changed.connect(self._show_document)
        session.mask_changed.connect(self.canvas.repaint_mask)
        session.previews.picture_changed.connect(self._picture_changed)
        session.history_changed.connect(self._show_history)
        session.activity_changed.connect(self._show_activity)
        session.message.connect(self._say)
        session.candidates.changed.connect(self._show_candidates)
        session.previews.veils_changed.connect(self.canvas.set_veils)
        session.generator.ready.connect(self._engine_ready)
        session.generator.checkpoint_changed.connect(self._checkpoint_changed)
        for part in (session.filling, session.candidates):
            part.finished.connect(self.hints.hide)  # whoever has filled something knows how to
        session.saving.saved.connect(self._saved)
        session.saving.saved.connect(self._saving_ended)
        session.saving.failed.connect(self._saving_failed)
        self.files.verified.connect(self._show_verified)

    def _connect_panels(self) -> None:
        session = self.session
        self.options.grain_changed.connect(self._grain_changed)
        self.options.before_held.connect(self.canvas.hold_before)
        self.canvas.view_changed.connect(self._view_changed)
        self.canvas.pointer_moved.connect(self._pointer_moved)
        self.settings.changed.connect(self._settings_changed)
        self.status.stop_asked.connect(self.cancel)
        self.history.position_chosen.connect(session.changes.jump_to)
        self.fills.visible_changed.connect(session.fills.set_visible)
        self.fills.strength_changed.connect(session.fills.set_strength)
        self.fills.delete_asked.connect(session.fills.delete)
        self.fills.remake_asked.connect(session.filling.remake)
        self.fills.mask_asked.connect(session.fills.mark_again)
        self.fills.selected.connect(self._go_to_fill)
        self.candidates.looked_at.connect(session.candidates.show)
        self.candidates.picked.connect(session.candidates.accept)
        self.candidates.dismissed.connect(session.candidates.drop)
        self.amounts.closed.connect(self.canvas.setFocus)
        self.hints.dismissed.connect(self._hints_dismissed)
        self.submenus["recent"].aboutToShow.connect(self._fill_recent_menu)
        self.submenus["recent"].triggered.connect(self._recent_chosen)
        self.submenus["lost"].aboutToShow.connect(lambda: self.lost_work.fill_menu(self.submenus["lost"]))
        self.submenus["lost"].triggered.connect(lambda action: self.lost_work.offer(action.data()))
        self.submenus["named"].aboutToShow.connect(self._fill_named_menu)
        self.submenus["named"].triggered.connect(self._named_chosen)

    # what the session says

    def _show_document(self) -> None:
        session = self.session
        document = session.document
        for tool in self.tools.values():
            tool.let_go()
        self.canvas.show_picture(session.display, session.mask_levels)
        self.stack.setCurrentWidget(self.ruled if document else self.welcome)
        for widget in (self.options, self.tool_bar):
            widget.setVisible(document is not None)
        for name, dock in self.docks.items():
            dock.setVisible(document is not None and self.preferences.flag(f"panels/{name}", True))
        self.status.show_picture(document.picture if document else None)
        self._view_changed()
        self.views.set_compare(Compare.AFTER)
        if document is None:
            self._refresh_welcome()
        else:
            if session.path is not None:
                self.preferences.remember_file(session.path)
            self.canvas.fit()
            self.canvas.setFocus()
            if self.preferences.flag("hints/show", True):
                self.hints.point_out()
        self._enable()
        self._show_title()

    def _refresh_welcome(self) -> None:
        old, self.welcome = self.welcome, self._make_welcome()
        self.stack.insertWidget(0, self.welcome)
        self.stack.setCurrentWidget(self.welcome)
        self.stack.removeWidget(old)
        old.deleteLater()
        self.load_thumbnails()

    def load_thumbnails(self) -> None:
        """Fill the cards of the start page, on a worker."""
        paths = [card.path for card in self.welcome.cards]
        if paths:
            self.session.run("thumbnails", lambda: jobs.thumbnails(paths, THUMBNAIL_SIDE * 2), self._thumbnail_made)

    def _thumbnail_made(self, thumbnail: jobs.Thumbnail) -> None:
        self.welcome.show_thumbnail(thumbnail)

    def _picture_changed(self, rect: Rect) -> None:
        self.canvas.repaint_picture(rect)
        self.navigator.repaint_picture(rect)

    def _show_history(self) -> None:
        document = self.session.document
        self.history.show_document(document)
        self.fills.show_fills(document.fills if document else (), self.session.display)
        for name, step in (
            ("undo", document.history.undo_name if document else None),
            ("redo", document.history.redo_name if document else None),
        ):
            action = self.actions_by_name[name]
            action.setEnabled(step is not None)
            text = words(BY_NAME[name].text)
            action.setText(f"{text}: {literal(step_name(step))}" if step else text)
        self._enable()
        self._show_title()

    def _show_activity(self, activity) -> None:
        self.status.show_activity(activity)
        self.actions_by_name["cancel"].setEnabled(True)

    def _say(self, level: str, text: str) -> None:
        self.messages.say(level, text)

    def _show_candidates(self) -> None:
        session = self.session
        self.candidates.show_candidates(session.candidates.offered, session.candidates.shown, session.display)

    def _engine_ready(self, text: str) -> None:
        self.status.show_engine(self.tr("Ready · {device}").format(device=text))

    def _saved(self, path: Path) -> None:
        self._show_title()

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
        for name, action in self.actions_by_name.items():
            needs = BY_NAME[name].needs
            if needs in ("picture", "mask", "fills"):
                action.setEnabled(document is not None)

    # filling

    def accept(self) -> None:
        """Enter: finish the shape that is being drawn, take the candidate that is shown, or fill what is marked."""
        if self._is_typing():
            self.canvas.setFocus()  # what was typed counts
        if not self.amounts.isHidden():
            self.amounts.put_away()
        tool = self.canvas.pointer.tool
        if isinstance(tool, BaseTool) and tool.accept():
            return
        if self.session.candidates.offered:
            if self.session.candidates.shown is not None:
                self.session.candidates.accept(self.session.candidates.shown)
            return
        if self.session.document is not None and not self.session.filling.start(self.options.method):
            self._say("info", self.tr("Nothing is marked yet. Paint over what should go, then press Enter."))

    def offer_candidates(self) -> None:
        if self.session.document is None:
            return
        if self.session.is_filling:
            self._say("info", self.tr("A fill is running. Wait for it or stop it with Esc."))
        elif not self.session.candidates.begin(list(_CHOICES)):
            self._say("info", self.tr("Nothing is marked yet. Paint over what should go, then press Enter."))

    def cancel(self) -> None:
        """Esc: give up one thing, the nearest first."""
        tool = self.canvas.pointer.tool
        if not self.amounts.isHidden():
            self.amounts.put_away()
        elif tool is not None and tool.cancel():
            pass
        elif self.session.cancel():
            self._say("info", self.tr("Stopped. The picture is as it was."))
        elif self.canvas.compare is Compare.BEFORE:
            self.canvas.hold_before(False)
        elif not self.messages.isHidden():
            self.messages.hide()
        else:
            self.views.leave_full_screen()

    def _clear_guides(self) -> None:
        self.session.filling.guides = ()
        self.canvas.set_guides(())

    def _sources_from_mask(self) -> None:
        def read(document: Document) -> tuple[Mask, MaskLevels] | None:
            return (document.mask.copy(), MaskLevels(document.mask)) if document.mask.any() else None

        def take(answer: tuple[Mask, MaskLevels] | None) -> None:
            if answer is None:
                self._say("info", self.tr("Mark first where texture may be taken from."))
                return
            sources, levels = answer
            levels.mask = sources  # of the same pixels, but nobody paints in it
            self.session.filling.set_sources(sources, levels)
            self.canvas.set_sources(levels)
            self.masks.clear()

        self.session.changes.look("sources", read, take)

    def _sources_clear(self) -> None:
        self.session.filling.set_sources(None)
        self.canvas.set_sources(None)

    def _go_to_fill(self, fill_id: str) -> None:
        fill = self.session.fill_named(fill_id)
        if fill is not None:
            self.canvas.centre_on(fill.rect.x + fill.rect.width / 2, fill.rect.y + fill.rect.height / 2)

    # tools

    def set_tool(self, tool: Tool) -> None:
        self.tool = tool
        self.canvas.pointer.set_tool(self.tools[tool])
        name = f"tool_{tool.value}"
        self.actions_by_name[name].setChecked(True)
        self.options.set_tool(tool, plain_words(BY_NAME[name].text))

    def _tool_chosen(self) -> None:
        for tool in Tool:
            if self.actions_by_name[f"tool_{tool.value}"].isChecked() and tool is not self.tool:
                self.set_tool(tool)
                return

    def _swap_brush(self) -> None:
        self.set_tool(Tool.BRUSH if self.tool is Tool.ERASER else Tool.ERASER)

    def _smaller(self) -> None:
        self.settings.resize(larger=False)

    def _larger(self) -> None:
        self.settings.resize(larger=True)

    def _softer(self) -> None:
        self.settings.harden(harder=False)

    def _harder(self) -> None:
        self.settings.harden(harder=True)

    def _grain_changed(self, share: float) -> None:
        self.session.filling.grain = share
        self.preferences.set_number("fill/grain", share)

    def _settings_changed(self, _: object) -> None:
        self.canvas.pointer.refresh_cursor()

    # the view

    def _view_changed(self) -> None:
        if self.session.document is not None:
            self.status.show_zoom(self.canvas.scale)

    def _pointer_moved(self, at: tuple[float, float] | None) -> None:
        document = self.session.document
        self.status.show_position(at, document.picture if document else None)

    # files

    def _ask_open(self) -> None:
        self.files.ask_open()

    def _open_path(self, path: Path) -> None:
        self.files.open(path)

    def open(self, path: Path) -> None:
        self.files.open(path)

    def _ask_page(self) -> None:
        path, document = self.session.path, self.session.document
        origin = origin_of(document.picture) if document is not None else None
        if path is None or origin is None or origin.pages < 2:
            self._say("info", self.tr("This file has no other page."))
            return

        def then(page: int) -> None:
            self.files.open(path, page - 1)

        now, count = origin.page + 1, origin.pages
        proposed = now % count + 1
        self.amounts.ask_number(self.tr("Open page"), self.tr("Number"), proposed, 1, count, f" / {count}", then)

    def _fill_recent_menu(self) -> None:
        menu = self.submenus["recent"]
        menu.clear()
        for path in self.preferences.recent_files:
            action = menu.addAction(literal(path.name))
            action.setData(str(path))
            action.setStatusTip(one_line(str(path), 400))
        menu.addSeparator()
        clear = menu.addAction(self.tr("Forget these"))
        clear.setEnabled(bool(self.preferences.recent_files))

    def _recent_chosen(self, action) -> None:
        if action.data():
            self.files.open(Path(action.data()))
        else:
            self.preferences.forget_files()

    def _fill_named_menu(self) -> None:
        menu = self.submenus["named"]
        menu.clear()
        document = self.session.document
        for name in document.named_masks if document else ():
            menu.addAction(literal(name)).setData(name)
        if menu.isEmpty():
            menu.addAction(self.tr("None kept yet")).setEnabled(False)

    def _named_chosen(self, action) -> None:
        self.masks.use_named(action.data())

    def _ask_checkpoint(self) -> None:
        self.files.ask_checkpoint(self.use_checkpoint)

    def use_checkpoint(self, path: Path | None) -> None:
        """Fill with this generator from now on, when it is found good; None for the one that came with the program."""
        self.session.generator.use(path)

    def _checkpoint_changed(self, path: Path | None) -> None:
        self.preferences.checkpoint = path
        name = path.name if path else self.tr("the generator that came with the program")
        self._say("done", self.tr("Fills are made with {name} now.").format(name=name))

    # dialogs

    def show_training(self) -> None:
        """Open the training dialog; it is built when it is first asked for."""
        if self._training is None:
            from inpaint_studio.ui.training.dialog import TrainingDialog

            self._training = TrainingDialog(self, self.preferences)
            self._training.checkpoint_chosen.connect(self.use_checkpoint)
            self._training.watch_asked.connect(self._watch_run)
            self._training.set_document(self.session.document)
            self.session.document_changed.connect(self._tell_training)
        self._training.show()
        self._training.raise_()

    def _tell_training(self) -> None:
        if self._training is not None:
            self._training.set_document(self.session.document)

    def show_bench(self) -> "BenchWindow":
        """Open the checkpoint bench; it is built when it is first asked for."""
        if self._bench is None:
            from inpaint_studio.ui.bench.window import BenchWindow

            self._bench = BenchWindow(self.session, self, preferences=self.preferences)
            self._bench.checkpoint_chosen.connect(self.use_checkpoint)
        self._bench.show()
        self._bench.raise_()
        return self._bench

    def _watch_run(self, folder: Path) -> None:
        self.show_bench().watch(folder)

    def show_preferences(self) -> PreferencesDialog:
        dialog = PreferencesDialog(self.preferences, self)
        dialog.theme_changed.connect(self.apply_theme)
        dialog.look_changed.connect(self._look_changed)
        dialog.language_changed.connect(self.language_asked)
        dialog.history_changed.connect(self._history_budget_changed)
        dialog.show()
        return dialog

    def show_shortcut_editor(self) -> ShortcutEditor:
        editor = ShortcutEditor(self.preferences, self)
        editor.changed.connect(self._shortcuts_changed)
        editor.show()
        return editor

    def show_shortcut_sheet(self) -> ShortcutSheet:
        sheet = ShortcutSheet(self.preferences, self)
        sheet.show()
        return sheet

    def _show_about(self) -> None:
        AboutDialog(self).show()

    def _show_verified(self, report: VerifyReport) -> None:
        VerifyDialog(report, self).show()

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
        self.remember_layout()
        self.canvas.pointer.set_tool(None)
        self._hands_over = True
        self.close()

    def _is_typing(self) -> bool:
        return isinstance(QApplication.focusWidget(), QAbstractSpinBox | QLineEdit)

    # what Qt calls

    def event(self, event: QEvent) -> bool:
        # In a field Enter ends the typing; it must not fill as well. And a number that chooses a candidate does
        # nothing else, whatever a preset uses it for.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            ends_typing = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._is_typing()
            if ends_typing or self._candidate_of(event) is not None:
                event.accept()
                return True
        return super().event(event)

    def _candidate_of(self, event: QKeyEvent) -> int | None:
        """Number of the candidate that a key chooses; None for any other key, and where none are shown."""
        number = event.key() - Qt.Key.Key_1
        # Some keyboards have digits behind Shift, and others a block of their own.
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        return number if plain and 0 <= number < min(9, len(self.session.candidates.offered)) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = self._candidate_of(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._is_typing():
            self.canvas.setFocus()
        elif event.key() == Qt.Key.Key_Space and self.session.document is not None:
            if not event.isAutoRepeat():
                self.canvas.pointer.set_space_held(True)
        elif number is not None:
            if self.session.candidates.shown == number:
                self.session.candidates.accept(number)  # the same key again takes what it shows
            else:
                self.session.candidates.show(number)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Space:
            self.canvas.pointer.set_space_held(False)
        held = [sequence[0].key() for sequence in self.actions_by_name["hold_before"].shortcuts() if sequence.count()]
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
            weights = [path for path in paths if path.suffix.lower() in CHECKPOINT_SUFFIXES]
            if len(weights) > 1:
                self.show_bench().add_checkpoints(weights)
            else:
                self.take_dropped(paths[0])

    def take_dropped(self, path: Path) -> None:
        """A file was dropped: a checkpoint, a run, the mask of the open picture, by its name and size, or a picture."""
        document, own = self.session.document, self.session.path
        if path.is_dir() or path.suffix.lower() in CHECKPOINT_SUFFIXES:
            self.show_bench().add_checkpoints([path])
        elif document is not None and own is not None and is_mask_of(path, own):
            self._take_mask(document, path)
        else:
            self.files.open(path)

    def _take_mask(self, document: Document, path: Path) -> None:
        """A file that is named as the open picture's mask: one of another size is a picture of its own."""

        def take(size: Size) -> None:
            if document is not self.session.document:
                self.take_dropped(path)  # another picture was opened meanwhile
            elif size == document.size:
                self.masks.load(path)
                self._say("info", self.tr("{name} was taken as the mask of this picture.").format(name=path.name))
            else:
                self.files.open(path)

        self.session.workers.start(
            f"size of {path.name}", lambda: jobs.size_of(path), take, lambda _: self.files.open(path)
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._hands_over:
            if self._training is not None:
                self._training.shut_down()  # saved; a thread must not outlive its window
            if self._bench is not None:
                self._bench.shut_down()
            event.accept()
            return
        if self._training is not None and self._training.is_training:
            event.ignore()
            self._training.leave_then(self._close_again)
            return
        # What is on its way into the mask is work, too: `leave_then` waits for it, and then asks.
        if (self.session.has_unsaved_work or self.session.changes.is_busy) and not self._is_leaving:
            event.ignore()
            self.files.leave_then(self._leave)
            return
        if self.session.saving.is_busy:
            event.ignore()
            self._say("info", self.tr("The window closes when the picture is written."))
            self._closes_after_saving = True
            self._is_leaving = False  # what is filled until then is asked about
            return
        self.remember_layout()
        self.canvas.pointer.set_tool(None)
        self.hide()  # at once; a thread may need a moment to end, and other windows go on meanwhile
        if self._training is not None:
            self._training.close()
            self._training.shut_down()
        if self._bench is not None:
            self._bench.shut_down()
        if self.session.is_shut:
            event.accept()
            self.closed.emit()
            return
        event.ignore()
        self.session.shut.connect(self._close_again)
        self.session.shut_down()

    def _leave(self, *_: object) -> None:
        self._is_leaving = True
        self._close_again()

    def _close_again(self) -> None:
        # Not from within the signal that led here.
        QTimer.singleShot(0, self, self.close)

    def _saving_ended(self, *_: object) -> None:
        if self._closes_after_saving:
            self._closes_after_saving = False
            self._close_again()

    def _saving_failed(self, *_: object) -> None:
        self._closes_after_saving = self._is_leaving = False


class _Plain:
    """Calls a slot without the flag that `triggered` hands over."""

    def __init__(self, slot: Callable[[], object]) -> None:
        self._slot = slot

    def __call__(self, _: bool = False) -> None:
        self._slot()
