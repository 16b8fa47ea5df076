"""Journals and projects of data pictures: N bands, signed samples and floats, bit for bit."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import fill_step, fills_step, mask_step
from inpaint_studio.editing.level_changes import set_levels
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.places import Grid
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.memory.band_facts import band_facts, levels_facts, levels_from, picture_from
from inpaint_studio.files.memory.journal import Journal, restore
from inpaint_studio.files.memory.project import open_project, save_project

BANDS = (
    Band("B2", "", 1e-4, 0.0, 0, 10_000, (0.0, 65535.0)),
    Band("", "K", 0.5, -273.15),
    Band("赤", "HU", nodata=(float("nan"),)),
)


def picture(dtype: type, bands: int) -> Picture:
    rng = np.random.default_rng(bands)
    info = (-1e6, 1e6) if dtype == np.float32 else (np.iinfo(dtype).min, np.iinfo(dtype).max)
    pixels = rng.uniform(*info, (40, 50, bands)).astype(dtype)
    if dtype == np.float32:
        pixels[3, 4] = np.nan
    unknown = np.zeros((40, 50), np.uint8)
    unknown[:7] = 255
    names = tuple(BANDS[at % 3] for at in range(bands))
    seen = (2, 1, 0) if bands > 2 else (0,)
    levels = Levels(seen, (-5.0,) * len(seen), (900.5,) * len(seen))
    grid = Grid(10, 0.5, 600_000, -0.5, -10, 5_700_000, "m", "EPSG:32632", (0, 0.1, -3))
    return Picture(pixels, "data", unknown=unknown, bands=names, levels=levels, grid=grid)


def worked_on(document: Document) -> Document:
    """Two fills, the first of them faded, one step undone, and other levels."""
    made = document.picture
    rng = np.random.default_rng(9)
    marked = Rect(10, 10, 15, 10)
    document.commit(mask_step(document, "Brush", marked, np.full((10, 15), 255, np.uint8)))
    for at in (10, 12):
        rect = Rect(at, at, 9, 8)
        samples = made.pixels[rng.integers(0, 40, (8, 9)), rng.integers(0, 50, (8, 9))]
        coverage = rng.integers(0, 256, (8, 9)).astype(np.uint8)
        fill = Fill(f"fill-{at}", rect, samples, coverage, Recipe("membrane"))
        document.commit(fill_step(document, (fill,), document.mask[rect.slices].copy(), rect))
    faded = replace(document.fills[0], strength=0.5)
    document.commit(fills_step(document, (faded, document.fills[1]), "Strength"))
    document.commit(fills_step(document, (), "Delete"))
    document.undo()
    set_levels(document, replace(made.levels, inverted=True))
    return document


def assert_same(again: Document, document: Document) -> None:
    one, other = again.picture, document.picture
    assert one.pixels.dtype == other.pixels.dtype
    assert one.pixels.tobytes() == other.pixels.tobytes()
    assert (one.levels, one.own_levels, one.grid) == (other.levels, other.own_levels, other.grid)
    assert str(one.bands) == str(other.bands)  # NaN is not equal to itself
    assert np.array_equal(one.unknown, other.unknown)
    assert again.composite().tobytes() == document.composite().tobytes()
    assert np.array_equal(again.mask, document.mask)
    assert [step.name for step in again.history.steps] == [step.name for step in document.history.steps]
    assert again.history.position == document.history.position
    again.jump_to(1)
    document.jump_to(1)
    assert again.composite().tobytes() == document.composite().tobytes()


KINDS = [(np.int16, 1), (np.uint16, 4), (np.uint16, 7), (np.float32, 2), (np.uint8, 13)]


@pytest.mark.parametrize(("dtype", "bands"), KINDS)
def test_a_journal_brings_a_data_picture_back_bit_for_bit(tmp_path: Path, dtype: type, bands: int):
    document = Document(picture(dtype, bands))
    journal = Journal.create(tmp_path, document)
    worked_on(document)
    journal.follow(document)
    journal.flush()
    journal.close()
    restored = restore(journal.path)
    assert_same(restored.document, document)
    restored.journal.follow(restored.document)
    restored.journal.close()


@pytest.mark.parametrize(("dtype", "bands"), KINDS)
def test_a_project_brings_a_data_picture_back_bit_for_bit(tmp_path: Path, dtype: type, bands: int):
    document, path = worked_on(Document(picture(dtype, bands))), tmp_path / "data.ora"
    save_project(document, path)
    assert_same(open_project(path), document)


def test_other_programs_see_a_project_of_data_as_its_levels_show_it(tmp_path: Path):
    document, path = worked_on(Document(picture(np.uint16, 4))), tmp_path / "data.ora"
    save_project(document, path)
    levels = document.picture.levels
    with zipfile.ZipFile(path) as archive:
        names = ("data/base.png", "mergedimage.png", "data/fill-000.png")
        base, merged, layer = (np.asarray(Image.open(archive.open(name))) for name in names)
    assert np.array_equal(base, levels.shown(document.picture.pixels))
    assert np.array_equal(merged, levels.shown(document.composite()))
    assert np.array_equal(layer[:, :, :3], levels.shown(document.fills[0].pixels))
    assert np.array_equal(layer[:, :, 3], document.fills[0].coverage)


def test_levels_that_change_alone_are_one_small_record(tmp_path: Path):
    document = Document(picture(np.int16, 1))
    journal = Journal.create(tmp_path, document)
    before = journal.path.stat().st_size
    journal.follow(document)
    assert journal.path.stat().st_size == before
    set_levels(document, Levels((0,), (1.0,), (2.0,)))
    journal.follow(document)
    journal.follow(document)
    assert 0 < journal.path.stat().st_size - before < 300
    journal.close()
    restored = restore(journal.path)
    assert restored.document.picture.levels == Levels((0,), (1.0,), (2.0,))
    restored.journal.close()


def test_facts_that_no_picture_has_are_refused():
    made = picture(np.int16, 1)
    facts, blocks = band_facts(made)
    facts = json.loads(json.dumps(facts))
    again = picture_from(made.pixels, "data", None, None, facts, blocks)
    assert (again.levels, again.grid) == (made.levels, made.grid)
    for change in (
        {"bands": []},
        {"bands": facts["data"]["bands"] * 2},
        {"levels": {**levels_facts(made.levels), "bands": [3]}},
        {"levels": {**levels_facts(made.levels), "low": [float("nan")]}},
    ):
        with pytest.raises(ValueError, match=r"."):
            picture_from(made.pixels, "data", None, None, {"data": {**facts["data"], **change}}, blocks)
    with pytest.raises(ValueError, match="1 or 3"):
        levels_from({"bands": [0, 1], "low": [0, 0], "high": [1, 1], "inverted": False})


def test_a_project_whose_samples_are_of_a_type_that_no_picture_has_is_damaged(tmp_path: Path):
    document, path = Document(picture(np.int16, 1)), tmp_path / "data.ora"
    save_project(document, path)
    broken = tmp_path / "broken.ora"
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(broken, "w") as other:
        for member in archive.infolist():
            content = archive.read(member)
            if member.filename.endswith("document.json"):
                content = content.replace(b'"int16"', b'"int64"')
            other.writestr(member, content)
    with pytest.raises(PictureError, match="damaged"):
        open_project(broken)
