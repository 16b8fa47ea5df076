from dataclasses import dataclass
from typing import Annotated

import pytest

from inpaint_studio.options import Option
from inpaint_studio.work.routines.facts import RoutineError, facts_of, options_from_facts, with_facts


@dataclass(frozen=True)
class Every:
    share: Annotated[float, Option("Share", 0, 1)] = 0.5
    passes: Annotated[int, Option("Passes", 1, 9)] = 2
    dark: Annotated[bool, Option("Dark")] = True
    order: Annotated[str, Option("Order", choices=(("near", "N"), ("far", "F")))] = "near"
    levels: Annotated[tuple[float, float], Option("Levels", 0, 1)] = (0.0, 1.0)
    name: Annotated[str, Option("Name")] = "x"
    beside: tuple[int, ...] = ()


def test_options_are_the_same_after_json():
    options = Every(0.25, 3, False, "far", (0.1, 0.2), "é")
    assert facts_of(options)["levels"] == [0.1, 0.2]
    assert options_from_facts(Every, facts_of(options), "e") == options
    assert options_from_facts(Every, {}, "e") == Every()
    assert with_facts(Every(beside=(1,)), {"passes": 4}, "e") == Every(passes=4, beside=(1,))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"share": 2}, "a number from 0 to 1"),
        ({"share": "1"}, "a number from 0 to 1"),
        ({"share": float("nan")}, "a number from 0 to 1"),
        ({"passes": 2.5}, "a whole number from 1 to 9"),
        ({"dark": 0}, "true or false"),
        ({"order": "left"}, "one of near, far"),
        ({"order": ["near"]}, "one of near, far"),
        ({"levels": [0, 2]}, "two numbers from 0 to 1"),
        ({"levels": 1}, "two numbers from 0 to 1"),
        ({"name": "a\nb"}, "a text of one line"),
        ({"beside": [1]}, "has no option beside"),
        ([], "must be a JSON object"),
    ],
)
def test_what_is_not_allowed_is_refused(facts, expected):
    with pytest.raises(RoutineError) as raised:
        options_from_facts(Every, facts, "e")
    assert expected in str(raised.value)
