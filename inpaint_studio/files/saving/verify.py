"""Verification that nothing outside a mask changed: two files compared sample by sample."""

import hashlib
import json
import os
from collections import Counter
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.adjustments import Adjustments
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.files.decoding import identify
from inpaint_studio.files.errors import PictureError, SameFile
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.kinds.orientation import upright
from inpaint_studio.files.origin import Source, origin_of
from inpaint_studio.files.reading import read_mask, read_picture
from inpaint_studio.files.saving import adjusted as adjusted_copies
from inpaint_studio.files.saving import differences, infrared_proof, jpeg_exact, metadata, rasters
from inpaint_studio.files.saving.encoding_bound import BLOCK, blocks_beyond_encoding
from inpaint_studio.files.saving.metadata_items import items, items_of_tiff
from inpaint_studio.sentence import say


@dataclass(frozen=True)
class VerifyReport:
    """The result of a comparison. `untouched` is the verdict."""

    original: str
    result: str
    same_shape: bool  # size, channels and depth
    pixels: int  # in the picture
    pixels_in_mask: int  # where the mask is above 0
    differing_pixels_in_mask: int
    differing_pixels_outside: int  # outside the mask
    differing_samples_outside: int
    largest_difference_outside: float  # in units of the samples
    first_difference_outside: tuple[int, int] | None  # x, y
    differing_pixels_outside_blocks: int  # of a JPEG: outside the blocks the mask touches, too; else as outside
    jpeg_blocks: bool  # whether the rule of JPEG blocks was used for the verdict
    original_sha256: str  # of the samples outside the mask (JPEG: outside its blocks), row by row
    result_sha256: str
    metadata_differences: tuple[str, ...]  # one sentence each
    notes: tuple[str, ...] = ()
    adjusted: bool = False  # the original was compared as adjustments make it
    encoded_anew_as: str = ""  # the name of a kind with loss, where all of the result had to be encoded in it
    infrared: infrared_proof.Verdict = ""  # whether the scanner's infrared is the original's
    blocks_beyond_encoding: int = 0  # that differ by more than encoding with loss can account for

    bands: int = 0  # of a data picture; 0 = a photograph
    part: str = ""  # which page of the original was compared, such as "frame 2 of 10"; "" = it is the whole file

    @property
    def untouched(self) -> bool:
        """Whether every sample outside the mask (JPEG: its blocks) is the original's."""
        same = self.original_sha256 == self.result_sha256 and self.infrared != "differs"
        return self.same_shape and same and self.differing_pixels_outside_blocks == 0

    @property
    def is_provable(self) -> bool:
        """Whether the comparison decides: not where encoding with loss changes every sample, and nothing beyond."""
        return self.untouched or not self.encoded_anew_as or self.blocks_beyond_encoding > 0

    def to_json(self) -> str:
        return json.dumps({"untouched": self.untouched, "provable": self.is_provable, **asdict(self)}, indent=2)

    def to_text(self) -> str:
        """The report for a person, a sentence a line."""
        return "\n".join(self.sentences())

    def sentences(self) -> tuple[str, ...]:
        """The sentences of `to_text`, the verdict first."""
        lines = [
            self._verdict(),
            say("Inside the mask {share} differ.", share=self._of(self.differing_pixels_in_mask, self.pixels_in_mask)),
        ]
        if self.bands and self.same_shape:
            lines.append(
                say(
                    "Of {count} samples outside the mask, {bands} a pixel, {differing} differ.",
                    count=f"{(self.pixels - self.pixels_in_mask) * self.bands:,}",
                    bands=self.bands,
                    differing=f"{self.differing_samples_outside:,}",
                )
            )
        where = say("outside the blocks that the mask touches") if self.jpeg_blocks else say("outside the mask")
        beside = self.differing_pixels_outside - self.differing_pixels_outside_blocks
        if self.jpeg_blocks and beside:
            lines.append(
                say("{count} pixels beside the mask differ inside the JPEG blocks it touches.", count=f"{beside:,}")
            )
        for digest, path in ((self.original_sha256, self.original), (self.result_sha256, self.result)):
            lines.append(
                say("SHA-256 of the samples {where}: {digest} in {path}.", where=where, digest=digest, path=path)
            )
        if self.same_shape and self.pixels_in_mask and not self.differing_pixels_in_mask and self.untouched:
            lines.append(say("Nothing differs inside the mask either; this may not be the file that was meant."))
        if said_of_infrared := infrared_proof.sentence(self.infrared):
            lines.append(said_of_infrared)
        lines.extend(self.metadata_differences or (say("All metadata is the same."),))
        return (*lines, *self.notes)

    def _verdict(self) -> str:
        if not self.same_shape:
            return say("NO: the two pictures are not of the same size, channels and depth, so nothing can be proven.")
        if self.untouched and self.differing_pixels_outside:
            return say(
                "YES: every pixel outside the JPEG blocks (8 x 8 samples) that the mask touches is the original's."
            )
        if self.untouched and self.adjusted:
            return say("YES: every pixel outside the mask is what the adjustments make of the original's.")
        if self.untouched and self.part:
            return say(
                "YES: in {part} every pixel outside the mask is the original's. The others were not compared.",
                part=self.part,
            )
        if self.untouched:
            return say("YES: every pixel outside the mask is the original's.")
        if not self.is_provable:
            return say(
                "CANNOT BE PROVED for a {kind} (lossy) copy: encoding changes every pixel of it. {count} pixels "
                "outside the mask differ, by at most {most}. Save as PNG, TIFF or WebP to prove it.",
                kind=self.encoded_anew_as,
                count=f"{self.differing_pixels_outside:,}",
                most=f"{self.largest_difference_outside:g}",
            )
        if self.infrared == "differs" and not self.differing_pixels_outside_blocks:
            return say("NO: every pixel outside the mask is the original's, but the scanner's infrared is not.")
        if self.blocks_beyond_encoding:
            return say(
                "NO: {count} blocks of {side} x {side} pixels that were not to be touched differ by more than "
                "encoding as {kind} can account for.",
                one="NO: {count} block of {side} x {side} pixels that was not to be touched differs by more than "
                "encoding as {kind} can account for.",
                count=self.blocks_beyond_encoding,
                side=BLOCK,
                kind=self.encoded_anew_as,
            )
        x, y = self.first_difference_outside or (0, 0)
        return say(
            "NO: {count} pixels that were not to be touched differ, by at most {most}; the first outside the "
            "mask at {x}, {y}.",
            count=f"{self.differing_pixels_outside_blocks:,}",
            most=f"{self.largest_difference_outside:g}",
            x=x,
            y=y,
        )

    @staticmethod
    def _of(count: int, total: int) -> str:
        return say("{count} of {total} pixels", count=f"{count:,}", total=f"{total:,}")


