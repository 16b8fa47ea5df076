"""The object tool, through the window: a box and clicks outline an object that is put under review."""

import threading

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSpinBox

from inpaint_studio.finding.finder import Progress
from inpaint_studio.finding.objects.chosen import ChosenOutliner
from inpaint_studio.finding.objects.outliner import Outliner
from inpaint_studio.finding.objects.outliners import OWN

KEY = Qt.Key
NONE, ALT, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
CONTROL = Qt.KeyboardModifier.ControlModifier
RIGHT = Qt.MouseButton.RightButton
RED, GREEN = (slice(50, 120), slice(60, 140)), (slice(150, 200), slice(200, 260))  # rows and columns


def scene(path):
    """A red and a green patch on noisy blue."""
    rng = np.random.default_rng(5)
    pixels = np.full((240, 320, 3), (40, 60, 170), np.int16)
    pixels[RED] = (210, 50, 40)
    pixels[GREEN] = (50, 190, 60)
    pixels += rng.integers(-12, 13, pixels.shape, np.int16)
    Image.fromarray(pixels.astype(np.uint8)).save(path)
    return path


def truth(*patches):
    mask = np.zeros((240, 320), np.bool_)
    for patch in patches:
        mask[patch] = True
    return mask


def marked(findings):
    mask = np.zeros((240, 320), np.bool_)
    for finding in findings:
        mask[finding.rect.slices] |= finding.mask > 0
    return mask


def iou(one, other):
    return (one & other).sum() / (one | other).sum()


@pytest.fixture
def window(open_window, tmp_path):
    made = open_window(scene(tmp_path / "patches.png"))
    made.settings.set(**{"object.halo": 0.0})
    made.activateWindow()
    QTest.keyClick(made.canvas, KEY.Key_W, SHIFT)
    assert made.toolbox.current == "object"
    return made


@pytest.fixture
def rest(qtbot, settle):
    def rested(window):
        qtbot.waitUntil(lambda: not window.session.objects.is_busy, timeout=30_000)
        settle(window)

    return rested


@pytest.fixture
def boxed(window, drag, rest):
    """A window in which the red patch is outlined by a box."""
    drag(window, (50, 40), (100, 80), (152, 131))
    rest(window)
    return window


@pytest.fixture
def waiting_outliner():
    """An outliner that yields its outline when it has leave, and notes whether it was left before."""
    leave, begun, left = threading.Event(), threading.Event(), threading.Event()

    def outline(pixels, prompt):
        begun.set()
        try:
            while not leave.wait(0.005):
                yield Progress(0, 1)
        except GeneratorExit:
            left.set()
            raise
        yield from OWN.open({})(pixels, prompt)

    outliner = ChosenOutliner(Outliner("waiting", "Waiting", lambda _: outline))
    outliner.leave, outliner.begun, outliner.left = leave, begun, left
    return outliner


def findings(window):
    return window.session.review.review.findings


def press(window, key, modifiers=NONE):
    QTest.keyClick(QApplication.focusWidget() or window.canvas, key, modifiers)


def test_a_box_outlines_an_object_that_is_listed_and_nothing_is_marked(boxed):
    (finding,) = findings(boxed)
    assert finding.kind == "object"
    assert iou(marked([finding]), truth(RED)) > 0.97
    assert boxed.review.is_open
    assert list(boxed.findings.list.rows.findings) == [finding]
    assert boxed.findings.list.current is finding
    assert not boxed.session.document.mask.any()
    assert not boxed.session.document.history.steps


def test_enter_takes_and_fills_in_one_undo_and_undo_brings_it_back(boxed, rest, qtbot):
    (finding,) = findings(boxed)
    press(boxed, KEY.Key_Return)
    rest(boxed)
    document = boxed.session.document
    assert len(document.fills) == 1
    assert not boxed.review.is_open
    assert boxed.session.objects.prompt.is_empty
    boxed.actions_by_name["undo"].trigger()
    rest(boxed)
    assert not document.mask.any()
    assert not document.fills
    assert boxed.review.is_open
    assert findings(boxed) == (finding,)


