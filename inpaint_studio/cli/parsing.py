"""What the words on the line mean, read from the table of commands."""

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
    """Of a call that names no command."""
    parser = _Parser(
        prog="inpaint-studio",
        description="Open photographs in the window; or run one of the commands: " + ", ".join(COMMANDS) + ".",
        epilog="`inpaint-studio COMMAND --help` tells about a command.",
    )
    window.add_arguments(parser)
    parser.add_argument("--version", action="version", version=f"inpaint-studio {__version__}")
    return parser


def command_parser(command: Command) -> argparse.ArgumentParser:
    """Of the words that follow a command's own."""
    parser = _Parser(prog=f"inpaint-studio {command.key}", epilog=command.epilog)
    command.add_arguments(parser)
    return parser
