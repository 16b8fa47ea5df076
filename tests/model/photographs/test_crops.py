"""Crops: which ones a run sees is a promise to every run that is resumed, on whatever machine."""

import hashlib
import subprocess
import sys

import numpy as np
import pytest

from inpaint_studio.model.photographs.crops import CropDrawing, Level

_LEVELS = tuple(
    tuple(Level(1000 * i + n, int(side * scale), int(1.3 * side * scale)) for n, scale in enumerate((1, 0.7071, 0.5)))
    for i, side in enumerate((448, 300, 448, 390, 260))
)


@pytest.mark.parametrize("banked", [False, True])
def test_the_places_and_looks_of_a_seed_never_change(banked: bool) -> None:
    """Against numbers written down: with others no run could be resumed as it was."""
    plan = CropDrawing(_LEVELS, "a").plan(3, 1000, 64, 128, ("rectangle",), banked=banked)
    assert plan.appearances is not None
    digest = hashlib.sha256(plan.places.tobytes())
    digest.update(np.round(plan.appearances.matrix * 4096).astype(np.int32).tobytes())
    digest.update(plan.appearances.shift.tobytes() + plan.appearances.jpeg.tobytes())
    digest.update(plan.holes.tobytes())
    assert digest.hexdigest()[:16] == {False: "719bd53fc5abd614", True: "86cd86e74e9f4bc2"}[banked]
    assert (plan.masks is None) == banked


def test_a_plan_is_of_crops_that_do_not_depend_on_their_batch() -> None:
    drawing = CropDrawing(_LEVELS, "a")
    whole, part = drawing.plan(0, 7, 8, 96, ("blob",)), drawing.plan(0, 10, 5, 96, ("blob",))
    assert len(whole) == 8
    assert np.array_equal(whole.places[3:], part.places)
    assert whole.masks is not None
    assert part.masks is not None
    assert np.array_equal(whole.masks[3:], part.masks)


def test_drawing_needs_no_torch() -> None:
    """A dozen worker processes would each take seconds and 300 MB to load it."""
    program = "import sys, inpaint_studio.model.photographs.crop_workers; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
