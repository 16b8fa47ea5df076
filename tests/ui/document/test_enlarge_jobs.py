"""Enlarging as jobs: what the loupe shows is what the whole will be, and the whole is what the engine makes."""

from dataclasses import replace

import numpy as np
import pytest

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.history import fills_step
from inpaint_studio.editing.picture import Picture
from inpaint_studio.enlarging.engine import Engine
from inpaint_studio.enlarging.request import EnlargeError, EnlargeOptions
from inpaint_studio.files.derived import derived_of
from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.checkpoints.description import CheckpointError, Description, sha256
from inpaint_studio.model.nets.config import PRESETS
from inpaint_studio.model.nets.generator import Generator
from inpaint_studio.ui.document import enlarge_jobs
from inpaint_studio.ui.document.enlarge_jobs import (
    EnlargeRequest,
    EnlargeSource,
    Expectation,
    LoupeMemory,
    LoupePatch,
    LoupeRequest,
    list_enlargers,
    look,
    prepare,
    result_name,
)
from inpaint_studio.ui.document.jobs import Opened

from ..enlargers import ship, tiny_net

_PART = Rect(20, 16, 30, 24)  # of the enlarged picture


@pytest.fixture
def nets(tmp_path, monkeypatch):
    """By factor and whether textured; what is taken out is not installed."""
    yield ship(monkeypatch, tmp_path)
    enlarge_jobs._made_engine.cache_clear()


def _picture(channels: int = 3, dtype=np.uint8, size=(40, 30)) -> Picture:
    rng = np.random.default_rng(channels)
    pixels = rng.integers(0, 255, (size[1], size[0], channels)).astype(np.float64)
    scale = {np.uint8: 1, np.uint16: 257, np.float32: 1 / 255}[dtype]
    return Picture((pixels * scale).astype(dtype), "photo.png")


def _source(picture: Picture) -> EnlargeSource:
    (source,) = prepare(Document(picture).state)
    return source


def _patches(source, request, part, memory=None) -> dict[str, LoupePatch]:
    values = list(look(source, LoupeRequest(request, part), memory or LoupeMemory()))
    assert isinstance(values[0], Expectation)
    return {patch.kind: patch for patch in values[1:]}


def _whole(source, request) -> Document:
    *progress, last = enlarge_jobs.enlarge(source, request, "photo.png", 1 << 20)
    assert progress == sorted(progress)
    assert isinstance(last, Opened)
    return last.document


@pytest.mark.parametrize(("target", "texture"), [((80, 60), 0.0), ((80, 60), 0.4), ((120, 90), 1.0), ((100, 75), 0.4)])
def test_the_loupe_shows_what_the_whole_will_be(nets, target, texture):
    source, request = _source(_picture()), EnlargeRequest(Size(*target), texture)
    patches = _patches(source, request, _PART)
    whole = _whole(source, request).picture.pixels
    patch = patches["textured"]
    assert patch.rect.contains(_PART)
    assert np.abs(whole[patch.rect.slices].astype(int) - patch.pixels).max() <= 1
    faithful = _whole(source, replace(request, texture=0.0)).picture.pixels
    assert np.abs(faithful[patch.rect.slices].astype(int) - patches["faithful"].pixels).max() <= 1
    if texture:
        assert np.abs(patches["textured"].pixels.astype(int) - patches["faithful"].pixels).max() > 3
    assert not np.array_equal(patches["bicubic"].pixels, patches["faithful"].pixels)


@pytest.mark.parametrize(("channels", "dtype"), [(3, np.uint8), (4, np.uint8), (1, np.uint16), (3, np.float32)])
def test_the_whole_is_what_the_engine_makes_with_its_depth_and_alpha(nets, channels, dtype):
    picture = _picture(channels, dtype)
    document = _whole(_source(picture), EnlargeRequest(Size(80, 60)))
    *_, made = Engine().enlarge(picture, EnlargeOptions(2))
    assert document.picture.pixels.dtype == dtype
    assert np.array_equal(document.picture.pixels, made.picture.pixels)
    assert document.picture.name == "photo-2x"
    patches = _patches(_source(picture), EnlargeRequest(Size(80, 60)), Rect(0, 0, 20, 20))
    assert all(patch.pixels.dtype == np.uint8 and patch.pixels.shape[2] in (1, 3, 4) for patch in patches.values())


