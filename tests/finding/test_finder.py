"""Finders: what they yield, what it is proposed as, and what is refused on the way."""

import numpy as np
import pytest

from inpaint_studio.editing.finding_classes import FINDING_CLASSES
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.finder import Finding, Progress, View
from inpaint_studio.finding.finders import FINDERS


def test_damage_is_found_piece_by_piece():
    rows, columns = np.mgrid[0:300, 0:400]
    pixels = np.stack([90 + columns // 10, 80 + rows // 10, 100 + rows // 20], axis=2).astype(np.uint8)
    pixels[:, 100:102] = pixels[:, 300:302] = 250
    finder = FINDERS["damage"]
    values = list(finder.find(View(pixels), finder.options()))
    pieces = [value for value in values if isinstance(value, Finding)]
    assert [value for value in values if isinstance(value, Progress)][-1].done > 0
    assert {piece.rect.x // 100 for piece in pieces} == {0, 1, 2, 3} & {piece.rect.x // 100 for piece in pieces}
    assert len(pieces) >= 2
    assert all(piece.kind in FINDING_CLASSES and piece.mask.any() for piece in pieces)


@pytest.mark.parametrize(
    ("rect", "mask"),
    [
        (Rect(0, 0, 4, 3), np.zeros((4, 3), np.uint8)),
        (Rect(0, 0, 4, 3), np.zeros((3, 4, 1), np.uint8)),
        (Rect(0, 0, 4, 3), np.zeros((3, 4), bool)),
    ],
)
def test_a_finding_has_a_mask_of_its_size(rect, mask):
    with pytest.raises(ValueError, match="does not fit"):
        Finding(rect, mask, "odd")
