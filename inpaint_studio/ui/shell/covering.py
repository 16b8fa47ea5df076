"""What lies over the canvas, and the picture below it: fitted where it can be seen."""

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtWidgets import QWidget

from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.message_bar import MessageBar, OverCanvas
from inpaint_studio.ui.shell.start_page import StartPage


class Covering(QObject):
    """Tells the canvas, and the start page, how much of their upper edge is covered by bars.

    A picture that is shown whole makes room for a bar or a message that stays until it is answered, and takes the room
    again. For a message that goes by itself nothing moves while somebody paints, except for what is said at opening.
    """

    def __init__(
        self,
        session: Session,
        canvas: Canvas,
        start_page: StartPage,
        staying: tuple[QWidget, ...],
        passing: MessageBar,
    ) -> None:
        super().__init__(start_page.stack)
        self._canvas, self._host, self._start_page = canvas, start_page.stack, start_page
        self._is_opening = False
        self._bars = OverCanvas(self._host, staying, (passing,))
        self._bars.covered_changed.connect(self._follow)
        session.document_changed.connect(self._opened)

    def _follow(self, height: int, is_lasting: bool) -> None:
        self._start_page.set_covered(height)
        canvas = self._canvas
        covered = float(max(0, height - canvas.mapTo(self._host, QPoint(0, 0)).y()))  # rulers lie between
        is_less = covered < canvas.covered
        canvas.covered = covered
        moves = is_lasting or (self._is_opening and not is_less)
        if moves and canvas.is_fitted and not canvas.pointer.is_pressed:
            canvas.fit()

    def _opened(self) -> None:
        self._is_opening = True
        QTimer.singleShot(0, self, self._has_opened)  # what is said at opening is said in the same turn

    def _has_opened(self) -> None:
        self._is_opening = False
