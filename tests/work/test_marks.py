import argparse
import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.cli.commands import COMMANDS
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.history import History
from inpaint_studio.editing.state import State
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.memory.project import open_project, save_project
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.mark_files import read_mark
from inpaint_studio.work.errors import WorkError
from inpaint_studio.work.marks import Cleaned, Group, LeftAlone, Saved, Unread, cleaned, take_off
from tests.filling.unblend.marked import as_bytes, letters, photographs, under


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Eight marked pictures, one without the mark, one of another size, one that is none."""
    folder = tmp_path_factory.mktemp("marked")
    photos = photographs(9, seed=11)
    seen = under(photos, *letters(0.5))
    seen[8] = photos[8]
    for number, picture in enumerate(seen):
        Image.fromarray(as_bytes(picture)).save(folder / f"{number}.png")
        np.save(folder / f"{number}.npy", as_bytes(photos[number]))
    Image.new("RGB", (50, 40), (90, 90, 90)).save(folder / "other.png")
    (folder / "broken.png").write_bytes(b"no picture")
    return folder


@pytest.fixture(scope="module")
def values(folder, tmp_path_factory):
    output = tmp_path_factory.mktemp("out") / "bare"
    return output, list(take_off([folder], output))


def test_a_folder_is_grouped_and_marked_pictures_are_saved_without_the_mark(folder, values):
    _output, steps = values
    groups = [one for one in steps if isinstance(one, Group)]
    assert [(tuple(one.size), len(one.pictures), one.mark is not None) for one in groups] == [
        ((112, 72), 9, True),
        ((50, 40), 1, False),
    ]
    assert "too few" in groups[1].message
    saved = [one for one in steps if isinstance(one, Saved)]
    assert sorted(one.path.name for one in saved) == [f"{n}.png" for n in range(8)]
    where = letters()[0] > 0
    for one in saved:
        true = np.load(one.path.with_suffix(".npy")).astype(float)
        bare = np.asarray(Image.open(one.output)).astype(float)
        marked = np.asarray(Image.open(one.path)).astype(float)
        assert np.mean((bare - true)[where] ** 2) < np.mean((marked - true)[where] ** 2) / 10
        assert "The mark was taken off" in one.message


def test_unmarked_broken_and_lonely_pictures_are_left_alone_with_a_sentence(values):
    output, steps = values
    alone = {one.path.name: one.message for one in steps if isinstance(one, LeftAlone)}
    assert set(alone) == {"8.png", "other.png"}
    assert alone["8.png"] == "It does not have the mark, and was left alone."
    assert [one.picture.name for one in steps if isinstance(one, Unread)] == ["broken.png"]
    assert {path.name for path in output.iterdir()} == {"112x72.mark.png", *(f"{n}.png" for n in range(8))}


def test_the_mark_that_was_saved_is_used_again_and_its_fill_lives_in_a_project(folder, values, tmp_path):
    output, _ = values
    mark = read_mark(output / "112x72.mark.png")
    *_, one = cleaned(folder / "3.png", mark)
    assert isinstance(one, Cleaned)
    again = np.asarray(Image.open(output / "3.png"))
    picture = read_picture(folder / "3.png")
    state = replace(State.of(picture, History()), fills=one.fills)
    assert (state.composite() == again).all()
    save_project(Document.of(state).snapshot(), tmp_path / "a.ora")
    back = open_project(tmp_path / "a.ora").fills
    assert [fill.recipe.method for fill in back] == ["unblend"]
    assert back[0].recipe.settings["mark"] == mark.hash
    assert [plane.to_bytes() for plane in back[0].recipe.mark] == [p.to_bytes() for p in one.fills[0].recipe.mark]
    *_, other = cleaned(folder / "other.png", mark)
    assert isinstance(other, LeftAlone)
    assert "112 x 72" in other.message


def test_the_folder_of_the_originals_is_refused(folder):
    with pytest.raises(WorkError, match="folder of the originals"):
        list(take_off([folder], folder))
    with pytest.raises(WorkError, match="does not exist"):
        list(take_off([folder / "no"], folder / "out"))


def _listing(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("pictures", "words"),
    [
        (under(photographs(3), *letters()), "3 pictures are too few"),
        (under(photographs(1), *letters()), "1 picture is too few"),
        (under(photographs(6, alike=True), *letters()), "equally bright"),
        (photographs(6), "no mark in common"),
    ],
)
def test_folders_without_an_estimable_mark_get_a_sentence_and_nothing_is_written(pictures, words, tmp_path):
    source = tmp_path / "in"
    source.mkdir()
    for number, one in enumerate(pictures):
        Image.fromarray(as_bytes(one)).save(source / f"{number}.png")
    before = _listing(tmp_path)
    alone = [one for one in take_off([source], tmp_path / "out") if isinstance(one, LeftAlone)]
    assert len(alone) == len(pictures)
    assert all(words in one.message for one in alone)
    assert _listing(tmp_path) == before


def test_a_logo_that_is_not_there_and_one_that_is_cut_short_get_a_sentence(folder, tmp_path, capsys):
    logo = np.zeros((40, 60, 4), np.uint8)
    logo[5:35:6, 5:55] = 255
    Image.fromarray(logo).save(tmp_path / "other.png")
    (tmp_path / "short.png").write_bytes((tmp_path / "other.png").read_bytes()[:80])
    command = COMMANDS["marks"]
    arguments = argparse.ArgumentParser()
    command.add_arguments(arguments)
    before = _listing(tmp_path)
    words = [str(folder / "1.png"), "--output", str(tmp_path / "o"), "--logo"]
    assert command.run(arguments.parse_args([*words, str(tmp_path / "other.png")])) == 0
    assert "The logo was not found in this picture." in capsys.readouterr().out
    with pytest.raises(PictureError, match=r"short\.png is damaged or incomplete"):
        command.run(arguments.parse_args([*words, str(tmp_path / "short.png")]))
    assert _listing(tmp_path) == before


def test_the_command_prints_json(folder, values, tmp_path, capsys):
    output, _ = values
    parser = COMMANDS["marks"]
    arguments = argparse.ArgumentParser()
    parser.add_arguments(arguments)
    words = [str(folder / "1.png"), str(folder / "8.png"), "--output", str(tmp_path / "o"), "--json"]
    assert parser.run(arguments.parse_args([*words, "--mark", str(output / "112x72.mark.png")])) == 0
    reports = json.loads(capsys.readouterr().out)
    assert [("output" in one, "left_alone" in one) for one in reports] == [(True, False), (False, True)]
    assert reports[0]["edges_before"] > 0.5
    assert abs(reports[0]["edges_after"]) < 0.3
