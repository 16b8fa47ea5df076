from pathlib import PurePosixPath

import pytest

from inpaint_studio.work.routines.facts import RoutineError
from inpaint_studio.work.routines.names import Places, check_rule, result_name


@pytest.mark.parametrize(
    ("rule", "picture", "kind", "name"),
    [
        ("{name}-repaired{suffix}", "a.png", "same", "a-repaired.png"),
        ("{folder}/{name}{suffix}", "x/y/a.JPG", "same", "x/y/a.JPG"),
        ("{folder}/{name}{suffix}", "a.tif", "png", "a.png"),
        ("{folder}/{name}", "x/a.gif", "same", "x/a.png"),  # of a kind that is not written
        ("fixed/{name} v1.2", "a.webp", "same", "fixed/a v1.2.webp"),
    ],
)
def test_a_rule_gives_names(rule, picture, kind, name):
    check_rule(rule, beside=False)
    assert result_name(rule, PurePosixPath(picture), kind) == PurePosixPath(name)


@pytest.mark.parametrize(
    ("rule", "beside", "sentence"),
    [
        ("{name", False, "a brace too many or too few"),
        ("{nam}{suffix}", False, "has no {nam}; there are {folder}"),
        ("{name!r}", False, "has no {name}"),
        ("x{suffix}", False, "lacks {name}"),
        ("../{name}{suffix}", False, "must stay in its folder"),
        ("/tmp/{name}{suffix}", False, "must stay in its folder"),
        ("{name}:{suffix}", False, "must stay in its folder"),
        ("{folder}/{name}{suffix}", True, "beside their originals"),
        ("{name}{suffix}", True, "the name of its original"),
    ],
)
def test_a_rule_that_gives_no_names_is_refused(rule, beside, sentence):
    with pytest.raises(RoutineError) as raised:
        check_rule(rule, beside)
    assert sentence in str(raised.value)


def test_each_place_is_given_once_on_any_file_system():
    places = Places(["in/b.png"])
    assert places.take("a.png") == "a.png"
    assert places.take("A.PNG") == "A (2).PNG"
    assert places.take("a.png") == "a (3).png"
    assert places.take("in/B.png") == "in/B (2).png"
