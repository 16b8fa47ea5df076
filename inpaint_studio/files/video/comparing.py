"""Two films frame by frame, in the helper: which samples, times and copied tracks differ."""

from collections.abc import Callable, Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.files.video.clip import Clip
from inpaint_studio.files.video.comparison import Comparison, digest, shared_layout
from inpaint_studio.files.video.decoder import Decoder, samples_of
from inpaint_studio.files.video.layouts import Layout, Samples, rearranged

MaskOf = Callable[[int], NDArray[np.bool_] | None]  # (H, W) as stored, of a plane; None = nothing may differ


def compare(before: Decoder, after: Decoder, mask_of: MaskOf, into: Comparison) -> Iterator[int]:
    """Fill in `into`; yields how many planes are done. Raises PictureError where a plane does not decode."""
    into.frames_before, into.frames_after = len(before.index), len(after.index)
    layouts = _shared(before.clip), _shared(after.clip)
    sizes = [(clip.width, clip.height) for clip in (before.clip, after.clip)]
    into.same_shape = layouts[0] == layouts[1] and sizes[0] == sizes[1]
    into.tags = _tags(before, after)
    into.tracks = _tracks(before, after)
    count = min(into.frames_before, into.frames_after)
    if not count or not into.same_shape:
        return
    ticks = before.clip.tick, after.clip.tick
    for plane in range(count):
        times = [Fraction(int(d.index.times[plane])) * tick for d, tick in zip((before, after), ticks, strict=True)]
        into.largest_time_error = max(into.largest_time_error, float(abs(times[0] - times[1])))
        pair = [
            rearranged(samples_of(decoder.frame(plane)), decoder.clip.layout, layout)
            for decoder, layout in zip((before, after), layouts, strict=True)
        ]
        mask = mask_of(plane)
        if mask is not None:
            into.digests[plane] = digest(pair[1])
        _count(pair[0], pair[1], mask, plane, layouts[0], into)
        yield plane + 1


def _shared(clip: Clip) -> Layout:
    return shared_layout(clip.layout)


def _count(
    before: Samples, after: Samples, mask: NDArray[np.bool_] | None, plane: int, layout: Layout, into: Comparison
) -> None:
    differs = False
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        allowed = None if mask is None else _of_plane(mask, number, layout)
        into.samples_outside += old.size if allowed is None else int(np.count_nonzero(~allowed)) * (old[0, 0].size)
        if np.array_equal(old, new):
            continue
        unlike = old != new
        inside = 0
        if allowed is not None:
            inside = int(np.count_nonzero(unlike[allowed]))
            unlike[allowed] = False
        into.samples_differing_inside += inside
        outside = int(np.count_nonzero(unlike))
        if outside:
            differs = True
            into.samples_differing_outside += outside
            off = np.abs(old[unlike].astype(np.int64) - new[unlike])
            into.largest_outside = max(into.largest_outside, int(off.max()))
            top, compared = (1 << layout.bits) - 1, unlike.size if allowed is None else unlike[~allowed].size
            psnr = float(10 * np.log10(top * top * compared / np.square(off, dtype=np.float64).sum()))
            name = "least_psnr" if number == 0 else "least_chroma_psnr"
            least = getattr(into, name)
            setattr(into, name, psnr if least is None else min(least, psnr))
    if differs:
        into.frames_differing_outside += 1
        into.differing.append(plane)
        into.first_outside = plane if into.first_outside is None else into.first_outside


def _of_plane(mask: NDArray[np.bool_], number: int, layout: Layout) -> NDArray[np.bool_]:
    """Where samples of this plane belong to a pixel in the mask."""
    if layout.kind != "yuv" or number not in (1, 2) or (layout.across, layout.down) == (1, 1):
        return mask
    down, across = layout.down, layout.across
    padded = np.pad(mask, ((0, -mask.shape[0] % down), (0, -mask.shape[1] % across)))
    blocks = padded.reshape(padded.shape[0] // down, down, padded.shape[1] // across, across)
    return np.asarray(blocks.any(axis=(1, 3)))


def _tags(before: Decoder, after: Decoder) -> list[str]:
    pairs = [(name, getattr(before.clip, name), getattr(after.clip, name)) for name in _TAGS]
    unlike = [name for name, old, new in pairs if old != new]
    ranges = [clip.layout.is_full or clip.range_ == 2 for clip in (before.clip, after.clip)]
    if ranges[0] != ranges[1]:
        unlike.append("range")
    if before.chapters() != after.chapters():
        unlike.append("chapters")
    return unlike


_TAGS = ("matrix", "transfer", "primaries", "aspect", "orientation")


def _tracks(before: Decoder, after: Decoder) -> list[tuple[str, str, bool]]:
    """Sound, subtitles and further pictures: each track of the first film, and whether the second has the same."""
    hashes = [decoder.other_tracks() for decoder in (before, after)]
    left = list(hashes[1])
    tracks = []
    for track in hashes[0]:
        same = track in left
        if same:
            left.remove(track)
        tracks.append((track[0], track[1], same))
    return tracks
