"""Copying into thick and thin holes: which answer a hole gets, and that grain is added once."""

import numpy as np
import pytest

from .small_fills import PLAIN, blob_and_scratch, request_of, run, texture


def _mask(rows: slice, columns: slice):
    mask = np.zeros((160, 160), np.uint8)
    mask[rows, columns] = 255
    return mask


THICK, THIN = _mask(slice(60, 100), slice(60, 100)), _mask(slice(78, 82), slice(20, 140))


@pytest.mark.parametrize(
    ("method", "mask", "recipes"),
    [
        ("exemplar", THICK, {"exemplar"}),
        ("exemplar", THIN, {"exemplar"}),
        ("hybrid", THICK, {"hybrid"}),
        ("hybrid", THIN, {"hybrid"}),
        ("auto", THIN, {"hybrid"}),  # noise, which its surroundings leave open
    ],
)
def test_each_method_copies_texture(engine, method, mask, recipes):
    pixels = texture(160, 160, 3, "uint8")
    _, result = run(engine, request_of(pixels, mask, method, settings=PLAIN))
    assert {fill.recipe.method for fill in result.fills} == recipes
    assert result.fills[0].pixels.astype(float).std() > 20  # of 44 around; the generator's grey has none


def test_a_thin_hole_across_what_is_even_is_left_to_the_generator(engine):
    pixels = np.full((160, 160, 3), 90, np.uint8)
    _, result = run(engine, request_of(pixels, THIN))
    assert {fill.recipe.method for fill in result.fills} == {"generator"}
    _, led = run(engine, request_of(pixels, THIN, "hybrid"))
    assert {fill.recipe.method for fill in led.fills} == {"hybrid"}  # asked for by name


def test_the_same_seed_copies_the_same(engine):
    pixels = texture(220, 260, 3, "uint8")
    one, other = (run(engine, request_of(pixels, blob_and_scratch(), "hybrid", seed=4))[1] for _ in range(2))
    for first, second in zip(one.fills, other.fills, strict=True):
        assert (first.pixels == second.pixels).all()
