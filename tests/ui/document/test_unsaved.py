"""What of a picture is not saved, and how a person is asked about it, for every kind."""

from dataclasses import fields

import pytest

from inpaint_studio.sentence import say
from inpaint_studio.ui.document.unsaved import UnsavedWork

STAYS = say("Without saving this is lost. The file that was opened is as it was.")
ROWS = (
    (("in_no_file",), "a.png is in no file yet.", "a.png: in no file yet"),
    (("fills",), "a.png has fills that are not saved.", "a.png: fills that are not saved"),
    (("fills", "tone"), "a.png has fills and adjustments that are not saved.", "a.png: fills and adjustments"),
    (("fills", "frame"), "a.png has fills and adjustments that are not saved.", "a.png: fills and adjustments"),
    (("tone",), "a.png has adjustments that are not saved: tones.", "a.png: adjustments that are not saved"),
    (
        ("frame",),
        "a.png has adjustments that are not saved: straightening and cropping.",
        "a.png: adjustments that are not saved",
    ),
    (
        ("tone", "frame"),
        "a.png has adjustments that are not saved: tones, straightening and cropping.",
        "a.png: adjustments",
    ),
    (("fills", "taken_back"), "a.png was changed after it was saved last.", "a.png: changed after it was saved last"),
    (("marks",), "What you marked in a.png has not been filled.", "a.png: marks that are not filled"),
    (("guidance",), "a.png has guide lines or source regions that are in no project.", "a.png: guide lines or source"),
    (("decisions",), "a.png has decisions about findings that are not saved.", "a.png: decisions about findings"),
)


@pytest.mark.parametrize(("kinds", "sentence", "line"), ROWS)
def test_each_kind_is_named(kinds, sentence, line):
    work = UnsavedWork(**dict.fromkeys(kinds, True))
    assert work.sentence("a.png") == sentence
    assert work.line("a.png").startswith(line)
    assert work.is_seen is (kinds not in (("marks",), ("guidance",), ("decisions",)))
    if work.is_seen:
        assert work.explanation(STAYS) == STAYS
        both = UnsavedWork(**dict.fromkeys((*kinds, "marks"), True))
        assert both.sentence("a.png") == sentence
        assert both.line("a.png").endswith("; and marks")
        assert both.explanation(STAYS).endswith("are kept in a project alone.")
        decided = UnsavedWork(**dict.fromkeys((*kinds, "decisions"), True))
        assert decided.line("a.png").endswith("; and decisions about findings")
        assert decided.explanation(STAYS).endswith("A project keeps findings and what was decided about them.")
    else:
        assert work.needs_project
        assert work.explanation(STAYS).startswith("No pixel was changed.")


def test_no_kind_is_forgotten():
    assert {one.name for one in fields(UnsavedWork)} == {kind for kinds, _, _ in ROWS for kind in kinds}
