"""Projects: OpenRaster files that Krita and GIMP open, and from which this program resumes editing.

The layers are for other programs: the picture, every fill above it, and the merged picture. What they would not
preserve lies in members of our own: the original file byte for byte, fills with their recipes, mask, named masks.

Nothing in the archive is trusted: members are looked up by known names and never extracted under their own, sizes
are added up before anything is unpacked, and no XML is parsed (so no entity is ever expanded).
OpenRaster baseline specification 0.0.5.
"""

import hashlib
import io
import json
import os
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from inpaint_studio import __version__
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.history import History
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.editing.state import NamedMasks, State
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.files import scratch
from inpaint_studio.files.errors import (
    ChangedOnDisk,
    PictureError,
    SaveError,
    TooLargePicture,
    Unconfirmed,
    UnsupportedPicture,
)
from inpaint_studio.files.infrared import NEVER, rule_again
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.memory import infrared_member, project_stamps
from inpaint_studio.files.memory.adjustment_facts import adjustment_facts, adjustments_from
from inpaint_studio.files.memory.band_facts import band_facts, dtype_from, levels_facts, picture_from, with_levels
from inpaint_studio.files.memory.derived_facts import read_members, write_members
from inpaint_studio.files.memory.fill_facts import fill_facts, fill_from, laid_facts, with_laid
from inpaint_studio.files.memory.finding_facts import DAMAGE as FINDING_DAMAGE
from inpaint_studio.files.memory.finding_facts import findings_from_json, findings_to_json, has_content, pack, unpack
from inpaint_studio.files.memory.histories import history_bytes, with_history
from inpaint_studio.files.memory.project_layers import (
    FACTS,
    LARGEST_HISTORY,
    MIMETYPE,
    OURS,
    as_layer,
    as_png,
    as_thumbnail,
    resolution,
    stack_xml,
)
from inpaint_studio.files.memory.project_planes import VERSION, pack_planes, read_planes, with_steps
from inpaint_studio.files.origin import Source, Stamp, origin_of
from inpaint_studio.files.reading import BUDGET_BYTES, read_mask_exactly, read_picture
from inpaint_studio.files.saving.adjusted import adjusted, change_something
from inpaint_studio.files.saving.atomic import backup_of, keep_as, replace_file
from inpaint_studio.sentence import reason, say

SUFFIX = ".ora"
_MOST_MEMBERS = 20_000
_LARGEST_FACTS = 64 << 20
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, OSError, EOFError),
    *(ValueError, KeyError, TypeError, IndexError, AttributeError, RuntimeError, OverflowError),
)


def save_project(document: Document | State, path: str | Path, ignore_changes: bool = False) -> None:
    """Write the document as an OpenRaster file, atomically. Pass a State where editing continues meanwhile.

    ignore_changes: replace the project even where another program has written it since it was opened or saved; the
    other version is kept as NAME~.
    Raises SaveError, ChangedOnDisk where another program wrote it and that is not given.
    """
    path = Path(path)
    if path.suffix.lower() != SUFFIX:
        raise SaveError(say("{name} cannot be a project; end its name in {suffix}.", name=path.name, suffix=SUFFIX))
    state = document.snapshot() if isinstance(document, Document) else document
    try:
        content = _pack(state) if state.stack.planes is None else pack_planes(state, state.stack.planes)
    except (ValueError, OSError) as error:
        raise SaveError(say("{path} could not be saved: {reason}.", path=path, reason=error)) from error
    at = Path(os.path.realpath(path))
    known = project_stamps.stamp_at(state.stack, at)
    changed = known is not None and at.exists() and Stamp.of(at) != known
    if changed and not ignore_changes:
        raise ChangedOnDisk(
            say("{path} was changed by another program since it was opened. Save it under another name.", path=path)
        )
    try:
        replace_file(path, content, _check, partial(keep_as, path, backup_of(path)) if changed else None)
    except Unconfirmed:  # in place all the same
        project_stamps.remember(state.stack, at)
        raise
    project_stamps.remember(state.stack, at)


