"""A picture on its way through the cards of a routine, and the row of a kind of card in their table."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.findings import Review
from inpaint_studio.editing.marks import Mark
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.enlarging.request import Progress as Enlarging
from inpaint_studio.files.infrared import AUTO, InfraredRule
from inpaint_studio.files.saving.mark_files import Logo
from inpaint_studio.filling.request import FillProgress
from inpaint_studio.finding.finder import Finder, Progress
from inpaint_studio.work.marks import Working

if TYPE_CHECKING:
    from inpaint_studio.enlarging.engine import Engine as Enlarger
    from inpaint_studio.filling.engine import Engine
    from inpaint_studio.filling.plan import Plan

End = Literal["", "done", "to-review", "skipped", "failed"]  # "" = it goes on to the next card


@dataclass(frozen=True)
class Item:
    """One picture to be worked on, and where its result goes."""

    picture: Path
    output: Path  # never the picture
    mask: Path | None = None  # filled besides what finders propose
    findings: Path | None = None  # as JSON, with a person's decisions: then nothing is searched and nothing reviewed
    page: int = 0  # of the picture: a page, a frame, a slice


@dataclass(frozen=True, eq=False)
class Planned:
    """The plan, before the fill."""

    plan: "Plan"


Event = Progress | Planned | FillProgress | Working | Enlarging
"""What is yielded on the way: of a search, a fill, a mark and an enlargement."""


@dataclass(frozen=True, eq=False)
class Piece:
    """What has become of a picture so far. Immutable: a card makes another."""

    item: Item
    original: Picture  # as it was opened
    picture: Picture  # the same, or what it was enlarged to
    mask: Mask  # (H, W) of the picture: what may be filled
    review: Review = field(default_factory=Review)
    fills: tuple[Fill, ...] = ()
    notes: tuple[str, ...] = ()  # messages, without those of opening the picture
    nothing: tuple[str, ...] = ()  # messages for the case that nothing is marked
    facts: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))  # for reports: plain values
    end: End = ""
    message: str = ""  # why it ended, where that is not "done"
    to_review: int = 0  # findings that a person should look at
    proof: str = ""  # the verdict of the comparison with the original, a sentence; "" = none was made

    @property
    def is_changed(self) -> bool:
        return bool(self.fills) or self.picture is not self.original


@dataclass(frozen=True)
class MarkInUse:
    """The mark to be taken off a picture."""

    mark: Mark | Logo
    is_shifted: bool = False  # whether it may lie a few pixels elsewhere


class Tools:
    """What cards work with: finders, engines that are loaded once, and marks. Not shared between threads.

    engine: in place of the one that a card asks for.  finders: by key; None = the table.  threads: of tensors; None =
    as many as suit the machine.  mark_of: the mark that was estimated for pictures like this one, or a message why
    there is none.  infrared: in place of what a card says.  proves: compare each result with its original.
    """

    def __init__(
        self,
        engine: "Engine | None" = None,
        *,
        device: str = "auto",
        threads: int | None = None,
        finders: Mapping[str, Finder] | None = None,
        mark_of: Callable[[Picture], MarkInUse | str] | None = None,
        infrared: InfraredRule | None = None,
        proves: bool = True,
    ) -> None:
        self._engine, self._device, self._threads = engine, device, threads
        self._finders = finders
        self._engines: dict[Path | None, Engine] = {}
        self._enlarger: Enlarger | None = None
        self.mark_of = mark_of
        self.infrared = infrared
        self.proves = proves

    @property
    def finders(self) -> Mapping[str, Finder]:
        if self._finders is None:
            from inpaint_studio.finding.finders import FINDERS

            return FINDERS
        return self._finders

    def engine(self, checkpoint: Path | None = None) -> "Engine":
        """Of a checkpoint; None = the shipped one."""
        if self._engine is not None:
            return self._engine
        if checkpoint not in self._engines:
            from inpaint_studio.filling.engine import Engine

            self._engines[checkpoint] = Engine(self._device, checkpoint, self._threads)
        return self._engines[checkpoint]

    def enlarger(self) -> "Enlarger":
        if self._enlarger is None:
            from inpaint_studio.enlarging.engine import Engine

            self._enlarger = Engine(self._device, self._threads)
        return self._enlarger

    def infrared_rule(self, choice: str) -> InfraredRule:
        if self.infrared is not None:
            return self.infrared
        return AUTO if choice == "auto" else InfraredRule("yes" if choice == "yes" else "no")


@dataclass(frozen=True)
class Part:
    """What a card takes from another table, by key: one row of it or several, each with options of its own kind."""

    title: str  # a message
    rows: Callable[[], Mapping[str, tuple[str, type]]]  # by key: title, a message, and kind of options
    get: Callable[[Any], tuple[tuple[str, Any], ...]]  # of a card: keys, and options or None for the defaults
    put: Callable[[Any, tuple[tuple[str, Any], ...]], Any]  # the card with others
    several: bool = False  # any number of rows; else exactly one
    field: str = ""  # an annotated option that it stands for in controls


@dataclass(frozen=True)
class CardKind:
    """A row of the table of cards."""

    key: str  # in JSON
    title: str  # a message, as the tip
    tip: str
    options: type  # the card itself: a frozen dataclass, see `inpaint_studio.options`
    run: Callable[[Piece, Any, Tools], Iterator[Event | Piece]]  # the last value is the piece as it then is
    describe: Callable[[Any], str]  # what the card does, one message
    to_facts: Callable[[Any], dict[str, Any]]  # JSON values, without the key
    from_facts: Callable[[object], Any]  # raises RoutineError, a sentence
    check: Callable[[Any], None] = lambda card: None  # raises RoutineError where this installation cannot do it
    order: int = 1000  # of the cards in a routine
    is_offered: bool = True
    parts: tuple[Part, ...] = ()  # besides the annotated options
