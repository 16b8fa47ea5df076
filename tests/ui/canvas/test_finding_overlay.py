"""The image of findings: outlines where they belong at every zoom, and the film of what is accepted."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.ui.canvas.finding_overlay import (
    FindingCells,
    FindingLook,
    FindingOverlay,
    FindingSight,
    frame_place,
    paint_current,
)
from inpaint_studio.ui.kit.pixels import array_of

SIZE = Size(640, 480)
YELLOW, FILM = 0xFFF0E442, 0x80800000
LOOK = FindingLook({"dust": YELLOW}, FILM, 0)
pytestmark = pytest.mark.usefixtures("qapp")


def _box(rect: Rect) -> Finding:
    return Finding(rect, np.full((rect.height, rect.width), 255, np.uint8), "dust")


def _words(finding: Finding, sight: FindingSight, accepted=True, look=LOOK) -> np.ndarray:
    overlay = FindingOverlay(sight, [(finding, FindingCells.of(finding, sight.level, sight.rect), accepted)], look)
    return overlay._words


def _whole(level: int) -> FindingSight:
    return FindingSight(Rect.of_size(SIZE), level)


@pytest.mark.parametrize("scale", [0.03, 0.24, 0.25, 0.26, 0.5, 1.0, 1.5, 3.0, 20.0, 64.0])
def test_a_cell_is_one_or_two_pixels_of_the_screen_and_the_image_covers_the_view(scale):
    visible = Rect(100, 50, max(1, round(160 / scale)), max(1, round(100 / scale))).clip(SIZE)
    sight = FindingSight.of(visible, scale, SIZE)
    cell = 2.0**sight.level * scale
    assert 0.999 <= cell < 2 or (sight.level == -5 and scale > 32)
    assert sight.rect.contains(visible)
    assert sight.covers(visible, scale, SIZE)
    assert not sight.covers(Rect.of_size(SIZE), scale, SIZE) or sight.rect == Rect.of_size(SIZE)
    assert not sight.covers(visible, scale * 2.1, SIZE) or sight.level == -5


def test_at_100_percent_the_outline_is_the_ring_round_the_finding_within_a_casing():
    words = _words(_box(Rect(20, 30, 5, 4)), _whole(0))
    assert (words[30:34, 20:25] == FILM).all()
    ring = np.zeros(words.shape, bool)
    ring[29:35, 19:26] = True
    ring[30:34, 20:25] = False
    assert (words[ring] == YELLOW).all()
    casing = np.zeros(words.shape, bool)
    casing[28:36, 18:27] = True
    casing[29:35, 19:26] = False
    assert (words[casing] >> np.uint32(24) > 100).all()
    assert (words[casing] & np.uint32(0xFFFFFF) == 0).all()
    assert np.count_nonzero(words) == 20 + np.count_nonzero(ring) + np.count_nonzero(casing)


def test_a_speck_is_outlined_however_small_it_is_shown():
    words = _words(_box(Rect(100, 100, 1, 1)), _whole(4))
    assert np.count_nonzero(words == YELLOW) == 8
    rows, columns = np.nonzero(words == FILM)
    assert (rows.tolist(), columns.tolist()) == ([6], [6])


def test_enlarged_the_outline_stays_thin_and_lies_round_the_pixels():
    sight = FindingSight(Rect(0, 0, 64, 64), -3)
    words = _words(_box(Rect(10, 12, 2, 1)), sight)
    assert words.shape == (512, 512)
    assert (words[96:104, 80:96] == FILM).all()
    assert (words[95, 79:97] == YELLOW).all()
    assert np.count_nonzero(words == YELLOW) == 2 * (18 + 8)


def test_rejected_ones_are_dotted_fainter_and_not_filmed():
    accepted, rejected = (_words(_box(Rect(50, 50, 30, 30)), _whole(0), taken) for taken in (True, False))
    assert not (rejected == FILM).any()
    ring = accepted == YELLOW
    coloured = ring & (rejected & np.uint32(0xFFFFFF) > 0)
    assert 0.4 < coloured.sum() / ring.sum() < 0.6
    assert (rejected[coloured] >> np.uint32(24) < 200).all()


def test_the_film_reaches_as_far_as_the_margin():
    words = _words(_box(Rect(50, 50, 10, 10)), _whole(0), look=FindingLook({"dust": YELLOW}, FILM, 6))
    assert words[55, 44] == FILM
    assert words[55, 43] == 0
    coarse = _words(_box(Rect(64, 64, 16, 16)), _whole(2), look=FindingLook({"dust": YELLOW}, FILM, 12))
    assert coarse[18, 13] == FILM
    assert coarse[18, 12] == 0


def test_what_lies_partly_outside_the_sight_is_cut_there():
    sight = FindingSight(Rect(64, 64, 64, 64), 0)
    words = _words(_box(Rect(60, 60, 10, 10)), sight)
    assert words.shape == (64, 64)
    assert (words[:6, :6] == FILM).all()
    assert words[6, 0] == YELLOW


def test_painted_it_lies_on_its_pixels_turned_views_included():
    sight = _whole(0)
    finding = _box(Rect(100, 100, 20, 10))
    overlay = FindingOverlay(sight, [(finding, FindingCells.of(finding, 0, sight.rect), True)], LOOK)
    for angle in (0, 90):
        image = QImage(400, 400, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(QColor(0, 0, 0, 0))
        painter = QPainter(image)
        transform = QTransform.fromTranslate(-110, -105) * QTransform().rotate(angle)
        overlay.paint(painter, transform * QTransform.fromTranslate(200, 200))
        painter.end()
        seen = image.pixelColor(200, 200)
        assert seen.alpha() > 100
        assert seen.red() > 200
        assert image.pixelColor(200, 220).alpha() == (0 if angle == 0 else image.pixelColor(200, 220).alpha())
        assert image.pixelColor(260, 260).alpha() == 0


def test_the_frame_of_the_current_one_is_never_too_small_to_be_seen():
    tiny, transform = Rect(100, 100, 1, 1), QTransform.fromScale(0.1, 0.1)
    place = frame_place(tiny, transform)
    assert place.width() >= 22
    assert place.contains(transform.mapRect(place.__class__(100, 100, 1, 1)))
    image = QImage(60, 60, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(128, 128, 128))
    painter = QPainter(image)
    paint_current(painter, Rect(300, 300, 1, 1), transform)
    painter.end()
    values = array_of(image) if not isinstance(image, np.ndarray) else image
    assert values.max() > 240
    assert values[..., :3].min() < 80
