"""The engine that enlarges: the same result whatever the tiles, at the picture's own depth."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.enlarging.request import Enlarged, EnlargeError, EnlargeOptions, Progress
from inpaint_studio.files.derived import derived_of
from inpaint_studio.files.origin import origin_of
from inpaint_studio.model.checkpoints.description import CheckpointError
from inpaint_studio.model.nets.enlarger import shrunk
from inpaint_studio.resources import resource

WAYS = [
    EnlargeOptions(2),
    EnlargeOptions(3, texture=0.4),
    EnlargeOptions(4, texture=1.0),
    EnlargeOptions(width=131, texture=0.7),
    EnlargeOptions(width=60, height=99),
    EnlargeOptions(2, denoise=0.6),
    EnlargeOptions(3, texture=0.5, denoise=1.0),
]


def enlarged(engine, picture, options, fills=()):
    *progress, last = engine.enlarge(picture, options, fills)
    assert isinstance(last, Enlarged)
    assert all(isinstance(one, Progress) for one in progress)
    assert progress[-1].done == progress[-1].total == len(progress)
    return last


def levels_apart(first, second):
    return int(np.abs(first.astype(int) - second).max())


@pytest.mark.parametrize("options", WAYS)
def test_tiles_cannot_be_seen_and_the_loupe_shows_what_comes(engine, picture, options):
    whole = enlarged(engine(), picture, options).picture.pixels
    assert whole.shape[1::-1] == options.size(picture.size)
    assert levels_apart(whole, enlarged(engine(tile=16), picture, options).picture.pixels) <= 1
    preview = engine().preview(picture, Rect(20, 11, 13, 9), options)
    shown = preview.faithful if preview.textured is None else preview.textured
    assert levels_apart(whole[preview.rect.slices], shown) <= 1
    if options.texture:
        assert levels_apart(preview.faithful, preview.bicubic) > 1
        assert levels_apart(preview.faithful, shown) > 1


def test_a_size_between_two_factors_is_the_next_one_shrunk(engine, picture):
    between = enlarged(engine(), picture, EnlargeOptions(width=130)).picture.pixels
    next_one = enlarged(engine(), picture, EnlargeOptions(3)).picture.pixels
    by_pillow = np.asarray(Image.fromarray(next_one).resize(between.shape[1::-1], Image.Resampling.BICUBIC))
    assert levels_apart(between, by_pillow) <= 2  # Pillow rounds in between


@pytest.mark.parametrize("factor", [2, 3, 4])
def test_texture_shrunk_again_is_the_picture(engine, picture, factor):
    result = enlarged(engine(), picture, EnlargeOptions(factor, texture=1.0)).picture.pixels
    tensor = torch.from_numpy(result.astype(np.float32)).permute(2, 0, 1)[None]
    again = shrunk(tensor, factor)[0].permute(1, 2, 0).numpy()
    error = np.square(again - picture.pixels).mean() / 255**2
    assert -10 * np.log10(error) > 45


def test_depth_alpha_grey_and_the_range_of_floats_are_kept(engine, picture):
    eight = enlarged(engine(), picture, EnlargeOptions(2)).picture.pixels.astype(float)
    alpha = np.linspace(0, 255, picture.size.area).reshape(41, 60, 1)
    for dtype, top in ((np.uint16, 257.0), (np.float32, 3 / 255)):
        pixels = np.concatenate([picture.pixels * top, alpha * top], axis=2).astype(dtype)
        result = enlarged(engine(), Picture(pixels), EnlargeOptions(2)).picture.pixels
        assert result.dtype == dtype
        assert result.shape == (82, 120, 4)
        seen = slice(16, None)  # above, alpha is next to nothing, and colours are those of what is seen
        assert np.abs(result[seen, :, :3] / top - eight[seen]).max() < (0.6 if dtype == np.uint16 else 60)
        assert result[..., 3].min() >= 0
        assert result[..., 3].max() <= 255.001 * top
        assert np.abs(np.diff(result[20, :, 3] / top)).max() < 5, "alpha is smooth"
    grey = enlarged(engine(), Picture(picture.pixels[:, :, :1].copy()), EnlargeOptions(2)).picture
    assert grey.pixels.shape == (82, 120, 1)


@pytest.mark.parametrize("has_net", [False, True])
def test_noise_is_reduced_before_and_that_is_in_the_recipe(engine, nets, picture, has_net):
    own = nets / "denoise.safetensors" if has_net else None
    plain, half, all_of_it = (
        enlarged(engine(denoise_checkpoint=own), picture, EnlargeOptions(2, denoise=share)).picture
        for share in (0.0, 0.5, 1.0)
    )
    apart = [np.abs(plain.pixels.astype(int) - one.pixels).mean() for one in (half, all_of_it)]
    assert 0.5 < apart[0] < apart[1]
    note = derived_of(half).enlargements[-1].note
    assert (", noise reduction 0.50, denoise checkpoint " in note) == has_net
    assert ", noise reduction 0.50" in note
    assert "noise" not in derived_of(plain).enlargements[-1].note
    preview = engine().preview(picture, Rect(10, 10, 9, 9), EnlargeOptions(2, denoise=1.0))
    without = engine().preview(picture, Rect(10, 10, 9, 9), EnlargeOptions(2))
    assert np.array_equal(preview.bicubic, without.bicubic), "bicubic is the picture as it is"


def test_what_lies_under_transparent_pixels_is_not_seen_round_them(engine, picture):
    rows, columns = np.mgrid[:41, :60]
    alpha = np.where((rows - 20) ** 2 + (columns - 30) ** 2 < 150, 255, 0).astype(np.uint8)[..., None]
    grey = np.full_like(picture.pixels, 128)
    results = []
    for hidden in (0, 255):
        pixels = np.concatenate([np.where(alpha, grey, hidden).astype(np.uint8), alpha], axis=2)
        results.append(enlarged(engine(), Picture(pixels), EnlargeOptions(2)).picture.pixels)
    seen = results[0][..., 3] > 16
    assert levels_apart(results[0][..., :3][seen], results[1][..., :3][seen]) <= 1
    half = np.concatenate([picture.pixels, np.full_like(alpha, 128)], axis=2)
    opaque = enlarged(engine(), picture, EnlargeOptions(2)).picture.pixels
    assert levels_apart(enlarged(engine(), Picture(half), EnlargeOptions(2)).picture.pixels[..., :3], opaque) <= 1


def test_values_that_are_no_numbers_stay_where_they_are(engine, picture):
    pixels = picture.pixels.astype(np.float32) / 255
    pixels[0, 0] = np.nan
    result = enlarged(engine(), Picture(pixels), EnlargeOptions(2)).picture.pixels
    assert np.isfinite(result).all()


def test_fills_are_in_the_result(engine, picture):
    recipe = Recipe("membrane", None, 0, {}, Rect(0, 0, 9, 9), "0")
    white = Fill("a", Rect(20, 10, 8, 8), np.full((8, 8, 3), 255, np.uint8), np.full((8, 8), 255, np.uint8), recipe)
    result = enlarged(engine(), picture, EnlargeOptions(2), (white,)).picture.pixels
    without = enlarged(engine(), picture, EnlargeOptions(2)).picture.pixels
    assert result[24:32, 44:52].mean() > without[24:32, 44:52].mean() + 30


def test_the_result_is_a_picture_of_its_own(engine, picture):
    damaged = replace(picture, profile=b"profile", unknown=np.eye(41, 60, dtype=np.uint8) * 255)
    last = enlarged(engine(), replace(damaged, infrared=picture.pixels[:, :, 0].copy()), EnlargeOptions(3))
    result = last.picture
    assert result.name == "church x3.jpg"
    assert result.profile == b"profile"
    assert origin_of(result) is None, "no file is its original, so none is written over"
    made = derived_of(result)
    assert made is not None
    assert made.enlargements[-1].note.startswith("60x41 to 180x123 by enlarge, texture 0.00, checkpoint ")
    assert result.unknown is not None
    assert result.unknown[::3, ::3].sum() == damaged.unknown.sum()
    assert last.notes == ("The scanner's infrared is not enlarged, so the result has none.",)
    assert enlarged(engine(), picture, EnlargeOptions(width=131)).picture.name == "church 131 x 90.jpg"


def test_a_plan_tells_the_size_and_refuses_what_is_too_large(engine, picture):
    plan = engine().plan(picture, EnlargeOptions(width=131))
    assert plan.size == (131, 90)
    assert plan.factor == 3
    assert 0 < plan.seconds < 10
    assert plan.megabytes > 131 * 90 * 3 / 1e6
    more = engine().plan(picture, EnlargeOptions(width=131, texture=0.5))
    assert more.seconds > 1.5 * plan.seconds
    assert engine().plan(picture, EnlargeOptions(width=131, denoise=0.5)).seconds > 1.2 * plan.seconds
    data = Picture(picture.pixels, "scene.tif", bands=(Band("B2"), Band("B3"), Band("B4")), levels=Levels())
    with pytest.raises(EnlargeError, match=r"A picture of measured bands is not enlarged"):
        engine().plan(data, EnlargeOptions(2))
    with pytest.raises(EnlargeError, match=r"A picture of measured bands is not enlarged"):
        engine().preview(data, Rect(0, 0, 9, 9), EnlargeOptions(2))
    with pytest.raises(EnlargeError, match=r"would take 30 KB, more than the 20 KB allowed for one picture\.$"):
        engine(budget_bytes=20_000).plan(picture, EnlargeOptions(2))


def test_it_can_be_ended_between_two_tiles(engine, picture):
    steps = engine(tile=16).enlarge(picture, EnlargeOptions(2))
    assert next(steps).total > 1
    steps.close()


def test_nets_that_are_missing_or_of_another_kind_are_one_sentence(engine, nets, picture, tmp_path, monkeypatch):
    filler = resource("checkpoints/standard.safetensors")
    with pytest.raises(CheckpointError, match="fills holes: it cannot enlarge pictures"):
        list(engine(checkpoint=filler).enlarge(picture, EnlargeOptions(2)))
    with pytest.raises(EnlargeError, match=r"x3\.safetensors enlarges 3 times; this picture needs .* 2 times\."):
        list(engine(checkpoint=nets / "x3.safetensors").enlarge(picture, EnlargeOptions(2)))
    with pytest.raises(EnlargeError, match=r"denoise\.safetensors reduces noise: it cannot enlarge pictures\."):
        list(engine(checkpoint=nets / "denoise.safetensors").enlarge(picture, EnlargeOptions(2)))
    own = engine(denoise_checkpoint=nets / "x3.safetensors")
    with pytest.raises(EnlargeError, match=r"x3\.safetensors enlarges pictures: it does not reduce noise\."):
        list(own.enlarge(picture, EnlargeOptions(2, denoise=0.5)))
    monkeypatch.setattr("inpaint_studio.enlarging.engine.resource", lambda name: tmp_path / "nothing")
    with pytest.raises(EnlargeError, match=r"No checkpoint that enlarges 2 times with texture is installed\."):
        list(engine().enlarge(picture, EnlargeOptions(2, texture=1.0)))
    with pytest.raises(EnlargeError, match=r"No checkpoint that enlarges 2 times is installed\."):
        list(engine().enlarge(picture, EnlargeOptions(2)))
