"""A result lands in the document it was asked for, or nowhere."""

import contextlib
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import fill_step
from inpaint_studio.files.memory.project import open_project
from inpaint_studio.finding.finder import Finder
from inpaint_studio.ui.document import jobs

NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def other_file(tmp_path: Path) -> Path:
    """A picture of the same size as the one that is open, so that nothing but its ticket keeps a mask out."""
    path = tmp_path / "other.png"
    Image.fromarray(np.random.default_rng(3).integers(0, 255, (240, 320, 3), np.uint8)).save(path)
    return path


@pytest.fixture
def mask_file(tmp_path: Path) -> Path:
    path = tmp_path / "somewhere.png"
    mask = np.zeros((240, 320), np.uint8)
    mask[50:90, 60:120] = 255
    Image.fromarray(mask).save(path)
    return path


@pytest.fixture
def held_back(monkeypatch):
    """Lets a function of `jobs` run only when its gate is opened."""
    gates = []

    def hold(name: str) -> threading.Event:
        gate, through = threading.Event(), getattr(jobs, name)
        gates.append(gate)

        def slowly(*arguments, **named):
            assert gate.wait(20)
            return through(*arguments, **named)

        monkeypatch.setattr(jobs, name, slowly)
        return gate

    yield hold
    for gate in gates:
        gate.set()


def _replace(window, path: Path, qtbot) -> None:
    """Open another picture, and wait until it is there and nothing more."""
    document = window.session.document
    window.session.opening.open(path)
    qtbot.waitUntil(lambda: window.session.document is not document, timeout=20_000)


def _all_ended(window, qtbot) -> None:
    session = window.session
    qtbot.waitUntil(lambda: not len(session.workers) and not session.changes.is_busy, timeout=20_000)


def _send(canvas, kind, x: float, y: float) -> None:
    at = QPointF(canvas.to_widget(x, y).toPoint())
    left, no = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    moves, releases = kind == QEvent.Type.MouseMove, kind == QEvent.Type.MouseButtonRelease
    event = QMouseEvent(kind, at, canvas.mapToGlobal(at), no if moves else left, no if releases else left, NONE)
    QApplication.sendEvent(canvas, event)


def test_a_mask_that_was_loaded_for_one_picture_does_not_land_in_the_next(
    open_window, picture_file, other_file, mask_file, held_back, qtbot
):
    window = open_window(picture_file)
    gate = held_back("read_mask")
    window.masks.load(mask_file)
    _replace(window, other_file, qtbot)
    gate.set()
    _all_ended(window, qtbot)
    assert not window.session.document.mask.any()
    assert window.session.document.history.steps == ()


def test_findings_that_were_searched_for_in_one_picture_are_not_those_of_the_next(
    open_window, picture_file, other_file, qtbot
):
    gate = threading.Event()

    def find(view, options):
        assert gate.wait(20)
        height, width = view.pixels.shape[:2]
        yield Finding(Rect(0, 0, width, height), np.full((height, width), 255, np.uint8), "dust", source="slow")

    finder = Finder("slow", "Slow", find)
    window = open_window(picture_file)
    window.session.review.start((finder,))
    _replace(window, other_file, qtbot)
    gate.set()
    _all_ended(window, qtbot)
    assert window.session.document.state.review.findings == ()
    assert not window.session.document.mask.any()
    assert not window.session.is_busy
    window.session.review.start((finder,))  # the last search stands in nobody's way
    qtbot.waitUntil(lambda: len(window.session.document.state.review.findings) == 1, timeout=20_000)
    _all_ended(window, qtbot)


def test_a_picture_that_arrives_in_mid_stroke_gets_nothing_of_it(open_window, picture_file, other_file, qtbot, drag):
    window = open_window(picture_file)
    window.settings.set(radius=10, hardness=1.0)
    canvas, old = window.canvas, window.session.document
    _send(canvas, QEvent.Type.MouseButtonPress, 50, 50)
    _send(canvas, QEvent.Type.MouseMove, 90, 90)
    assert window.session.changes.stroke_is_open
    _replace(window, other_file, qtbot)
    new = window.session.document
    assert not window.session.changes.stroke_is_open
    assert [step.name for step in old.history.steps] == ["Brush"]  # it ended there, and what was drawn stays
    assert old.mask[90, 90] == 255
    painted = old.mask.copy()
    _send(canvas, QEvent.Type.MouseMove, 120, 120)
    _send(canvas, QEvent.Type.MouseButtonRelease, 120, 120)
    assert new.history.steps == ()
    assert not new.mask.any()
    drag(window, (60, 60), (100, 60))
    assert [step.name for step in new.history.steps] == ["Brush"]
    window.session.changes.undo()
    assert not new.mask.any()
    assert np.array_equal(old.mask, painted)


