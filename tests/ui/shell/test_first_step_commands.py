"""The cards of a first start do what they say, and one key takes it back."""

import threading

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.finder import Finder, Progress
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.resources import resource
from inpaint_studio.ui.kit.actions import ACTIONS
from inpaint_studio.ui.shell.first_steps import FIRST_STEPS
from inpaint_studio.ui.shell.welcome import StepCard

LEFT = Qt.MouseButton.LeftButton
DUST = Finding(Rect(40, 40, 6, 6), np.full((6, 6), 255, np.uint8), "dust", 0.9, "damage")


def _press(window, key: str) -> None:
    card = next(one for one in window.start_page.page.steps if one.key == key)
    QTest.mouseClick(card, LEFT)


def test_each_card_has_its_sample_and_says_its_keys(open_window):
    window = open_window()
    cards = window.start_page.page.steps
    assert [card.key for card in cards] == ["find", "erase", "mark"]
    assert "Esc" in cards[0].accessibleDescription()
    assert all("Ctrl+Z" in card.accessibleDescription() for card in cards[1:])
    for step in FIRST_STEPS:
        assert resource(f"samples/{step.sample}").is_file()
        assert not step.mask or resource(f"samples/{step.mask}").is_file()
        assert step.tool in ACTIONS


@pytest.mark.parametrize("key", ["erase", "mark"])
def test_a_card_fills_its_sample_and_ctrl_z_brings_it_back(open_window, qtbot, key):
    window = open_window()
    _press(window, key)
    session = window.session
    qtbot.waitUntil(lambda: session.document is not None and len(session.document.fills) > 0, timeout=20_000)
    qtbot.waitUntil(lambda: not (session.is_filling or session.is_busy or session.changes.is_busy))
    assert "Ctrl+Z" in window.messages.text
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not session.changes.is_busy)
    assert session.document.fills == ()
    assert not session.document.mask.any(), "the mark was the card's own: it goes with the fill"
    assert not session.document.is_modified
    QTest.keyClick(window.canvas, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: session.document is None)  # and nothing is asked


def test_the_first_card_finds_damage_and_esc_leaves_no_trace(open_window, qtbot, monkeypatch):
    from inpaint_studio.ui.shell import first_step_commands as first_steps

    searched = []
    monkeypatch.setattr(
        first_steps.ReviewCommands, "start", lambda self, finder: searched.append((finder.key, self._session.path.name))
    )
    window = open_window()
    _press(window, "find")
    qtbot.waitUntil(lambda: len(searched) == 1, timeout=20_000)
    assert searched == [("damage", "old-portrait.png")]
    assert "Enter fills what is proposed, Esc leaves no trace" in window.messages.text


def test_what_the_first_card_says_stands_until_the_search_has_ended(open_window, qtbot, monkeypatch):
    goes_on = threading.Event()

    def find(view, options):
        yield Progress(0, 1)
        goes_on.wait(20)
        yield DUST
        yield Progress(1, 1)

    monkeypatch.setitem(FINDERS._items, "damage", Finder("damage", "Find damage", find))
    window = open_window()
    _press(window, "find")
    try:
        qtbot.waitUntil(lambda: "Enter fills what is proposed" in window.messages.text, timeout=20_000)
        assert window.session.review.is_searching
        assert window.messages.stays
    finally:
        goes_on.set()
    qtbot.waitUntil(lambda: not window.session.review.is_searching, timeout=20_000)
    assert "Enter fills what is proposed" in window.messages.text
    assert not window.messages.stays
    assert window.messages._timer.isActive()


def test_the_card_of_first_hints_waits_for_a_picture_without_a_review(
    open_window, picture_file, preferences, qtbot, monkeypatch
):
    """It would lie over what was found, at the very first click in the program."""
    finder = Finder("damage", "Find damage", lambda view, options: iter((Progress(0, 1), DUST, Progress(1, 1))))
    monkeypatch.setitem(FINDERS._items, "damage", finder)
    preferences.set_flag("hints/show", True)
    window = open_window()
    _press(window, "find")
    qtbot.waitUntil(lambda: window.review.is_open and not window.session.review.is_searching, timeout=20_000)
    qtbot.waitUntil(lambda: len(window.session.review.proposed) == 1)
    assert not window.hints.isVisible()
    window.session.close_document()
    window.open(picture_file)
    qtbot.waitUntil(window.hints.isVisible, timeout=20_000)


def test_a_sample_that_is_gone_is_said(open_window, monkeypatch):
    from inpaint_studio.ui.shell import first_step_commands as first_steps

    def gone(name):
        raise FileNotFoundError(f"The resource {name} is missing from this installation.")

    window = open_window()
    monkeypatch.setattr(first_steps, "resource", gone)
    _press(window, "erase")
    assert "missing from this installation" in window.messages.text


def test_a_card_is_as_tall_as_its_words_and_takes_the_keyboard(open_window, qapp):
    window = open_window()
    qapp.processEvents()
    for card in window.start_page.page.steps:
        assert isinstance(card, StepCard)
        assert card.height() >= card.layout().totalHeightForWidth(card.width())
        assert card.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_boat_is_where_its_mask_says():
    from PIL import Image

    with (
        Image.open(resource("samples/lake-boat.jpg")) as picture,
        Image.open(resource("samples/lake-boat.mask.png")) as mask,
    ):
        red = np.asarray(picture.convert("RGB")).astype(int)
        hull = (red[:, :, 0] > 120) & (red[:, :, 1] < 80) & (red[:, :, 2] < 80)
        assert hull.any()
        assert (np.asarray(mask)[hull] == 255).all()
