"""Colour models of an object and of its surroundings: mixtures of Gaussians, after GrabCut.

C. Rother, V. Kolmogorov and A. Blake, GrabCut: Interactive Foreground Extraction using Iterated Graph Cuts, SIGGRAPH
2004, with full covariances. A mixture is evaluated once for every colour of a table, and looked up for each pixel.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bins = NDArray[np.uint16]

_BITS = 5  # of each channel in the table: 32,768 colours
_SIDE = 1 << _BITS
_PARTS = 5  # Gaussians of a mixture
_MOST = 8_000  # pixels that a mixture is learnt from
_ROUNDS = 6  # of k-means
_LEAST = 1e-3  # variance of a Gaussian, of colours in 0 .. 1: half the width of a bin of the table


def bins_of(colours: Floats) -> Bins:
    """(H, W): the table's entry of each pixel. colours: (H, W, 3) in 0 .. 1."""
    whole = np.clip(colours * _SIDE, 0, _SIDE - 1).astype(np.uint16)
    entries = (whole[..., 0] << (2 * _BITS)) | (whole[..., 1] << _BITS) | whole[..., 2]
    return entries.astype(np.uint16, copy=False)


def _table() -> Floats:
    """(_SIDE ** 3, 3): the colour in the middle of each entry."""
    axis = (np.arange(_SIDE) + 0.5) / _SIDE
    return np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), -1).reshape(-1, 3).astype(np.float32)


def negative_log_likelihoods(samples: Floats, seed: int = 0) -> Floats:
    """Of each entry of the table, under a mixture learnt from `samples`, (N, 3) in 0 .. 1; N >= 1."""
    generator = np.random.default_rng(seed)
    if len(samples) > _MOST:
        samples = samples[generator.choice(len(samples), _MOST, replace=False)]
    labels = _clusters(samples, generator)
    table = _table()
    likelihood = np.zeros(len(table), np.float64)
    for part in range(_PARTS):
        members = samples[labels == part].astype(np.float64)
        if not len(members):
            continue
        centre = members.mean(0)
        spread = np.cov(members, rowvar=False, bias=True) if len(members) > 1 else np.zeros((3, 3))
        spread = spread + _LEAST * np.eye(3)
        away = table - centre
        squared = np.einsum("ij,ij->i", away @ np.linalg.inv(spread), away)
        weight = len(members) / len(samples) / np.sqrt(np.linalg.det(spread))
        likelihood += weight * np.exp(-0.5 * squared)
    values: Floats = -np.log(np.maximum(likelihood, 1e-12)).astype(np.float32)
    return values


def _clusters(samples: Floats, generator: np.random.Generator) -> NDArray[np.intp]:
    """k-means, begun far apart (D. Arthur and S. Vassilvitskii, k-means++, 2007): the number of each sample's part."""
    centres = samples[generator.integers(len(samples))][None]
    nearest = ((samples - centres[0]) ** 2).sum(1)
    while len(centres) < _PARTS and nearest.sum() > 0:
        chosen = samples[generator.choice(len(samples), p=nearest / nearest.sum())]
        centres = np.concatenate([centres, chosen[None]])
        nearest = np.minimum(nearest, ((samples - chosen) ** 2).sum(1))
    labels = np.zeros(len(samples), np.intp)
    for _ in range(_ROUNDS):
        squares = (centres**2).sum(1) - 2 * samples @ centres.T
        labels = squares.argmin(1)
        for part in range(len(centres)):
            if (members := labels == part).any():
                centres[part] = samples[members].mean(0)
    return labels