def test_fill_on_release_changes_nothing_about_what_is_proposed(window, drag, rest):
    window.session.on_release.is_on = True
    drag(window, (50, 40), (100, 80), (152, 131))
    rest(window)
    assert len(findings(window)) == 1
    assert not window.session.document.fills
    press(window, KEY.Key_Return)
    rest(window)
    assert len(window.session.document.fills) == 1
    window.actions_by_name["undo"].trigger()
    rest(window)
    assert not window.session.document.fills
    assert not window.session.document.mask.any()


def test_a_click_outlines_and_further_clicks_add_and_take_away(window, click, rest):
    click(window, 100, 85)
    rest(window)
    assert iou(marked(findings(window)), truth(RED)) > 0.95
    click(window, 230, 175)
    rest(window)
    assert len(findings(window)) == 1
    assert iou(marked(findings(window)), truth(RED, GREEN)) > 0.95
    for modifiers, button in ((ALT, Qt.MouseButton.LeftButton), (CONTROL, Qt.MouseButton.LeftButton), (NONE, RIGHT)):
        click(window, 100, 85, modifiers, button)
        rest(window)
        assert iou(marked(findings(window)), truth(GREEN)) > 0.9
        press(window, KEY.Key_Backspace)
        rest(window)
        assert iou(marked(findings(window)), truth(RED, GREEN)) > 0.95


@pytest.mark.parametrize(("key", "modifiers"), [(KEY.Key_Backspace, NONE), (KEY.Key_Z, CONTROL)])
def test_backspace_and_undo_take_back_the_last_click_and_then_the_object(window, click, rest, key, modifiers):
    click(window, 100, 85)
    click(window, 230, 175)
    rest(window)
    press(window, key, modifiers)
    rest(window)
    assert iou(marked(findings(window)), truth(RED)) > 0.95
    press(window, key, modifiers)
    rest(window)
    assert findings(window) == ()
    assert not window.review.is_open
    assert window.session.objects.prompt.is_empty


def test_esc_drops_the_object_and_then_puts_the_review_away(window, click, drag, rest):
    drag(window, (50, 40), (100, 80), (152, 131))
    rest(window)
    (red,) = findings(window)
    click(window, 230, 175, SHIFT)
    rest(window)
    assert len(findings(window)) == 2
    press(window, KEY.Key_Escape)
    rest(window)
    assert findings(window) == (red,)
    assert window.review.is_open
    press(window, KEY.Key_Escape)
    assert not window.review.is_open
    assert findings(window) == (red,)


def test_esc_while_it_is_outlined_leaves_nothing(window, drag, rest, qtbot, waiting_outliner):
    window.session.objects.outliner = waiting_outliner
    drag(window, (50, 40), (100, 80), (152, 131))
    qtbot.waitUntil(waiting_outliner.begun.is_set)
    press(window, KEY.Key_Escape)
    qtbot.waitUntil(waiting_outliner.left.is_set)
    rest(window)
    assert findings(window) == ()
    assert not window.session.activities


def test_another_box_takes_the_place_of_the_last_and_cancels_its_work(window, drag, rest, qtbot, waiting_outliner):
    window.session.objects.outliner = waiting_outliner
    drag(window, (50, 40), (100, 80), (152, 131))
    qtbot.waitUntil(waiting_outliner.begun.is_set)
    drag(window, (190, 140), (230, 170), (270, 210))
    qtbot.waitUntil(waiting_outliner.left.is_set)
    waiting_outliner.leave.set()
    rest(window)
    assert len(findings(window)) == 1
    assert iou(marked(findings(window)), truth(GREEN)) > 0.95


def test_enter_while_it_is_outlined_is_remembered_and_takes_what_comes(window, drag, rest, qtbot, waiting_outliner):
    window.session.objects.outliner = waiting_outliner
    drag(window, (50, 40), (100, 80), (152, 131))
    qtbot.waitUntil(waiting_outliner.begun.is_set)
    for _ in range(2):  # a second press asks for nothing more
        press(window, KEY.Key_Return)
    assert window.messages.text == "The object is taken as soon as it is outlined. Esc drops it."
    assert not window.session.document.mask.any()
    waiting_outliner.leave.set()
    qtbot.waitUntil(lambda: bool(window.session.document.fills))
    rest(window)
    assert len(window.session.document.fills) == 1
    assert iou(marked(findings(window)), truth(RED)) > 0.95
    assert not window.review.is_open
    assert window.messages.text == ""


