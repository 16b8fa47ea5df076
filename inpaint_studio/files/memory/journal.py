"""The journal: what was done to a document, written down as it is done, so that no crash takes it away.

One journal for each open document, in a folder of the program. `follow` after every commit, undo and redo writes
what is new; `discard` when the document is closed. What is still there at the next start, and locked by nobody,
is work to offer back: `abandoned`, then `restore`. None of the writing calls takes longer than a dab: what is large
is written by a thread, in order.
"""

import contextlib
import os
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Guides
from inpaint_studio.editing.history import FillStep, MaskStep, Step
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.editing.state import FillSettings, State
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.files import locking, scratch
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.memory import records
from inpaint_studio.files.memory.fill_facts import fill_facts, laid_facts, packed_of
from inpaint_studio.files.memory.records import Record, Records
from inpaint_studio.files.memory.replay import Replay
from inpaint_studio.files.origin import Source, Stamp, origin_of
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving import atomic
from inpaint_studio.sentence import say

_SUFFIX = ".journal"
_UNKNOWN = -1


_Laid = tuple[Guides, PackedTiles | None, FillSettings]
_NOTHING_LAID: _Laid = ((), None, FillSettings())


@dataclass(frozen=True)
class Abandoned:
    """A journal that nobody holds: its program was killed, or crashed."""

    path: Path
    picture: Path | None  # None for a picture that never was a file
    when: float  # seconds since the epoch, of the last thing written
    steps: int  # that can be had back


@dataclass(frozen=True)
class Restored:
    """A document as it was after the last finished operation that could be read."""

    document: Document
    journal: "Journal"  # goes on where it ended
    lost: str | None  # a sentence that says how much is missing; None where nothing is


