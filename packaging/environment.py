"""The environment both commands stand on: `.venv` beside pyproject.toml, made once, reused. Standard library only."""

import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
BUILD_VENV = "build-venv"  # beside the application folder: the environment that it was collected from
TORCH = "torch>=2.11,<2.14"  # the same range as in pyproject.toml; test.py holds the two together


class SetupError(Exception):
    """A sentence for the person at the terminal."""


def say(text: str) -> None:
    print(f"inpaint-studio: {text}", file=sys.stderr, flush=True)


def ensure(folder: Path, extras: tuple[str, ...] = ()) -> Path:
    """Make or refresh the environment in `folder` with this checkout in it, and return its Python.

    Quick when nothing it depends on has changed since the last time. Raises SetupError.
    """
    if sys.version_info < OLDEST:
        raise SetupError(f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {platform.python_version()}.")
    python = _python_of(folder)
    stamp = folder / "inpaint-studio.stamp"
    had = _read_stamp(stamp) if python.exists() else {}
    all_extras = sorted(set(extras) | set(had.get("extras", ())))
    requirements = {"project": _project_hash(), "python": platform.python_version(), "extras": all_extras}
    if had == requirements:
        return python
    started = time.monotonic()
    if had.get("python") != requirements["python"]:
        say(f"making the environment in {folder.relative_to(ROOT)} (once; it takes a few minutes)")
        shutil.rmtree(folder, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(folder)], "The environment could not be made")
        refuse_cuda_by_surprise(python)
    else:
        say("pyproject.toml has changed; bringing the environment up to date")
    say("installing what the project needs")
    target = str(ROOT) + (f"[{','.join(all_extras)}]" if all_extras else "")
    pip(python, "install", "--no-compile", "--editable", target)
    # pip would do it by one core, a minute of CPU time. What cannot be compiled, such as templates, is left.
    subprocess.run([python, "-m", "compileall", "-qq", "-j", "0", _modules_of(python)], check=False)
    stamp.write_text(json.dumps(requirements), encoding="utf-8")
    say(f"the environment is ready ({time.monotonic() - started:.0f} s)")
    return python


def enter(extras: tuple[str, ...] = (), beside: Path | None = None) -> None:
    """Have the script that calls this go on in an environment that has the program: its own where it is one, else that
    of the build which made `beside`, the application folder, else `.venv`, made where it is missing.

    Returns in the first case only. Raises SetupError.
    """
    if all(importlib.util.find_spec(name) is not None for name in ("inpaint_studio", "PySide6", "PIL")):
        return
    build = beside.resolve().parent / BUILD_VENV if beside is not None else None
    if build is not None and _python_of(build).exists() and Path(sys.prefix).resolve() != build:
        python = _python_of(build)
    else:
        python = ensure(ROOT / ".venv", extras)
    command = [str(python), *sys.argv]
    if os.name == "nt":
        sys.exit(subprocess.run(command, check=False).returncode)
    os.execv(command[0], command)


def pip(python: Path, *arguments: str) -> None:
    """Run pip with its own progress on the screen. Raises SetupError when it fails."""
    command = [str(python), "-m", "pip", "--disable-pip-version-check", *arguments]
    _run(command, "pip could not install what is needed; the lines above say why", quiet_env=True)


def script_of(folder: Path, name: str) -> Path:
    """The path of an installed command in the environment `folder`."""
    return folder / ("Scripts" if os.name == "nt" else "bin") / (f"{name}.exe" if os.name == "nt" else name)


def _python_of(folder: Path) -> Path:
    return script_of(folder, "python")


def _modules_of(python: Path) -> str:
    command = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _project_hash() -> str:
    return hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()


def _read_stamp(stamp: Path) -> dict[str, Any]:
    try:
        values = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def refuse_cuda_by_surprise(python: Path) -> None:
    """On a Linux machine without an NVIDIA card, stop before 3 GB of CUDA come with torch.

    Which build pip takes depends on the index it is set up with; a dry run tells before anything is fetched.
    """
    if sys.platform != "linux" or os.environ.get("INPAINT_STUDIO_CUDA") == "1" or _has_nvidia():
        return
    say("asking pip which build of torch it would take")
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--dry-run"]
    dry = subprocess.run([*command, "--report", "-", TORCH], capture_output=True, text=True, check=False)
    if dry.returncode != 0:
        raise SetupError(f"pip could not find torch: {dry.stderr.strip().splitlines()[-1] if dry.stderr else '?'}")
    names = [item["metadata"]["name"] for item in json.loads(dry.stdout)["install"]]
    if any(name.startswith(("nvidia-", "cuda-")) for name in names):
        raise SetupError(
            "pip would fetch torch's CUDA build (about 3 GB), and this machine has no NVIDIA card. "
            "Point pip at torch's CPU builds (torch's own install page names the index; set it as "
            "PIP_EXTRA_INDEX_URL or download the wheel and set PIP_FIND_LINKS), then run this again. "
            "To take the CUDA build all the same, set INPAINT_STUDIO_CUDA=1."
        )


def _has_nvidia() -> bool:
    return Path("/proc/driver/nvidia/version").exists() or shutil.which("nvidia-smi") is not None


def _run(command: list[str], sorry: str, quiet_env: bool = False) -> None:
    environment = dict(os.environ)
    if quiet_env:
        environment["PIP_NO_INPUT"] = "1"
    finished = subprocess.run(command, env=environment, stdout=sys.stderr, check=False)
    if finished.returncode != 0:
        raise SetupError(f"{sorry} (exit code {finished.returncode}).")