def verify(
    original: str | Path,
    result: str | Path,
    mask: str | Path | Mask | None = None,
    page: int = 0,
    adjustments: Adjustments = (),
) -> VerifyReport:
    """Compare two picture files outside a mask.

    mask: a file or (H, W) uint8, above 0 = may have been filled; None = nothing may differ.
    adjustments: that the result was saved with; the original is compared as they make it.
    Raises PictureError where a file cannot be opened or the mask is of another size, SameFile where both are one file.
    """
    original, result = Path(original), Path(result)
    if _one_file(original, result):
        raise same_file(original, result)
    before = read_picture(original, page)
    same_kind = _same_kind(original, result) or _is_patched(before, result)
    page_of_result = page if same_kind and not _are_some(before, adjustments) else 0
    return _compare(str(original), before, result, mask, page_of_result, adjustments)


def same_file(original: Path, result: Path) -> SameFile:
    """For two names of one file."""
    return SameFile(
        say(
            "{original} and {result} are the same file, and comparing it with itself proves nothing. "
            "Compare it with the picture as it was: a file that was overwritten is kept as {name}~.",
            original=original,
            result=result,
            name=result.name,
        )
    )


def verify_opened(picture: Picture, result: str | Path, mask: Mask, adjustments: Adjustments = ()) -> VerifyReport:
    """Compare a picture file with a picture as it was opened, which its own file may no longer hold.

    mask: (H, W) uint8, above 0 = may have been filled.  adjustments: as `verify`.
    Raises PictureError as `verify`; SameFile where `result` is still the very file that was opened.
    """
    result, origin = Path(result), origin_of(picture)
    if origin is None:
        return _compare(picture.name, picture, result, mask, 0, adjustments)
    over_itself = _one_file(origin.path, result)
    if over_itself and _is_as_opened(origin.source, result):
        raise SameFile(
            say(
                "{name} is the picture that is open, and nothing has been saved over it. Choose the file that "
                "the repaired picture was saved as.",
                name=result.name,
            )
        )
    same_kind = formats.of_path(result) is formats.BY_KEY.get(origin.format) or _is_patched(picture, result)
    at_home = same_kind and not _are_some(picture, adjustments)
    page = origin.page if at_home else 0
    note = say("{name} was compared as it was opened, before it was saved over.", name=origin.path.name)
    report = _compare(str(origin.path), picture, result, mask, page, adjustments)
    if over_itself and report.untouched and not report.differing_pixels_outside + report.differing_pixels_in_mask:
        raise SameFile(  # written again, by a copy back or a synchronisation: its bytes as opened are not known
            say(
                "{name} holds the picture that is open, sample for sample, and comparing it with itself proves "
                "nothing. Choose the file that the repaired picture was saved as.",
                name=result.name,
            )
        )
    return replace(report, notes=(*report.notes, note)) if over_itself else report


