"""Saving a film with its repairs: every sample outside them exactly, or in the film's own kind.

    changes = Changes({3, 4, 5}, lambda picture: [Patch(rect, pixels, touched), ...])    # of the picture's plane
    forecast(film, changes.planes, path, "same")      # told before: which frames are encoded again, or why not at all
    for step in save_exact(film, changes, path): ...          # SaveProgress of all frames, twice; SavedFilm last
    for step in save_same_kind(film, changes, path): ...

Exact: FFV1 in Matroska (`.mkv`), or lossless H.264 in MP4 (`.mp4`, `.mov`). Same kind: the film's own kind of file, by
`path`'s suffix; MJPEG by blocks, lossless kinds sample for sample, others by groups of pictures, of which only touched
ones are encoded again. Sound, subtitles, chapters, tags and times are the film's own in both.

A helper reads, asks for the planes that change, and writes beside `path`; then it reads what it wrote and compares it
with the original, frame by frame and packet by packet; only then the file takes its place, and what stood there stays
as NAME~. Closing the generator cancels: the file at `path` is what it was. Memory does not grow with the film's length.
"""

import os
import zlib
from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.files.errors import ChangedOnDisk, PictureError, SaveError
from inpaint_studio.files.kinds.orientation import stored, upright
from inpaint_studio.files.saving import jpeg_exact
from inpaint_studio.files.saving.atomic import backup_of, keep_as, new_file_at, sync_folder
from inpaint_studio.files.video.colours import put, to_pixels
from inpaint_studio.files.video.comparison import Comparison, digest, shared_layout
from inpaint_studio.files.video.encoders import BY_BLOCKS, FAMILIES, LOSSLESS, LOSSY, exact_layout, muxer_of
from inpaint_studio.files.video.layouts import Samples, rearranged
from inpaint_studio.files.video.process import Helper, require_decoder
from inpaint_studio.files.video.reading import VideoPlanes
from inpaint_studio.sentence import from_json, reason, say

How = Literal["exact", "same"]

_TIME_ERROR = 0.00051  # seconds: Matroska counts in thousandths
_LEAST_PSNR = 40.0  # dB of luma, and of each plane of chroma; below it an encoder has failed


@dataclass(frozen=True, eq=False)
class Patch:
    """A repaired part of a plane, upright."""

    rect: Rect
    pixels: Pixels  # (rect.height, rect.width, C) as the picture with its repairs has them
    touched: NDArray[np.bool_]  # (rect.height, rect.width): the rest of `pixels` is not looked at


@dataclass(frozen=True)
class Changes:
    """The planes that change, and how."""

    planes: frozenset[int]
    patches: Callable[[Picture], Sequence[Patch]]  # called once for each of them, in their order; for any thread


@dataclass(frozen=True)
class Forecast:
    """What a save will do to the frames of a film."""

    frames: int
    touched: int
    again: int  # frames that are encoded again
    is_exact: bool  # every sample outside the repairs stays (MJPEG: outside the blocks they touch)
    refusal: str = ""  # why it cannot be saved so, a sentence; "" = it can
    by_blocks: bool = False  # of the touched frames, whole blocks of a JPEG are encoded anew

    def sentences(self) -> tuple[str, ...]:
        """For the person who chooses."""
        if self.refusal:
            return (self.refusal,)
        if self.is_exact and self.by_blocks:
            return (
                say(
                    "Every sample outside the JPEG blocks that the repairs touch stays as it is; those blocks are "
                    "encoded anew."
                ),
            )
        if self.is_exact:
            return (say("Every sample outside the repairs stays as it is."),)
        return (
            say(
                "{count} of {all} frames are encoded again; the film is saved only if outside the repairs their "
                "brightness and their colours are like the original to {decibels} dB or better.",
                count=self.again,
                all=self.frames,
                decibels=f"{_LEAST_PSNR:g}",
            ),
            say("All other frames, sound, subtitles and times stay as they are, byte for byte."),
        )


@dataclass(frozen=True)
class SaveProgress:
    """How far a save is."""

    stage: Literal["write", "compare"]
    done: int  # frames
    frames: int


