"""Verification that nothing outside the masks of a stack changed: two stacks compared plane by plane."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from inpaint_studio.editing.picture import Mask
from inpaint_studio.files.errors import PictureError, SameFile
from inpaint_studio.files.origin import origin_of
from inpaint_studio.files.pairing import is_same
from inpaint_studio.files.saving import nifti_saving
from inpaint_studio.files.saving.metadata_items import items, items_of_tiff
from inpaint_studio.files.saving.verify import VerifyReport, compare_planes, unlike_items
from inpaint_studio.files.stacks.kind import IN_FILES, OpenPlanes
from inpaint_studio.files.stacks.masks import StackMasks, read_masks
from inpaint_studio.files.stacks.opening import open_planes
from inpaint_studio.files.stacks.planes import FilePlanes
from inpaint_studio.sentence import joined, say

_LISTED = 10  # planes that the report names


@dataclass(frozen=True)
class PlaneCompared:
    """Progress: one plane was compared."""

    plane: int
    total: int
    untouched: bool


@dataclass(frozen=True)
class StackVerifyReport:
    """The result for a stack. `untouched` is the verdict."""

    original: str
    result: str
    planes: int  # of the original
    planes_of_result: int
    planes_in_mask: int  # where the mask is set somewhere
    planes_changed: int  # that differ somewhere, inside the mask or outside
    touched: tuple[int, ...]  # numbers, from 0, of planes that differ outside their mask (JPEG: its blocks)
    unprovable: tuple[int, ...]  # that a lossy copy leaves open
    differing_pixels_in_mask: int
    differing_pixels_outside: int
    original_sha256: str  # of the samples outside the masks, of all planes in their order
    result_sha256: str
    first: VerifyReport | None  # of the first plane that was touched or cannot be proved
    metadata_differences: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    differing_pixels_outside_blocks: int = 0  # of JPEGs: outside the blocks their masks touch, too; else as outside
    jpeg_blocks: bool = False  # whether the rule of JPEG blocks was used for the verdict on some plane

    @property
    def untouched(self) -> bool:
        """Whether every sample outside the masks (JPEG: their blocks) is the original's."""
        return self.planes == self.planes_of_result and not self.touched and not self.unprovable

    @property
    def is_provable(self) -> bool:
        return self.untouched or bool(self.touched) or self.planes != self.planes_of_result

    def to_json(self) -> str:
        facts = asdict(self) | {"first": None if self.first is None else json.loads(self.first.to_json())}
        return json.dumps({"untouched": self.untouched, "provable": self.is_provable, **facts}, indent=2)

    def to_text(self) -> str:
        return "\n".join(self.sentences())

    def sentences(self) -> tuple[str, ...]:
        """The verdict first."""
        lines = [self._verdict()]
        if self.planes == self.planes_of_result:
            lines.append(
                say(
                    "{changed} of {count} planes differ somewhere; {masked} have a mask. Inside the masks {inside} "
                    "pixels differ, outside {outside}.",
                    changed=f"{self.planes_changed:,}",
                    count=f"{self.planes:,}",
                    masked=f"{self.planes_in_mask:,}",
                    inside=f"{self.differing_pixels_in_mask:,}",
                    outside=f"{self.differing_pixels_outside:,}",
                )
            )
            beside = self.differing_pixels_outside - self.differing_pixels_outside_blocks
            if self.jpeg_blocks and beside:
                lines.append(
                    say(
                        "{count} pixels beside the masks differ inside the JPEG blocks they touch.", count=f"{beside:,}"
                    )
                )
            where = (
                say("outside the masks and the JPEG blocks they touch")
                if self.jpeg_blocks
                else say("outside the masks")
            )
            for digest, path in ((self.original_sha256, self.original), (self.result_sha256, self.result)):
                lines.append(
                    say(
                        "SHA-256 of the samples {where}: {digest} in {path}.",
                        where=where,
                        digest=digest,
                        path=path,
                    )
                )
            lines += self.metadata_differences
        if self.first is not None:
            lines.append(self.first.sentences()[0])
        return (*lines, *self.notes)

    def _verdict(self) -> str:
        if self.planes != self.planes_of_result:
            return say(
                "NO: {original} has {count} planes and {result} has {other}, so nothing can be proven.",
                original=self.original,
                count=f"{self.planes:,}",
                result=self.result,
                other=f"{self.planes_of_result:,}",
            )
        if self.untouched and self.jpeg_blocks and self.differing_pixels_outside:
            return say(
                "YES: on all {count} planes every pixel outside the masks and the JPEG blocks (8 x 8 samples) that "
                "they touch is the original's. In JPEGs the touched blocks are encoded anew.",
                count=f"{self.planes:,}",
            )
        if self.untouched:
            return say(
                "YES: on all {count} planes every pixel outside the masks is the original's.", count=f"{self.planes:,}"
            )
        numbers = self.touched or self.unprovable
        names = joined([str(plane + 1) for plane in numbers[:_LISTED]], ", ")
        if self.touched:
            return say(
                "NO: on {count} planes something outside the masks differs: {names}.",
                one="NO: on one plane something outside the masks differs: {names}.",
                count=len(numbers),
                names=names,
            )
        return say(
            "CANNOT BE PROVED for {count} planes, which are lossy copies: {names}. Save as PNG or TIFF to prove it.",
            count=len(numbers),
            names=names,
        )


