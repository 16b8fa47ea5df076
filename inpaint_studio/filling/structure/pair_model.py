"""The probability of a pair of ends: that the edge really runs along the curve between them.

A logistic regression with the squares and products of what a pair is judged by, fitted by tests/benchmarks/
fit_structure.py on 88,926 pairs of 1,356 holes cut into training photographs, 28 November 2026, each counting by the
square of its probability in a first fit: those that might be accepted matter. Calibrated by cross-validation there.

Of the curves accepted greedily in 676 holes of 350 other photographs, with p >= .7 (blobs / brushes): 387 / 508, 81.4 /
82.1 % right (p .5-.6: 53 %, .6-.7: 61, .7-.8: 75, .8-.9: 83, above: 98). At the p from which 80 % are right, 1,010; by
the seven numbers that were measured before, 765; by a regression without products on the same pairs, 72 in half as many
holes; by a net of 16 or 32 units no more than with products.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# Name, weight, and the weights of its products with itself and those after it.
_TERMS: tuple[tuple[str, float, tuple[float, ...]], ...] = (
    (
        "bend",
        0.06,
        (
            -0.09551,
            0.3839,
            0.1845,
            -0.4196,
            0.0006949,
            0.2017,
            -0.1624,
            -0.4665,
            0.1278,
            -0.4089,
            -0.1999,
            0.7181,
            0.2354,
        ),
    ),
    (
        "contrast",
        0.1555,
        (0.2491, -0.3936, -0.4214, -0.1524, 0.008978, -0.007276, -0.1184, 0.1502, 0.8346, -0.07843, 0.64, -0.2893),
    ),
    ("sides", 0.2811, (0.7043, 0.06049, -0.1495, -0.4623, -0.1832, 0.05725, 0.2885, 0.4405, -0.08726, -0.2939, 0.1388)),
    ("straight", 0.6176, (0.1059, -0.1146, 0.1138, -0.06021, -0.06605, -0.114, 0.1732, 0.02196, 0.2754, -0.08958)),
    ("length", 0.2463, (-0.08927, -0.0214, 0.09122, 0.07195, 0.005788, -0.2231, -0.006635, 0.2505, 0.002923)),
    ("magnitude", -0.4523, (0.02501, 0.00786, 0.04271, 0.03835, -0.04621, -0.056, -0.2449, -0.08409)),
    ("support", 0.1415, (0.03799, -0.004864, -0.04404, -0.005368, -0.03086, 0.1605, 0.01964)),
    ("direction", 0.6105, (0.02171, -0.05475, 0.03407, 0.007302, -0.2031, 0.05661)),
    ("rivals", -0.05207, (0.04498, -0.1215, -0.03315, 0.2302, 0.02272)),
    ("salience", -0.01566, (0.1431, 0.107, -0.1219, -0.09065)),
    ("trace", 0.3564, (0.03192, 0.08624, -0.03873)),
    ("hue", -0.2416, (-2.009, -0.2253)),
    ("arc", 0.2024, (0.01127,)),
)
_BIAS = -0.2363

NAMES = tuple(name for name, _, _ in _TERMS)
"""What a pair is judged by:
    bend       root of t0^2 + t0 t1 + t1^2, the bending energy of the cubic between them; t0, t1 in radians between the
               chord and the tangents: an arc costs a third of an S
    contrast   change of the contrast across the edge, relative to the larger one
    sides      of the colours beside the two ends, 0..1: the side that agrees best, and .3 of the other
    straight   log of the fewer points (and 3) for which an end is straight
    length     log of the chord in work pixels
    magnitude  log of the weaker end's magnitude times 255
    support    log of 1 and how many other ends lead in the chord's direction, within 5 degrees
    direction  log of the share of the edges outside that run along the chord, against an even spread
    rivals     log of 1 and how many other pairs either end is in
    salience   log of the weaker end's magnitude against the mean of what lies round the hole
    trace      log of the points for which the shorter edge could be traced
    arc        as bend, of what the curvatures of the two edges do not foretell
    hue        1 less the cosine between the two contrasts as colours
"""

_LINEAR = np.array([weight for _, weight, _ in _TERMS])
_PRODUCTS = np.zeros((len(NAMES), len(NAMES)))
_PRODUCTS[np.triu_indices(len(NAMES))] = [weight for _, _, products in _TERMS for weight in products]


def probabilities(features: Floats) -> NDArray[np.float32]:
    """(m,) of features, (m, len(NAMES))."""
    values = features.astype(np.float64)
    score = _BIAS + values @ _LINEAR + ((values @ _PRODUCTS) * values).sum(axis=1)
    probability: NDArray[np.float32] = (1 / (1 + np.exp(-score))).astype(np.float32)
    return probability
