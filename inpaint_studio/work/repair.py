"""Repair of one picture by its mask and by what finders propose: a routine of cards made for one call."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from inpaint_studio.editing.fills import Setting
from inpaint_studio.files.infrared import AUTO, InfraredRule
from inpaint_studio.work.pairing import Pair
from inpaint_studio.work.routines.cards.fill import FillCard
from inpaint_studio.work.routines.cards.find import FindCard
from inpaint_studio.work.routines.cards.save import SaveCard
from inpaint_studio.work.routines.piece import Event, Item, Tools
from inpaint_studio.work.routines.piece import Planned as Planned
from inpaint_studio.work.routines.routine import Routine
from inpaint_studio.work.routines.working import Outcome, work
from inpaint_studio.work.searching import Search

if TYPE_CHECKING:
    from inpaint_studio.filling.engine import Engine


@dataclass(frozen=True)
class Repaired:
    """The last value: the picture is saved."""

    notes: tuple[str, ...]  # messages for the person, one sentence each
    report: dict[str, Any]  # for a file: plain values


def repair(
    engine: "Engine",
    pair: Pair,
    method: str = "auto",
    seed: int = 0,
    settings: Mapping[str, Setting] = MappingProxyType({}),
    search: Search | None = None,
    infrared: InfraredRule = AUTO,
    page: int = 0,
    keep_identity: bool = False,
) -> Iterator[Event | Repaired]:
    """Fill the picture of a pair and write it to its output. search: what it proposes is filled too.

    page: of the picture, from 0: a page, a frame, a slice.  keep_identity: see `SaveOptions`.
    Where there is nothing to fill, a copy is written and that is noted. Saving reads the file back; it is not compared
    with the original once more, as results of jobs are: `verify` does that.
    Raises PictureError, FillError, GuestError or CheckpointError, sentences; then nothing was written.
    """
    fill = FillCard(method, seed=seed, settings=settings)
    save = SaveCard(existing="replace", keep_identity=keep_identity)
    cards = (*((FindCard.of(search),) if search is not None else ()), fill, save)
    finders = {finder.key: finder for finder in search.finders} if search is not None else {}
    tools = Tools(engine, finders=finders, infrared=infrared, proves=False)
    for value in work(Item(pair.picture, pair.output, pair.mask, page=page), Routine(cards), tools):
        if not isinstance(value, Outcome):
            yield value
        elif value.error is not None:
            raise value.error
        else:
            yield Repaired(value.notes, dict(value.report))
