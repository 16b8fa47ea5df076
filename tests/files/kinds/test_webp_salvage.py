"""WebP files that end early: the rows that are there, and nothing where there are none."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import PIL
import pytest
from PIL import Image, ImageCms

from inpaint_studio.files.errors import DamagedPicture
from inpaint_studio.files.kinds import webp_chunks, webp_salvage
from inpaint_studio.files.reading import read_picture

BUDGET = 1 << 30
needs_library = pytest.mark.skipif(webp_salvage._library() is None, reason="this Pillow has its libwebp built in")


def _coded(pixels: np.ndarray, **parameters: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "WEBP", **{"quality": 90, "exact": True, **parameters})
    return buffer.getvalue()


def _decoded(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)))


def _start(content: bytes) -> int:
    """Where the chunk of coded samples begins."""
    return max(content.find(kind, 12) for kind in (b"VP8 ", b"VP8L"))


@needs_library
@pytest.mark.parametrize("lossless", [True, False])
@pytest.mark.parametrize("channels", [3, 4])
def test_of_a_noisy_webp_cut_in_half_its_rows_are_there_with_profile_and_alpha(
    tmp_path: Path, lossless: bool, channels: int, samples: Callable
) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    pixels = samples(channels, height=160, width=120)
    pixels[:, :, 3:] = 200  # the alpha of a lossy one stands before its colours
    content = _coded(pixels, lossless=lossless, icc_profile=profile)
    (tmp_path / "a.webp").write_bytes(content[: len(content) // 2])
    picture = read_picture(tmp_path / "a.webp")
    assert picture.unknown is not None
    known = picture.unknown == 0
    assert 0.1 < known.mean() < 0.9
    assert picture.profile == profile
    assert np.array_equal(picture.pixels[known], _decoded(content)[known])


def test_of_a_webp_without_its_first_part_nothing_is_there_and_that_is_said(tmp_path: Path, smooth: Callable) -> None:
    content = _coded(smooth(3))
    (tmp_path / "a.webp").write_bytes(content[:60])
    with pytest.raises(DamagedPicture, match=r"ends before the part that the rest of it is decoded with is complete"):
        read_picture(tmp_path / "a.webp")


@needs_library
@pytest.mark.parametrize("lossless", [True, False])
def test_the_more_of_a_file_is_there_the_more_rows_are_known(samples: Callable, lossless: bool) -> None:
    content = _coded(samples(3, height=160, width=120), lossless=lossless)
    whole, at, counts = _decoded(content), _start(content), []
    for part in (0.3, 0.5, 0.7, 0.9, 0.999):
        made = webp_salvage.mended(content[: int(len(content) * part)], at, BUDGET)
        assert made is not None
        rows = made.unknown.all(axis=1)
        assert np.array_equal(rows, made.unknown.any(axis=1)), "a row is known or it is not"
        assert (np.diff(rows.astype(int)) >= 0).all(), "those that are there come first"
        pixels = _decoded(made.content)  # a strict decoder reads it
        assert pixels.shape == whole.shape
        assert np.array_equal(pixels[~rows], whole[~rows])
        assert not pixels[rows].any()
        counts.append(int((~rows).sum()))
    assert counts == sorted(counts)
    assert 0 < counts[0] < counts[-1] <= 160


@needs_library
def test_the_rows_are_saved_without_loss_and_with_the_profile_alone(samples: Callable) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.Exif()
    exif[0x010E] = "behind the samples, in the part that is missing"
    content = _coded(samples(4, height=90, width=70), lossless=True, icc_profile=profile, exif=exif)
    made = webp_salvage.mended(content[: len(content) * 2 // 3], _start(content), BUDGET)
    assert made is not None
    chunks = webp_chunks.split(made.content)
    assert [chunk.kind for chunk in chunks] == [b"VP8X", b"ICCP", b"VP8L"]
    assert chunks[1].body == profile
    image = Image.open(io.BytesIO(made.content))
    assert (image.mode, image.size) == ("RGBA", (70, 90))


@needs_library
@pytest.mark.parametrize("lossless", [True, False])
def test_before_the_first_row_there_is_none(smooth: Callable, lossless: bool) -> None:
    content = _coded(smooth(3), lossless=lossless)
    at = _start(content)
    for end in (at + 8, at + 12, at + 17, at + 18, at + 24):  # within the header, right behind it, before any row
        assert webp_salvage.mended(content[:end], at, BUDGET) is None


@needs_library
def test_what_the_decoder_refuses_has_no_rows(samples: Callable) -> None:
    content = bytearray(_coded(samples(3, height=90, width=70), lossless=True))
    at = _start(bytes(content))
    content[at + 13 : at + 80] = b"\xff" * 67  # no such codes, behind a header that is right
    assert webp_salvage.mended(bytes(content[: len(content) // 2]), at, BUDGET) is None


@needs_library
def test_a_size_of_nothing_is_not_decoded(smooth: Callable) -> None:
    content = bytearray(_coded(smooth(3)))
    at = _start(bytes(content))
    content[at + 14 : at + 16] = bytes(2)
    assert webp_salvage.mended(bytes(content[: len(content) * 3 // 4]), at, BUDGET) is None


@needs_library
def test_no_more_memory_is_taken_than_the_budget_has(smooth: Callable) -> None:
    """Eight bytes a pixel: the rows, and what they are encoded from."""
    content = _coded(smooth(3, 120, 160), lossless=True)
    cut, at = content[: len(content) * 3 // 4], _start(content)
    assert webp_salvage.mended(cut, at, 120 * 160 * 8) is not None
    assert webp_salvage.mended(cut, at, 120 * 160 * 8 - 1) is None


@pytest.mark.parametrize("lossless", [True, False])
def test_without_a_decoder_of_rows_the_picture_opens_by_another_way(
    tmp_path: Path, smooth: Callable, monkeypatch: pytest.MonkeyPatch, lossless: bool
) -> None:
    """As on Windows: the end is made up, and what depends on it is marked."""
    monkeypatch.setattr(webp_salvage, "_library", lambda: None)
    content = _coded(smooth(3), lossless=lossless)
    assert webp_salvage.mended(content[: len(content) * 3 // 4], _start(content), BUDGET) is None
    (tmp_path / "a.webp").write_bytes(content[: len(content) * 3 // 4])
    picture = read_picture(tmp_path / "a.webp")
    assert picture.unknown is not None
    known = picture.unknown == 0
    assert 0 < known.mean() < 1
    assert np.array_equal(picture.pixels[known], _decoded(content)[known])


@pytest.mark.parametrize("library", ["none", "no library", "another"])
def test_a_library_that_is_no_libwebp_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    (tmp_path / "pillow.libs").mkdir()
    place = tmp_path / "pillow.libs" / "libwebp-0.so"
    if library == "no library":
        place.write_bytes(b"not one")
    elif library == "another":
        others = sorted(Path(PIL.__file__).parent.parent.glob("pillow.libs/libsharpyuv-*"))
        if not others:
            pytest.skip("this Pillow has its libraries built in")
        place.symlink_to(others[0])
    monkeypatch.setattr(PIL, "__file__", str(tmp_path / "PIL" / "__init__.py"))
    assert webp_salvage._library.__wrapped__() is None


@pytest.mark.parametrize("alpha", [False, True])
def test_a_lossy_file_lacks_its_first_part_up_to_its_last_byte(smooth: Callable, alpha: bool) -> None:
    pixels = smooth(4 if alpha else 3)
    content = _coded(pixels)
    at = _start(content)
    end = at + 18 + (int.from_bytes(content[at + 8 : at + 11], "little") >> 5)
    assert at + 18 < end < len(content)
    assert webp_salvage.lacks_first_part(content[: end - 1])
    assert not webp_salvage.lacks_first_part(content[:end])
    assert not webp_salvage.lacks_first_part(content)


def test_a_lossless_file_has_no_first_part_to_lack(smooth: Callable) -> None:
    assert not webp_salvage.lacks_first_part(_coded(smooth(3), lossless=True)[:60])
