"""What a screen reader says of the canvas: tool, mask, fill under way, plane, before or after."""

from PySide6.QtCore import QObject

from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.canvas.compare import Compare
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.actions.action import plain_words
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.shell.tool_commands import ToolCommands
from inpaint_studio.ui.tools.tool import TOOLS


class CanvasWords(QObject):
    """Follows one session and its canvas."""

    def __init__(self, session: Session, canvas: Canvas, toolbox: ToolCommands, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._canvas, self._toolbox = session, canvas, toolbox
        state = canvas.accessible_state
        state.words = self.words
        canvas.compare_changed.connect(lambda _: state.changed())
        toolbox.tool_changed.connect(state.changed)
        for signal in (session.document_changed, session.plane_changed, session.history_changed):
            signal.connect(lambda *_: state.changed())
        session.activity_changed.connect(lambda _: state.changed())

    def words(self) -> str:
        """One sentence each, the shortest that says it."""
        session, document = self._session, self._session.document
        if document is None:
            return self.tr("No picture is open.")
        parts = [plain_words(TOOLS[self._toolbox.current].title)]
        parts.append(self.tr("nothing is marked") if session.is_unmarked() else self.tr("something is marked"))
        activity = session.activities.shown
        if activity is not None:
            text = one_line(activity.text)
            parts.append(text if activity.done is None else f"{text} {activity.done:.0%}")
        planes = session.planes.planes
        if planes is not None:
            words = self.tr("plane {number} of {count}")
            parts.append(words.format(number=document.plane + 1, count=session.planes.count))
        shown = {
            Compare.BEFORE: self.tr("seen as it was before"),
            Compare.SPLIT: self.tr("before and after, split"),
            Compare.SIDE_BY_SIDE: self.tr("before and after, side by side"),
        }
        if self._canvas.compare in shown:
            parts.append(shown[self._canvas.compare])
        return ", ".join(parts)
