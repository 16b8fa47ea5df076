"""The photographs a run would learn from: counted and measured before it starts, with the holes they will get."""

import io
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import IO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QCoreApplication

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Mask
from inpaint_studio.files.kinds import formats
from inpaint_studio.sentence import say
from inpaint_studio.ui.kit.sentences import spoken

PREVIEWS = 12  # photographs shown
PREVIEW_SIDE = 192  # pixels of a square preview
LEAST_SIDE = 96  # pixels; the dataset's own limit, which cannot be read without loading torch (a test compares them)
YOURS = "yours"  # the kind of a hole cut from what the person painted
_MOST_REASONS = 200
_REPORT_SECONDS = 0.15  # between counts, so that a large folder is seen to be counted


@dataclass(frozen=True)
class Preview:
    """The middle of a photograph, and a hole of the kind it will get."""

    name: str
    pixels: NDArray[np.uint8] = field(compare=False)  # (PREVIEW_SIDE, PREVIEW_SIDE, 3)
    hole: NDArray[np.uint8] = field(compare=False)  # (PREVIEW_SIDE, PREVIEW_SIDE), 255 = hole
    kind: str = ""  # of hole: a key of HOLE_KINDS, or YOURS


@dataclass(frozen=True)
class Scan:
    """The count so far; the last one has `is_done`."""

    photographs: int = 0
    shards: int = 0  # tar files among which some of them lie
    skipped: int = 0
    reasons: tuple[tuple[str, str], ...] = ()  # name of a skipped file, why; at most _MOST_REASONS
    smallest: Size | None = None  # by the shorter side
    largest: Size | None = None
    previews: tuple[Preview, ...] = ()
    is_done: bool = False


def scan(places: Sequence[Path], seed: int = 0, own: Sequence[Mask] = ()) -> Iterator[Scan]:
    """Count the photographs of folders and of the tar shards in them, by their headers. For a worker.

    places: folders, or tar shards.  own: masks of the person's own; then every second preview gets a hole cut from
    them, as every second batch of the run will.  Raises ValueError, a sentence, where there is no such place.
    """
    for place in places:
        if not place.exists():
            text = QCoreApplication.translate("training", "There is no folder {folder}.")
            raise ValueError(text.format(folder=place))
    count = shards = skipped = 0
    reasons: list[tuple[str, str]] = []
    smallest: Size | None = None
    largest: Size | None = None
    rng = np.random.default_rng(seed)
    chosen: list[bytes | Path] = []  # a fair draw of PREVIEWS out of all, however many come (Vitter 1985, algorithm R)
    names: list[str] = []
    reported_at = monotonic()
    yield Scan()
    for path in (path for place in places for path in _files(place)):
        is_shard = path.suffix.lower() == ".tar"
        shards += is_shard
        for name, stream, why in _members(path) if is_shard else _single(path):
            size = None
            if stream is not None:
                size, why = _measure(stream)
            if size is None:
                skipped += 1
                if len(reasons) < _MOST_REASONS:
                    reasons.append((name, why))
                continue
            count += 1
            if smallest is None or min(size) < min(smallest):
                smallest = size
            if largest is None or min(size) > min(largest):
                largest = size
            at = len(chosen) if len(chosen) < PREVIEWS else int(rng.integers(count))
            if at < PREVIEWS and stream is not None:
                source: bytes | Path = path
                if is_shard:
                    stream.seek(0)
                    source = stream.read()
                chosen[at : at + 1], names[at : at + 1] = [source], [name]
            if monotonic() - reported_at > _REPORT_SECONDS:
                reported_at = monotonic()
                yield Scan(count, shards, skipped, tuple(reasons), smallest, largest)
        if monotonic() - reported_at > _REPORT_SECONDS:  # a folder of nothing but skipped files can be stopped too
            reported_at = monotonic()
            yield Scan(count, shards, skipped, tuple(reasons), smallest, largest)
    previews = tuple(
        preview
        for number, (name, source) in enumerate(zip(names, chosen, strict=True))
        if (preview := _preview(name, source, rng, own if number % 2 == 0 else ())) is not None
    )
    yield Scan(count, shards, skipped, tuple(reasons), smallest, largest, previews, is_done=True)


