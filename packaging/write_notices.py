"""Run by the Python that a folder was built with: writes the licences of all that is in the folder.

    python write_notices.py FOLDER

Ends with 1, and writes nothing, where a component may not be shipped or nobody knows its licence.
"""

import platform
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from application_parts import EXCLUDED_MODULES, GPL_ONLY, why_left_out
from shared_libraries import LIBRARIES, library_of

from inpaint_studio.notices import FILE, Notice, installed, notice_of, objection, written

PLACE = ("inpaint_studio", "_resources", FILE)  # below the folder of libraries
LICENCES = Path(__file__).resolve().parent / "licences"
_STANDARD = ("LGPL-3.0", "GPL-3.0", "LGPL-2.1", "Apache-2.0")
_SUFFIXES = (".so", ".dll", ".dylib", ".pyd")
# Libraries in these folders belong to the distribution of that name, or to the wheel that carries them.
_OF_WHEELS = ("torch", "llvmlite", "numba", "numpy", "scipy", "PIL", "pillow.libs", "OpenImageIO", "safetensors")
_OF_OTHERS = ("markupsafe", "python3.11", "python3.12", "python3.13", "python3.14", "lib-dynload")


def main(arguments: list[str]) -> int:
    inside = Path(arguments[0]) / "_internal"
    notices = [*of_distributions(), *of_libraries(inside)]
    objections = [f"{one.name}: {why}" for one in notices if (why := objection(one))]
    objections += [f"{file}: nobody knows its licence" for file in unknown(inside)]
    objections += [f"{file}: {why_left_out(file)}" for file in files_of(inside) if _is_gpl_only(file)]
    for line in objections:
        print(line, file=sys.stderr)
    if objections:
        return 1
    notices += [Notice(f"Text of {name}", "", name, (_text(name),)) for name in _STANDARD]
    inside.joinpath(*PLACE).write_text(written(notices), encoding="utf-8")
    print(f"{len(notices)} components, none of them GPL only")
    return 0


def of_distributions() -> list[Notice]:
    notices = [notice_of(one) for one in installed() if one.name.lower() not in EXCLUDED_MODULES]
    words = "It starts the program. Its exception lets folders be made of programs of any licence."
    loader = Notice("PyInstaller's loader", "", "GPL-2.0-or-later WITH Bootloader-exception", (words,))
    python = Notice("Python", platform.python_version(), "PSF-2.0", (sys.copyright,))
    return [*notices, loader, python]


def of_libraries(inside: Path) -> list[Notice]:
    """One notice for each library of `LIBRARIES` of which the folder has a file."""
    present = {one for file in files_of(inside) if (one := library_of(file.rsplit("/", 1)[-1])) is not None}
    return [Notice(one.name, "", one.licence, ()) for one in LIBRARIES if one in present]


def unknown(inside: Path) -> list[str]:
    """Shared libraries that neither a wheel nor `LIBRARIES` speaks for."""
    return [file for file in files_of(inside) if _is_library(file) and not _is_known(file)]


def files_of(inside: Path) -> Iterator[str]:
    """Relative to the folder of libraries, with forward slashes; links are other names of what is there."""
    for path in sorted(inside.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(inside).as_posix()


def _is_library(file: str) -> bool:
    name = file.rsplit("/", 1)[-1]
    return name.endswith(_SUFFIXES) or ".so." in name


def _is_known(file: str) -> bool:
    folder, name = file.split("/", 1)[0], file.rsplit("/", 1)[-1]
    if library_of(name) is not None or folder in (*_OF_WHEELS, *_OF_OTHERS):
        return True
    return folder in ("PySide6", "shiboken6") and ".abi3." in name


def _is_gpl_only(file: str) -> bool:
    return any(fnmatchcase(file, pattern) for pattern in GPL_ONLY)


def _text(name: str) -> str:
    return (LICENCES / f"{name}.txt").read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
