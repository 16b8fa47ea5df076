"""Saving a stack that lies in one file, in one write: the blocks of touched TIFF pages, touched frames, touched slices.

The file is written whole beside the old one, read back plane by plane, and put in its place: ended in between, the old
one stands.
"""

import contextlib
import hashlib
import mmap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.files import scratch
from inpaint_studio.files.decoding import decode
from inpaint_studio.files.errors import ChangedOnDisk, PictureError, SaveError, Unconfirmed, unlike_copy
from inpaint_studio.files.kinds import dicom_elements, dicom_frames, formats
from inpaint_studio.files.kinds.tiff import Tiff
from inpaint_studio.files.origin import Origin, origin_of
from inpaint_studio.files.pairing import is_same
from inpaint_studio.files.saving import dicom_saving, nifti_saving, patching, rasters, readback
from inpaint_studio.files.saving.atomic import backup_of, keep_as, replace_file
from inpaint_studio.files.saving.pieces import Pieces
from inpaint_studio.files.saving.readback import Coded
from inpaint_studio.files.saving.targets import check_place, writable_format
from inpaint_studio.files.saving.writing import SaveOptions, encoded_in_place
from inpaint_studio.files.stacks.planes import FilePlanes
from inpaint_studio.files.stacks.saving_steps import Fills, StackProgress, StackReport, repaired, visible_fills
from inpaint_studio.sentence import reason, say

_BATCH = 256 << 20  # bytes of touched planes whose blocks are held at a time


@dataclass(frozen=True)
class _Made:
    """A new file, before it is written."""

    content: bytes | Pieces
    check: Callable[[Path], None]  # raises SaveError where what was written is not as it should be
    notes: tuple[str, ...] = ()
    exact: bool = True
    beside: int = 0


def save_file(
    planes: FilePlanes, fills: Fills, path: Path | None, options: SaveOptions
) -> Iterator[StackProgress | StackReport]:
    """path: another file of the same kind; None = in place, which keeps the original as NAME~.

    Raises SaveError, PictureError.
    """
    source = planes.path
    target = source if path is None else path
    picture = planes.picture(next(iter(visible_fills(fills)), 0))
    origin = origin_of(picture)
    assert origin is not None
    format = writable_format(target)
    if format.key != origin.format:
        raise SaveError(
            say(
                "{name} cannot be saved: a stack in a {format} file is saved as one, or as a folder of pictures.",
                name=target.name,
                format=formats.BY_KEY[origin.format].name,
            )
        )
    check_place(target)
    patching.check(picture, format, target, False)
    visible = visible_fills(fills)
    original = origin.source.view()
    in_place = is_same(target, source)
    if original is None or (in_place and origin.source.changed_on_disk() and not options.ignore_changes):
        raise ChangedOnDisk(
            say("{path} was changed by another program since it was opened. Save it under another name.", path=source)
        )
    with contextlib.ExitStack() as held:
        made: _Made | None = None
        for step in _make(planes, visible, original, options, held):
            if isinstance(step, _Made):
                made = step
            else:
                yield step
        assert made is not None
        backup = _keep(planes, target, in_place, options)
        unconfirmed: tuple[str, ...] = ()
        try:
            replace_file(target, made.content, made.check, backup)
        except Unconfirmed as error:
            unconfirmed = (reason(error),)
        size = len(made.content)
    kept_as = backup_of(target)
    if in_place:
        planes.replaced(source, kept_as)
    yield StackReport(
        target,
        format.key,
        len(planes.sources),
        len(visible),
        1,
        size,
        made.exact,
        (*unconfirmed, *made.notes),
        (kept_as,) if kept_as.exists() and backup is not None else (),
        made.beside,
    )


def _keep(planes: FilePlanes, target: Path, in_place: bool, options: SaveOptions) -> Callable[[], None] | None:
    """What keeps the file at `target` as NAME~ just before it is replaced."""
    if in_place and planes.original(planes.path) != planes.path:
        return _nothing  # it is there already, and is what was opened
    if not target.exists() or not (in_place or options.keep_backup):
        return None
    return partial(keep_as, target, backup_of(target))


def _nothing() -> None:
    pass


def _make(
    planes: FilePlanes,
    visible: dict[int, tuple[Fill, ...]],
    original: bytes | mmap.mmap,
    options: SaveOptions,
    held: contextlib.ExitStack,
) -> Iterator[StackProgress | _Made]:
    if not visible:
        digest = hashlib.sha256(original).digest()
        yield _Made(original[:], partial(_check_bytes, digest))
        return
    match planes.kind:
        case "tiff":
            yield from _tiff(planes, visible, original, options, held)
        case "dicom-frames":
            yield from _dicom(planes, visible, original[:], options)
        case _:
            yield from _nifti(planes, visible, original[:])


