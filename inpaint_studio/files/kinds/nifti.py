"""NIfTI: one slice of a volume to samples as they are stored, with what they measure. Decoded in the helper.

A page is a slice of the first two axes of storage; the third and further ones are counted through. What is seen is
turned as radiologists look at it: the patient's front or head above, the right side (or the front) to the left.
"""

import io
import math
import os
import tempfile
import threading
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.bands import Band
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.editing.places import Grid
from inpaint_studio.files.decoded import Decoded, Limits, check_size, no_page
from inpaint_studio.files.errors import UnsupportedPicture
from inpaint_studio.files.kinds import nifti_header
from inpaint_studio.files.kinds.dicom import narrowed
from inpaint_studio.files.kinds.dicom_facts import levels_of, unknown_of
from inpaint_studio.files.kinds.orientation import upright
from inpaint_studio.installation import how_to_add
from inpaint_studio.sentence import say

_PACKED = b"\x1f\x8b"
_COLOURS = 128  # RGB24
_HEADER = 1024  # bytes that hold it
# What should be up and what left, of the patient: by the axis that a slice cuts.
_UP = {"R": "S", "L": "S", "A": "S", "P": "S", "S": "A", "I": "A"}
_LEFT = {"R": "A", "L": "A", "A": "R", "P": "R", "S": "R", "I": "R"}
_OPPOSITE = dict(zip("RLAPSI", "LRPAIS", strict=True))
# The orientation (EXIF) under which stored rows and columns that run towards these stand upright: (is transposed,
# columns run leftwards, rows run upwards).
_TURNS = {
    (False, False, False): 1,
    (False, True, False): 2,
    (False, True, True): 3,
    (False, False, True): 4,
    (True, False, False): 5,
    (True, True, False): 6,
    (True, True, True): 7,
    (True, False, True): 8,
}


class NiftiError(ValueError):
    """The bytes are no whole NIfTI file."""


@dataclass(frozen=True)
class Volume:
    """Where the samples of a file lie, unpacked."""

    header: Any  # nibabel's
    dtype: np.dtype[Any]  # of a sample, in the file's order of bytes
    columns: int  # of a slice as stored
    rows: int
    channels: int  # 3 of colours
    slices: int  # in all, of all further axes
    first: int  # of samples

    @property
    def slice_bytes(self) -> int:
        return self.rows * self.columns * self.channels * self.dtype.itemsize

    def start(self, page: int) -> int:
        return self.first + page * self.slice_bytes


def volume_of(name: str, head: bytes) -> Volume:
    """head: the unpacked file's first bytes, the header.

    Raises UnsupportedPicture where nibabel is missing or the samples are of another kind, NiftiError.
    """
    try:
        import nibabel  # an extra: few have such files
    except ImportError as error:
        raise UnsupportedPicture(say("{name} is a NIfTI file. {how}", name=name, how=how_to_add("nifti"))) from error
    if nifti_header.is_pair(head):
        raise UnsupportedPicture(
            say(
                "{name} is a NIfTI header whose samples lie in another file. Convert both to one .nii first.", name=name
            )
        )
    kind = nibabel.Nifti1Header if head[344:348] == b"n+1\0" else nibabel.Nifti2Header
    header = kind.from_fileobj(io.BytesIO(head), check=False)
    shape = [int(length) for length in header["dim"][1 : 1 + max(0, min(7, int(header["dim"][0])))]]
    code = int(header["datatype"])
    try:
        dtype = header.get_data_dtype()
    except Exception as error:  # nibabel's, for a code that it does not know
        raise NiftiError(say("it does not say how its samples are stored")) from error
    channels = 3 if code == _COLOURS else 1
    if channels == 3:
        dtype = np.dtype(np.uint8)
    if dtype.kind not in "iuf" or dtype.itemsize > 8 or len(dtype.shape):
        raise UnsupportedPicture(say("{name} holds {kind} samples, which are not opened.", name=name, kind=str(dtype)))
    if len(shape) < 2 or min(shape) < 1:
        raise NiftiError(say("it does not say how its samples are stored"))
    first = float(header["vox_offset"])
    if not 348 <= first < 2**40:
        raise NiftiError(say("it does not say where its samples lie"))
    return Volume(header, dtype, shape[0], shape[1], channels, math.prod(shape[2:]), int(first))


def decode(path: Path, page: int, limits: Limits) -> Decoded:
    """Read one slice. Raises PictureError, and whatever hostile bytes make of the decoders."""
    volume = volume_of(path.name, head_of(path))
    if not 0 <= page < volume.slices:
        raise no_page(path, page, volume.slices)
    check_size(path.name, volume.columns, volume.rows, volume.channels * max(4, volume.dtype.itemsize) * 2, limits)
    content = _COPIES.read(path, volume.start(page), volume.slice_bytes, volume.start(volume.slices))
    if len(content) < volume.slice_bytes:
        raise NiftiError(say("it ends before its last sample"))
    stored = slice_of(content, volume, 0, 0)
    return _decoded(path.name, volume, stored, page)


