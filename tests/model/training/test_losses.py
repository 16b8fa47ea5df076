"""Losses, on numbers worked out by hand."""

import math

import pytest
import torch

from inpaint_studio.model.training import losses


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def two_pictures() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Off by 0.2 in a hole of 4 pixels, by 0.6 in one of 8, and by 0.1 outside both."""
    real = torch.full((2, 3, 16, 16), 0.3)
    mask = torch.zeros(2, 1, 16, 16)
    mask[0, :, :2, :2] = 1
    mask[1, :, :2, :4] = 1
    off = torch.tensor([0.2, 0.6]).reshape(2, 1, 1, 1)
    fake = real + torch.where(mask > 0, off, torch.tensor(0.1))
    return fake, real, mask


def test_masked_l1_is_the_mean_of_each_hole_whatever_its_size() -> None:
    fake, real, mask = two_pictures()
    assert losses.masked_l1(fake, real, mask).item() == pytest.approx(0.4)
    assert losses.outside_l1(fake, real, mask).item() == pytest.approx(0.1)


def test_a_batch_cut_in_two_is_the_batch() -> None:
    fake, real, mask = two_pictures()
    for loss in (losses.masked_l1, losses.outside_l1, losses.pooled_l1):
        halves = [loss(fake[i : i + 1], real[i : i + 1], mask[i : i + 1]) for i in range(2)]
        assert loss(fake, real, mask).item() == pytest.approx(sum(halves).item() / 2, rel=1e-5)


def test_a_grid_is_seen_and_texture_is_not() -> None:
    generator = torch.Generator().manual_seed(3)
    texture = 0.5 + 0.1 * torch.randn(1, 3, 128, 128, generator=generator)
    slope = torch.linspace(0, 1, 128).expand(1, 3, 128, 128)
    mask = torch.zeros(1, 1, 128, 128)
    mask[:, :, 10:117, 5:120] = 1
    unit = torch.ones(1)
    bumps = torch.zeros(1, 3, 8, 8)
    bumps[:, :, ::2, ::2] = 0.04  # its mean over a period is 0.01: |0.03| / 4 + |0.01| * 3 / 4 on average
    grid = bumps.repeat(1, 1, 16, 16)
    assert losses.lattice(slope + grid, mask, unit).item() == pytest.approx(0.015, rel=0.1)
    assert losses.lattice(slope, mask, unit).item() < 1e-4
    assert losses.lattice(texture, mask, unit).item() < 0.1 / 50  # its standard error over 12 x 12 periods is 0.008
    assert losses.lattice(slope + grid, mask, torch.tensor([0.1])).item() == pytest.approx(0.15, rel=0.1)
    small = torch.zeros(1, 1, 128, 128)
    small[:, :, 30:45, 30:45] = 1
    assert losses.lattice(slope + grid, small, unit).item() == 0


def test_no_hole_is_no_loss() -> None:
    fake, real, _ = two_pictures()
    assert losses.masked_l1(fake, real, torch.zeros(2, 1, 16, 16)).item() == 0


def test_pooled_l1_forgives_texture_and_not_colour() -> None:
    real, mask = torch.full((1, 3, 16, 16), 0.5), torch.ones(1, 1, 16, 16)
    checks = (torch.arange(16)[:, None] + torch.arange(16)) % 2 * 0.4 - 0.2
    assert losses.pooled_l1(real + checks, real, mask).item() == pytest.approx(0, abs=1e-7)
    assert losses.pooled_l1(real + 0.2, real, mask).item() == pytest.approx(0.2, abs=1e-5)
    assert losses.masked_l1(real + checks, real, mask).item() == pytest.approx(0.2, abs=1e-5)


def test_the_generator_is_asked_about_its_hole_alone() -> None:
    logits = torch.full((1, 1, 2, 2), -50.0)
    logits[0, 0, 0, 0] = 0.0
    mask = torch.zeros(1, 1, 16, 16)
    mask[..., 3, 3] = 1  # one pixel makes its cell a hole cell
    assert losses.adversarial_of_generator(logits, mask).item() == pytest.approx(math.log(2))


def test_known_cells_of_a_fake_are_real_to_the_discriminator() -> None:
    mask = torch.zeros(1, 1, 16, 16)
    mask[..., :8, :8] = 1
    real = torch.full((1, 1, 2, 2), 30.0)
    sure = torch.full((1, 1, 2, 2), 30.0)
    sure[0, 0, 0, 0] = -30.0
    assert losses.adversarial_of_discriminator(real, sure, mask).item() == pytest.approx(0, abs=1e-6)
    fooled = torch.full((1, 1, 2, 2), 30.0)
    assert losses.adversarial_of_discriminator(real, fooled, mask).item() == pytest.approx(30 / 4, abs=1e-5)
    assert losses.adversarial_of_discriminator(-real, sure, mask).item() == pytest.approx(30, abs=1e-5)


def test_feature_matching_is_a_mean_over_layers_and_teaches_only_the_fake() -> None:
    fake = (torch.zeros(1, 2, 3, 3, requires_grad=True), torch.zeros(1, 4, 1, 1))
    real = (torch.ones(1, 2, 3, 3, requires_grad=True), torch.full((1, 4, 1, 1), 3.0))
    loss = losses.feature_matching(fake, real)
    assert loss.item() == pytest.approx((1 + 3) / 2)
    loss.backward()
    assert fake[0].grad is not None
    assert real[0].grad is None


def test_r1_of_a_linear_judge_is_half_its_squared_weight() -> None:
    picture = torch.rand(2, 3, 4, 4, requires_grad=True)
    logits = (picture * 2).sum(dim=(1, 2, 3)).reshape(2, 1, 1, 1)
    assert losses.r1_penalty(logits, picture).item() == pytest.approx(0.5 * 4 * 48)


def test_augmentation_repeats_for_a_seed_keeps_the_pair_together_and_passes_the_gradient() -> None:
    pictures = torch.rand(3, 6, 16, 24, requires_grad=True)
    same = torch.cat([pictures[:, :3], pictures[:, :3]], dim=1)
    once = losses.diff_augment(same, torch.Generator().manual_seed(4))
    again = losses.diff_augment(same, torch.Generator().manual_seed(4))
    other = losses.diff_augment(same, torch.Generator().manual_seed(5))
    assert torch.equal(once, again)
    assert not torch.equal(once, other)
    assert torch.allclose(once[:, :3], once[:, 3:])
    once.sum().backward()
    assert pictures.grad is not None
    assert pictures.grad.abs().sum() > 0


def test_errors_in_units_of_the_membrane_are_one_for_the_membrane() -> None:
    fake, real, mask = two_pictures()
    unit = losses.units(fake, real, mask)
    assert unit.tolist() == pytest.approx([0.2, 0.6])
    assert losses.masked_l1(fake, real, mask, unit).item() == pytest.approx(1)
    nearer = real + (fake - real) * torch.tensor([0.5, 1.0]).reshape(2, 1, 1, 1)
    assert losses.masked_l1(nearer, real, mask, unit).item() == pytest.approx(0.75), "each picture weighs the same"
    assert losses.pooled_l1(fake, real, mask, unit).item() == pytest.approx(1, abs=1e-5)
    assert losses.units(real, real, mask).tolist() == pytest.approx([0.01, 0.01])