def open_project(path: str | Path, budget_bytes: int = BUDGET_BYTES) -> Document:
    """Open a project. An OpenRaster file of another program opens as its merged picture, with a note.

    budget_bytes: of everything the archive says it unpacks to.
    Raises PictureError: a sentence, for what is broken, hostile or too large.
    """
    path = Path(path)
    at = Path(os.path.realpath(path))
    try:
        stamp = Stamp.of(at)
        with zipfile.ZipFile(path) as archive:
            _refuse_harm(path, archive, budget_bytes)
            is_ours = FACTS in archive.namelist()
            document = _unpack(path, archive) if is_ours else Document(_merged_picture(path, archive))
        project_stamps.remember(document.state.stack, at, stamp)
        return document
    except PictureError:
        raise
    except FileNotFoundError as error:
        raise PictureError(say("{path} does not exist.", path=path)) from error
    except NotImplementedError as error:
        raise UnsupportedPicture(
            say("The project {name} is packed in a way that is not opened.", name=path.name)
        ) from error
    # Every shape of damage, and every attack on the reading, ends in one of these.
    except _DAMAGE as error:
        raise PictureError(say("The project {name} is damaged or incomplete.", name=path.name)) from error


def _pack(document: State) -> bytes:
    picture = document.picture
    original = _original(picture)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("mimetype", MIMETYPE)  # first and not compressed, so that file managers recognise the kind
        archive.writestr("stack.xml", stack_xml(document, resolution(picture, original)))
        archive.writestr("data/base.png", as_png(picture.visible(picture.pixels), picture.profile))
        for number, fill in enumerate(document.fills):
            archive.writestr(f"data/fill-{number:03}.png", as_png(as_layer(fill, picture), picture.profile))
            for name, array in (("pixels", fill.pixels), ("coverage", fill.coverage)):
                raw = np.ascontiguousarray(array).tobytes()
                archive.writestr(f"{OURS}fill-{number:03}.{name}", raw, zipfile.ZIP_DEFLATED, 1)
        merged = document.composite()
        if change_something(picture, document.adjustments):
            merged = adjusted(picture, merged, document.adjustments)  # as a saved copy: viewers show nothing else
        merged = picture.visible(merged)
        archive.writestr("mergedimage.png", as_png(merged, picture.profile))
        archive.writestr("Thumbnails/thumbnail.png", as_thumbnail(merged, picture.profile))
        archive.writestr(f"{OURS}mask.png", as_png(document.mask[:, :, None], None))
        names = list(document.named_masks)
        for number, name in enumerate(names):
            mask = document.named_masks[name]
            archive.writestr(f"{OURS}mask-{number:03}.png", as_png(mask[:, :, None], None))
        # one for all fills of a request
        all_sources = [document.sources, *(region.area for region in document.guidance.regions)]
        all_sources += [one for fill in document.fills for one in fill.recipe.packed]
        sources = list({id(one): one for one in all_sources if one is not None}.values())
        for number, one in enumerate(sources):
            archive.writestr(f"{OURS}sources-{number:03}", one.to_bytes(), zipfile.ZIP_DEFLATED, 1)
        infrared = infrared_member.write(picture, archive, f"{OURS}{infrared_member.MEMBER}", original is not None)
        facts = _facts(document, names, sources) | infrared | write_members(picture, archive, f"{OURS}derived.")
        if original is not None:
            archive.writestr(f"{OURS}original", original)
        elif picture.pixels.dtype == np.float32 or picture.is_data:
            raw = np.ascontiguousarray(picture.pixels).tobytes()
            archive.writestr(f"{OURS}base.pixels", raw, zipfile.ZIP_DEFLATED, 1)
            data, unknown = band_facts(picture)
            facts |= data
            for block in unknown:
                archive.writestr(f"{OURS}unknown", block, zipfile.ZIP_DEFLATED, 1)
        history = history_bytes(document) if document.history.steps else None
        if history is not None and len(history) <= LARGEST_HISTORY:
            archive.writestr(f"{OURS}history", history, zipfile.ZIP_DEFLATED, 1)
        if has_content(document.review):
            packed = pack(findings_to_json(document.review, document.size, picture.name))
            archive.writestr(f"{OURS}findings", packed)
        archive.writestr(FACTS, json.dumps(facts, indent=1), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _facts(document: State, names: list[str], sources: Sequence[PackedTiles]) -> dict[str, Any]:
    picture, origin = document.picture, origin_of(document.picture)
    numbers = {id(one): number for number, one in enumerate(sources)}
    return {
        "program": f"Inpaint Studio {__version__}",
        "version": 1,
        "name": picture.name,
        "shape": picture.pixels.shape,
        "dtype": picture.pixels.dtype.name,
        "sha256": _digest(picture),
        "profile": picture.profile is not None,
        "path": None if origin is None else str(origin.path),
        "suffix": None if origin is None else formats.BY_KEY[origin.format].suffixes[0],
        "page": 0 if origin is None else origin.page,
        "fills": [_numbered(fill, numbers) for fill in document.fills],
        "named_masks": names,
        "adjustments": adjustment_facts(document.adjustments),
        **({} if picture.levels is None else {"levels": levels_facts(picture.levels)}),
        "laid": laid_facts(document, lambda area: numbers.get(id(area))),
    }


def _numbered(fill: Fill, numbers: dict[int, int]) -> dict[str, Any]:
    """The facts of a fill, with the numbers of what is kept beside them."""
    covered = [numbers[id(area)] for area in fill.recipe.covered]
    return {**fill_facts(fill), "sources": numbers.get(id(fill.recipe.sources)), "covered": covered}


def _original(picture: Picture) -> bytes | None:
    origin = origin_of(picture)
    return None if origin is None else origin.source.read()


def _check(written: Path) -> None:
    with zipfile.ZipFile(written) as archive:
        wrong = archive.testzip()
    if wrong is not None:
        raise SaveError(say("What was written could not be read back ({wrong}).", wrong=wrong))


def _refuse_harm(path: Path, archive: zipfile.ZipFile, budget_bytes: int) -> None:
    """Check the archive's directory before anything is unpacked."""
    members = archive.infolist()
    if not members or members[0].filename != "mimetype" or _take(archive, "mimetype", 64).strip() != MIMETYPE:
        raise UnsupportedPicture(say("{name} is a zip archive, and not an OpenRaster project.", name=path.name))
    if len(members) > _MOST_MEMBERS or len({member.filename for member in members}) != len(members):
        raise PictureError(
            say("The project {name} has too many members, or two of one name. It was not opened.", name=path.name)
        )
    for member in members:
        name = member.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name:
            raise PictureError(
                say("The project {name} holds a member that points outside it. It was not opened.", name=path.name)
            )
    total = sum(member.file_size for member in members)
    if total > 4 * budget_bytes:
        raise TooLargePicture(
            say(
                "The project {name} says it unpacks to {bytes} bytes, more than is allowed. It was not opened.",
                name=path.name,
                bytes=f"{total:,}",
            )
        )
    stack = _take(archive, "stack.xml", 16 << 20) if "stack.xml" in archive.namelist() else b""
    if b"<!DOCTYPE" in stack or b"<!ENTITY" in stack:
        raise PictureError(
            say("The project {name} declares XML entities, which are not expanded. It was not opened.", name=path.name)
        )


def _take(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A member's bytes. Raises ValueError where there are more than `most`, whatever the archive's directory says."""
    with archive.open(name) as member:
        content = member.read(most + 1)
    if len(content) > most:
        raise ValueError("a member is larger than it can be")
    return content


def _array(archive: zipfile.ZipFile, name: str, dtype: np.dtype[Any], shape: tuple[int, ...]) -> Pixels:
    most = int(np.prod(shape, dtype=object)) * dtype.itemsize
    return np.frombuffer(_take(archive, name, most), dtype).reshape(shape)


def _unpack(path: Path, archive: zipfile.ZipFile) -> Document:
    facts = json.loads(_take(archive, FACTS, _LARGEST_FACTS))
    if facts["version"] == VERSION:
        return Document.of(_with_steps(archive, read_planes(path, archive, facts)))
    if facts["version"] != 1:
        raise UnsupportedPicture(say("The project {name} was made by a newer version of this program.", name=path.name))
    with scratch.folder() as folder:
        picture = _picture(path, archive, facts, folder)
        picture = infrared_member.read(picture, archive, f"{OURS}{infrared_member.MEMBER}", facts)
        if picture.is_data and "levels" in facts:
            picture = with_levels(picture, facts["levels"])
        mask = _read_mask(archive, f"{OURS}mask.png", picture, folder)
        named = NamedMasks(picture.size)
        for number, name in enumerate(facts["named_masks"]):
            named = named.with_mask(str(name), _read_mask(archive, f"{OURS}mask-{number:03}.png", picture, folder))
    fills = []
    sources: dict[int, PackedTiles] = {}
    for number, entry in enumerate(facts["fills"]):
        x, y, width, height = (int(value) for value in entry["rect"])
        if width <= 0 or height <= 0 or x < 0 or y < 0 or x + width > picture.size[0] or y + height > picture.size[1]:
            raise ValueError("a fill lies outside the picture")
        shape = (height, width, picture.pixels.shape[2])
        pixels = _array(archive, f"{OURS}fill-{number:03}.pixels", picture.pixels.dtype, shape)
        coverage = _array(archive, f"{OURS}fill-{number:03}.coverage", np.dtype(np.uint8), shape[:2])
        packed = [entry.get("sources"), *entry.get("covered", ())]
        areas = [None if number is None else _area(archive, number, picture.size, sources) for number in packed]
        fills.append(fill_from(entry, pixels, coverage, areas[0], [one for one in areas[1:] if one is not None]))
    state = replace(
        State.of(picture, History()),
        fills=tuple(fills),
        named_masks=named,
        masks=MappingProxyType({0: mask}),
        adjustments=adjustments_from(facts.get("adjustments", [])),
    )
    laid = facts.get("laid")  # not by versions before 0.2
    if laid is not None:
        state = with_laid(state, laid, lambda number: _area(archive, number, picture.size, sources))
    return Document.of(_with_findings(archive, _with_steps(archive, state)))


def _area(archive: zipfile.ZipFile, number: int, size: Size, opened: dict[int, PackedTiles]) -> PackedTiles:
    """Where texture was allowed to come from, by its number in the project. opened: those that were read already."""
    if number not in opened:
        content = _take(archive, f"{OURS}sources-{int(number):03}", 2 * size.area + (1 << 20))
        opened[number] = PackedTiles.from_bytes(size, content)
    return opened[number]


def _with_steps(archive: zipfile.ZipFile, state: State) -> State:
    """The state with the steps that led to it, where the project holds them unharmed; the fills are then theirs."""
    if f"{OURS}history" not in archive.namelist():
        return state
    try:
        replayed = with_history(state.stack, _take(archive, f"{OURS}history", LARGEST_HISTORY))
    except (PictureError, *_DAMAGE):
        return state
    if state.stack.planes is not None:
        return with_steps(state, replayed.snapshot())
    same = [fill_facts(fill) for fill in replayed.fills] == [fill_facts(fill) for fill in state.fills]
    if not same or replayed.adjustments != state.adjustments or not np.array_equal(replayed.mask, state.mask):
        return state
    return replace(state, fills=replayed.fills, history=replayed.history)


def _with_findings(archive: zipfile.ZipFile, state: State) -> State:
    """The state with its findings under review; without them, and with a note, where they are damaged."""
    if f"{OURS}findings" not in archive.namelist():
        return state  # of a version without findings, or nothing was searched
    try:
        content = _take(archive, f"{OURS}findings", _LARGEST_FACTS)
        return replace(state, review=findings_from_json(unpack(content), state.size))
    except PictureError as error:
        note = reason(error)
    except FINDING_DAMAGE:
        note = say("The findings in the project are damaged and were left out; search again. All else is there.")
    picture = state.picture
    return replace(state, stack=state.stack.showing(replace(picture, notes=(*picture.notes, note))))


def _picture(path: Path, archive: zipfile.ZipFile, facts: dict[str, Any], folder: Path) -> Picture:
    """The picture as it was opened: from the original file in the project, else from the base layer."""
    names = archive.namelist()
    if f"{OURS}original" in names:
        suffix = facts["suffix"] if facts["suffix"] in {s for f in formats.FORMATS for s in f.suffixes} else ""
        content = _take(archive, f"{OURS}original", 8 * BUDGET_BYTES)
        beside = folder / f"original{suffix}"
        beside.write_bytes(content)
        picture = read_picture(beside, int(facts["page"]), infrared=rule_again(str(facts.get("infrared", ""))))
        origin = origin_of(picture)
        if _digest(picture) == facts["sha256"] and origin is not None:
            at = Path(str(facts["path"]))
            stamp = Stamp.of(at) if at.is_file() and at.read_bytes() == content else Stamp(0, 0, 0)
            source = Source(at, stamp, content)
            unknown = picture.unknown if picture.is_data else None  # of a photograph that is in the mask
            origin = replace(origin, source=source)
            return replace(picture, name=str(facts["name"]), origin=origin, unknown=unknown)
    layer = _read_png(archive, "data/base.png", folder)
    pixels, blocks = layer.pixels, []
    if f"{OURS}base.pixels" in names:
        height, width, channels = (int(value) for value in facts["shape"])
        dtype = dtype_from(facts["dtype"], facts)
        pixels = _array(archive, f"{OURS}base.pixels", dtype, (height, width, channels))
    if f"{OURS}unknown" in names:
        blocks = [_take(archive, f"{OURS}unknown", 2 * layer.size.area + (1 << 20))]
    derived = read_members(archive, f"{OURS}derived.", facts)
    profile = layer.profile if facts["profile"] else None
    base = picture_from(pixels, str(facts["name"]), profile, derived, facts, blocks)
    if _digest(base) != facts["sha256"]:
        raise PictureError(
            say("The project {name} does not hold the picture it was made from any more.", name=path.name)
        )
    return base


def _digest(picture: Picture) -> str:
    return hashlib.sha256(np.ascontiguousarray(picture.pixels).view(np.uint8).data).hexdigest()


def _read_png(archive: zipfile.ZipFile, name: str, folder: Path) -> Picture:
    beside = folder / "member.png"
    beside.write_bytes(_take(archive, name, 8 * BUDGET_BYTES))
    return read_picture(beside, infrared=NEVER)


def _read_mask(archive: zipfile.ZipFile, name: str, picture: Picture, folder: Path) -> Mask:
    beside = folder / "mask.png"
    beside.write_bytes(_take(archive, name, 2 * picture.size.area + (1 << 20)))
    return read_mask_exactly(beside, picture.size)


def _merged_picture(path: Path, archive: zipfile.ZipFile) -> Picture:
    with scratch.folder() as folder:
        merged = _read_png(archive, "mergedimage.png", folder)
    note = say("The project was made by another program; its layers were opened as one picture.")
    return Picture(merged.pixels, path.name, merged.profile, None, (*merged.notes, note))
