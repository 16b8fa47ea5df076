"""The window, the default without a command."""

import argparse
import ctypes
import os
import sys
from pathlib import Path

from inpaint_studio.cli.command import JobFailed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pictures", metavar="PICTURE", nargs="*", help="photographs to open")


def run(arguments: argparse.Namespace) -> int:
    if not _has_display():
        raise JobFailed(
            "there is no display to open a window on. Without one, fill from the command line:\n"
            "  inpaint-studio fill PICTURE --mask MASK --output FILE"
        )
    missing = missing_libraries()
    if missing:
        raise JobFailed(
            f"the window needs {' and '.join(missing)}, which this system does not have. "
            "On Debian and Ubuntu: apt-get install libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1"
        )
    from inpaint_studio.ui.shell.app import run

    return run([Path(picture) for picture in arguments.pictures])


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