@dataclass(frozen=True)
class SavedFilm:
    """The result of a save, after it was read back."""

    path: Path
    format: str  # the muxer's name
    bytes_written: int
    exact: bool  # every sample outside the repairs is the film's own (MJPEG: outside the blocks they touch)
    frames: int
    frames_again: int  # that differ outside the repairs because they were encoded again
    least_psnr: float | None  # dB outside the repairs, of luma or chroma, where that differs most; None = nowhere
    largest_time_error: float  # seconds
    notes: tuple[str, ...] = ()
    backup: Path | None = None
    by_blocks: bool = False  # as `Forecast.by_blocks`


def forecast(film: VideoPlanes, planes: Collection[int], path: str | Path, how: How) -> Forecast:
    """Quick, for the UI thread too.  path: where it would be saved; only its suffix counts."""
    path, codec, count = Path(path), film.clip.codec, len(film)
    muxer = muxer_of(path)
    if how == "exact":
        refusal = ""
        if muxer not in ("matroska", "mp4", "mov"):
            refusal = say("An exact film is saved as Matroska (.mkv) or MP4; {name} is neither.", name=path.name)
        elif muxer != "matroska" and exact_layout(film.clip.layout, "libx264") is None:
            refusal = say("{name} has samples that MP4 cannot hold exactly. Save it as Matroska (.mkv).",
                          name=film.name)  # fmt: skip
        return Forecast(count, len(planes), count, True, refusal)
    if muxer not in FAMILIES.get(film.clip.demuxer, ()):
        return Forecast(count, len(planes), 0, False, say(
            "{name} is not of the film's own kind, {suffix}. Choose that, or save it Exact.",
            name=path.name, suffix=film.path.suffix))  # fmt: skip
    if codec in BY_BLOCKS:
        return Forecast(count, len(planes), len(planes), True, by_blocks=True)
    if codec in LOSSLESS:
        return Forecast(count, len(planes), count, True)
    if codec not in LOSSY:
        return Forecast(count, len(planes), 0, False, say(
            "There is no encoder here for {codec}, which {name} is coded in. Save it Exact.",
            codec=codec, name=film.name))  # fmt: skip
    coder, clip = LOSSY[codec], film.clip
    fits = [not some or one in some for one, some in (
        (clip.pixel_format, coder.layouts), (clip.profile, coder.profiles), (muxer, coder.muxers))]  # fmt: skip
    if not all(fits):
        return Forecast(count, len(planes), 0, False, say(
            "The encoder of {codec} that is here cannot write it as {name} has it ({form}). Save it Exact.",
            codec=codec, name=film.name, form=" ".join(filter(None, (clip.profile, clip.pixel_format, muxer)))
        ))  # fmt: skip
    again = film.index.planes_of(film.index.spans(sorted(planes)))
    return Forecast(count, len(planes), len(again), not len(again))


def save_exact(
    film: VideoPlanes, changes: Changes, path: str | Path, keep_backup: bool = True
) -> Generator[SaveProgress | SavedFilm]:
    """Every sample outside the repairs, and every time, as in the film. Raises SaveError, PictureError."""
    return _save(film, changes, Path(path), "exact", keep_backup)


def save_same_kind(
    film: VideoPlanes, changes: Changes, path: str | Path, keep_backup: bool = True
) -> Generator[SaveProgress | SavedFilm]:
    """In the film's own codec and container; see `forecast`. Raises SaveError, PictureError."""
    return _save(film, changes, Path(path), "same", keep_backup)


def _save(
    film: VideoPlanes, changes: Changes, path: Path, how: How, keep_backup: bool
) -> Generator[SaveProgress | SavedFilm]:
    require_decoder(film.source.path)
    plan = forecast(film, changes.planes, path, how)
    if plan.refusal:
        raise SaveError(plan.refusal)
    if film.source.changed_on_disk():
        raise ChangedOnDisk(
            say("{path} was changed by another program since it was opened. Open it again.", path=film.source.path)
        )
    onto_itself = path.exists() and film.path.exists() and path.samefile(film.path)
    if onto_itself and film.changed_since_saved():
        raise ChangedOnDisk(
            say("{path} was changed by another program since it was saved. Save it under another name.", path=path)
        )
    save = _Save(film, changes, path, how, plan)
    backup = backup_of(path) if path.exists() else None
    keeps = keep_backup or onto_itself  # the film that is open is read from it from now on
    if backup is not None and (not keeps or backup == film.source.path):
        keeps = False  # an earlier save has kept the original already

    def keep() -> None:
        if backup is not None and keeps:
            keep_as(path, backup)

    try:
        with new_file_at(path, before=keep) as (file, place):
            yield from save.written(place)
            yield from save.compared(place)
            size = os.fstat(file.fileno()).st_size
    except OSError as error:
        raise SaveError(
            say("{path} could not be saved: {reason}. What was there before is unchanged; try another place.",
                path=path, reason=error)
        ) from error  # fmt: skip
    finally:
        save.close()
    try:
        sync_folder(Path(os.path.realpath(path)).parent)
    except OSError:
        save.add_note(say("{path} was written, but the disk did not confirm it. Save it once more.", path=path))
    if onto_itself and backup is not None:
        film.replaced(film.path, backup)
    yield replace(save.report(), bytes_written=size, backup=backup if keeps else None)


