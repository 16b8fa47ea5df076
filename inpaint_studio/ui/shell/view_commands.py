"""What the View menu does: turn, compare, the look of the mask, rulers and grid, panels and the full screen."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QByteArray, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.canvas.compare import Compare
from inpaint_studio.ui.canvas.rulers import RuledCanvas
from inpaint_studio.ui.kit.mask_look import MaskStyle
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.shell.focus_areas import FocusAreas
from inpaint_studio.ui.shell.window_layout import restore_sizes

_TURN = 15  # degrees
_LOOKS: dict[str, MaskStyle] = {
    "mask_film": "film",
    "mask_outline": "outline",
    "mask_grey": "black-and-white",
    "mask_hidden": "hidden",
}
_COMPARES = {"split": Compare.SPLIT, "side_by_side": Compare.SIDE_BY_SIDE}


class ViewCommands(QObject):
    """Changes how the canvas and the window look, keeps the checked actions true, and remembers what was chosen."""

    def __init__(
        self,
        ruled: RuledCanvas,
        canvas: Canvas,
        actions: dict[str, QAction],
        preferences: Preferences,
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._ruled, self._canvas, self._actions = ruled, canvas, actions
        self._preferences, self._window = preferences, window
        self._bars: tuple[QWidget, ...] = ()
        self._docks: dict[str, QDockWidget] = {}
        self._areas = FocusAreas(canvas, canvas, ())
        self._hidden_by_tab: list[QWidget] = []
        self._shown_layout = QByteArray()  # before that
        self._was_maximised = False  # before the window filled the screen

    def begin(self, bars: tuple[QWidget, ...], docks: dict[str, QDockWidget], middle: QWidget) -> None:
        """Show everything as it was left. bars, docks: what Tab hides. middle: holds picture and strips."""
        self._bars, self._docks = bars, docks
        self._areas = FocusAreas(self._canvas, middle, (*bars, *docks.values()))
        for name, dock in docks.items():
            dock.visibilityChanged.connect(self._dock_changed)
            self._actions[f"panel_{name}"].setChecked(not dock.isHidden())
        self._canvas.set_look(self._preferences.mask_look)
        self._check_look()
        for name, default in (("grid", True), ("rulers", False)):
            self._actions[name].setChecked(self._preferences.flag(f"view/{name}", default))
        self._canvas.set_grid(self._actions["grid"].isChecked())
        self._ruled.set_rulers(self._actions["rulers"].isChecked())
        self._actions["panels"].setChecked(True)

    def slots(self) -> dict[str, Callable[[], object]]:
        """What each action of the View menu calls."""
        canvas = self._canvas
        return {
            "zoom_in": canvas.zoom_in,
            "zoom_out": canvas.zoom_out,
            "fit": canvas.fit,
            "actual": lambda: canvas.zoom_to(1.0),
            # Chosen from the menu, no key will be let go: the next time, Esc or a press on the picture ends it.
            "hold_before": lambda: canvas.hold_before(canvas.compare is not Compare.BEFORE),
            **{name: partial(self._compare_chosen, name) for name in _COMPARES},
            **{name: partial(self.set_look, style) for name, style in _LOOKS.items()},
            "quick_mask": self.next_look,
            "rotate_right": lambda: canvas.set_view(canvas.view.turned(_TURN)),
            "rotate_left": lambda: canvas.set_view(canvas.view.turned(-_TURN)),
            "flip_view": lambda: canvas.set_view(canvas.view.flipped()),
            "upright": lambda: canvas.set_view(canvas.view.upright()),
            "grid": self._grid_chosen,
            "rulers": self._rulers_chosen,
            **{f"panel_{name}": partial(self._panel_chosen, name) for name in self._docks},
            "panels": self._panels_chosen,
            "next_area": lambda: self._areas.go_on(),
            "full_screen": self._full_screen_chosen,
        }

    @property
    def panels_are_hidden(self) -> bool:
        """Whether Tab has hidden them: how they lie now is not how they shall come back."""
        return bool(self._hidden_by_tab)

    # before and after

    def set_compare(self, compare: Compare) -> None:
        for name, what in _COMPARES.items():
            self._actions[name].setChecked(what is compare)
        if self._canvas.compare is not compare:
            self._canvas.set_compare(compare)
            self._canvas.fit()

    def _compare_chosen(self, name: str) -> None:
        self.set_compare(_COMPARES[name] if self._actions[name].isChecked() else Compare.AFTER)

    # the mask

    def set_look(self, style: MaskStyle) -> None:
        look = replace(self._canvas.look, style=style)
        self._preferences.mask_look = look
        self._canvas.set_look(look)
        self._check_look()

    def next_look(self) -> None:
        order: tuple[MaskStyle, ...] = ("film", "outline", "black-and-white")
        style = self._canvas.look.style
        self.set_look(order[(order.index(style) + 1) % 3] if style in order else "film")

    def _check_look(self) -> None:
        for name, style in _LOOKS.items():
            self._actions[name].setChecked(style == self._canvas.look.style)

    # what lies around and upon the picture

    def _grid_chosen(self) -> None:
        shown = self._actions["grid"].isChecked()
        self._preferences.set_flag("view/grid", shown)
        self._canvas.set_grid(shown)

    def _rulers_chosen(self) -> None:
        shown = self._actions["rulers"].isChecked()
        self._preferences.set_flag("view/rulers", shown)
        self._ruled.set_rulers(shown)

    # the window

    def _panel_chosen(self, name: str) -> None:
        self._docks[name].setVisible(self._actions[f"panel_{name}"].isChecked())

    def _dock_changed(self, *_: object) -> None:
        # Not what the signal says: a panel behind another one's tab counts as shown.
        for name, dock in self._docks.items():
            self._actions[f"panel_{name}"].setChecked(not dock.isHidden())

    def _panels_chosen(self) -> None:
        """Tab: hide every bar and panel, and bring back the ones that were there."""
        if self._actions["panels"].isChecked():
            for widget in self._hidden_by_tab:
                widget.show()
            restore_sizes(self._window, self._docks.values(), self._shown_layout)
            self._hidden_by_tab = []
        else:
            self._shown_layout = self._window.saveState()
            self._hidden_by_tab = [widget for widget in (*self._bars, *self._docks.values()) if not widget.isHidden()]
            for widget in self._hidden_by_tab:
                widget.hide()

    def _full_screen_chosen(self) -> None:
        if not self.leave_full_screen():
            self._was_maximised = self._window.isMaximized()
            self._window.showFullScreen()
        self.follow_window()

    def leave_full_screen(self) -> bool:
        """Returns whether the window filled the screen."""
        if not self._window.isFullScreen():
            return False
        if self._was_maximised:
            self._window.showMaximized()
        else:
            self._window.showNormal()
        self.follow_window()
        return True

    def follow_window(self) -> None:
        """The window may also be restored in full screen, or be taken out of it by the desktop."""
        self._actions["full_screen"].setChecked(self._window.isFullScreen())
