"""Clone and heal by hand, through the window."""

from importlib import import_module

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.memory.project import open_project, save_project
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.kit.pixels import array_of

ALT, SHIFT, CONTROL = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


@pytest.fixture(autouse=True, scope="module")
def torch_is_there():
    """Its import takes seconds, which the tests below do not wait for."""
    import_module("inpaint_studio.filling.healing")


@pytest.fixture
def window(open_window, picture_file):
    made = open_window(picture_file, jobs.fill)
    made.canvas.zoom_to(1.0)
    made.settings.set(radius=10, hardness=1.0)
    QTest.keyClick(made.canvas, Qt.Key.Key_S)
    assert made.toolbox.current == "clone"
    return made


@pytest.fixture
def hold():
    """Presses at the first of these picture points and moves over the others, without letting go."""

    def held(window, *points, modifiers=Qt.KeyboardModifier.NoModifier):
        canvas = window.canvas
        places = [canvas.to_widget(*point).toPoint() for point in points]
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, modifiers, places[0])
        for place in places[1:]:
            at = QPointF(place)
            QApplication.sendEvent(
                canvas,
                QMouseEvent(
                    QEvent.Type.MouseMove,
                    at,
                    canvas.mapToGlobal(at),
                    Qt.MouseButton.NoButton,
                    Qt.MouseButton.LeftButton,
                    modifiers,
                ),
            )

    return held


@pytest.fixture
def let_go():
    def released(window, x, y):
        QTest.mouseRelease(
            window.canvas,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            window.canvas.to_widget(x, y).toPoint(),
        )

    return released


def _seen(window):
    """The canvas as it is on the screen, and where the picture's first pixel lies in it."""
    for _ in range(8):
        QApplication.processEvents()
    shown = array_of(window.canvas.grab().toImage())[:, :, :3]
    at = window.canvas.to_widget(0, 0)
    return shown, round(at.x()), round(at.y())


def test_a_stroke_copies_from_where_alt_was_clicked(window, drag, click, settle):
    document = window.session.document
    own = document.picture.pixels
    click(window, 200, 150, ALT)
    drag(window, (80, 60), (110, 60))
    settle(window)
    (fill,) = document.fills
    assert (fill.recipe.method, fill.recipe.requested_method) == ("clone", "clone")
    (stroke,) = fill.recipe.strokes
    assert (stroke.dx, stroke.dy, stroke.radius, stroke.hardness) == (120, 90, 10, 1.0)
    seen = document.composite()
    assert np.array_equal(seen[55:66, 80:111], own[145:156, 200:231])
    untouched = np.ones(seen.shape[:2], bool)
    untouched[fill.rect.slices] = fill.coverage == 0
    assert np.array_equal(seen[untouched], own[untouched])
    assert not document.mask.any()


def test_the_stroke_is_seen_while_it_is_painted_and_esc_takes_it_back(window, hold, click, settle):
    document, own = window.session.document, window.session.document.picture.pixels
    click(window, 200, 150, CONTROL)  # as in Krita and GIMP
    before, left, top = _seen(window)
    hold(window, (80, 60), (95, 60), (110, 60))
    during, *_ = _seen(window)
    assert np.array_equal(during[top + 57 : top + 64, left + 85 : left + 93], own[147:154, 205:213])
    assert document.fills == ()
    assert window.session.has_unsaved_work
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    settle(window)
    assert document.fills == ()
    assert document.history.steps == ()
    after, *_ = _seen(window)
    part = slice(top + 30, top + 75), slice(left + 60, left + 95)  # the pointer is elsewhere
    assert np.array_equal(after[part], before[part])


def test_what_is_seen_live_is_what_stays(window, hold, let_go, click, settle):
    window.settings.set(radius=8, hardness=0.3, opacity=0.8)
    click(window, 200, 150, ALT)
    hold(window, (80, 60), (95, 70), (130, 60), (90, 66))
    during, left, top = _seen(window)
    let_go(window, 90, 66)
    settle(window)
    after, *_ = _seen(window)
    part = slice(top + 40, top + 90), slice(left + 100, left + 145)  # the pointer is elsewhere
    assert np.array_equal(after[part], during[part])


