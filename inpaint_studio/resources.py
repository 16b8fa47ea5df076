"""Paths of resources, in a checkout, a wheel and a frozen app."""

from pathlib import Path, PurePosixPath

_PACKAGE = Path(__file__).resolve().parent
# A wheel carries the folder inside the package; a checkout has it beside the package.
_ROOT = _PACKAGE / "_resources" if (_PACKAGE / "_resources").is_dir() else _PACKAGE.parent / "resources"


def resource(name: str) -> Path:
    """The path of a resource, as in `resource("icons/brush.svg")`.

    Raises ValueError for an absolute name or one with `..`, FileNotFoundError for a missing one.
    """
    relative = PurePosixPath(name)
    if relative.is_absolute() or ".." in relative.parts or "\\" in name or ":" in name:
        raise ValueError(f"{name!r} is not the name of a resource.")
    path = _ROOT / relative
    if not path.exists():
        raise FileNotFoundError(f"The resource {name} is missing from this installation.")
    return path
