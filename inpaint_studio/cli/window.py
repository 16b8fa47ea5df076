"""The window, the default without a command."""

import argparse
import contextlib
import ctypes
import difflib
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from inpaint_studio import instance
from inpaint_studio.cli.command import JobFailed, WrongCall
from inpaint_studio.instance import Request


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pictures", metavar="PICTURE", nargs="*", help="photographs to open")
    parser.add_argument("--mask", metavar="MASK", help="mark this in the one picture that is opened")
    parser.add_argument("--wait", action="store_true", help="end when the pictures are closed, as editors do")
    parser.add_argument(
        "--return",
        dest="returns",
        metavar="FILE",
        help="open FILE for another program: saving writes FILE itself, what it was stays beside it as FILE~; "
        "ends when it is closed, with 0 where it was changed, 3 where it was not, 1 where it could not be opened",
    )
    parser.add_argument("--host", metavar="NAME", default="", help="that program's name, for the window's title")
    parser.add_argument(
        "--new", action="store_true", help="a program of its own, even where one runs that could open the pictures"
    )


def check_first(words: Sequence[str], commands: Iterable[str]) -> None:
    """Raises WrongCall where the first is no file: it may be a command that was misspelt, whose options are others."""
    if not words or words[0].startswith("-") or os.path.lexists(words[0]):
        return
    near = difflib.get_close_matches(words[0].lower(), list(commands), 1)
    hint = f"did you mean {near[0]}?" if near else "inpaint-studio --help lists the commands."
    raise WrongCall(f"there is no command or file {words[0]}; {hint}")


def run(arguments: argparse.Namespace) -> int:
    request = _request(arguments)
    if not _has_display():
        raise JobFailed(
            "there is no display to open a window on. Without one, fill from the command line:\n"
            "  inpaint-studio fill PICTURE --mask MASK --output FILE"
        )
    if not arguments.new:
        with contextlib.suppress(OSError):  # no folder for the socket: this start has its own program
            answer = instance.hand_over(request, instance.address())
            if isinstance(answer, str):
                raise JobFailed(answer)
            if answer is not None:
                return answer
    missing = missing_libraries()
    if missing:
        raise JobFailed(
            f"the window needs {' and '.join(missing)}, which this system does not have. "
            "On Debian and Ubuntu: apt-get install libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1"
        )
    from inpaint_studio.ui.shell.app import run

    return run(request, listens=not arguments.new)


def _request(arguments: argparse.Namespace) -> Request:
    words = [*arguments.pictures, *([arguments.returns] if arguments.returns is not None else [])]
    paths = tuple(Path(os.path.abspath(word)) for word in words)
    if arguments.returns is not None and arguments.pictures:
        raise WrongCall("--return opens its own FILE; give no other picture beside it.")
    if arguments.host and arguments.returns is None:
        raise WrongCall("--host names the program that --return hands a picture back to.")
    mask = None if arguments.mask is None else Path(os.path.abspath(arguments.mask))
    if mask is not None and len(paths) != 1:
        raise WrongCall("--mask is for one picture; give that one.")
    for word in (*arguments.pictures, *([arguments.mask] if mask is not None else [])):
        if not os.path.lexists(word):
            raise WrongCall(f"there is no file {word}.")
    if arguments.returns is not None and not os.path.lexists(arguments.returns):
        raise JobFailed(f"there is no file {arguments.returns}.")
    return Request(
        paths,
        mask,
        arguments.returns is not None,
        arguments.host,
        waits=arguments.wait or arguments.returns is not None,
        activation=os.environ.get("XDG_ACTIVATION_TOKEN", ""),
    )


def _has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def missing_libraries() -> list[str]:
    """Missing system libraries of Qt's X11 platform; without them Qt would abort, not raise."""
    if not sys.platform.startswith("linux") or not os.environ.get("DISPLAY"):
        return []
    if os.environ.get("QT_QPA_PLATFORM") or os.environ.get("WAYLAND_DISPLAY"):  # then Qt does without them
        return []
    missing = []
    for name in ("libxcb-cursor.so.0", "libxcb-icccm.so.4", "libxcb-keysyms.so.1"):
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    return missing