def test_each_stroke_is_an_undo_step_and_strokes_of_one_source_are_one_fill(window, drag, click, settle):
    document = window.session.document
    click(window, 200, 150, ALT)
    for y in (60, 75, 90):
        drag(window, (80, y), (110, y))
        settle(window)
    assert [step.name for step in document.history.steps] == ["Clone"] * 3
    assert len(document.fills) == 1
    assert len(document.fills[0].recipe.strokes) == 3
    assert window.fills.list.model().rowCount() == 1
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    settle(window)
    assert len(document.fills[0].recipe.strokes) == 2
    assert np.array_equal(document.composite()[90, 80:110], document.picture.pixels[90, 80:110])
    click(window, 30, 200, ALT)
    drag(window, (80, 120), (110, 120))
    settle(window)
    assert len(document.fills) == 2


def test_aligned_strokes_keep_their_distance_others_begin_at_the_source(window, drag, click, settle):
    document = window.session.document
    click(window, 200, 150, ALT)
    drag(window, (80, 60), (90, 60))
    drag(window, (80, 100), (90, 100))
    window.settings.set(**{"clone.aligned": False})
    drag(window, (80, 140), (90, 140))
    drag(window, (40, 180), (50, 180))
    settle(window)
    aligned, not_aligned = document.fills
    assert [(one.dx, one.dy) for one in aligned.recipe.strokes] == [(120, 90), (120, 90)]
    assert [(one.dx, one.dy) for one in not_aligned.recipe.strokes] == [(120, 10), (160, -30)]


def test_a_stroke_copies_what_is_seen_fills_included_but_not_itself(window, drag, click, settle):
    document, own = window.session.document, window.session.document.picture.pixels
    click(window, 200, 150, ALT)
    drag(window, (80, 60), (90, 60))
    settle(window)
    click(window, 85, 60, ALT)
    drag(window, (85, 120), (88, 120))
    settle(window)
    assert np.array_equal(document.composite()[118:123, 82:91], own[148:153, 202:211])
    click(window, 60, 200, ALT)
    drag(window, (75, 200), (140, 200))  # over its own source: copies what was there before the stroke
    settle(window)
    assert np.array_equal(document.composite()[200, 75:140], own[200, 60:125])


def test_nothing_is_painted_where_the_source_lies_outside_the_picture(window, drag, click, settle):
    document, own = window.session.document, window.session.document.picture.pixels
    click(window, 310, 20, ALT)
    drag(window, (100, 100), (150, 100))
    settle(window)
    seen = document.composite()
    assert np.array_equal(seen[100, 100:110], own[20, 310:320])
    assert np.array_equal(seen[100, 110:170], own[100, 110:170])
    click(window, 5, 5, ALT)
    drag(window, (300, 200), (310, 200))
    settle(window)
    fills = document.fills
    drag(window, (150, 180), (160, 180))  # copies from beyond the corner
    settle(window)
    assert document.fills is fills


def test_without_a_source_it_is_said_what_to_do(window, drag, settle):
    drag(window, (80, 60), (90, 60))
    settle(window)
    assert window.session.document.fills == ()
    assert "Alt" in window.messages.text


def test_heal_brings_the_texture_in_the_colours_of_the_place(open_window, tmp_path, drag, click, settle):
    rng = np.random.default_rng(3)
    pixels = np.empty((240, 320, 3), np.uint8)
    pixels[:, :160], pixels[:, 160:] = (200, 180, 160), (60, 70, 90)
    pixels = (pixels + rng.integers(-8, 9, (240, 320, 1))).astype(np.uint8)
    pixels[90:110, 70:90] = 0  # a spot
    path = tmp_path / "spot.png"
    Image.fromarray(pixels).save(path)
    window = open_window(path)
    window.canvas.zoom_to(1.0)
    window.settings.set(radius=22, hardness=1.0)
    QTest.keyClick(window.canvas, Qt.Key.Key_J)
    click(window, 240, 100, ALT)
    drag(window, (80, 100), (81, 100))
    settle(window)
    document = window.session.document
    assert document.fills[0].recipe.method == "heal"
    healed = document.composite()[90:110, 70:90].astype(float)
    assert np.abs(healed.mean(axis=(0, 1)) - (200, 180, 160)).max() < 4
    grain = pixels[90:110, 230:250].astype(float).std(axis=(0, 1))
    assert np.abs(healed.std(axis=(0, 1)) / grain - 1).max() < 0.15


