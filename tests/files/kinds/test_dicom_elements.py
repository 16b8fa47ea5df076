"""A DICOM file is taken apart by its bytes, whole or broken."""

import struct

import numpy as np
import pytest

from inpaint_studio.files.kinds.dicom_elements import DicomError, begins_like, fragments, parse

from ..phantoms import body, packaged
from ..phantoms import dicom as phantom


@pytest.mark.parametrize(
    "name",
    [
        "CT_small.dcm",
        "MR_small_implicit.dcm",
        "MR_small_expb.dcm",
        "image_dfl.dcm",
        "emri_small_RLE.dcm",
        "UN_sequence.dcm",
    ],
)
def test_elements_cover_the_file_without_gaps(name: str) -> None:
    file = parse(packaged(name).read_bytes())
    at = file.data_start
    for element in file.elements:
        assert element.start == at
        at = element.end
    assert not any(bytes(file.body[at:]))
    assert not file.is_truncated


def test_text_elements_and_items_are_written_as_they_are_read() -> None:
    file = parse(phantom(body(), PatientID="A12"))
    element = file.element(0x00100020)
    assert element is not None
    assert file.coding.element(0x00100020, "LO", b"A12") == bytes(file.body[element.start : element.end])
    assert file.text(0x00100020) == "A12"
    with pytest.raises(ValueError, match="too long"):
        file.coding.element(0x00100020, "LO", bytes(70_000))


def test_a_file_that_is_cut_off_keeps_what_stands_before() -> None:
    whole = phantom(body())
    for length in range(133, len(whole) - 1, 97):
        try:
            file = parse(whole[:length])
        except DicomError:
            continue
        assert file.is_truncated or file.elements[-1].end <= length


def test_other_files_do_not_begin_like_dicom() -> None:
    assert begins_like(phantom(body())[:512])
    assert begins_like(phantom(body())[132:644])
    for head in (bytes(512), b"BM" + bytes(510), b"\x08\0\0\0" * 128, b"\x02\0" * 256, b"II*\0\x08\0\0\0" + bytes(504)):
        assert not begins_like(head)


def test_fragments_are_found_with_their_table() -> None:
    file = parse(packaged("emri_small_RLE.dcm").read_bytes())
    assert file.pixels is not None
    table, parts = fragments(file.body, file.pixels)
    assert len(parts) == 10
    assert table == [] or [start - 8 - parts[0][0] + 8 for start, _ in parts] == table


def test_nested_sequences_do_not_exhaust_the_stack() -> None:
    item = b""
    for _ in range(200):
        inner = struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF) + item + struct.pack("<HHI", 0xFFFE, 0xE00D, 0)
        item = struct.pack("<HH2sHI", 0x0008, 0x1140, b"SQ", 0, 0xFFFFFFFF) + inner
        item += struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    content = phantom(np.zeros((2, 2), np.uint8))
    assert parse(content[:-20] + item).is_truncated
