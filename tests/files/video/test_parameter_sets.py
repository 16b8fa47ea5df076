import pytest

from inpaint_studio.files.video import parameter_sets

SPS = bytes([0x67, 100, 0, 10, 0b10101100])  # number 0
SECOND = bytes([0x67, 100, 0, 10, 0b01010110])  # number 1
PPS = bytes([0x68, 0b11101011])
HEADER = b"\x01d\x00\n\xff\xe1\x00\x05" + SPS + b"\x01\x00\x02" + PPS + b"\xfd\xf8\xf8\x00"


def test_units_stand_between_start_codes() -> None:
    stream = b"\0\0\0\1" + SPS + b"\0\0\1" + PPS
    assert parameter_sets.units(stream) == [SPS, PPS]
    assert parameter_sets.with_lengths(stream, 4) == b"\0\0\0\5" + SPS + b"\0\0\0\2" + PPS


def test_a_header_with_lengths_lists_its_sets() -> None:
    assert parameter_sets.has_lengths(HEADER)
    assert not parameter_sets.has_lengths(b"\0\0\0\1" + SPS)
    assert parameter_sets.length_size(HEADER, "h264") == 4
    assert parameter_sets.sets_in(HEADER, "h264") == [SPS, PPS]


def test_a_second_set_gets_a_number_of_its_own_and_stands_beside_the_first() -> None:
    assert parameter_sets.free_number(HEADER) == 1
    both = parameter_sets.with_second(HEADER, b"\0\0\0\1" + SECOND + b"\0\0\0\1" + PPS)
    assert parameter_sets.sets_in(both, "h264") == [SPS, SECOND, PPS, PPS]
    assert both.endswith(b"\xfd\xf8\xf8\x00")


def test_a_broken_header_raises() -> None:
    with pytest.raises(IndexError):
        parameter_sets.with_second(b"\x01d\x00\n\xff\xe1\x00", b"")
