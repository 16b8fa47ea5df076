"""The command line: one command a file, in the table of `commands`.

A command's module defines its options and prints its output, and imports Qt or torch only while it runs. Jobs on files
are in `work`; everything that several commands share is in lower rooms. Without a command the window opens.
"""

import contextlib
import os
import sys
from collections.abc import Sequence

from inpaint_studio import terminal
from inpaint_studio.cli import window
from inpaint_studio.cli.command import JOB_FAILED, WRONG_CALL, Command, JobFailed, WrongCall
from inpaint_studio.cli.commands import COMMANDS
from inpaint_studio.cli.parsing import command_parser, window_parser
from inpaint_studio.sentence import explanation, reason
from inpaint_studio.threads import wait_asleep
from inpaint_studio.work.errors import WorkError

TRACEBACK = "INPAINT_STUDIO_TRACEBACK"  # set in the environment: errors are raised, and libraries not muted


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 the job failed, 2 the call was wrong.

    arguments: None = sys.argv; then the standard streams are taken over too.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    # A picture called "fill" is opened as ./fill.
    command = COMMANDS.get(words[0]) if words else None
    wait_asleep()
    if arguments is None:
        # Not for the window: its crash output is useful there.
        mutes = command is not None and command.mutes_libraries
        terminal.take_over(mutes and not os.environ.get(TRACEBACK))
    with terminal.quiet():
        return _run(command, words)


def open_window() -> int:
    """The entry of desktops: opens the window, whatever its words are; a picture may be called `fill`."""
    if sys.argv[1:] and not sys.argv[1].startswith("-"):
        sys.argv.insert(1, "--")
    return main()


def _run(command: Command | None, words: list[str]) -> int:
    failure = command.failure if command is not None else JOB_FAILED
    try:
        if command is not None:
            code = command.run(command_parser(command).parse_args(words[1:]))
        else:
            window.check_first(words, COMMANDS)
            code = window.run(window_parser().parse_args(words))
        sys.stdout.flush()
        return code
    except WrongCall as error:
        terminal.complain(reason(error))
        return WRONG_CALL
    except JobFailed as error:
        terminal.complain(reason(error))
        return failure
    except WorkError as error:
        terminal.complain(reason(error))
        return WRONG_CALL if error.wrong_call else failure
    except KeyboardInterrupt:
        print("inpaint-studio: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return failure
    except Exception as error:  # the program's edge: a person gets a sentence, never a traceback
        if os.environ.get(TRACEBACK):
            raise
        terminal.complain(explanation(error))
        return failure