class _Save:
    """The parent's side of one save: it answers the helper's questions."""

    def __init__(self, film: VideoPlanes, changes: Changes, path: Path, how: How, plan: Forecast) -> None:
        self._film, self._changes, self._path, self._how, self._forecast = film, changes, path, how, plan
        self._helper: Helper | None = None
        self._masks: dict[int, bytes] = {}  # of touched planes, packed; equal ones are one object
        self._interned: dict[bytes, bytes] = {}
        self._digests: dict[int, str] = {}  # of touched planes as they were meant
        self._notes: tuple[str, ...] = ()
        self._comparison = Comparison()

    def close(self) -> None:
        if self._helper is not None:
            self._helper.stop()

    def written(self, place: Path) -> Generator[SaveProgress]:
        film = self._film
        request = {
            "mode": self._how,
            "source": str(film.source.path.absolute()),
            "name": film.name,
            "clip": film.clip.to_json(),
            "touched": sorted(self._changes.planes),
            "into": str(place),
            "muxer": muxer_of(self._path),
        }
        facts = yield from self._conversation(request, film.index.to_arrays())
        self._notes = tuple(map(from_json, facts["notes"]))

    def compared(self, place: Path) -> Generator[SaveProgress]:
        """Raises SaveError where what was written is not what was meant."""
        source = self._film.source.path
        request = {
            "compare": str(place),
            "source": str(source.absolute()),
            "name": self._film.name,
            "masked": sorted(self._masks),
        }
        facts = yield from self._conversation(request, [])
        self._comparison = Comparison.of_json(facts)
        self._refuse_others(self._comparison)

    def add_note(self, note: str) -> None:
        self._notes = (*self._notes, note)

    def report(self) -> SavedFilm:
        seen = self._comparison
        return SavedFilm(
            self._path, muxer_of(self._path) or "", 0, seen.samples_differing_outside == 0, len(self._film),
            seen.frames_differing_outside, seen.least_psnr_of_all, seen.largest_time_error, self._notes,
            by_blocks=self._forecast.by_blocks,
        )  # fmt: skip

    def _conversation(
        self, request: dict[str, Any], arrays: list[Any]
    ) -> Generator[SaveProgress, None, dict[str, Any]]:
        self.close()
        helper = self._helper = Helper("film-writer", self._film.path)
        try:
            helper.send(request, arrays)
            while True:
                facts, answer = helper.receive()
                if "end" in facts:
                    helper.stop()
                    return dict(facts["end"])
                if "plane" in facts:
                    helper.send({}, self._changed(int(facts["plane"]), answer))
                elif "mask" in facts:
                    helper.send({}, [self._mask(int(facts["mask"]))])
                else:
                    yield SaveProgress(facts["stage"], int(facts["done"]), len(self._film))
        except (EOFError, OSError) as error:
            why = reason(helper.why_it_ended())
            raise SaveError(say("{path} could not be saved: {reason}", path=self._path, reason=why)) from error
        except PictureError as error:
            if isinstance(error, SaveError):
                raise
            raise SaveError(reason(error)) from error

    def _changed(self, plane: int, arrays: list[Any]) -> list[Any]:
        """The plane's samples with its repairs; of MJPEG, with whose packet they come, that packet."""
        clip = self._film.clip
        count = len(clip.layout.shapes(clip.width, clip.height))
        samples: Samples = tuple(arrays[:count])
        pixels = to_pixels(samples, clip.coding)
        picture = Picture(upright(pixels, clip.orientation), self._film.name, plane=plane)
        patches = self._changes.patches(picture)
        if len(arrays) > count:
            packet, mask = _spliced(bytes(arrays[count]), pixels, patches, clip.orientation, clip.size)
            self._keep_mask(plane, mask)
            return [np.frombuffer(packet, np.uint8)]
        changed = tuple(np.array(part) for part in samples)
        mask = np.zeros((clip.height, clip.width), bool)
        for patch in patches:
            rect, own, touched = _as_stored(patch, clip.orientation, clip.size)
            put(changed, clip.coding, rect, own, touched)
            mask[rect.slices] |= touched
        self._keep_mask(plane, mask)
        if self._forecast.is_exact:
            self._digests[plane] = digest(rearranged(changed, clip.layout, shared_layout(clip.layout)))
        return list(changed)

    def _keep_mask(self, plane: int, mask: NDArray[np.bool_]) -> None:
        packed = zlib.compress(np.packbits(mask).tobytes(), 1)
        self._masks[plane] = self._interned.setdefault(packed, packed)

    def _mask(self, plane: int) -> NDArray[np.uint8]:
        clip = self._film.clip
        bits = np.frombuffer(zlib.decompress(self._masks[plane]), np.uint8)
        return np.unpackbits(bits, count=clip.width * clip.height).reshape(clip.height, clip.width)

    def _refuse_others(self, seen: Comparison) -> None:
        """Raises SaveError where the file is not what it was to be."""
        name = self._path.name
        if not seen.same_shape or seen.frames_after != len(self._film) or seen.frames_before != len(self._film):
            raise SaveError(
                say("{name} came out with {count} frames in place of {all}, so it was not saved. Save it Exact as "
                    "Matroska (.mkv).", name=name, count=seen.frames_after, all=len(self._film))
            )  # fmt: skip
        if seen.largest_time_error > _TIME_ERROR:
            raise SaveError(
                say("{name} came out with other times of its frames, so it was not saved. Save it Exact as Matroska "
                    "(.mkv).", name=name)
            )  # fmt: skip
        if not all(same for _, _, same in seen.tracks):
            raise SaveError(
                say("{name} came out with other sound or subtitles, so it was not saved. Save it in another kind of "
                    "file.", name=name)
            )  # fmt: skip
        index = self._film.index
        again = (
            set()
            if self._forecast.is_exact
            else set(index.planes_of(index.spans(sorted(self._changes.planes))).tolist())
        )
        harmed = [plane for plane in seen.differing if plane not in again]
        meant = any(seen.digests.get(plane) != made for plane, made in self._digests.items())
        least = seen.least_psnr_of_all
        too_coarse = least is not None and least < _LEAST_PSNR
        if harmed or meant or too_coarse:
            raise SaveError(
                say("{name} came out with other samples than it was to have, so it was not saved. Save it Exact as "
                    "Matroska (.mkv).", name=name)
            )  # fmt: skip
        if seen.tags:
            self._notes = (*self._notes, say("These could not be kept in {name}: {what}.", name=name,
                                             what=", ".join(seen.tags)))  # fmt: skip


