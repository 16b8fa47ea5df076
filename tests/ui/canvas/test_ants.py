"""The marching outline: one device pixel wide, and found again only where the mask has changed."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QImage, QPainter, QRegion
from PySide6.QtWidgets import QWidget

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.ui.canvas.ants import Ants, March, Place
from inpaint_studio.ui.canvas.proposal import Proposal
from inpaint_studio.ui.canvas.view import View
from inpaint_studio.ui.kit.pixels import array_of

pytestmark = pytest.mark.usefixtures("qapp")

AREA = QRectF(0, 0, 90, 70)  # widget pixels


def _place(view: View, area: QRectF = AREA, ratio: float = 1.0) -> Place:
    return Place(area, view.transform(area, ratio), view.scale, ratio)


def _one_to_one(levels: MaskLevels) -> Place:
    """The picture's corner in that of the pane."""
    return _place(View(45, 35))


def _painted(ants: Ants, levels: MaskLevels, place: Place, proposal=None, dirty: QRectF | None = None) -> np.ndarray:
    """(H, W) of device pixels: 0 where nothing was painted, 1 black, 2 white."""
    ratio = place.ratio
    right, bottom = place.area.right(), place.area.bottom()
    image = QImage(round(right * ratio), round(bottom * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    painter = QPainter(image)
    ants.paint(painter, levels, proposal, place, place.area if dirty is None else dirty)
    painter.end()
    seen = array_of(image)
    colour = np.where(seen[:, :, 0] > 0, 2, 1)
    return np.where(seen[:, :, 3] > 0, colour, 0)


def _box(rect: Rect, size=(70, 90)) -> MaskLevels:
    mask = np.zeros(size, np.uint8)
    mask[rect.slices] = 255
    return MaskLevels(mask)


def _rim(rect: Rect, size=(70, 90)) -> np.ndarray:
    expected = np.zeros(size, bool)
    expected[rect.slices] = True
    inner = rect.grow(-1)
    expected[inner.slices] = False
    return expected


def test_the_outline_is_the_rim_of_what_is_at_least_half_marked():
    rect = Rect(20, 10, 30, 25)
    levels = _box(rect)
    levels.mask[40:60, 60:80] = 127
    levels.mask[40:60, 5:15] = 128
    levels.update(Rect(0, 0, 90, 70))
    seen = _painted(Ants(), levels, _one_to_one(levels))
    assert np.array_equal(seen > 0, _rim(rect) | _rim(Rect(5, 40, 10, 20)))
    assert {1, 2} <= set(seen[10, 20:50])  # dashes of both colours, seen on any picture


def test_what_is_marked_to_the_picture_s_edge_has_its_rim_there():
    levels = _box(Rect(0, 0, 40, 30), size=(30, 40))
    place = _place(View(20, 15))  # the whole picture, with surround about it
    seen = _painted(Ants(), levels, place) > 0
    assert np.array_equal(seen, _rim(Rect(25, 20, 40, 30)))


def test_the_outline_walks_on_by_a_pixel_with_every_step():
    levels = _box(Rect(20, 10, 30, 25))
    ants, place = Ants(), _one_to_one(levels)
    before = _painted(ants, levels, place)[10, 20:50]
    ants.march()
    after = _painted(ants, levels, place)[10, 20:50]
    assert np.array_equal(after[:-1], before[1:])
    for _ in range(7):
        ants.march()
    assert np.array_equal(_painted(ants, levels, place)[10, 20:50], before)  # a dash of each colour is 4 long


def test_a_part_that_is_painted_again_joins_its_dashes_to_those_around_it():
    levels = _box(Rect(20, 10, 30, 25))
    ants, place = Ants(), _one_to_one(levels)
    ants.march()
    whole = _painted(ants, levels, place)
    part = _painted(ants, levels, place, dirty=QRectF(33, 7, 14, 21))
    dirty = np.zeros_like(whole, bool)
    dirty[7:28, 33:47] = True
    assert np.array_equal(part, np.where(dirty, whole, 0))


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize(
    "view",
    [
        View(150, 120, 1.0),
        View(150, 120, 0.21),
        View(151, 119, 5.0),
        View(150, 120, 0.8, 90),
        View(150, 120, 0.7, 33, True),
    ],
    ids=["1:1", "small", "large", "turned", "mirrored"],
)
def test_after_any_changes_it_is_what_a_fresh_look_would_find(view, ratio):
    random = np.random.default_rng(5)
    levels = MaskLevels(np.zeros((240, 300), np.uint8))
    ants, place = Ants(), _place(view, ratio=ratio)
    for turn in range(7):
        x, y = (int(value) for value in random.integers((0, 0), (290, 230)))
        width, height = (int(value) for value in random.integers(1, 60, 2))
        rect = Rect(x, y, width, height).intersect(Rect(0, 0, 300, 240))
        levels.mask[rect.slices] = (0, 255)[turn % 3 > 0]
        levels.update(rect)
        ants.mask_changed(rect, levels, place)
        if turn % 4 != 2:  # two changes between two paints as well
            assert np.array_equal(_painted(ants, levels, place), _painted(Ants(), levels, place)), turn


def test_a_change_nobody_reported_is_not_looked_for_until_all_is_forgotten():
    """What makes a stroke cheap: only the rectangle it touched is sampled again."""
    levels = _box(Rect(20, 10, 30, 25))
    ants, place = Ants(), _one_to_one(levels)
    before = _painted(ants, levels, place)
    levels.mask[50:60, 60:80] = 255
    levels.update(Rect(60, 50, 20, 10))
    assert np.array_equal(_painted(ants, levels, place), before)
    ants.forget()
    assert np.array_equal(_painted(ants, levels, place) > 0, _rim(Rect(20, 10, 30, 25)) | _rim(Rect(60, 50, 20, 10)))


def test_another_place_is_looked_at_anew():
    levels = _box(Rect(20, 10, 30, 25))
    ants = Ants()
    _painted(ants, levels, _one_to_one(levels))
    seen = _painted(ants, levels, _place(View(45 - 7, 35 - 4))) > 0
    assert np.array_equal(seen, _rim(Rect(27, 14, 30, 25)))


def test_a_pane_that_does_not_begin_at_the_corner_has_its_outline_inside():
    rect = Rect(20, 10, 30, 25)
    levels, area = _box(rect), QRectF(50, 30, 90, 70)
    place = _place(View(45, 35), area)
    ants = Ants()
    seen = _painted(ants, levels, place) > 0
    assert np.array_equal(seen[30:, 50:], _rim(rect))
    assert not seen[:30].any()
    assert not seen[:, :50].any()
    assert ants.march() == QRectF(70, 40, 30, 25)


@pytest.mark.parametrize("scale", [0.7, 0.4, 0.21, 0.13])
def test_a_line_as_wide_as_a_screen_pixel_is_outlined_wherever_it_lies(scale):
    width = int(np.ceil(1 / scale))
    for y in range(330, 345):
        levels = _box(Rect(0, y, 700, width), size=(700, 700))
        seen = _painted(Ants(), levels, _place(View(350, 333, scale))) > 0
        assert seen.any(axis=0)[10:80].all()
        assert np.ptp(np.nonzero(seen.any(axis=1))[0]) <= 3  # two cells of less than two screen pixels


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("scale", [1.0, 0.9, 0.6, 0.5, 0.4, 0.3, 0.24, 0.1, 0.05, 1 / 64])
def test_a_mark_of_one_pixel_is_outlined_at_every_zoom(scale, ratio):
    """It fell between two screen pixels where these were wider than the cells of the level that was looked at."""
    size = 1500
    for at in (701, 702, 703, 706):
        for rect in (Rect(100, at, 1300, 1), Rect(at, 100, 1, 1300), Rect(at, at - 1, 1, 1)):
            place = _place(View(700, 700, scale), ratio=ratio)
            seen = _painted(Ants(), _box(rect, size=(size, size)), place) > 0
            shown = seen.any(axis=0 if rect.width > 1 else 1)
            length = 1300 * scale if max(rect.width, rect.height) > 1 else 1
            assert np.count_nonzero(shown) >= min(length, 90 * ratio if rect.width > 1 else 70 * ratio) - 3 * (
                length > 1
            )
            assert shown.any()


@pytest.mark.parametrize("scale", [0.6, 0.3, 0.1])
def test_a_proposal_of_one_pixel_is_outlined_too(scale):
    levels = _box(Rect(0, 0, 0, 0), size=(1500, 1500))
    for level in (0, 1, 3):
        mask = np.zeros((-(-1024 // (1 << level)),) * 2, np.uint8)
        mask[:, 700 >> level] = 255
        proposal = Proposal(Rect(0, 0, 1024, 1024), level, mask)
        seen = _painted(Ants(), levels, _place(View(700, 500, scale)), proposal) > 0
        shown = seen.any(axis=1)
        assert np.count_nonzero(shown) >= min(70, 1024 * scale) - 3, level


def test_the_box_to_be_painted_again_is_that_of_the_outline():
    ants = Ants()
    assert ants.march() is None  # nothing was painted yet: all of it
    empty = MaskLevels(np.zeros((70, 90), np.uint8))
    _painted(ants, empty, _one_to_one(empty))
    assert ants.march() == QRectF()
    levels, place = _box(Rect(20, 10, 30, 25)), _place(View(90, 70), ratio=2.0)
    _painted(ants, levels, place)
    assert ants.march() == QRectF(10, 5, 15, 12.5)  # in widget pixels, of two device pixels each
    ants.forget()
    assert ants.march() is None


def test_a_proposal_is_outlined_in_place_of_the_mask_and_the_mask_around_it():
    levels = _box(Rect(240, 20, 60, 20), size=(70, 400))
    proposed = np.zeros((70, 144), np.uint8)
    proposed[30:60, 10:24] = 255
    place = _place(View(256, 35))  # 211 .. 301
    seen = _painted(Ants(), levels, place, Proposal(Rect(256, 0, 144, 70), 0, proposed)) > 0
    expected = _rim(Rect(240 - 211, 20, 256 - 240, 20)) | _rim(Rect(266 - 211, 30, 14, 30))
    assert np.array_equal(seen, expected)


def test_a_proposal_that_is_coarser_than_the_screen_is_outlined_in_its_own_squares():
    levels = MaskLevels(np.zeros((70, 90), np.uint8))
    coarse = np.zeros((18, 23), np.uint8)
    coarse[5:10, 4:9] = 255
    seen = _painted(Ants(), levels, _one_to_one(levels), Proposal(Rect(0, 0, 90, 70), 2, coarse)) > 0
    assert np.array_equal(seen, _rim(Rect(16, 20, 20, 20)))


def test_a_turned_outline_runs_along_the_marked_part_and_is_closed():
    levels = _box(Rect(30, 20, 30, 30))
    view = View(45, 35, 1.0, 30)
    seen = _painted(Ants(), levels, _place(view)) > 0
    back, _ = view.transform(AREA, 1.0).inverted()
    rows, columns = np.nonzero(seen)
    for x, y in zip(columns, rows, strict=True):
        point = back.map(QPointF(x + 0.5, y + 0.5))
        inset = min(point.x() - 30, 60 - point.x(), point.y() - 20, 50 - point.y())
        assert 0 <= inset <= 1.5
    assert len(rows) == pytest.approx(4 * 30 * math.cos(math.radians(30)), abs=5)  # a pixel a row, or a column


class _Seen(QWidget):
    """Notes what it is asked to paint again."""

    def __init__(self) -> None:
        super().__init__()
        self.requested: list[QRegion | None] = []

    def update(self, *area: QRect) -> None:
        self.requested.append(*(area or (None,)))


def test_the_march_asks_for_the_outline_alone_and_for_nothing_where_there_is_none(qtbot):
    widget, ants = _Seen(), Ants()
    qtbot.addWidget(widget)
    march = March(ants, widget)
    march.timeout.emit()
    levels = _box(Rect(20, 10, 30, 25))
    _painted(ants, levels, _one_to_one(levels))
    march.timeout.emit()
    empty = MaskLevels(np.zeros((70, 90), np.uint8))
    ants.forget()
    _painted(ants, empty, _one_to_one(empty))
    march.timeout.emit()
    assert widget.requested == [None, QRect(20, 10, 30, 25)]


def test_the_march_begins_once_and_ends(qtbot):
    widget = _Seen()
    qtbot.addWidget(widget)
    march = March(Ants(), widget)
    march.set_running(True)
    timer = march.timerId()
    march.set_running(True)  # as with every repaint: it does not begin anew, or it would never step
    assert march.timerId() == timer
    march.set_running(False)
    assert not march.isActive()
