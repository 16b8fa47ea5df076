"""What keys and clicks do while a review is open: they come before the shortcuts of tools and actions."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication, QWidget

from inpaint_studio.editing.findings import Finding
from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.canvas.compare import Compare

_Chord = tuple[Qt.Key, bool]  # and whether Shift is held
_OTHERS = ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
_CLICK = 4.0  # widget pixels that a click may move; further it is a drag of the tool in hand
_REACH = 5.0  # widget pixels from the pointer to a finding


class ReviewKeys(QObject):
    """Takes its keys from a window and from the controls of the strip, whatever else they mean."""

    def __init__(
        self, window: QWidget, strip: QWidget, does: Mapping[_Chord, Callable[[], object]], is_open: Callable[[], bool]
    ) -> None:
        super().__init__(window)
        self._does, self._is_open = does, is_open
        # Number fields and boxes would keep letters for themselves, which they have no use for.
        for widget in (window, strip, *strip.findChildren(QWidget)):
            widget.installEventFilter(self)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() == QEvent.Type.KeyRelease or not self._is_open():
            return False
        if event.modifiers() & _OTHERS:
            return False
        do = self._does.get((Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)))
        if do is None:
            return False
        event.accept()  # of an override: the key press comes next
        if event.type() == QEvent.Type.KeyPress:
            do()
        return True


_Pointing = QMouseEvent | QTabletEvent
_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TabletPress)
_MOVES = (QEvent.Type.MouseMove, QEvent.Type.TabletMove)
_RELEASES = (QEvent.Type.MouseButtonRelease, QEvent.Type.TabletRelease)


class FindingPicker(QObject):
    """A click or a tap of the pen on a finding chooses it; a drag that begins there is the tool's, as elsewhere."""

    def __init__(
        self,
        canvas: Canvas,
        find: Callable[[float, float, float], Finding | None],
        chosen: Callable[[Finding], object],
    ) -> None:
        """find: the finding at a picture point, within a number of picture pixels; None for none."""
        super().__init__(canvas)
        self._canvas, self._find, self._chosen = canvas, find, chosen
        self._held: tuple[_Pointing, QPointF, Finding] | None = None
        self._is_replaying = False
        canvas.installEventFilter(self)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if not isinstance(event, _Pointing) or self._is_replaying:
            return False
        is_taken = False
        if event.type() in _PRESSES:
            is_taken = self._press(event)
        elif event.type() in _MOVES:
            is_taken = self._move(event)
        elif event.type() in _RELEASES:
            is_taken = self._release(event)
        if is_taken and isinstance(event, QTabletEvent):
            event.accept()  # else Qt makes a mouse event of it
        return is_taken

    def _press(self, event: _Pointing) -> bool:
        self._held = None
        if isinstance(event, QTabletEvent) and event.pointerType() == QPointingDevice.PointerType.Eraser:
            return False
        canvas = self._canvas
        is_plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        if not is_plain or canvas.pointer.space_held or canvas.display is None or canvas.compare is Compare.BEFORE:
            return False
        viewport = canvas.viewport
        if viewport.is_on_split(event.position()):
            return False
        finding = self._find(*canvas.to_picture(event.position()), _REACH * viewport.ratio / canvas.scale)
        if finding is None:
            return False
        self._held = event.clone(), event.position(), finding
        # The copy points at its device: it must not outlive a pen that is unplugged in the middle of a tap.
        event.device().destroyed.connect(self._drop_press, Qt.ConnectionType.UniqueConnection)
        return True

    @Slot()
    def _drop_press(self) -> None:
        self._held = None

    def _move(self, event: _Pointing) -> bool:
        if self._held is None:
            return False
        press, at, _ = self._held
        if (event.position() - at).manhattanLength() > _CLICK:
            self._held = None
            self._is_replaying = True
            QApplication.sendEvent(self._canvas, press)
            self._is_replaying = False
            return False
        return True

    def _release(self, event: _Pointing) -> bool:
        if self._held is None or event.button() != Qt.MouseButton.LeftButton:
            return False
        _, _, finding = self._held
        self._held = None
        self._chosen(finding)
        return True