def _as_stored(patch: Patch, orientation: int, size: Size) -> tuple[Rect, Pixels, NDArray[np.bool_]]:
    """A patch in the orientation that the film is stored in.  size: upright."""
    if orientation == 1:
        return patch.rect, patch.pixels, patch.touched
    place = np.zeros((size.height, size.width), bool)
    place[patch.rect.slices] = True
    turned = stored(place[:, :, None], orientation)[:, :, 0]
    rows, columns = np.flatnonzero(turned.any(axis=1)), np.flatnonzero(turned.any(axis=0))
    rect = Rect.of_edges(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    touched = stored(patch.touched[:, :, None], orientation)[:, :, 0]
    return rect, stored(patch.pixels, orientation), touched


def _spliced(
    packet: bytes, pixels: Pixels, patches: Sequence[Patch], orientation: int, size: Size
) -> tuple[bytes, NDArray[np.bool_]]:
    """A JPEG with changed blocks, and where its samples may differ. Raises SaveError."""
    after = pixels.copy()
    for patch in patches:
        rect, own, touched = _as_stored(patch, orientation, size)
        np.copyto(after[rect.slices], own, where=touched[:, :, None])
    try:
        content, may_change, _ = jpeg_exact.splice(packet, pixels, after)
    except (ValueError, IndexError) as error:
        raise SaveError(
            say("The film's JPEG frames are stored in an unusual way; their blocks cannot be replaced. Save it Exact.")
        ) from error
    return content, may_change > 0
