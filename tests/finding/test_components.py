"""Pieces of a probability map: what hangs together, its measures and its class."""

import numpy as np
import pytest

from inpaint_studio.finding.components import FEATURES, kinds, pieces, polarity


def sheet(height: int = 160, width: int = 240) -> np.ndarray:
    return np.zeros((height, width), np.uint8)


def found(damage: np.ndarray, among=None, light=None):
    grey = np.where(damage > 60, np.float32(0.9), np.float32(0.5)) if light is None else light
    return pieces(np.stack([damage, np.zeros_like(damage), damage]), grey, among)


def test_a_piece_grows_from_what_is_certain_to_what_is_less_so():
    damage = sheet()
    damage[50, 20:100] = 120  # over the lower threshold of the certain ones
    damage[50, 60] = 220
    damage[90, 20:100] = 120  # no certain pixel: an uncertain piece
    damage[120, 20:100] = 30  # nothing
    pieces_of = found(damage)
    assert len(pieces_of) == 2
    assert pieces_of.area.tolist() == [80, 80]
    assert pieces_of.features.shape == (2, len(FEATURES))
    masks = {rect: mask for _, rect, mask in pieces_of.masks()}
    assert all((mask == 255).sum() == 80 for mask in masks.values())
    assert {rect.y for rect in masks} == {50, 90}


def test_an_uncertain_piece_does_not_widen_a_certain_one():
    damage = sheet()
    damage[48:53, 20:100] = 60
    damage[50, 20:100] = 230
    assert found(damage).area.tolist() == [80]


def test_pieces_lie_where_they_may():
    damage = sheet()
    damage[50, 20:100] = 230
    damage[90, 20:100] = 230
    among = np.zeros(damage.shape, bool)
    among[:70] = True
    assert len(found(damage, among)) == 1
    assert len(found(sheet())) == 0


def test_contrast_is_against_the_surroundings_of_each():
    damage = sheet()
    damage[50, 20:100] = damage[90, 20:100] = 230
    light = np.full(damage.shape, 0.5, np.float32)
    light[50, 20:100], light[90, 20:100] = 0.8, 0.3
    contrasts = found(damage, light=light).contrast
    assert np.allclose(contrasts, [0.3, -0.2], atol=1e-3)
    assert [polarity(float(value)) for value in contrasts] == ["lighter", "darker"]
    assert polarity(0.001) == "none"


def test_writing_is_measured_where_the_piece_lies():
    damage, overlay = sheet(), sheet()
    damage[50, 20:100] = damage[90, 20:100] = 230
    overlay[90] = 255
    assert np.allclose(pieces(np.stack([damage, overlay, damage]), np.zeros(damage.shape, np.float32)).overlay, [0, 1])


def drawn(kind: str) -> np.ndarray:
    damage = sheet()
    match kind:
        case "dust":
            damage[70:76, 90:97] = 230
        case "scratch":
            damage[40:42, 30:110] = 230
        case "fold":
            damage[80:82, 5:235] = 230
        case "hair":
            for step in range(120):
                x, y = 90 + 40 * np.cos(step / 30), 80 + 40 * np.sin(step / 30)
                damage[round(y) : round(y) + 2, round(x) : round(x) + 2] = 230
        case "crack":
            rng = np.random.default_rng(0)
            for start in ((80, 30), (80, 90), (80, 60)):
                y, x = start
                for _ in range(60):
                    damage[y : y + 2, x : x + 2] = 230
                    y, x = min(150, max(5, y + int(rng.integers(-2, 3)))), min(230, x + 1)
            damage[80:82, 30:91] = 230
            damage[40:120, 60:62] = 230
    return damage


@pytest.mark.parametrize("kind", ["dust", "scratch", "fold", "hair", "crack"])
def test_the_class_follows_from_the_shape(kind):
    pieces_of = found(drawn(kind))
    assert list(kinds(pieces_of, 160)) == [kind] * len(pieces_of)
    assert len(pieces_of) == 1


def test_lines_are_measured_along_and_across():
    damage = sheet()
    damage[40:43, 30:110] = 230
    pieces_of = found(damage)
    assert 70 < pieces_of.length[0] < 90
    assert 2.4 < pieces_of.width[0] < 3.6
    assert 76 < pieces_of.extent[0] < 84
