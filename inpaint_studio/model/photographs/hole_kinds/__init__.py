"""The kinds of hole: one module each in this package.

A new kind is one module here that defines `HOLE_KIND`. Only numpy and Pillow, so that a training machine needs nothing
else.
"""

from collections.abc import Mapping
from typing import Literal

from inpaint_studio.model.photographs.hole_kind import GROUPS, HoleKind
from inpaint_studio.registry import Registry

HOLE_KINDS: Registry[HoleKind] = Registry()
HOLE_KINDS.register_modules(__path__, __name__, "HOLE_KIND")


def family(name: Literal["thin", "thick"]) -> tuple[str, ...]:
    """The keys of the kinds that batches of this family draw from."""
    return tuple(kind.key for kind in HOLE_KINDS.values() if kind.family == name)


def groups() -> Mapping[str, tuple[str, ...]]:
    """The groups that the evaluator summarises, and the keys of their kinds."""
    return {name: tuple(kind.key for kind in HOLE_KINDS.values() if kind.group == name) for name in GROUPS}
