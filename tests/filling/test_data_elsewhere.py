"""Data pictures beyond the methods: structure lines, clone and heal, and what refuses them in a sentence."""

from types import SimpleNamespace

import numpy as np
import pytest

from inpaint_studio.cli.fill import _settings
from inpaint_studio.editing.adjustments import measure_tone
from inpaint_studio.editing.brush import Brush
from inpaint_studio.editing.cloning import CloneStroke, corrected
from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.guidance import Guide
from inpaint_studio.editing.picture import Picture
from inpaint_studio.enlarging.engine import Engine as EnlargeEngine
from inpaint_studio.enlarging.request import EnlargeError, EnlargeOptions
from inpaint_studio.filling.cloning import with_stroke
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.methods import METHODS
from inpaint_studio.filling.plan import split
from inpaint_studio.filling.region_structure import RegionStructure, lines_by_region
from inpaint_studio.filling.request import FillError, FillRequest
from inpaint_studio.filling.samples import Scales
from inpaint_studio.filling.unblend.inversion import unblended
from inpaint_studio.work import marks
from inpaint_studio.work.errors import WorkError

from .data_pictures import picture_of, request_of
from .small_fills import run

SIDE, ROW = 200, 96


def coast(bands: int = 5) -> Picture:
    """Two kinds of ground that meet in a straight line."""
    values = np.full((SIDE, SIDE, bands), 3000.0) + 200 * np.arange(bands)
    values[ROW:] = 1200 - 50 * np.arange(bands)
    values += np.random.default_rng(0).normal(0, 10, values.shape)
    return picture_of(np.rint(values).astype(np.int16))


def disc() -> np.ndarray:
    y, x = np.mgrid[:SIDE, :SIDE]
    return np.where(np.hypot(x - 100, y - 100) < 26, 255, 0).astype(np.uint8)


# Lines


def test_lines_are_found_in_any_number_of_bands_and_split_all_of_them():
    request = request_of(coast(), disc(), "exemplar")
    (region,) = split(request.mask, request.rect, request.picture.size)
    structure = RegionStructure.of(request, region, True, Scales.of(request, region))
    assert len(structure.automatic) == 1
    assert structure.smooth.shape[2] == 5
    first = next(step for step in Engine(device="cpu", threads=1).fill(request))
    out = request.picture.pixels.copy()
    out[first.rect.slices][first.coverage > 0] = first.pixels[first.coverage > 0]
    for band, (above, below) in enumerate(zip(3000 + 200 * np.arange(5), 1200 - 50 * np.arange(5), strict=True)):
        assert np.abs(out[80:92, 90:110, band] - above).mean() < 60
        assert np.abs(out[100:112, 90:110, band] - below).mean() < 60


def test_auto_follows_the_lines_of_data_that_a_person_takes_and_no_other(engine: Engine):
    request = request_of(coast(), disc(), "auto")
    ((followed, offered),) = lines_by_region(request, {})
    assert followed == ()
    assert len(offered) >= 1
    plain = run(engine, request)[1]
    assert [fill.recipe.method for fill in plain.fills] == ["generator"]
    taken = request_of(coast(), disc(), "auto", guides=(Guide(offered[0].points, 0, "drawn"),))
    assert [fill.recipe.method for fill in run(engine, taken)[1].fills] == ["hybrid"]


# By hand


def stroke_at(picture: Picture, method: str, offset: tuple[int, int]) -> np.ndarray:
    brush = Brush(radius=6.0, hardness=1.0)
    stroke = CloneStroke(picture.size, brush, offset, lambda rect: composite(picture, (), rect), heals=method == "heal")
    stroke.begin(60, 40)
    stroke.extend(80, 40)
    painted = stroke.painted()
    assert painted is not None
    return composite(picture, with_stroke(picture, (), painted, method, {}), picture.rect)


@pytest.mark.parametrize("bands", [1, 2, 4])
@pytest.mark.parametrize("method", ["clone", "heal"])
def test_data_are_cloned_and_healed_by_hand(method: str, bands: int):
    values = np.tile(np.arange(-100, 100, dtype=np.int16)[:, None, None], (1, SIDE, bands))
    picture = picture_of(values.copy())
    out = stroke_at(picture, method, (40, 70))
    target = values[40, 60] if method == "heal" else values[110, 60]  # heal: in the colours of the place
    assert np.abs(out[40, 60:80].astype(int) - target).max() <= 1
    np.testing.assert_array_equal(out[60:], values[60:])


@pytest.mark.parametrize("method", ["clone", "heal"])
def test_nothing_is_copied_by_hand_from_what_is_unknown(method: str):
    made = []
    for nodata in (-32768, 0):
        values = np.full((SIDE, SIDE, 2), 500, np.int16)
        unknown = np.zeros((SIDE, SIDE), np.uint8)
        unknown[100:130, 110:] = 255
        values[unknown > 0] = nodata
        out = stroke_at(picture_of(values, unknown), method, (40, 70))
        assert (out[unknown == 0] == 500).all()
        made.append(out[unknown == 0].tobytes())
    assert made[0] == made[1]


def test_negative_samples_are_corrected_as_others():
    over = np.full((1, 1, 1), -30000, np.int16)
    assert corrected(over, np.full((1, 1, 1), -100, np.float32)).item() == -30100
    assert corrected(over, np.full((1, 1, 1), -5000, np.float32)).item() == -32768


# What refuses


def test_data_are_not_enlarged_toned_or_freed_of_marks(monkeypatch: pytest.MonkeyPatch, tmp_path):
    picture = coast(1)
    with pytest.raises(EnlargeError, match="measured bands is not enlarged"):
        EnlargeEngine(device="cpu").plan(picture, EnlargeOptions())
    assert measure_tone(picture, (), "a") is None
    mark = SimpleNamespace(size=Size(SIDE, SIDE))
    with pytest.raises(FillError, match="holds measured data"):
        unblended(picture, (), mark)  # type: ignore[arg-type]  # it is not looked at
    monkeypatch.setattr(marks, "read_picture", lambda path: picture)
    with pytest.raises(WorkError, match="holds measured data"):
        list(marks.cleaned(tmp_path / "tile.tif", mark))  # type: ignore[arg-type]


def test_the_command_line_hands_on_what_differs_from_the_usual():
    auto = METHODS["auto"]
    assert auto.data_options is not None
    assert _settings([auto.options(), auto.data_options()]) == {"grain": 1.0, "lines": True}
    assert _settings([auto.options(), auto.data_options(noise=0.5)]) == {"grain": 1.0, "lines": True, "noise": 0.5}
    assert _settings([METHODS["patchmatch"].options()]) == {"grain": 1.0}


def test_a_request_beyond_the_known_is_refused_where_sources_are_unknown():
    picture = coast(2)
    unknown = np.zeros((SIDE, SIDE), np.uint8)
    unknown[:40] = 255
    sources = unknown.copy()
    request = FillRequest(picture_of(picture.pixels, unknown), (), picture.rect, disc(), "exemplar", sources=sources)
    with pytest.raises(FillError, match="source regions leave nothing"):
        list(Engine(device="cpu", threads=1).fill(request))
