"""Where the window is and how its panels lie: as it was left, or as nobody has laid it out yet."""

from collections.abc import Container, Iterable

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow, QSizePolicy, QWidget

from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.screens import resize_within_screen

_VERSION = 3
_SIZE = 1280, 820
_WIDTH, _NAVIGATOR = 260, 128  # of the panels; of the navigator with its title, in height
_TABS = 30  # pixels of the tabs of panels that share a place
_SCALES = 0.4  # of the height that levels take at most, where a slice or a tile is in view
_LOW = 700  # height of a window in which four panels below each other are too many
_FILLS = 0.62  # of what the navigator leaves, the rest is history's


def docked(window: QMainWindow, name: str, title: str, panel: QWidget | None) -> QDockWidget:
    """A panel at the right edge of a window, or wherever a person puts it; None where it is set later."""
    dock = QDockWidget(title, window)
    dock.setObjectName(f"dock-{name}")
    if panel is not None:
        dock.setWidget(panel)
    dock.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    return dock


def restore_sizes(window: QMainWindow, docks: Iterable[QDockWidget], state: QByteArray, version: int = 0) -> None:
    """Make panels as high and wide as in a state of the window; which of them are shown stays as it is.

    Qt keeps no sizes of what is hidden.
    """
    shown = {dock: not dock.isHidden() for dock in docks}
    window.restoreState(state, version)
    for dock, is_shown in shown.items():
        dock.setVisible(is_shown)


class WindowLayout(QObject):
    """Restores and remembers it for one window, its panels by name."""

    def __init__(self, window: QMainWindow, docks: dict[str, QDockWidget], preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._docks, self._preferences = window, docks, preferences
        self._is_laid_out = False
        self._stored = QByteArray()  # the layout to be restored once the panels are shown
        self._have_levels_room = False  # they have had a height of their own, from here or from a person
        self.absent: Container[str] = ()  # panels that the picture in view has no use for
        for name, dock in docks.items():
            is_fixed = name in ("navigator", "levels")
            grows = QSizePolicy.Policy.Maximum if is_fixed else QSizePolicy.Policy.Expanding
            dock.setSizePolicy(QSizePolicy.Policy.Preferred, grows)  # what a taller window brings is for the lists

    def restore(self) -> None:
        geometry, layout = (self._preferences.bytes(f"window/{name}") for name in ("geometry", "layout"))
        if geometry.isEmpty() or not self._window.restoreGeometry(geometry):
            resize_within_screen(self._window, *_SIZE)
        self._is_laid_out = not layout.isEmpty() and self._window.restoreState(layout, _VERSION)
        self._stored = layout if self._is_laid_out else QByteArray()
        self._have_levels_room = self._is_laid_out

    def follow_document(self) -> None:
        """A picture is open: the panels are shown."""
        if not self._is_laid_out:
            self._is_laid_out = True
            QTimer.singleShot(0, self, self._lay_out)  # Qt keeps no sizes of what is hidden
        elif not self._stored.isEmpty():
            QTimer.singleShot(0, self, self._restore_sizes)

    def keep_sizes(self) -> None:
        """The last picture is closed, and the panels are about to be hidden until there is another."""
        if self._is_laid_out and any(dock.isVisible() for dock in self._docks.values()):
            self._stored = self._window.saveState(_VERSION)

    def make_room_for_levels(self) -> None:
        """A slice or a tile is open: where the window is low its levels share a place with the navigator."""
        levels, navigator = self._docks["levels"], self._docks["navigator"]
        is_beside = navigator in self._window.tabifiedDockWidgets(levels)
        if self._window.height() < _LOW and not levels.isFloating() and not navigator.isFloating() and not is_beside:
            self._window.tabifyDockWidget(navigator, levels)
            QTimer.singleShot(0, levels, levels.raise_)
        elif self._is_laid_out and not self._have_levels_room:  # the first one comes after photographs
            QTimer.singleShot(0, self, self._lay_out)

    def remember(self, with_panels: bool) -> None:
        """with_panels: whether they lie as they shall come back."""
        self._preferences.set_bytes("window/geometry", self._window.saveGeometry())
        if with_panels:
            self._preferences.set_bytes("window/layout", QByteArray(self._window.saveState(_VERSION)))
            for name, dock in self._docks.items():
                if name not in self.absent:
                    self._preferences.set_flag(f"panels/{name}", not dock.isHidden())

    def _restore_sizes(self) -> None:
        """As they were left: those that were restored are gone, because no panel was shown yet."""
        stored, self._stored = self._stored, QByteArray()
        if not stored.isEmpty():
            restore_sizes(self._window, self._docks.values(), stored, _VERSION)

    def _lay_out(self) -> None:
        shown = {name: dock for name, dock in self._docks.items() if dock.isVisible() and not dock.isFloating()}
        if not shown:
            return
        whole = sum(dock.height() for dock in shown.values())
        levels = shown.get("levels")
        tabs = 0 if "navigator" in shown else _TABS
        self._have_levels_room = self._have_levels_room or levels is not None
        scales = 0 if levels is None else min(levels.sizeHint().height() + tabs, round(_SCALES * whole))
        room = max(0, whole - (_NAVIGATOR if "navigator" in shown else 0) - scales)
        heights = {"navigator": _NAVIGATOR, "levels": scales}
        heights |= {"fills": round(room * _FILLS), "history": round(room * (1 - _FILLS))}
        docks = list(shown.values())
        self._window.resizeDocks(docks[:1], [_WIDTH], Qt.Orientation.Horizontal)
        self._window.resizeDocks(docks, [heights[name] for name in shown], Qt.Orientation.Vertical)