def _check_bytes(digest: bytes, written: Path) -> None:
    with open(written, "rb") as file:
        if hashlib.file_digest(file, "sha256").digest() != digest:
            raise unlike_copy(written)


# TIFF


def _tiff(
    planes: FilePlanes,
    visible: dict[int, tuple[Fill, ...]],
    original: bytes | mmap.mmap,
    options: SaveOptions,
    held: contextlib.ExitStack,
) -> Iterator[StackProgress | _Made]:
    try:
        yield from _by_blocks(planes, visible, original, held)
    except _NotPlainError:
        yield from _page_by_page(planes, visible, original[:], options)


class _NotPlainError(Exception):
    """A page was converted at opening, or holds copies of itself."""


def _by_blocks(
    planes: FilePlanes, visible: dict[int, tuple[Fill, ...]], original: bytes | mmap.mmap, held: contextlib.ExitStack
) -> Iterator[StackProgress | _Made]:
    """Touched blocks alone are coded anew; of many planes in batches, between which a scratch copy has the file."""
    content: bytes | mmap.mmap = original
    has_copies = len(Tiff(memoryview(original)).pages()) != len(planes.sources)
    notes: dict[str, None] = {}
    beside = done = 0
    touched = list(visible)
    size = max(1, _BATCH // planes.picture(touched[0]).pixels.nbytes)
    batches = [touched[start : start + size] for start in range(0, len(touched), size)]
    edited: rasters.RasterEdit | None = None
    for number, batch in enumerate(batches):
        try:
            edited = rasters.edit_pages(
                _pictures(planes, visible, batch, content, has_copies),
                memoryview(content),
                [planes.sources[plane].page for plane in batch],
            )
        except (ValueError, OSError) as error:
            raise SaveError(say("{path} could not be saved: {reason}.", path=planes.path, reason=error)) from error
        notes |= dict.fromkeys(edited.notes)
        beside += edited.beside
        if number + 1 < len(batches):
            content = _intermediate(edited, planes.path, held)
        done += len(batch)
        yield StackProgress(done, len(visible), str(batch[-1] + 1))
    assert edited is not None
    last = edited
    yield _Made(last.pieces, lambda written: last.check(written, planes.path), tuple(notes), True, beside)


def _pictures(
    planes: FilePlanes,
    visible: dict[int, tuple[Fill, ...]],
    batch: Sequence[int],
    content: bytes | mmap.mmap,
    has_copies: bool,
) -> Iterator[tuple[Picture, tuple[Fill, ...]]]:
    """One after the other. Raises _NotPlainError at the first that cannot be saved block by block."""
    structure = Tiff(memoryview(content))
    pages = structure.pages()
    for plane in batch:
        picture = planes.picture(plane)
        page = planes.sources[plane].page
        plain = not has_copies and rasters.is_plain_page(picture, structure, pages, page)
        if not plain and not rasters.applies(picture, memoryview(content)):
            raise _NotPlainError
        yield picture, visible[plane]


def _intermediate(edited: rasters.RasterEdit, path: Path, held: contextlib.ExitStack) -> mmap.mmap:
    written = held.enter_context(scratch.folder()) / "batch.tif"
    with open(written, "wb") as file:
        edited.pieces.write_to(file)
    edited.check(written, path)
    with open(written, "rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _page_by_page(
    planes: FilePlanes, visible: dict[int, tuple[Fill, ...]], original: bytes, options: SaveOptions
) -> Iterator[StackProgress | _Made]:
    """Of pages that were converted at opening, or have previews and layers: as a single one is saved, one by one."""
    places = list(Tiff(original).chain())
    content, coded = original, list[Coded]()
    ats: dict[int, int] = {}  # by plane: where its new directory stands
    notes: dict[str, None] = {}
    exact = True
    for done, (plane, fills) in enumerate(visible.items(), start=1):
        picture = planes.picture(plane)
        origin = origin_of(picture)
        assert origin is not None
        if picture.is_data:
            raise SaveError(
                say(
                    "Plane {number} of {name} is damaged, so the file cannot be saved.",
                    number=plane + 1,
                    name=planes.name,
                )
            )
        there = list(Tiff(content).chain()).index(places[planes.sources[plane].page])
        try:
            one = encoded_in_place(picture, fills, replace(origin, page=there), content, options)
        except (ValueError, IndexError) as error:
            raise SaveError(say("{path} could not be saved: {reason}.", path=planes.path, reason=error)) from error
        content = one.content
        ats[plane] = list(Tiff(content).chain())[one.page]
        notes |= dict.fromkeys(one.notes)
        exact = exact and one.exact
        coded.append(replace(one, content=b"", pixels=picture.pixels[:0]))
        yield StackProgress(done, len(visible), str(plane + 1))

    def check(written: Path) -> None:
        final = list(Tiff(written.read_bytes()).chain())
        for (plane, fills), one in zip(visible.items(), coded, strict=True):
            pixels = repaired(planes.picture(plane), fills)
            expected = replace(one, pixels=pixels, page=final.index(ats[plane]))
            readback.check(expected, formats.BY_KEY["tiff"], planes.path, written)

    yield _Made(content, check, tuple(notes), exact)


# DICOM, NIfTI


def _dicom(
    planes: FilePlanes, visible: dict[int, tuple[Fill, ...]], original: bytes, options: SaveOptions
) -> Iterator[StackProgress | _Made]:
    frames = []
    for done, (plane, fills) in enumerate(visible.items(), start=1):
        picture = planes.picture(plane)
        frames.append((picture, repaired(picture, fills)))
        yield StackProgress(done, len(visible), str(plane + 1))
    origin = _origin(frames[0][0])
    loss = dicom_saving.loss_of(origin)
    coded = dicom_saving.encode_frames(frames, origin, original, options.keep_identity)
    touched = {one.page for one in coded}

    def check(written: Path) -> None:
        for one in coded:
            readback.check(one, formats.BY_KEY["dicom"], planes.path, written)
        if not _same_frames(original, written, touched):
            raise unlike_copy(planes.path)

    notes = coded[0].notes if loss is None else (*coded[0].notes, loss)
    yield _Made(coded[0].content, check, notes, loss is None or dicom_saving.is_harmless(loss))


def _origin(picture: Picture) -> Origin:
    origin = origin_of(picture)
    assert origin is not None
    return origin


def _same_frames(original: bytes, written: Path, touched: set[int]) -> bool:
    """Whether the frames that were not touched are the same, by their bytes."""
    before, after = dicom_elements.parse(original), dicom_elements.parse(written.read_bytes())
    layout = dicom_frames.layout_of(before)
    others = [frame for frame in range(layout.frames) if frame not in touched]
    assert before.pixels is not None
    if after.pixels is None:
        return False
    if before.is_compressed and after.is_compressed:
        old, new = (dicom_frames.encapsulated(one, layout.frames) for one in (before, after))
        return all(
            b"".join(bytes(before.body[a:b]) for a, b in old[frame])
            == b"".join(bytes(after.body[a:b]) for a, b in new[frame])
            for frame in others
        )
    if not before.is_compressed and before.syntax == after.syntax and layout == dicom_frames.layout_of(after):
        size = layout.frame_bytes
        starts = before.pixels.value, after.pixels.value
        return all(
            before.body[starts[0] + frame * size : starts[0] + (frame + 1) * size]
            == after.body[starts[1] + frame * size : starts[1] + (frame + 1) * size]
            for frame in others
        )
    return True  # of another coding: each was decoded to be written


def _nifti(
    planes: FilePlanes, visible: dict[int, tuple[Fill, ...]], original: bytes
) -> Iterator[StackProgress | _Made]:
    def slices() -> Iterable[tuple[Picture, Pixels]]:
        for plane, fills in visible.items():
            picture = planes.picture(plane)
            yield picture, nifti_saving.storable(picture, repaired(picture, fills), _origin(picture))

    content = nifti_saving.with_slices(slices(), planes.path, original)
    yield StackProgress(len(visible), len(visible), planes.name)

    def check(written: Path) -> None:
        _check_bytes(hashlib.sha256(content).digest(), written)
        first, pixels = next(iter(slices()))
        try:
            read = decode(written, _origin(first).page, 1 << 31, formats.BY_KEY["nifti"]).pixels
            same = np.array_equal(read, pixels, equal_nan=read.dtype.kind == "f") and nifti_saving.holds(
                content, slices()
            )
        except (PictureError, ValueError) as error:
            raise unlike_copy(planes.path) from error
        if not same:
            raise unlike_copy(planes.path)

    yield _Made(content, check)
