import numpy as np

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.marks import Mark
from inpaint_studio.ui.marks.mark_view import MarkView
from inpaint_studio.work.marks import Group


def test_a_mark_is_seen_over_the_checkerboard_as_opaque_as_it_is(qtbot):
    view = MarkView()
    qtbot.addWidget(view)
    view.resize(260, 260)
    view.show()
    plain = view.board.grab().toImage()
    opacity = np.full((60, 120), 0.9, np.float32)
    mark = Mark.of(opacity, np.ones((60, 120, 3), np.float32), (0, 0), Size(200, 100), True)
    view.show_group(Group(Size(200, 100), (), mark))
    marked = view.board.grab().toImage()
    middle = marked.rect().center()
    assert marked.pixelColor(middle).red() > 0.85 * 255 > plain.pixelColor(middle).red()
    assert marked.pixelColor(1, 1) == plain.pixelColor(1, 1)
    facts = view.facts.text()
    assert "Opacity up to 90 %, 120 × 60 pixels." in facts
    assert "Blended as light (linear)." in facts
    assert "nearly opaque nothing of the photograph is left" in facts
    view.show_group(Group(Size(200, 100), (), None, "The pictures have no mark in common."))
    assert view.board.is_empty
    assert view.facts.text() == "The pictures have no mark in common."
