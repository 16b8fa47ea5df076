"""Training losses, as pure functions of tensors.

Pictures are (B, 3, H, W) in 0..1, masks (B, 1, H, W) with 1 = hole. Every mean is taken per picture first and over
the batch last, so that the average over parts of a batch is that of the batch: several processes compute what one
would.
"""

import torch
from torch import Tensor
from torch.nn import functional as F

_LEAST_UNIT = 0.01  # in 0..1: below it the membrane is practically exact, and ratios are noise
_LEAST_HOLE = 0.005  # share of the picture: smaller holes have no larger weight per pixel


def masked_l1(fake: Tensor, real: Tensor, mask: Tensor, unit: Tensor | None = None) -> Tensor:
    """Mean absolute error inside the hole, normalised per picture by the area of its hole.

    unit: (B,) unit of each picture's error; see `units`.
    """
    error = _error_in_hole(fake, real, mask)
    return (error if unit is None else error / unit).mean()


def units(base: Tensor, real: Tensor, mask: Tensor) -> Tensor:
    """(B,) the error of the membrane in each hole, the unit of the generator's error.

    Quality is measured in dB, a ratio, so easy and busy pictures should have equal weight. It also balances kinds of
    holes: otherwise thick ones, whose errors are several times those of scratches, dominate Adam's step.
    """
    return _error_in_hole(base, real, mask).clamp(min=_LEAST_UNIT)


def _error_in_hole(fake: Tensor, real: Tensor, mask: Tensor) -> Tensor:
    pixels = mask.shape[2] * mask.shape[3]
    area = mask.sum(dim=(1, 2, 3)).clamp(min=_LEAST_HOLE * pixels)
    return ((fake - real).abs() * mask).sum(dim=(1, 2, 3)) / (area * fake.shape[1])


def outside_l1(fake: Tensor, real: Tensor, mask: Tensor) -> Tensor:
    """Mean absolute error outside the hole."""
    return masked_l1(fake, real, 1 - mask)


def pooled_l1(
    fake: Tensor, real: Tensor, mask: Tensor, unit: Tensor | None = None, sizes: tuple[int, ...] = (4, 16)
) -> Tensor:
    """L1 between means over s x s cells, weighted by each cell's share of hole: matches colour, not texture.

    Plain L1 penalises sharp texture for every misplaced pixel; means over cells do not.
    """
    total = fake.new_zeros(())
    for size in sizes:
        share = F.avg_pool2d(mask, size)
        error = F.avg_pool2d((fake - real) * mask, size).abs()  # already proportional to the share
        area = share.sum(dim=(1, 2, 3)).clamp(min=_LEAST_HOLE * share.shape[2] * share.shape[3])
        of_each = error.sum(dim=(1, 2, 3)) / (area * fake.shape[1])
        total = total + (of_each if unit is None else of_each / unit).mean()
    return total / len(sizes)


