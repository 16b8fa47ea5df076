"""Which mask belongs to which picture, by their names alone."""

from pathlib import Path

import pytest

from inpaint_studio.files.pairing import is_mask_of


@pytest.mark.parametrize(
    ("mask", "picture", "is_one"),
    [
        ("portrait.mask.png", "portrait.jpg", True),
        ("Portrait_MASK.png", "portrait.jpg", True),
        ("portrait.jpg.mask.png", "portrait.jpg", True),
        ("Maskenball 1923.png", "p.png", False),
        ("damask.jpg", "da.jpg", False),
        ("other_mask.png", "portrait.jpg", False),
        ("portrait.png", "portrait.jpg", False),
        ("mask.png", "portrait.jpg", False),
    ],
)
def test_a_name_says_whether_it_is_the_mask_of_the_open_picture(mask, picture, is_one):
    assert is_mask_of(Path(mask), Path(picture)) is is_one
