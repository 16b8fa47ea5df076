"""What a kind of stack is: how it is recognised, and how its planes are opened."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from inpaint_studio.editing.stack import Axis, Planes
from inpaint_studio.files.infrared import AUTO, InfraredRule
from inpaint_studio.files.reading import BUDGET_BYTES


class OpenPlanes(Planes, Protocol):
    """Planes of a file or a folder."""

    @property
    def kind(self) -> str:
        """The key of its kind in the table."""

    @property
    def path(self) -> Path:
        """The file or the folder that was opened: opened again, it is the same stack."""

    @property
    def name(self) -> str:
        """What a person calls the stack: the name of its file or folder."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of the whole stack, one sentence each: gaps, planes that differ."""


IN_FILES = ("folder", "dicom-series")  # kinds whose planes lie in a file each


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Opening:
    """Options of opening a stack."""

    axis: Axis | None = None  # where a person knows better what the planes of a folder, or pages, are
    infrared: InfraredRule = AUTO
    budget_bytes: int = BUDGET_BYTES  # of each plane
    complete: bool = False  # refuse damaged planes; else their readable part is opened
    cancelled: Callable[[], bool] = _never  # polled while headers are read


PLAIN = Opening()


@dataclass(frozen=True)
class StackKind:
    """One kind of stack."""

    key: str
    title: str  # for people, in the singular: "numbered folder"
    order: int  # the first that takes a path opens it
    takes: Callable[[Path, str], bool]  # path, and its format's key in `formats.BY_KEY`; "" = a folder
    open: Callable[[Path, Opening], OpenPlanes | None]  # None: a single picture; raises PictureError
