"""What a DICOM file says of its samples, wherever it keeps that."""

from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from inpaint_studio.editing.bands import Window
from inpaint_studio.editing.level_changes import window_of
from inpaint_studio.files.kinds.dicom_facts import Facts
from inpaint_studio.files.reading import read_picture

from ..phantoms import body, packaged
from ..phantoms import dicom as phantom


def _open(tmp_path, content, page=0):
    path = tmp_path / "a.dcm"
    path.write_bytes(content)
    return read_picture(path, page)


def test_values_that_cannot_be_read_count_as_missing() -> None:
    dataset = Dataset()
    dataset.WindowCenter = "40"
    dataset.WindowWidth = ""
    dataset.PixelPaddingValue = 63536
    facts = Facts(dataset, 0)
    assert facts.window() is None
    assert facts.grid() is None
    assert facts.rescale() == (1.0, 0.0, "")
    assert facts.padding(True, 16) == (-2000.0, -2000.0)
    assert facts.padding(False, 16) == (63536.0, 63536.0)
    dataset.PixelPaddingRangeLimit = 63540
    assert facts.padding(True, 16) == (-2000.0, -1996.0)
    dataset.WindowWidth = "80"
    dataset.VOILUTFunction = "LINEAR_EXACT"
    assert facts.window() == (0.0, 80.0)


def test_units_are_what_the_kind_of_picture_measures() -> None:
    for modality, tags, unit in (
        ("CT", {"RescaleSlope": "1"}, "HU"),
        ("CT", {}, ""),
        ("PT", {"RescaleSlope": "2", "Units": "BQML"}, "Bq/ml"),
        ("RTDOSE", {"DoseGridScaling": "0.5", "DoseUnits": "GY"}, "Gy"),
        ("MR", {"RescaleSlope": "3", "RescaleType": "US"}, ""),
    ):
        dataset = Dataset()
        dataset.Modality = modality
        for keyword, value in tags.items():
            setattr(dataset, keyword, value)
        assert Facts(dataset, 0).rescale()[2] == unit


def test_a_window_through_a_falling_slope_turns_round(tmp_path: Path) -> None:
    content = phantom(body(), RescaleSlope="-1", RescaleIntercept="0", WindowCenter="-1000", WindowWidth="400")
    picture = _open(tmp_path, content)
    assert picture.levels is not None
    assert picture.levels.inverted
    assert picture.levels.low[0] < picture.levels.high[0]


def test_without_a_window_it_is_seen_between_percentiles(tmp_path: Path) -> None:
    samples = body()
    samples[0, 0] = 30000
    picture = _open(tmp_path, phantom(samples))
    assert picture.levels is not None
    assert picture.levels.high[0] < 2500


def test_an_enhanced_file_has_its_facts_in_functional_groups(tmp_path: Path) -> None:
    def nested(**values: object) -> Dataset:
        dataset = Dataset()
        for keyword, value in values.items():
            setattr(dataset, keyword, value)
        return dataset

    frames = np.stack([body(seed=seed) for seed in range(3)])
    own = [
        nested(
            FrameVOILUTSequence=Sequence([nested(WindowCenter=str(100 * number), WindowWidth="400")]),
            PlanePositionSequence=Sequence([nested(ImagePositionPatient=["-10", "-20", str(number)])]),
        )
        for number in range(3)
    ]
    shared = nested(
        PixelValueTransformationSequence=Sequence([nested(RescaleSlope="2", RescaleIntercept="-1", RescaleType="HU")]),
        PixelMeasuresSequence=Sequence([nested(PixelSpacing=["0.5", "0.25"])]),
        PlaneOrientationSequence=Sequence([nested(ImageOrientationPatient=["1", "0", "0", "0", "1", "0"])]),
    )
    groups = {"PerFrameFunctionalGroupsSequence": Sequence(own), "SharedFunctionalGroupsSequence": Sequence([shared])}
    picture = _open(tmp_path, phantom(frames, **groups), page=2)
    assert np.array_equal(picture.pixels[:, :, 0], frames[2])
    assert (picture.bands[0].scale, picture.bands[0].offset, picture.bands[0].unit) == (2.0, -1.0, "HU")
    assert picture.levels is not None
    assert picture.levels.low == ((200 - 0.5 - 399 / 2 + 1) / 2,)
    assert picture.grid is not None
    assert picture.grid.centre(0, 0) == (-10, -20, 2)
    assert picture.grid.centre(4, 2) == (-9, -19, 2)
    assert any("frame 3 of 3" in note for note in picture.notes)


def test_a_table_of_measured_values_is_not_pretended_to_be_a_slope() -> None:
    picture = read_picture(packaged("mlut_18.dcm"))
    assert (picture.bands[0].scale, picture.bands[0].unit) == (1.0, "")
    assert any("table of measured values" in note for note in picture.notes)


def test_all_windows_of_a_file_come_with_their_names(tmp_path: Path) -> None:
    several = {"WindowCenter": ["40", "600"], "WindowWidth": ["100", "2800"]}
    named = {"WindowCenterWidthExplanation": ["BRAIN", "BONE"]}
    content = phantom(body(), RescaleIntercept="-1024", RescaleSlope="1", **several, **named)
    picture = _open(tmp_path, content)
    band = picture.bands[0]
    assert band.windows == (Window("BRAIN", 40.0, 100.0), Window("BONE", 600.0, 2800.0))
    assert band.whole_windows
    assert picture.levels is not None
    assert window_of(picture.levels, picture.bands) == (40, 100)
    assert _open(tmp_path, phantom(body(), **several)).bands[0].windows[1] == Window("", 600.0, 2800.0)
    exact = _open(tmp_path, phantom(body(), **several, VOILUTFunction="LINEAR_EXACT"))
    assert not exact.bands[0].whole_windows
    assert exact.levels is not None
    assert window_of(exact.levels, exact.bands) == (40, 100)


def test_windows_of_no_width_or_without_a_pair_are_none() -> None:
    dataset = Dataset()
    dataset.WindowCenter, dataset.WindowWidth = ["40", "50", "60"], ["0", "100"]
    dataset.WindowCenterWidthExplanation = "ONE"
    assert Facts(dataset, 0).windows() == (Window("", 50.0, 100.0),)
    dataset.WindowWidth = ""
    assert Facts(dataset, 0).windows() == ()
