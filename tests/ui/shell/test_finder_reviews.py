"""Each finder on a sample, through the window: what it proposes is reviewed by keys alone, and by the mouse alone."""

import importlib.util
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox

from inpaint_studio.editing.fills import covered_by
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.resources import resource
from inpaint_studio.ui.kit.sentences import spoken

from ...finding.infrared_scans import film

KEY, NONE = Qt.Key, Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
LEFT = Qt.MouseButton.LeftButton


def _damaged(folder: Path) -> Path:
    path = folder / "damaged.png"
    Image.open(resource("samples/old-portrait.png")).crop((300, 60, 496, 256)).save(path)
    return path


def _written(folder: Path) -> Path:
    """Two lines, apart: the sample's lower one twice."""
    path = folder / "written.png"
    line = Image.open(resource("samples/lake-watermark.jpg")).crop((960, 760, 1600, 900))
    both = Image.new("RGB", (640, 280))
    both.paste(line, (0, 0))
    both.paste(line, (0, 140))
    both.save(path)
    return path


def _scanned(folder: Path) -> Path:
    path = folder / "scanned.tif"
    pixels, infrared = film(0.15)
    tifffile.imwrite(path, np.dstack([pixels, infrared]), photometric="rgb", extrasamples=[0])
    return path


needs_onnxruntime = pytest.mark.skipif(
    importlib.util.find_spec("onnxruntime") is None, reason="onnxruntime, of the extra text, is not installed"
)
EACH = pytest.mark.parametrize(
    ("finder", "sample"),
    [
        ("damage", _damaged),
        pytest.param("text", _written, marks=needs_onnxruntime),
        ("infrared", _scanned),
    ],
    ids=["damage", "text", "infrared"],
)


@pytest.fixture
def opened(open_window, tmp_path) -> Callable:
    def window(sample: Callable[[Path], Path]):
        made = open_window(sample(tmp_path))
        _come_back(made)
        return made

    return window


def _come_back(window) -> None:
    """The window is the active one again when a menu or a popup has gone, which only a window manager sees to."""
    window.activateWindow()
    window.canvas.setFocus()
    QApplication.processEvents()
    assert window.canvas.hasFocus()


def _wait_for_search(window, qtbot) -> None:
    """The first one of a process imports torch and loads the nets."""
    qtbot.waitUntil(lambda: not window.session.review.is_searching, timeout=120_000)


def _press(window, key, modifiers=NONE) -> None:
    QTest.keyClick(QApplication.focusWidget() or window.canvas, key, modifiers)


def _covered(window) -> np.ndarray:
    document = window.session.document
    return covered_by(document.fills, document.size) > 0


def _check_filled(window, settle, rejected, accepted) -> None:
    """What was accepted is filled and what was rejected is not, and one undo takes it back."""
    document = window.session.document
    covered = _covered(window)
    assert covered[accepted.pixels].all()
    assert not covered[rejected.pixels].any()
    assert not document.mask.any()
    assert not window.review.is_open
    _press(window, KEY.Key_Z, CONTROL)
    settle(window)
    assert not document.fills
    assert not document.mask.any()
    assert window.review.is_open  # as it was
    assert not window.session.review.review.is_accepted(rejected)


def _apart(findings):
    """The most certain one, and one too far from it for margins to meet."""
    first = findings[0]
    return first, next(one for one in findings[1:] if not one.rect.grow(8).intersects(first.rect))


@EACH
def test_by_keys_alone(opened, settle, qtbot, finder, sample):
    window = opened(sample)
    _press(window, KEY.Key_F, ALT | SHIFT)
    popup, wanted = window.review.options, spoken(FINDERS[finder].title)
    assert popup.isVisible()
    seen = set()
    for _ in range(40):
        box = popup.focusWidget()
        if isinstance(box, QCheckBox) and box.text() in {spoken(one.title) for one in FINDERS.values()}:
            seen.add(box.text())
            if box.isChecked() != (box.text() == wanted):
                QTest.keyClick(box, KEY.Key_Space)
        QTest.keyClick(popup.focusWidget() or popup, KEY.Key_Tab)
    assert wanted in seen
    QTest.keyClick(popup, KEY.Key_Return)
    _wait_for_search(window, qtbot)
    settle(window)
    _come_back(window)
    assert window.review.is_open
    assert {one.source for one in window.session.review.proposed} == {finder}
    listed = window.findings.list
    rejected, accepted = _apart(listed.rows.findings)
    _press(window, KEY.Key_N)
    assert listed.current is rejected
    assert window.canvas.scale >= 1
    _press(window, KEY.Key_X)
    settle(window)
    _press(window, KEY.Key_P)
    while listed.current is not accepted:
        _press(window, KEY.Key_N)
    _press(window, KEY.Key_A)
    settle(window)
    assert not window.session.document.mask.any()
    _press(window, KEY.Key_Return)
    settle(window)
    _check_filled(window, settle, rejected, accepted)


@EACH
def test_by_the_mouse_alone(opened, settle, qtbot, finder, sample):
    window = opened(sample)
    menu = window.finders.menu
    menu.popup(window.mapToGlobal(QPoint(0, 0)))
    named = {one.objectName(): one for one in menu.actions()} | window.actions_by_name
    entry = named[f"find_{finder}"]
    QTest.mouseClick(menu, LEFT, NONE, menu.actionGeometry(entry).center())
    _wait_for_search(window, qtbot)
    settle(window)
    _come_back(window)
    assert window.review.is_open
    strip = window.findings
    listed = strip.list
    rejected, accepted = _apart(listed.rows.findings)
    card = listed.visualRect(listed.rows.index_of(rejected))
    QTest.mouseClick(listed.viewport(), LEFT, NONE, QPoint(card.right() - 12, card.top() + 12))
    settle(window)
    assert not window.session.review.review.is_accepted(rejected)
    canvas = window.canvas
    rows, columns = accepted.pixels
    at = len(rows) // 2
    QTest.mouseClick(canvas, LEFT, NONE, canvas.to_widget(columns[at] + 0.5, rows[at] + 0.5).toPoint())
    settle(window)
    assert listed.current is accepted
    assert not window.session.document.mask.any()
    QTest.mouseClick(strip.fill, LEFT)
    settle(window)
    _check_filled(window, settle, rejected, accepted)
