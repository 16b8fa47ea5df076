"""Augmentation of crops: colour, greyscale and sepia, fading, grain, JPEG blocks, as in old photographs.

Every step is a function of tensors with random numbers drawn in advance. A CPU goes crop by crop; `batched` does the
same for a GPU.
"""

import math
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from inpaint_studio.model.photographs.appearance import NOISE_SIDE, Appearances


def augment(photographs: Tensor, appearances: Appearances) -> Tensor:
    """Augment each crop. (B, 3, H, W) in 0..1, B appearances; device and memory format are kept."""
    out = recoloured(photographs, torch.from_numpy(appearances.matrix).to(photographs.device))
    for i in np.flatnonzero((appearances.grain > 0) | (appearances.jpeg > 0)):
        strength, quality = float(appearances.grain[i]), int(appearances.jpeg[i])
        if strength:
            down, right = appearances.shift[i].tolist()
            looks = bool(appearances.coloured[i]), bool(appearances.coarse[i])
            out[i] = add_grain(out[i], strength, *looks, (down, right))
        if quality:
            out[i] = compress(out[i], quality)
    return out


def recoloured(photographs: Tensor, matrix: Tensor) -> Tensor:
    """(B, 3, H, W) in 0..1 through the colour matrices (B, 3, 4)."""
    pixels = photographs.permute(0, 2, 3, 1)  # (B, H, W, 3); for channels_last this is a plain view
    batch, height, width, _ = pixels.shape
    flat = torch.baddbmm(matrix[:, None, :, 3], pixels.reshape(batch, -1, 3), matrix[:, :, :3].transpose(1, 2))
    return flat.clamp_(0, 1).reshape(batch, height, width, 3).permute(0, 3, 1, 2)


def add_grain(photograph: Tensor, strength: float, coloured: bool, coarse: bool, shift: tuple[int, int]) -> Tensor:
    """Gaussian noise, weaker towards black and white, as of film and paper. (3, H, W) in 0..1."""
    _, height, width = photograph.shape
    tile = noise_tile(coarse, photograph.device)
    rows = (torch.arange(height, device=photograph.device) + shift[0]) % NOISE_SIDE
    columns = (torch.arange(width, device=photograph.device) + shift[1]) % NOISE_SIDE
    noise = tile[:, rows][:, :, columns]
    if not coloured:
        noise = noise[:1]
    luma = photograph.mean(0, keepdim=True)
    grained: Tensor = photograph + strength * noise * (0.4 + 2.4 * luma * (1 - luma))
    return grained.clamp(0, 1)


@lru_cache(maxsize=8)
def noise_tile(coarse: bool, device: torch.device) -> Tensor:
    """(3, 509, 509) of unit variance; drawn on the CPU so that every device has the same."""
    noise = torch.from_numpy(np.random.default_rng(20).standard_normal((3, NOISE_SIDE, NOISE_SIDE), np.float32))
    if coarse:
        noise = noise + 0.6 * sum(noise.roll(by, axis) for by in (-1, 1) for axis in (1, 2))
        noise = noise / noise.std()
    return noise.to(device)


def compress(photograph: Tensor, quality: int) -> Tensor:
    """Simulate JPEG compression of this quality (1..100, libjpeg's scale), chroma at half size.

    (3, H, W) in 0..1, any size. The tables are Annex K of ITU-T T.81; the scale of quality is libjpeg's.
    """
    _, height, width = photograph.shape
    down, right = -height % 16, -width % 16
    padded = torch.nn.functional.pad(photograph[None], (0, right, 0, down), mode="replicate")[0]
    to_ycc, from_ycc, tables = jpeg_constants(photograph.device)
    scale = 5000 / quality if quality < 50 else 200 - 2 * quality
    tables = ((tables * scale + 50) / 100).floor().clamp(1, 255)
    ycc = torch.tensordot(to_ycc, padded * 255, 1)
    luma = _quantise(ycc[:1] - 128, tables[0]) + 128
    chroma = torch.nn.functional.avg_pool2d(ycc[1:], 2)
    chroma = _quantise(chroma, tables[1]).repeat_interleave(2, 1).repeat_interleave(2, 2)
    rgb: Tensor = torch.tensordot(from_ycc, torch.cat([luma, chroma]), 1)
    return (rgb[:, :height, :width] / 255).clamp(0, 1)


def _quantise(planes: Tensor, table: Tensor) -> Tensor:
    """(C, H, W) with sides a multiple of 8: 8 x 8 DCT, rounded to multiples of `table`, and back."""
    channels, height, width = planes.shape
    basis = dct(planes.device)
    blocks = planes.reshape(channels, height // 8, 8, width // 8, 8).transpose(2, 3)
    coefficients = basis @ blocks @ basis.T
    blocks = basis.T @ ((coefficients / table).round() * table) @ basis
    return blocks.transpose(2, 3).reshape(channels, height, width)


@lru_cache(maxsize=4)
def dct(device: torch.device) -> Tensor:
    """The orthonormal 8-point DCT-II as a matrix."""
    k, n = np.meshgrid(np.arange(8), np.arange(8), indexing="ij")
    matrix = np.cos(math.pi * (2 * n + 1) * k / 16) * math.sqrt(2 / 8)
    matrix[0] *= math.sqrt(0.5)
    return torch.from_numpy(matrix.astype(np.float32)).to(device)


@lru_cache(maxsize=4)
def jpeg_constants(device: torch.device) -> tuple[Tensor, Tensor, Tensor]:
    """RGB to YCbCr without its offset (JFIF) and back, and the two tables of Annex K."""
    to_ycc = torch.tensor([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]])
    luma = (
        "16 11 10 16 24 40 51 61 12 12 14 19 26 58 60 55 14 13 16 24 40 57 69 56 14 17 22 29 51 87 80 62 "
        "18 22 37 56 68 109 103 77 24 35 55 64 81 104 113 92 49 64 78 87 103 121 120 101 72 92 95 98 112 100 103 99"
    )
    chroma = (
        "17 18 24 47 99 99 99 99 18 21 26 66 99 99 99 99 24 26 56 99 99 99 99 99 47 66 99 99 99 99 99 99 " + "99 " * 32
    )
    tables = torch.tensor([[float(v) for v in text.split()] for text in (luma, chroma)]).reshape(2, 8, 8)
    return to_ycc.to(device), torch.linalg.inv(to_ycc).to(device), tables.to(device)
