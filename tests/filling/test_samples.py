"""Samples of data pictures: how they become 0..1 and back, and what is unknown of them."""

from dataclasses import replace

import numpy as np
import pytest

from inpaint_studio.editing.fills import Fill, Recipe, composite
from inpaint_studio.editing.picture import Mask
from inpaint_studio.filling.crops import Crop
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.first_look import first_looks
from inpaint_studio.filling.methods import METHODS, candidate_choices, offered_methods
from inpaint_studio.filling.plan import plan
from inpaint_studio.filling.request import FillError, FillRequest
from inpaint_studio.filling.rings import ring
from inpaint_studio.filling.samples import Scales, continued, principal, threes, unknown_in

from .data_pictures import HEIGHT, WIDTH, blob_and_streak, ground, picture_of, request_of
from .small_fills import Grey, run

FILLING = [method.key for method in METHODS.values() if method.fills_data and not method.needs.planes]


# The map of samples


def scales_of(request: FillRequest) -> Scales:
    region = plan(request).regions[0]
    scales = Scales.of(request, region)
    assert scales is not None
    return scales


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "float32"])
def test_the_range_round_the_hole_becomes_0_to_1_band_by_band_and_back(dtype: str):
    pixels = ground(4, dtype)
    pixels[50:90, 60:110] = pixels.max()  # what is marked has no say
    request = request_of(picture_of(pixels), blob_and_streak(), "membrane")
    scales = scales_of(request)
    blob = blob_and_streak() > 0
    blob[120:] = False
    shown = scales.shown(pixels)[ring(blob, 16)]
    assert np.quantile(shown, 0.005, axis=0) == pytest.approx(np.zeros(4), abs=1e-5)
    assert np.quantile(shown, 0.995, axis=0) == pytest.approx(np.ones(4), abs=1e-5)
    back = scales.samples(scales.shown(pixels))
    assert back.dtype == pixels.dtype
    if dtype == "float32":
        np.testing.assert_allclose(back, pixels, rtol=1e-6)
    else:
        np.testing.assert_array_equal(back, pixels)


def test_what_lies_far_from_the_hole_does_not_widen_the_range():
    pixels = ground(1, "int16")
    before = scales_of(request_of(picture_of(pixels.copy()), blob_and_streak(), "membrane"))
    pixels[:20, :20] = 30000
    after = scales_of(request_of(picture_of(pixels), blob_and_streak(), "membrane"))
    assert before.tones == after.tones


def test_a_flat_band_stays_flat():
    pixels = np.full((HEIGHT, WIDTH, 1), 1000, np.uint16)
    request = request_of(picture_of(pixels), blob_and_streak(), "membrane")
    assert (scales_of(request).samples(scales_of(request).shown(pixels)) == 1000).all()


def test_bands_go_to_the_net_by_threes_the_seen_ones_first():
    assert threes(7, (3, 2, 1)) == ((3, 2, 1), (0, 4, 5), (6, 6, 6))
    assert threes(2, (0,)) == ((0, 1, 1),)
    assert threes(1) == ((0, 0, 0),)


@pytest.mark.parametrize("bands", [1, 2, 3, 7])
def test_three_components_keep_the_distances_of_spectra(bands: int):
    rng = np.random.default_rng(0)
    base = rng.uniform(0.3, 0.6, (12, 12, 2)).astype(np.float32)
    colours = (base @ rng.uniform(-0.4, 0.4, (2, bands)) + 0.5).astype(np.float32)  # two things vary
    seen = principal(colours, np.ones((12, 12), bool))
    assert seen.shape == (12, 12, 3)
    own, shown = colours.reshape(-1, bands), seen.reshape(-1, 3)
    distances = np.linalg.norm(own[:, None] - own[None], axis=2) * (3**0.5 if bands == 1 else 1)
    np.testing.assert_allclose(np.linalg.norm(shown[:, None] - shown[None], axis=2), distances, atol=2e-3)


def test_unknown_colours_are_the_nearest_known_ones():
    colours = np.arange(6, dtype=np.float32).reshape(1, 6, 1)
    unknown = np.array([[False, True, True, True, False, True]])
    assert continued(colours, unknown)[0, [0, 1, 3, 4, 5], 0].tolist() == [0, 0, 4, 4, 4]
    assert (continued(colours, np.ones((1, 6), bool)) == 0.5).all()


# Fills of data


@pytest.mark.parametrize("bands", [1, 2, 7])
@pytest.mark.parametrize("method", FILLING)
def test_every_method_fills_any_number_of_bands_and_touches_nothing_else(engine: Engine, method: str, bands: int):
    pixels = ground(bands, "uint16")
    picture = picture_of(pixels.copy())
    mask = blob_and_streak()
    _, result = run(engine, request_of(picture, mask, method))
    out = composite(picture, result.fills, picture.rect)
    np.testing.assert_array_equal(out[mask == 0], pixels[mask == 0])
    inside = out[mask > 0].astype(int)
    assert (np.abs(inside - 9000) < 1500).all(), "the fill left the range of its surroundings"
    assert (out[mask > 0] != pixels[mask > 0]).any()