def _is_as_opened(source: Source, path: Path) -> bool:
    """Whether the file still holds the bytes that were opened, or got them back. A project remembers them apart."""
    if source.is_on_disk():
        return True
    try:
        return path.read_bytes() == source.read()
    except OSError:
        return False


def _one_file(first: Path, second: Path) -> bool:
    """Whether both paths name one file: the same path, a symbolic link or a hard link."""
    try:
        return os.path.samefile(first, second)
    except OSError:
        return False  # a missing file is reported when it is read


def _are_some(picture: Picture, adjustments: Adjustments) -> bool:
    return adjusted_copies.change_something(picture, adjustments)


def _as_adjusted(
    before: Picture, may_fill: NDArray[np.bool_], adjustments: Adjustments, format: str
) -> tuple[Picture, NDArray[np.bool_], tuple[str, ...]]:
    """The original and the mask as a copy with these adjustments has them, and what is to be said of it."""
    done = adjusted_copies.what_was_done(before, adjustments)
    notes: tuple[str, ...] = (say("The original was compared as the adjustments make it: {what}", what=" ".join(done)),)
    if not formats.BY_KEY[format].lossless:
        notes = (
            *notes,
            say("A copy with adjustments is encoded anew where its kind has loss; only PNG, TIFF or WebP prove it."),
        )
    picture = adjusted_copies.adjusted_picture(before, adjustments)
    return picture, adjusted_copies.adjusted_mask(may_fill, adjustments), notes


def _compare(
    original: str,
    before: Picture,
    result: Path,
    mask: str | Path | Mask | None,
    page_of_result: int,
    adjustments: Adjustments,
) -> VerifyReport:
    rule = infrared_proof.rule_for_result(before)
    after = read_picture(result, page_of_result, complete=True, infrared=rule)  # missing parts could not be compared
    return _compare_pictures(original, before, after, str(result), mask, adjustments)


