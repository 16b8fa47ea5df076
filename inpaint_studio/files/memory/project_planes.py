"""Projects of stacks: where the planes lie, and what is laid on all of them.

The planes themselves stay where they are: a film has gigabytes. What is laid is one member of records, as a journal
begins anew with; the layers beside it show other programs the plane that was in view.
"""

import io
import json
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from inpaint_studio import __version__
from inpaint_studio.editing.plane_state import PlaneState
from inpaint_studio.editing.stack import Planes, Stack
from inpaint_studio.editing.state import State
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.files import scratch
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.memory.band_facts import levels_facts, with_levels
from inpaint_studio.files.memory.fill_facts import fill_facts
from inpaint_studio.files.memory.histories import history_bytes, replayed, snapshot_into
from inpaint_studio.files.memory.project_layers import (
    FACTS,
    LARGEST_HISTORY,
    MIMETYPE,
    OURS,
    as_layer,
    as_png,
    as_thumbnail,
    stack_xml,
)
from inpaint_studio.files.memory.stack_opening import decoded_near
from inpaint_studio.files.memory.stack_source import fingerprint_facts, planes_by_fingerprint
from inpaint_studio.files.saving.adjusted import adjusted, change_something
from inpaint_studio.sentence import say

VERSION = 2  # of projects of stacks: programs that know of none refuse it
_MEMBER = f"{OURS}planes"
_LARGEST = 16 << 30  # bytes of what is laid


def pack_planes(state: State, planes: Planes) -> bytes:
    """The project of a stack. Raises OSError where its files are not there."""
    picture = state.picture
    facts = {
        "program": f"Inpaint Studio {__version__}",
        "version": VERSION,
        "name": picture.name,
        "shape": picture.pixels.shape,
        "dtype": picture.pixels.dtype.name,
        "plane": state.plane,
        "stack": fingerprint_facts(planes),
        **({} if picture.levels is None else {"levels": levels_facts(picture.levels)}),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive, scratch.folder() as folder:
        archive.writestr("mimetype", MIMETYPE)
        archive.writestr("stack.xml", stack_xml(state, None))
        archive.writestr("data/base.png", as_png(picture.visible(picture.pixels), picture.profile))
        for number, fill in enumerate(state.fills):
            archive.writestr(f"data/fill-{number:03}.png", as_png(as_layer(fill, picture), picture.profile))
        merged = state.composite()
        if change_something(picture, state.adjustments):
            merged = adjusted(picture, merged, state.adjustments)
        merged = picture.visible(merged)
        archive.writestr("mergedimage.png", as_png(merged, picture.profile))
        archive.writestr("Thumbnails/thumbnail.png", as_thumbnail(merged, picture.profile))
        archive.write(snapshot_into(folder / "planes", state), _MEMBER, zipfile.ZIP_DEFLATED, 1)
        history = history_bytes(state) if state.history.steps else None
        if history is not None and len(history) <= LARGEST_HISTORY:
            archive.writestr(f"{OURS}history", history, zipfile.ZIP_DEFLATED, 1)
        archive.writestr(FACTS, json.dumps(facts, indent=1), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def read_planes(project: Path, archive: zipfile.ZipFile, facts: dict[str, Any]) -> State:
    """Everything that `pack_planes` has stored, with the plane that was in view decoded.

    Raises PictureError where the stack is not there or is another one; ValueError and others for damaged content.
    """
    planes = planes_by_fingerprint(facts["stack"], project)
    picture = decoded_near(planes, int(facts["plane"]))
    if list(picture.pixels.shape) != list(facts["shape"]) or picture.pixels.dtype.name != facts["dtype"]:
        raise PictureError(say("{path} is not the picture that was worked on.", path=planes.path))
    if picture.is_data and "levels" in facts:
        picture = with_levels(picture, facts["levels"])
    with scratch.folder() as folder:
        there = folder / "planes"
        with archive.open(_MEMBER) as packed, open(there, "wb") as file:
            shutil.copyfileobj(packed, file, 1 << 20)
            if file.tell() > _LARGEST:
                raise ValueError("a member is larger than it can be")
        state = replayed(Stack(picture, planes), there).snapshot()
    for plane, fills in state.filled_planes.items():
        if plane >= len(planes.places) or not all(picture.rect.contains(fill.rect) for fill in fills):
            raise ValueError("a fill lies outside the stack")
    if not all(0 <= plane < len(planes.places) for plane in state.elsewhere):
        raise ValueError("a plane that is not there")
    if state.plane != picture.plane:  # the one that was in view cannot be read any more
        state = state.turned(picture)
    return replace(state, stack=Stack(picture, planes))


def with_steps(state: State, led: State) -> State:
    """The state with the steps that led to it, whose fills it takes; as it is where they lead elsewhere.

    led: where they lead, with its mask.
    """
    turned = led.turned(state.picture)
    laid, made = _laid(state), _laid(turned)
    if laid.keys() != made.keys() or turned.adjustments != state.adjustments:
        return state
    if not all(_is_same(one, made[plane]) for plane, one in laid.items()):
        return state
    elsewhere = {plane: replace(one, fills=made[plane].fills) for plane, one in state.elsewhere.items()}
    return replace(state, fills=turned.fills, elsewhere=MappingProxyType(elsewhere), history=turned.history)


def _laid(state: State) -> Mapping[int, PlaneState]:
    """By plane, as far as steps lead there."""
    mask = PackedTiles.of_mask(state.mask)
    everywhere = {**state.elsewhere, state.plane: PlaneState(state.fills, None if mask.is_empty else mask)}
    return {plane: laid for plane, laid in everywhere.items() if laid.fills or laid.mask is not None}


def _is_same(one: PlaneState, two: PlaneState) -> bool:
    if [fill_facts(fill) for fill in one.fills] != [fill_facts(fill) for fill in two.fills]:
        return False
    if one.mask is None or two.mask is None:
        return one.mask is two.mask
    return one.mask.xored(two.mask).is_empty
