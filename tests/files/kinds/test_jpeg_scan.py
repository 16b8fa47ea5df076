"""Decoding JPEG samples symbol by symbol: what coders wrote comes back, and what none can have written is named."""

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.files.kinds import jpeg_damage, jpeg_scan, jpeg_segments
from inpaint_studio.files.kinds.jpeg_scan import (
    ENDS_EARLY,
    ENDS_LATE,
    NO_SUCH_CODE,
    TOO_LARGE,
    TOO_MANY_COEFFICIENTS,
)

BUDGET = 1 << 30
WHOLE, DC_ONLY = (0, 63, 0, 0), (0, 0, 0, 0)
# A made-up code: symbol of each, as zeros before it and bits of the value in one byte.
DC = {"0": 0, "10": 2, "110": 11, "1110": 12}
AC = {"00": 0x00, "01": 0x01, "100": 0xF0, "101": 0xE1, "1100": 0xF1, "1101": 0x10, "11100": 0x0B, "11101": 0x02}


def _tables() -> np.ndarray:
    tables = np.zeros((8, 65536), np.uint16)
    for number, codes in ((0, DC), (4, AC)):
        for code, symbol in codes.items():
            start = int(code.ljust(16, "0"), 2)
            tables[number, start : start + (1 << (16 - len(code)))] = len(code) << 8 | symbol
    return tables


