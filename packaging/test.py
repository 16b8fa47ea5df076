#!/usr/bin/env python3
"""Make the environment with the test extras, then run every check there is. Exit code 0 = all passed.

python3 packaging/test.py                   everything
python3 packaging/test.py pytest mypy       only these
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from environment import ROOT, SetupError, ensure, pip, say, script_of

VENV = ROOT / ".venv"
INSTALLED = ROOT / ".venv-wheel"  # a second environment that has only the wheel, as a user would
STRICT_ROOMS = ("editing", "files", "model", "filling", "finding", "work", "cli")
STRICT_FILES = ("registry", "resources", "sentence", "terminal", "threads")  # beside the rooms


def check_ruff() -> None:
    _venv("ruff", "check", ".")


def check_format() -> None:
    _venv("ruff", "format", "--check", ".")


def check_imports() -> None:
    _venv("lint-imports")


def check_mypy() -> None:
    # Only what is named is spoken of: the command line imports the window, whose rooms are not all strict yet.
    modules = (f"-minpaint_studio.{name}" for name in STRICT_FILES)
    _venv("mypy", "--follow-imports=silent", *(f"-pinpaint_studio.{room}" for room in STRICT_ROOMS), *modules)
    scripts = map(str, sorted((ROOT / "packaging").glob("*.py")))
    _venv("mypy", "--follow-imports=silent", "--strict", *scripts)


def check_pytest() -> None:
    _venv("pytest", "-q", "-n", str(min(4, os.cpu_count() or 1)), "--dist", "worksteal")


def check_wheel() -> None:
    """Build the wheel, install it in an environment of its own, load an icon there and fill a hole with it."""
    wheels = ROOT / "build" / "wheel"
    for old in wheels.glob("*.whl"):
        old.unlink()
    _venv("python", "-m", "build", "--wheel", "--no-isolation", "--outdir", str(wheels), str(ROOT))
    (wheel,) = wheels.glob("*.whl")
    python = script_of(INSTALLED, "python")
    if not python.exists():
        _run([sys.executable, "-m", "venv", str(INSTALLED)])
    pip(python, "install", "--quiet", str(wheel))  # its dependencies, where they are missing
    pip(python, "install", "--quiet", "--no-deps", "--force-reinstall", str(wheel))
    _run([str(python), str(ROOT / "packaging" / "smoke.py")], cwd=wheels)


CHECKS = {
    "ruff": check_ruff,
    "format": check_format,
    "imports": check_imports,
    "mypy": check_mypy,
    "pytest": check_pytest,
    "wheel": check_wheel,
}


class CheckFailed(Exception):
    pass


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        say(f"there is no check called {unknown[0]}; there are {', '.join(CHECKS)}.")
        return 2
    try:
        ensure(VENV, extras=("test",))
    except SetupError as error:
        say(str(error))
        return 1
    failed = []
    for number, name in enumerate(names or list(CHECKS), start=1):
        say(f"[{number}/{len(names or CHECKS)}] {name}")
        started = time.monotonic()
        try:
            CHECKS[name]()
            verdict = "passed"
        except (CheckFailed, SetupError) as error:
            failed.append(name)
            verdict = f"FAILED: {error}"
        say(f"[{number}/{len(names or CHECKS)}] {name} {verdict} ({time.monotonic() - started:.0f} s)")
    say(f"failed: {', '.join(failed)}" if failed else "everything passed")
    return 1 if failed else 0


def _venv(command: str, *arguments: str) -> None:
    _run([str(script_of(VENV, command)), *arguments])


def _run(command: list[str], cwd: Path = ROOT) -> None:
    environment = dict(os.environ, PYTHONUNBUFFERED="1")
    environment.pop("PYTHONPATH", None)  # the checkout must be found as a user's would be
    finished = subprocess.run(command, cwd=cwd, env=environment, check=False)
    if finished.returncode != 0:
        raise CheckFailed(f"{Path(command[0]).name} ended with exit code {finished.returncode}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
