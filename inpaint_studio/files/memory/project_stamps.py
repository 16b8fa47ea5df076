"""How the projects of a picture looked when they were last read or written here: whether another program wrote them."""

import contextlib
from pathlib import Path
from weakref import WeakKeyDictionary

from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.stack import Stack
from inpaint_studio.files.origin import Stamp

_STAMPS: WeakKeyDictionary[object, dict[Path, Stamp]] = WeakKeyDictionary()  # by resolved paths


def stamp_at(stack: Stack, at: Path) -> Stamp | None:
    """Of a picture's project; None where none was opened or written there."""
    return _STAMPS.get(_owner(stack), {}).get(at)


def remember(stack: Stack, at: Path, stamp: Stamp | None = None) -> None:
    """stamp: of the project as it was read; None for the present one."""
    with contextlib.suppress(OSError):
        _STAMPS.setdefault(_owner(stack), {})[at] = Stamp.of(at) if stamp is None else stamp


def _owner(stack: Stack) -> object:
    return stack.shown if stack.planes is None else stack.planes  # whichever plane is in view


def carry(before: Picture, after: Picture) -> None:
    """`after` has the same samples, in another place or seen otherwise: what is known of its projects stays known."""
    if before is not after and before in _STAMPS:
        _STAMPS[after] = _STAMPS[before]
