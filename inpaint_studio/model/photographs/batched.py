"""Crops of a whole batch at once, for a GPU: cutting them out and augmenting them, without ever waiting for it.

The same pixels as crop by crop on the CPU (`augmentation`, up to rounding). Nothing here reads a tensor back: one such
read lets the GPU run dry while the CPU queues the next step.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from inpaint_studio.model.photographs import augmentation
from inpaint_studio.model.photographs.appearance import NOISE_SIDE, Appearances


def uploaded(array: NDArray[np.generic], device: torch.device) -> Tensor:
    """The array on the device. Through pinned memory on CUDA: from pageable memory a copy waits for all work queued."""
    tensor = torch.from_numpy(array)
    if device.type == "cuda":
        return tensor.pin_memory().to(device, non_blocking=True)
    return tensor.to(device)


def gathered(buffer: Tensor, places: Tensor, crop: int) -> Tensor:
    """Crops (B, crop, crop, 3) uint8 of the flat buffer, in one indexing. places: (B, 6), the fields of `Place`."""
    offset, width, x, y, mirrored, upside_down = places.unbind(1)
    steps = torch.arange(crop, device=buffer.device)
    columns = x[:, None] + torch.where(mirrored[:, None] > 0, crop - 1 - steps, steps)  # (B, crop)
    rows = y[:, None] + torch.where(upside_down[:, None] > 0, crop - 1 - steps, steps)
    pixel = offset[:, None, None] + 3 * (rows[:, :, None] * width[:, None, None] + columns[:, None, :])
    return buffer[pixel[..., None] + torch.arange(3, device=buffer.device)]


def augment(photographs: Tensor, appearances: Appearances) -> Tensor:
    """As `augmentation.augment`, grain and compression of all crops that have them in one go each."""
    device = photographs.device
    out = augmentation.recoloured(photographs, uploaded(appearances.matrix, device))
    grained = np.flatnonzero(appearances.grain > 0)
    if len(grained):
        at = uploaded(grained, device)
        out[at] = add_grain(
            out[at],
            uploaded(appearances.grain[grained].astype(np.float32), device),
            uploaded(appearances.coloured[grained], device),
            uploaded(appearances.coarse[grained], device),
            uploaded(appearances.shift[grained], device),
        )
    compressed = np.flatnonzero(appearances.jpeg > 0)
    if len(compressed):
        at = uploaded(compressed, device)
        out[at] = compress(out[at], uploaded(appearances.jpeg[compressed], device))
    return out


def add_grain(photographs: Tensor, strength: Tensor, coloured: Tensor, coarse: Tensor, shift: Tensor) -> Tensor:
    """`augmentation.add_grain` of each. (N, 3, H, W); the others (N,), shift (N, 2)."""
    _, _, height, width = photographs.shape
    device = photographs.device
    tiles = torch.stack([augmentation.noise_tile(way, device) for way in (False, True)])  # (2, 3, side, side)
    rows = (torch.arange(height, device=device) + shift[:, :1]) % NOISE_SIDE  # (N, H)
    columns = (torch.arange(width, device=device) + shift[:, 1:]) % NOISE_SIDE
    # Advanced indices on both sides of a slice: their dimensions come first, (N, H, W, 3).
    noise = tiles[coarse.long()[:, None, None], :, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)
    noise = torch.where(coloured[:, None, None, None], noise, noise[:, :1])
    luma = photographs.mean(1, keepdim=True)
    grained: Tensor = photographs + strength[:, None, None, None] * noise * (0.4 + 2.4 * luma * (1 - luma))
    return grained.clamp(0, 1)


def compress(photographs: Tensor, quality: Tensor, smooth_colours: bool = False) -> Tensor:
    """`augmentation.compress` of each. (N, 3, H, W), quality (N,).

    smooth_colours: the halved colours are enlarged by a triangle, as decoders do it, instead of repeated.
    """
    _, _, height, width = photographs.shape
    padded = F.pad(photographs, (0, -width % 16, 0, -height % 16), mode="replicate")
    to_ycc, from_ycc, tables = augmentation.jpeg_constants(photographs.device)
    factor = quality.to(torch.float32)
    scale = torch.where(factor < 50, 5000 / factor, 200 - 2 * factor)
    tables = ((tables * scale[:, None, None, None] + 50) / 100).floor().clamp(1, 255)  # (N, 2, 8, 8)
    ycc = torch.einsum("ij,njhw->nihw", to_ycc, padded * 255)
    luma = _quantise(ycc[:, :1] - 128, tables[:, 0]) + 128
    chroma = _quantise(F.avg_pool2d(ycc[:, 1:], 2), tables[:, 1])
    if smooth_colours:
        chroma = F.interpolate(chroma, scale_factor=2.0, mode="bilinear", align_corners=False)
    else:
        chroma = chroma.repeat_interleave(2, 2).repeat_interleave(2, 3)
    rgb = torch.einsum("ij,njhw->nihw", from_ycc, torch.cat([luma, chroma], dim=1))
    return (rgb[:, :, :height, :width] / 255).clamp(0, 1)


def _quantise(planes: Tensor, table: Tensor) -> Tensor:
    """(N, C, H, W) with sides a multiple of 8, table (N, 8, 8)."""
    count, channels, height, width = planes.shape
    basis = augmentation.dct(planes.device)
    steps = table[:, None, None, None]
    blocks = planes.reshape(count, channels, height // 8, 8, width // 8, 8).transpose(3, 4)
    coefficients = basis @ blocks @ basis.T
    blocks = basis.T @ ((coefficients / steps).round() * steps) @ basis
    return blocks.transpose(3, 4).reshape(count, channels, height, width)
