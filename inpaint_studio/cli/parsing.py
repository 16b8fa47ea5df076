"""Argument parsers, built from the table of commands."""

import argparse
import sys
from typing import NoReturn

from inpaint_studio import __version__
from inpaint_studio.cli import window
from inpaint_studio.cli.command import WRONG_CALL, Command
from inpaint_studio.cli.commands import COMMANDS


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message}\n{self.format_usage().rstrip()}", file=sys.stderr)
        raise SystemExit(WRONG_CALL)


def window_parser() -> argparse.ArgumentParser:
    """The parser of a call without a command."""
    width = max(map(len, COMMANDS)) + 2
    rows = [f"  {command.key:{width}}{command.help}" for command in COMMANDS.values()]
    parser = _Parser(
        prog="inpaint-studio",
        description="Open photographs in the window; or run one of the commands below.",
        epilog="\n".join(["commands:", *rows, "", "`inpaint-studio COMMAND --help` tells about a command."]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    window.add_arguments(parser)
    parser.add_argument("--version", action="version", version=f"inpaint-studio {__version__}")
    return parser


def command_parser(command: Command) -> argparse.ArgumentParser:
    """The parser of a command's arguments."""
    parser = _Parser(
        prog=f"inpaint-studio {command.key}",
        description=f"{command.help[0].upper()}{command.help[1:]}.",
        epilog=command.epilog,
    )
    command.add_arguments(parser)
    return parser
