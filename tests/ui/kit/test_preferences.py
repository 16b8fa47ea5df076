"""What is remembered comes back in the next run, and what somebody wrote into the file by hand does no harm."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from inpaint_studio.ui.kit.mask_look import MASK_STYLES, MaskLook
from inpaint_studio.ui.kit.preferences import Preferences


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "settings of a person.ini"


def _open(place: Path) -> Preferences:
    return Preferences(QSettings(str(place), QSettings.Format.IniFormat))


def _again(preferences: Preferences, place: Path) -> Preferences:
    """As the next run reads them."""
    preferences.sync()
    return _open(place)


def _tampered(place: Path, **values: object) -> Preferences:
    settings = QSettings(str(place), QSettings.Format.IniFormat)
    for name, value in values.items():
        settings.setValue(name.replace("__", "/"), value)
    settings.sync()
    return _open(place)


def test_everything_comes_back_in_the_next_run(place, tmp_path):
    picture, weights = tmp_path / "a, b.png", tmp_path / "größe.safetensors"
    for path in (picture, weights):
        path.touch()
    first = _open(place)
    first.theme, first.language, first.shortcut_preset = "light", "zh_CN", "gimp"
    first.mask_look = MaskLook("outline", (1, 2, 3), 0.25)
    first.history_megabytes, first.checkpoint = 64, weights
    first.remember_file(picture)
    first.remember_checkpoint(weights)
    first.set_flag("hints/show", False)
    first.set_number("brush/radius", 0.1)
    first.set_text("operations/grow", '{"pixels": 3, "a": "b | c"}')
    first.set_bytes("window/geometry", QByteArray(b"\x00\xff\n"))
    again = _again(first, place)
    assert (again.theme, again.language, again.shortcut_preset) == ("light", "zh_CN", "gimp")
    assert again.mask_look == MaskLook("outline", (1, 2, 3), 0.25)
    assert (again.history_megabytes, again.checkpoint) == (64, weights)
    assert again.recent_files == [picture]
    assert again.recent_checkpoints == [weights]
    assert again.flag("hints/show", True) is False
    assert again.number("brush/radius", 5, 0, 10) == 0.1
    assert again.text("operations/grow") == '{"pixels": 3, "a": "b | c"}'
    assert again.bytes("window/geometry") == QByteArray(b"\x00\xff\n")


@pytest.mark.parametrize("value", ["", "dark blue", 7, ["light", "dark"], QByteArray(b"dark")])
def test_a_word_that_is_none_of_those_meant_reads_as_the_default(place, value):
    preferences = _tampered(place, theme=value, language=value, shortcuts__preset=value, mask__style=value)
    assert preferences.theme == "system"
    assert preferences.language == ""
    assert preferences.shortcut_preset == "photoshop"
    assert preferences.mask_look.style == MaskLook().style


@pytest.mark.parametrize("text", ["", "1,2", "1,2,3,4", "1,2,256", "1,2,-3", "1,2,x", "1.5,2,3", "²,2,3", "1,2,"])
def test_a_colour_that_is_none_reads_as_the_default(place, text):
    assert _tampered(place, mask__colour=text).mask_look.colour == MaskLook().colour


@pytest.mark.parametrize(
    ("stored", "number"),
    [("abc", 0.5), ("", 0.5), ("nan", 0.5), ("inf", 1.0), ("-7", 0.05), ("0.25", 0.25), (["1"], 0.5)],
)
def test_a_number_is_brought_into_its_range_and_what_is_none_is_the_default(place, stored, number):
    assert _tampered(place, mask__opacity=stored).number("mask/opacity", 0.5, 0.05, 1.0) == number


@pytest.mark.parametrize("default", [True, False])
@pytest.mark.parametrize(
    ("stored", "flag"), [("true", True), ("1", True), ("TRUE", True), ("false", False), ("0", False), ("maybe", None)]
)
def test_a_flag_that_can_be_read_counts_and_another_reads_as_the_default(place, stored, flag, default):
    preferences = _tampered(place, show=stored)
    assert preferences.flag("show", default) == (default if flag is None else flag)
    assert preferences.flag("other", default) == default


def test_recent_files_are_the_newest_twelve_that_are_still_there(place, tmp_path):
    preferences = _open(place)
    paths = [tmp_path / f"{number}.png" for number in range(14)]
    for path in paths:
        path.touch()
        preferences.remember_file(path)
    assert preferences.recent_files == paths[:1:-1]
    preferences.remember_file(paths[5])
    assert preferences.recent_files[:2] == [paths[5], paths[13]]
    assert len(preferences.recent_files) == 12
    paths[13].unlink()
    again = _again(preferences, place)
    assert again.recent_files[:2] == [paths[5], paths[12]]
    again.forget_files()
    assert _again(again, place).recent_files == []


def test_one_recent_file_is_no_list_for_settings_and_still_one_file(place, tmp_path):
    path = tmp_path / "photo.png"
    path.touch()
    preferences = _open(place)
    preferences.remember_file(path)
    assert _again(preferences, place).recent_files == [path]


def test_a_relative_name_is_remembered_by_where_it_lies(place, tmp_path, monkeypatch):
    (tmp_path / "photo.png").touch()
    monkeypatch.chdir(tmp_path)
    preferences = _open(place)
    preferences.remember_file(Path("photo.png"))
    monkeypatch.chdir("/")
    assert preferences.recent_files == [tmp_path / "photo.png"]


def test_checkpoints_that_are_gone_are_remembered_but_not_used(place, tmp_path):
    weights = tmp_path / "weights.safetensors"
    weights.touch()
    preferences = _open(place)
    preferences.checkpoint = weights
    preferences.remember_checkpoint(weights)
    weights.unlink()
    assert preferences.checkpoint is None
    assert preferences.recent_checkpoints == [weights]  # looked for by whoever lists them, on a worker
    weights.touch()
    assert preferences.checkpoint == weights


@pytest.mark.parametrize("keys", [["Ctrl+,"], ["Ctrl+Z", "Alt+Backspace"], ["|"], ['"'], []])
def test_own_shortcuts_come_back_as_they_are(place, keys):
    preferences = _open(place)
    preferences.set_own_shortcut("undo", keys)
    preferences.set_own_shortcut("fit", ["F3"])
    again = _again(preferences, place)
    assert again.own_shortcuts() == {"undo": keys, "fit": ["F3"]}
    again.set_own_shortcut("fit", None)
    assert again.own_shortcuts() == {"undo": keys}
    again.forget_own_shortcuts()
    assert _again(again, place).own_shortcuts() == {}


def test_whoever_follows_a_preference_hears_its_name(place):
    preferences, heard = _open(place), []
    preferences.changed.connect(heard.append)
    preferences.theme = "dark"
    preferences.set_own_shortcut("undo", ["F3"])
    preferences.set_own_shortcut("undo", None)
    preferences.forget_own_shortcuts()
    preferences.mask_look = MaskLook(MASK_STYLES[0])
    assert heard == ["theme", "shortcuts", "shortcuts", "shortcuts", "mask", "mask", "mask"]
