"""Lengths and offsets inside a DICOM file follow when its elements change."""

import io
import struct
from pathlib import Path

import pydicom

from inpaint_studio.files.kinds.dicom_elements import parse
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.dicom_splicing import spliced
from inpaint_studio.files.saving.writing import save_picture

from ..phantoms import body, packaged, patch
from ..phantoms import dicom as phantom


def saved(path, target, page=0):
    picture = read_picture(path, page)
    save_picture(picture, (patch(picture),), target)


def test_elements_go_where_their_tags_belong_and_nothing_else_moves() -> None:
    file = parse(phantom(body()))
    new = file.coding.element(0x00204000, "LT", b"a comment")
    again = parse(spliced(file, {0x00204000: new, 0x00100010: None}, {}))
    tags = [element.tag for element in again.elements]
    assert tags == sorted(tags)
    assert 0x00100010 not in tags
    assert again.text(0x00204000) == "a comment"
    assert spliced(file, {}, {}) == file.content


def test_group_lengths_follow(tmp_path: Path) -> None:
    path, target = packaged("MR_small.dcm"), tmp_path / "a.dcm"
    content = bytearray(phantom(body()))
    file = parse(bytes(content))
    group = [one for one in file.elements if one.tag >> 16 == 8]
    length = struct.pack("<HH2sHI", 8, 0, b"UL", 4, sum(one.end - one.start for one in group))
    path = tmp_path / "b.dcm"
    path.write_bytes(bytes(content[: group[0].start]) + length + bytes(content[group[0].start :]))
    saved(path, target)
    after = parse(target.read_bytes())
    stated = after.element(0x00080000)
    assert stated is not None
    real = sum(one.end - one.start for one in after.elements if one.tag >> 16 == 8 and one.tag & 0xFFFF)
    assert struct.unpack("<I", after.value(stated))[0] == real


def test_offset_tables_point_at_the_frames(tmp_path: Path) -> None:
    before = pydicom.dcmread(packaged("emri_small_RLE.dcm"))
    frames = list(pydicom.encaps.generate_frames(before.PixelData, number_of_frames=10))
    before.PixelData = pydicom.encaps.encapsulate(frames, has_bot=True)
    buffer = io.BytesIO()
    before.save_as(buffer)
    path = tmp_path / "a.dcm"
    path.write_bytes(buffer.getvalue())
    saved(path, tmp_path / "b.dcm", 3)
    after = pydicom.dcmread(tmp_path / "b.dcm")
    offsets = pydicom.encaps.parse_basic_offsets(after.PixelData)
    assert len(offsets) == 10
    start = 8 + 4 * 10
    assert all(after.PixelData[start + at : start + at + 4] == b"\xfe\xff\0\xe0" for at in offsets)
    again = list(pydicom.encaps.generate_frames(after.PixelData, number_of_frames=10))
    assert [one == other for one, other in zip(frames, again, strict=True)] == [n != 3 for n in range(10)]
