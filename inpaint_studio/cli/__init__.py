"""The command line: one command a file, in the table of `commands`.

A command's module says its options and what it does, prints what there is to print, and imports Qt or torch only while
it runs. What is done to files is done in `work`, and everything that several commands need is below them. The window
is what opens where no command is named.
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

TRACEBACK = "INPAINT_STUDIO_TRACEBACK"  # anything in the environment: errors are raised, and libraries heard


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 the job failed, 2 the call was wrong.

    arguments: None = those of this process, which then takes over its standard streams as well.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    # A picture may be called "fill", but then it is reached as ./fill.
    command = COMMANDS.get(words[0]) if words else None
    wait_asleep()
    if arguments is None:
        # The window's own crashes too tell more there than they disturb.
        mutes = command is not None and command.mutes_libraries
        terminal.take_over(mutes and not os.environ.get(TRACEBACK))
    with terminal.quiet():
        return _run(command, words)


def _run(command: Command | None, words: list[str]) -> int:
    failure = command.failure if command is not None else JOB_FAILED
    try:
        if command is not None:
            code = command.run(command_parser(command).parse_args(words[1:]))
        else:
            window.check_words(words, COMMANDS)
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
