"""The table of commands: what the help and the parser make of it."""

import subprocess
import sys

import pytest

from inpaint_studio.cli import main
from inpaint_studio.cli.commands import COMMANDS
from inpaint_studio.cli.parsing import command_parser, window_parser


def test_the_table_holds_what_scripts_rely_on():
    assert set(COMMANDS) >= {"fill", "find", "train", "evaluate", "describe", "verify", "convert", "formats"}


def test_the_help_lists_every_command_with_what_it_does(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    rows = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines() if line.strip()]
    for command in COMMANDS.values():
        assert [command.key, command.help] in rows


@pytest.mark.parametrize("key", list(COMMANDS))
def test_the_help_of_a_command_says_what_it_does_and_what_each_of_its_words_means(key, capsys):
    with pytest.raises(SystemExit) as ended:
        main([key, "--help"])
    assert ended.value.code == 0
    assert COMMANDS[key].help[1:20] in capsys.readouterr().out
    parser = command_parser(COMMANDS[key])
    assert [action.dest for action in parser._actions if not action.help] == []


@pytest.mark.parametrize("key", list(COMMANDS))
def test_a_word_that_a_command_does_not_know_is_answered_with_its_usage(key, capsys):
    words = {"fill": ["a", "--mask", "b", "--output", "c"], "verify": ["a", "b", "--mask", "c"], "convert": ["a", "b"]}
    words |= {"describe": ["a"], "find": ["a", "--output", "b"], "marks": ["a", "--output", "b"]}
    words |= {"enlarge": ["a", "--output", "b"], "work": ["a"]}
    words |= {"train": ["--run", "a"], "evaluate": ["--pictures", "a", "--output", "b"]}
    with pytest.raises(SystemExit) as ended:
        main([key, *words.get(key, []), "--colour"])
    assert ended.value.code == 2
    first, second, *_ = capsys.readouterr().err.splitlines()
    assert first == f"inpaint-studio {key}: unrecognized arguments: --colour"
    assert second.startswith(f"usage: inpaint-studio {key} ")


def test_a_picture_called_like_a_command_opens_by_its_path():
    assert window_parser().parse_args(["./fill"]).pictures == ["./fill"]


@pytest.mark.parametrize("key", ["convert", "describe", "fill", "find", "formats", "marks", "routine", "verify"])
def test_the_help_of_a_command_loads_neither_torch_nor_qt(key):
    code = (
        "import sys, contextlib\nfrom inpaint_studio.cli import main\n"
        f"with contextlib.suppress(SystemExit):\n    main(['{key}', '--help'])\n"
        "print(*{'torch', 'PySide6'} & set(sys.modules))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.splitlines()[-1] == ""
