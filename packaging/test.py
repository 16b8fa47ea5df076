#!/usr/bin/env python3
"""Make the environment with the test extras, then run every check there is. Exit code 0 = all passed.

python3 packaging/test.py                   everything
python3 packaging/test.py pytest mypy       only these
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

from environment import ROOT, SetupError, ensure, say, script_of

VENV = ROOT / ".venv"
INSTALLED = ROOT / ".venv-wheel"  # a second environment that has only the wheel, as a user would
Output = IO[bytes] | int | None  # where a check writes; None = the terminal


def check_ruff(output: Output) -> None:
    _venv(output, "ruff", "check", ".")


def check_format(output: Output) -> None:
    _venv(output, "ruff", "format", "--check", ".")


def check_imports(output: Output) -> None:
    _venv(output, "lint-imports")


def check_mypy(output: Output) -> None:
    _venv(output, "mypy", "-p", "inpaint_studio")
    _venv(output, "mypy", *map(str, sorted((ROOT / "packaging").glob("*.py"))))


def check_pytest(output: Output) -> None:
    _collect()
    _venv(output, "pytest", "-q", "-n", str(min(4, os.cpu_count() or 1)), "--dist", "worksteal")


def check_wheel(output: Output) -> None:
    """Build the wheel, install it in an environment of its own, load an icon there and fill a hole with it."""
    wheels = ROOT / "build" / "wheel"
    for old in wheels.glob("*.whl"):
        old.unlink()
    _venv(output, "python", "-m", "build", "--wheel", "--no-isolation", "--outdir", str(wheels), str(ROOT))
    (wheel,) = wheels.glob("*.whl")
    _venv(output, "python", str(ROOT / "packaging" / "wheel_environment.py"), str(wheel), str(INSTALLED))
    _run(output, [str(script_of(INSTALLED, "python")), str(ROOT / "packaging" / "smoke.py")], cwd=wheels)


Check = Callable[[Output], None]
CHECKS: dict[str, Check] = {
    "ruff": check_ruff,
    "format": check_format,
    "imports": check_imports,
    "mypy": check_mypy,
    "wheel": check_wheel,
    "pytest": check_pytest,
}
# Side by side. Tests wait for processes and timers a fifth of their time, which the other checks use: all together take
# as long as their processor time on all cores, and one after the other 100 s more.
LANES = (("ruff", "format", "imports", "mypy"), ("wheel",), ("pytest",))


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
    wanted = [name for name in CHECKS if not names or name in names]
    failed = run_side_by_side(wanted)
    say(f"failed: {', '.join(failed)}" if failed else "everything passed")
    return 1 if failed else 0


def run_side_by_side(wanted: list[str]) -> list[str]:
    """Run these checks in their lanes, and return which failed."""
    lanes = [lane for lane in ([name for name in lane if name in wanted] for lane in LANES) if lane]
    with ThreadPoolExecutor(max_workers=len(LANES)) as pool:
        verdicts = [pool.submit(_failed_of, lane, len(lanes) > 1) for lane in lanes]
        return [name for one in verdicts for name in one.result()]


def _failed_of(lane: list[str], aside: bool) -> list[str]:
    return [name for name in lane if not _passes(name, aside and name != "pytest")]  # whose dots are seen as they come


def _collect() -> None:
    """Have the tests' asserts rewritten into __pycache__, else each worker does it by itself.

    What goes wrong here is for pytest itself to say.
    """
    command = [str(script_of(VENV, "pytest")), "--collect-only", "-qq"]
    subprocess.run(command, cwd=ROOT, env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _passes(name: str, aside: bool) -> bool:
    """Run a check and say how it ended. aside: another one is running, so what it writes is shown when it is over."""
    if not aside:
        say(f"{name}: running")
    started = time.monotonic()
    with tempfile.TemporaryFile() as file:
        try:
            CHECKS[name](file if aside else None)
            verdict, passed = "passed", True
        except (CheckFailed, SetupError) as error:
            verdict, passed = f"FAILED: {error}", False
        file.seek(0)
        written = file.read().decode(errors="replace")
    shown = f"{name}:\n{written}" if written else ""
    say(f"{shown}{name} {verdict} ({time.monotonic() - started:.0f} s)")
    return passed


def _venv(output: Output, command: str, *arguments: str) -> None:
    _run(output, [str(script_of(VENV, command)), *arguments])


def _run(output: Output, command: list[str], cwd: Path = ROOT) -> None:
    finished = subprocess.run(
        command, cwd=cwd, env=_environment(), stdout=output, stderr=subprocess.STDOUT if output else None, check=False
    )
    if finished.returncode != 0:
        raise CheckFailed(f"{Path(command[0]).name} ended with exit code {finished.returncode}")


def _environment() -> dict[str, str]:
    environment = dict(os.environ, PYTHONUNBUFFERED="1")
    environment.pop("PYTHONPATH", None)  # the checkout must be found as a user's would be
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # tests start hundreds of children, each would compile it all
    return environment


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
