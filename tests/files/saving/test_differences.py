"""Counts of differences: the same whether the rows are looked at together or some at a time."""

import numpy as np
import pytest

from inpaint_studio.files.saving import differences
from inpaint_studio.files.saving.differences import count, differing_rows, digest


@pytest.mark.parametrize("rows", [1, 7, 1000])
@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32"])
def test_what_differs_is_counted_inside_and_outside(monkeypatch: pytest.MonkeyPatch, rows: int, dtype: str) -> None:
    monkeypatch.setattr(differences, "_ROWS", rows)
    before = np.arange(40 * 30 * 3).reshape(40, 30, 3).astype(dtype)
    after = before.copy()
    after[5, 6, :2] += 3
    after[20, 3] -= 9
    after[39, 29, 1] += 1
    mask = np.zeros((40, 30), bool)
    mask[20, 3] = True
    allowed = mask.copy()
    allowed[39, 29] = True
    counted = count(before, after, mask, allowed)
    assert (counted.pixels_inside, counted.pixels_outside, counted.samples_outside) == (1, 2, 3)
    assert (counted.largest_outside, counted.first_outside, counted.pixels_beyond) == (3.0, (6, 5), 1)
    assert count(before, before, mask, allowed) == differences.Differences()
    assert digest(before, allowed) != digest(after, allowed)
    everything = allowed.copy()
    everything[5, 6] = True
    assert digest(before, everything) == digest(after, everything)


def test_no_number_is_itself_and_differs_from_every_number() -> None:
    before = np.full((4, 4, 1), np.nan, np.float32)
    nowhere = np.zeros((4, 4), bool)
    assert count(before, before.copy(), nowhere, nowhere).samples_outside == 0
    after = before.copy()
    after[1, 1] = 0
    assert count(before, after, nowhere, nowhere).largest_outside == np.inf


@pytest.mark.parametrize("shape", [(37, 11, 3), (8, 16, 1), (1, 1, 1)])
@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_rows_that_differ_are_those_a_comparison_of_all_samples_gives(shape: tuple[int, ...], dtype: str) -> None:
    rng = np.random.default_rng(3)
    before = rng.integers(0, 200, shape).astype(dtype)
    assert not len(differing_rows(before, before.copy()))
    for _ in range(10):
        after = before.copy()
        places = rng.integers(0, after.size, 3)
        after.reshape(-1)[places] += 1
        expected = np.flatnonzero((before != after).reshape(shape[0], -1).any(axis=1))
        assert differing_rows(before, after).tolist() == expected.tolist()
        turned = before.transpose(1, 0, 2), after.transpose(1, 0, 2)  # not in one piece of memory
        across = np.flatnonzero((before != after).any(axis=(0, 2)))
        assert differing_rows(*turned).tolist() == across.tolist()