@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32"])
def test_the_fill_has_the_type_and_the_range_of_its_surroundings(engine: Engine, dtype: str):
    pixels = ground(3, dtype)
    picture, mask = picture_of(pixels.copy()), blob_and_streak()
    _, result = run(engine, request_of(picture, mask, "auto"))
    out = composite(picture, result.fills, picture.rect)
    known = pixels[mask == 0]
    assert out.dtype == pixels.dtype
    assert (out[mask > 0] >= known.min(axis=0)).all()
    assert (out[mask > 0] <= known.max(axis=0)).all()


@pytest.mark.parametrize("dtype", ["uint16", "int16", "float32"])
@pytest.mark.parametrize("bands", [1, 5])
def test_every_copied_spectrum_is_a_spectrum_of_the_picture(engine: Engine, bands: int, dtype: str):
    pixels = ground(bands, dtype)
    picture, mask = picture_of(pixels), blob_and_streak()
    for method in ("exemplar", "hybrid"):
        _, result = run(engine, request_of(picture, mask, method))
        out = composite(picture, result.fills, picture.rect)
        spectra = {row.tobytes() for row in pixels[mask == 0]}
        assert all(row.tobytes() in spectra for row in out[mask > 0])


def test_no_grain_is_added_unless_it_is_asked_for(engine: Engine):
    pixels = ground(1, "int16")
    rng = np.random.default_rng(1)
    pixels += np.rint(rng.normal(0, 3, pixels.shape)).astype(np.int16)
    mask = blob_and_streak()
    roughness = {}
    for noise in (None, 0.0, 1.0):
        settings = {} if noise is None else {"noise": noise}
        picture = picture_of(pixels.copy())
        _, result = run(engine, request_of(picture, mask, "generator", settings={"grain": 1.0, **settings}))
        out = composite(picture, result.fills, picture.rect)[60:80, 70:100, 0].astype(float)
        roughness[noise] = np.abs(np.diff(out, axis=1)).mean()
    assert roughness[None] == roughness[0.0] < 1.5 < roughness[1.0]


def test_auto_copies_into_data_only_where_a_person_leads(engine: Engine):
    pixels = ground(3, "uint16")
    mask = blob_and_streak()
    plain = run(engine, request_of(picture_of(pixels), mask, "auto"))[1]
    assert {fill.recipe.method for fill in plain.fills} == {"generator"}
    sources = np.zeros(mask.shape, np.uint8)
    sources[:40] = 255
    led = run(engine, request_of(picture_of(pixels), mask, "auto", sources=sources))[1]
    assert "hybrid" in {fill.recipe.method for fill in led.fills}


def test_a_method_for_photographs_refuses_data_before_it_starts():
    request = request_of(picture_of(ground(3, "uint16")), blob_and_streak(), "patchmatch")
    with pytest.raises(FillError, match="PatchMatch fills photographs only"):
        plan(request)


def test_only_methods_that_fill_data_are_offered_and_compared_for_them():
    keys = {method.key for method in offered_methods(is_data=True)}
    assert keys == {"auto", "membrane", "generator", "exemplar", "hybrid"}
    assert {key for key, _ in candidate_choices(is_data=True)} <= keys
    assert "patchmatch" in {method.key for method in offered_methods()}
    assert METHODS["auto"].options_for(is_data=True) is METHODS["auto"].data_options


def test_data_are_not_ranked_by_what_learnt_from_photographs(engine: Engine):
    request = request_of(picture_of(ground(3, "uint16")), blob_and_streak(), "membrane")
    _, result = run(engine, request)
    assert engine.rank(request, [result.fills]) is None


def test_nodata_is_never_an_answer(engine: Engine):
    pixels = np.full((HEIGHT, WIDTH, 1), 1, np.int16)
    pixels[:, ::2] = -1
    picture, mask = picture_of(pixels, nodata=(0.0,)), blob_and_streak()
    for method in ("membrane", "auto"):
        _, result = run(engine, request_of(picture, mask, method))
        assert (composite(picture, result.fills, picture.rect)[mask > 0] != 0).all()


# Unknown samples


def spoilt(dtype: str, value: float, bands: int = 2) -> tuple[np.ndarray, Mask]:
    """Ground with an edge and a stripe of unknown samples, the stripe in part under the hole."""
    pixels = ground(bands, dtype)
    unknown = np.zeros((HEIGHT, WIDTH), np.uint8)
    unknown[:, 100:104] = 255
    unknown[:60, :64] = 255
    pixels[unknown > 0] = value
    return pixels, unknown


VALUES = {"uint16": (0, 65535), "int16": (-32768, 32767), "float32": (0.0, 65535.0, np.nan)}


