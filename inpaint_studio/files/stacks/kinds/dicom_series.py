"""A DICOM series: the slices of one volume in files of their own, ordered by their places in the patient."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from inpaint_studio.editing.stack import Axis, Place
from inpaint_studio.files.decoding import identify
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.stacks.dicom_headers import Header, header_of, millimetres, normal_of
from inpaint_studio.files.stacks.kind import Opening, StackKind
from inpaint_studio.files.stacks.kinds.folder import first_picture, pictures_of
from inpaint_studio.files.stacks.planes import FilePlanes, PlaneSource
from inpaint_studio.sentence import joined, say

_MOST_NEIGHBOURS = 20_000  # files beside an opened one that are looked at: a few seconds
_WIDE = 1.5  # of the usual distance: a slice is missing
_LISTED = 3


def _takes(path: Path, format: str) -> bool:
    if format:
        return format == "dicom"
    try:
        first = first_picture(path)
        return first is not None and identify(first).key == "dicom"
    except (OSError, PictureError):  # said by who opens the folder
        return False


def _files(folder: Path) -> list[Path]:
    try:
        return pictures_of(folder)
    except OSError:  # said by who opens the folder
        return []


def open_series(path: Path, opening: Opening) -> FilePlanes | None:
    """path: a folder, or one file of a series, which is alone where it has no neighbours: None.

    Raises PictureError, OSError.
    """
    notes: list[str] = []
    if path.is_dir():
        headers = _one_stack(path, _headers(path, pictures_of(path), None, opening))
        if len(headers) == 1:
            raise PictureError(
                say("{name} holds a single picture, {file}. Open that file.", name=path.name, file=headers[0].path.name)
            )
    else:
        own = header_of(path)
        if own is None or not own.series:
            return None
        files = _files(path.parent)
        if len(files) > _MOST_NEIGHBOURS:
            return None
        headers = _headers(path.parent, files, own.series, opening)
        others = [header for header in headers if header.geometry != own.geometry or header.frames != own.frames]
        headers = [header for header in headers if header.geometry == own.geometry and header.frames == own.frames]
        notes += _left_out(others)
        if len(headers) < 2:
            return None
    headers, at, cuts, more = _ordered(headers)
    axis: Axis = opening.axis or ("slice" if at[0] is not None else "frame")
    return FilePlanes(
        path,  # the file, where one was opened: the folder may hold other series
        STACK.key,
        axis,
        [PlaneSource(header.path) for header in headers],
        [Place(place, header.path.name) for place, header in zip(at, headers, strict=True)],
        cuts=cuts,
        notes=(*notes, *more, *_scales(headers)),
        opening=opening,
        name=headers[0].path.parent.name,
    )


def _headers(folder: Path, files: Sequence[Path], series: str | None, opening: Opening) -> list[Header]:
    headers = []
    for file in files:
        if opening.cancelled():
            raise PictureError(say("Opening {name} was cancelled.", name=folder.name))
        header = header_of(file, series)
        if header is not None:
            headers.append(header)
    return headers


def _one_stack(folder: Path, headers: list[Header]) -> list[Header]:
    """The headers of a folder that holds one series of one geometry. Raises PictureError where it holds more."""
    if not headers:
        raise PictureError(say("{name} holds no pictures.", name=folder.name))
    by_series: dict[str, list[Header]] = {}
    by_geometry: dict[tuple[object, ...], list[Header]] = {}
    for header in headers:
        by_series.setdefault(header.series, []).append(header)
        by_geometry.setdefault((header.geometry, header.frames), []).append(header)
    if len(by_series) > 1:
        raise PictureError(
            say(
                "{name} holds {count} series: {files}. Open a file of the one that is meant.",
                name=folder.name,
                count=len(by_series),
                files=_counted(list(by_series.values())),
            )
        )
    if headers[0].frames > 1:
        raise PictureError(say("{name} holds files of several frames each. Open one of them.", name=folder.name))
    if len(by_geometry) > 1:
        raise PictureError(
            say(
                "{name} holds slices of {count} geometries, which are no one volume: {files}. Open a file of those "
                "that are meant.",
                name=folder.name,
                count=len(by_geometry),
                files=_counted(list(by_geometry.values())),
            )
        )
    return headers


def _counted(groups: Sequence[Sequence[Header]]) -> str:
    return joined(
        [
            say("{count} files like {name}", one="the file {name}", count=len(group), name=group[0].path.name)
            for group in sorted(groups, key=len, reverse=True)[:_LISTED]
        ],
        ", ",
    )


def _left_out(others: Sequence[Header]) -> list[str]:
    if not others:
        return []
    return [
        say(
            "{count} files of the series have another geometry and are left out, such as {name}.",
            one="A file of the series has another geometry and is left out: {name}.",
            count=len(others),
            name=others[0].path.name,
        )
    ]


Ordered = tuple[list[Header], list[Fraction | None], tuple[int, ...] | None, list[str]]


def _ordered(headers: list[Header]) -> Ordered:
    """Along the normal where all have a place, else by their numbers; cuts between volumes; notes."""
    normal = normal_of(headers[0].directions) if headers[0].directions is not None else None
    places = [None if normal is None else header.along(normal) for header in headers]
    if normal is None or any(place is None for place in places):
        by_number = sorted(headers, key=lambda one: (one.instance is None, one.instance or 0, one.path.name))
        return by_number, [None] * len(headers), None, []
    at = {header.path: millimetres(place) for header, place in zip(headers, places, strict=True) if place is not None}
    counts = Counter(at.values())
    repeats = {*counts.values()}
    notes: list[str] = []

    def order(header: Header) -> tuple[object, ...]:
        return at[header.path], header.group, header.instance or 0, header.path.name

    ordered = sorted(headers, key=order)
    cuts: tuple[int, ...] = ()
    if repeats == {1}:
        notes += _gaps(ordered, [at[header.path] for header in ordered])
    elif len(repeats) == 1 and len(counts) > 1:
        (volumes,) = repeats
        ordered = [header for volume in range(volumes) for header in ordered[volume::volumes]]
        cuts = tuple(range(len(counts), len(ordered), len(counts)))
        notes.append(
            say(
                "Every slice of the series comes {count} times; as {count} volumes, they follow each other.",
                count=volumes,
            )
        )
    else:
        first = next(n for n in range(len(ordered) - 1) if at[ordered[n].path] == at[ordered[n + 1].path])
        notes.append(
            say(
                "{first} and {second} lie at the same place, {place} mm; they follow each other by their numbers.",
                first=ordered[first].path.name,
                second=ordered[first + 1].path.name,
                place=f"{float(at[ordered[first].path]):g}",
            )
        )
    return ordered, [at[header.path] for header in ordered], cuts, notes


def _gaps(ordered: Sequence[Header], at: Sequence[Fraction]) -> list[str]:
    steps = [after - before for before, after in pairwise(at)]
    usual = sorted(steps)[len(steps) // 2]
    wide = [number for number, step in enumerate(steps) if step > _WIDE * usual]
    notes: list[str] = []
    for number in wide[:_LISTED]:
        notes.append(
            say(
                "Slices are missing between {first} and {second}, which lie {wide} mm apart; others lie {usual} mm "
                "apart.",
                first=ordered[number].path.name,
                second=ordered[number + 1].path.name,
                wide=f"{float(steps[number]):g}",
                usual=f"{float(usual):g}",
            )
        )
    if len(wide) > _LISTED:
        notes.append(say("Slices are missing in {count} more places.", count=len(wide) - _LISTED))
    return notes


def _scales(headers: Sequence[Header]) -> list[str]:
    if len({header.scale for header in headers}) == 1:
        return []
    return [
        say(
            "The slices measure with different scales (rescale slope and intercept): the same sample has another value "
            "in each."
        )
    ]


STACK = StackKind("dicom-series", say("DICOM series"), 60, _takes, open_series)
