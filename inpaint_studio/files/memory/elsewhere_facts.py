"""What is laid on the planes of a stack that are not in view, as JSON facts: for journals and projects."""

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Any

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.findings import Review
from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.plane_state import PlaneState, PlaneStates
from inpaint_studio.editing.state import State
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.files.memory.fill_facts import guidance_facts, guidance_from
from inpaint_studio.files.memory.finding_facts import findings_from_json, findings_to_json, has_content


def elsewhere_facts(
    state: State,
    numbers_of: Callable[[tuple[Fill, ...]], list[int]],
    number_of: Callable[[PackedTiles | None], int | None],
) -> tuple[dict[str, Any], list[PackedTiles]]:
    """The facts, empty for a photograph, and the masks of the planes that have one, in their order.

    numbers_of: fills, stored separately.  number_of: an area of a guidance, as well.
    """
    entries, masks = [], []
    for plane, laid in state.elsewhere.items():
        entry: dict[str, Any] = {"plane": plane, "fills": numbers_of(laid.fills), "mask": laid.mask is not None}
        entry["guidance"] = guidance_facts(laid.guidance, number_of)
        if has_content(laid.review):
            entry["findings"] = findings_to_json(laid.review, state.size)
        entries.append(entry)
        masks += [] if laid.mask is None else [laid.mask]
    return ({"plane": state.plane, "elsewhere": entries} if len(state.stack) > 1 else {}), masks


def elsewhere_from(
    facts: dict[str, Any],
    masks: Sequence[PackedTiles],
    fill: Callable[[int], Fill],
    area: Callable[[int], PackedTiles],
    size: Size,
) -> PlaneStates:
    """The inverse of `elsewhere_facts`. Raises ValueError, KeyError or TypeError for other content."""
    rest = iter(masks)
    planes = {}
    for entry in facts.get("elsewhere", ()):
        fills = tuple(fill(number) for number in entry["fills"])
        mask = next(rest, None) if entry["mask"] else None
        if mask is None and entry["mask"]:
            raise ValueError("a mask is missing")
        review = findings_from_json(entry["findings"], size) if "findings" in entry else Review()
        planes[int(entry["plane"])] = PlaneState(fills, mask, guidance_from(entry["guidance"], area), review)
    return MappingProxyType(planes)
