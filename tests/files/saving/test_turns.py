"""What goes along when a picture that was stored turned is saved upright: resolution in every place it is told."""

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from inpaint_studio.files.kinds import jpeg_segments, metadata_reading, photoshop, xmp
from inpaint_studio.files.kinds.jpeg_segments import Segment
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import save_picture

_PACKET = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" '
    b'tiff:XResolution="300/1"><tiff:YResolution>1500000/10000</tiff:YResolution></rdf:Description></rdf:RDF></x:xmpmeta>'
)
_1005 = struct.pack(">IHHIHH", 300 << 16, 1, 2, 150 << 16, 2, 1)


def _turned(path: Path, pixels: np.ndarray) -> None:
    """300 by 150 pixels an inch, told four times, stored on its side."""
    exif = Image.Exif()
    exif[274], exif[282], exif[283], exif[296] = 6, 300.0, 150.0, 2
    Image.fromarray(pixels).save(path, "JPEG", exif=exif, dpi=(300, 150))
    segments, behind = jpeg_segments.split(path.read_bytes())
    resource = photoshop.Resource(photoshop.RESOLUTION, b"\0\0", _1005).to_bytes()
    added = [
        Segment(0xE1, jpeg_segments.XMP_MARK + _PACKET),
        Segment(0xED, jpeg_segments.IPTC_MARK + resource),
    ]
    path.write_bytes(jpeg_segments.join([*segments[:3], *added, *segments[3:]], behind))


def test_a_resolution_turns_with_the_picture_wherever_it_is_told(tmp_path: Path, smooth: Callable) -> None:
    _turned(tmp_path / "a.jpg", smooth(3))
    save_picture(read_picture(tmp_path / "a.jpg"), (), tmp_path / "b.tif")
    metadata = metadata_reading.read("tiff", (tmp_path / "b.tif").read_bytes())
    assert metadata.dpi == (150, 300)
    assert metadata.xmp is not None
    assert metadata.iptc is not None
    assert xmp.value(metadata.xmp, xmp.TIFF, "XResolution") == "1500000/10000"
    assert xmp.value(metadata.xmp, xmp.TIFF, "YResolution") == "300/1"
    (resource,) = photoshop.split(metadata.iptc)[0]
    assert struct.unpack(">IHHIHH", resource.data) == (150 << 16, 2, 1, 300 << 16, 1, 2)


def test_a_programs_own_words_that_have_no_place_are_said(tmp_path: Path, smooth: Callable) -> None:
    words = PngInfo()
    words.add_text("Software", "a program")
    Image.fromarray(smooth(3)).save(tmp_path / "a.png", pnginfo=words)
    report = save_picture(read_picture(tmp_path / "a.png"), (), tmp_path / "b.tif")
    assert any("text had no place" in note for note in report.notes)
