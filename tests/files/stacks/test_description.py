"""What is told of a stack."""

from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import pytest

from inpaint_studio.editing.stack import Place
from inpaint_studio.files.stacks.description import described, spacing


def _planes(axis, at, cuts=None, kind="folder"):
    places = tuple(Place(None if one is None else Fraction(one)) for one in at)
    return SimpleNamespace(name="a", kind=kind, path=Path("a"), axis=axis, places=places, cuts=cuts, notes=("A note.",))


@pytest.mark.parametrize(
    ("planes", "sentence", "step"),
    [
        (_planes("frame", [0, "1/25", "2/25"]), "25 frames a second.", Fraction(1, 25)),
        (_planes("frame", [0, "1/25", "3/25"]), "Frames 0.04 to 0.08 s apart.", None),
        (_planes("slice", [0, "5/2", 5]), "A slice every 2.5 mm.", Fraction(5, 2)),
        (_planes("slice", [0, 1, 3]), "Slices 1 to 2 mm apart.", None),
        (_planes("slice", [0, 1, 0, 1], (2,)), "A slice every 1 mm.", 1),
        (_planes("date", [19753, 19758]), "From 2024-01-31 to 2024-02-05.", 5),
    ],
)
def test_spacing_is_told(planes, sentence, step):
    first, second, note = described(planes)
    assert first.startswith("a: numbered folder, ")
    assert (second, note) == (sentence, "A note.")
    assert spacing(planes) == step


def test_without_places_nothing_is_told_of_them():
    assert described(_planes("page", [None, None]))[1:] == ("A note.",)
    assert spacing(_planes("page", [None, None])) is None
