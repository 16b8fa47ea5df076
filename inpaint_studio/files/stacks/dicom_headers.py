"""What a DICOM file says of its place in a series, read from its elements alone: no sample, no other library.

PS3.3: C.7.6.2 (planes), C.7.6.5 (cine), C.7.6.16 (functional groups), C.8.8.3 (dose grids).
"""

import math
import mmap
import struct
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.files.kinds import dicom_frames
from inpaint_studio.files.kinds.dicom_elements import Bytes, DicomError, DicomFile, Element, items, parse

SERIES = 0x0020000E
_MODALITY, _INSTANCE, _ACQUISITION, _TIME, _ECHO = 0x00080060, 0x00200013, 0x00200012, 0x00200100, 0x00180086
_POSITION, _DIRECTIONS, _SPACING = 0x00200032, 0x00200037, 0x00280030
_ROWS, _COLUMNS, _SAMPLES, _ALLOCATED = 0x00280010, 0x00280011, 0x00280002, 0x00280100
_SLOPE, _INTERCEPT = 0x00281053, 0x00281052
_PER_FRAME, _SHARED, _PLANE_POSITION, _PLANE_ORIENTATION = 0x52009230, 0x52009229, 0x00209113, 0x00209116
_FRAME_TIME, _FRAME_TIMES, _DISPLAY_RATE, _CINE_RATE = 0x00181063, 0x00181065, 0x00082144, 0x00180040
_DOSE_OFFSETS, _BETWEEN_SLICES = 0x3004000C, 0x00180088
_SMALL = 1 << 20

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Header:
    """Of one file."""

    path: Path
    series: str  # UID
    geometry: tuple[object, ...]  # what slices of one stack share: size, spacing, directions, samples
    position: tuple[float, float, float] | None  # mm, of the first pixel
    directions: tuple[float, ...] | None  # of a row and of a column
    instance: int | None
    group: tuple[float, ...]  # time, acquisition and echo, which tell volumes of one series apart
    frames: int
    scale: tuple[float, float]

    def along(self, normal: Vector) -> float | None:
        """mm along the normal."""
        return None if self.position is None else float(np.dot(self.position, normal))


def header_of(path: Path, series: str | None = None) -> Header | None:
    """None for a file that is no DICOM picture, or none of that series."""
    try:
        with open(path, "rb") as file:
            head = file.read(_SMALL)
            if series is not None and series.encode("latin-1") not in head[: 1 << 16] and not _is_deflated(head):
                return None
            content: Bytes = head
            if len(head) == _SMALL:
                content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        parsed = parse(content, 1 << 28)
    except (OSError, DicomError, ValueError, struct.error):
        return None
    if parsed.pixels is None or (series is not None and parsed.text(SERIES) != series):
        return None
    return _header(path, parsed)


def _is_deflated(head: bytes) -> bool:
    return b"1.2.840.10008.1.2.1.99" in head[:1024]


def _header(path: Path, file: DicomFile) -> Header:
    position, directions = numbers(file, _POSITION), numbers(file, _DIRECTIONS)
    spacing = numbers(file, _SPACING)
    integers = tuple(_integer(file, tag) for tag in (_COLUMNS, _ROWS, _SAMPLES, _ALLOCATED))
    rounded = tuple(round(value, 3) for value in (*spacing, *directions))
    instance = file.text(_INSTANCE)
    return Header(
        path,
        file.text(SERIES),
        (*integers, *rounded),
        (position[0], position[1], position[2]) if len(position) == 3 else None,
        directions if len(directions) == 6 else None,
        int(instance) if instance.lstrip("+-").isdecimal() and len(instance) <= 12 else None,
        tuple((numbers(file, tag) or (0.0,))[0] for tag in (_TIME, _ACQUISITION, _ECHO)),
        dicom_frames.frames_of(file),
        ((numbers(file, _SLOPE) or (1.0,))[0], (numbers(file, _INTERCEPT) or (0.0,))[0]),
    )


