"""A command: one word after `inpaint-studio`, its options, and what it does."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

DONE = 0
JOB_FAILED = 1
WRONG_CALL = 2


class JobFailed(Exception):
    """A whole sentence; the program ends with exit code 1."""


class WrongCall(Exception):
    """A whole sentence; the program ends with exit code 2."""


@dataclass(frozen=True)
class Command:
    """One row of the table in `commands`; its module imports Qt or torch only inside `run`."""

    key: str  # the word on the line
    help: str  # what it does, in a few words that begin small and end without a stop
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]  # gives the exit code
    epilog: str | None = None
    failure: int = JOB_FAILED  # the exit code where the job could not be done
    mutes_libraries: bool = True  # whether what libraries written in C print to the error stream goes nowhere
