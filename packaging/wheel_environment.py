"""An environment that has a wheel, what the wheel depends on, and nothing else: links to files of the one this runs in.

pip would unpack 1.5 GB a second time. Links cost a second, and an import that no dependency declares still fails there.

.venv/bin/python packaging/wheel_environment.py WHEEL FOLDER
"""

import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable
from email.parser import Parser
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from zipfile import ZipFile

from environment import SetupError, pip, say, script_of
from packaging.requirements import Requirement


def requirements(wheel: Path) -> list[Requirement]:
    """What a wheel depends on without extras, on this machine."""
    with ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        metadata = Parser().parsestr(archive.read(name).decode())
    return _applicable(metadata.get_all("Requires-Dist", []), [""])


def closure(wanted: Iterable[Requirement]) -> list[Distribution]:
    """These distributions and all that they depend on, as they are installed here, by name.

    Raises SetupError where one is missing or has another version than is asked for.
    """
    waiting = list(wanted)
    seen: dict[str, Distribution] = {}
    extras: dict[str, set[str]] = {}
    while waiting:
        requirement = waiting.pop()
        try:
            one = distribution(requirement.name)
        except PackageNotFoundError:
            raise SetupError(f"{requirement} is needed, and not installed in {sys.prefix}.") from None
        if not requirement.specifier.contains(one.version, prereleases=True):
            raise SetupError(f"{requirement} is needed, and {one.version} is installed in {sys.prefix}.")
        key = _normal(requirement.name)
        known = extras.setdefault(key, set())
        if key in seen and requirement.extras <= known:
            continue
        seen[key] = one
        known |= requirement.extras
        waiting += _applicable(one.requires or [], ["", *known])
    return [seen[key] for key in sorted(seen)]


def link(one: Distribution, into: Path) -> int:
    """Link the importable files of a distribution into a folder of modules, and return how many there are.

    Commands beside that folder are left out. What the file system cannot link is copied.
    """
    count = 0
    for path in one.files or []:
        if path.is_absolute() or ".." in path.parts:
            continue
        source, target = Path(str(one.locate_file(path))), into / path
        if not source.is_file() or target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)
        count += 1
    return count


def make(wheel: Path, folder: Path) -> None:
    """Make the environment anew. Raises SetupError."""
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, symlinks=os.name != "nt")
    python = script_of(folder, "python")
    (modules,) = (Path(path) for path in _output(python, "import sysconfig; print(sysconfig.get_path('purelib'))"))
    here = closure(requirements(wheel))
    files = sum(link(one, modules) for one in here)
    say(f"{files} files of {len(here)} packages linked")
    pip(Path(sys.executable), "--python", str(python), "install", "--quiet", "--no-deps", "--no-index", str(wheel))


def main(arguments: list[str]) -> int:
    try:
        make(Path(arguments[0]), Path(arguments[1]))
    except SetupError as error:
        say(str(error))
        return 1
    return 0


def _applicable(lines: Iterable[str], extras: list[str]) -> list[Requirement]:
    read = [Requirement(line) for line in lines]
    return [one for one in read if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras)]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _output(python: Path, code: str) -> list[str]:
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
