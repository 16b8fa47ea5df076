"""Fills of a segment come back from its files, which count only once they are whole."""

import numpy as np
import pytest

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.work.stacks.results import Results, SegmentWriter, is_done, sweep


def _fill(value: int, dtype: str = "uint8", run: str = "") -> Fill:
    rect = Rect(value, 2, 5, 3)
    pixels = np.full((3, 5, 3), value, dtype)
    return Fill(f"f{value}", rect, pixels, np.full((3, 5), 200, np.uint8), Recipe("neighbours", seed=value), run=run)


def _write(folder, name: str, *planes: int, dtype: str = "uint8") -> None:
    writer = SegmentWriter(folder, name)
    for plane in planes:
        writer.put(plane, (_fill(plane, dtype, "run"), _fill(plane + 1, dtype)))
    writer.finish()
    writer.close()


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "float32"])
def test_fills_come_back_bit_for_bit_with_their_recipes(tmp_path, dtype):
    _write(tmp_path, "a", 3, 5, dtype=dtype)
    _write(tmp_path, "b", 9, dtype=dtype)
    results = Results(tmp_path, ["a", "b"])
    assert list(results) == [3, 5, 9]
    first, second = results[5]
    assert (first.id, first.run, first.rect, first.recipe.seed, second.run) == ("f5", "run", Rect(5, 2, 5, 3), 5, "")
    assert first.pixels.dtype == dtype
    assert (first.pixels == 5).all()
    assert (second.coverage == 200).all()
    results.release_memory()
    assert (second.coverage == 200).all()
    assert results[9][0].recipe.method == "neighbours"
    assert results.get(4) is None


def test_a_segment_that_was_not_finished_does_not_count_and_is_swept(tmp_path):
    writer = SegmentWriter(tmp_path, "a")
    writer.put(1, (_fill(1),))
    writer._file.flush()  # and here the process is killed
    assert not is_done(tmp_path, "a")
    sweep(tmp_path, "a")
    assert list(tmp_path.iterdir()) == []
    writer.close()
    other = SegmentWriter(tmp_path, "b")
    other.close()  # cancelled
    assert list(tmp_path.iterdir()) == []


def test_planes_on_which_nothing_was_to_be_filled_are_absent(tmp_path):
    writer = SegmentWriter(tmp_path, "a")
    writer.put(1, ())
    writer.finish()
    _write(tmp_path, "b", 4)
    assert is_done(tmp_path, "a")
    assert list(Results(tmp_path, ["a", "b"])) == [4]
