"""Reading photographs: what is read, what is skipped and why, and what is kept for next time."""

import io
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from inpaint_studio.model.photographs import reading
from inpaint_studio.model.photographs.crops import PhotographsError
from inpaint_studio.model.photographs.dataset import Photographs
from inpaint_studio.model.photographs.picture_files import find
from inpaint_studio.model.photographs.reading import ReadingPhotographs, read_all, read_photographs


def packed(folder: Path, to: Path) -> Path:
    with tarfile.open(to, "w") as tar:
        for file in sorted(folder.rglob("*"), reverse=True):
            if file.is_file():
                tar.add(file, "./" + file.relative_to(folder).as_posix())
    return to


def test_a_folder_is_read_through_with_all_folders_in_it(folder: Path) -> None:
    photographs = read_all(folder)
    assert photographs.names == ("0.png", "1.png", "2.png", "deeper/9.png")
    assert photographs.skipped == ()
    with Image.open(folder / "1.png") as original:
        assert np.array_equal(photographs.pixels(1), np.asarray(original))


def test_a_tar_gives_what_its_folder_gives(folder: Path, tmp_path: Path) -> None:
    tar = packed(folder, tmp_path / "shard.tar")
    shards = tmp_path / "shards"
    shards.mkdir()
    packed(folder / "deeper", shards / "b.tar")
    loose = read_all(folder)
    read = read_all(tar)
    assert read.names == loose.names
    for a, b in zip(read.batch(1, 5, 6, 96), loose.batch(1, 5, 6, 96), strict=True):
        assert torch.equal(a, b)
    assert read_all(shards).names == ("9.png",)


def test_progress_ends_at_the_total_and_the_photographs_come_last(folder: Path) -> None:
    steps = list(read_photographs(folder))
    assert isinstance(steps[-1], Photographs)
    assert steps[-2] == ReadingPhotographs(4, 4)


def test_a_cache_gives_the_same_photographs_without_decoding_them_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "broken.jpg").write_bytes(b"no photograph")
    cache = tmp_path / "run" / "photographs"
    plain, first = read_all(folder), read_all(folder, cache=cache)
    decodings: list[object] = []
    truly = reading.decode
    monkeypatch.setattr(reading, "decode", lambda *arguments: decodings.append(arguments) or truly(*arguments))
    again = read_all(folder, cache=cache)
    assert decodings == []
    for cached in (first, again):
        assert (cached.names, cached.skipped) == (plain.names, plain.skipped)
        assert torch.equal(cached.batch(0, 3, 5, 96)[0], plain.batch(0, 3, 5, 96)[0])
    assert sorted(file.name for file in cache.iterdir()) == ["index.json", "pixels.bin"]


def test_a_cache_of_other_photographs_or_half_a_cache_is_made_anew(
    folder: Path, tmp_path: Path, photograph: Callable[..., Image.Image]
) -> None:
    cache = tmp_path / "cache"
    assert len(read_all(folder, cache=cache)) == 4
    photograph(150, 150, seed=5).save(folder / "new.png")
    assert "new.png" in read_all(folder, cache=cache).names
    assert read_all(folder, 100, cache=cache).scaled_down == 5
    whole = read_all(folder, cache=cache).batch(0, 0, 4, 96)[0]
    pixels = cache / "pixels.bin"
    pixels.write_bytes(pixels.read_bytes()[:5000])
    assert torch.equal(read_all(folder, cache=cache).batch(0, 0, 4, 96)[0], whole)


def test_a_second_reader_waits_for_the_first_and_then_shares_its_cache(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    first, second = read_photographs(folder, cache=cache), read_photographs(folder, cache=cache)
    assert next(first) == ReadingPhotographs(4, 4)  # decoded, not yet put in place
    assert next(second) == ReadingPhotographs(0, 4)  # waits
    (done,) = first
    monkeypatch.setattr(reading, "decode", None)  # whoever decodes now fails
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
    assert len(read_all(folder, cache=cache)) == 4
    stopped = read_photographs(folder, 100, cache)
    next(stopped)
    stopped.close()
    assert not (cache / "decoding").exists()


def test_a_cache_that_cannot_be_written_is_one_sentence(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("")
    with pytest.raises(PhotographsError, match=r"^The decoded photographs cannot be kept in .*cache: .*\.$"):
        read_all(folder, cache=tmp_path / "a-file" / "cache")


def test_bad_files_are_counted_each_with_its_reason(folder: Path, photograph: Callable[..., Image.Image]) -> None:
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
    photographs = read_all(folder)
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


def test_greyscale_deep_turned_and_large_photographs_are_used(
    tmp_path: Path, photograph: Callable[..., Image.Image]
) -> None:
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
    photographs = read_all(tmp_path, short_side=256)
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
        read_all(tmp_path / "nowhere")
    with pytest.raises(PhotographsError, match=r"^There are no photographs in .*\.$"):
        read_all(tmp_path)
    (tmp_path / "a.jpg").write_bytes(b"nothing")
    with pytest.raises(
        PhotographsError, match=r"^None of the 1 files .*a\.jpg was skipped because it cannot be decoded"
    ):
        read_all(tmp_path)


def test_masks_beside_photographs_and_what_a_mac_leaves_are_not_learnt_from(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (80, 80, 3), np.uint8)
    for name in ("a.png", "a.mask.png", "death-mask.png"):
        Image.fromarray(pixels).save(tmp_path / name)
    (tmp_path / "._a.png").write_bytes(b"what a Mac leaves beside every file")
    skipped: list = []
    photographs_read = find(tmp_path, skipped)
    assert [file.name for file in photographs_read] == ["a.png", "death-mask.png"]
    assert [(one.name, one.reason) for one in skipped] == [("a.mask.png", "it is the mask of another picture")]
