"""What a run is asked for."""

from pathlib import Path

import pytest

from inpaint_studio.model.training.config import TrainingConfig


@pytest.mark.parametrize(
    "values",
    [
        {"preset": "gigantic"},
        {"images": 0},
        {"minutes": -1.0},
        {"minutes": float("nan")},
        {"crop": 100},
        {"crop_later": (8,)},
        {"thin": 2.0},
        {"learning_rate": 0.0},
    ],
)
def test_a_config_that_makes_no_sense_is_a_sentence(tmp_path: Path, values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"^[A-Z].*\.$"):
        TrainingConfig(tmp_path, tmp_path, **values)
