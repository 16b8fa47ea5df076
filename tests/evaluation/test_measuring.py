"""What a fill costs."""

import numpy as np
import pytest

from inpaint_studio.evaluation.measuring import PeakMemory


def test_peak_memory_is_that_of_the_call_and_not_of_an_earlier_one() -> None:
    def use(megabytes: int) -> float | None:
        peak = PeakMemory()
        blocks = [np.ones(2**17) for _ in range(megabytes)]  # a megabyte each, touched
        del blocks
        return peak.megabytes()

    if use(1) is None:
        pytest.skip("this system does not tell")
    assert 100 <= (use(128) or 0) <= 160
    assert (use(16) or 0) <= 40
    assert 100 <= (use(128) or 0) <= 160