def head_of(path: Path) -> bytes:
    """The first bytes of a file, unpacked: its header. Raises OSError, NiftiError."""
    with open(path, "rb") as file:
        return _Unpacked(file).read(_HEADER)


def is_packed_file(path: Path) -> bool:
    """Raises OSError."""
    with open(path, "rb") as file:
        return is_packed(file.read(2))


def slice_of(content: bytes | bytearray, volume: Volume, page: int, first: int) -> NDArray[Any]:
    """(H, W, C) samples of a slice as they are stored, on `content`, in which slice 0 begins at `first`."""
    count = volume.rows * volume.columns * volume.channels
    samples = np.frombuffer(content, volume.dtype, count, first + page * volume.slice_bytes)
    return samples.reshape(volume.rows, volume.columns, volume.channels)


def is_packed(content: bytes) -> bool:
    return content.startswith(_PACKED)


class _Unpacked:
    """A file's bytes in order, unpacked where it is packed, never more of them than are asked for."""

    _PIECE = 1 << 20

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        begin = file.read(2)
        file.seek(0)
        self._inflating = zlib.decompressobj(16 + zlib.MAX_WBITS) if is_packed(begin) else None
        self._input = b""

    def read(self, count: int) -> bytes:
        if self._inflating is None:
            return self._file.read(count)
        parts = []
        while count:
            part = self._piece(min(count, self._PIECE))
            if not part:
                break
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def skip(self, count: int) -> None:
        if self._inflating is None:
            self._file.seek(count, io.SEEK_CUR)
            return
        while count:
            part = self._piece(min(count, self._PIECE))
            if not part:
                return
            count -= len(part)

    def _piece(self, most: int) -> bytes:
        """The next bytes, at most `most` and at least one; none at the end."""
        assert self._inflating is not None
        while True:
            if not self._input:
                self._input = self._file.read(self._PIECE)
            ended = not self._input
            try:
                part = self._inflating.decompress(self._input, most)
            except zlib.error as error:
                raise NiftiError(say("its packed part is broken")) from error
            self._input = self._inflating.unconsumed_tail
            if self._inflating.eof:  # a further member may follow
                self._input = self._inflating.unused_data or self._file.read(self._PIECE)
                self._inflating = zlib.decompressobj(16 + zlib.MAX_WBITS)
                ended = not self._input.startswith(_PACKED)
                self._input = b"" if ended else self._input
            if part or ended:
                return part


class _Copy:
    """As much of a packed file as was asked for, unpacked into a temporary file, and where unpacking goes on."""

    def __init__(self, path: Path) -> None:
        """Raises OSError."""
        self._packed = open(path, "rb")  # noqa: SIM115  closed by `close`
        self._reader = _Unpacked(self._packed)
        try:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115  closed by `close`
        except OSError:
            self._packed.close()
            raise
        self._length = 0

    def read(self, at: int, count: int) -> bytes:
        """Raises OSError, NiftiError."""
        while self._length < at + count:
            part = self._reader.read(min(_Unpacked._PIECE, at + count - self._length))
            if not part:
                break
            self._file.seek(self._length)
            self._file.write(part)
            self._length += len(part)
        self._file.seek(at)
        return self._file.read(count)

    def close(self) -> None:
        self._packed.close()
        self._file.close()


class _Copies:
    """Unpacked copies of the packed files that were read last, so that a slice costs no unpacking up to it.

    They lie in the temporary folder without a name and end with the process.
    """

    def __init__(self, most: int = 2, most_bytes: int = 8 << 30) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._copies: OrderedDict[tuple[str, int, int, int], _Copy] = OrderedDict()
        self._lock = threading.Lock()
        self.is_on = False  # but where slices are decoded: in the helper

    def read(self, path: Path, at: int, count: int, whole: int) -> bytes:
        """`count` unpacked bytes, fewer at the end. whole: how many there are in all, by the header."""
        status = os.stat(path)
        is_off = not self.is_on or os.name == "nt"  # where open files cannot be moved
        if is_off or whole > self._most_bytes or not is_packed_file(path):
            return self._unpacked(path, at, count)
        key = str(path), status.st_size, status.st_mtime_ns, status.st_ino
        with self._lock:
            try:
                copy = self._copies.pop(key, None) or _Copy(path)
            except OSError:  # no temporary folder
                return self._unpacked(path, at, count)
            try:
                content = copy.read(at, count)
            except OSError:  # it is full
                copy.close()
                return self._unpacked(path, at, count)
            except BaseException:
                copy.close()
                raise
            self._copies[key] = copy
            while len(self._copies) > self._most:
                self._copies.popitem(last=False)[1].close()
            return content

    def _unpacked(self, path: Path, at: int, count: int) -> bytes:
        with open(path, "rb") as file:
            unpacked = _Unpacked(file)
            unpacked.skip(at)
            return unpacked.read(count)


