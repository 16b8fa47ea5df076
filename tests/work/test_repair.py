"""Repair of one picture by a mask, by what finders propose, and by both."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.findings import Finding, ReviewFilter
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.filling.engine import Engine
from inpaint_studio.finding.finder import Finder, Progress
from inpaint_studio.work.pairing import Pair
from inpaint_studio.work.repair import Planned, Repaired, repair
from inpaint_studio.work.searching import Search

SPOT = Rect(10, 10, 6, 4)


def _spot(view, options):
    yield Progress(1, 2)
    yield Finding(SPOT, np.full((4, 6), 255, np.uint8), "dust", 0.9)
    yield Finding(Rect(30, 30, 2, 2), np.full((2, 2), 255, np.uint8), "scene-text", 0.9, is_suggested=False)


BY_SPOT = Search((Finder("spot", "Find spots", _spot),), filter=ReviewFilter(margin=0))
NOTHING = Search((Finder("none", "", lambda *_: iter(()), nothing="There is nothing odd."),))


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    pixels = np.full((60, 80, 3), 120, np.uint8)
    pixels[SPOT.slices] = 250
    Image.fromarray(pixels).save(tmp_path / "a.png")
    return tmp_path / "a.png"


def repaired(picture: Path, mask: Path | None, search: Search | None) -> tuple[list, Repaired, np.ndarray]:
    pair = Pair(picture, mask, picture.with_name("out.png"))
    *steps, last = repair(Engine(device="cpu"), pair, "membrane", search=search)
    assert isinstance(last, Repaired)
    with Image.open(picture) as before, Image.open(pair.output) as after:
        changed = (np.asarray(before) != np.asarray(after)).any(axis=2)
    return steps, last, changed


def test_what_finders_suggest_is_filled_and_reported(picture):
    steps, last, changed = repaired(picture, None, BY_SPOT)
    assert isinstance(steps[0], Progress)
    assert any(isinstance(step, Planned) for step in steps)
    assert changed[SPOT.slices].all()
    assert np.count_nonzero(changed) == 24
    assert last.report["mask"] is None
    assert last.report["painted_pixels"] == 24
    assert (last.report["finders"], last.report["findings"]) == (["spot"], {"dust": 1})


def test_a_mask_is_filled_too(picture, tmp_path):
    mask = np.zeros((60, 80), np.uint8)
    mask[40:45, 50:60] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    _, last, _ = repaired(picture, tmp_path / "mask.png", BY_SPOT)
    assert last.report["painted_pixels"] == 24 + 50
    _, last, changed = repaired(picture, tmp_path / "mask.png", None)
    assert last.report["painted_pixels"] == 50
    assert not changed[SPOT.slices].any()
    assert "findings" not in last.report


def test_where_there_is_nothing_a_copy_is_written_and_that_is_noted(picture, tmp_path):
    steps, last, changed = repaired(picture, None, NOTHING)
    assert not changed.any()
    assert last.notes == ("There is nothing odd.",)
    assert last.report["fills"] == []
    Image.fromarray(np.zeros((60, 80), np.uint8)).save(tmp_path / "mask.png")
    _, last, _ = repaired(picture, tmp_path / "mask.png", NOTHING)
    assert last.notes == ("Nothing is painted in the mask.", "There is nothing odd.")
    assert all(isinstance(step, Progress) for step in steps)
