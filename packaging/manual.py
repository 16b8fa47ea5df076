"""Manual pages, made from the same argument parsers that read the command line: one of the program, one a command.

`man inpaint-studio fill` finds inpaint-studio-fill(1). Run with the Python of an environment that has the program.
"""

import argparse
import re
import time
from collections.abc import Iterator

from packages import NAME, TITLE
from releases import build_time

from inpaint_studio import __version__
from inpaint_studio.cli.command import JOB_FAILED, Command
from inpaint_studio.cli.commands import COMMANDS
from inpaint_studio.cli.parsing import command_parser, window_parser

_EXIT_CODES = (("0", "done"), ("1", "the job failed, or a picture of a folder did"), ("2", "a wrong call"))
_VARIABLES = (
    ("INPAINT_STUDIO_TRACEBACK=1", "errors come with a traceback"),
    ("INPAINT_STUDIO_MESSAGES=json", "errors keep their template and values, as JSON"),
    ("OMP_NUM_THREADS", "upper limit of a fill's threads"),
)


def manual_pages() -> dict[str, str]:
    """File name ("inpaint-studio-fill.1") -> page in roff, for every command."""
    pages = {f"{NAME}.1": _page_of_window()}
    for command in COMMANDS.values():
        pages[f"{NAME}-{command.key}.1"] = _page_of_command(command)
    return pages


def _page_of_window() -> str:
    parser = window_parser()
    lines = [_head(NAME, "brush-and-fill editor for damaged and marked photographs")]
    lines += [".SH SYNOPSIS", *_synopsis(parser), ".br", f".B {_text(NAME)}", r"\fICOMMAND\fR [\fIOPTION\fR ...]"]
    lines += [".SH DESCRIPTION", _text(f"{TITLE} opens photographs in a window, where what is painted over is filled.")]
    lines += [_text("Nothing outside the mask is changed, and nothing leaves the machine.")]
    lines += [*_options(parser), ".SH COMMANDS"]
    for command in COMMANDS.values():
        lines += [".TP", rf"\fB{_text(NAME)}\-{_text(command.key)}\fR(1)", _text(f"{_sentence(command.help)}")]
    lines += [".SH EXIT STATUS", *_rows(_EXIT_CODES), ".SH ENVIRONMENT", *_rows(_VARIABLES)]
    lines += _see_also([f"{NAME}-{command.key}" for command in COMMANDS.values()])
    return _joined(lines)


def _page_of_command(command: Command) -> str:
    parser = command_parser(command)
    lines = [_head(f"{NAME}-{command.key}", command.help), ".SH SYNOPSIS", *_synopsis(parser), ".SH DESCRIPTION"]
    lines += [_text(parser.description or ""), *_options(parser)]
    for name, action in _actions_of(parser).items():
        lines += [f".SH {_text(name.upper())}", *_synopsis(action), ".PP", *_options(action, section=".SS")]
    if parser.epilog:
        lines += [".SH NOTES", _text(parser.epilog)]
    if command.failure == JOB_FAILED:  # another command says in its notes what its codes mean
        lines += [".SH EXIT STATUS", *_rows(_EXIT_CODES)]
    return _joined([*lines, *_see_also([NAME])])


def _head(name: str, summary: str) -> str:
    date = time.strftime("%Y-%m-%d", time.gmtime(build_time()))
    title = f'.TH "{_text(name.upper())}" "1" "{date}" "{TITLE} {__version__}" "User Commands"'
    return f"{title}\n.SH NAME\n{_text(name)} \\- {_text(summary)}"


def _synopsis(parser: argparse.ArgumentParser) -> list[str]:
    usage = " ".join(parser.format_usage().removeprefix("usage: ").split())
    rest = usage.removeprefix(parser.prog).strip()
    return [rf"\fB{_text(parser.prog)}\fR", _text(rest)]


def _options(parser: argparse.ArgumentParser, section: str = ".SH") -> Iterator[str]:
    formatter = parser._get_formatter()  # argparse has no public way to ask what its --help prints
    titles = {"positional arguments": "ARGUMENTS", "options": "OPTIONS"}
    for group in parser._action_groups:
        actions = [action for action in group._group_actions if action.help is not argparse.SUPPRESS]
        actions = [action for action in actions if not isinstance(action, argparse._SubParsersAction)]
        if not actions:
            continue
        yield f"{section} {_text(titles.get(group.title or '', (group.title or '').upper()))}"
        if group.description:
            yield _text(group.description)
        for action in actions:
            yield ".TP"
            yield _invocation(formatter, action)
            yield _text(_sentence(formatter._expand_help(action))) if action.help else "\\&"


def _invocation(formatter: argparse.HelpFormatter, action: argparse.Action) -> str:
    if not action.option_strings:
        (name,) = formatter._metavar_formatter(action, action.dest)(1)
        return rf"\fI{_text(name)}\fR"
    value = ""
    if action.nargs != 0:
        default = formatter._get_default_metavar_for_optional(action)
        value = rf" \fI{_text(formatter._format_args(action, default))}\fR"
    return ", ".join(rf"\fB{_text(option)}\fR{value}" for option in action.option_strings)


def _actions_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Parsers of what a command does under names of its own, as `job new`."""
    return {
        name: one
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, one in action.choices.items()
    }


def _rows(rows: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for term, meaning in rows:
        yield f".TP\n\\fB{_text(term)}\\fR\n{_text(_sentence(meaning))}"


def _see_also(names: list[str]) -> list[str]:
    return [".SH SEE ALSO", ",\n".join(rf"\fB{_text(name)}\fR(1)" for name in names)]


def _sentence(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def _text(text: str) -> str:
    """Plain text as roff: a backslash, a hyphen that is typed, and a dot or quote that begins a line are escaped."""
    text = " ".join(text.split()).replace("\\", r"\e").replace("-", r"\-")
    text = re.sub(r"`([^`]*)`", r"\\fB\1\\fR", text)
    return rf"\&{text}" if text.startswith((".", "'")) else text


def _joined(lines: list[str]) -> str:
    return "\n".join(line for line in lines if line) + "\n"
