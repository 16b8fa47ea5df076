"""Options say what a person sets, and take back what anybody wrote."""

from dataclasses import dataclass
from typing import Annotated

import pytest

from inpaint_studio.options import Option, options_from, options_of


@dataclass(frozen=True)
class Every:
    """One of each kind."""

    share: Annotated[float, Option("Share", 0, 1, " %", 100)] = 0.5
    passes: Annotated[int, Option("Passes", 1, 9)] = 2
    dark: Annotated[bool, Option("Dark")] = True
    order: Annotated[str, Option("Order", choices=(("near", "Nearest"), ("far", "Farthest")))] = "near"
    levels: Annotated[tuple[float, float], Option("Levels", 0, 1, "", 255)] = (0.0, 1.0)
    name: Annotated[str, Option("Name")] = "{name}"
    plain: int = 7


def test_the_type_of_a_field_says_what_kind_it_is():
    kinds = {one.name: one.kind for one in options_of(Every)}
    assert kinds == {
        "share": "number",
        "passes": "whole",
        "dark": "switch",
        "order": "choice",
        "levels": "range",
        "name": "text",
    }
    share, *_, levels, _ = options_of(Every)
    assert share.shown == (50, 0, 100)
    assert levels.limits == (0, 255)


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ({"share": 7}, Every(share=1.0)),
        ({"share": float("nan")}, Every()),
        ({"passes": 3.4}, Every(passes=3)),
        ({"passes": "3"}, Every()),
        ({"dark": False}, Every(dark=False)),
        ({"dark": 1}, Every()),
        ({"order": "far"}, Every(order="far")),
        ({"name": "a"}, Every(name="a")),
        ({"name": 3}, Every()),
        ({"order": ["far"]}, Every()),
        ({"levels": [0.8, -3]}, Every(levels=(0.0, 0.8))),
        ({"levels": [0.1]}, Every()),
        ({"levels": None, "nobody": 1}, Every()),
    ],
)
def test_what_was_written_is_taken_where_it_is_allowed(written, taken):
    assert options_from(Every, written) == taken