_COPIES = _Copies()


def hold_copies() -> None:
    """Keep what is unpacked for the next slice from now on: of the process that decodes one slice after the other."""
    _COPIES.is_on = True


def _decoded(name: str, volume: Volume, stored: NDArray[Any], page: int) -> Decoded:
    notes: list[str] = []
    affine = volume.header.get_best_affine()
    codes = _codes(affine)
    orientation = _orientation(codes)
    if volume.slices > 1:
        notes.append(
            say(
                "This is slice {number} of {count}, {plane}.", number=page + 1, count=volume.slices, plane=_plane(codes)
            )
        )
    mode = volume.dtype.newbyteorder("=").name
    if volume.channels == 3:
        pixels = upright(stored, orientation)
        return Decoded(pixels, None, "nifti", page, volume.slices, orientation, mode, False, tuple(notes))
    pixels = upright(narrowed(name, stored.astype(volume.dtype.newbyteorder("=")), notes), orientation)
    notes.append(say("What is filled in a medical picture is computed, not measured. It is not for diagnosis."))
    band = _band(volume, pixels)
    unknown = unknown_of(pixels, None)
    levels = levels_of(pixels, unknown, band, _window(volume))
    grid = _grid(affine, volume, page, orientation)
    return Decoded(
        pixels,
        None,
        "nifti",
        page,
        volume.slices,
        orientation,
        mode,
        False,
        tuple(notes),
        unknown=unknown,
        bands=(band,),
        levels=levels,
        grid=grid,
    )


def _band(volume: Volume, pixels: Pixels) -> Band:
    slope, offset = float(volume.header["scl_slope"]), float(volume.header["scl_inter"])
    if not slope or not math.isfinite(slope) or not math.isfinite(offset):
        slope, offset = 1.0, 0.0
    if volume.dtype.kind == "f":
        return Band("", "", slope, offset, nodata=(math.nan,))
    file, held = np.iinfo(volume.dtype), 1 << 24
    if pixels.dtype.kind != "f":
        info = np.iinfo(pixels.dtype)
        return Band("", "", slope, offset, float(max(file.min, info.min)), float(min(file.max, info.max)))
    return Band("", "", slope, offset, float(max(file.min, -held)), float(min(file.max, held)))


def _window(volume: Volume) -> tuple[float, float] | None:
    low, high = float(volume.header["cal_min"]), float(volume.header["cal_max"])
    return (low, high) if math.isfinite(low) and math.isfinite(high) and low < high else None


def _codes(affine: NDArray[np.float64]) -> tuple[str, ...]:
    """Towards which side of the patient each axis of storage runs, such as R, A, S; RAS where the file is silent."""
    import nibabel

    try:
        codes = nibabel.aff2axcodes(affine)
    except Exception:  # numpy's, of an affine that is none
        return ("R", "A", "S")
    return tuple(codes) if all(isinstance(code, str) for code in codes) else ("R", "A", "S")


def _orientation(codes: tuple[str, ...]) -> int:
    up, left = _UP[codes[2]], _LEFT[codes[2]]
    is_transposed = codes[0] in (up, _OPPOSITE[up])
    across, down = (codes[1], codes[0]) if is_transposed else (codes[0], codes[1])
    turn = (is_transposed, across == left, down == up)
    return _TURNS[turn]


def _plane(codes: tuple[str, ...]) -> str:
    if codes[2] in "SI":
        return say("axial")
    return say("coronal") if codes[2] in "AP" else say("sagittal")


def _grid(affine: NDArray[np.float64], volume: Volume, page: int, orientation: int) -> Grid | None:
    """The affine of the slice, from the corner of the picture as it is seen."""
    if not np.isfinite(affine).all():
        return None
    depth = page % max(1, int(volume.header["dim"][3]) if int(volume.header["dim"][0]) > 2 else 1)
    # Stored positions of the seen picture's corner pixels: across and down, one step each.
    places = np.stack(np.meshgrid(np.arange(volume.columns), np.arange(volume.rows)), axis=2)
    seen = upright(places, orientation)
    first = np.array([*seen[0, 0], depth], np.float64)
    last = seen.shape[1] - 1, seen.shape[0] - 1
    across = (seen[0, -1] - seen[0, 0]) / last[0] if last[0] else np.zeros(2)
    down = (seen[-1, 0] - seen[0, 0]) / last[1] if last[1] else np.zeros(2)
    x, y = affine[:3, :2] @ across, affine[:3, :2] @ down
    origin = affine[:3, :3] @ first + affine[:3, 3] - x / 2 - y / 2
    rows = [(float(x[axis]), float(y[axis]), float(origin[axis])) for axis in range(3)]
    unit = {1: "m", 2: "mm", 3: "µm"}.get(int(volume.header["xyzt_units"]) & 7, "")
    return Grid(*rows[0], *rows[1], unit=unit, name="patient", third=rows[2])
