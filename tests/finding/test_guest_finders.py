"""A finder of another package proposes pieces of mask; one that goes wrong is told of and harms nothing."""

import numpy as np
import pytest

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.finding.finder import Finding, Progress, View
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.guests import GuestError
from inpaint_studio.options import options_of
from inpaint_studio.sentence import Sentence
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.mask_offers import Scene


def spots() -> np.ndarray:
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[3, 5] = pixels[20, 50] = 220
    pixels[30, 10] = 180
    return pixels


def findings_of(key: str, **options: float) -> list[Finding]:
    finder = FINDERS[key]
    return [value for value in finder.find(View(spots()), finder.options(**options)) if isinstance(value, Finding)]


def test_a_guest_finds_and_its_findings_say_whose_they_are(install):
    install("finders", bright="BRIGHT")
    assert list(FINDERS)[-1] == "bright"
    assert "damage" in FINDERS
    assert {tuple(finding.rect)[:2] for finding in findings_of("bright")} == {(5, 3), (50, 20)}
    assert {(one.kind, one.confidence, one.source) for one in findings_of("bright", least=0.5)} == {
        ("bright", 0.5, "bright")
    }
    assert len(findings_of("bright", least=0.5)) == 3


def test_a_guests_options_are_asked_for_as_its_author_says(install):
    install("finders", bright="BRIGHT")
    (field,) = options_of(FINDERS["bright"].options)
    assert (field.name, field.option.title, field.option.unit, field.shown) == (
        "least",
        "Brightness",
        " %",
        (75, 0, 100),
    )


def test_the_windows_job_gathers_findings_in_one_mask(install):
    install("finders", bright="BRIGHT")
    finder, picture = FINDERS["bright"], Picture(spots())
    scene = Scene(picture, (), np.zeros((40, 60), np.uint8))
    whole = Rect(0, 0, 60, 40)
    evidence, *_ = list(jobs.search(scene, finder, finder.options(), whole, whole))
    mask = evidence.mask(whole, 1, finder.options())
    assert mask.sum() == 2 * 255
    assert not picture.pixels[mask == 0].max() > 180
    part = Rect(32, 16, 28, 24)
    evidence, *_ = list(jobs.search(scene, finder, finder.options(), part, part))
    np.testing.assert_array_equal(evidence.mask(part, 1, finder.options()), mask[part.slices])
    assert evidence.mask(Rect(0, 0, 32, 16), 1, finder.options()).sum() == 0


@pytest.mark.parametrize(
    ("finder", "message"),
    [
        ("ASTRAY", "a finding at (10000, 0, 1, 1)"),
        ("WIDE", "A finding's mask of (2, 2) and uint8 does not fit"),
        ("LOST", "lost, of the package toy-guests, failed: KeyError: 'eyes'."),
        ("ENDLESS", "findings of"),
    ],
)
def test_a_guest_that_goes_wrong_is_told_of_and_the_next_one_finds(install, finder, message):
    install("finders", **{finder.lower(): finder, "bright": "BRIGHT"})
    with pytest.raises(GuestError) as failure:
        findings_of(finder.lower())
    assert message in str(failure.value)
    assert isinstance(failure.value.args[0], Sentence)
    assert len(findings_of("bright")) == 2


def test_what_is_no_finder_is_left_out_with_its_reason(install):
    install("finders", toy="TOY", damage="BRIGHT")
    assert "toy" not in FINDERS
    assert list(FINDERS)[-1] == "bright"  # by the key that it has, whatever its entry point is called
    assert "Method is no inpaint_studio.finding.finder.Finder" in str(FINDERS.failures["toy"])


def test_damage_is_found_piece_by_piece():
    rows, columns = np.mgrid[0:300, 0:400]
    pixels = np.stack([90 + columns // 10, 80 + rows // 10, 100 + rows // 20], axis=2).astype(np.uint8)
    pixels[:, 100:102] = pixels[:, 300:302] = 250
    finder = FINDERS["damage"]
    values = list(finder.find(View(pixels), finder.options(sensitivity=0.5)))
    pieces = [value for value in values if isinstance(value, Finding)]
    assert [value for value in values if isinstance(value, Progress)][-1].done > 0
    assert {piece.rect.x // 100 for piece in pieces} == {0, 1, 2, 3} & {piece.rect.x // 100 for piece in pieces}
    assert len(pieces) >= 2
    assert all(piece.kind == "damage" and piece.mask.any() for piece in pieces)


def test_a_guest_may_ask_for_whole_numbers_switches_choices_and_ranges(install):
    install("finders", asking="ASKING")
    kind = FINDERS["asking"].options
    assert [(one.name, one.kind, one.default) for one in options_of(kind)] == [
        ("passes", "whole", 2),
        ("dark", "switch", True),
        ("order", "choice", "near"),
        ("levels", "range", (0.2, 1.0)),
    ]
    assert options_of(kind)[2].option.choices == (("near", "Nearest"), ("far", "Farthest"))
    assert len(findings_of("asking", passes=3, dark=False, order="far", levels=(0.5, 0.75))) == 1
    assert findings_of("asking") == []
