"""Photographs: what is read, what is skipped and why, and that a batch depends on its number alone."""

import io
import os
import tarfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from inpaint_studio.model.photographs import augmentation, dataset
from inpaint_studio.model.photographs.dataset import (
    MaskBank,
    Photographs,
    PhotographsError,
    ReadingPhotographs,
    read_photographs,
)


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def photograph(width: int, height: int, seed: int = 0) -> Image.Image:
    """Smooth colours with detail on them."""
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray(rng.integers(0, 255, (5, 6, 3), np.uint8)).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    return Image.fromarray(np.clip(np.asarray(coarse) + rng.normal(0, 12, (height, width, 3)), 0, 255).astype(np.uint8))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "photos"
    (path / "deeper").mkdir(parents=True)
    for i, size in enumerate([(200, 160), (150, 210), (140, 140)]):
        photograph(*size, seed=i).save(path / f"{i}.png")
    photograph(180, 133, seed=9).save(path / "deeper" / "9.png")
    return path


def packed(folder: Path, to: Path) -> Path:
    with tarfile.open(to, "w") as tar:
        for file in sorted(folder.rglob("*"), reverse=True):
            if file.is_file():
                tar.add(file, "./" + file.relative_to(folder).as_posix())
    return to


def test_a_folder_is_read_through_with_all_folders_in_it(folder: Path) -> None:
    photographs = Photographs.read(folder)
    assert photographs.names == ("0.png", "1.png", "2.png", "deeper/9.png")
    assert photographs.skipped == ()
    with Image.open(folder / "1.png") as original:
        assert np.array_equal(photographs.pixels(1), np.asarray(original))


def test_a_tar_gives_what_its_folder_gives(folder: Path, tmp_path: Path) -> None:
    tar = packed(folder, tmp_path / "shard.tar")
    shards = tmp_path / "shards"
    shards.mkdir()
    packed(folder / "deeper", shards / "b.tar")
    loose = Photographs.read(folder)
    read = Photographs.read(tar)
    assert read.names == loose.names
    for a, b in zip(read.batch(1, 5, 6, 96), loose.batch(1, 5, 6, 96), strict=True):
        assert torch.equal(a, b)
    assert Photographs.read(shards).names == ("9.png",)


def test_progress_ends_at_the_total_and_the_photographs_come_last(folder: Path) -> None:
    steps = list(read_photographs(folder))
    assert isinstance(steps[-1], Photographs)
    assert steps[-2] == ReadingPhotographs(4, 4)


def test_a_cache_gives_the_same_photographs_without_decoding_them_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "broken.jpg").write_bytes(b"no photograph")
    cache = tmp_path / "run" / "photographs"
    plain, first = Photographs.read(folder), Photographs.read(folder, cache=cache)
    decodings: list[object] = []
    truly = dataset._decode_or_reason
    monkeypatch.setattr(dataset, "_decode_or_reason", lambda *given: decodings.append(given) or truly(*given))
    again = Photographs.read(folder, cache=cache)
    assert decodings == []
    for kept in (first, again):
        assert (kept.names, kept.skipped) == (plain.names, plain.skipped)
        assert torch.equal(kept.batch(0, 3, 5, 96)[0], plain.batch(0, 3, 5, 96)[0])
    assert sorted(file.name for file in cache.iterdir()) == ["index.json", "pixels.bin"]


