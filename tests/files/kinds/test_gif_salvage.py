"""Damaged GIFs: the frames before the damage, or of the first frame the rows before it."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.files.kinds import gif_salvage
from inpaint_studio.files.reading import read_picture


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize("damage", ["cut", "wrong byte"])
def test_of_a_damaged_gif_the_rows_before_are_there(
    tmp_path: Path, smooth: Callable, interlaced: bool, damage: str
) -> None:
    image = Image.fromarray(smooth(3)).quantize(64)
    buffer = io.BytesIO()
    image.save(buffer, "GIF", interlace=interlaced)
    content = bytearray(buffer.getvalue())
    half = len(content) // 2
    if damage == "cut":
        del content[half:]
    else:
        content[half : half + 40] = bytes(range(200, 240))
    (tmp_path / "a.gif").write_bytes(content)
    picture = read_picture(tmp_path / "a.gif")
    assert picture.unknown is not None
    known = picture.unknown == 0
    whole = np.asarray(Image.open(buffer).convert("RGB"))
    assert 0.2 < known.mean() < 0.9
    assert known[0].all()
    same = (picture.pixels[:, :, :3] == whole)[known].mean()
    assert same == 1 if damage == "cut" else same > 0.9


def test_of_an_animation_that_ends_early_the_whole_frames_are_there(tmp_path: Path, smooth: Callable) -> None:
    frames = [Image.fromarray(np.roll(smooth(3), step, axis=1)).quantize(64) for step in (0, 20, 40)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    whole = np.asarray(Image.open(buffer).convert("RGB"))
    (tmp_path / "a.gif").write_bytes(buffer.getvalue()[: len(buffer.getvalue()) // 2])
    picture = read_picture(tmp_path / "a.gif")
    assert picture.unknown is None
    assert np.array_equal(picture.pixels[:, :, :3], whole)


def _gif(indices: np.ndarray, colours: int = 256, **how: object) -> bytes:
    image = Image.fromarray(indices, "P")
    image.putpalette(np.random.default_rng(9).integers(0, 256, 3 * colours, np.uint8).tolist())
    buffer = io.BytesIO()
    image.save(buffer, "GIF", optimize=False, **how)
    return buffer.getvalue()


def _shown(content: bytes) -> np.ndarray:
    """The first frame, by a decoder that refuses what is not whole."""
    with Image.open(io.BytesIO(content)) as image:
        return np.asarray(image.convert("RGB"))


def _noise(height: int, width: int, colours: int = 256) -> np.ndarray:
    return np.random.default_rng(2).integers(0, colours, (height, width), np.uint8)


@pytest.mark.parametrize("interlace", [False, True])
def test_wherever_a_gif_is_cut_what_is_known_is_right(interlace: bool) -> None:
    whole = _gif(_noise(21, 17), interlace=interlace)
    picture = _shown(whole)
    before = 0
    for length in range(0, len(whole), 5):
        made = gif_salvage.mended(whole[:length])
        if made is None:
            assert length < 900  # the header and the palette
            continue
        shown = _shown(made.content)
        known = np.ones((21, 17), bool) if made.unknown is None else made.unknown == 0
        assert np.array_equal(shown[known], picture[known])
        assert known.sum() >= before  # more of the file is never less of the picture
        before = known.sum()
    assert before >= 20 * 17


def test_of_an_interlaced_gif_the_rows_come_in_its_four_passes() -> None:
    whole = _gif(_noise(16, 40), interlace=True)
    made = gif_salvage.mended(whole[: 800 + (len(whole) - 800) // 2])
    assert made is not None
    assert made.unknown is not None
    rows = np.flatnonzero(~made.unknown.any(axis=1)).tolist()
    assert {0, 4, 8, 12} <= set(rows)
    assert not {1, 3, 15} & set(rows)


def test_a_frame_smaller_than_the_picture_is_marked_where_it_lies() -> None:
    whole = bytearray(_gif(_noise(12, 20)))
    at = whole.index(b",\0\0\0\0\x14\0\x0c\0")
    whole[at + 1 : at + 5] = (7).to_bytes(2, "little") + (3).to_bytes(2, "little")
    whole[6:10] = (40).to_bytes(2, "little") + (30).to_bytes(2, "little")
    made = gif_salvage.mended(bytes(whole[:-150]))
    assert made is not None
    assert made.unknown is not None
    assert made.unknown.shape == (30, 40)
    rows, columns = np.nonzero(made.unknown)
    assert (columns.min(), columns.max()) == (7, 26)
    assert 3 < rows.min() <= rows.max() == 14


def test_whole_frames_stay_byte_for_byte_when_a_later_one_is_cut() -> None:
    first = Image.fromarray(_noise(20, 30), "P")
    later = [Image.fromarray(_noise(20, 30)[:, ::step].copy(), "P").resize((30, 20)) for step in (-1, 2)]
    buffer = io.BytesIO()
    first.save(buffer, "GIF", save_all=True, append_images=later, duration=50)
    whole = buffer.getvalue()
    made = gif_salvage.mended(whole[: len(whole) * 5 // 6])
    assert made is not None
    assert made.unknown is None
    assert whole.startswith(made.content[:-1])
    with Image.open(io.BytesIO(made.content)) as image:
        assert image.n_frames == 2


@pytest.mark.parametrize("size", range(1, 9))
def test_what_is_packed_anew_is_what_was_unpacked(size: int) -> None:
    for count in (1, (1 << size) - 1, 1000):
        indices = _noise(1, count, 1 << size)[0]
        packed = gif_salvage._packed(indices, size)
        _, body, ends = gif_salvage._blocks(packed, 1)
        assert ends
        assert np.array_equal(gif_salvage._unpacked(body, packed[0], count), indices)


@pytest.mark.parametrize("colours", [2, 4, 256])
def test_codes_are_unpacked_as_other_encoders_pack_them(colours: int) -> None:
    """Noise of 256 colours fills the table of 4,096 codes; two colours use the smallest codes."""
    indices = _noise(150, 160, colours)
    content = _gif(indices, colours, interlace=False)
    at = content.index(b",\0\0\0\0\xa0\0\x96\0") + 10
    _, body, _ = gif_salvage._blocks(content, at + 1)
    assert np.array_equal(gif_salvage._unpacked(body, content[at], indices.size), indices.ravel())


def test_a_gif_of_codes_shorter_than_the_standard_allows_is_mended() -> None:
    head = b"GIF89a\1\0\4\0\x80\0\0" + b"\0\0\0\xff\xff\xff"
    made = gif_salvage.mended(head + b",\0\0\0\0\1\0\4\0\0" + b"\1\xff\x06")  # of 255 bytes there is one
    assert made is not None
    assert made.unknown is not None
    assert made.unknown[:, 0].tolist() == [0, 0, 255, 255]
    assert _shown(made.content)[0].tolist() == [[255, 255, 255]]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a\x03\0\x03",
        b"GIF89a\x03\0\x03\0\0\0\0",
        b"GIF89a\x03\0\x03\0\0\0\0;",
        b"GIF89a\x03\0\x03\0\0\0\0,\0\0\0\0\x03\0\x03\0\0\x02",  # no codes
        b"GIF89a\x03\0\x03\0\0\0\0,\0\0\0\0\0\0\x03\0\0\x02\x02\x4c",  # a frame without columns that ends early
        b"GIF89a\x03\0\x03\0\0\0\0,\0\0\0\0\x03\0\0\0\0\x02\x02\x4c",  # one without rows
        b"GIF89a\x03\0\x03\0\0\0\0,\0\0\0\0\x03\0\x03\0\0\x0c\x02\x4c\x01\0;",  # codes of 13 bits
        b"GIF89a\x03\0\x03\0\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x4c\x01\0;",  # more pixels than are unpacked
    ],
)
def test_where_nothing_is_left_nothing_is_mended(content: bytes) -> None:
    made = gif_salvage.mended(content)
    assert made is None or (made.unknown is not None and made.unknown.all())
