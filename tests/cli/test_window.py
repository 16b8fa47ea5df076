"""Calls that open the window: what is checked before one opens."""

from pathlib import Path

import pytest

from inpaint_studio.cli import main


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["fil", "x"], "inpaint-studio: there is no command or file fil; did you mean fill?"),
        (["Verfy", "a", "b", "--mask", "c"], "inpaint-studio: there is no command or file Verfy; did you mean verify?"),
        (
            ["qqq.png"],
            "inpaint-studio: there is no command or file qqq.png; inpaint-studio --help lists the commands.",
        ),
    ],
)
def test_a_word_that_is_no_command_and_no_file_opens_no_window(words, sentence, capsys):
    assert main(words) == 2
    assert capsys.readouterr().err == f"{sentence}\n"


def test_of_several_pictures_all_have_to_be_there(tmp_path, capsys):
    (tmp_path / "a.png").touch()
    assert main([str(tmp_path / "a.png"), str(tmp_path / "b.png")]) == 2
    assert capsys.readouterr().err == f"inpaint-studio: there is no file {tmp_path / 'b.png'}.\n"


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["--return", "a.png", "b.png"], 2, "--return opens its own FILE; give no other picture beside it."),
        (["--return", "c.png"], 1, "there is no file c.png."),
        (["--host", "Lightroom", "a.png"], 2, "--host names the program that --return hands a picture back to."),
        (["--mask", "b.png"], 2, "--mask is for one picture; give that one."),
        (["--mask", "b.png", "a.png", "b.png"], 2, "--mask is for one picture; give that one."),
        (["--mask", "c.png", "a.png"], 2, "there is no file c.png."),
    ],
)
def test_what_another_program_asks_for_is_checked_before_a_window_opens(
    words, code, sentence, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    for name in ("a.png", "b.png"):
        Path(name).touch()
    assert main(words) == code
    assert capsys.readouterr().err == f"inpaint-studio: {sentence}\n"
