"""A finder of another package proposes pieces of mask; one that goes wrong is told of and harms nothing."""

import numpy as np
import pytest

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding import guest_finders
from inpaint_studio.finding.finder import Finder, Finding, Progress, View
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.guests import Guest, GuestError
from inpaint_studio.options import NoOptions, options_of
from inpaint_studio.sentence import Sentence


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


def test_a_guest_gets_the_scanners_infrared_and_may_say_how_opaque_its_dust_is(install):
    install("finders", their="INFRARED")
    infrared = np.full((40, 60), 4000, np.uint16)
    infrared[10, 20] = 50
    view = View(spots(), infrared=infrared)
    (finding,) = (one for one in FINDERS["their-infrared"].find(view, NoOptions()) if isinstance(one, Finding))
    assert finding.rect == Rect(20, 10, 1, 1)
    assert finding.layer is not None
    assert (tuple(finding.layer.rect), finding.layer.opacity.tolist()) == ((20, 10, 1, 1), [[128]])


def test_a_guests_options_are_asked_for_as_its_author_says(install):
    install("finders", bright="BRIGHT")
    (field,) = options_of(FINDERS["bright"].options)
    assert (field.name, field.option.title, field.option.unit, field.shown) == (
        "least",
        "Brightness",
        " %",
        (75, 0, 100),
    )


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


GUEST = Guest(guest_finders.GROUP, "odd", "odd-package", "2.0", guest_finders.__name__)
FACTS = guest_finders.describe(Finder("odd", "Find oddities", lambda *_: iter(()), nothing="Nothing is odd."))
DOT = np.full((1, 1), 255, np.uint8)


def test_a_description_is_adopted_as_it_was_given():
    finder = guest_finders._adopted(GUEST, {**FACTS, "seconds_per_pixel": 3e-6})
    assert (finder.key, finder.title, finder.nothing) == ("odd", "Find oddities", "Nothing is odd.")
    assert finder.seconds_per_pixel == 3e-6
    assert finder.options() == finder.options()


@pytest.mark.parametrize(
    "change",
    [
        {"key": "Odd"},
        {"key": 7},
        {"title": ""},
        {"title": "two\nlines"},
        {"nothing": "x" * 201},
        {"seconds_per_pixel": -1e-6},
        {"seconds_per_pixel": float("inf")},
        {"seconds_per_pixel": "fast"},
        {"options": [{}]},
    ],
)
def test_a_description_that_cannot_be_believed_is_refused(change):
    with pytest.raises((ValueError, KeyError)):
        guest_finders._adopted(GUEST, {**FACTS, **change})


def searched(monkeypatch, *steps) -> list:
    """What becomes of the steps of a guest in a picture of 6 x 4."""
    monkeypatch.setattr(Guest, "work", lambda self, *_, **__: iter(steps))
    finder = guest_finders._adopted(GUEST, FACTS)
    return list(finder.find(View(np.zeros((4, 6, 3), np.uint8)), finder.options()))


def finding(rect=(5, 3, 1, 1), mask=DOT, kind="odd", confidence=0.5):
    return {"rect": rect, "kind": kind, "confidence": confidence}, [mask]


def test_steps_become_findings_and_progress_and_every_pause_repeats_the_last(monkeypatch):
    values = searched(monkeypatch, None, ({"done": 1, "total": 3}, []), None, finding(), None)
    assert [value for value in values if isinstance(value, Progress)] == [
        *(Progress(0, 1), Progress(1, 3), Progress(1, 3), Progress(1, 3)),
    ]
    (one,) = [value for value in values if isinstance(value, Finding)]
    assert (tuple(one.rect), one.kind, one.confidence, one.source) == ((5, 3, 1, 1), "odd", 0.5, "odd")


def test_polarity_note_and_suggestion_of_a_guest_are_taken_over(monkeypatch):
    facts, arrays = finding()
    step = {**facts, "polarity": "darker", "note": "A sign of the scene.", "suggested": False}, arrays
    (one,) = searched(monkeypatch, step)
    assert (one.polarity, one.note, one.is_suggested) == ("darker", "A sign of the scene.", False)
    (plain,) = searched(monkeypatch, finding())
    assert (plain.polarity, plain.note, plain.is_suggested) == ("none", "", True)


@pytest.mark.parametrize("change", [{"polarity": "upward"}, {"polarity": 1}, {"note": "two\nlines"}, {"note": 5}])
def test_what_a_guest_says_of_a_finding_is_checked(monkeypatch, change):
    facts, arrays = finding()
    with pytest.raises(GuestError):
        searched(monkeypatch, ({**facts, **change}, arrays))


@pytest.mark.parametrize(
    "step",
    [
        ({"done": 4, "total": 3}, []),
        ({"done": -1, "total": 3}, []),
        ({"done": 0, "total": 0}, []),
        ({"done": 1}, []),
        finding(rect=(6, 0, 1, 1)),
        finding(rect=(-1, 0, 1, 1)),
        finding(rect=(0, 0, 0, 1), mask=np.zeros((1, 0), np.uint8)),
        finding(rect=(0, 0, 1)),
        finding(rect=(0, 0, 2, 1)),
        finding(mask=DOT.astype(bool)),
        finding(mask=DOT[0]),
        finding(confidence=1.5),
        finding(confidence=float("nan")),
        finding(confidence="high"),
        finding(kind="two\nlines"),
        (finding()[0], [DOT, DOT]),
    ],
)
def test_an_answer_that_cannot_be_is_an_error_of_the_guest(monkeypatch, step):
    with pytest.raises(GuestError, match="odd, of the package odd-package, gave an answer that cannot be used"):
        searched(monkeypatch, finding(), step)


def test_findings_without_end_are_stopped_by_the_pixels_they_cover(monkeypatch):
    whole = finding(rect=(0, 0, 6, 4), mask=np.zeros((4, 6), np.uint8))
    assert len(searched(monkeypatch, *[whole] * 16)) == 16
    with pytest.raises(GuestError, match="17 findings of 408 pixels"):
        searched(monkeypatch, *[whole] * 17)


def test_in_the_helper_a_finding_is_sent_with_all_that_is_said_of_it():
    seen = []

    def look(view, options):
        seen.append(view.first)
        yield Finding(Rect(5, 3, 1, 1), DOT.copy(), "odd", 0.5, "", "lighter", False, "Look at it.")

    pixels = np.zeros((4, 6, 3), np.uint8)
    facts = {"options": {}, "first": [1, 2, 3, 1]}
    ((sent, _),) = guest_finders.work(Finder("odd", "Find oddities", look), facts, [pixels])
    assert (sent["polarity"], sent["suggested"], sent["note"]) == ("lighter", False, "Look at it.")
    assert seen == [Rect(1, 2, 3, 1)]


def test_in_the_helper_what_is_neither_progress_nor_a_finding_is_an_error():
    finder = Finder("odd", "Odd", lambda view, options: iter([Progress(1, 2), 7]))
    steps = guest_finders.work(finder, {"options": {}}, [np.zeros((4, 6, 3), np.uint8)])
    assert next(steps) == ({"done": 1, "total": 2}, [])
    with pytest.raises(TypeError, match="int is neither Progress nor Finding"):
        next(steps)
