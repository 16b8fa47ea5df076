#!/usr/bin/env python3
"""Build the application folder: everything that the program needs, with a Python of its own.

python3 packaging/build_application.py --output DIR      builds, tries and measures DIR/inpaint-studio

Takes 4 minutes of processor time and 3 GB; needs pip, and on Linux binutils and icu-devtools, without which the folder
is larger. The environment is made in DIR, without the extras: one
of them holds GPL code. Torch's build is what pip takes, as for `start.py`.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from application_parts import NAME
from environment import BUILD_VENV, ROOT, SetupError, pip, refuse_cuda_by_surprise, say, script_of
from shrinking import ShrinkingError, shrink

PYINSTALLER = "pyinstaller>=6.11,<7"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Build the application folder, try it, and say how large it is.")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="gets the folder inpaint-studio")
    parser.add_argument("--no-smoke", action="store_true", help="build only")
    chosen = parser.parse_args(arguments)
    output = chosen.output.resolve()
    output.mkdir(parents=True, exist_ok=True)
    try:
        folder = build(output)
        if not chosen.no_smoke:
            _run([sys.executable, str(ROOT / "packaging" / "smoke_application.py"), str(folder)], "The folder fails")
    except (SetupError, ShrinkingError) as error:
        say(str(error))
        return 1
    return 0


def build(output: Path) -> Path:
    """The finished folder. Raises SetupError, ShrinkingError."""
    started = time.monotonic()
    venv, work = output / BUILD_VENV, output / "build-work"
    python = script_of(venv, "python")
    if not python.exists():
        _run([sys.executable, "-m", "venv", str(venv)], "The environment could not be made")
        refuse_cuda_by_surprise(python)
    say("installing what goes into the folder")
    pip(python, "install", "--quiet", PYINSTALLER, str(ROOT))
    pip(python, "install", "--quiet", "--no-deps", "--force-reinstall", str(ROOT))
    installed = time.monotonic()
    say("looking whether anybody misses what stays out")
    _run_packaging(python, "check_exclusions", "Something that stays out of the folder is missed")
    say("collecting")
    spec = ROOT / "packaging" / "application.spec"
    words = ["--noconfirm", "--log-level", "WARN", "--distpath", str(output), "--workpath", str(work), str(spec)]
    # -P: in a checkout, the package that lies there has no resources inside, and would be taken for the installed one.
    _run([str(python), "-P", "-m", "PyInstaller", *words], "PyInstaller could not collect the folder")
    folder = output / NAME
    if sys.platform.startswith("linux"):
        for line in shrink(folder / "_internal"):
            say(line)
    if sys.platform != "darwin":  # whose notices the spec writes, for the bundle has them too
        _run_packaging(python, "write_notices", "Licences are not in order", str(folder))
    say(f"{megabytes(folder):.0f} MB in {folder}")
    for part, size in largest(folder / "_internal"):
        say(f"{size:6.0f} MB  {part}")
    say(f"environment {installed - started:.0f} s, folder {time.monotonic() - installed:.0f} s")
    return folder


_START = "import sys; sys.path.insert(0, sys.argv[1]); import {0}; sys.exit({0}.main(sys.argv[2:]))"


def _run_packaging(python: Path, script: str, sorry: str, *arguments: str) -> None:
    """Run a script of this folder by the Python of the environment, which imports the installed program."""
    _run([str(python), "-P", "-c", _START.format(script), str(ROOT / "packaging"), *arguments], sorry)


def megabytes(folder: Path) -> float:
    """Bytes of all files, each counted once, in 10^6."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6


def largest(inside: Path, count: int = 12) -> list[tuple[str, float]]:
    parts = [path for path in inside.iterdir() if not path.is_symlink()]
    sized = [(path.name, megabytes(path) if path.is_dir() else path.stat().st_size / 1e6) for path in parts]
    return sorted(sized, key=lambda part: -part[1])[:count]


def _run(command: list[str], sorry: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    finished = subprocess.run(command, env=environment, stdout=sys.stderr, check=False)
    if finished.returncode != 0:
        raise SetupError(f"{sorry} (exit code {finished.returncode}).")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