def test_a_cache_of_other_photographs_or_half_a_cache_is_made_anew(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert len(Photographs.read(folder, cache=cache)) == 4
    photograph(150, 150, seed=5).save(folder / "new.png")
    assert "new.png" in Photographs.read(folder, cache=cache).names
    assert Photographs.read(folder, 100, cache=cache).scaled_down == 5
    whole = Photographs.read(folder, cache=cache).batch(0, 0, 4, 96)[0]
    pixels = cache / "pixels.bin"
    pixels.write_bytes(pixels.read_bytes()[:5000])
    assert torch.equal(Photographs.read(folder, cache=cache).batch(0, 0, 4, 96)[0], whole)


def test_a_second_reader_waits_for_the_first_and_then_shares_its_cache(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    first, second = read_photographs(folder, cache=cache), read_photographs(folder, cache=cache)
    assert next(first) == ReadingPhotographs(4, 4)  # decoded, not yet put in place
    assert next(second) == ReadingPhotographs(0, 4)  # waits
    (done,) = first
    monkeypatch.setattr(dataset, "_decode_or_reason", None)  # whoever decodes now fails
    *_, shared = second
    assert isinstance(done, Photographs)
    assert isinstance(shared, Photographs)
    assert shared.names == done.names
    assert not (cache / "decoding").exists()


def test_a_reader_that_died_does_not_keep_the_others_waiting(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "decoding").touch()
    os.utime(cache / "decoding", (0, 0))
    assert len(Photographs.read(folder, cache=cache)) == 4
    stopped = read_photographs(folder, 100, cache)
    next(stopped)
    stopped.close()
    assert not (cache / "decoding").exists()


def test_a_cache_that_cannot_be_written_is_one_sentence(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("")
    with pytest.raises(PhotographsError, match=r"^The decoded photographs cannot be kept in .*cache: .*\.$"):
        Photographs.read(folder, cache=tmp_path / "a-file" / "cache")


def test_bad_files_are_counted_each_with_its_reason(folder: Path) -> None:
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 not a photograph at all")
    data = io.BytesIO()
    photograph(160, 160).save(data, "JPEG")
    (folder / "cut.jpg").write_bytes(data.getvalue()[:900])
    photograph(95, 300).save(folder / "tiny.png")
    Image.new("RGB", (200, 200), (90, 90, 90)).save(folder / "blank.png")
    clear = photograph(150, 150).convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize((150, 150)))
    clear.save(folder / "clear.png")
    (folder / "torn.tar").write_bytes(b"\0" * 100 + b"no tar")
    (folder / "notes.txt").write_text("not a picture, and not counted as one")
    photographs = Photographs.read(folder)
    assert len(photographs) == 4
    assert {s.name: s.reason for s in photographs.skipped} == {
        "broken.jpg": "it cannot be decoded",
        "cut.jpg": "it cannot be decoded",
        "tiny.png": "it is smaller than 96 pixels",
        "blank.png": "it is blank",
        "clear.png": "parts of it are transparent",
        "torn.tar": "it is not a tar that can be read to its end",
    }
    assert "6 files were skipped" in photographs.report()
    assert "2 because it cannot be decoded" in photographs.report()


def test_greyscale_deep_turned_and_large_photographs_are_used(tmp_path: Path) -> None:
    grey = photograph(130, 120).convert("L")
    grey.save(tmp_path / "a-grey.png")
    deep = np.asarray(grey).astype(np.uint16) * 257
    Image.fromarray(deep).save(tmp_path / "b-deep.png")
    turned = photograph(220, 120)
    exif = Image.Exif()
    exif[0x0112] = 6
    turned.save(tmp_path / "c-turned.jpg", quality=95, exif=exif)
    photograph(2400, 1300).save(tmp_path / "d-large.jpg")
    photograph(1400, 100).save(tmp_path / "e-strip.png")
    photographs = Photographs.read(tmp_path, short_side=256)
    assert len(photographs) == 5
    assert (photographs.greyscale, photographs.scaled_down) == (2, 1)
    assert "2 greyscale, 1 scaled down" in photographs.report()
    assert np.array_equal(photographs.pixels(0)[..., 0], np.asarray(grey))
    assert np.array_equal(photographs.pixels(1), photographs.pixels(0))
    assert photographs.pixels(2).shape == (220, 120, 3)
    assert min(photographs.pixels(3).shape[:2]) == 256
    assert photographs.pixels(4).shape == (100, 400, 3)


def test_nothing_usable_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(PhotographsError, match=r"^There is no file or folder .*nowhere\.$"):
        Photographs.read(tmp_path / "nowhere")
    with pytest.raises(PhotographsError, match=r"^There are no photographs in .*\.$"):
        Photographs.read(tmp_path)
    (tmp_path / "a.jpg").write_bytes(b"nothing")
    with pytest.raises(
        PhotographsError, match=r"^None of the 1 files .*a\.jpg was skipped because it cannot be decoded"
    ):
        Photographs.read(tmp_path)


def test_a_batch_has_its_shapes_ranges_and_memory_order(folder: Path) -> None:
    photographs, masks = Photographs.read(folder).batch(0, 0, 5, 96)
    assert photographs.shape == (5, 3, 96, 96)
    assert masks.shape == (5, 1, 96, 96)
    assert photographs.dtype == masks.dtype == torch.float32
    assert 0 <= float(photographs.min()) < float(photographs.max()) <= 1
    assert set(masks.unique().tolist()) == {0.0, 1.0}
    assert photographs.is_contiguous(memory_format=torch.channels_last)


def test_a_crop_depends_on_its_number_and_not_on_the_batch_it_came_in(folder: Path) -> None:
    photographs = Photographs.read(folder)
    whole = photographs.batch(4, 100, 12, 96)
    parts = [photographs.batch(4, 100 + at, count, 96) for at, count in ((0, 5), (5, 1), (6, 6))]
    for i in range(2):
        assert torch.equal(whole[i], torch.cat([part[i] for part in parts]))
    other = photographs.batch(5, 100, 12, 96)
    assert not torch.equal(whole[0], other[0])
    assert not torch.equal(whole[1], other[1])


@pytest.mark.parametrize("count", [1, 2, 3, 7, 64, 197])
def test_every_round_shows_every_photograph_once_in_another_order(count: int) -> None:
    rounds = [[dataset._shuffled(11, turn * count + i, count) for i in range(count)] for turn in range(3)]
    for order in rounds:
        assert sorted(order) == list(range(count))
    if count >= 7:
        assert rounds[0] != rounds[1] != rounds[2]


def test_crops_of_an_unchanged_look_are_pixels_of_the_photograph(folder: Path) -> None:
    photographs = Photographs.read(folder)
    crops, _ = photographs.batch(0, 0, 24, 136, augment=False)
    found = 0
    whole = [torch.from_numpy(photographs.pixels(i)).permute(2, 0, 1).float() / 255 for i in range(4)]
    for crop in crops:
        for turned in (crop, crop.flip(2), crop.flip(1), crop.flip(1, 2)):
            for one in whole:
                for y in range(one.shape[1] - 135):
                    windows = one[:, y].unfold(1, 136, 1)  # (3, places, 136)
                    if (windows - turned[:, 0][:, None]).abs().amax((0, 2)).min() < 1e-6:
                        found += 1
    assert found >= 24


def test_photographs_too_small_for_a_crop_give_way_to_larger_ones(folder: Path) -> None:
    photographs = Photographs.read(folder)
    crops, _ = photographs.batch(0, 0, 8, 160)
    assert crops.shape == (8, 3, 160, 160)
    with pytest.raises(PhotographsError, match="None of the 4 photographs is 192 x 192 pixels or larger"):
        photographs.batch(0, 0, 8, 192)


def test_a_gpu_gathers_the_very_pixels_that_a_cpu_slices(folder: Path) -> None:
    photographs = Photographs.read(folder)
    places = [photographs._draw(0, i, 96, None, False, None).place for i in range(40)]
    assert {(p.mirrored, p.upside_down) for p in places} >= {(False, False), (True, False)}
    sliced, gathered = (how(photographs._buffer, places, 96) for how in (dataset._slice, dataset._gather))
    assert torch.equal(sliced, gathered)


def test_held_out_photographs_are_the_last_by_name(folder: Path) -> None:
    photographs = Photographs.read(folder)
    rest, held_out = photographs.split(1)
    assert rest.names == photographs.names[:3]
    assert held_out.names == ("deeper/9.png",)
    assert np.array_equal(held_out.pixels(0), photographs.pixels(3))
    with pytest.raises(ValueError, match="cannot be held out"):
        photographs.split(4)


def test_a_bank_turns_its_holes_and_repeats(folder: Path) -> None:
    bank = MaskBank(64, count=5, seed=1, kinds=("border",))
    holes = bank.take(list(range(40)))
    assert holes.shape == (40, 1, 64, 64)
    assert set(holes.unique().tolist()) == {0.0, 1.0}
    assert torch.equal(holes[0].flip(2), holes[5])
    assert torch.equal(holes[0].flip(1), holes[10])
    assert torch.equal(holes[0].transpose(1, 2), holes[20])
    photographs = Photographs.read(folder)
    first, again = (photographs.batch(0, 7, 6, 64, bank=bank)[1] for _ in range(2))
    assert torch.equal(first, again)


def test_looks_change_some_photographs_and_leave_others() -> None:
    looks = [augmentation.sample_look(np.random.default_rng(i)) for i in range(400)]
    photographs = torch.rand(400, 3, 8, 8, generator=torch.Generator().manual_seed(0)).contiguous(
        memory_format=torch.channels_last
    )
    before = photographs.clone()
    after = augmentation.augment(photographs, looks)
    assert torch.equal(photographs, before)
    assert 0 <= float(after.min()) <= float(after.max()) <= 1
    untouched = int(((after - before).abs().amax((1, 2, 3)) < 1e-6).sum())
    assert 0.25 < untouched / 400 < 0.6
    colourless = sum(
        bool(look.matrix[0, 0] < 0.34 and abs(look.matrix[0, 1] - 2 * look.matrix[0, 0]) < 0.1) for look in looks
    )
    assert 0.08 < colourless / 400 < 0.22


def test_grain_is_of_its_strength_and_nearly_spares_white() -> None:
    grey, white = torch.full((3, 200, 200), 0.5), torch.ones(3, 200, 200)
    grained = augmentation.add_grain(grey, 0.03, coloured=False, coarse=False, shift=(13, 400))
    assert float((grained - grey).std()) == pytest.approx(0.03, rel=0.05)
    assert torch.equal(grained[0], grained[2])
    assert float((augmentation.add_grain(white, 0.03, True, True, (0, 0)) - white).std()) < 0.012


def test_compression_is_what_a_jpeg_of_that_quality_does() -> None:
    """Against libjpeg itself, by way of Pillow."""
    original = photograph(128, 112)
    pixels = torch.from_numpy(np.asarray(original).copy()).permute(2, 0, 1).float() / 255
    for quality in (30, 60, 90):
        data = io.BytesIO()
        original.save(data, "JPEG", quality=quality, subsampling="4:2:0")
        truly = torch.from_numpy(np.asarray(Image.open(data)).copy()).permute(2, 0, 1).float() / 255
        ours = augmentation.compress(pixels, quality)
        lost, differs = (truly - pixels).square().mean(), (truly - ours).square().mean()
        assert float(differs) < 0.25 * float(lost)
    assert augmentation.compress(pixels[:, :50, :37], 50).shape == (3, 50, 37)


def test_masks_beside_photographs_and_what_a_mac_leaves_are_not_learnt_from(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (80, 80, 3), np.uint8)
    for name in ("a.png", "a.mask.png", "death-mask.png"):
        Image.fromarray(pixels).save(tmp_path / name)
    (tmp_path / "._a.png").write_bytes(b"what a Mac leaves beside every file")
    skipped: list = []
    found = dataset._find(tmp_path, skipped)
    assert [file.name for file in found] == ["a.png", "death-mask.png"]
    assert [(one.name, one.reason) for one in skipped] == [("a.mask.png", "it is the mask of another picture")]
