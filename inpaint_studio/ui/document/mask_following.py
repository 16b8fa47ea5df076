"""A mask carried along with what moves under it, plane by plane, as a job for a worker."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.lucas_kanade import Grey, Matrix, composed, inverted
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.editing.state import State
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.files.reading import to_srgb8

_AROUND = 1  # pixels round the mask that are aligned with it; more of what it lies on would hold it back
_MARGIN = 0.12  # of the plane's longer side round the mask, in which it is looked for; and
_LEAST_MARGIN = 48  # pixels
_MOST_ERROR = 0.3  # of the contrast of what is marked: what differs more is another thing; but
_GRAIN = 0.02  # of full range always may
_LEAST_LEFT = 0.25  # of the mask: less of it within the plane is not followed any more
_MOST_GROWTH = 4.0  # times its area
_FINE = 200_000  # pixels in which a move is looked for one by one


@dataclass(frozen=True, eq=False)
class Followed:
    """The mask on one plane."""

    plane: int
    mask: PackedTiles | None  # None: it could not be followed to here, nor further in this direction
    share: float  # of the planes that are done


def follow_mask(state: State, mask: Mask, first: int, last: int) -> Iterator[Followed]:
    """Carry a mask of the plane in memory to the planes `first` .. `last`, in both directions.

    mask: (H, W). Each plane is aligned with the one before by what is marked and its edge; the mask is always warped
    from where it was drawn, so that nothing of it wears away. Raises PictureError.
    """
    around = bounds(mask)
    start, total = state.plane, max(1, last - first + 1)
    done = 0
    if around.is_empty:
        return
    for direction in (1, -1):
        planes = range(start + 1, last + 1) if direction > 0 else range(start - 1, first - 1, -1)
        way = _Way(state.picture, mask, around)
        for plane in planes:
            done += 1
            carried = way.to(state.stack.picture(plane))
            yield Followed(plane, carried, done / total)
            if carried is None:
                break


class _Way:
    """From the plane that the mask was drawn on to those in one direction."""

    def __init__(self, picture: Picture, mask: Mask, around: Rect) -> None:
        self._size: Size = picture.size
        self._drawn = np.ascontiguousarray(mask[around.slices])
        self._around = around
        self._area = int(np.count_nonzero(self._drawn))
        self._before, self._mask = picture, mask
        self._matrix: Matrix = np.array([[1.0, 0, 0], [0, 1, 0]])  # from where it was drawn to the last plane

    def to(self, picture: Picture) -> PackedTiles | None:
        from scipy import ndimage

        from inpaint_studio.editing.motion import Motion, align  # which import scipy

        here = bounds(self._mask)
        if here.is_empty:
            return None
        margin = max(_LEAST_MARGIN, round(_MARGIN * max(self._size)))
        part = here.grow(margin).clip(self._size)
        marked = self._mask[part.slices] > 0
        known = ndimage.binary_dilation(marked, iterations=_AROUND)
        everywhere = np.ones(known.shape, bool)
        before, now = _grey(self._before, part), _grey(picture, part)
        start = Motion(np.column_stack([np.eye(2), _shift(before, now, marked, margin)]))
        motion = align(before, now, known, everywhere, np.zeros(known.shape, bool), start, with_flow=False)
        shift = np.array([[1.0, 0, part.x], [0, 1, part.y]])
        whole = composed(shift, composed(motion.matrix, inverted(shift)))
        matrix = composed(whole, self._matrix)
        contrast = float(before[known].std())
        if motion.error > max(_MOST_ERROR * contrast, _GRAIN) or not _is_sane(matrix):
            return None
        mask = self._warped(matrix)
        area = int(np.count_nonzero(mask))
        if not _LEAST_LEFT * self._area <= area <= _MOST_GROWTH * self._area:
            return None
        self._before, self._mask, self._matrix = picture, mask, matrix
        return PackedTiles.of_mask(mask)

    def _warped(self, matrix: Matrix) -> Mask:
        """(H, W): the mask as it was drawn, through the map."""
        from scipy import ndimage

        out = np.zeros((self._size.height, self._size.width), np.uint8)
        corners = np.array(
            [[x, y] for x in (self._around.x, self._around.right) for y in (self._around.y, self._around.bottom)]
        )
        moved = corners @ matrix[:, :2].T + matrix[:, 2]
        low, high = np.floor(moved.min(axis=0)) - 1, np.ceil(moved.max(axis=0)) + 1
        part = Rect.of_edges(int(low[0]), int(low[1]), int(high[0]), int(high[1])).clip(self._size)
        if part.is_empty:
            return out
        back = inverted(matrix)
        # scipy's axes are rows and columns.
        linear = back[::-1, :2][:, ::-1]
        offset = back[::-1, :2][:, ::-1] @ np.array([part.y, part.x]) + back[::-1, 2]
        offset -= np.array([self._around.y, self._around.x])
        values = ndimage.affine_transform(
            self._drawn.astype(np.float32), linear, offset, (part.height, part.width), order=1, mode="constant"
        )
        out[part.slices] = np.clip(np.rint(values), 0, 255).astype(np.uint8)
        return out


def _shift(a: Grey, b: Grey, where: NDArray[np.bool_], most: int) -> NDArray[np.float64]:
    """x, y by which what `where` sets of `a` has moved in `b`, in whole pixels: at most `most` of them.

    The least mean square difference, by Fourier transform; coarse where the part is large.
    """
    step = 1 + (a.size > _FINE) + (a.size > 4 * _FINE)
    a, b, weight = a[::step, ::step], b[::step, ::step], where[::step, ::step].astype(np.float32)
    reach = max(1, most // step)
    shape = (a.shape[0] + 2 * reach, a.shape[1] + 2 * reach)

    def spectrum(values: NDArray[np.float32]) -> NDArray[np.complexfloating]:
        return np.fft.rfft2(values, shape)

    def correlation(first: NDArray[np.complexfloating], second: NDArray[np.complexfloating]) -> NDArray[np.floating]:
        return np.fft.irfft2(np.conj(first) * second, shape)

    w, wa = spectrum(weight), spectrum(weight * a)
    inside, other, squares = spectrum(np.ones_like(b)), spectrum(b), spectrum(b * b)
    count = correlation(w, inside)
    error = correlation(spectrum(weight * a * a), inside) - 2 * correlation(wa, other) + correlation(w, squares)
    mean = np.where(count > 0.5 * weight.sum(), error / np.maximum(count, 1e-3), np.inf)
    rows, columns = np.fft.fftfreq(shape[0], 1 / shape[0]), np.fft.fftfreq(shape[1], 1 / shape[1])
    mean[np.abs(rows) > reach] = np.inf
    mean[:, np.abs(columns) > reach] = np.inf
    row, column = np.unravel_index(int(np.argmin(mean)), shape)
    return np.array([columns[column], rows[row]]) * step


def _is_sane(matrix: Matrix) -> bool:
    return bool(1 / _MOST_GROWTH < np.linalg.det(matrix[:, :2]) < _MOST_GROWTH)


def _grey(picture: Picture, part: Rect) -> NDArray[np.float32]:
    """(H, W) 0..1: as it is seen."""
    pixels = to_srgb8(picture, picture.pixels[part.slices])
    colours = pixels[:, :, :3] if pixels.shape[2] >= 3 else pixels[:, :, :1]
    grey: NDArray[np.float32] = colours.mean(axis=2, dtype=np.float32) / np.float32(255)
    return grey