@pytest.mark.parametrize(
    ("dtype", "channels", "mode"),
    [
        (np.uint16, 3, "clone"),
        (np.uint16, 3, "heal"),
        (np.float32, 1, "clone"),
        (np.uint8, 4, "heal"),
        (np.uint8, 2, "clone"),
    ],
)
def test_samples_of_every_kind_and_made_again_they_are_the_same(
    open_window, picture_file, tmp_path, drag, click, settle, dtype, channels, mode
):
    """After saving as a project and opening it, make again gives the same samples bit for bit."""
    rng = np.random.default_rng(5)
    pixels = (rng.random((200, 300, channels)) * (1 if dtype == np.float32 else np.iinfo(dtype).max)).astype(dtype)
    window = open_window(picture_file, jobs.fill)
    path = tmp_path / "deep.ora"
    window.session.show(jobs.prepared(path, Document(Picture(pixels, "deep"))))
    window.canvas.zoom_to(1.0)
    window.settings.set(radius=12, hardness=0.4, opacity=0.9)
    QTest.keyClick(window.canvas, Qt.Key.Key_S if mode == "clone" else Qt.Key.Key_J)
    click(window, 200, 120, ALT)
    for y in (60, 66, 120):
        drag(window, (60, y), (100, y + 8))
        settle(window)
    document = window.session.document
    (fill,) = document.fills
    if mode == "clone":
        dx, dy = fill.recipe.strokes[0].dx, fill.recipe.strokes[0].dy
        first = np.argwhere(fill.coverage[:10] > 0)[0]
        y, x = int(first[0]) + fill.rect.y + dy, int(first[1]) + fill.rect.x + dx
        assert np.array_equal(fill.pixels[tuple(first)], pixels[y, x])
    save_project(document.snapshot(), path)
    opened = open_project(path)
    window.session.show(jobs.prepared(path, opened))
    (again,) = window.session.document.fills
    assert np.array_equal(again.pixels, fill.pixels)
    window.session.filling.remake(again.id, mode)
    settle(window)
    (made,) = window.session.document.fills
    assert made is not again
    assert made.pixels.tobytes() == fill.pixels.tobytes()
    assert made.coverage.tobytes() == fill.coverage.tobytes()
    assert window.session.document.history.steps[-1].name == "Make fill anew"


def test_another_method_takes_the_place_of_the_strokes(window, drag, click, settle):
    click(window, 200, 150, ALT)
    for y in (60, 70):
        drag(window, (80, y), (110, y))
        settle(window)
    document = window.session.document
    (fill,) = document.fills
    names = [action.text() for action in window.fills.remake_button.menu().actions() if action.isVisible()]
    assert names[:2] == ["Clone", "Heal"]
    heal = next(action for action in window.fills.remake_button.menu().actions() if action.text() == "Heal")
    assert isinstance(heal, QAction)
    heal.trigger()
    settle(window)
    (healed,) = document.fills
    assert (healed.id, healed.recipe.method, len(healed.recipe.strokes)) == (fill.id, "heal", 2)
    assert np.array_equal(healed.coverage, fill.coverage)
    window.session.filling.remake(fill.id, "membrane")
    settle(window)
    (smooth,) = document.fills
    assert (smooth.id, smooth.recipe.method, smooth.recipe.strokes) == (fill.id, "membrane", ())
    assert not any(action.isVisible() for action in window.fills.remake_button.menu().actions()[:2])