class Journal:
    """The journal of one open document.

    Raises OSError where the folder cannot be written: the person can work on, and should be told.
    """

    def __init__(self, written: Records, fills: dict[int, tuple[Fill, int]]) -> None:
        self._records = written
        self._fills = fills  # by identity: the fill, kept alive so that its identity stays its own, and its number
        self._samples = _samples_of(fills)
        self._sources: dict[
            int, tuple[PackedTiles, int]
        ] = {}  # of recipes, with what strokes cover, by identity, as the fills
        self._next_sources = 0
        self._steps: list[Step] = []  # of the history, as last written down
        self._position = 0
        self._laid: _Laid | None = None  # guides, sources and settings, as last written down
        # What the journal calls the state before each step and after the last: the number of the step that led
        # there, None for the state it begins with, _UNKNOWN for one it never saw.
        self._names: list[int | None] = [None]
        self._next_step = 0
        self._next_fill = max((number for _, number in fills.values()), default=-1) + 1
        self._base_kept = False
        self._is_torn = False  # a record that others speak of was not written: everything is to be written anew

    @classmethod
    def create(cls, folder: Path, document: Document) -> "Journal":
        """Begin a journal in `folder`, which is made where it is missing."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(4)}{_SUFFIX}"
        journal = cls(Records(path), {})
        journal._write_opening(document.picture)
        if document.fills or document.mask.any() or document.history.steps or document.named_masks:
            journal._write_snapshot(document.snapshot())
        else:
            journal._write_laid(document.state)
        return journal

    @property
    def path(self) -> Path:
        return self._records.path

    def follow(self, document: Document) -> None:
        """Write down what the document's history holds that was not written yet.

        Strokes and small fills: returns when the system has the bytes, so a kill of the program right after loses
        nothing. Large fills are on their way then; `flush` waits for them.
        Raises OSError where the disk did not take it, or something before it; the next call writes everything anew.
        """
        if self._is_torn:
            self._write_anew(document)
        else:
            self._follow(document)
            self._write_laid(document.state)

    def _append(self, facts: dict[str, Any], blobs: Sequence[records.Blob] = ()) -> None:
        """Whoever is told that something was not written, it is missing from what the journal holds."""
        try:
            self._records.append(facts, blobs)
        except OSError:
            self._is_torn = True
            raise

    def _write_anew(self, document: Document) -> None:
        self._is_torn = False  # unless one of these is not written either
        self._fills, self._samples, self._sources = {}, {}, {}
        if self._base_kept:
            self._base_kept = False
            self.keep_original(document.picture)
        self._write_snapshot(document.snapshot())

    def _follow(self, document: Document) -> None:
        now, position = document.history.steps, document.history.position
        forgotten = self._forgotten(now)
        if forgotten is None:
            return self._write_snapshot(document.snapshot())
        known, shown = self._steps[forgotten:], self._position - forgotten
        same = 0
        while same < min(len(known), len(now)) and known[same] is now[same]:
            same += 1
        names, new = self._names[forgotten : forgotten + same + 1], now[same:]
        if new or same < len(known):
            # New steps stand where the last known position was; anything else means calls were missed.
            if not new or same != shown or not all(isinstance(step, (MaskStep, FillStep)) for step in new):
                return self._write_snapshot(document.snapshot())
            names.extend(self._write_step(step) for step in new)
            shown = len(now)
        if position != shown:
            if names[position] == _UNKNOWN:
                return self._write_snapshot(document.snapshot())
            self._append({"is": "move", "to": names[position]})
        self._steps, self._names, self._position = list(now), names, position
        if forgotten:
            self._forget_fills(document)

    def _forget_fills(self, document: Document) -> None:
        """Let go of fills that neither the document nor its history holds any more."""
        held = {id(fill) for fill in document.fills}
        for step in self._steps:
            if isinstance(step, FillStep):
                held.update(id(fill) for fill in (*step.before, *step.after))
        self._fills = {key: value for key, value in self._fills.items() if key in held}
        self._samples = _samples_of(self._fills)
        held = {id(one) for fill, _ in self._fills.values() for one in packed_of(fill)} | {id(document.state.sources)}
        self._sources = {key: value for key, value in self._sources.items() if key in held}

    def _forgotten(self, now: tuple[Step, ...]) -> int | None:
        """How many of the known steps the history has dropped at its beginning; None where that cannot be told."""
        if not self._position:
            return 0  # undone to the beginning: nothing is dropped from there
        return next((number for number, step in enumerate(self._steps) if now and step is now[0]), None)

    def _write_laid(self, state: State) -> None:
        """Write down guides, sources and settings where they are others than before."""
        laid = (state.guides, state.sources, state.settings)
        if laid == (self._laid or _NOTHING_LAID):
            return
        self._append({"is": "laid", **laid_facts(state), "sources": self._write_sources(state.sources)})
        self._laid = laid

    def keep_named_mask(self, name: str, mask: Mask | None) -> None:
        """Write down that a named mask was made, changed or, with None, taken away."""
        if mask is None:
            self._append({"is": "named mask", "name": name, "gone": True})
        else:
            self._append({"is": "named mask", "name": name}, [partial(_packed, mask.copy())])

    def keep_original(self, picture: Picture) -> None:
        """Take the picture's file into the journal. To be called, and `flush`ed, before a save that overwrites it."""
        origin = origin_of(picture)
        if not self._base_kept and origin is not None:
            self._append({"is": "original"}, [origin.source.read])
            self._base_kept = True

    def note_saving(self, path: Path) -> None:
        """Write down where a save is about to write: `abandoned` then sweeps up what a kill may leave there."""
        self._append({"is": "saving", "to": str(path.absolute())})

    def flush(self) -> None:
        """Wait until all of it is on the disk, safe from a power cut too. Raises OSError where some of it is not."""
        try:
            self._records.flush()
        except OSError:
            self._is_torn = True
            raise

    def close(self) -> None:
        """Stop writing and leave the journal for the next start."""
        self._records.close()

    def discard(self) -> None:
        """The document was closed as it should be; there is nothing to offer back. Waits for nothing."""
        self._records.remove()

    def _write_opening(self, picture: Picture) -> None:
        origin = origin_of(picture)
        facts: dict[str, Any] = {"is": "opening", "size": picture.size, "shape": picture.pixels.shape}
        facts |= {"dtype": picture.pixels.dtype.name, "name": picture.name}
        if origin is None:
            self._append({**facts, "path": None}, [_bytes_of(picture.pixels), picture.profile or b""])
        else:
            stamp = Stamp.of(origin.path) if origin.path.exists() else None
            self._append({**facts, "path": str(origin.path), "page": origin.page, "stamp": stamp})

    def _write_snapshot(self, document: State) -> None:
        """Everything as it now is; the steps before it can no longer be undone after a crash."""
        for fill in document.fills:
            self._write_fill(fill)
        names = list(document.named_masks)
        masks = [document.named_masks.packed(name) for name in names]
        self._append(
            {"is": "snapshot", "fills": self._numbers_of(document.fills), "named": names},
            [partial(_packed, document.mask), *(mask.to_bytes for mask in masks)],
        )
        self._laid = None
        self._write_laid(document)
        self._steps, self._position = list(document.history.steps), document.history.position
        self._names = [_UNKNOWN] * (len(self._steps) + 1)
        self._names[self._position] = None

    def _write_step(self, step: Step) -> int:
        number = self._next_step
        self._next_step += 1
        if isinstance(step, MaskStep):
            self._append(
                {"is": "step", "number": number, "name": step.name, "rect": step.rect}, [step.change.to_bytes()]
            )
            return number
        assert isinstance(step, FillStep)
        for fill in step.after:
            self._write_fill(fill)
        facts = {"is": "step", "number": number, "name": step.name, "fills": self._numbers_of(step.after)}
        change = step.mask_step
        if change is None:
            self._append(facts)
        else:
            self._append({**facts, "rect": change.rect}, [change.change.to_bytes()])
        return number

    def _write_fill(self, fill: Fill) -> None:
        if id(fill) in self._fills:
            return
        number = self._next_fill
        self._next_fill += 1
        self._fills[id(fill)] = (fill, number)
        same = self._samples.setdefault(id(fill.pixels), number)
        facts = {
            "is": "fill",
            "number": number,
            **fill_facts(fill),
            "sources": self._write_sources(fill.recipe.sources),
            "covered": [self._write_sources(stroke.coverage) for stroke in fill.recipe.strokes],
        }
        if same != number:  # hidden or faded: the samples are already written
            self._append({**facts, "samples_of": same})
        else:
            self._append(facts, [_bytes_of(fill.pixels), _bytes_of(fill.coverage)])

    def _write_sources(self, sources: PackedTiles | None) -> int | None:
        """Write down where texture was allowed to come from, or what a stroke covers, once for all fills that share it.

        Returns its number.
        """
        if sources is None:
            return None
        if id(sources) not in self._sources:
            self._sources[id(sources)] = sources, self._next_sources
            self._append({"is": "sources", "number": self._next_sources}, [sources.to_bytes()])
            self._next_sources += 1
        return self._sources[id(sources)][1]

    def _numbers_of(self, fills: tuple[Fill, ...]) -> list[int]:
        return [self._fills[id(fill)][1] for fill in fills]