def test_esc_drops_the_object_and_that_it_was_to_be_taken(window, drag, rest, qtbot, waiting_outliner):
    window.session.objects.outliner = waiting_outliner
    drag(window, (50, 40), (100, 80), (152, 131))
    qtbot.waitUntil(waiting_outliner.begun.is_set)
    press(window, KEY.Key_Return)
    press(window, KEY.Key_Escape)
    assert window.messages.text == ""
    waiting_outliner.leave.set()
    rest(window)
    assert not window.session.document.history.steps
    assert findings(window) == ()


def test_enter_is_dropped_where_nothing_stands_out(boxed, drag, rest, qtbot):
    """With another object under review: that is not taken unasked in the place of the one that was pointed at."""
    leave = threading.Event()

    def outline(pixels, prompt):
        while not leave.wait(0.005):
            yield Progress(0, 1)

    boxed.session.objects.outliner = ChosenOutliner(Outliner("nothing", "Nothing", lambda _: outline))
    before = findings(boxed)
    drag(boxed, (190, 140), (230, 170), (270, 210), modifiers=SHIFT)
    press(boxed, KEY.Key_Return)
    leave.set()
    rest(boxed)
    assert boxed.messages.text.startswith("No object stands out")
    assert boxed.review.is_open
    assert findings(boxed) == before
    assert not boxed.session.document.history.steps
    press(boxed, KEY.Key_Escape)
    assert boxed.messages.text == "", "it was about the object that is dropped"


def test_enter_while_a_correction_is_outlined_takes_the_corrected_one(boxed, click, rest, qtbot, waiting_outliner):
    boxed.session.objects.outliner = waiting_outliner
    click(boxed, 230, 175)
    qtbot.waitUntil(waiting_outliner.begun.is_set)
    boxed.review.take(fill=True)  # as the button of the strip does
    assert boxed.review.is_open
    assert not boxed.session.document.mask.any()
    waiting_outliner.leave.set()
    qtbot.waitUntil(lambda: bool(boxed.session.document.fills))
    rest(boxed)
    assert iou(marked(findings(boxed)), truth(RED, GREEN)) > 0.95
    assert not boxed.review.is_open


def test_pointing_anew_takes_back_that_the_last_was_to_be_taken(window, drag, rest, qtbot, waiting_outliner):
    window.session.objects.outliner = waiting_outliner
    drag(window, (50, 40), (100, 80), (152, 131))
    qtbot.waitUntil(waiting_outliner.begun.is_set)
    press(window, KEY.Key_Return)
    drag(window, (190, 140), (230, 170), (270, 210))
    waiting_outliner.leave.set()
    rest(window)
    assert iou(marked(findings(window)), truth(GREEN)) > 0.95
    assert not window.session.document.history.steps


def test_an_object_that_was_filled_does_not_come_back_with_the_next(boxed, drag, rest):
    press(boxed, KEY.Key_Return)
    rest(boxed)
    first = boxed.session.document.fills
    assert len(first) == 1
    drag(boxed, (190, 140), (230, 170), (270, 210))
    rest(boxed)
    (green,) = findings(boxed)
    assert iou(marked([green]), truth(GREEN)) > 0.95
    press(boxed, KEY.Key_Escape)
    rest(boxed)
    assert findings(boxed) == ()
    assert not boxed.review.is_open
    nothing = ChosenOutliner(Outliner("nothing", "Nothing", lambda _: lambda pixels, prompt: iter(())))
    boxed.session.objects.outliner = nothing
    drag(boxed, (190, 140), (230, 170), (270, 210))
    rest(boxed)
    assert not boxed.review.is_open
    press(boxed, KEY.Key_Return)
    rest(boxed)
    assert boxed.session.document.fills == first, "nothing is filled twice"
    assert boxed.canvas.findings.overlay is None


