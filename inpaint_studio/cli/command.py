"""A command of the command line: its name, options and function."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

DONE = 0
JOB_FAILED = 1
WRONG_CALL = 2


class JobFailed(Exception):
    """Ends the program with exit code 1. The message is a sentence."""


class WrongCall(Exception):
    """Ends the program with exit code 2. The message is a sentence."""


@dataclass(frozen=True)
class Command:
    """One row of the table in `commands`; its module imports Qt or torch only inside `run`."""

    key: str  # its name on the command line
    help: str  # in a few words, lower case, without a full stop
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]  # returns the exit code
    epilog: str | None = None
    failure: int = JOB_FAILED  # the exit code of a failed job
    mutes_libraries: bool = True  # whether stderr output of C libraries is discarded
