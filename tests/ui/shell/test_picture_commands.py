"""Open pictures beside each other: what is shown of each, and one mask on all of them."""

import threading

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inpaint_studio.ui.document import stored_picture, switching

from ..strips import CONTROL, calm, click, drop, go


def test_while_a_picture_is_read_back_its_thumbnail_is_shown_and_nothing_can_be_drawn(
    strip_of, drag, qtbot, monkeypatch
):
    window = strip_of(2)
    first = window.session.document
    go(window, 1, qtbot)
    calm(window, qtbot)
    gate, through = threading.Event(), stored_picture.read_back

    def slowly(*arguments):
        assert gate.wait(20)
        yield from through(*arguments)

    monkeypatch.setattr(switching.stored_picture, "read_back", slowly)
    click(window, 0)
    assert window.session.document is None
    assert window.canvas.isVisible()
    assert window.canvas.display is not None
    assert not window.canvas.isEnabled()
    assert window.tool_bar.isVisible()
    assert window.windowTitle().startswith("scan-0.png")
    drag(window, (60, 60), (90, 60))
    gate.set()
    qtbot.waitUntil(lambda: window.session.document is first, timeout=20_000)
    assert window.canvas.isEnabled()
    assert not first.mask.any()
    calm(window, qtbot)


def test_the_same_mask_is_laid_on_all_that_have_its_proportions_and_undone_in_each(
    open_window, drag, qtbot, files, tmp_path
):
    half, tall = tmp_path / "half.png", tmp_path / "tall.png"
    Image.new("RGB", (160, 120), (9, 9, 9)).save(half)
    Image.new("RGB", (240, 320), (9, 9, 9)).save(tall)
    window = open_window()
    window.settings.set(radius=10, hardness=1.0)
    drop(window, [*files[:2], half, tall])
    qtbot.waitUntil(lambda: window.session.document is not None, timeout=20_000)
    calm(window, qtbot)
    go(window, 1, qtbot)  # decoded, and out of view again
    drag(window, (20, 200), (30, 200))
    second = window.session.document
    go(window, 0, qtbot)
    calm(window, qtbot)
    drag(window, (60, 60), (120, 60))
    mask, first = window.session.document.mask.copy(), window.session.document
    window.actions_by_name["same_mask"].trigger()
    qtbot.waitUntil(lambda: len(second.history.steps) == 2, timeout=20_000)
    assert "on 2 other pictures" in window.messages.text
    assert "On 1 of them, which has another size, it was scaled." in window.messages.text
    assert "It was not laid on 1 picture of other proportions (width to height)" in window.messages.text
    calm(window, qtbot)
    assert second.packed_mask is not None
    assert np.array_equal(first.mask, mask)
    go(window, 1, qtbot)
    assert np.array_equal(second.mask, mask)
    assert window.session.mask_levels.mask is second.mask
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, CONTROL)
    assert second.mask[200, 25] == 255  # its own marks are back
    assert second.mask[60, 90] == 0
    go(window, 2, qtbot)
    document = window.session.document
    assert document.mask[30, 45] == 255
    assert document.history.undo_name == "Mask of another picture"
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, CONTROL)
    assert not document.mask.any()
    go(window, 3, qtbot)
    assert not window.session.document.mask.any()
    calm(window, qtbot)


def test_with_one_picture_there_is_nothing_to_lay_the_mask_on(window, drag):
    drag(window, (60, 60), (100, 60))
    window.actions_by_name["same_mask"].trigger()
    assert window.messages.text == "Only this picture is open."


def test_an_empty_mask_is_laid_on_nothing(strip_of, qtbot):
    window = strip_of(2)
    window.actions_by_name["same_mask"].trigger()
    qtbot.waitUntil(lambda: bool(window.messages.text), timeout=20_000)
    assert "Mark first what is on all pictures." in window.messages.text
    assert not any(picture.is_modified for picture in window.session.pictures)
    calm(window, qtbot)


def test_of_a_picture_whose_size_is_not_known_yet_nothing_is_claimed(strip_of, drag, qtbot):
    window = strip_of(3)
    drag(window, (60, 60), (120, 60))
    _, second, third = window.session.pictures
    second.size = None
    window.actions_by_name["same_mask"].trigger()
    qtbot.waitUntil(lambda: bool(window.messages.text), timeout=20_000)
    assert "laid on 1 other picture;" in window.messages.text
    assert "1 are not read yet" in window.messages.text
    assert second.shared_masks
    assert third.shared_masks
    calm(window, qtbot)


def test_a_picture_comes_back_as_it_was_looked_at_and_a_fitted_one_is_fitted(strip_of, qtbot):
    window = strip_of(2)
    window.canvas.zoom_to(3.0)
    window.canvas.centre_on(50, 60)
    view = window.canvas.view
    go(window, 1, qtbot)
    calm(window, qtbot)
    fitted_scale = window.canvas.scale
    window.resize(900, 600)
    go(window, 0, qtbot)
    assert window.canvas.view.scale == view.scale
    assert (window.canvas.view.x, window.canvas.view.y) == pytest.approx((view.x, view.y), abs=120)
    go(window, 1, qtbot)
    assert window.canvas.scale != fitted_scale, "it fills the window as that is now"
    calm(window, qtbot)