def summary(scan: Scan) -> str:
    """The count as a sentence."""

    def tr(source: str) -> str:
        return QCoreApplication.translate("training", source)

    if not scan.is_done:
        return tr("Counting… {count} photographs so far").format(count=f"{scan.photographs:,}")
    if not scan.photographs:
        return tr("There are no photographs there that could be opened.")
    text = tr("{count} photographs").format(count=f"{scan.photographs:,}")
    if scan.shards:
        text += tr(", in {count} tar files").format(count=scan.shards)
    if scan.smallest and scan.largest:
        text += tr("; from {small} to {large} pixels").format(
            small=f"{scan.smallest.width} × {scan.smallest.height}",
            large=f"{scan.largest.width} × {scan.largest.height}",
        )
    if scan.skipped:
        text += tr("; {count} other files skipped").format(count=f"{scan.skipped:,}")
    return text + "."


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
        if not path.name.startswith(".") and path.is_file():
            yield path


def _single(path: Path) -> Iterator[tuple[str, IO[bytes] | None, str]]:
    try:
        with path.open("rb") as stream:
            yield path.name, stream, ""
    except OSError as error:
        why = QCoreApplication.translate("training", "cannot be read: {error}.")
        yield path.name, None, why.format(error=error.strerror or error)


def _members(path: Path) -> Iterator[tuple[str, IO[bytes] | None, str]]:
    try:
        with tarfile.open(path) as shard:
            for member in shard:
                if member.isfile() and (stream := shard.extractfile(member)) is not None:
                    with stream:
                        yield f"{path.name}/{member.name}", stream, ""
    except (OSError, tarfile.TarError) as error:
        why = QCoreApplication.translate("training", "is a tar file that cannot be read: {error}.")
        yield path.name, None, why.format(error=error)


def _measure(stream: IO[bytes]) -> tuple[Size | None, str]:
    """The size by the header alone, or why there is none."""
    head = stream.read(formats.HEAD_BYTES)
    kind = formats.sniff(head)
    if kind is None or not kind.plugin:
        refusal = formats.refusal(head)
        if refusal is not None:
            return None, spoken(say(refusal, name="")).strip()  # the name stands before it
        return None, QCoreApplication.translate("training", "is not a picture.")
    stream.seek(0)
    try:
        with Image.open(stream, formats=[kind.plugin]) as image:
            if min(image.size) < LEAST_SIDE:
                why = QCoreApplication.translate("training", "is smaller than {least} pixels.")
                return None, why.format(least=LEAST_SIDE)
            return Size(*image.size), ""
    except Exception:  # Pillow raises nearly anything on a broken header, and one bad file must not end the count
        return None, QCoreApplication.translate("training", "cannot be decoded.")


def _preview(name: str, source: bytes | Path, rng: np.random.Generator, own: Sequence[Mask]) -> Preview | None:
    from inpaint_studio.model.photographs import masks, own_holes

    try:
        with Image.open(io.BytesIO(source) if isinstance(source, bytes) else source) as image:
            image.draft("RGB", (PREVIEW_SIDE, PREVIEW_SIDE))
            side = min(image.size)
            left, top = (image.width - side) // 2, (image.height - side) // 2
            square = image.convert("RGB").resize(
                (PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.BILINEAR, (left, top, left + side, top + side)
            )
    except Exception:  # a truncated file whose header was whole: the run will skip it too
        return None
    if own:
        return Preview(name, np.asarray(square), own_holes.cut(own, PREVIEW_SIDE, rng), YOURS)
    kind = masks.sample_kind(rng)
    hole = masks.sample_mask(kind, Size(PREVIEW_SIDE, PREVIEW_SIDE), rng)
    return Preview(name, np.asarray(square), hole, kind)
