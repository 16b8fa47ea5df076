"""Holes of every kind: their sizes, values, shares and proportions."""

import hashlib
from collections import Counter

import numpy as np
import pytest

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.photographs.hole_kinds import HOLE_KINDS, family
from inpaint_studio.model.photographs.masks import sample_kind, sample_mask, sample_mixed

SIZES = (Size(96, 96), Size(128, 128), Size(200, 144), Size(512, 384))


def drawn(kind: str, size: Size, count: int) -> list[np.ndarray]:
    return [sample_mask(kind, size, np.random.default_rng((3, i))) for i in range(count)]


@pytest.mark.parametrize("kind", HOLE_KINDS)
@pytest.mark.parametrize("size", SIZES)
def test_a_hole_has_its_size_two_values_and_a_share_within_its_range(kind: str, size: Size) -> None:
    low, high = HOLE_KINDS[kind].fractions
    for mask in drawn(kind, size, 25):
        assert mask.shape == (size.height, size.width)
        assert mask.dtype == np.uint8
        assert set(np.unique(mask)) == {0, 255}
        assert low <= np.mean(mask == 255) <= high


@pytest.mark.parametrize("kind", HOLE_KINDS)
def test_the_same_generator_draws_the_same_hole_and_another_another(kind: str) -> None:
    size = Size(128, 96)
    first, again, other = (sample_mask(kind, size, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("kind", HOLE_KINDS)
def test_the_smallest_pictures_still_get_a_hole_and_something_round_it(kind: str) -> None:
    for size in (Size(16, 16), Size(16, 40)):
        for mask in drawn(kind, size, 40):
            assert 0 < np.count_nonzero(mask) < mask.size


def test_kinds_come_in_their_proportions() -> None:
    shares = {kind.key: kind.share for kind in HOLE_KINDS.values()}
    assert sum(shares.values()) == pytest.approx(1)
    rng = np.random.default_rng(0)
    counts = Counter(sample_kind(rng) for _ in range(4000))
    for kind, share in shares.items():
        assert counts[kind] / 4000 == pytest.approx(share, abs=0.025)


def test_the_kinds_drawn_are_those_of_the_first_version() -> None:
    """Digests taken before the kinds stood in a table: runs, banks and validation repeat what they drew then."""

    def digest(kinds: tuple[str, ...] | None) -> str:
        rng = np.random.default_rng(12)
        return hashlib.sha256(",".join(sample_kind(rng, kinds) for _ in range(3000)).encode()).hexdigest()[:16]

    assert digest(None) == "23953f1a19821d4d"
    assert digest(family("thin")) == "2f24526803174c0a"
    assert digest(family("thick")) == "d612de8bd01a2e79"


def test_kinds_can_be_narrowed_down() -> None:
    rng = np.random.default_rng(0)
    counts = Counter(sample_kind(rng, ("scratch", "text")) for _ in range(2000))
    assert set(counts) == {"scratch", "text"}
    assert counts["scratch"] / 2000 == pytest.approx(22 / 36, abs=0.04)


def test_mixed_holes_are_like_any() -> None:
    rng = np.random.default_rng(2)
    shares = [np.mean(sample_mixed(Size(128, 128), rng) > 0) for _ in range(60)]
    assert min(shares) > 0
    assert max(shares) < 0.56


def test_an_unknown_kind_and_a_tiny_picture_are_refused_with_a_sentence() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="is not a kind of hole"):
        sample_mask("swirl", Size(64, 64), rng)
    with pytest.raises(ValueError, match="at least 16 x 16 pixels, not 15 x 300"):
        sample_mask("blob", Size(15, 300), rng)