def _samples_of(fills: dict[int, tuple[Fill, int]]) -> dict[int, int]:
    """By identity of the samples: the number of a fill that they were written down with."""
    return {id(fill.pixels): number for fill, number in fills.values()}


def abandoned(folder: Path) -> list[Abandoned]:
    """Journals in `folder` whose program is gone, newest first; those that hold no work are removed.

    What their programs left beside the files that they were writing is removed too.
    """
    found = []
    for path in folder.glob(f"*{_SUFFIX}") if folder.is_dir() else []:
        if records.is_in_use(path):
            continue
        try:
            held = records.read(path)
            opening = held.records[0].facts if held.records else {}
        except (PictureError, OSError, ValueError):
            continue
        for record in held.records:
            if record.facts["is"] == "saving":
                with contextlib.suppress(OSError):  # its disk may not be here today
                    atomic.sweep(Path(record.facts["to"]))
        steps = sum(1 for record in held.records if record.facts["is"] in ("step", "snapshot"))
        if not steps and not held.lost_bytes:
            forget(path)
            continue
        picture = opening.get("path")
        found.append(Abandoned(path, Path(picture) if picture else None, path.stat().st_mtime, steps))
    return sorted(found, key=lambda journal: journal.when, reverse=True)


def forget(path: Path) -> bool:
    """Remove an abandoned journal. Returns False where some window has it open by now: it is left alone then."""
    try:
        with open(path, "r+b") as file:
            if not locking.lock(file):
                return False
            if os.name == "nt":
                file.close()  # an open file cannot be removed there
            path.unlink(missing_ok=True)
    except FileNotFoundError:
        pass
    return True


def restore(path: Path) -> Restored:
    """The document of an abandoned journal, with its history, and the journal to go on with.

    Raises PictureError: a sentence, where the journal or the picture it belongs to cannot be used any more.
    """
    try:
        written, found = Records.resume(path)
    except OSError as error:
        raise PictureError(say("The journal {path} could not be read: {reason}.", path=path, reason=error)) from error
    try:
        if not found.records or found.records[0].facts.get("is") != "opening":
            raise PictureError(
                say("The journal {name} lost its beginning, so nothing can be had back from it.", name=path.name)
            )
        original = next((record.blobs[0] for record in found.records if record.facts["is"] == "original"), None)
        replay = Replay(Document(_picture(found.records[0], original, path)), found.records[1:])
    except BaseException:
        written.close()
        raise
    journal = Journal(written, {id(fill): (fill, number) for number, fill in replay.fills.items()})
    journal._steps, journal._position = list(replay.document.history.steps), replay.document.history.position
    journal._names, journal._next_step = replay.names, replay.next_step
    journal._sources = {id(sources): (sources, number) for number, sources in replay.sources.items()}
    state = replay.document.state
    journal._laid = (state.guides, state.sources, state.settings)
    journal._next_sources = max(replay.sources, default=-1) + 1
    journal._base_kept = original is not None
    lost = None
    if found.lost_bytes:
        count, size = found.lost_records, found.lost_bytes
        lost = say(
            "The end of the journal is damaged: about {count} operations ({bytes} bytes) could not be had back.",
            count=count,
            bytes=f"{size:,}",
        )
        if count == 1:
            lost = say(
                "The end of the journal is damaged: about 1 operation ({bytes} bytes) could not be had back.",
                bytes=f"{size:,}",
            )
    return Restored(replay.document, journal, lost)


