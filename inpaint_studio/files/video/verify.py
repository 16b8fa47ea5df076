"""Proof of what a save of a film left alone: two films compared frame by frame, track by track."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Mask
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.kinds.orientation import stored
from inpaint_studio.files.saving.verify import same_file
from inpaint_studio.files.video.comparison import Comparison
from inpaint_studio.files.video.encoders import BY_BLOCKS
from inpaint_studio.files.video.process import Helper, require_decoder
from inpaint_studio.files.video.reading import open_video
from inpaint_studio.sentence import say

_TIME_ERROR = 0.00051  # seconds: Matroska counts in thousandths

MaskOf = Callable[[int], Mask | None]  # of a plane, upright, above 0 = may have been filled; None = nowhere


@dataclass(frozen=True)
class FilmReport:
    """The result of a comparison. `untouched` is the verdict."""

    original: str
    result: str
    comparison: Comparison
    jpeg_blocks: bool = False  # of MJPEG: what lies in the blocks that a mask touches counts as inside it

    @property
    def untouched(self) -> bool:
        """Whether every sample outside the masks, every time and every packet of sound and subtitles is the same."""
        seen = self.comparison
        whole = seen.same_shape and seen.frames_before == seen.frames_after
        return whole and not seen.samples_differing_outside and self.same_times and self.same_tracks

    @property
    def is_provable(self) -> bool:
        """Whether the comparison decides: frames that were encoded again with loss differ everywhere, a little."""
        seen = self.comparison
        return self.untouched or not seen.samples_differing_outside or (seen.least_psnr_of_all or 0.0) < _ENCODED_AGAIN

    @property
    def same_times(self) -> bool:
        return self.comparison.largest_time_error <= _TIME_ERROR

    @property
    def same_tracks(self) -> bool:
        return all(same for _, _, same in self.comparison.tracks)

    def to_json(self) -> str:
        facts = asdict(self.comparison)
        facts.pop("digests")
        return json.dumps(
            {"untouched": self.untouched, "provable": self.is_provable, "original": self.original,
             "result": self.result, **facts}, indent=2,
        )  # fmt: skip

    def to_text(self) -> str:
        return "\n".join(self.sentences())

    def sentences(self) -> tuple[str, ...]:
        """For a person, the verdict first."""
        seen = self.comparison
        lines = [self._verdict()]
        if seen.same_shape:
            outside, inside = f"{seen.samples_outside:,}", f"{seen.samples_differing_inside:,}"
            frames = f"{min(seen.frames_before, seen.frames_after):,}"
            differing, unlike = f"{seen.samples_differing_outside:,}", f"{seen.frames_differing_outside:,}"
            if self.jpeg_blocks:
                lines += [
                    say("Of {count} samples outside those blocks in {frames} frames {differing} differ, in {unlike} "
                        "frames.", count=outside, frames=frames, differing=differing, unlike=unlike),
                    say("Inside those blocks {count} samples differ, some of them beside the masks, since a block is "
                        "encoded as a whole.", count=inside),
                ]  # fmt: skip
            else:
                lines += [
                    say("Of {count} samples outside the masks in {frames} frames {differing} differ, in {unlike} "
                        "frames.", count=outside, frames=frames, differing=differing, unlike=unlike),
                    say("Inside the masks {count} samples differ.", count=inside),
                ]  # fmt: skip
            lines.append(
                say("All times are the same.") if not seen.largest_time_error else
                say("Times of frames differ by at most {ms} ms.", ms=f"{seen.largest_time_error * 1000:.2f}")
            )  # fmt: skip
        for kind, codec, same in seen.tracks:
            what = say("subtitles") if kind == "subtitle" else say("sound") if kind == "audio" else kind
            lines.append(
                say("{what} ({codec}): all packets are the same.", what=what, codec=codec) if same else
                say("{what} ({codec}): packets differ.", what=what, codec=codec)
            )  # fmt: skip
        if seen.tags:
            lines.append(say("What the files say of themselves differs in: {what}.", what=", ".join(seen.tags)))
        return tuple(lines)

    def _verdict(self) -> str:
        seen = self.comparison
        if not seen.same_shape:
            return say("NO: the two films are not of the same size and kind of samples, so nothing can be proven.")
        if seen.frames_before != seen.frames_after:
            return say("NO: {before} frames came out as {after}.", before=f"{seen.frames_before:,}",
                       after=f"{seen.frames_after:,}")  # fmt: skip
        if self.untouched and self.jpeg_blocks:
            return say("YES: every sample outside the JPEG blocks that the masks touch is the original's.")
        if self.untouched:
            return say("YES: every sample outside the masks is the original's.")
        if not self.is_provable:
            return say(
                "CANNOT BE PROVED for {count} of {all} frames, which were encoded again with loss: outside the masks "
                "their brightness and colours are true to {db} dB PSNR or better. All other frames are the original's. "
                "Save Exact to prove all.",
                count=f"{seen.frames_differing_outside:,}",
                all=f"{seen.frames_before:,}",
                db=f"{seen.least_psnr_of_all or 0:.1f}",
            )
        if seen.samples_differing_outside and self.jpeg_blocks:
            return say(
                "NO: {count} samples outside the JPEG blocks that the masks touch differ, by at most {most}; the first "
                "in frame {frame}.",
                count=f"{seen.samples_differing_outside:,}",
                most=seen.largest_outside,
                frame=(seen.first_outside or 0) + 1,
            )
        if seen.samples_differing_outside:
            return say(
                "NO: {count} samples outside the masks differ, by at most {most}; the first in frame {frame}.",
                count=f"{seen.samples_differing_outside:,}",
                most=seen.largest_outside,
                frame=(seen.first_outside or 0) + 1,
            )
        if not self.same_times:
            return say("NO: every sample outside the masks is the original's, but the times of the frames are not.")
        return say("NO: every sample outside the masks is the original's, but sound or subtitles are not.")


_ENCODED_AGAIN = 40.0  # dB, above which a difference can be that of encoding with loss


def verify_video(original: str | Path, result: str | Path, mask_of: MaskOf) -> FilmReport:
    """Compare two films. Raises PictureError where one cannot be read to its end, SameFile where both are one file."""
    original, result = Path(original), Path(result)
    require_decoder(original)
    try:
        if original.samefile(result):
            raise same_file(original, result)
    except OSError as error:
        raise PictureError(say("{path} could not be read: {reason}.", path=error.filename, reason=error)) from error
    films = [open_video(path) for path in (original, result)]
    for film in films:
        film.close()
    clip, count = films[0].clip, len(films[0])
    blocks = 8 if all(film.clip.codec in BY_BLOCKS for film in films) else 0
    helper = Helper("film-writer", original)
    request = {
        "compare": str(result.absolute()),
        "source": str(original.absolute()),
        "name": original.name,
        "masked": list(range(count)),
    }
    try:
        helper.send(request)
        while True:
            facts, _ = helper.receive()
            if "end" in facts:
                return FilmReport(str(original), str(result), Comparison.of_json(facts["end"]), bool(blocks))
            if "mask" in facts:
                mask = mask_of(int(facts["mask"]))
                if mask is None:
                    helper.send({})
                    continue
                own = _as_stored(mask, clip.orientation, clip.size, original)
                helper.send({}, [_in_blocks(own, blocks * clip.layout.across, blocks * clip.layout.down)])
    except (EOFError, OSError) as error:
        raise helper.why_it_ended() from error
    finally:
        helper.stop()


def _as_stored(mask: Mask, orientation: int, size: Size, path: Path) -> NDArray[np.uint8]:
    if mask.shape != (size.height, size.width):
        raise PictureError(
            say(
                "The mask {name} is {width} x {height} pixels and the picture is {across} x {down}. They must be "
                "the same size.",
                name=path.name,
                width=mask.shape[1],
                height=mask.shape[0],
                across=size.width,
                down=size.height,
            )
        )
    return np.ascontiguousarray(stored((mask > 0).astype(np.uint8)[:, :, None], orientation)[:, :, 0])


def _in_blocks(mask: NDArray[np.uint8], across: int, down: int) -> NDArray[np.uint8]:
    """Every block that the mask touches; 0 = there are none."""
    if not across:
        return mask
    height, width = mask.shape
    padded = np.pad(mask, ((0, -height % down), (0, -width % across)))
    touched = padded.reshape(padded.shape[0] // down, down, padded.shape[1] // across, across).any(axis=(1, 3))
    return np.repeat(np.repeat(touched, down, axis=0), across, axis=1)[:height, :width].astype(np.uint8)