def lattice(fake: Tensor, mask: Tensor, unit: Tensor, period: int = 8) -> Tensor:
    """Penalty for components of a fill that repeat with `period` pixels: a grid artefact.

    The fill's detail (its residual from the mean over period x period), averaged over all positions in the hole with
    the same phase: texture averages out, a grid does not. Mean of the excess over texture's standard error,
    divided by `unit` (B,). Only positions whose whole neighbourhood is hole count; holes with fewer than
    four periods of them are ignored.
    A net that upsamples by 8 learns such a grid from feature losses, whose own grid (pooling, strides) rewards it.
    """
    height, width = (side // period * period for side in mask.shape[2:])
    before, after = (period - 1) // 2, period // 2
    mean, inside = (
        F.avg_pool2d(F.pad(x.float(), (before, after, before, after), mode="replicate"), period, stride=1)
        for x in (fake, mask)
    )
    counts = (inside > 1 - 1e-4).float()[..., :height, :width]
    detail = (fake.float() - mean)[..., :height, :width] * counts

    def by_phase(x: Tensor) -> Tensor:
        cells = x.reshape(x.shape[0], x.shape[1], height // period, period, width // period, period)
        return cells.sum(dim=(2, 4))

    places = by_phase(counts)
    of_phase = by_phase(detail) / places.clamp(min=1)
    of_phase = of_phase - of_phase.mean(dim=(2, 3), keepdim=True)
    spread = (by_phase(detail.square()).sum(dim=(2, 3)) / places.sum(dim=(2, 3)).clamp(min=1)).sqrt().detach()
    excess = F.relu(of_phase.abs() - spread[..., None, None] / places.clamp(min=1).sqrt())
    large_enough = (places.amin(dim=(1, 2, 3)) >= 4).float()
    return (excess.mean(dim=(1, 2, 3)) * large_enough / unit).mean()


def hole_cells(mask: Tensor, height: int, width: int) -> Tensor:
    """(B, 1, height, width): 1 for each of the discriminator's cells with any hole in it."""
    return F.adaptive_max_pool2d(mask, (height, width))


def adversarial_of_generator(logits: Tensor, mask: Tensor) -> Tensor:
    """Non-saturating: softplus(-D(fake)), section 3 of Goodfellow et al. 2014, over the cells with hole in them."""
    cells = hole_cells(mask, *logits.shape[2:])
    loss = F.softplus(-logits.float()) * cells
    return (loss.sum(dim=(1, 2, 3)) / cells.sum(dim=(1, 2, 3)).clamp(min=1)).mean()


def adversarial_of_discriminator(real: Tensor, fake: Tensor, mask: Tensor) -> Tensor:
    """Mask as target: of a fake only cells with hole count as fake, the others as real.

    After AOT-GAN's soft mask-guided target (Zeng et al. 2021, eq. 7), with a hard mask and the logistic loss.
    """
    cells = hole_cells(mask, *fake.shape[2:])
    of_fake = cells * F.softplus(fake.float()) + (1 - cells) * F.softplus(-fake.float())
    return F.softplus(-real.float()).mean() + of_fake.mean()


def feature_matching(fake: tuple[Tensor, ...], real: tuple[Tensor, ...]) -> Tensor:
    """Mean L1 between the discriminator's features, layer by layer (pix2pixHD, Wang et al. 2018, eq. 4)."""
    total = fake[0].new_zeros((), dtype=torch.float32)
    for f, r in zip(fake, real, strict=True):
        total = total + (f.float() - r.detach().float()).abs().mean()
    return total / len(fake)


def r1_penalty(logits: Tensor, picture: Tensor) -> Tensor:
    """|dD(real)/d real|^2 / 2 per picture (Mescheder et al. 2018, eq. 9), to be multiplied by γ.

    `picture` must require a gradient and `logits` come from it, outside autocast.
    """
    (gradient,) = torch.autograd.grad(logits.mean(dim=(1, 2, 3)).sum(), picture, create_graph=True)
    return gradient.square().sum(dim=(1, 2, 3)).mean() / 2


def diff_augment(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """DiffAugment (Zhao et al. 2020): the same random brightness, saturation, contrast and shift for all channels.

    pictures: (B, 3k, H, W), k associated pictures stacked along the channels, transformed identically and
    differentiably. Random numbers come from the CPU `generator`, so that a resumed run is reproducible.
    """
    batch, channels, height, width = pictures.shape
    numbers = torch.rand(5, batch, 1, 1, 1, 1, generator=generator)
    if pictures.device.type == "cuda":
        numbers = numbers.pin_memory()  # a copy from pageable memory would wait for all queued work
    numbers = numbers.to(pictures, non_blocking=True)
    x = pictures.reshape(batch, channels // 3, 3, height, width)
    x = x + (numbers[0] - 0.5) * 0.5
    grey = x.mean(dim=2, keepdim=True)
    x = (x - grey) * (numbers[1] * 2) + grey
    middle = x.mean(dim=(2, 3, 4), keepdim=True)
    x = (x - middle) * (numbers[2] + 0.5) + middle
    x = x.reshape(batch, channels, height, width)
    reach = (height // 8, width // 8)
    down, right = (((n.flatten() * 2 - 1) * r).round().long() for n, r in zip(numbers[3:], reach, strict=True))
    rows = (torch.arange(height, device=x.device) + down[:, None]).clamp(0, height - 1)  # (B, H)
    columns = (torch.arange(width, device=x.device) + right[:, None]).clamp(0, width - 1)
    index = torch.arange(batch, device=x.device)[:, None, None]
    return x.permute(0, 2, 3, 1)[index, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)
