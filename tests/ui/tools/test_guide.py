"""Guide lines, and where texture may come from."""

from PySide6.QtCore import Qt


def test_guide_lines_are_handed_to_the_engine(open_window, patch_file, slow_engine, drag, qtbot, click):
    window = open_window(patch_file, slow_engine)
    slow_engine.may_finish.set()
    window.set_tool("guide")
    drag(window, (50, 60), (100, 90), (200, 120))
    assert len(window.session.filling.guides) == 1
    window.set_tool("brush")
    drag(window, (100, 100), (120, 100))
    with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
        window.filling.accept()
    (line,) = slow_engine.requests[0].guides
    assert abs(line.points[0][0] - 50) < 2
    assert abs(line.points[-1][1] - 120) < 2
    window.set_tool("guide")
    click(window, 100, 90, button=Qt.MouseButton.RightButton)
    assert window.session.filling.guides == ()


def test_texture_sources_are_handed_to_the_engine(open_window, patch_file, slow_engine, drag, qtbot, settle):
    window = open_window(patch_file, slow_engine)
    slow_engine.may_finish.set()
    drag(window, (250, 200), (290, 200))
    window.actions_by_name["sources_from_mask"].trigger()
    settle(window)
    assert not window.session.document.mask.any()
    drag(window, (100, 100), (120, 100))
    with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
        window.filling.accept()
    sources = slow_engine.requests[0].sources
    assert sources[200, 270] == 255
    assert sources[100, 110] == 0