def _decode(
    bits: str,
    band: tuple[int, int, int, int] = WHOLE,
    blocks: int = 1,
    first: int = 0,
    progressive: bool = False,
    into: np.ndarray | None = None,
) -> tuple[int, int, np.ndarray]:
    """Blocks of grey beside each other: the unit that broke, why, and the coefficients (blocks, 64)."""
    bits = bits.replace(" ", "")
    whole = bits.ljust(-(-len(bits) // 8) * 8, "1")  # as coders pad
    data = np.array([int(whole[at : at + 8], 2) for at in range(0, len(whole), 8)] + [255] * 16, np.uint8)
    out = np.zeros((first + blocks, 64), np.int16) if into is None else into
    components = np.array([(0, 0, 1, 1, len(out), 0)], np.int64)
    unit, why = jpeg_scan.interval(
        data,
        (0, len(whole)),
        (first, first + blocks, len(out)),
        _tables(),
        components,
        band,
        progressive,
        out.reshape(-1),
    )
    return unit, why, out


def _coefficients(content: bytes) -> tuple[np.ndarray, jpeg_damage._Frame, list]:
    segments, _ = jpeg_segments.split(content)
    frame = jpeg_damage._frame(segments, BUDGET)
    assert frame is not None
    out = np.zeros(sum(one.columns * one.rows * 64 for one in frame.components), np.int16)
    return out, frame, list(jpeg_damage._scans(segments, frame, out))


def _coded(pixels: np.ndarray, **how: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels.squeeze()).save(buffer, "JPEG", **{"quality": 90, **how})
    return buffer.getvalue()


@pytest.mark.parametrize("how", [{}, {"restart_marker_blocks": 3}, {"optimize": True}], ids=str)
def test_coefficients_are_those_that_the_samples_were_made_of(smooth: Callable, how: dict) -> None:
    """By the inverse transform of T.81, A.3.3, which shares nothing with the decoder."""
    content = _coded(smooth(1, 64, 96), **how)
    coefficients, frame, scans = _coefficients(content)
    assert all(not scan.broken for scan in scans)
    (part,) = frame.components
    natural = np.empty((part.rows * part.columns, 64))
    table = jpeg_damage._quantisation(jpeg_segments.split(content)[0])[part.table]
    natural[:, jpeg_damage.ZIGZAG] = coefficients.reshape(-1, 64) * table
    samples, orders = np.mgrid[0:8, 0:8]
    basis = np.cos((2 * samples + 1) * orders * np.pi / 16) * np.where(orders == 0, 0.5**0.5, 1) / 2
    blocks = basis @ natural.reshape(-1, 8, 8) @ basis.T + 128
    made = blocks.reshape(part.rows, part.columns, 8, 8).swapaxes(1, 2).reshape(part.rows * 8, part.columns * 8)
    shown = np.asarray(Image.open(io.BytesIO(content))).astype(float)
    assert np.abs(np.clip(made, 0, 255) - shown).max() < 2


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("restart", [0, 5])
def test_refined_in_many_scans_the_coefficients_are_those_of_a_single_scan(
    samples: Callable, smooth: Callable, channels: int, restart: int
) -> None:
    """libjpeg's progressive script: spectral selection and successive approximation, down to the last bit."""
    pixels = smooth(channels, 72, 104)
    pixels[:40, :48] = samples(channels, height=40, width=48)  # noise: many new coefficients in each refinement
    how = {"restart_marker_blocks": restart} if restart else {}
    plain, frame, _ = _coefficients(_coded(pixels))
    refined, _, scans = _coefficients(_coded(pixels, progressive=True, **how))
    assert any(scan.band[2] for scan in scans)
    assert all(not scan.broken for scan in scans)
    for part in frame.components:
        of_part = slice(part.base, part.base + part.columns * part.rows * 64)
        one, other = (one[of_part].reshape(part.rows, part.columns, 64) for one in (plain, refined))
        rows = -(-72 * part.down // frame.down // 8)  # a scan of one component leaves out what only fills an MCU
        columns = -(-104 * part.across // frame.across // 8)
        assert np.array_equal(one[:rows, :columns], other[:rows, :columns])


def test_values_are_signed_and_averages_are_differences() -> None:
    unit, why, out = _decode("10 11 01 1 00  10 00 01 0 00  10 01 00", blocks=3)
    assert (unit, why) == (3, 0)
    assert out[:, 0].tolist() == [3, 0, -2]
    assert out[:, 1].tolist() == [1, -1, 0]
    assert not out[:, 2:].any()


def test_an_interval_begins_anew_at_its_own_unit() -> None:
    """Its first average is a difference to nothing, as after each restart mark."""
    unit, why, out = _decode("10 11 00", first=2)
    assert (unit, why) == (3, 0)
    assert out[:, 0].tolist() == [0, 0, 3]
    assert _decode("10 11 1111 11", first=2, blocks=2)[:2] == (2, NO_SUCH_CODE)


@pytest.mark.parametrize(
    ("bits", "why"),
    [
        ("0 100 100 100 101 1", 0),  # 48 zeros, 14 more, and a value in the last place
        ("0 100 100 100 1100 1", TOO_MANY_COEFFICIENTS),
        ("0 100 100 100 100 00", TOO_MANY_COEFFICIENTS),
        ("0 11100 00000000000 00", TOO_LARGE),
        ("1110 000000000000 00", TOO_LARGE),
        ("0 111111", NO_SUCH_CODE),
        ("1111 0000", NO_SUCH_CODE),
        ("0 1101 0", NO_SUCH_CODE),  # a run of ends, which only a progressive scan has
        ("110 00000", ENDS_EARLY),  # within the bits of an average
        ("0 101 0 101", ENDS_EARLY),  # before the bit of a value
        ("0 00 00000 11111111", ENDS_LATE),
        ("0 00 00000", 0),  # to the end of the byte nobody asks what it is filled up with
    ],
)
def test_what_no_coder_has_written_is_named(bits: str, why: int) -> None:
    unit, reason, _ = _decode(bits)
    assert reason == why
    assert unit == (1 if why in (0, ENDS_LATE) else 0)


def test_an_average_beyond_what_eight_bits_can_have_is_too_large() -> None:
    high = "110 11111111111 00"  # +2047
    assert _decode(high)[:2] == (1, 0)
    assert _decode(high + high, blocks=2)[:2] == (1, TOO_LARGE)


def test_a_run_of_ends_reaches_over_blocks_and_not_beyond_the_interval() -> None:
    band = (1, 5, 0, 1)
    unit, why, out = _decode("1101 1  01 1 00", band, blocks=4, progressive=True)  # three ends, then a value
    assert (unit, why) == (4, 0)
    assert out[:, 1].tolist() == [0, 0, 0, 2]  # its lowest bit comes in another scan
    assert _decode("1101 1", band, blocks=3, progressive=True)[:2] == (3, 0)
    assert _decode("1101 1", band, blocks=2, progressive=True)[:2] == (2, ENDS_LATE)


def test_a_refinement_adds_a_bit_away_from_zero_and_passes_over_what_is_there() -> None:
    begun = np.zeros((1, 64), np.int16)
    begun[0, [1, 3]] = 4, -4
    band = (1, 6, 2, 1)
    # A new value after no zero but what is there: its sign, a bit more for the first; then the end, and one more.
    unit, why, out = _decode("01 1 1  00 1", band, progressive=True, into=begun.copy())
    assert (unit, why) == (1, 0)
    assert out[0, :7].tolist() == [0, 6, 2, -6, 0, 0, 0]
    # None of them corrected.
    unit, why, out = _decode("00 0 0", band, progressive=True, into=begun.copy())
    assert (unit, why) == (1, 0)
    assert np.array_equal(out, begun)


@pytest.mark.parametrize(
    ("bits", "why"),
    [
        ("11101 00", TOO_LARGE),  # a new value has one bit
        ("101 1 0 0", TOO_MANY_COEFFICIENTS),  # fourteen zeros, in a band of six
        ("1101 1 0 0", ENDS_LATE),
        ("111111", NO_SUCH_CODE),
    ],
)
def test_what_no_coder_has_written_is_named_in_a_refinement_too(bits: str, why: int) -> None:
    begun = np.zeros((1, 64), np.int16)
    begun[0, [1, 3]] = 4, -4
    assert _decode(bits, (1, 6, 2, 1), progressive=True, into=begun)[1] == why


def test_averages_are_refined_by_a_bit_each() -> None:
    begun = np.zeros((4, 64), np.int16)
    begun[:, 0] = 4, 4, -4, 0
    unit, why, out = _decode("1 0 1 1", (0, 0, 2, 1), blocks=4, progressive=True, into=begun)
    assert (unit, why) == (4, 0)
    assert out[:, 0].tolist() == [6, 4, -2, 2]  # two's complement: T.81, G.1.2.1


@pytest.mark.parametrize("band", [WHOLE, DC_ONLY, (1, 63, 0, 2), (1, 63, 2, 1), (0, 0, 2, 1), (6, 20, 3, 2)], ids=str)
def test_noise_is_never_written_outside_its_component(band: tuple[int, int, int, int]) -> None:
    """numba checks no index: between blocks that stay as they are, whatever the bits and the tables say."""
    rng = np.random.default_rng(3)
    for _ in range(60):
        tables = rng.integers(0, 17 << 8, (8, 65536), np.uint16) if rng.random() < 0.5 else _tables()
        tables[tables < 256] = 0  # no code has no bits
        data = np.concatenate([rng.integers(0, 256, int(rng.integers(0, 200)), np.uint8), np.full(16, 255, np.uint8)])
        out = rng.integers(-8, 8, (2 + 12 + 2, 64)).astype(np.int16) * (rng.random((16, 64)) < 0.3)
        before = out.copy()
        unit, why = jpeg_scan.interval(
            data,
            (0, 8 * (len(data) - 16)),
            (0, 12, 4),
            tables,
            np.array([(0, 0, 1, 1, 4, 2 * 64)], np.int64),
            band,
            band != WHOLE,
            out.reshape(-1),
        )
        assert 0 <= unit <= 12
        assert 0 <= why <= ENDS_LATE
        assert np.array_equal(out[:2], before[:2])
        assert np.array_equal(out[-2:], before[-2:])
        outside = [number for number in range(64) if not band[0] <= number <= band[1]]
        assert np.array_equal(out[:, outside], before[:, outside])


def test_what_is_compiled_ahead_is_what_a_jpeg_needs() -> None:
    """A signature that differs would be compiled in vain, and the first JPEG would wait all the same."""
    steps = list(jpeg_scan.preparing())
    assert len(steps) == 3
    ahead = {one: set(one.overloads) for one in (jpeg_scan._first_pass, jpeg_scan._refinement, jpeg_scan.interval)}
    pixels = np.random.default_rng(5).integers(0, 255, (64, 80, 3), np.uint8)
    for progressive in (False, True):
        coded = io.BytesIO()
        Image.fromarray(pixels).save(coded, "JPEG", progressive=progressive)
        assert jpeg_damage.look(coded.getvalue(), 1 << 30) is None
    assert {one: set(one.overloads) for one in ahead} == ahead
