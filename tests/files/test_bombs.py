"""Files made to fill the memory: each is refused, or opened without its bomb, before anything large is allocated."""

import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from inpaint_studio.files import sandbox
from inpaint_studio.files.errors import PictureError, TooLargePicture
from inpaint_studio.files.kinds import png_chunks
from inpaint_studio.files.memory.project import open_project
from inpaint_studio.files.reading import read_picture

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak of memory is read from /proc")

MILLION = 1_000_000


@pytest.fixture
def peak_megabytes() -> Callable[[], float]:
    """Of a helper that was started for this test alone."""
    sandbox.close()

    def peak() -> float:
        status = Path(f"/proc/{sandbox._running_helper().process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024

    return peak


def _png(width: int, height: int, *more: png_chunks.Chunk) -> bytes:
    header = png_chunks.Chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    data = png_chunks.Chunk(b"IDAT", zlib.compress(bytes(100)))
    return png_chunks.join([header, *more, data, png_chunks.Chunk(b"IEND", b"")])


def _tiff(width: int, height: int) -> bytes:
    entries = [(256, width), (257, height), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, height), (279, 100)]
    packed = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + packed + bytes(104)


def _jp2(width: int, height: int) -> bytes:
    size = struct.pack(">HIIIIIIIIH", 0, width, height, 0, 0, width, height, 0, 0, 1) + b"\x07\x01\x01"
    return b"\xff\x4f\xff\x51" + struct.pack(">H", len(size) + 2) + size + b"\xff\xd9"


def _bmp(width: int, height: int) -> bytes:
    head = struct.pack("<IHHIIiiHHIIiiII", 100, 0, 0, 54, 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + head + bytes(40)


def _deflated_zeros(megabytes: int) -> bytes:
    packer, checksum = zlib.compressobj(9, wbits=-15), 1
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)  # repeats without being made again
    for _ in range(megabytes):
        checksum = zlib.adler32(bytes(1 << 20), checksum)
    return b"\x78\xda" + block * megabytes + packer.flush() + checksum.to_bytes(4, "big")


def test_a_million_million_pixels_are_refused_by_the_header(tmp_path: Path, peak_megabytes: Callable) -> None:
    claims = {
        "a.png": _png(MILLION, MILLION),
        "a.tif": _tiff(MILLION, MILLION),
        "a.bmp": _bmp(MILLION, MILLION),
        "a.jp2": _jp2(MILLION, MILLION),
        "a.pgm": b"P5 1000000 1000000 255\n",
        "a.pfm": b"PF 1000000 1000000 -1.0\n",
    }
    for name, content in claims.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(TooLargePicture, match=r"1,000,000 x 1,000,000 pixels \(\d.* TB\)"):
            read_picture(tmp_path / name)
    assert peak_megabytes() < 300


@pytest.mark.parametrize("kind", [b"iCCP", b"zTXt", b"iTXt"])
def test_a_gigabyte_packed_into_a_chunk_is_not_unpacked(tmp_path: Path, peak_megabytes: Callable, kind: bytes) -> None:
    begin = {b"iCCP": b"bomb\0\0", b"zTXt": b"bomb\0\0", b"iTXt": b"bomb\0\1\0\0\0"}[kind]
    (tmp_path / "a.png").write_bytes(_png(5, 5, png_chunks.Chunk(kind, begin + _deflated_zeros(1024))))
    try:
        picture = read_picture(tmp_path / "a.png")
    except PictureError as error:
        assert "a.png" in str(error)  # noqa: PT017  opening without the chunk is as good
    else:
        assert picture.profile is None
    assert peak_megabytes() < 300


def test_a_hundred_thousand_frames_take_no_memory(tmp_path: Path, peak_megabytes: Callable) -> None:
    frame = b"\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"
    (tmp_path / "a.gif").write_bytes(b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff" + frame * 100_000 + b"\x3b")
    picture = read_picture(tmp_path / "a.gif")
    assert picture.size == (1, 1)
    assert picture.notes[-1] == "This is frame 1 of 100000."
    control = png_chunks.Chunk(b"acTL", struct.pack(">II", 100_000, 0))
    (tmp_path / "a.png").write_bytes(_png(1, 1, control))
    try:
        assert read_picture(tmp_path / "a.png").size == (1, 1)
    except PictureError as error:
        assert "a.png" in str(error)  # noqa: PT017  it holds none of its frames
    pages = b"".join(struct.pack("<HHHIII", 1, 256, 4, 1, 1, 8 + 18 * (number + 1)) for number in range(100_000))
    (tmp_path / "a.tif").write_bytes(b"II*\0\x08\0\0\0" + pages)
    with pytest.raises(PictureError, match="more than 10,000 pages"):
        read_picture(tmp_path / "a.tif")
    assert peak_megabytes() < 300


def _ora(path: Path, stack: str, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "image/openraster")
        archive.writestr("stack.xml", stack)
        for name, content in members.items():
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return path


def test_entities_of_a_project_are_not_expanded(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<?xml version="1.0"?><!DOCTYPE image [<!ENTITY l0 "ha">{levels}]><image w="1" h="1">&l9;</image>'
    outside = '<?xml version="1.0"?><!DOCTYPE image [<!ENTITY x SYSTEM "file:///etc/passwd">]><image>&x;</image>'
    for number, stack in enumerate((laughs, outside)):
        with pytest.raises(PictureError, match=r"\.$"):
            open_project(_ora(tmp_path / f"{number}.ora", stack))


def test_a_project_of_packed_zeros_is_refused_by_its_list(tmp_path: Path, peak_megabytes: Callable) -> None:
    stack = '<image version="0.0.3" w="9" h="9"><stack><layer src="data/layer0.png"/></stack></image>'
    path = _ora(tmp_path / "a.ora", stack, **{"mergedimage.png": _png(MILLION, MILLION), "data/layer0.png": bytes(99)})
    with pytest.raises(PictureError, match=r"\.$"):
        open_project(path)
    assert peak_megabytes() < 300
