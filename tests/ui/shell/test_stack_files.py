"""Where and how a stack is saved: the names that are proposed, what is asked once, and what is refused."""

from pathlib import Path

import pytest

from inpaint_studio.files.saving.writing import SaveOptions
from inpaint_studio.files.video.saving import Forecast
from inpaint_studio.ui.document.stack_saving import FilmChoice, StackSave
from inpaint_studio.ui.shell import stack_files

from ..clips import Clip, show_clip, turn


@pytest.fixture
def asked(monkeypatch):
    """What was asked of the file dialog: (Place, then), the oldest first. No dialog comes."""
    places = []
    monkeypatch.setattr(stack_files, "ask_where", lambda _, place, then, cancelled=None: places.append((place, then)))
    return places


@pytest.fixture
def stacks(open_window, qtbot, tmp_path):
    """Those of a window with a film of twelve frames in view; saves are noted, not made."""
    window = open_window()
    show_clip(window, qtbot, Clip(path=tmp_path / "holiday.mkv"))
    made = window.files.stacks
    made.saves, made.window = [], window
    window.session.saving.save_stack = lambda save, options: made.saves.append((save, options))
    return made


def offer(monkeypatch, same):
    exact = FilmChoice("exact", ".mkv", Forecast(12, 1, 0, True), 1000)
    monkeypatch.setattr(stack_files, "film_choices", lambda planes, fills: (exact, FilmChoice("same", ".mov", same)))


def test_a_stack_without_a_kind_of_its_own_becomes_a_folder_or_pages(stacks, asked, tmp_path):
    stacks.ask(lambda: None)
    ((place, then),) = asked
    assert place.proposed == tmp_path / "holiday_restored"
    assert [words.split(" (")[0] for words in place.filters] == ["Folder of pictures", "TIFF of several pages"]
    for name, how in (("out", "folder"), ("out.tif", "pages")):
        then(tmp_path / name)
        assert stacks.saves[-1] == (StackSave(tmp_path / name, how), SaveOptions())


def test_a_folder_is_proposed_beside_itself(stacks, tmp_path):
    clip = Clip(path=tmp_path / "scans.2024")
    clip.path.mkdir()
    assert stacks._proposed(clip, "") == tmp_path / "scans.2024_restored"
    clip.path = Path(tmp_path / "brain.nii.gz")
    assert stacks._proposed(clip, ".nii.gz") == tmp_path / "brain_restored.nii.gz"


def test_a_film_whose_own_kind_keeps_every_sample_is_asked_where_alone(stacks, asked, monkeypatch, tmp_path):
    offer(monkeypatch, Forecast(12, 1, 0, True))
    stacks.ask(lambda: None)
    assert stacks.dialog is None
    ((place, then),) = asked
    assert (place.proposed, place.default) == (tmp_path / "holiday_restored.mov", ".mov")
    then(tmp_path / "out.mov")
    assert stacks.saves[-1][0] == StackSave(tmp_path / "out.mov", "same")


def test_a_film_that_would_be_encoded_again_is_asked_how_first(stacks, asked, monkeypatch, tmp_path):
    offer(monkeypatch, Forecast(12, 1, 6, False))
    cancelled = []
    stacks.ask(lambda: cancelled.append(True))
    stacks.dialog.reject()
    assert cancelled == [True]
    assert asked == []
    stacks.ask(lambda: None)
    stacks.dialog.exact.setChecked(True)
    stacks.dialog.save.click()
    ((place, then),) = asked
    assert place.proposed == tmp_path / "holiday_restored.mkv"
    then(tmp_path / "out.mkv")
    assert stacks.saves[-1][0] == StackSave(tmp_path / "out.mkv", "exact")


def test_what_was_saved_once_is_saved_there_again_unasked(stacks, asked, monkeypatch, tmp_path):
    last = StackSave(tmp_path / "out", "folder")
    monkeypatch.setattr(stacks.window.session.saving, "stack_save_of", lambda document: last)
    stacks.save(lambda: None)
    assert asked == []
    assert stacks.saves == [(last, SaveOptions())]


def test_a_plane_is_proposed_by_its_number(stacks, asked, qtbot, tmp_path):
    turn(stacks.window, qtbot, 6)
    stacks.ask_save_plane()
    ((place, _),) = asked
    assert place.title == "Save plane 7 as a picture"
    assert place.proposed == tmp_path / "holiday_0007.png"
    assert "*.png" in place.filters[0]
    assert "*.mkv" not in place.filters[0]


def test_a_number_goes_to_its_plane_and_comparing_is_the_command_lines(stacks, qtbot):
    window = stacks.window
    assert stacks.asks_plane(window.amounts)
    field = window.amounts._fields[0]
    assert (field.value(), field.minimum(), field.maximum()) == (2, 1, 12)
    window.amounts.hide()
    assert stacks.refuses_to_verify()
    assert "inpaint-studio verify" in window.messages.text


def test_for_a_picture_nothing_of_this_is_done(window, asked):
    stacks = window.files.stacks
    stacks.ask(lambda: None)
    assert stacks.planes is None
    assert not stacks.asks_plane(window.amounts)
    assert not stacks.refuses_to_verify()
    assert asked == []
