"""The program's version, which stands in pyproject.toml and nowhere else."""

import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_NAME = "inpaint-studio"
_CHECKOUT = Path(__file__).resolve().parents[1] / "pyproject.toml"


def program_version() -> str:
    """Of a checkout, what its own file says: the metadata of an editable install is as old as the install. Else
    what was installed; a frozen program carries its metadata."""
    return _of_checkout(_CHECKOUT) or _of_metadata()


def _of_checkout(path: Path) -> str:
    try:
        project = tomllib.loads(path.read_text(encoding="utf-8")).get("project", {})
    except (OSError, ValueError):
        return ""
    return str(project.get("version", "")) if project.get("name") == _NAME else ""  # others leave such files about


def _of_metadata() -> str:
    try:
        return version(_NAME)
    except PackageNotFoundError:
        return "0+unknown"