def test_only_inside_what_is_marked(window, drag, click, settle):
    document = window.session.document
    window.set_tool("rectangle")
    drag(window, (80, 40), (100, 80))
    settle(window)
    window.set_tool("clone")
    mask = document.mask.copy()
    click(window, 200, 150, ALT)
    drag(window, (60, 60), (120, 60))
    settle(window)
    assert document.fills[-1].rect.width > 60
    window.settings.set(**{"clone.only_marked": True})
    drag(window, (60, 64), (120, 64))
    settle(window)
    last = document.fills[-1].recipe.strokes[-1].coverage.unpack()
    assert last.any()
    assert not last[mask == 0].any()
    assert np.array_equal(document.mask, mask)


def test_pressure_and_straight_lines_are_those_of_the_brush(window, click, settle):
    click(window, 200, 150, ALT)
    click(window, 60, 60)
    click(window, 120, 60, SHIFT)
    settle(window)
    document = window.session.document
    assert document.fills[-1].coverage[:, 30].max() == 255
    tool = window.toolbox.tools["clone"]
    from inpaint_studio.ui.canvas.pointing import Pointer

    tool.press(Pointer(60, 120, pressure=0.5))
    tool.release(Pointer(60, 120, pressure=0.5))
    settle(window)
    column = document.fills[-1].recipe.strokes[-1].coverage.unpack()[:, 60]
    assert 9 <= np.count_nonzero(column) <= 12


def test_the_cross_stands_at_the_source_and_moves_with_the_stroke(window, hold, let_go, click, settle):
    click(window, 200, 150, ALT)
    tool = window.toolbox.tools["clone"]
    QTest.mouseMove(window.canvas, window.canvas.to_widget(80, 60).toPoint())
    assert np.abs(np.subtract(tool._source_point(), (200, 150))).max() < 1
    hold(window, (80, 60), (110, 70))
    assert np.abs(np.subtract(tool._source_point(), (230, 160))).max() < 1.5
    during, left, top = _seen(window)
    x, y = (int(part) for part in tool._source_point())
    assert (during[top + y, left + x + 5 : left + x + 8] > 240).all()  # an arm of the cross, white
    let_go(window, 110, 70)
    settle(window)


def test_a_stroke_begun_before_the_last_one_has_landed_sees_it(window, drag, click, settle):
    document, own = window.session.document, window.session.document.picture.pixels
    click(window, 200, 150, ALT)
    drag(window, (80, 60), (90, 60))
    click(window, 85, 60, ALT)
    drag(window, (85, 120), (88, 120))
    assert document.fills == ()  # both are on their way
    settle(window)
    assert np.array_equal(document.composite()[118:123, 82:91], own[148:153, 202:211])
    assert window.session.previews.lives == ()


def test_the_journal_keeps_the_strokes(window, drag, click, settle, tmp_path):
    from inpaint_studio.files.memory import journal as journals

    document = window.session.document
    journal = journals.Journal.create(tmp_path / "journals", document)
    click(window, 200, 150, ALT)
    for y in (60, 75):
        drag(window, (80, y), (110, y))
        settle(window)
        journal.follow(document)
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    settle(window)
    journal.follow(document)
    journal.flush()
    journal.close()
    restored = journals.restore(journal.path)
    restored.journal.close()
    (fill,), (again,) = document.fills, restored.document.fills
    assert again.pixels.tobytes() == fill.pixels.tobytes()
    assert [(one.dx, one.dy, one.coverage.to_bytes()) for one in again.recipe.strokes] == [
        (one.dx, one.dy, one.coverage.to_bytes()) for one in fill.recipe.strokes
    ]
    restored.document.redo()
    assert len(restored.document.fills[0].recipe.strokes) == 2


def test_another_picture_forgets_the_source_and_the_stroke(window, hold, click, settle, open_window, tmp_path):
    click(window, 200, 150, ALT)
    hold(window, (80, 60), (110, 70))
    other = Document(Picture(np.full((80, 120, 3), 90, np.uint8), "other"))
    window.session.show(jobs.prepared(tmp_path / "other.png", other))
    assert window.session.cloning.source is None
    assert window.session.previews.lives == ()
    settle(window)
    assert other.fills == ()
