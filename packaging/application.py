"""The application folder, as the packages take it: what it must hold, and copies of it. Standard library only."""

import re
import shutil
import subprocess
from pathlib import Path

from packages import NAME


class ApplicationError(Exception):
    """The application folder cannot be packed, as a sentence."""


def check_application(folder: Path) -> str:
    """The version that the program in the folder says it has.

    Raises ApplicationError where the folder is not what `build_application.py` writes, or its program does not start.
    """
    program = next((folder / name for name in (NAME, f"{NAME}.exe") if (folder / name).is_file()), None)
    if program is None:
        raise ApplicationError(
            f"{folder} has no program {NAME}. Build the application folder first: "
            "python3 packaging/build_application.py --output DIR"
        )
    notices_of(folder)
    try:
        answer = subprocess.run([program.resolve(), "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise ApplicationError(f"{program} does not start: {error}") from error
    match = re.fullmatch(rf"{NAME} (\d+(?:\.\d+)+\S*)", answer.strip())
    if match is None:
        raise ApplicationError(f"{program} answers --version with {answer.strip()!r}, which is no version.")
    return match[1]


def notices_of(folder: Path) -> Path:
    """The file with the licences of everything in the folder. Raises ApplicationError where there is none."""
    for path in sorted(folder.rglob("*"), key=lambda path: (len(path.parts), path)):
        if path.stem.lower() == "notices" and path.is_file():
            return path
    raise ApplicationError(f"{folder} has no notices, and nothing is packed without the licences of its parts.")


def copy_application(folder: Path, into: Path) -> None:
    """Copy the folder with its links, without caches that somebody left in it."""
    shutil.copytree(folder, into, symlinks=True, ignore=shutil.ignore_patterns("__pycache__", "*.nbi", "*.nbc"))