def test_noise_is_reduced_in_the_loupe_as_in_the_whole_and_its_recipe_says_so(nets):
    source, memory = _source(_picture()), LoupeMemory()
    request = EnlargeRequest(Size(80, 60), denoise=0.7)
    before = _patches(source, replace(request, denoise=0.0), _PART, memory)
    patches = _patches(source, request, _PART, memory)
    whole = _whole(source, request).picture
    assert np.abs(whole.pixels[patches["faithful"].rect.slices].astype(int) - patches["faithful"].pixels).max() <= 1
    assert np.abs(before["faithful"].pixels.astype(int) - patches["faithful"].pixels).mean() > 1
    assert np.array_equal(before["bicubic"].pixels, patches["bicubic"].pixels)
    assert derived_of(whole).enlargements[0].denoise == 0.7


def test_a_data_picture_is_refused_in_a_sentence(nets):
    bands = (Band("B2"), Band("B3"), Band("B4"))
    data = Picture(
        _picture().pixels.copy(), "scene.tif", bands=bands, levels=Levels((0, 1, 2), (0.0,) * 3, (255.0,) * 3)
    )
    (expectation,) = look(_source(data), LoupeRequest(EnlargeRequest(Size(80, 60)), _PART), LoupeMemory())
    assert "A picture of measured bands is not enlarged" in expectation.refusal


def test_fills_are_composited_first(nets):
    picture = _picture()
    document = Document(picture)
    rect = Rect(5, 5, 20, 10)
    fill = Fill(
        "a", rect, np.full((10, 20, 3), 200, np.uint8), np.full((10, 20), 255, np.uint8), Recipe("membrane", seed=1)
    )
    document.commit(fills_step(document, (fill,), "Fill"))
    (source,) = prepare(document.state)
    assert np.array_equal(source.picture.pixels, document.composite())
    assert abs(int(_whole(source, EnlargeRequest(Size(80, 60))).picture.pixels[20, 30, 0]) - 200) < 60


def test_the_recipe_names_the_checkpoints_that_took_part(nets):
    source = _source(_picture())
    derived = derived_of(_whole(source, EnlargeRequest(Size(80, 60), 0.4)).picture)
    (recipe,) = derived.enlargements
    assert (recipe.before, recipe.after, recipe.texture) == (Size(40, 30), Size(80, 60), 0.4)
    assert (recipe.checkpoint, recipe.texture_checkpoint) == (sha256(nets[2, False]), sha256(nets[2, True]))
    (plain,) = derived_of(_whole(source, EnlargeRequest(Size(80, 60))).picture).enlargements
    assert plain.texture_checkpoint is None
    (full,) = derived_of(_whole(source, EnlargeRequest(Size(80, 60), 1.0)).picture).enlargements
    assert full.checkpoint is None


def test_texture_is_dosed_at_once_and_then_exactly(nets, monkeypatch):
    source, memory, runs = _source(_picture()), LoupeMemory(), []
    preview = Engine.preview
    monkeypatch.setattr(Engine, "preview", lambda self, *args: runs.append(args[2].texture) or preview(self, *args))
    part = _PART
    _patches(source, EnlargeRequest(Size(80, 60), 1.0), part, memory)
    assert runs == [0.0, 1.0]
    values = look(source, LoupeRequest(EnlargeRequest(Size(80, 60), 0.2), part), memory)
    at_once = [next(values) for _ in range(4)][-1]
    assert at_once.kind == "textured"
    assert runs == [0.0, 1.0]
    (exact,) = values
    assert runs == [0.0, 1.0, 0.2]
    assert np.median(np.abs(exact.pixels.astype(int) - at_once.pixels)) <= 1
    _patches(source, EnlargeRequest(Size(80, 60), 1.0), Rect(0, 0, 30, 24), memory)
    assert runs == [0.0, 1.0, 0.2, 0.0, 1.0]


