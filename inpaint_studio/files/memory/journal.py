"""The journal: a write-ahead log of a document's edits, so that no crash loses work.

One journal for each open document, in a folder of the program. `follow` after every commit, undo and redo appends
the changes; `discard` when the document is closed. A journal that exists at the next start and is not locked
is recoverable work: `abandoned`, then `restore`. No writing call takes longer than a dab: large records
are written by a thread, in order.
"""

import contextlib
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import is_
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from inpaint_studio.editing.adjustments import AdjustmentStep
from inpaint_studio.editing.bands import Levels
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.findings import Review
from inpaint_studio.editing.guidance import Guidance
from inpaint_studio.editing.history import FillStep, GuidanceStep, History, MaskStep, PlaneStep, RunStep, Step
from inpaint_studio.editing.level_changes import own_levels
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.editing.plane_state import NO_PLANES, PlaneStates
from inpaint_studio.editing.state import FillSettings, NamedMasks, State
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.memory import records
from inpaint_studio.files.memory.abandoned import SUFFIX
from inpaint_studio.files.memory.adjustment_facts import adjustment_facts
from inpaint_studio.files.memory.band_facts import levels_facts
from inpaint_studio.files.memory.blobs import blob_of, facts_of, packed
from inpaint_studio.files.memory.elsewhere_facts import elsewhere_facts
from inpaint_studio.files.memory.fill_facts import guidance_facts, laid_facts
from inpaint_studio.files.memory.opening_record import opening_record
from inpaint_studio.files.memory.original import content_of, original_stack
from inpaint_studio.files.memory.records import Records
from inpaint_studio.files.memory.replay import Replay
from inpaint_studio.files.memory.review_records import review_record
from inpaint_studio.files.origin import origin_of
from inpaint_studio.sentence import say

_UNKNOWN = -1
KNOWN = (MaskStep, FillStep, GuidanceStep, AdjustmentStep, RunStep)  # kinds of steps that are written down
_MANY = 64  # planes of a step that are written while the caller waits: 3 ms
_NO_GUIDANCE = Guidance()
_NO_REVIEW = Review()


@dataclass(frozen=True)
class Restored:
    """A document after its last complete operation in the journal."""

    document: Document
    journal: "Journal"  # open for appending
    lost: str | None  # a sentence on what is missing; None where nothing is