@pytest.mark.parametrize("dtype", VALUES)
@pytest.mark.parametrize("method", ["membrane", "generator", "exemplar", "auto"])
def test_unknown_samples_never_leak(engine: Engine, method: str, dtype: str):
    made = []
    for value in VALUES[dtype]:
        pixels, unknown = spoilt(dtype, value)
        picture = picture_of(pixels, unknown)
        request = request_of(picture, blob_and_streak(), method, settings={"noise": 1.0})
        progress, result = run(engine, request)
        looks = [one.pixels[one.coverage > 0].tobytes() for one in first_looks(request)]
        fills = [fill.pixels[fill.coverage > 0].tobytes() for fill in result.fills]
        shown = {(one.stage, one.rect): one.pixels[one.coverage > 0].tobytes() for one in progress}
        made.append((fills, looks, shown))
    assert all(one == made[0] for one in made[1:])


def test_no_number_is_unknown_in_floats(engine: Engine):
    pixels, unknown = spoilt("float32", np.nan)
    with_plane = picture_of(pixels.copy(), unknown)
    without = picture_of(pixels)
    made = []
    for picture in (with_plane, without):
        _, result = run(engine, request_of(picture, blob_and_streak(), "auto"))
        made.append(composite(picture, result.fills, picture.rect)[blob_and_streak() > 0].tobytes())
    assert made[0] == made[1]


def test_unknown_samples_are_no_source(engine: Engine):
    pixels, unknown = spoilt("uint16", 0)
    picture, mask = picture_of(pixels, unknown), blob_and_streak()
    _, result = run(engine, request_of(picture, mask, "exemplar"))
    assert (composite(picture, result.fills, picture.rect)[mask > 0] > 5000).all()


def test_a_hole_with_nothing_known_around_it_is_refused(engine: Engine):
    pixels = ground(1, "uint16")
    unknown = np.full((HEIGHT, WIDTH), 255, np.uint8)
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[60:80, 60:90] = 255
    request = request_of(picture_of(pixels, unknown), mask, "auto")
    for attempt in (lambda: list(engine.fill(request)), lambda: list(first_looks(request)), lambda: plan(request)):
        with pytest.raises(FillError, match="Nothing is known around what is marked at 75, 70"):
            attempt()


def test_a_hole_within_what_is_unknown_is_filled_from_what_is_known_further_out(engine: Engine):
    pixels = ground(2, "uint16")
    unknown = np.zeros((HEIGHT, WIDTH), np.uint8)
    unknown[40:120, 40:140] = 255
    pixels[unknown > 0] = 0
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[70:80, 80:90] = 255
    for method in ("membrane", "auto", "exemplar"):
        picture = picture_of(pixels.copy(), unknown)
        _, result = run(engine, request_of(picture, mask.copy(), method))
        assert (composite(picture, result.fills, picture.rect)[mask > 0] > 5000).all()


def test_what_a_fill_below_replaced_is_known(engine: Engine):
    pixels, unknown = spoilt("uint16", 0)
    picture = picture_of(pixels, unknown)
    mask = np.where(unknown > 0, np.uint8(255), np.uint8(0))
    _, result = run(engine, request_of(picture, mask, "membrane"))
    again = FillRequest(picture, result.fills, picture.rect, blob_and_streak(), "membrane")
    assert unknown_in(again, picture.rect) is None
    crop = Crop.of(again, picture.rect, scales=scales_of(again))
    assert not crop.hole[blob_and_streak() == 0].any()


def test_an_unknown_sample_is_covered_whole_or_not_at_all(engine: Engine):
    pixels, unknown = spoilt("uint16", 0)
    picture, mask = picture_of(pixels, unknown), blob_and_streak()
    mask[50:90, 98:106] = 100
    _, result = run(engine, request_of(picture, mask, "membrane"))
    out = composite(picture, result.fills, picture.rect)
    assert (out[50:90, 100:104] > 5000).all()
    covered = np.zeros(mask.shape, np.uint8)
    for fill in result.fills:
        covered[fill.rect.slices] = np.maximum(covered[fill.rect.slices], fill.coverage)
    assert (covered[50:90, 100:104] == 255).all()
    assert (covered[50:90, 98:100] == 100).all()


def test_a_hidden_fill_leaves_its_place_unknown():
    pixels, unknown = spoilt("uint16", 0)
    picture = picture_of(pixels, unknown)
    fill = Fill("a", picture.rect, pixels.copy(), np.full((HEIGHT, WIDTH), 255, np.uint8), Recipe("membrane"))
    hidden = replace(fill, visible=False)
    unseen = unknown_in(FillRequest(picture, (hidden,), picture.rect, blob_and_streak(), "membrane"), picture.rect)
    np.testing.assert_array_equal(unseen, unknown > 0)


def test_the_net_is_shown_0_to_1_whatever_the_samples_are():
    net = Grey()
    shown = []

    class Watching(Grey):
        def forward(self, picture, mask):
            shown.append((float(picture.min()), float(picture.max())))
            return net(picture, mask)

    engine = Engine(device="cpu", threads=1, generator=Watching())
    run(engine, request_of(picture_of(ground(7, "int16")), blob_and_streak(), "generator"))
    assert len(shown) >= 3
    assert all(0 <= low < high <= 1 for low, high in shown)