def test_what_cannot_be_made_is_a_sentence(nets, monkeypatch):
    source = _source(_picture())
    with pytest.raises(EnlargeError, match="No checkpoint that enlarges 4 times is installed"):
        _patches(source, EnlargeRequest(Size(160, 120)), Rect(0, 0, 9, 9))
    one = _source(_picture(size=(1, 1)))
    (expectation,) = look(one, LoupeRequest(EnlargeRequest(Size(2, 2)), Rect(0, 0, 2, 2)), LoupeMemory())
    assert "1 x 1 pixels cannot be enlarged" in expectation.refusal
    monkeypatch.setattr(enlarge_jobs._engine(None), "_budget", 1000)
    values = list(look(source, LoupeRequest(EnlargeRequest(Size(80, 60)), Rect(0, 0, 9, 9)), LoupeMemory()))
    assert "more than the" in values[0].refusal
    assert len(values) == 4  # the part is seen all the same
    same = list(look(source, LoupeRequest(EnlargeRequest(Size(40, 30)), Rect(0, 0, 9, 9)), LoupeMemory()))
    assert "are not more than the picture's" in same[0].refusal


def test_without_a_net_that_adds_texture_at_a_factor_the_faithful_one_is_shown(nets):
    del nets[2, True]
    values = list(look(_source(_picture()), LoupeRequest(EnlargeRequest(Size(80, 60), 0.5), _PART), LoupeMemory()))
    assert (values[0].factor, values[0].has_texture, values[0].refusal) == (2, False, "")
    patches = {value.kind: value.pixels for value in values[1:]}
    assert np.array_equal(patches["textured"], patches["faithful"])
    values = list(look(_source(_picture()), LoupeRequest(EnlargeRequest(Size(100, 75), 0.5), _PART), LoupeMemory()))
    assert (values[0].factor, values[0].has_texture) == (3, True)


def test_a_checkpoint_of_ones_own_takes_the_place_that_its_header_says(nets, tmp_path):
    source = _source(_picture())
    own = tiny_net(tmp_path / "mine.safetensors", 2, "texture")
    (recipe,) = derived_of(_whole(source, EnlargeRequest(Size(80, 60), 0.5, own)).picture).enlargements
    assert (recipe.checkpoint, recipe.texture_checkpoint) == (sha256(nets[2, False]), sha256(own))
    other = tiny_net(tmp_path / "mine-too.safetensors", 3, "faithful")
    (recipe,) = derived_of(_whole(source, EnlargeRequest(Size(120, 90), 0.0, other)).picture).enlargements
    assert recipe.checkpoint == sha256(other)
    with pytest.raises(EnlargeError, match="enlarges 3 times"):
        _whole(source, EnlargeRequest(Size(80, 60), 0.0, other))


def test_a_checkpoint_that_fills_is_refused(nets, tmp_path):
    from inpaint_studio.model.nets.architectures import build

    config = replace(PRESETS["tiny"]) if "tiny" in PRESETS else next(iter(PRESETS.values()))
    net = build(config)
    assert isinstance(net, Generator)
    checkpoint.save(tmp_path / "fills.safetensors", net.state_dict(), Description(config))
    request = EnlargeRequest(Size(80, 60), 0.0, tmp_path / "fills.safetensors")
    with pytest.raises(CheckpointError, match="fills holes: it cannot enlarge pictures"):
        _patches(_source(_picture()), request, Rect(0, 0, 9, 9))


def test_runs_that_enlarge_are_listed_and_others_are_not(nets, tmp_path):
    home = tmp_path / "Runs"
    for name, preset in (("big", "faithful"), ("crisp", "texture")):
        (home / name).mkdir(parents=True)
        (home / name / "log.jsonl").write_text("")
        tiny_net(home / name / "latest.safetensors", 3, preset)
    (home / "other").mkdir()
    (home / "other" / "log.jsonl").write_text("")
    (home / "other" / "best.safetensors").write_bytes(b"no checkpoint")
    (listed,) = list_enlargers([home])
    listed_nets = {(one.path.parent.name, one.factor, one.has_texture) for one in listed}
    assert listed_nets == {("big", 3, False), ("crisp", 3, True)}


@pytest.mark.parametrize(
    ("name", "after", "expected"),
    [("a.b.tif", (80, 60), "a.b-2x"), ("scan", (100, 75), "scan-2.5x"), ("p.ora", (53, 40), "p-1.32x")],
)
def test_the_name_says_how_much_larger_it_is(name, after, expected):
    assert result_name(name, Size(40, 30), Size(*after)) == expected


def test_what_a_damaged_file_lost_is_marked_in_the_result(nets):
    unknown = np.zeros((30, 40), np.uint8)
    unknown[20:] = 255
    document = _whole(_source(replace(_picture(), unknown=unknown)), EnlargeRequest(Size(80, 60)))
    assert document.mask[41:].all()
    assert not document.mask[:40].any()
