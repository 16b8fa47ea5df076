"""Any stack as new files: a folder of numbered pictures, or one TIFF of several pages."""

import hashlib
import struct
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO

import numpy as np

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.files.decoding import decode
from inpaint_studio.files.errors import PictureError, SaveError, unlike_copy, unreadable_copy
from inpaint_studio.files.kinds import formats, tiff, tiff_strips
from inpaint_studio.files.kinds.formats import stem_of
from inpaint_studio.files.origin import origin_of
from inpaint_studio.files.pairing import is_same
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving import measurements
from inpaint_studio.files.saving.atomic import backup_of, keep_as, new_file
from inpaint_studio.files.saving.targets import check_folder, check_place, writable_format
from inpaint_studio.files.saving.tiff_saving import Tag, opaque
from inpaint_studio.files.saving.writing import SaveOptions, save_picture
from inpaint_studio.files.stacks.kind import IN_FILES, OpenPlanes
from inpaint_studio.files.stacks.saving_steps import Fills, StackProgress, StackReport, repaired, visible_fills
from inpaint_studio.sentence import say

_STRIP_BYTES = 1 << 18
_BIG = 3_500_000_000  # bytes of samples from which on a TIFF needs offsets of 64 bits


def save_as_folder(
    planes: OpenPlanes, fills: Fills, folder: str | Path, suffix: str, options: SaveOptions
) -> Iterator[StackProgress | StackReport]:
    """A picture for each plane: NAME_0001.png, or its own name with another suffix where it has one.

    suffix: of the format, such as ".png".  A file that is there already and shows the plane is left as it is, so a
    save that was ended goes on.  Raises as `saving`.
    """
    folder = Path(folder)
    visible = visible_fills(fills)
    names = _names(planes, suffix)
    format = writable_format(folder / names[0])
    check_folder(folder)
    if planes.kind in IN_FILES and is_same(folder, planes.path if planes.path.is_dir() else planes.path.parent):
        raise SaveError(say("{path} holds the stack itself. Choose another folder.", path=folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SaveError(say("{path} could not be saved: {reason}.", path=folder, reason=error)) from error
    files = written = beside = 0
    exact = True
    notes: dict[str, None] = {}
    backups: list[Path] = []
    for plane, name in enumerate(names):
        picture = _alone(planes.picture(plane))
        target = folder / name
        laid = visible.get(plane, ())
        if not _is_there(target, picture, laid):
            report = save_picture(picture, laid, target, options)
            files, written, beside = files + 1, written + report.bytes_written, beside + report.differing_beside
            exact = exact and report.exact
            notes |= dict.fromkeys(report.notes)
            backups += [] if report.backup is None else [report.backup]
        yield StackProgress(plane + 1, len(names), name)
    yield StackReport(
        folder, format.key, len(names), len(visible), files, written, exact, tuple(notes), tuple(backups), beside
    )


def _names(planes: OpenPlanes, suffix: str) -> list[str]:
    digits = max(4, len(str(len(planes.places))))
    stem = stem_of(planes.path) or "plane"
    names = [
        f"{stem_of(Path(place.name))}{suffix}" if place.name else f"{stem}_{number:0{digits}d}{suffix}"
        for number, place in enumerate(planes.places, start=1)
    ]
    if len({name.casefold() for name in names}) < len(names):  # 1.png and 1.jpg
        names = [f"{stem}_{number:0{digits}d}{suffix}" for number in range(1, len(names) + 1)]
    return names


def _alone(picture: Picture) -> Picture:
    """A plane as a picture of its own: what is saved of it holds no other plane."""
    origin = origin_of(picture)
    is_whole = origin is not None and origin.pages == 1
    return picture if is_whole else replace(picture, origin=None, notes=())


def _is_there(target: Path, picture: Picture, fills: tuple[Fill, ...]) -> bool:
    if not target.is_file() or picture.is_data:
        return False
    try:
        read = read_picture(target, complete=True).pixels
    except PictureError:
        return False
    expected = repaired(picture, fills)
    return read.dtype == expected.dtype and read.shape == expected.shape and read.tobytes() == expected.tobytes()


def save_as_pages(
    planes: OpenPlanes, fills: Fills, path: str | Path, options: SaveOptions
) -> Iterator[StackProgress | StackReport]:
    """One TIFF with a page for each plane, Deflate-compressed without loss. One plane is held at a time.

    Raises as `saving`.
    """
    path = Path(path)
    if writable_format(path).key != "tiff":
        raise SaveError(say("{name} cannot hold several pages. End its name in .tif.", name=path.name))
    if is_same(path, planes.path):
        raise SaveError(say("{path} holds the stack itself. Choose another name.", path=path))
    check_place(path)
    visible = visible_fills(fills)
    digests: list[bytes] = []
    backup = backup_of(path) if options.keep_backup and path.exists() else None

    def keep() -> None:
        if backup is not None:
            keep_as(path, backup)

    try:
        with new_file(path, lambda written: _check(path, written, digests), keep) as file:
            writer: _PageWriter | None = None
            for plane in range(len(planes.places)):
                picture = planes.picture(plane)
                pixels = repaired(picture, visible.get(plane, ()))
                if writer is None:
                    writer = _PageWriter(file, pixels.nbytes * len(planes.places) > _BIG)
                writer.write(pixels, _tags(picture, pixels))
                digests.append(hashlib.sha256(np.ascontiguousarray(pixels).data).digest())
                yield StackProgress(plane + 1, len(planes.places), str(plane + 1))
            size = file.tell()
    except (OSError, struct.error) as error:
        raise SaveError(say("{path} could not be saved: {reason}.", path=path, reason=error)) from error
    notes = (say("The new file holds the samples, colour profile and bands of all planes, and no other metadata."),)
    backups = () if backup is None else (backup,)
    yield StackReport(path, "tiff", len(digests), len(visible), 1, size, True, notes, backups)


def _check(path: Path, written: Path, digests: list[bytes]) -> None:
    """Raises SaveError where a page does not decode to its samples."""
    for page, digest in enumerate(digests):
        try:
            pixels = decode(written, page, 1 << 32, formats.BY_KEY["tiff"]).pixels
        except PictureError as error:
            raise unreadable_copy(path, error) from error
        if hashlib.sha256(np.ascontiguousarray(pixels).data).digest() != digest:
            raise unlike_copy(path)


def _tags(picture: Picture, pixels: Pixels) -> Mapping[int, Tag]:
    """Beside a page's layout: what its samples mean."""
    if picture.is_data:
        return measurements.tags_of(picture, pixels.shape[2])
    tags = {} if picture.profile is None else {tiff.ICC: opaque(picture.profile)}
    if picture.has_alpha:
        tags[tiff.EXTRA_SAMPLES] = Tag(3, 1, struct.pack("<H", 2))
    return tags


class _PageWriter:
    """Appends pages to a TIFF, little-endian; each directory behind its samples."""

    def __init__(self, file: IO[bytes], is_big: bool) -> None:
        self._file, self._is_big = file, is_big
        self._pointer, self._width = ("Q", 8) if is_big else ("I", 4)
        file.write(b"II+\0\x08\0\0\0" if is_big else b"II*\0")
        self._link = file.tell()  # where the place of the next directory is to be written
        file.write(bytes(self._width))

    def write(self, pixels: Pixels, tags: Mapping[int, Tag]) -> None:
        """pixels: (H, W, C). Raises struct.error where the file grows past what its offsets can say."""
        height, width, channels = pixels.shape
        rows = max(1, _STRIP_BYTES // (width * channels * pixels.dtype.itemsize))
        predictor = 3 if pixels.dtype.kind == "f" else 2
        places = []
        for top in range(0, height, rows):
            part = np.ascontiguousarray(pixels[top : top + rows])
            if part.dtype.kind == "i":
                part = part.view(f"u{part.dtype.itemsize}")
            places.append(self._append(tiff_strips.encode(part, "<", tiff_strips.DEFLATE, predictor)))
        layout = {
            tiff.WIDTH: self._longs([width]),
            tiff.HEIGHT: self._longs([height]),
            tiff.BITS: _shorts([pixels.dtype.itemsize * 8] * channels),
            tiff.COMPRESSION: _shorts([tiff_strips.DEFLATE]),
            tiff.PHOTOMETRIC: _shorts([2 if channels >= 3 else 1]),
            tiff.STRIP_OFFSETS: self._longs([at for at, _ in places]),
            tiff.SAMPLES: _shorts([channels]),
            tiff.ROWS_PER_STRIP: self._longs([rows]),
            tiff.STRIP_COUNTS: self._longs([length for _, length in places]),
            tiff.PLANAR: _shorts([1]),
            tiff.PREDICTOR: _shorts([predictor]),
            tiff.SAMPLE_FORMAT: _shorts([{"u": 1, "i": 2, "f": 3}[pixels.dtype.kind]] * channels),
        }
        self._directory({**layout, **tags})

    def _directory(self, tags: Mapping[int, Tag]) -> None:
        entries = []
        for tag, item in sorted(tags.items()):
            inline = len(item.values) <= self._width
            value = item.values if inline else struct.pack("<" + self._pointer, self._append(item.values)[0])
            head = struct.pack(f"<HH{self._pointer}", tag, item.type, item.length)
            entries.append(head + value.ljust(self._width, b"\0"))
        count = struct.pack("<Q" if self._is_big else "<H", len(entries))
        at, _ = self._append(count + b"".join(entries) + bytes(self._width))
        behind = self._file.tell()
        self._file.seek(self._link)
        self._file.write(struct.pack("<" + self._pointer, at))
        self._file.seek(behind)
        self._link = behind - self._width

    def _append(self, content: bytes) -> tuple[int, int]:
        self._file.write(bytes(self._file.tell() % 2))  # values begin on a word
        at = self._file.tell()
        self._file.write(content)
        return at, len(content)

    def _longs(self, values: list[int]) -> Tag:
        return Tag(16 if self._is_big else 4, len(values), struct.pack(f"<{len(values)}{self._pointer}", *values))


def _shorts(values: list[int]) -> Tag:
    return Tag(3, len(values), struct.pack(f"<{len(values)}H", *values))
