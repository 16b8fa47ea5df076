"""Augmentation of crops: colour, greyscale and sepia, fading, grain, JPEG blocks, as in old photographs.

Every step is a function of tensors with random numbers drawn in advance, so CPU and GPU run the same code.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

_LUMA = np.asarray((0.299, 0.587, 0.114))  # ITU-R BT.601
_NOISE_SIDE = 509  # prime, so that it shares no period with crop sizes


class Appearance(NamedTuple):
    """The augmentation parameters of one crop."""

    matrix: NDArray[np.float32]  # (3, 4): RGB out = matrix[:, :3] @ RGB + matrix[:, 3]
    grain: float  # standard deviation in 0..1; 0 = none
    coloured: bool  # colour noise as of a sensor; else monochrome, as of film
    coarse: bool  # grain of more than a pixel
    shift: tuple[int, int]  # offset in the noise tile
    jpeg: int  # quality 1..100; 0 = not compressed


def sample_appearance(rng: np.random.Generator) -> Appearance:
    """Draw parameters: about half of all crops unchanged; an eighth like old photographs; few strongly compressed."""
    matrix = np.concatenate([np.eye(3), np.zeros((3, 1))], 1)
    old = rng.random() < 0.14
    if rng.random() < 0.5:  # mild: exposure and white balance
        saturation = float(rng.uniform(0.7, 1.25))
        contrast = float(rng.uniform(0.85, 1.15))
        gain = contrast * (1 + rng.normal(0, 0.03, 3))
        mix = saturation * np.eye(3) + (1 - saturation) * np.tile(_LUMA, (3, 1))
        matrix[:, :3] = gain[:, None] * mix
        matrix[:, 3] = 0.5 * (1 - contrast) + rng.normal(0, 0.04)
    if old:
        grey = np.tile(_LUMA, (3, 1))
        tone = np.ones(3)
        if rng.random() < 0.5:  # sepia, from faint to strong
            strength = float(rng.uniform(0.2, 1.0))
            tone = 1 + strength * (np.asarray((1.08, 0.96, 0.78)) - 1)
        black = float(rng.uniform(0.0, 0.12)) if rng.random() < 0.5 else 0.0  # faded: raised black
        matrix[:, :3] = (1 - black) * tone[:, None] * grey
        matrix[:, 3] = black * tone
    grain = float(rng.uniform(0.01, 0.05)) if rng.random() < (0.45 if old else 0.07) else 0.0
    jpeg = int(rng.integers(30, 90)) if rng.random() < 0.09 else 0
    shift = (int(rng.integers(_NOISE_SIDE)), int(rng.integers(_NOISE_SIDE)))
    coloured = not old and bool(rng.random() < 0.5)
    return Appearance(matrix.astype(np.float32), grain, coloured, bool(rng.random() < 0.5), shift, jpeg)


def augment(photographs: Tensor, appearances: Sequence[Appearance]) -> Tensor:
    """Augment each crop. (B, 3, H, W) in 0..1, len(appearances) = B; device and memory format are kept."""
    matrix = torch.from_numpy(np.stack([appearance.matrix for appearance in appearances])).to(
        photographs.device
    )  # (B, 3, 4)
    pixels = photographs.permute(0, 2, 3, 1)  # (B, H, W, 3); for channels_last this is a plain view
    batch, height, width, _ = pixels.shape
    flat = torch.baddbmm(matrix[:, None, :, 3], pixels.reshape(batch, -1, 3), matrix[:, :, :3].transpose(1, 2))
    out = flat.clamp_(0, 1).reshape(batch, height, width, 3).permute(0, 3, 1, 2)
    for i, appearance in enumerate(appearances):
        if appearance.grain:
            out[i] = add_grain(out[i], appearance.grain, appearance.coloured, appearance.coarse, appearance.shift)
        if appearance.jpeg:
            out[i] = compress(out[i], appearance.jpeg)
    return out


def add_grain(photograph: Tensor, strength: float, coloured: bool, coarse: bool, shift: tuple[int, int]) -> Tensor:
    """Gaussian noise, weaker towards black and white, as of film and paper. (3, H, W) in 0..1."""
    _, height, width = photograph.shape
    tile = _noise(coarse, photograph.device)
    rows = (torch.arange(height, device=photograph.device) + shift[0]) % _NOISE_SIDE
    columns = (torch.arange(width, device=photograph.device) + shift[1]) % _NOISE_SIDE
    noise = tile[:, rows][:, :, columns]
    if not coloured:
        noise = noise[:1]
    luma = photograph.mean(0, keepdim=True)
    grained: Tensor = photograph + strength * noise * (0.4 + 2.4 * luma * (1 - luma))
    return grained.clamp(0, 1)


@lru_cache(maxsize=8)
def _noise(coarse: bool, device: torch.device) -> Tensor:
    """(3, 509, 509) of unit variance; drawn on the CPU so that every device has the same."""
    noise = torch.from_numpy(np.random.default_rng(20).standard_normal((3, _NOISE_SIDE, _NOISE_SIDE), np.float32))
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
    to_ycc, tables = _jpeg_constants(photograph.device)
    scale = 5000 / quality if quality < 50 else 200 - 2 * quality
    tables = ((tables * scale + 50) / 100).floor().clamp(1, 255)
    ycc = torch.tensordot(to_ycc, padded * 255, 1)
    luma = _quantise(ycc[:1] - 128, tables[0]) + 128
    chroma = torch.nn.functional.avg_pool2d(ycc[1:], 2)
    chroma = _quantise(chroma, tables[1]).repeat_interleave(2, 1).repeat_interleave(2, 2)
    rgb: Tensor = torch.tensordot(torch.linalg.inv(to_ycc), torch.cat([luma, chroma]), 1)
    return (rgb[:, :height, :width] / 255).clamp(0, 1)


def _quantise(planes: Tensor, table: Tensor) -> Tensor:
    """(C, H, W) with sides a multiple of 8: 8 x 8 DCT, rounded to multiples of `table`, and back."""
    channels, height, width = planes.shape
    dct = _dct(planes.device)
    blocks = planes.reshape(channels, height // 8, 8, width // 8, 8).transpose(2, 3)
    coefficients = dct @ blocks @ dct.T
    blocks = dct.T @ ((coefficients / table).round() * table) @ dct
    return blocks.transpose(2, 3).reshape(channels, height, width)


@lru_cache(maxsize=4)
def _dct(device: torch.device) -> Tensor:
    """The orthonormal 8-point DCT-II as a matrix."""
    k, n = np.meshgrid(np.arange(8), np.arange(8), indexing="ij")
    matrix = np.cos(math.pi * (2 * n + 1) * k / 16) * math.sqrt(2 / 8)
    matrix[0] *= math.sqrt(0.5)
    return torch.from_numpy(matrix.astype(np.float32)).to(device)


@lru_cache(maxsize=4)
def _jpeg_constants(device: torch.device) -> tuple[Tensor, Tensor]:
    """RGB to YCbCr without its offset (JFIF), and the two tables of Annex K."""
    to_ycc = torch.tensor([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]])
    luma = (
        "16 11 10 16 24 40 51 61 12 12 14 19 26 58 60 55 14 13 16 24 40 57 69 56 14 17 22 29 51 87 80 62 "
        "18 22 37 56 68 109 103 77 24 35 55 64 81 104 113 92 49 64 78 87 103 121 120 101 72 92 95 98 112 100 103 99"
    )
    chroma = (
        "17 18 24 47 99 99 99 99 18 21 26 66 99 99 99 99 24 26 56 99 99 99 99 99 47 66 99 99 99 99 99 99 " + "99 " * 32
    )
    tables = torch.tensor([[float(v) for v in text.split()] for text in (luma, chroma)]).reshape(2, 8, 8)
    return to_ycc.to(device), tables.to(device)
