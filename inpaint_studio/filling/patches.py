"""Patches: the holes of a segment that belong together, through all its planes. Imports no torch."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.mask import bounds
from inpaint_studio.filling.stack_window import PlacedMask, Window

_BLOCK = 16  # pixels
_MOST = 12  # patches in one plane: more are one, since each is aligned by itself

Blocks = NDArray[np.bool_]  # of a plane, each `_BLOCK` pixels a side


@dataclass(eq=False)
class Patch:
    """Holes that touch, nearly, in one plane or from one plane to the next."""

    number: int
    blocks: dict[int, tuple[Rect, NDArray[np.uint8]]] = field(default_factory=dict)  # of each plane: packed bits

    def add(self, plane: int, blocks: Blocks) -> None:
        before = self.blocks.get(plane)
        if before is not None:
            blocks = blocks.copy()
            blocks[before[0].slices] |= _unpacked(*before)
        rect = bounds(blocks.view(np.uint8))
        self.blocks[plane] = rect, np.packbits(blocks[rect.slices])

    @property
    def planes(self) -> tuple[int, ...]:
        return tuple(sorted(self.blocks))

    def hole(self, placed: PlacedMask, plane: int, size: Size) -> PlacedMask:
        """The part of a plane's mask that belongs to this patch."""
        rect, packed = self.blocks[plane]
        place = Rect(*(n * _BLOCK for n in rect)).clip(size)
        mask = placed.inside(place)
        cells = _unpacked(rect, packed).repeat(_BLOCK, axis=0).repeat(_BLOCK, axis=1)
        mask[~cells[: mask.shape[0], : mask.shape[1]]] = 0
        tight = bounds(mask)
        return PlacedMask(tight.translate(place.x, place.y), mask[tight.slices])

    def core(self, size: Size) -> Rect:
        """What holds it in all planes."""
        whole = Rect(0, 0, 0, 0)
        for rect, _ in self.blocks.values():
            whole = whole.unite(rect)
        return Rect(*(n * _BLOCK for n in whole)).clip(size)


def patches(window: Window, planes: Iterable[int]) -> list[Patch]:
    """The patches of these planes, ascending, without those that are one since both are near a third."""
    size = window.size
    shape = -(-size.height // _BLOCK), -(-size.width // _BLOCK)
    parents: list[int] = []
    pieces: list[tuple[int, int, Rect, NDArray[np.uint8]]] = []  # plane, label, where, which blocks

    def root(label: int) -> int:
        while parents[label] != label:
            label = parents[label]
        return label

    before = np.zeros(shape, np.int64)
    for plane in planes:
        placed = window.hole(plane)
        labels = np.zeros(shape, np.int64)
        if placed is not None and not placed.rect.is_empty:
            blocks = _occupied(placed, shape)
            near = ndimage.binary_dilation(blocks, np.ones((3, 3), bool))
            parts, count = ndimage.label(near, np.ones((3, 3), bool))
            if count > _MOST:
                parts, count = near.astype(np.int64), 1
            for part in range(1, count + 1):
                mine = parts == part
                label = len(parents)
                parents.append(label)
                labels[mine] = label + 1
                for other in np.unique(before[mine]):
                    if other:
                        parents[root(int(other) - 1)] = root(label)
                held = blocks & mine
                rect = bounds(held.view(np.uint8))
                pieces.append((plane, label, rect, np.packbits(held[rect.slices])))
        before = labels
    made: dict[int, Patch] = {}
    for plane, label, rect, packed in pieces:
        patch = made.setdefault(root(label), Patch(len(made)))
        whole = np.zeros(shape, bool)
        whole[rect.slices] = _unpacked(rect, packed)
        patch.add(plane, whole)
    return list(made.values())


def _unpacked(rect: Rect, packed: NDArray[np.uint8]) -> Blocks:
    return np.unpackbits(packed, count=rect.area).reshape(rect.height, rect.width).astype(bool)


def _occupied(placed: PlacedMask, shape: tuple[int, int]) -> Blocks:
    whole = np.zeros(shape, bool)
    left, top = placed.rect.x // _BLOCK, placed.rect.y // _BLOCK
    right, bottom = -(-placed.rect.right // _BLOCK), -(-placed.rect.bottom // _BLOCK)
    mask = placed.inside(Rect.of_edges(left * _BLOCK, top * _BLOCK, right * _BLOCK, bottom * _BLOCK))
    cells = mask.reshape(bottom - top, _BLOCK, right - left, _BLOCK).any(axis=(1, 3))
    whole[top:bottom, left:right] = cells
    return whole
