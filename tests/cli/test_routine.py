import json

import pytest

from inpaint_studio.cli import main


def test_an_example_is_printed_changed_and_checked(tmp_path, capsys):
    changes = ["--set", "fill.method=membrane", "--set", "find.finders.damage.dark=false", "--set", "enlarge.factor=3"]
    assert main(["routine", "--example", "dust", *changes, "--without", "review"]) == 0
    text = capsys.readouterr().out
    cards = {card["card"]: card for card in json.loads(text)["cards"]}
    assert list(cards) == ["find", "fill", "enlarge", "save"]
    assert cards["find"]["finders"] == {"damage": {"bright": True, "dark": False}}
    (tmp_path / "r.json").write_text(text)
    assert main(["routine", "check", str(tmp_path / "r.json")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Dust and scratches on scans"
    assert "Enlarge: The result is enlarged 3 times, with 0 % of texture." in lines


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ([], 2, "Give --example NAME"),
        (["check"], 2, "Give the routine that is to be checked"),
        (["check", "rust.json"], 1, "could not be read"),
        (["--example", "dust", "--set", "fill"], 2, "write it as CARD.OPTION=VALUE"),
        (["--example", "dust", "--set", "fill.method=magic"], 1, "no fill method called 'magic'"),
        (["--example", "dust", "--set", "fill.seed.x=1"], 2, "has no options"),
        (["--example", "dust", "--set", "save.name=x"], 1, "lacks {name}"),
    ],
)
def test_a_wrong_call_is_one_sentence(words, code, sentence, capsys):
    assert main(["routine", *words]) == code
    error = capsys.readouterr().err
    assert sentence in error
    assert len(error.splitlines()) == 1