def verify_stacks(
    original: str | Path, result: str | Path, mask: str | Path | StackMasks | None = None
) -> Iterator[PlaneCompared | StackVerifyReport]:
    """Compare two stacks outside their masks, one plane after the other; the report comes last.

    mask: as `read_masks` takes it, for the original, or what that gives; None = nothing may differ.
    Raises PictureError where a stack cannot be opened, SameFile where both are one.
    """
    before, after = (_opened(Path(path)) for path in (original, result))
    in_files = all(one.kind in IN_FILES for one in (before, after))
    if is_same(before.path, after.path):
        raise SameFile(
            say(
                "{original} and {result} are the same stack, and comparing it with itself proves nothing.",
                original=before.name,
                result=after.name,
            )
        )
    masks = read_masks(mask, before) if isinstance(mask, (str, Path)) else mask
    count, other = len(before.places), len(after.places)
    total = _Total()
    for plane in range(count if count == other else 0):
        report = compare_planes(before.picture(plane), after.picture(plane), _mask(masks, plane), in_files)
        total.add(plane, report)
        yield PlaneCompared(plane, count, report.untouched)
    yield StackVerifyReport(
        str(original),
        str(result),
        count,
        other,
        total.in_mask,
        total.changed,
        tuple(total.touched),
        tuple(total.unprovable),
        total.inside,
        total.outside,
        total.before.hexdigest(),
        total.after.hexdigest(),
        total.first,
        (*total.metadata, *(() if in_files or count != other else _metadata(before, after))),
        () if masks is None or masks.one is None else masks.one.notes,
        total.beyond,
        total.jpeg_blocks,
    )


class _Total:
    """What the planes that were compared come to."""

    def __init__(self) -> None:
        self.in_mask = self.changed = self.inside = self.outside = self.beyond = 0
        self.jpeg_blocks = False
        self.touched: list[int] = []
        self.unprovable: list[int] = []
        self.first: VerifyReport | None = None
        self.metadata: dict[str, None] = {}
        self.before, self.after = hashlib.sha256(), hashlib.sha256()

    def add(self, plane: int, report: VerifyReport) -> None:
        self.in_mask += report.pixels_in_mask > 0
        self.inside += report.differing_pixels_in_mask
        self.outside += report.differing_pixels_outside
        self.beyond += report.differing_pixels_outside_blocks
        self.jpeg_blocks |= report.jpeg_blocks
        self.changed += bool(report.differing_pixels_in_mask + report.differing_pixels_outside) or not report.same_shape
        self.before.update(report.original_sha256.encode())
        self.after.update(report.result_sha256.encode())
        self.metadata |= dict.fromkeys(report.metadata_differences)
        if report.untouched:
            return
        (self.touched if report.is_provable else self.unprovable).append(plane)
        if self.first is None or (report.is_provable and len(self.touched) == 1):
            self.first = report


def _metadata(before: OpenPlanes, after: OpenPlanes) -> tuple[str, ...]:
    """Differences of what the two files hold beside their samples, page by page; () where they are of two kinds."""
    if not isinstance(before, FilePlanes) or not isinstance(after, FilePlanes) or before.kind != after.kind:
        return ()
    old, new = (origin.source.view() if (origin := origin_of(one.picture(0))) else None for one in (before, after))
    if old is None or new is None:
        return ()
    sentences: dict[str, None] = {}
    if before.kind == "tiff":
        for first, second in zip(before.sources, after.sources, strict=True):
            pages = items_of_tiff(memoryview(old), first.page), items_of_tiff(memoryview(new), second.page)
            sentences |= dict.fromkeys(unlike_items(*pages))
    elif before.kind == "dicom-frames":
        sentences |= dict.fromkeys(unlike_items(items("dicom", old[:], 0), items("dicom", new[:], 0)))
    elif before.kind == "nifti":
        had, has = (nifti_saving.beside(content[:], 0)[0] for content in (old, new))
        if had != has:
            sentences[say("{what} differs.", what=say("The header"))] = None
    return tuple(sentences)


def _opened(path: Path) -> OpenPlanes:
    planes = open_planes(path)
    if planes is None or (path.is_file() and planes.kind in IN_FILES):  # a slice of a series is a picture here
        raise PictureError(say("{name} holds a single picture, and the other is a stack.", name=path.name))
    return planes


def _mask(masks: StackMasks | None, plane: int) -> Mask | None:
    if masks is None or plane not in masks:
        return None
    mask = masks[plane]
    return mask if np.any(mask) else None
