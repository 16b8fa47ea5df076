"""Outliners: the row in the table, and what one that runs files of the person's own says of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.finding.finder import Progress
from inpaint_studio.finding.objects.prompt import Prompt
from inpaint_studio.sentence import say

Outline = Callable[[Pixels, Prompt], Iterator[Progress | Finding]]  # the last finding counts; without a halo
Files = Mapping[str, Path]  # by the key of a `FileSlot`


class OutlinerError(Exception):
    """Files that an outliner cannot use; the message is one sentence."""


@dataclass(frozen=True)
class FileSlot:
    """A file of the person's own that an outliner runs."""

    key: str
    title: str  # a message


@dataclass(frozen=True)
class Outliner:
    """A way from a prompt to the outline of an object."""

    key: str
    title: str  # a message, as the others
    # Makes what outlines, of the files it needs; called on a worker. Raises OutlinerError, a sentence.
    open: Callable[[Files], Outline]
    files: tuple[FileSlot, ...] = ()
    order: int = 1000  # position in the table


@dataclass(frozen=True)
class FileFacts:
    """What identifies a file that was tried."""

    name: str
    size: int  # bytes
    sha256: str


def tried(outliner: Outliner, files: Files) -> dict[str, FileFacts]:
    """Open an outliner and have it outline a disc in a small picture. Returns what its files are, by their slots.

    Raises OutlinerError, a sentence, where it cannot.
    """
    work = outliner.open(files)
    rows, columns = np.mgrid[:96, :128]
    disc = (rows - 48) ** 2 + (columns - 64) ** 2 <= 24**2
    pixels = np.where(disc[..., None], (225, 120, 40), (50, 90, 140)).astype(np.uint8)
    for prompt in (Prompt(Rect(36, 20, 57, 57)), Prompt(inside=((64.5, 48.5),))):
        values = list(work(pixels, prompt))
        if not any(isinstance(value, Finding) for value in values):
            raise OutlinerError(
                say("{title} ran, but outlined nothing in a small picture, so it is not used.", title=outliner.title)
            )
    paths = [(slot.key, files[slot.key]) for slot in outliner.files]
    return {key: FileFacts(path.name, path.stat().st_size, hash_of(path)) for key, path in paths}


def hash_of(path: Path) -> str:
    """SHA-256."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