class Journal:
    """The journal of one open document.

    Raises OSError where the folder cannot be written; editing can continue, with a warning.
    """

    def __init__(self, written: Records, fills: dict[int, tuple[Fill, int]]) -> None:
        self._records = written
        self._fills = fills  # by id(): the fill, referenced so that its id() stays unique, and its number
        self._samples: dict[int, int] | None = None  # by id() of an array of samples: the fill that they came with
        self._sources: dict[int, tuple[PackedTiles, int]] = {}  # and what strokes cover: of recipes, by id(), as fills
        self._next_sources = 0
        self._steps: list[Step] = []  # of the history, as last recorded
        self._position = 0
        self._plane = 0  # in view, as a replay of the records has it
        self._guidance: dict[int, Guidance] = {}  # by plane, as well
        self._settings = FillSettings()  # as well
        self._damage_marked: frozenset[int] = frozenset()  # as well
        self._review: dict[int, Review] = {}  # by plane, as well
        self._elsewhere: PlaneStates = NO_PLANES  # that the reviews were compared with
        self._levels: Levels | None = None  # as well; None for a photograph
        # Names of the states before each step and after the last: the number of the step that led
        # there, None for the initial state, _UNKNOWN for one not in the journal.
        self._names: list[int | None] = [None]
        self._next_step = 0
        self._numbers: WeakKeyDictionary[Step, int] = WeakKeyDictionary()  # of the steps that are written down
        self._next_fill = max((number for _, number in fills.values()), default=-1) + 1
        self._has_original = False
        self._is_stack = False  # its files are not stored: a film has gigabytes
        self._batch: list[tuple[records.Facts, Sequence[records.Blob]]] | None = None  # of a large step
        self._is_torn = False  # a referenced record was not written: a full snapshot is due

    @classmethod
    def create(cls, folder: Path, document: Document) -> "Journal":
        """Begin a journal in `folder`, which is created where it is missing."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(4)}{SUFFIX}"
        journal = cls(Records(path), {})
        journal._is_stack = document.state.stack.planes is not None
        journal._append(*opening_record(document.state))
        journal._levels = own_levels(document.picture)
        journal._plane = document.plane
        laid = (
            document.state.elsewhere
            or document.fills
            or document.adjustments
            or document.history.steps
            or document.named_masks
        )
        # On the UI thread: `any` takes 4.5 ms at 48 megapixels, `max` 1.2.
        if laid or document.mask.max():
            journal._write_snapshot(document.snapshot())
        else:
            journal._write_laid(document.state)
            journal._write_review(document.state)
        journal._write_levels(document.picture)
        return journal

    @property
    def path(self) -> Path:
        return self._records.path

    def follow(self, document: Document) -> None:
        """Append the changes of the document's history since the last call.

        Strokes and small fills: returns when the system has the bytes, so a kill of the program right after loses
        nothing. Large fills may still be queued; `flush` waits for them.
        Raises OSError where this or an earlier write failed; the next call then writes a full snapshot.
        """
        if self._is_torn:
            self._rewrite(document)
        else:
            self._follow(document)
            self._write_plane(document.plane)
            self._write_laid(document.state)
            self._write_review(document.state)
            self._write_levels(document.picture)

    def _append(self, facts: records.Facts, blobs: Sequence[records.Blob] = ()) -> None:
        """Append a record, or add it to the batch. On failure the journal is incomplete until the next snapshot."""
        if self._batch is not None:
            self._batch.append((facts, blobs))
            return
        assert not callable(facts)
        try:
            self._records.append(facts, blobs)
        except OSError:
            self._is_torn = True
            raise

    @contextlib.contextmanager
    def _in_one_batch(self, is_large: bool) -> Iterator[None]:
        """Records of a large step are handed to the thread together, or the two would contend for the interpreter:
        of 200 planes 90 to 340 ms instead of 5.
        """
        if not is_large or self._batch is not None:
            yield
            return
        self._batch = []
        try:
            yield
        finally:
            batch, self._batch = self._batch, None
        try:
            self._records.queue(batch)
        except OSError:
            self._is_torn = True
            raise

    def _rewrite(self, document: Document) -> None:
        self._is_torn = False  # set again where one of these fails too
        self._fills, self._samples, self._sources = {}, None, {}
        if self._has_original:
            self._has_original = False
            self.keep_original(document.picture)
        self._write_snapshot(document.snapshot())
        self._levels = None
        self._write_levels(document.picture)

    def _follow(self, document: Document) -> None:
        now, position = document.history.steps, document.history.position
        self._samples = None  # while the picture was put away they came to lie elsewhere
        if (forgotten := self._forgotten(now)) is None:
            return self._write_snapshot(document.snapshot())
        known, shown = self._steps[forgotten:], self._position - forgotten
        same = 0
        while same < min(len(known), len(now)) and _is_same(known[same], now[same]):
            same += 1
        names, new = self._names[forgotten : forgotten + same + 1], now[same:]
        for at in range(same):
            if now[at] is not known[at] and not self._write_parts(known[at], now[at], names, at, shown):
                return self._write_snapshot(document.snapshot())
        if new or same < len(known):
            if not new or names[same] == _UNKNOWN or not all(isinstance(step, KNOWN) for step in new):
                return self._write_snapshot(document.snapshot())
            if same != shown:  # a late fill was put below what was painted since
                self._move(now if same > shown else known, names[same], shown, same)
            for step in new:
                names.append(self._write_step(step))
                self._replayed(step, is_undo=False)
            shown = len(now)
        if position != shown:
            if names[position] == _UNKNOWN:
                return self._write_snapshot(document.snapshot())
            self._move(now, names[position], shown, position)
        self._steps, self._names, self._position = list(now), names, position
        if forgotten:
            self._forget_fills(document)

    def _move(self, steps: Sequence[Step], name: int | None, shown: int, position: int) -> None:
        """Record undo or redo. steps: of which `shown` are done.  name: of the state at `position`."""
        self._append({"is": "move", "to": name})
        for step in reversed(steps[position:shown]):
            self._replayed(step, is_undo=True)
        for step in steps[shown:position]:
            self._replayed(step, is_undo=False)

    def _replayed(self, step: Step, *, is_undo: bool) -> None:
        """A replay does or undoes a step: its guidance is another then, without being laid."""
        for part in step.parts:
            if part.guidance_change is not None:
                change = part.guidance_change
                self._guidance[part.plane] = change.before if is_undo else change.after

    def _forget_fills(self, document: Document) -> None:
        """Drop references to fills that neither the document nor its history holds any more."""
        alive = {id(fill) for fills in document.state.filled_planes.values() for fill in fills}
        parts = [part for step in self._steps for part in step.parts]
        for part in parts:
            if isinstance(part, FillStep):
                alive.update(id(fill) for fill in (*part.before, *part.after))
        self._fills = {key: value for key, value in self._fills.items() if key in alive}
        self._samples = None
        alive = {id(one) for fill, _ in self._fills.values() for one in fill.recipe.packed}
        guidances = [document.state.guidance, *(laid.guidance for laid in document.state.elsewhere.values())]
        guidances += [one for part in parts if part.guidance_change for one in part.guidance_change]
        for guidance in guidances:
            alive |= {id(guidance.sources), *(id(region.area) for region in guidance.regions)}
        self._sources = {key: value for key, value in self._sources.items() if key in alive}

    def _forgotten(self, now: tuple[Step, ...]) -> int | None:
        """How many of the known steps the history has dropped at its beginning; None where that is unknown."""
        if not self._position:
            return 0  # undone to the beginning: nothing is dropped from there
        return next((number for number, step in enumerate(self._steps) if now and _is_same(step, now[0])), None)

    def _write_plane(self, plane: int) -> None:
        """Record that another plane is in view: what is laid and reviewed from now on is of that one."""
        if plane != self._plane:
            self._append({"is": "plane", "to": plane})
            self._plane = plane

    def _write_laid(self, state: State) -> None:
        """Record guidance and settings where they differ from those of a replay."""
        guidance = self._guidance.get(state.plane, _NO_GUIDANCE)
        laid = state.settings, state.damage_marked
        if state.guidance != guidance or laid != (self._settings, self._damage_marked):
            self._append({"is": "laid", **laid_facts(state, self._write_sources)})
            self._guidance[state.plane], (self._settings, self._damage_marked) = state.guidance, laid

    def _write_review(self, state: State) -> None:
        """Record findings, decisions and filter as far as they differ from those of a replay."""
        self._write_review_of(state.plane, state.review, {})
        if state.elsewhere is not self._elsewhere:
            for plane in {*state.elsewhere, *self._review} - {state.plane}:
                self._write_review_of(plane, state.on(plane).review, {"plane": plane})
            self._elsewhere = state.elsewhere

    def _write_review_of(self, plane: int, review: Review, where: dict[str, Any]) -> None:
        before = self._review.get(plane, _NO_REVIEW)
        if review is not before:
            record = review_record(before, review)
            if record is not None:
                facts, blobs = record
                self._append({**facts, **where}, blobs)
            self._review[plane] = review

    def _write_levels(self, picture: Picture) -> None:
        """Record how a data picture is seen where that differs from a replay."""
        if picture.levels is not None and picture.levels != self._levels:
            self._append({"is": "levels", **levels_facts(picture.levels)})
            self._levels = picture.levels

    def keep_named_mask(self, name: str, mask: Mask | None) -> None:
        """Record that a named mask was created, changed or, with None, removed."""
        if mask is None:
            self._append({"is": "named mask", "name": name, "gone": True})
        else:
            self._append({"is": "named mask", "name": name}, [partial(packed, mask.copy())])

    def keep_original(self, picture: Picture) -> None:
        """Store the picture's file in the journal. Call this, and `flush`, before a save that overwrites it.

        Files of a stack are not stored: whoever saves over them leaves their backups, from which `restore` reads.
        """
        origin = origin_of(picture)
        if not self._has_original and not self._is_stack and origin is not None:
            self._append({"is": "original"}, [partial(content_of, origin.source)])
            self._has_original = True

    def note_saving(self, path: Path) -> None:
        """Record the target of a save that is about to start: `abandoned` then sweeps leftovers of a kill there."""
        self._append({"is": "saving", "to": str(path.absolute())})

    def flush(self) -> None:
        """Wait until everything is synced to the disk. Raises OSError where that failed."""
        try:
            self._records.flush()
        except OSError:
            self._is_torn = True
            raise

    def holds(self, document: Document) -> bool:
        """Whether the system has all steps of a document, so that a kill of the program loses none of them."""
        steps, history = self._steps, document.history
        is_followed = len(steps) == len(history.steps) and all(map(is_, steps, history.steps))
        return is_followed and self._position == history.position and not self._is_torn and self._records.is_written

    def close(self) -> None:
        """Stop writing and leave the journal in place for the next start."""
        self._records.close()

    def discard(self) -> None:
        """Remove the journal of a document that was closed normally. Does not block."""
        self._records.remove()

    def _write_snapshot(self, document: State) -> None:
        """Record the full state; earlier steps can no longer be undone after a crash."""
        with self._in_one_batch(bool(document.elsewhere)):
            for fills in document.filled_planes.values():
                for fill in fills:
                    self._write_fill(fill)
            names = list(document.named_masks)
            masks = [document.named_masks.packed(name) for name in names]
            elsewhere, others = elsewhere_facts(document, self._numbers_of, self._write_sources)
            facts = {
                "is": "snapshot",
                "fills": self._numbers_of(document.fills),
                "named": names,
                "adjustments": adjustment_facts(document.adjustments),
                **elsewhere,
            }
            self._append(facts, [partial(packed, document.mask), *(mask.to_bytes for mask in (*masks, *others))])
        self._settings, self._damage_marked = FillSettings(), frozenset()
        self._guidance = {plane: laid.guidance for plane, laid in document.elsewhere.items()}
        self._review = {plane: laid.review for plane, laid in document.elsewhere.items()}
        self._plane = document.plane
        self._write_laid(document)
        self._write_review(document)
        self._steps, self._position = list(document.history.steps), document.history.position
        self._names = [_UNKNOWN] * (len(self._steps) + 1)
        self._names[self._position] = None

    def _write_step(self, step: Step) -> int:
        number = self._numbers[step] = self._next_step
        self._next_step += 1
        facts: dict[str, Any] = {"is": "step", "number": number, "name": step.name}
        if isinstance(step, RunStep):
            self._write_run(facts, step)
            return number
        (part,) = step.parts
        own, blobs = self._part_record(part)
        self._append({**facts, **own}, blobs)
        return number

    def _write_parts(self, known: Step, now: Step, names: list[int | None], at: int, shown: int) -> bool:
        """Record what was added to a step of the history. Returns False where a replay could not tell where.

        names: of the states from the first step on.  at: which step.  shown: how many are done.
        """
        assert isinstance(now, RunStep)
        new = RunStep(now.name, now.parts[len(known.parts) :])
        number = self._numbers.get(known)
        if number is None or names[at + 1] != number:
            if at + 1 != shown:
                return False
            # A snapshot was written since it began, and holds what it was then.
            self._numbers[now] = self._write_step(new)
            names[at + 1] = self._numbers[now]
            return True
        self._numbers[now] = number
        self._write_run({"is": "parts", "of": number}, new)
        return True

    def _write_run(self, facts: dict[str, Any], step: RunStep) -> None:
        with self._in_one_batch(len(step.parts) > _MANY or step.nbytes >= records.AT_ONCE):
            parts = [self._part_record(part) for part in step.parts]
            blobs = [blob for _, packed in parts for blob in packed]
            self._append({**facts, "parts": [part for part, _ in parts]}, blobs)

    def _part_record(self, step: PlaneStep) -> tuple[dict[str, Any], list[records.Blob]]:
        """What a step does to its plane. Fills that it lays are written before it."""
        assert isinstance(step, KNOWN)
        assert not isinstance(step, RunStep)
        facts: dict[str, Any] = {"plane": step.plane} if step.plane else {}
        if isinstance(step, AdjustmentStep):
            return {**facts, "adjustments": adjustment_facts(step.after)}, []
        if isinstance(step, FillStep):
            for fill in step.after:
                self._write_fill(fill)
            facts["fills"] = self._numbers_of(step.after)
            if step.marks is not None:
                marks = step.living_marks
                facts["marks"] = [self._numbers[mark] for mark in marks if mark in self._numbers]
        if step.guidance_change is not None:
            facts["guidance"] = guidance_facts(step.guidance_change.after, self._write_sources)
        change = step if isinstance(step, MaskStep) else step.mask_step
        if change is None:
            return facts, []
        facts["rect"] = change.rect
        return facts, [change.change.to_bytes() if self._batch is None else change.change.to_bytes]

    def _write_fill(self, fill: Fill) -> None:
        if id(fill) in self._fills:
            return
        number = self._next_fill
        self._next_fill += 1
        if self._samples is None:
            self._samples = {id(one.pixels): own for one, own in self._fills.values()}
        self._fills[id(fill)] = (fill, number)
        same = self._samples.setdefault(id(fill.pixels), number)
        sources = self._write_sources(fill.recipe.sources)
        covered = [self._write_sources(area) for area in fill.recipe.covered]
        facts = partial(facts_of, fill, number, sources, covered, None if same == number else same)
        blobs = () if same != number else (blob_of(fill.pixels), blob_of(fill.coverage))  # hidden or faded: there
        self._append(facts() if self._batch is None else facts, blobs)

    def _write_sources(self, sources: PackedTiles | None) -> int | None:
        """Record the allowed sources of texture, or what a stroke covers, once for all fills that share it.

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