@pytest.mark.parametrize("tool", ["polygon", "lasso", "livewire", "rectangle"])
def test_a_shape_that_was_begun_on_one_picture_is_not_finished_on_the_next(
    open_window, picture_file, other_file, qtbot, tool
):

    window = open_window(picture_file)
    window.set_tool(tool)
    canvas = window.canvas
    corner_by_corner = tool in ("polygon", "livewire")
    for x, y in ((60, 60), (150, 60), (150, 150))[: 3 if corner_by_corner else 1]:
        _send(canvas, QEvent.Type.MouseButtonPress, x, y)
        _send(canvas, QEvent.Type.MouseMove, x + 45, y + 45)
        if corner_by_corner:
            _send(canvas, QEvent.Type.MouseButtonRelease, x + 45, y + 45)
    _replace(window, other_file, qtbot)
    window.toolbox.tools[tool].accept()
    if tool in ("lasso", "rectangle"):
        _send(canvas, QEvent.Type.MouseButtonRelease, 150, 150)
    _all_ended(window, qtbot)
    assert not window.session.document.mask.any()


@pytest.mark.parametrize("ask", ["ask_save_as", "ask_save_project"])
def test_a_name_that_was_asked_for_one_picture_is_not_given_to_the_next(
    open_window, picture_file, other_file, qtbot, tmp_path, ask
):
    window = open_window(picture_file)
    getattr(window.files, ask)()
    dialog = window.findChild(QFileDialog)
    _replace(window, other_file, qtbot)
    target = tmp_path / ("out.ora" if "project" in ask else "out.png")
    dialog.fileSelected.emit(str(target))
    _all_ended(window, qtbot)
    assert not target.exists()
    assert "photo.png" in window.messages.text
    dialog.close()


def test_saving_anyway_is_done_to_the_picture_that_was_asked_about(open_window, picture_file, other_file, qtbot):
    window = open_window(picture_file)
    window.files.save_to(picture_file.with_suffix(".jpg"))
    qtbot.waitUntil(lambda: bool(window.messages._buttons), timeout=20_000)
    button = next(button for button in window.messages._buttons if button.text() == "Save anyway")
    before = sorted(picture_file.parent.iterdir())
    clicked = button.clicked
    _replace(window, other_file, qtbot)
    assert window.messages.text == "", "the question outlives its picture"
    with contextlib.suppress(RuntimeError):  # Qt has deleted the button
        clicked.emit()
    _all_ended(window, qtbot)
    assert sorted(picture_file.parent.iterdir()) == before


def test_an_amount_that_was_asked_for_one_picture_does_not_change_the_next(
    open_window, picture_file, other_file, qtbot
):
    window = open_window(picture_file)
    window.actions_by_name["brightness_mask"].trigger()
    _replace(window, other_file, qtbot)
    assert window.option_bar.isHidden()  # it has nothing left to ask about
    window.option_bar.taken.emit()
    _all_ended(window, qtbot)
    assert not window.session.document.mask.any()
    assert window.session.document.history.steps == ()


def test_leaving_one_picture_is_not_leaving_the_next(open_window, picture_file, other_file, qtbot, drag):
    window = open_window(picture_file)
    drag(window, (60, 60), (100, 60))
    window.files.close()
    question = window.files.question
    _replace(window, other_file, qtbot)
    question.buttonClicked.emit(window.files._discard_button)
    assert window.session.document is not None
    question.close()


def test_a_save_that_ends_after_another_picture_came_is_not_that_ones(
    open_window, picture_file, other_file, slow_saving, qtbot, tmp_path
):
    window = open_window(picture_file)
    session = window.session
    session.saving.save(tmp_path / "a.png")
    _replace(window, other_file, qtbot)
    with qtbot.waitSignal(session.saving.saved, timeout=20_000):
        slow_saving.may_finish.set()
    _all_ended(window, qtbot)
    assert session.saved_path is None
    assert (tmp_path / "a.png").exists()


def test_a_project_saved_while_painting_holds_the_steps_its_mask_has(
    open_window, picture_file, held_back, drag, qtbot, settle, tmp_path
):
    window = open_window(picture_file)
    window.settings.set(radius=10, hardness=1.0)
    session = window.session
    drag(window, (60, 60), (100, 60))
    painted = session.document.mask.copy()
    session.document.put_mask("one", painted)
    gate = held_back("save_project")
    session.saving.save_project(tmp_path / "p.ora")
    drag(window, (60, 160), (200, 160))
    rect = Rect(5, 5, 10, 10)
    pixels = np.zeros((10, 10, 3), np.uint8)
    fill = Fill("late", rect, pixels, np.full((10, 10), 255, np.uint8), Recipe("membrane"))
    session.changes.commit(fill_step(session.document, (fill,), np.zeros((10, 10), np.uint8), rect))
    session.document.remove_mask("one")
    gate.set()
    settle(window)
    opened = open_project(tmp_path / "p.ora")
    assert [step.name for step in opened.history.steps] == ["Brush"]
    assert np.array_equal(opened.mask, painted)
    assert opened.fills == ()
    assert list(opened.named_masks) == ["one"]
    opened.undo()
    assert not opened.mask.any()


def test_a_fill_on_its_way_from_the_bench_waits_for_the_stroke_that_is_open(open_window, picture_file, qtbot):
    """`commit` of a step that clears marks must not come between a stroke and the mask it began on."""
    window = open_window(picture_file)
    window.settings.set(radius=10, hardness=1.0)
    session, canvas = window.session, window.canvas
    done = []
    _send(canvas, QEvent.Type.MouseButtonPress, 50, 50)
    session.changes.in_turn(lambda: done.append(len(session.document.history.steps)))
    assert done == []
    _send(canvas, QEvent.Type.MouseButtonRelease, 50, 50)
    assert done == [1]
