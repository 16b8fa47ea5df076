"""A batch of pictures filled with the same settings: checked in advance, filled, saved, reported."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from inpaint_studio.editing.fills import Setting
from inpaint_studio.files.infrared import AUTO, InfraredRule
from inpaint_studio.model.checkpoints.inspection import describe
from inpaint_studio.sentence import explanation
from inpaint_studio.work.outputs import prepare_output
from inpaint_studio.work.pairing import Pair, Pairing
from inpaint_studio.work.repair import Repaired, repair
from inpaint_studio.work.reporting import check_report, write_report
from inpaint_studio.work.routines.piece import Event
from inpaint_studio.work.searching import Search

if TYPE_CHECKING:
    from inpaint_studio.filling.engine import Engine


@dataclass(frozen=True)
class Batch:
    """The pictures of a batch, the settings, and the path of the report."""

    pairing: Pairing
    output: Path  # the folder of the outputs; of one picture its file
    method: str = "auto"
    checkpoint: Path | None = None  # None = the shipped one
    device: str = "auto"
    seed: int = 0
    report: Path | None = None
    settings: Mapping[str, Setting] = field(default_factory=lambda: MappingProxyType({}))  # options of the method
    infrared: InfraredRule = AUTO  # what is taken for a scanner's infrared
    search: Search | None = None  # what finders propose is filled too
    page: int = 0  # of each picture: a page, a frame, a slice
    keep_identity: bool = False  # of DICOM files; see `SaveOptions`


@dataclass(frozen=True)
class Remark:
    """Before any filling: a picture that cannot be filled, or a decision by a rule about it."""

    picture: Path
    message: str


@dataclass(frozen=True)
class Failed:
    """One picture of several could not be filled, and nothing was written for it. The others continue."""

    message: str


@dataclass(frozen=True, eq=False)
class Step:
    """An event of one picture. The last of each is Repaired or Failed."""

    number: int  # of the picture among those of the pairing, from 0
    pair: Pair
    value: Event | Repaired | Failed


@dataclass(frozen=True)
class Summary:
    """The last value; the report is written."""

    reports: tuple[dict[str, Any], ...]  # one a picture, of plain values; with "error" where it was not filled
    failed: int

    @property
    def total(self) -> int:
        return len(self.reports)

    @property
    def filled(self) -> int:
        """Pictures of which something was filled."""
        return sum(bool(report.get("painted_pixels")) for report in self.reports)

    @property
    def blank(self) -> int:
        """Pictures that were copied, because there was nothing to fill."""
        return self.total - self.failed - self.filled


def prepare(batch: Batch) -> None:
    """Check in advance everything that would make the whole batch fail, and create the folder of the outputs.

    Raises WorkError, CheckpointError and SaveError, sentences.
    """
    pairing = batch.pairing
    if batch.report is not None:
        used = [path for pair in pairing.pairs for path in (pair.picture, pair.mask, pair.output) if path is not None]
        used += [path for path, _ in pairing.problems] + ([batch.checkpoint] if batch.checkpoint else [])
        check_report(batch.report, used, batch.output if pairing.many else None)
    if batch.checkpoint is not None:
        describe(batch.checkpoint)  # an invalid one fails here, and not once for every picture
    prepare_output(pairing, batch.output)


def fill_batch(batch: Batch) -> Iterator[Remark | Step | Summary]:
    """Fill a prepared batch.

    Of a single picture raises the errors of `repair`; of several, one bad file does not stop the others.
    """
    from inpaint_studio.filling.engine import Engine

    pairing = batch.pairing
    for path, message in (*pairing.problems, *pairing.notes):
        yield Remark(path, message)
    reports: list[dict[str, Any]] = [_failure(path, message) for path, message in pairing.problems]
    engine = Engine(device=batch.device, checkpoint=batch.checkpoint)
    for number, pair in enumerate(pairing.pairs):
        for value in _repair_one(engine, pair, batch):
            match value:
                case Repaired():
                    reports.append(value.report)
                case Failed():
                    reports.append(_failure(pair.picture, value.message))
            yield Step(number, pair, value)
    if batch.report is not None:
        write_report(batch.report, json.dumps(reports if pairing.many else reports[0], indent=2).encode())
    yield Summary(tuple(reports), sum("error" in report for report in reports))


def _repair_one(engine: "Engine", pair: Pair, batch: Batch) -> Iterator[Event | Repaired | Failed]:
    try:
        yield from repair(
            engine,
            pair,
            batch.method,
            batch.seed,
            batch.settings,
            batch.search,
            batch.infrared,
            batch.page,
            batch.keep_identity,
        )
    except Exception as error:  # a folder of a thousand continues
        if not batch.pairing.many:
            raise
        yield Failed(explanation(error))


def _failure(picture: Path, message: str) -> dict[str, Any]:
    return {"picture": str(picture), "error": message}
