"""Which decoder opens a file, and what each says where it cannot."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, features

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files import decoding
from inpaint_studio.files.errors import UnsupportedPicture
from inpaint_studio.files.origin import origin_of
from inpaint_studio.files.reading import read_picture


def _read(path: Path, content: bytes) -> Picture:
    path.write_bytes(content)
    return read_picture(path)


def _coded(image: Image.Image, format: str, **parameters: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **parameters)
    return buffer.getvalue()


def test_the_origin_remembers_page_and_orientation(tmp_path: Path, smooth: Callable) -> None:
    exif = Image.Exif()
    exif[0x0112] = 8
    picture = _read(tmp_path / "a.jpg", _coded(Image.fromarray(smooth(3)), "JPEG", exif=exif))
    origin = origin_of(picture)
    assert origin is not None
    assert (origin.format, origin.page, origin.pages, origin.orientation) == ("jpeg", 0, 1, 8)


HEIC = Path(__file__).with_name("data") / "ramp.heic"


def test_without_the_extra_a_heic_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    with pytest.raises(UnsupportedPicture, match="Install the extra heic"):
        decoding.decode(HEIC, 0, 1 << 30)


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow has no AVIF")
def test_an_avif_that_its_boxes_turn_opens_upright(tmp_path: Path, smooth: Callable) -> None:
    exif = Image.Exif()
    exif[274] = 6  # Pillow writes it as irot and imir boxes, and reads them back as EXIF with a mark of its own
    Image.fromarray(smooth(3, 24, 32)).save(tmp_path / "a.avif", exif=exif)
    assert read_picture(tmp_path / "a.avif").size == Size(24, 32)
