"""Numbers and dates in names: which files are a series, and in which order."""

from pathlib import Path

import pytest

from inpaint_studio.files.stacks.names import dates_of, series_of


def _series(*names):
    return series_of([Path(name) for name in sorted(names)])


def test_numbers_are_ordered_by_value_and_not_by_letter():
    series = _series("shot_10.png", "shot_9.png", "shot_100.png", "shot_8.png")
    assert [path.name for path in series.paths] == ["shot_8.png", "shot_9.png", "shot_10.png", "shot_100.png"]
    assert series.numbers == (8, 9, 10, 100)
    assert series.gaps == ((10, 100),)


def test_numbering_by_tens_has_no_gaps():
    assert _series("a_0010.tif", "a_0020.tif", "a_0030.tif", "a_0050.tif").gaps == ((30, 50),)


def test_only_the_largest_series_of_a_folder_is_taken():
    series = _series("f_1.png", "f_2.png", "f_3.png", "f_1.jpg", "notes.png")
    assert [path.name for path in series.paths] == ["f_1.png", "f_2.png", "f_3.png"]
    assert sorted(path.name for path in series.others) == ["f_1.jpg", "notes.png"]


def test_several_numbers_that_vary_are_ordered_one_after_the_other():
    series = _series("s2_f1.png", "s1_f10.png", "s1_f9.png")
    assert [path.name for path in series.paths] == ["s1_f9.png", "s1_f10.png", "s2_f1.png"]
    assert series.numbers is None


def test_the_same_number_twice_is_named():
    series = _series("1.png", "01.png", "2.png")
    assert [(a.name, b.name) for a, b in series.doubles] == [("01.png", "1.png")]


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("S2A_20240131_B4.tif", (19753,)),
        ("2024-01-31.tif", (19753,)),
        ("x_2024_01_31_20240201.tif", (19753, 19754)),
        ("20240231.tif", ()),
        ("120240131.tif", ()),
        ("frame_0001.tif", ()),
    ],
)
def test_dates_in_names(name, days):
    assert dates_of(name) == days


def test_dates_order_files_of_unlike_names():
    series = _series("S2B_20240205_x.tif", "S2A_20240131_y.tif", "LC08_20231224.tif")
    assert [path.name[:4] for path in series.paths] == ["LC08", "S2A_", "S2B_"]
    assert series.days == (19715, 19753, 19758)


def test_one_date_in_all_names_is_no_series_of_dates():
    series = _series("20240131_1.png", "20240131_2.png")
    assert series.days is None
    assert series.numbers == (1, 2)
