"""Thin damage by a net: findings block by block, whole where they reach across."""

from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.finder import Progress, View
from inpaint_studio.finding.pyramid import Look
from inpaint_studio.finding.thin_damage import PLAIN, Judgement, thin_damage

SURE = replace(PLAIN, weights=(0.0, 1.0, *(0.0,) * (len(PLAIN.weights) - 2)))


def light_is_damage(picture):
    """A net without context: what is nearly white is damage, what is blue is writing."""
    writing = (picture[:, :, 2] - picture[:, :, 0] > 0.5).astype(np.float32)
    return np.stack([np.clip(picture[:, :, 2] * 3 - 2, 0, 1), writing])


def scratched() -> np.ndarray:
    pixels = np.full((1500, 2200, 3), 120, np.uint8)
    pixels[300:303, 100:700] = 255  # within a block
    pixels[700:703, 200:2100] = 255  # across three
    for step in range(900):  # a diagonal across a corner of four
        pixels[600 + step // 2 : 602 + step // 2, 800 + step : 803 + step] = 255
    pixels[1300:1304, 1500:1504] = 255
    return pixels


def findings_of(pixels, first=None) -> list[Finding]:
    matches = thin_damage(View(pixels, first), light_is_damage, SURE, "damage")
    return [value for value in matches if isinstance(value, Finding)]


@pytest.fixture(scope="module")
def matches() -> list[Finding]:
    return findings_of(scratched())


def test_each_piece_is_one_finding_also_across_blocks(matches):
    sure = [one for one in matches if one.area > 10]
    assert {one.rect.width > 1500 for one in sure} == {True, False}
    joined = np.zeros((1500, 2200), np.uint8)
    for one in matches:
        assert one.source == "damage"
        joined[one.rect.slices] |= one.mask
    truth = scratched()[:, :, 0] == 255
    assert (joined[truth] > 0).mean() > 0.999
    wide = next(one for one in sure if one.rect.width > 1500)
    assert wide.rect.contains(Rect(200, 700, 1900, 3))
    assert len([one for one in sure if one.rect.intersects(Rect(150, 690, 1950, 5))]) == 1


def test_polarity_class_and_certainty_go_with_it(matches):
    within = next(one for one in matches if one.rect.contains(Rect(100, 300, 600, 3)))
    assert (within.polarity, within.kind, within.is_suggested) == ("lighter", "scratch", True)
    assert within.confidence > 0.9
    speck = next(one for one in matches if one.rect.contains(Rect(1500, 1300, 4, 4)))
    assert speck.kind == "dust"


def test_what_is_in_view_comes_first_and_changes_no_finding(matches):
    first = Rect(1490, 1290, 60, 60)
    viewed = findings_of(scratched(), first)
    assert {one.identity for one in viewed} == {one.identity for one in matches}
    assert viewed[0].rect.intersects(first)


def test_in_a_block_the_most_certain_come_first(matches):
    progress, batch, batches = None, [], []
    for value in thin_damage(View(scratched()), light_is_damage, SURE, "damage"):
        if isinstance(value, Progress):
            assert progress is None or value.done >= progress.done
            progress = value
            batches.append(batch)
            batch = []
        else:
            batch.append(value.confidence)
    assert all(confidences == sorted(confidences, reverse=True) for confidences in batches)
    assert progress is not None
    assert progress.done == progress.total


def test_writing_is_not_suggested():
    pixels = np.full((200, 300, 3), 60, np.uint8)
    pixels[80:84, 40:200] = (60, 60, 255)
    (only,) = [one for one in findings_of(pixels) if one.area > 100]
    assert not only.is_suggested
    assert only.note == "This may be writing."


def test_closing_the_search_ends_it_at_once():
    sizes = []

    def net(picture):
        sizes.append(picture.shape)
        return light_is_damage(picture)

    with closing(thin_damage(View(scratched()), net, SURE, "damage")) as search:
        assert isinstance(next(search), Progress)
    assert len(sizes) == 1


@pytest.mark.parametrize("shape", [(1, 1, 3), (3, 900, 1), (60, 61, 4), (1025, 20, 3)])
def test_pictures_of_odd_sizes_are_searched(shape):
    assert findings_of(np.full(shape, 100, np.uint8)) == []


def test_a_judgement_is_stored_as_one_row():
    numbers = tuple(float(number) for number in range(8 + 8 + 9))
    judgement = Judgement.of(numbers)
    assert judgement.mean == numbers[:8]
    assert judgement.deviation == numbers[8:16]
    assert judgement.weights == numbers[16:]
    with pytest.raises(ValueError, match="no judgement"):
        Judgement.of(numbers[1:])
    reduced = tuple(float(number) for number in range(9))
    both = Judgement.of((*numbers, *reduced))
    assert (both.weights, both.reduced) == (judgement.weights, reduced)


def test_a_large_scan_has_a_judgement_of_its_own():
    own, smaller = (Look(1), Look(2)), (Look(2), Look(4))
    less = (-0.5, *(0.0,) * (len(SURE.weights) - 1))
    judgement = replace(SURE, reduced=less)
    assert judgement.at(own) == judgement
    assert SURE.at(smaller) == SURE
    assert judgement.at(smaller).weights == less

    def certainties(judgement, looks):
        matches = thin_damage(View(scratched()), light_is_damage, judgement, "damage", looks)
        return sorted(match.confidence for match in matches if isinstance(match, Finding))

    reduced = certainties(judgement, smaller)
    assert reduced
    assert np.allclose(reduced, [1 / (1 + np.exp(0.5))] * len(reduced))
    assert certainties(judgement, own) == certainties(SURE, own)
