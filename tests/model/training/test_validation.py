"""Fixed holes that a run is judged by."""

import numpy as np
import pytest
import torch

from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.config import PRESETS
from inpaint_studio.model.photographs.hole_kinds import HOLE_KINDS
from inpaint_studio.model.training.validation import ValidationHoles, gain


@pytest.fixture
def squares(tiny: None) -> list[np.ndarray]:
    return [np.random.default_rng(n).integers(0, 255, (64, 64, 3), np.uint8) for n in range(2)]


def test_two_looks_at_one_generator_are_one_and_an_untrained_one_is_the_membrane(squares: list[np.ndarray]) -> None:
    generator = build(PRESETS["standard"]).eval()
    first, again = (ValidationHoles.of_squares(squares, "cpu").score(generator) for _ in range(2))
    assert first == again
    assert list(first) == list(HOLE_KINDS)
    for scores in first.values():
        assert scores["psnr"] == pytest.approx(scores["psnr_membrane"], abs=0.02)
    assert gain(first) == pytest.approx(0, abs=0.02)


def test_the_sheet_has_a_row_for_each_kind_and_holes_alone_are_filled(squares: list[np.ndarray]) -> None:
    holes = ValidationHoles.of_squares(squares, "cpu")
    sheet = holes.sheet(build(PRESETS["standard"]).eval())
    assert sheet.shape == (len(HOLE_KINDS) * 64, 4 * 64, 3)
    hole = holes.holes[0, 0, 0].numpy()
    assert np.array_equal(sheet[:64, 128:192][~hole], squares[0][~hole])
    assert np.array_equal(sheet[:64, 192:], squares[0])
    assert torch.equal(
        torch.from_numpy((sheet[:64, :64] == (255, 64, 51)).all(axis=2)) & holes.holes[0, 0, 0], holes.holes[0, 0, 0]
    )


def test_gain_counts_lpips_where_it_is_known() -> None:
    assert gain({"text": {"psnr": 23.0, "psnr_membrane": 20.0}}) == 3.0
    halved = {"psnr": 23.0, "psnr_membrane": 20.0, "lpips": 0.1, "lpips_membrane": 0.2}
    assert gain({"text": halved}) == pytest.approx(6.01, abs=0.01)
    assert gain({}) == 0.0
