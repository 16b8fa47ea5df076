"""What all tools have in common: what ends a drawing, distances on the screen, the row in the table."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QTransform
from PySide6.QtWidgets import QApplication

from inpaint_studio.ui.canvas.pointing import Pointer
from inpaint_studio.ui.tools import table
from inpaint_studio.ui.tools.tool import TOOLS, Tool
from inpaint_studio.ui.tools.tool_settings import ToolSettings

assert table.tool_kinds()  # every tool has registered itself


class Brushlike(Tool):
    """A tool with a ring of 30 picture pixels, that writes down what ends it."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.ended: list[str] = []

    def cancel(self) -> bool:
        self.ended.append("cancelled")
        return True

    def ring(self) -> float | None:
        return 30.0


class Surface:
    """A canvas of which a tool asks the scale alone."""

    scale = 4.0

    def devicePixelRatioF(self) -> float:
        return 2.0


@pytest.fixture
def settings(qapp, preferences):
    return ToolSettings(preferences)


def test_a_plain_tool_takes_no_key_and_has_nothing_to_finish_or_give_up(settings):
    tool = Tool(Surface(), None, settings)
    key = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    assert (tool.key(key), tool.accept(), tool.cancel()) == (False, False, False)
    assert tool.ring() is None
    assert tool.sizing() is None, "the gestures for the size leave its buttons alone"


def test_a_tool_with_a_ring_is_sized_by_the_gestures(settings):
    assert Brushlike(Surface(), None, settings).sizing() is settings


@pytest.mark.parametrize("ending", ["put_down", "let_go"])
def test_another_tool_or_another_picture_ends_what_is_being_drawn(settings, ending):
    tool = Brushlike(Surface(), None, settings)
    getattr(tool, ending)()
    assert tool.ended == ["cancelled"]


def test_distances_on_the_screen_are_picture_pixels_by_scale_and_display(settings):
    """8 screen pixels are 16 device pixels, of which 4 show one picture pixel."""
    assert Tool(Surface(), None, settings)._screen(8.0) == 4.0


def test_of_two_tools_of_one_key_both_modules_are_named():
    brush = TOOLS["brush"]
    assert brush.action == "tool_brush"
    with pytest.raises(ValueError, match=f"'brush', of {__name__}, .* by inpaint_studio.ui.tools.brush"):
        TOOLS.register(replace(brush, title="Another"))
    assert TOOLS["brush"] is brush


def test_every_tool_stands_presses_where_no_picture_is_open(open_window):
    window = open_window()
    at = Pointer(10.0, 10.0)
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    for key, tool in window.toolbox.tools.items():
        tool.hover(at)
        tool.press(at)
        tool.drag(replace(at, x=30.0))
        tool.release(replace(at, x=30.0))
        tool.double_click(at)
        tool.accept()
        tool.leave()
        painter = QPainter(image)
        tool.paint(painter, QTransform())
        painter.end()
        tool.cancel()
        assert not tool.cancel(), f"{key} still holds something"
    assert window.session.document is None


def test_a_tool_of_a_window_that_is_gone_hears_nothing_of_its_session(settings):
    class Session(QObject):
        changed = Signal(int)

    session, heard = Session(), []
    Tool(Surface(), session, settings).listen(session.changed, heard.append)
    session.changed.emit(1)
    settings.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    session.changed.emit(2)
    assert heard == [1]
