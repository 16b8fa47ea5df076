"""A finder of another package proposes pieces of mask; one that goes wrong is told of and harms nothing."""

import numpy as np
import pytest

from inpaint_studio.editing.picture import Picture
from inpaint_studio.finding.finder import Finding, Progress, View
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.guests import GuestError
from inpaint_studio.options import options_of
from inpaint_studio.sentence import Sentence
from inpaint_studio.ui.document import jobs


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
    assert list(FINDERS) == ["damage", "bright"]
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
    *_, last = jobs.search(picture, (), finder, finder.options())
    assert last.mask.sum() == 2 * 255
    assert not picture.pixels[last.mask == 0].max() > 180


@pytest.mark.parametrize(
    ("finder", "message"),
    [
        ("ASTRAY", "a finding at (10000, 0, 1, 1)"),
        ("WIDE", "cannot be used"),
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
    assert set(FINDERS) == {"damage", "bright"}  # by the key that it has, whatever its entry point is called
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