def numbers(file: DicomFile, tag: int, element: Element | None = None) -> tuple[float, ...]:
    """Of a text of numbers (DS, IS), separated by backslashes; () where it is none."""
    element = file.element(tag) if element is None else element
    if element is None:
        return ()
    try:
        text = bytes(file.body[element.value : element.end]).decode("latin-1").strip(" \0")
        values = tuple(float(part) for part in text.split("\\")) if text else ()
    except ValueError:
        return ()
    return values if all(map(math.isfinite, values)) else ()


def _integer(file: DicomFile, tag: int) -> int:
    element = file.element(tag)
    if element is None or element.length < 2:
        return 0
    return int(struct.unpack_from(file.coding.order + "H", file.body, element.value)[0])


def normal_of(directions: tuple[float, ...]) -> Vector | None:
    """Of unit length, from row and column directions; None where they are parallel."""
    normal = np.cross(directions[:3], directions[3:])
    length = float(np.linalg.norm(normal))
    return normal / length if length > 1e-6 else None


def millimetres(value: float) -> Fraction:
    return Fraction(round(value * 10_000), 10_000)


def slice_places(file: DicomFile, frames: int) -> list[Fraction] | None:
    """mm along the normal of each frame, where the frames are slices of a volume."""
    offsets = numbers(file, _DOSE_OFFSETS)
    if len(offsets) == frames:
        return [millimetres(value) for value in offsets]
    per_frame = file.element(_PER_FRAME)
    if per_frame is not None:
        places = _places_of_groups(file, per_frame, frames)
        if places is not None:
            return places
    step = numbers(file, _BETWEEN_SLICES)
    if step and step[0] and file.text(_MODALITY) in ("CT", "MR", "PT", "NM"):
        return [millimetres(abs(step[0]) * number) for number in range(frames)]
    return None


def _places_of_groups(file: DicomFile, per_frame: Element, frames: int) -> list[Fraction] | None:
    """By the functional groups; None where a frame has no position, or all have the same."""
    try:
        groups = list(items(file, per_frame))
        shared = next(iter(items(file, element)), ()) if (element := file.element(_SHARED)) is not None else ()
        directions = _nested(file, shared, _PLANE_ORIENTATION, _DIRECTIONS)
        positions = [_nested(file, group, _PLANE_POSITION, _POSITION) for group in groups]
        directions = directions or (_nested(file, groups[0], _PLANE_ORIENTATION, _DIRECTIONS) if groups else ())
    except (DicomError, struct.error):
        return None
    normal = normal_of(directions) if len(directions) == 6 else None
    if normal is None or len(positions) != frames or any(len(position) != 3 for position in positions):
        return None
    places = [millimetres(float(np.dot(position, normal))) for position in positions]
    return places if len({*places}) > 1 else None


def _nested(file: DicomFile, group: tuple[Element, ...], sequence: int, tag: int) -> tuple[float, ...]:
    for element in group:
        if element.tag == sequence:
            for inside in next(iter(items(file, element)), ()):
                if inside.tag == tag:
                    return numbers(file, tag, inside)
    return ()


def frame_times(file: DicomFile, frames: int) -> list[Fraction] | None:
    """Seconds at which each frame is shown; None where the file does not say."""
    steps = numbers(file, _FRAME_TIMES)
    if len(steps) == frames:
        at, times = Fraction(0), []
        for number, step in enumerate(steps):
            at += Fraction(str(step)) / 1000 if number else 0
            times.append(at)
        return times
    usual = numbers(file, _FRAME_TIME)
    if usual and usual[0] > 0:
        return [Fraction(str(usual[0])) / 1000 * number for number in range(frames)]
    rates = numbers(file, _DISPLAY_RATE) or numbers(file, _CINE_RATE)
    if rates and rates[0] > 0:
        return [number / Fraction(str(rates[0])) for number in range(frames)]
    return None
