"""A frozen scene painted to an image, and what each of its pixels then is."""

from dataclasses import replace
from itertools import count

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask_levels import MaskLevels, Veil
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.canvas import painting
from inpaint_studio.ui.canvas.ants import Ants
from inpaint_studio.ui.canvas.compare import Compare
from inpaint_studio.ui.canvas.display import Display
from inpaint_studio.ui.canvas.guide_lines import GuideLine
from inpaint_studio.ui.canvas.overlay import film_table
from inpaint_studio.ui.canvas.painting import Scene
from inpaint_studio.ui.canvas.proposal import Proposal
from inpaint_studio.ui.canvas.view import View
from inpaint_studio.ui.canvas.viewport import Viewport
from inpaint_studio.ui.kit.mask_look import MaskLook
from inpaint_studio.ui.kit.pixels import array_of

pytestmark = pytest.mark.usefixtures("qapp")

SURROUND = (30, 30, 32)
RED = (235, 45, 75)
WIDTH, HEIGHT = 60, 40  # widget pixels


def _noise(width=60, height=40, channels=3, seed=1) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, channels), np.uint8)


def _scene(pixels: np.ndarray, view: View | None = None, *, opacity=1.0, ratio=1.0, **changes) -> Scene:
    """The picture in the middle, one to one, unless another view is given; nothing else is seen."""
    display = Display(Picture(pixels))
    height, width = pixels.shape[:2]
    viewport = Viewport(view or View(width / 2, height / 2), QRectF(0, 0, WIDTH, HEIGHT), ratio)
    scene = Scene(
        viewport=viewport,
        display=display,
        mask=MaskLevels(np.zeros((height, width), np.uint8)),
        style="film",
        film=film_table(MaskLook(colour=RED, opacity=opacity)),
        ants=Ants(),
        sources=None,
        guides=(),
        lit=(),
        veils=(),
        proposal=None,
        has_grid=True,
        ring=None,
        paint_tool=None,
        tool_pane=viewport.main_pane,
        captions=("Before", "After"),
    )
    return replace(scene, **changes)


def _compared(scene: Scene, compare: Compare) -> Scene:
    viewport = scene.viewport._replace(compare=compare)
    return replace(scene, viewport=viewport, tool_pane=viewport.main_pane)


