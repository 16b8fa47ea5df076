"""A generator outside of training: what its hole holds never matters, and what it computes in hardly does."""

import pytest
import torch

from inpaint_studio.model.nets import inference
from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.config import GeneratorConfig


@pytest.mark.parametrize("is_fast", [False, True])
def test_the_hole_is_never_read(monkeypatch: pytest.MonkeyPatch, is_fast: bool) -> None:
    monkeypatch.setattr(inference, "has_fast_bfloat16", lambda device: is_fast)
    torch.manual_seed(0)
    net = build(GeneratorConfig(channels=(8, 8, 8), down_blocks=(1, 1), up_blocks=(1, 1), middle=(1,), gate_channels=8))
    for p in net.parameters():
        torch.nn.init.normal_(p, std=0.05)
    picture = torch.rand(2, 3, 40, 56)
    hole = torch.zeros(2, 1, 40, 56, dtype=torch.bool)
    hole[0, :, 10:30, 20:30] = True
    hole[1, :, 5:8] = True
    other = torch.where(hole, torch.full_like(picture, float("nan")), picture)
    with torch.inference_mode():
        fill, again = inference.paint(net, picture, hole), inference.paint(net, other, hole)
        exact = net(torch.where(hole, 0, picture), hole.float())
    assert fill.dtype == torch.float32
    assert torch.isfinite(fill).all()
    assert torch.equal(fill, again)
    assert (fill - exact).abs().max() < 0.5 / 255
