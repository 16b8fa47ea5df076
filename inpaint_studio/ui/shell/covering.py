"""What lies over the canvas, and the picture below it: fitted where it can be seen."""

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtWidgets import QWidget

from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.message_bar import MessageBar, OverCanvas
from inpaint_studio.ui.shell.start_page import StartPage


class Covering(QObject):
    """Tells the canvas, and the start page, how much of their upper edge is covered by bars.

    A picture that is opened is fitted with room for what is said of it. From then on it keeps its place and scale on
    screen, whatever comes and goes: a retoucher looks at one spot. What is covered can be moved into sight, and the
    next fit leaves room for it.
    """

    def __init__(
        self,
        session: Session,
        canvas: Canvas,
        start_page: StartPage,
        staying: tuple[QWidget, ...],
        messages: MessageBar,
    ) -> None:
        """Over the stack of the start page and the canvas, which shares the room in its parent with bars below it."""
        host = start_page.stack
        super().__init__(host)
        self._canvas, self._host, self._start_page = canvas, host, start_page
        self._is_opening = False
        canvas.frame = host.parentWidget()
        self._bars = OverCanvas(host, staying, (messages,))
        self._bars.covered_changed.connect(self._follow)
        session.document_changed.connect(self._opened)
        if session.document is not None:  # the window is made anew, as in another language
            self._opened()

    def _follow(self, height: int, is_lasting: bool) -> None:
        self._start_page.set_covered(height)
        canvas = self._canvas
        covered = float(max(0, height - canvas.mapTo(self._host, QPoint(0, 0)).y()))  # rulers lie between
        is_less = covered < canvas.covered
        canvas.covered = covered
        if self._is_opening and not is_less and canvas.is_fitted and not canvas.pointer.is_pressed:
            canvas.fit()

    def _opened(self) -> None:
        self._is_opening, self._canvas.keeps_place = True, False
        QTimer.singleShot(0, self, self._has_opened)  # what is said at opening is said in the same turn

    def _has_opened(self) -> None:
        frame = self._host.parentWidget()
        layout = frame.layout() if frame is not None else None
        if layout is not None:
            layout.activate()  # bars that came with the picture, of its planes or of other pictures
        self._is_opening, self._canvas.keeps_place = False, True