def _image(ratio=1.0) -> QImage:
    image = QImage(round(WIDTH * ratio), round(HEIGHT * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(*SURROUND))
    return image


def _paint(scene: Scene, image: QImage, region: QRegion | None = None) -> bool:
    region = QRegion(0, 0, WIDTH, HEIGHT) if region is None else region
    painter = QPainter(image)
    missing = painting.paint(painter, scene, region, region.boundingRect())
    painter.end()
    return missing


def _seen(scene: Scene) -> np.ndarray:
    """(H, W, 3): the scene on its surround."""
    image = _image(scene.viewport.ratio)
    _paint(scene, image)
    return array_of(image)[:, :, :3]


def _marked(rect: Rect, value=255, size=(40, 60)) -> MaskLevels:
    mask = np.zeros(size, np.uint8)
    mask[rect.slices] = value
    return MaskLevels(mask)


def _over(colour: np.ndarray | tuple[int, ...], alpha: float, below: np.ndarray) -> np.ndarray:
    return np.asarray(colour) * alpha + below.astype(float) * (1 - alpha)


# the picture


def test_the_picture_is_on_its_pixels_and_the_surround_is_left_alone():
    pixels = _noise(20, 10)
    expected = np.full((HEIGHT, WIDTH, 3), SURROUND, np.uint8)
    expected[15:25, 20:40] = pixels
    assert np.array_equal(_seen(_scene(pixels)), expected)


@pytest.mark.parametrize("ratio", [1.5, 2.0])
def test_on_a_dense_screen_a_picture_pixel_is_a_device_pixel(ratio):
    pixels = _noise(round(WIDTH * ratio), round(HEIGHT * ratio))
    assert np.array_equal(_seen(_scene(pixels, ratio=ratio)), pixels)


def test_a_mirrored_and_a_turned_picture_have_every_pixel_of_it():
    pixels = _noise(20, 10)
    mirrored = _seen(_scene(pixels, View(10, 5, mirrored=True)))
    assert np.array_equal(mirrored[15:25, 20:40], pixels[:, ::-1])
    turned = _seen(_scene(pixels, View(10, 5, angle=90)))  # clockwise
    assert np.array_equal(turned[10:30, 25:35], np.rot90(pixels, -1))


def test_transparent_pixels_lie_on_squares_that_begin_with_the_picture():
    pixels = np.zeros((16, 32, 4), np.uint8)
    pixels[0, 0] = (200, 100, 50, 255)
    seen = _seen(_scene(pixels, View(13, 5)))  # its corner lies at (17, 15)
    assert tuple(seen[15, 17]) == (200, 100, 50)
    light, dark = (205,) * 3, (165,) * 3
    for x, y, colour in ((1, 1, dark), (7, 7, dark), (8, 7, light), (7, 8, light), (8, 8, dark), (31, 15, dark)):
        assert tuple(seen[15 + y, 17 + x]) == colour, (x, y)
    assert tuple(seen[15, 17 + 32]) == SURROUND


def test_lines_between_pixels_are_drawn_from_800_percent_on_and_inside_the_picture():
    pixels = np.full((3, 4, 3), 20, np.uint8)
    clean = _seen(_scene(pixels, View(2, 1.5, 8.0), has_grid=False))
    with_grid = _seen(_scene(pixels, View(2, 1.5, 8.0)))
    rows, columns = np.nonzero((with_grid != clean).any(axis=2))
    left, top = WIDTH // 2 - 16, HEIGHT // 2 - 12
    lines = {(x, y) for x, y in zip(columns, rows, strict=True) if (x - left) % 8 and (y - top) % 8}
    assert not lines
    assert {(x - left) // 8 for x in columns if (x - left) % 8 == 0} == {0, 1, 2, 3, 4}
    assert rows.min() == top
    assert rows.max() <= top + 24
    assert tuple(with_grid[top + 4, left + 8]) == pytest.approx(_over((128,) * 3, 90 / 255, pixels[0, 0]), abs=1)
    near = View(2, 1.5, 7.9)
    assert np.array_equal(_seen(_scene(pixels, near)), _seen(_scene(pixels, near, has_grid=False)))


# the mask


@pytest.mark.parametrize(("value", "opacity"), [(255, 1.0), (255, 0.5), (100, 0.5), (1, 0.5)])
def test_the_film_is_as_thick_as_the_mask_and_nowhere_else(value, opacity):
    pixels, where = _noise(), Rect(7, 5, 20, 11)
    seen = _seen(_scene(pixels, opacity=opacity, mask=_marked(where, value)))
    alpha = round(value * opacity) / 255
    assert np.abs(seen[where.slices] - _over(RED, alpha, pixels[where.slices])).max() <= 1.5  # each of two is rounded
    seen[where.slices] = pixels[where.slices]
    assert np.array_equal(seen, pixels)


def test_in_black_and_white_only_the_mask_is_seen():
    pixels = _noise(40, 20)
    mask = np.random.default_rng(2).integers(0, 256, (20, 40), np.uint8)
    seen = _seen(_scene(pixels, style="black-and-white", mask=MaskLevels(mask), sources=MaskLevels(mask // 2)))
    assert np.array_equal(seen[10:30, 10:50], np.repeat(mask[:, :, None], 3, axis=2))
    assert (seen[:10] == SURROUND).all()


def test_a_hidden_mask_is_not_seen():
    pixels = _noise()
    assert np.array_equal(_seen(_scene(pixels, style="hidden", mask=_marked(Rect(7, 5, 20, 11)))), pixels)


def test_under_a_veil_the_picture_is_seen_and_the_film_around_it():
    pixels = _noise()
    veil = Veil(Rect(10, 8, 12, 6), np.full((6, 12), 255, np.uint8))
    seen = _seen(_scene(pixels, mask=_marked(Rect(5, 5, 40, 20)), veils=(veil,)))
    expected = pixels.copy()
    expected[5:25, 5:45] = RED
    expected[8:14, 10:22] = pixels[8:14, 10:22]
    assert np.array_equal(seen, expected)


def test_the_film_of_the_mask_lies_on_that_of_the_sources():
    pixels = _noise()
    both = _seen(_scene(pixels, mask=_marked(Rect(0, 0, 30, 40)), sources=_marked(Rect(20, 0, 30, 40))))
    assert (both[:, :30] == RED).all()
    alpha = round(0.35 * 255) / 255
    assert np.abs(both[:, 30:50] - _over((40, 190, 120), alpha, pixels[:, 30:50])).max() <= 1.5
    assert np.array_equal(both[:, 50:], pixels[:, 50:])


def test_a_proposal_is_seen_in_place_of_the_mask_and_the_mask_around_it():
    pixels = _noise(300, 60)
    proposed = np.zeros((60, 44), np.uint8)
    proposed[20:40, 10:20] = 255
    scene = _scene(
        pixels,
        View(256, 30),
        mask=_marked(Rect(246, 15, 30, 30), size=(60, 300)),
        proposal=Proposal(Rect(256, 0, 44, 60), 0, proposed),
    )
    seen = _seen(replace(scene, ants=_NoAnts()))
    expected = pixels[10:50, 226:286].copy()
    expected[5:35, 20:30] = RED  # of the mask, as far as the proposal's edge at 256
    expected[10:30, 40:50] = RED  # of the proposal, and nothing of the mask beside it
    assert np.array_equal(seen, expected)
    outlined = _seen(scene)
    assert (outlined[10, 40:50] != RED).any(axis=1).all()  # its rim marches, although the mask is shown as a film


class _NoAnts(Ants):
    """An outline that is not drawn: what lies under it is to be looked at."""

    def paint(self, *_: object) -> None:
        pass


# before and after


def _with_fill(pixels: np.ndarray, rect: Rect, **changes) -> Scene:
    white = np.full((rect.height, rect.width, 3), 255, np.uint8)
    scene = _scene(pixels, **changes)
    scene.display.set_fills((Fill("f", rect, white, white[:, :, 0].copy(), Recipe("membrane")),))
    return scene


def test_before_shows_the_picture_as_it_was_opened_and_nothing_that_was_laid_on_it():
    pixels = _noise()
    painted: list[object] = []
    scene = _with_fill(
        pixels,
        Rect(5, 5, 30, 20),
        mask=_marked(Rect(0, 0, 60, 40)),
        guides=(GuideLine(((0.0, 0.0), (60.0, 40.0))),),
        lit=(((0.0, 40.0), (60.0, 0.0)),),
        paint_tool=lambda *arguments: painted.append(arguments),
    )
    scene.display.frame = ((10, 10), (50, 10), (50, 30), (10, 30))
    assert np.array_equal(_seen(_compared(scene, Compare.BEFORE)), pixels)
    assert not painted
    assert not np.array_equal(_seen(scene), pixels)


def test_on_the_left_of_the_split_line_is_before_and_on_its_right_after():
    pixels = _noise()
    scene = _with_fill(pixels, Rect(0, 0, 60, 40), mask=_marked(Rect(0, 0, 60, 5)))
    seen = _seen(_compared(scene, Compare.SPLIT))
    assert np.array_equal(seen[:, :17], pixels[:, :17])  # the handle is 11 pixels wide on either side
    assert (seen[5:, 44:] == 255).all()
    assert (seen[:5, 44:] == RED).all()
    assert (seen[:5, 29:31] != pixels[:5, 29:31]).any()  # the line itself


def test_side_by_side_the_two_stand_apart_and_show_the_same_place():
    pixels = _noise(20, 20)
    scene = _with_fill(pixels, Rect(0, 0, 20, 20))
    seen = _seen(_compared(scene, Compare.SIDE_BY_SIDE))
    assert (seen[:, 29:31] == 0).all()
    left = next(x for x in range(29) if (seen[20, x] != SURROUND).any())
    assert np.array_equal(seen[10:30, left : left + 20], pixels)
    assert (seen[10:30, left + 31 : left + 51] == 255).all()


# what is laid on it


def test_what_a_copy_will_not_show_is_dimmed():
    pixels = _noise()
    scene = _scene(pixels)
    scene.display.frame = ((20.0, 10.0), (40.0, 10.0), (40.0, 30.0), (20.0, 30.0))
    seen = _seen(scene)
    assert np.array_equal(seen[13:27, 23:37], pixels[13:27, 23:37])
    outside = np.ones((40, 60), bool)
    outside[7:33, 17:43] = False  # a line of 3 pixels runs along the frame
    assert np.abs(seen[outside] - _over((0, 0, 0), 140 / 255, pixels[outside])).max() <= 1


def test_a_guide_that_stands_out_is_drawn_once_and_differently():
    pixels = np.full((40, 60, 3), 90, np.uint8)
    first, second = ((0.0, 10.5), (60.0, 10.5)), ((0.0, 30.5), (60.0, 30.5))
    seen = _seen(_scene(pixels, guides=(GuideLine(first), GuideLine(second)), lit=(second,)))
    assert tuple(seen[10, 30]) == pytest.approx((255, 214, 64), abs=2)
    assert tuple(seen[30, 30]) == (90, 220, 255)
    assert (seen[20] == 90).all()


def test_a_tool_paints_in_the_pane_it_draws_in_and_leaves_the_painter_as_it_was():
    pixels = np.full((20, 20, 3), 90, np.uint8)
    places: list[QPointF] = []

    def paint_tool(painter: QPainter, transform) -> None:
        places.append(transform.map(QPointF(10, 10)))
        painter.setOpacity(0.0)  # what comes after it is seen all the same
        painter.setClipRect(0, 0, 1, 1)

    scene = _compared(_scene(pixels, paint_tool=paint_tool), Compare.SIDE_BY_SIDE)
    scene = replace(scene, tool_pane=scene.viewport.pane_of("picture"))
    seen = _seen(scene)
    assert places == [scene.viewport.transform(scene.viewport.panes[1]).map(QPointF(10, 10))]
    assert (seen[:, 29:31] == 0).all()


# what is painted again


@pytest.mark.parametrize(
    "changes",
    [{}, {"style": "outline"}, {"style": "black-and-white"}, {"sources": _marked(Rect(20, 0, 30, 40))}],
    ids=["film", "outline", "black and white", "sources"],
)
def test_only_what_is_dirty_is_painted_and_it_comes_out_as_in_a_whole_paint(changes):
    scene = _scene(_noise(), mask=_marked(Rect(7, 5, 40, 22)), **changes)
    whole = _seen(scene)
    region = QRegion(3, 2, 10, 9) + QRegion(40, 20, 15, 13)
    image = _image()
    _paint(scene, image, region)
    seen = array_of(image)[:, :, :3]
    dirty = np.zeros((HEIGHT, WIDTH), bool)
    dirty[2:11, 3:13] = dirty[20:33, 40:55] = True
    assert np.array_equal(seen[dirty], whole[dirty])
    assert (seen[~dirty] == SURROUND).all()


def test_many_small_parts_are_painted_as_one():
    scene = _scene(_noise())
    region = QRegion()
    for x in range(0, 52, 4):
        region += QRect(x, 10, 2, 3)
    image = _image()
    _paint(scene, image, region)
    assert np.array_equal(array_of(image)[10:13, :50, :3], _seen(scene)[10:13, :50])
    assert (array_of(image)[13:, :, :3] == SURROUND).all()


def test_tiles_that_would_take_too_long_come_with_the_next_paint_and_coarser_ones_until_then(monkeypatch):
    pixels = _noise(700, 500, seed=3)
    view = View(350, 250, 0.5)  # level 1, which is made in tiles
    expected = _seen(_scene(pixels, view))
    scene = _scene(pixels, view)
    ticks = count()
    monkeypatch.setattr(painting, "thread_time", lambda: next(ticks))  # no time at all
    image = _image()
    assert _paint(scene, image)
    coarse = array_of(image)[:, :, :3]
    assert not np.array_equal(coarse, expected)
    assert np.abs(coarse.mean(axis=(0, 1)) - expected.mean(axis=(0, 1))).max() < 4  # a quarter of it, not nothing
    monkeypatch.setattr(painting, "thread_time", lambda: 0.0)
    assert not _paint(scene, image)
    assert np.array_equal(array_of(image)[:, :, :3], expected)


def test_the_layer_of_the_picture_shows_no_fill_at_any_size():
    pixels = np.full((600, 800, 3), 40, np.uint8)
    for scale in (0.05, 0.3, 1.0):
        scene = _with_fill(pixels, Rect(0, 0, 800, 600), view=View(400, 300, scale))
        image = _image()
        painter = QPainter(image)
        viewport = scene.viewport
        transform = viewport.transform(viewport.main_pane)
        assert not painting.paint_layer(painter, scene.display, "picture", scale, transform, viewport.area)
        assert image.pixelColor(30, 20) == QColor(40, 40, 40)
        painting.paint_layer(painter, scene.display, "composite", scale, transform, viewport.area)
        assert image.pixelColor(30, 20) == QColor(Qt.GlobalColor.white)
        painter.end()
