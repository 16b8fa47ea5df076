"""What can be written is said before anything is filled, and the segments become one output."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.mask_reading import MaskReading
from inpaint_studio.files.saving.writing import SaveOptions
from inpaint_studio.files.stacks.masks import StackMasks
from inpaint_studio.files.stacks.opening import open_planes
from inpaint_studio.files.video.saving import Forecast, SavedFilm, SaveProgress
from inpaint_studio.work.stacks import joining
from inpaint_studio.work.stacks.job import StackError
from inpaint_studio.work.stacks.joining import Saving, StackSaved, check_output, save_results

from .conftest import COUNT, HOLE

MARKED, EMPTY = np.full((2, 2), 255, np.uint8), np.zeros((2, 2), np.uint8)


def all_marked(count: int) -> dict[int, np.ndarray]:
    return dict.fromkeys(range(count), MARKED)


def _fills(*planes: int) -> dict:
    whole = np.full((HOLE.height, HOLE.width), 255, np.uint8)
    pixels = np.full((HOLE.height, HOLE.width, 3), 7, np.uint8)
    return {plane: (Fill("f", HOLE, pixels, whole, Recipe("grey")),) for plane in planes}


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("out.mkv", r"out\.mkv would be a film, and clip is none"),
        ("out.png", r"out\.png cannot hold a stack of 7 planes.*ends in \.tif\."),
        ("clip", "is read by this call and is not written over"),
        ("mask.png", "is read by this call and is not written over"),
    ],
)
def test_an_output_that_cannot_be_is_refused(job, tmp_path, output, words):
    with pytest.raises(StackError, match=words) as refused:
        check_output(replace(job, output=tmp_path / output), open_planes(job.source), all_marked(COUNT))
    assert refused.value.wrong_call


@pytest.mark.parametrize("output", ["out", "out.tif"])
def test_a_folder_of_frames_becomes_a_folder_or_a_file_of_pages(job, tmp_path, output):
    planes = open_planes(job.source)
    job = replace(job, output=tmp_path / output)
    assert check_output(job, planes, all_marked(COUNT)) == ()
    *steps, saved = save_results(job, planes, _fills(2, 5), SaveOptions())
    assert all(isinstance(step, Saving) and 0 <= step.share <= 1 for step in steps)
    assert isinstance(saved, StackSaved)
    assert (saved.path, saved.planes, saved.changed, saved.exact) == (tmp_path / output, COUNT, 2, True)
    made = open_planes(saved.path)
    for plane in range(COUNT):
        before, after = planes.picture(plane).pixels, made.picture(plane).pixels
        outside = np.ones(before.shape[:2], bool)
        outside[HOLE.slices] = plane not in (2, 5)
        assert np.array_equal(after[outside], before[outside])
        assert ((after[HOLE.slices] == 7).all()) == (plane in (2, 5))


class Film:
    """As much of a film as is looked at here."""

    kind, axis, name, path = "video", "frame", "film.mp4", Path("film.mp4")
    places = (None,) * 9


@pytest.fixture
def film(monkeypatch, job, tmp_path):
    saves = []

    def save(how):
        def saving(film, changes, path):
            picture = open_planes(job.source).picture(2)
            (patch,) = changes.patches(picture)
            saves.append((how, sorted(changes.planes), patch))
            yield SaveProgress("write", 3, 9)
            yield SaveProgress("compare", 9, 9)
            yield SavedFilm(path, "matroska", 5, how == "exact", 9, 0, None, 0.0, ("a note",))

        return saving

    monkeypatch.setattr(joining, "VideoPlanes", Film)
    monkeypatch.setattr(joining, "save_exact", save("exact"))
    monkeypatch.setattr(joining, "save_same_kind", save("same"))
    refusal = {"": ""}
    monkeypatch.setattr(joining, "forecast", lambda *of: Forecast(9, len(of[1]), 4, False, refusal[""]))
    return saves, refusal


@pytest.mark.parametrize("how", ["exact", "same"])
def test_a_film_gets_the_fills_of_each_frame_as_patches(job, film, tmp_path, how):
    saves, refusal = film
    job = replace(job, output=tmp_path / "out.mkv", how=how)
    assert "4 of 9 frames are encoded again" in check_output(job, Film(), all_marked(9))[0]
    half, whole, saved = save_results(job, Film(), _fills(2, 5), SaveOptions())
    assert (half.share, whole.share) == (pytest.approx(1 / 6), 1.0)
    assert (saved.planes, saved.changed, saved.exact, saved.notes) == (9, 2, how == "exact", ("a note",))
    ((way, planes, patch),) = saves
    assert (way, planes, patch.rect) == (how, [2, 5], HOLE)
    assert (patch.pixels == 7).all()
    assert patch.touched.all()
    refusal[""] = "There is no encoder."
    with pytest.raises(StackError, match="There is no encoder"):
        check_output(job, Film(), all_marked(9))


def test_a_film_can_become_a_folder_and_not_a_single_picture(job, film, tmp_path):
    assert check_output(replace(job, output=tmp_path / "frames"), Film(), all_marked(9)) == ()
    with pytest.raises(StackError, match=r"ends in \.mkv, \.mp4, \.tif\."):
        check_output(replace(job, output=tmp_path / "out.jpg"), Film(), all_marked(9))


@pytest.mark.parametrize(("masked", "planes"), [({1, 4, 8}, [4]), (range(9), [2, 3, 4, 5]), ({0}, [])])
def test_only_planes_with_a_mask_are_forecast(job, film, tmp_path, monkeypatch, masked, planes):
    forecasts = []

    def forecast(film, wanted, *more):
        forecasts.append(sorted(wanted))
        return Forecast(9, len(wanted), 4, False)

    monkeypatch.setattr(joining, "forecast", forecast)
    check_output(replace(job, output=tmp_path / "out.mkv", first=2, last=5), Film(), dict.fromkeys(masked, MARKED))
    assert forecasts == [planes]


@pytest.mark.parametrize(("how", "planes"), [("same", [2, 5]), ("exact", [2, 4, 5])])
def test_planes_whose_mask_is_empty_are_not_forecast_to_be_encoded_again(job, film, tmp_path, monkeypatch, how, planes):
    forecasts = []
    monkeypatch.setattr(
        joining, "forecast", lambda film, wanted, *more: forecasts.append(wanted) or Forecast(9, 2, 2, False)
    )
    masks = {2: MARKED, 4: EMPTY, 5: MARKED}
    check_output(replace(job, output=tmp_path / "out.mkv", how=how), Film(), masks)
    one = StackMasks(dict.fromkeys(range(9), lambda: MaskReading(EMPTY)), MaskReading(EMPTY))
    check_output(replace(job, output=tmp_path / "out.mkv", how="same"), Film(), one)
    assert forecasts == [planes, []]