def history_bytes(document: State) -> bytes | None:
    """The document's history as records, for a project; None where a step is of a kind that is not written down."""
    steps, position = document.history.steps, document.history.position
    if not all(isinstance(step, (MaskStep, FillStep)) for step in steps):
        return None
    begun = Document.of(document)
    begun.jump_to(0)
    with scratch.folder() as folder:
        journal = Journal(Records(folder / "history"), {})
        try:
            journal._write_snapshot(begun.snapshot())
            numbers = [journal._write_step(step) for step in steps]
            if position != len(steps):
                to = numbers[position - 1] if position else None
                journal._records.append({"is": "move", "to": to})
        finally:
            journal.close()
        return journal.path.read_bytes()


def with_history(picture: Picture, content: bytes) -> Document:
    """The document whose `history_bytes` these are. Raises PictureError or ValueError where they are damaged."""
    with scratch.folder() as folder:
        path = folder / "history"
        path.write_bytes(content)
        found = records.read(path)
    if found.lost_bytes:
        raise ValueError("the history is damaged")
    return Replay(Document(picture), found.records).document


def _picture(opening: Record, original: bytes | None, journal: Path) -> Picture:
    facts = opening.facts
    if facts["path"] is None:
        pixels = np.frombuffer(opening.blobs[0], np.dtype(facts["dtype"])).reshape(facts["shape"])
        return Picture(pixels, facts["name"], opening.blobs[1] or None)
    path = Path(facts["path"])
    if original is not None:
        picture = _picture_of_bytes(original, path, facts["page"], journal)
    else:
        stamp = tuple(facts["stamp"]) if facts["stamp"] else None
        backup = path.with_name(f"{path.name}~")
        if _is_as_it_was(path, stamp):
            picture = read_picture(path, facts["page"])
        elif stamp is not None and _is_as_it_was(backup, stamp):
            # Another window has saved over the file, and kept what was there; what it saved is not ours to overwrite.
            picture = _picture_of_bytes(backup.read_bytes(), path, facts["page"], journal, Stamp(*stamp))
        else:
            if not path.exists():
                raise PictureError(
                    say("{path} is gone since the work on it was lost, so the work cannot be laid on it.", path=path)
                )
            raise PictureError(
                say(
                    "{path} was changed by another program since the work on it was lost, so the work cannot be "
                    "laid on it.",
                    path=path,
                )
            )
    if list(picture.pixels.shape) != list(facts["shape"]) or picture.pixels.dtype.name != facts["dtype"]:
        raise PictureError(say("{path} is not the picture that was worked on.", path=path))
    return picture


def _is_as_it_was(path: Path, stamp: tuple[int, ...] | None) -> bool:
    """Whether the file is the one with this Stamp, perhaps as a copy."""
    try:
        return stamp is not None and Stamp.of(path)[:2] == stamp[:2]
    except OSError:
        return False


def _picture_of_bytes(content: bytes, path: Path, page: int, journal: Path, stamp: Stamp | None = None) -> Picture:
    """The original that was overwritten by a save, opened again as the picture at `path`.

    stamp: of the file that may be overwritten again without a question, the one that is there where None.
    """
    beside = journal.with_name(f"{journal.stem}-{os.getpid()}{path.suffix}")
    try:
        beside.write_bytes(content)
        picture = read_picture(beside, page)
    finally:
        beside.unlink(missing_ok=True)
    origin = origin_of(picture)
    assert origin is not None
    if stamp is None:
        stamp = Stamp.of(path) if path.exists() else Stamp(0, 0, 0)
    return Picture(
        picture.pixels,
        path.name,
        picture.profile,
        replace(origin, source=Source(path, stamp, content)),
        picture.notes,
    )


def _bytes_of(array: Pixels) -> memoryview:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8).data


def _packed(mask: Mask) -> bytes:
    return PackedTiles.of_mask(mask).to_bytes()
