import io

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.files.kinds import jpeg_bits, jpeg_coefficients, jpeg_segments
from inpaint_studio.files.saving import jpeg_band, jpeg_exact
from inpaint_studio.files.saving.jpeg_band import Bits


def coded(shape, subsampling, seed=0, quality=90, **parameters):
    """A JPEG of noise that is smooth in places, and its segments."""
    pixels = np.random.default_rng(seed).integers(0, 256, (*shape, 3)).astype(np.uint8)
    pixels[: shape[0] // 2] = 90
    buffer = io.BytesIO()
    image = Image.fromarray(pixels if subsampling is not None else pixels[:, :, 0])
    extra = {} if subsampling is None else {"subsampling": subsampling}
    image.save(buffer, "JPEG", quality=quality, **extra, **parameters)
    return buffer.getvalue(), jpeg_segments.split(buffer.getvalue())[0]


def bits_of(segments, shape, subsampling):
    factors = {None: ((1, 1),), 0: ((1, 1),) * 3, 1: ((2, 1), (1, 1), (1, 1)), 2: ((2, 2), (1, 1), (1, 1))}[subsampling]
    wide, high = 8 * factors[0][0], 8 * factors[0][1]
    return Bits.of(segments, factors, -(-shape[1] // wide), -(-shape[0] // high))


def test_stuffing_is_taken_out_and_put_in_again_and_a_marker_is_refused():
    scan = np.frombuffer(b"\x01\xff\x00\xff\x00\x7f", np.uint8)
    out, again = np.zeros(8, np.uint8), np.zeros(16, np.uint8)
    count = jpeg_bits.without_stuffing(scan, out)
    assert out[:count].tobytes() == b"\x01\xff\xff\x7f"
    assert again[: jpeg_bits.with_stuffing(out, count, again)].tobytes() == scan.tobytes()
    assert jpeg_bits.without_stuffing(np.frombuffer(b"\x01\xff\xd0\x02", np.uint8), out) == -1
    assert jpeg_bits.without_stuffing(np.frombuffer(b"\x01\xff", np.uint8), out) == -1


@pytest.mark.parametrize("subsampling", [None, 0, 1, 2])
def test_coefficients_are_those_that_libjpeg_reads_and_come_back_bit_for_bit(tmp_path, subsampling):
    shape = (75, 93)
    content, segments = coded(shape, subsampling, quality=98)
    (tmp_path / "a.jpg").write_bytes(content)
    bits = bits_of(segments, shape, subsampling)
    rows = len(bits.at) - 1
    for top, bottom in ((0, rows), (1, 3), (rows - 1, rows)):
        own = bits.coefficients(top, bottom)
        for part, theirs, (_, down) in zip(
            bits.parts(own, bottom - top), jpeg_coefficients.read(tmp_path / "a.jpg"), bits.factors, strict=True
        ):
            there = theirs[top * down : bottom * down]
            assert np.array_equal(part[: len(there), : there.shape[1]], there)
        scan = next(one.scan for one in segments if one.marker == jpeg_segments.SOS)
        assert bits.replaced(top, bottom, own) == scan


def test_what_no_coder_wrote_and_what_is_coded_otherwise_is_refused():
    shape = (40, 64)
    _, segments = coded(shape, 2)
    assert bits_of(segments, shape, 2) is not None
    assert bits_of(segments, (56, 64), 2) is None  # a row of MCUs that is not there
    assert bits_of(segments, (24, 64), 2) is None  # one too many
    assert bits_of(coded(shape, 2, progressive=True)[1], shape, 2) is None
    assert bits_of(coded(shape, 2, restart_marker_rows=1)[1], shape, 2) is None


def test_bits_are_compared_wherever_they_begin():
    one = np.frombuffer(b"\x12\x34\x56\x78" + bytes(16), np.uint8).copy()
    other = np.frombuffer(b"\x01\x23\x45\x67\x80" + bytes(16), np.uint8).copy()  # four bits further on
    assert jpeg_bits.are_same(one, 0, other, 4, 32)
    assert jpeg_bits.are_same(one, 3, other, 7, 29)
    assert not jpeg_bits.are_same(one, 0, other, 5, 32)


def test_what_is_compiled_ahead_is_what_a_save_calls():
    assert len(list(jpeg_bits.preparing())) == 6
    content, _ = coded((48, 64), 2)
    before = np.asarray(Image.open(io.BytesIO(content)))
    after = before.copy()
    after[20:24, 20:24] = 9
    spliced = jpeg_exact.splice(content, before, after)
    assert jpeg_band.proven(spliced.content, spliced.band) is not None
    names = ("without_stuffing", "with_stuffing", "rows", "read", "replaced", "are_same")
    assert [len(getattr(jpeg_bits, name).signatures) for name in names] == [1] * 6
