"""What the canvas shows is what the document is, at every zoom, and changes only where something changed."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask_levels import MaskLevels, Veil, lifted
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.canvas.compare import Compare
from inpaint_studio.ui.canvas.display import Display
from inpaint_studio.ui.canvas.overlay import edge, film_table, marching
from inpaint_studio.ui.canvas.view import View
from inpaint_studio.ui.kit.mask_look import MaskLook
from inpaint_studio.ui.kit.pixels import array_of, shown


def smooth_picture(width: int, height: int) -> Picture:
    rows, columns = np.mgrid[0:height, 0:width]
    pixels = np.stack([columns * 255 // width, rows * 255 // height, np.full_like(rows, 90)], axis=2)
    return Picture(pixels.astype(np.uint8), "smooth.png")


@pytest.fixture
def canvas(qtbot):
    made = Canvas()
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    return made


def show(canvas: Canvas, picture: Picture) -> np.ndarray:
    """Show a picture with an empty mask, which is returned."""
    mask = np.zeros(picture.pixels.shape[:2], np.uint8)
    canvas.show_picture(Display(picture), MaskLevels(mask))
    QApplication.processEvents()
    return mask


def screen(canvas: Canvas) -> np.ndarray:
    """(H, W, 3) of what the canvas shows, tiles that come later included."""
    for _ in range(40):
        QApplication.processEvents()
    return array_of(canvas.grab().toImage())[:, :, :3]


def test_at_100_percent_every_screen_pixel_is_a_picture_pixel(canvas):
    picture = Picture(np.random.default_rng(1).integers(0, 256, (300, 400, 3), np.uint8))
    show(canvas, picture)
    canvas.zoom_to(1.0)
    canvas.centre_on(200, 150)
    assert np.array_equal(screen(canvas), picture.pixels)


def test_at_200_percent_pixels_are_squares(canvas):
    picture = Picture(np.random.default_rng(1).integers(0, 256, (150, 200, 3), np.uint8))
    show(canvas, picture)
    canvas.zoom_to(2.0)
    canvas.centre_on(100, 75)
    assert np.array_equal(screen(canvas), np.repeat(np.repeat(picture.pixels, 2, axis=0), 2, axis=1))


@pytest.mark.parametrize("scale", [0.06, 0.13, 0.3, 0.45, 0.7])
def test_zoomed_out_the_picture_is_averaged_and_lies_where_it_should(canvas, scale):
    picture = smooth_picture(3000, 2400)
    show(canvas, picture)
    canvas.zoom_to(scale)
    canvas.centre_on(1500, 1200)
    seen = screen(canvas)
    for x, y in ((200, 150), (210, 140), (185, 160)):
        px, py = canvas.to_picture(QPointF(x + 0.5, y + 0.5))
        expected = np.array([px * 255 / 3000, py * 255 / 2400, 90])
        # Rounded down to whole grey levels when the picture was made, and averaged once or twice since.
        assert np.abs(seen[y, x] - expected).max() <= 2.5


@pytest.mark.parametrize("channels", [1, 2, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_every_kind_of_picture_is_shown(canvas, channels, dtype):
    value = {np.uint8: 128, np.uint16: 128 * 257, np.float32: 128 / 255}[dtype]
    pixels = np.full((1200, 1600, channels), value, dtype)
    if channels in (2, 4):
        pixels[:, :, -1] = {np.uint8: 255, np.uint16: 65535, np.float32: 1.0}[dtype]
    show(canvas, Picture(pixels))
    for scale in (1.0, 0.4, 0.2):
        canvas.zoom_to(scale)
        assert np.abs(screen(canvas)[150, 200].astype(int) - 128).max() <= 1


def test_transparent_pixels_show_squares(canvas):
    pixels = np.zeros((300, 400, 4), np.uint8)
    show(canvas, Picture(pixels))
    canvas.zoom_to(1.0)
    seen = screen(canvas)[50:250, 50:350].reshape(-1, 3)
    assert len(np.unique(seen, axis=0)) == 2


def test_the_film_lies_on_the_mask_and_a_repaint_of_its_rectangle_equals_a_full_one(canvas):
    picture = smooth_picture(2000, 1500)
    mask = show(canvas, picture)
    for scale in (1.0, 0.4, 0.18):
        canvas.zoom_to(scale)
        canvas.centre_on(1000, 750)
        screen(canvas)
        mask[:] = 0
        canvas.mask_changed(Rect(0, 0, 2000, 1500))
        clean = screen(canvas)
        mask[700:800, 900:1100] = 200
        canvas.mask_changed(Rect(900, 700, 200, 100))
        QApplication.processEvents()
        quick = screen(canvas)
        canvas.update()
        assert np.array_equal(quick, screen(canvas))
        at = canvas.to_widget(1000, 750).toPoint()
        assert int(quick[at.y(), at.x(), 0]) > int(clean[at.y(), at.x(), 0]) + 10
        away = canvas.to_widget(1000, 860 if scale == 1.0 else 900).toPoint()
        assert np.array_equal(quick[away.y(), away.x()], clean[away.y(), away.x()])


def test_panning_shows_the_same_as_painting_it_all_anew(canvas):
    mask = show(canvas, Picture(np.random.default_rng(2).integers(0, 256, (1500, 2000, 3), np.uint8)))
    mask[600:900, 800:1200] = 180
    canvas.mask_changed(Rect(800, 600, 400, 300))
    for scale in (1.0, 3.0):
        canvas.zoom_to(scale)
        screen(canvas)
        for dx, dy in ((37, 0), (-12, 55), (3, -90)):
            canvas.pan(dx, dy)
            QApplication.processEvents()
        panned = screen(canvas)
        canvas.update()
        assert np.array_equal(panned, screen(canvas))


def _fill(rect: Rect, channels: int = 3) -> Fill:
    pixels = np.full((rect.height, rect.width, channels), 255, np.uint8)
    return Fill(f"{rect}", rect, pixels, np.full((rect.height, rect.width), 255, np.uint8), Recipe("membrane"))


@pytest.mark.parametrize("scale", [1.0, 0.4, 0.2, 0.1])
def test_fills_are_seen_after_and_not_before(canvas, scale):
    picture = smooth_picture(2000, 1500)
    show(canvas, picture)
    canvas.zoom_to(scale)
    canvas.centre_on(1000, 750)
    clean = screen(canvas)
    changed = canvas.display.set_fills((_fill(Rect(950, 700, 100, 100)),))
    canvas.repaint_picture(changed)
    seen = screen(canvas)
    assert (seen[150, 200] == 255).all()
    outside = np.abs(seen.astype(int) - clean.astype(int)).max(axis=2) > 0
    rows, columns = np.nonzero(outside)
    reach = 50 * scale + 6
    assert np.abs(rows - 150).max() <= reach
    assert np.abs(columns - 200).max() <= reach
    canvas.hold_before(True)
    assert not (screen(canvas)[150, 200] == 255).all()
    canvas.hold_before(False)
    canvas.display.set_fills(())
    canvas.update()
    assert np.array_equal(screen(canvas), clean)


def test_the_split_line_can_be_dragged(canvas, qtbot):
    picture = smooth_picture(400, 300)
    show(canvas, picture)
    canvas.zoom_to(1.0)
    canvas.centre_on(200, 150)
    canvas.display.set_fills((_fill(Rect(0, 0, 400, 300)),))
    canvas.set_compare(Compare.SPLIT)
    seen = screen(canvas)
    assert (seen[200, 300] == 255).all()
    assert not (seen[200, 100] == 255).all()
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
    qtbot.mouseMove(canvas, QPoint(80, 100))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(80, 100))
    assert (screen(canvas)[200, 100] == 255).all()


def test_side_by_side_shows_the_same_place_twice(canvas):
    picture = Picture(np.random.default_rng(3).integers(0, 200, (300, 400, 3), np.uint8))
    show(canvas, picture)
    canvas.resize(402, 300)
    canvas.zoom_to(1.0)
    canvas.set_compare(Compare.SIDE_BY_SIDE)
    canvas.centre_on(200, 150)
    seen = screen(canvas)
    # The panes are 200 pixels wide with 2 between them.
    assert np.array_equal(seen[100:250, 20:180], seen[100:250, 222:382])


def test_the_wheel_keeps_the_point_under_the_pointer(canvas):
    show(canvas, smooth_picture(2000, 1500))
    at = QPointF(123, 77)
    before = canvas.to_picture(at)
    event = QWheelEvent(
        at,
        at,
        QPoint(0, 0),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)
    after = canvas.to_picture(at)
    assert canvas.scale > 0.2
    assert after == pytest.approx(before, abs=1 / canvas.scale)


@pytest.mark.parametrize("angle", [0, 15, 90, 180, 345])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_turned_view_maps_there_and_back(canvas, angle, mirrored):
    show(canvas, smooth_picture(2000, 1500))
    canvas.set_view(View(700, 500, 0.8, angle, mirrored))
    for x, y in ((0.0, 0.0), (123.0, 456.0), (1999.0, 1499.0)):
        assert canvas.to_picture(canvas.to_widget(x, y)) == pytest.approx((x, y), abs=1e-6)


def test_mask_levels_keep_a_hairline_and_follow_every_change():
    mask = np.zeros((1003, 2005), np.uint8)
    levels = MaskLevels(mask)
    mask[:, 2004] = 90
    mask[500, :] = 255
    levels.update(Rect(0, 500, 2005, 1))
    levels.update(Rect(2004, 0, 1, 1003))
    for level in range(2, levels.coarsest + 1):
        unit = 1 << level
        plane = levels.plane(level)
        assert (plane[500 // unit] == 255).all()
        assert plane[0, -1] == (90 if unit <= 256 and 500 // unit else 255)
        assert np.count_nonzero(plane) == plane.shape[1] + plane.shape[0] - 1
    mask[:] = 0
    levels.update(Rect(0, 0, 2005, 1003))
    assert not any(levels.plane(level).any() for level in range(2, levels.coarsest + 1))


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_a_veil_lifts_the_film_where_a_preview_is_and_nowhere_else(level):
    mask = np.zeros((1500, 2000), np.uint8)
    mask[512:768, 512:1024] = 255
    mask[1024:1280, 0:256] = 255
    levels = MaskLevels(mask)
    veil = Veil(Rect(512, 512, 512, 256), np.full((256, 512), 255, np.uint8))
    unit = 1 << level
    where, values = levels.part(level, Rect(0, 0, 2000 // unit, 1500 // unit))
    clear = lifted(values, where, level, (veil,))
    whole = np.zeros((1500 // unit + 1, 2000 // unit + 1), np.uint8)
    height, width = clear.shape
    whole[where.y : where.y + height, where.x : where.x + width] = clear[
        : whole.shape[0] - where.y, : whole.shape[1] - where.x
    ]
    assert not whole[512 // unit : 768 // unit, 512 // unit : 1024 // unit].any()
    assert (whole[1024 // unit : 1280 // unit, : 256 // unit] == 255).all()


def test_the_outline_is_one_pixel_and_marches():
    inside = np.zeros((40, 50), bool)
    inside[10:30, 10:40] = True
    line = edge(inside)
    assert line.sum() == 2 * 30 + 2 * 18
    first, second = marching(line, 0), marching(line, 1)
    assert np.array_equal(first != 0, line)
    assert np.array_equal(second != 0, line)
    assert not np.array_equal(first, second)


def test_the_outline_view_shows_the_rim_of_the_mask(canvas):
    mask = show(canvas, Picture(np.full((300, 400, 3), 128, np.uint8)))
    canvas.zoom_to(1.0)
    canvas.centre_on(200, 150)
    mask[100:200, 150:250] = 255
    canvas.mask_changed(Rect(150, 100, 100, 100))
    canvas.set_look(MaskLook("outline"))
    seen = screen(canvas)
    different = (seen != 128).any(axis=2)
    assert different[100, 150:250].all()
    assert different[100:200, 150].all()
    assert not different[110:190, 160:240].any()
    mask[120:130, 160:170] = 0
    canvas.mask_changed(Rect(160, 120, 10, 10))
    hole = (screen(canvas) != 128).any(axis=2)
    assert hole[119, 160:170].all()
    assert not hole[121:129, 161:169].any()
    canvas._ants.forget()  # looked for anew everywhere
    canvas.update()
    assert np.array_equal((screen(canvas) != 128).any(axis=2), hole)
    canvas.set_look(MaskLook("black-and-white"))
    seen = screen(canvas)
    assert (seen[150, 200] == 255).all()
    assert (seen[50, 50] == 0).all()


def test_the_film_table_is_premultiplied():
    table = film_table(MaskLook(colour=(255, 128, 0), opacity=0.5))
    assert table[0] == 0
    assert table[255] >> 24 == 128
    assert table[255] >> 16 & 255 == 128
    assert table[255] >> 8 & 255 == 64
    for word in table:
        assert max(word >> 16 & 255, word >> 8 & 255, word & 255) <= word >> 24


def test_pixels_cross_to_qt_without_a_copy_and_stay_alive():
    pixels = np.zeros((20, 30, 3), np.uint8)
    image = shown(pixels)
    pixels[3, 4] = (10, 20, 30)
    assert image.pixelColor(4, 3).getRgb()[:3] == (10, 20, 30)
    del pixels
    assert isinstance(image, QImage)
    assert image.pixelColor(4, 3).getRgb()[:3] == (10, 20, 30)
    with pytest.raises(ValueError, match="cannot be shown"):
        shown(np.zeros((20, 30, 3), np.uint16))
    part = np.arange(20 * 30 * 3, dtype=np.uint8).reshape(20, 30, 3)[2:9, 5:11]
    assert np.array_equal(array_of(shown(part))[:, :, :3], part)