def test_enter_while_the_halo_grows_takes_what_is_grown(window, drag, rest, qtbot, waiting_outliner):
    window.session.objects.outliner = waiting_outliner
    drag(window, (50, 40), (100, 80), (152, 131))
    waiting_outliner.leave.set()
    rest(window)
    window.session.objects.set_halo(9)
    assert window.session.objects.is_busy
    press(window, KEY.Key_Return)
    qtbot.waitUntil(lambda: len(window.session.document.fills) == 1)
    rest(window)
    assert not window.review.is_open


def test_painting_goes_on_while_it_is_outlined(window, drag, rest, qtbot, waiting_outliner):
    window.session.objects.outliner = waiting_outliner
    drag(window, (50, 40), (100, 80), (152, 131))
    qtbot.waitUntil(waiting_outliner.begun.is_set)
    window.set_tool("brush")
    drag(window, (20, 200), (60, 200))
    qtbot.waitUntil(lambda: bool(window.session.document.mask.any()))
    waiting_outliner.leave.set()
    qtbot.waitUntil(lambda: len(findings(window)) == 1, timeout=30_000)
    rest(window)
    assert window.session.objects.prompt.is_empty  # another tool was taken: it is done with


def test_the_outline_comes_into_its_picture_when_another_is_shown(
    window, drag, rest, qtbot, waiting_outliner, tmp_path, click
):
    first = window.session.document
    window.session.objects.outliner = waiting_outliner
    drag(window, (50, 40), (100, 80), (152, 131))
    qtbot.waitUntil(waiting_outliner.begun.is_set)
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        window.open(scene(tmp_path / "other.png"))
    qtbot.waitUntil(lambda: window.session.document not in (None, first))
    waiting_outliner.leave.set()
    qtbot.waitUntil(lambda: len(first.state.review.findings) == 1, timeout=30_000)
    rest(window)
    assert findings(window) == ()
    assert not window.review.is_open
    window.session.switching.look_at(window.session.pictures.of(first))
    qtbot.waitUntil(lambda: window.session.document is first)
    rest(window)
    assert window.review.is_open
    click(window, 230, 175)  # goes on with the object that was begun
    rest(window)
    assert len(findings(window)) == 1
    made = marked(findings(window))
    assert made[175, 230]
    assert made[RED].mean() > 0.95


def test_the_halo_follows_its_control(boxed, rest):
    spin = next(one for one in boxed.options.findChildren(QSpinBox) if one.accessibleName() == "Halo")
    assert spin.isVisible()
    near = marked(findings(boxed))
    spin.setValue(10)
    rest(boxed)
    wide = marked(findings(boxed))
    assert len(findings(boxed)) == 1
    assert (wide | near == wide).all()
    ys, xs = np.nonzero(near)
    wide_ys, wide_xs = np.nonzero(wide)
    assert (xs.min() - wide_xs.min(), ys.max() - wide_ys.max()) == (10, -10)


def test_a_rejected_object_stays_rejected_when_it_is_corrected(boxed, click, rest):
    press(boxed, KEY.Key_X)
    click(boxed, 230, 175)
    rest(boxed)
    assert len(findings(boxed)) == 1
    assert not boxed.session.review.accepted


def test_what_a_filter_leaves_out_is_proposed_where_it_is_pointed_at(window, drag, rest):
    from inpaint_studio.editing.findings import ReviewFilter

    window.session.review.set_filter(ReviewFilter(smallest=90_000, without=frozenset({"object"}), extent="inside"))
    drag(window, (50, 40), (100, 80), (152, 131))
    rest(window)
    assert window.session.review.accepted == findings(window)


def test_taking_away_first_is_answered_by_a_sentence(window, click, rest, qtbot):
    with qtbot.waitSignal(window.session.message) as message:
        click(window, 100, 85, ALT)
    assert "first" in message.args[1]
    assert findings(window) == ()


def test_where_nothing_stands_out_a_sentence_says_so(window, drag, rest, qtbot):
    nothing = ChosenOutliner(Outliner("nothing", "Nothing", lambda _: lambda pixels, prompt: iter(())))
    window.session.objects.outliner = nothing
    with qtbot.waitSignal(window.session.message) as message:
        drag(window, (50, 40), (100, 80), (152, 131))
    assert message.args[1].startswith("No object stands out")
    rest(window)
    assert not window.review.is_open