def compare_planes(before: Picture, after: Picture, mask: Mask | None, with_metadata: bool) -> VerifyReport:
    """Compare two planes of stacks that are opened.

    mask: as `verify`.  with_metadata: not where they share a file with others. Raises PictureError.
    """
    return _compare_pictures(before.name, before, after, after.name, mask, (), with_metadata)


def _compare_pictures(
    original: str,
    before: Picture,
    after: Picture,
    result: str,
    mask: str | Path | Mask | None,
    adjustments: Adjustments,
    with_metadata: bool = True,
) -> VerifyReport:
    may_fill, mask_notes = _mask(before, mask)
    is_adjusted = _are_some(before, adjustments)
    if is_adjusted:
        origin = origin_of(after)
        before, may_fill, more = _as_adjusted(before, may_fill, adjustments, origin.format if origin else "png")
        mask_notes = (*mask_notes, *more)
    same_shape = before.pixels.shape == after.pixels.shape and before.pixels.dtype == after.pixels.dtype
    unlike_metadata = _metadata_differences(before, after) if with_metadata else ()
    notes: tuple[str, ...] = tuple(
        say("About {name}: {note}", name=picture.name, note=note)
        for picture in (before, after)
        for note in picture.notes
    )
    notes = (*notes, *mask_notes)
    if not same_shape:
        empty = hashlib.sha256(b"").hexdigest()
        inside = int(np.count_nonzero(may_fill))
        area = before.size.area
        return VerifyReport(
            original,
            result,
            False,
            area,
            inside,
            0,
            0,
            0,
            0.0,
            None,
            0,
            False,
            empty,
            empty,
            unlike_metadata,
            notes,
            is_adjusted,
        )
    blocks = _jpeg_blocks(before, after, may_fill) if not is_adjusted else None
    allowed = may_fill if blocks is None else blocks
    counted = differences.count(before.pixels, after.pixels, may_fill, allowed)
    encoded_anew_as = _encoded_anew_as(before, after, is_adjusted)
    beyond = blocks_beyond_encoding(before.pixels, after.pixels, may_fill) if encoded_anew_as else 0
    return VerifyReport(
        original,
        result,
        True,
        before.size.area,
        int(np.count_nonzero(may_fill)),
        counted.pixels_inside,
        counted.pixels_outside,
        counted.samples_outside,
        counted.largest_outside,
        counted.first_outside,
        counted.pixels_beyond,
        blocks is not None,
        differences.digest(before.pixels, allowed),
        differences.digest(after.pixels, allowed),
        unlike_metadata,
        notes,
        is_adjusted,
        encoded_anew_as,
        infrared_proof.compared(before, after) if not is_adjusted else "",
        beyond,
        len(before.bands),
        _part(before),
    )


def _part(picture: Picture) -> str:
    origin = origin_of(picture)
    if origin is None or origin.pages < 2:
        return ""
    number, count = origin.page + 1, f"{origin.pages:,}"
    if origin.format == "dicom" or origin.is_animation:
        return say("frame {number} of {count}", number=number, count=count)
    if origin.format == "nifti":
        return say("slice {number} of {count}", number=number, count=count)
    return say("page {number} of {count}", number=number, count=count)


def _encoded_anew_as(before: Picture, after: Picture, is_adjusted: bool) -> str:
    """The name of the result's kind, where it has loss and no sample of the original could be carried over."""
    first, second = origin_of(before), origin_of(after)
    if second is None or formats.BY_KEY[second.format].lossless:
        return ""
    is_same_kind = first is not None and first.format == second.format
    return formats.BY_KEY[second.format].name if is_adjusted or not is_same_kind else ""


def _same_kind(original: Path, result: Path) -> bool:
    return original.suffix.lower().rstrip("~") == result.suffix.lower().rstrip("~")  # NAME~ is the backup


def _is_patched(before: Picture, result: Path) -> bool:
    """Whether the result is of the original's kind, which is saved by changing samples in it: names may not say so."""
    origin = origin_of(before)
    try:
        return origin is not None and formats.BY_KEY[origin.format].patched and identify(result).key == origin.format
    except PictureError:
        return False  # said when it is read


