"""Holes like mine, and runs that begin with what another has learnt."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from scipy import ndimage

from inpaint_studio.files.saving.writing import write_mask
from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.checkpoints.description import Description
from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.config import PRESETS, GeneratorConfig
from inpaint_studio.model.photographs import own_holes
from inpaint_studio.model.photographs.mask_bank import MaskBank
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.model.training.loop import TrainingError, train
from inpaint_studio.model.training.report import Finished


def ring(height: int = 200, width: int = 300) -> np.ndarray:
    """A thin ring: a hole that none of the drawn kinds would make so."""
    rows, columns = np.mgrid[0:height, 0:width]
    distance = np.hypot(rows - height / 2, columns - width / 2)
    return np.where(abs(distance - 60) < 4, np.uint8(255), np.uint8(0))


def test_a_cut_hole_is_black_or_white_never_empty_and_of_the_crops_size() -> None:
    for seed in range(60):
        hole = own_holes.cut([ring()], 64, np.random.default_rng(seed))
        assert hole.shape == (64, 64)
        assert set(np.unique(hole)) <= {0, 255}
        assert hole.any()
        assert (hole > 0).mean() <= own_holes.FRACTIONS[1]


def test_cut_holes_look_like_the_mask_they_are_cut_from() -> None:
    thickest = [
        ndimage.distance_transform_edt(own_holes.cut([ring()], 96, np.random.default_rng(seed))).max()
        for seed in range(40)
    ]
    assert np.median(thickest) <= 6  # the ring is 8 pixels wide
    assert max(thickest) <= 12  # and 16 when it is made twice as large; the edge of a crop bounds nothing


@pytest.mark.parametrize("marked", [1, 200 * 300])
def test_a_single_pixel_and_a_mask_that_is_all_hole_still_give_holes(marked: int) -> None:
    mask = np.zeros((200, 300), np.uint8)
    mask.ravel()[:marked] = 255
    for seed in range(20):
        assert own_holes.cut([mask], 64, np.random.default_rng(seed)).any()


def test_the_same_seed_cuts_the_same_holes() -> None:
    one, other = (MaskBank(32, 6, seed=5, person_masks=[ring()]).take(range(12)) for _ in range(2))
    assert torch.equal(one, other)
    assert not torch.equal(one, MaskBank(32, 6, seed=6, person_masks=[ring()]).take(range(12)))


def test_a_folder_without_masks_is_told(tmp_path: Path) -> None:
    with pytest.raises(own_holes.OwnHolesError, match="no masks with a hole"):
        own_holes.read(tmp_path)
    Image.fromarray(np.zeros((9, 9), np.uint8)).save(tmp_path / "empty.png")
    with pytest.raises(own_holes.OwnHolesError, match="no masks with a hole"):
        own_holes.read(tmp_path)
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    with pytest.raises(own_holes.OwnHolesError, match=r"broken\.png"):
        own_holes.read(tmp_path)


@pytest.fixture
def photographs(tmp_path: Path) -> Path:
    folder = tmp_path / "photographs"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for number in range(4):
        noise = ndimage.gaussian_filter(rng.random((100, 110, 3)), (6, 6, 0))
        Image.fromarray((255 * (noise - noise.min()) / np.ptp(noise)).astype(np.uint8)).save(folder / f"{number}.png")
    return folder


@pytest.fixture(autouse=True)
def _small_and_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.set_num_threads(1)
    small = GeneratorConfig(channels=(8, 8, 16), middle=(1, 0), gate_channels=8, down_blocks=(0, 1), up_blocks=(1, 0))
    monkeypatch.setitem(PRESETS, "standard", small)


def test_a_run_learns_from_the_persons_holes(
    photographs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "holes"
    folder.mkdir()
    Image.fromarray(ring()).save(folder / "mine.png")
    made: list[int] = []
    cut = own_holes.cut
    monkeypatch.setattr(own_holes, "cut", lambda *arguments: made.append(1) or cut(*arguments))
    config = TrainingConfig(
        photographs, tmp_path / "run", images=8, batch=2, crop=64, crop_later=(), holes=folder, device="cpu"
    )
    *_, last = train(config)
    assert isinstance(last, Finished)
    assert not last.failed
    assert made


def test_a_run_begins_with_the_weights_it_is_given(photographs: Path, tmp_path: Path) -> None:
    torch.manual_seed(1)
    net = build(PRESETS["standard"])
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.mul_(0.9)
    start = tmp_path / "given.safetensors"
    checkpoint.save(start, net.state_dict(), Description(PRESETS["standard"], preset="standard"), dtype=torch.float32)
    config = TrainingConfig(
        photographs,
        tmp_path / "run",
        images=1,
        batch=1,
        crop=64,
        crop_later=(),
        learning_rate=1e-12,
        start_from=start,
        device="cpu",
    )
    list(train(config))
    learnt = checkpoint.load(tmp_path / "run" / "latest.safetensors").generator.state_dict()
    for name, values in net.state_dict().items():
        assert torch.allclose(learnt[name], values, atol=1e-3), name


def test_a_checkpoint_of_another_shape_cannot_be_started_from(photographs: Path, tmp_path: Path) -> None:
    start = tmp_path / "large.safetensors"
    checkpoint.save(start, build(PRESETS["large"]).state_dict(), Description(PRESETS["large"], preset="large"))
    config = TrainingConfig(photographs, tmp_path / "run", start_from=start, device="cpu")
    with pytest.raises(TrainingError, match="not built like the preset standard"):
        next(iter(train(config)))


def test_own_holes_may_be_cut_out_tightly_and_faint_ones_of_ours_stay_faint(tmp_path: Path) -> None:
    Image.new("L", (40, 20), 255).save(tmp_path / "a.png")
    faint = np.full((30, 30), 40, np.uint8)
    faint[10:20, 10:20] = 200
    write_mask(faint, tmp_path / "b.png")
    whole, soft = own_holes.read(tmp_path)
    assert (whole == 255).all()
    assert np.array_equal(soft, faint)


def test_own_holes_of_any_kind_of_mask_are_read_and_a_photograph_is_none(tmp_path: Path) -> None:
    marks = (ring() > 0).astype(np.uint8)
    Image.fromarray(marks).save(tmp_path / "ones.png")
    label = Image.fromarray(marks, "P")
    label.putpalette([0, 0, 0, 128, 0, 0] + [0] * 762)
    label.save(tmp_path / "label.png")
    Image.fromarray(np.dstack([ring() * 0 + 255] * 3 + [ring()])).save(tmp_path / "layer.png")
    assert all(np.array_equal(mask, ring()) for mask in own_holes.read(tmp_path))
    noise = np.random.default_rng(0).integers(60, 200, (80, 80, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "photo.png")
    with pytest.raises(own_holes.OwnHolesError, match=r"photo\.png cannot be used as a mask"):
        own_holes.read(tmp_path)