def _is_same(known: Step, now: Step) -> bool:
    """Whether it is the step that was written, maybe with more parts."""
    return known is now or (isinstance(now, RunStep) and now.continues(known))


def restore(path: Path) -> Restored:
    """The document of an abandoned journal, with its history, and the journal, open for appending.

    Raises PictureError: a sentence, where the journal or its picture is unusable.
    """
    try:
        written, contents = Records.resume(path)
    except OSError as error:
        raise PictureError(say("The journal {path} could not be read: {reason}.", path=path, reason=error)) from error
    try:
        if not contents.records or contents.records[0].facts.get("is") != "opening":
            raise PictureError(
                say("The journal {name} lost its beginning, so nothing can be had back from it.", name=path.name)
            )
        stack, seen = original_stack(contents.records, path)
        begun = Document.of(State(stack, (), NamedMasks(stack.size), History()))
        replay = Replay(begun, contents.records[1:])
    except BaseException:
        written.close()
        raise
    journal = Journal(written, {id(fill): (fill, number) for number, fill in replay.fills.items()})
    journal._steps, journal._position = list(replay.document.history.steps), replay.document.history.position
    journal._names, journal._next_step = replay.names, replay.next_step
    journal._numbers.update(replay.numbered_steps)
    journal._sources = {id(sources): (sources, number) for number, sources in replay.sources.items()}
    state = replay.document.state
    journal._plane = replay.document.plane
    journal._settings, journal._damage_marked = state.settings, state.damage_marked
    journal._guidance = {plane: laid.guidance for plane, laid in state.elsewhere.items()}
    journal._guidance[state.plane] = state.guidance
    journal._review = {plane: laid.review for plane, laid in state.elsewhere.items()} | {state.plane: state.review}
    journal._levels = state.picture.levels
    journal._next_sources = max(replay.sources, default=-1) + 1
    journal._has_original, journal._is_stack = contents.has("original"), stack.planes is not None
    if any(record.facts["is"] == "snapshot" for record in contents.records):
        # What a snapshot begins with is in no file either: who closes the document is asked.
        replay.document.saved = replace(begun.saved, serial=_UNKNOWN)
    if replay.document.plane != seen.plane:  # the one that was in view cannot be read any more
        replay.document.turn_to(replace(seen, levels=state.picture.levels, own_levels=state.picture.own_levels))
    lost = records.lost_words(contents)
    if lost is None and replay.lost_findings:
        lost = say("The findings of a search are damaged and were left out; search again. All else is there.")
    return Restored(replay.document, journal, lost)
