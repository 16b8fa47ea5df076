"""Sizes of enlargements, and the sentences for what cannot be enlarged."""

import pytest

from inpaint_studio.editing.geometry import Size
from inpaint_studio.enlarging.request import EnlargeError, EnlargeOptions
from inpaint_studio.options import options_of


@pytest.mark.parametrize(
    ("options", "size", "factor"),
    [
        (EnlargeOptions(), (200, 120), 2),
        (EnlargeOptions(4), (400, 240), 4),
        (EnlargeOptions(width=250), (250, 150), 3),
        (EnlargeOptions(height=61), (102, 61), 2),
        (EnlargeOptions(width=100, height=200), (100, 200), 4),
        (EnlargeOptions(width=400, height=240), (400, 240), 4),
    ],
)
def test_a_size_is_made_by_the_next_factor(options, size, factor):
    assert options.size(Size(100, 60)) == size
    assert options.factor_for(Size(100, 60)) == factor


@pytest.mark.parametrize(
    ("options", "small", "sentence"),
    [
        (EnlargeOptions(), Size(1, 1), "A picture of 1 x 1 pixels cannot be enlarged: it has no detail to go by."),
        (EnlargeOptions(), Size(900, 1), "A picture of 900 x 1 pixels cannot be enlarged"),
        (EnlargeOptions(5), Size(9, 9), "by 2, 3 or 4 times, not by 5."),
        (EnlargeOptions(width=99), Size(100, 60), "99 x 59 pixels are not more than the picture's 100 x 60."),
        (EnlargeOptions(width=100), Size(100, 60), "not more than"),
        (EnlargeOptions(width=401), Size(100, 60), "enlarged to 400 x 240 at most, 4 times."),
        (EnlargeOptions(width=-3), Size(100, 60), "from 1 to 1,000,000 pixels a side."),
        (EnlargeOptions(texture=2.0), Size(100, 60), "between 0 and 1."),
        (EnlargeOptions(denoise=-0.1), Size(100, 60), "Noise reduction lies between 0 and 1."),
    ],
)
def test_what_cannot_be_made_is_one_sentence(options, small, sentence):
    with pytest.raises(EnlargeError) as raised:
        options.size(small)
    assert sentence in str(raised.value)
    assert str(raised.value).endswith(".")


def test_controls_and_flags_can_be_made_of_the_options():
    assert [field.name for field in options_of(EnlargeOptions)] == [
        "factor",
        "width",
        "height",
        "texture",
        "denoise",
    ]