def _mask(picture: Picture, mask: str | Path | Mask | None) -> tuple[NDArray[np.bool_], tuple[str, ...]]:
    """Where the mask allows a difference, interpreted as for a fill, with notes."""
    notes: tuple[str, ...] = ()
    if mask is None:
        return np.zeros(picture.pixels.shape[:2], bool), notes
    if isinstance(mask, (str, Path)):
        reading = read_mask(mask, picture.size)
        notes = tuple(say("About {name}: {note}", name=Path(mask).name, note=note) for note in reading.notes)
        mask = reading.mask
    if mask.shape != picture.pixels.shape[:2]:
        raise PictureError(say("The mask and the picture must be the same size."))
    return np.asarray(mask > 0), notes


def _jpeg_blocks(before: Picture, after: Picture, may_fill: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    """For two JPEGs: where samples may differ because the mask touches their block; else None."""
    first, second = origin_of(before), origin_of(after)
    if before.is_data and first is not None and second is not None and first.format == second.format == "tiff":
        return rasters.blocks_of(first, may_fill)
    if first is None or second is None or first.format != "jpeg" or second.format != "jpeg":
        return None
    source = first.source.read()
    if source is None:
        return None
    blocks = jpeg_exact.blocks_of(source, _stored(may_fill, first.orientation))
    return None if blocks is None else upright(blocks, first.orientation)


def _stored(plane: NDArray[np.bool_], orientation: int) -> NDArray[np.bool_]:
    return upright(plane, {6: 8, 8: 6}.get(orientation, orientation))


def _metadata_differences(before: Picture, after: Picture) -> tuple[str, ...]:
    first, second = origin_of(before), origin_of(after)
    if first is None or second is None:
        return ()
    are_tiffs = first.format == second.format == "tiff"
    old, new = (one.source.view() if are_tiffs else one.source.read() for one in (first, second))
    if old is None:
        return (say("The original file has changed or gone since it was opened, so metadata could not be compared."),)
    if new is None:
        return (say("The files changed while they were compared."),)
    if are_tiffs:
        had, has = items_of_tiff(memoryview(old), first.page), items_of_tiff(memoryview(new), second.page)
        return unlike_items(had, has)
    assert isinstance(old, bytes)
    assert isinstance(new, bytes)
    if first.format != second.format:
        return _between_kinds(metadata.read(first.format, old), metadata.read(second.format, new), before, after)
    return unlike_items(items(first.format, old, first.page), items(second.format, new, second.page))


def unlike_items(had: dict[str, Counter[bytes]], has: dict[str, Counter[bytes]]) -> tuple[str, ...]:
    sentences: list[str] = []
    for name in dict.fromkeys((*had, *has)):
        removed, added = (
            had.get(name, Counter()) - has.get(name, Counter()),
            has.get(name, Counter()) - had.get(name, Counter()),
        )
        if removed and added:
            sentences.append(say("{what} differs.", what=name))
        elif removed:
            sentences.append(say("{what} is missing in the result.", what=name))
        elif added:
            sentences.append(say("{what} is new in the result.", what=name))
    return tuple(sentences)


def _between_kinds(had: metadata.Metadata, has: metadata.Metadata, before: Picture, after: Picture) -> tuple[str, ...]:
    sentences: list[str] = (
        [] if before.profile == after.profile else [say("{what} differs.", what=say("The colour profile"))]
    )
    for name, old, new in (("EXIF", had.exif, has.exif), ("XMP", had.xmp, has.xmp), ("IPTC", had.iptc, has.iptc)):
        if old and not new:
            sentences.append(say("{what} is missing in the result.", what=name))
        elif new and not old:
            sentences.append(say("{what} is new in the result.", what=name))
        elif old and new and old != new:
            sentences.append(say("{what} differs, as it must between two kinds of file.", what=name))
    return tuple(sentences)
