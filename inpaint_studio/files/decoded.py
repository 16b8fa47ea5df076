"""The values that every decoder here takes and returns: limits in, a decoded page out."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.editing.places import Grid
from inpaint_studio.files.errors import PictureError, TooLargePicture
from inpaint_studio.files.mapped import MEMORY, Room
from inpaint_studio.sentence import say


@dataclass(frozen=True, eq=False)
class Decoded:
    """One decoded page of a file."""

    pixels: Pixels  # upright
    profile: bytes | None
    format: str
    page: int
    pages: int
    orientation: int
    mode: str
    converted: bool
    notes: tuple[str, ...]
    beside: Pixels | None = None  # (H, W, N) bands that are neither colour nor alpha, as stored, not turned upright
    band_notes: tuple[str, ...] = ()  # those of `notes` that ask what the band beside is
    scanner: str = ""  # make, model and software by the file's tags, on one line
    infrared_page: int | None = None  # the page behind this one that is grey and of its size, as infrared is
    infrared_page_is_tagged: bool = False  # as the mask of this one, which transparency of such pages never is
    unknown: Mask | None = None  # (H, W) upright, 255 where the file does not determine the pixel (damage, nodata)
    bands: tuple[Band, ...] = ()  # one for each channel of a data picture; () = a photograph
    levels: Levels | None = None  # of a data picture: how it is seen
    grid: Grid | None = None  # where its pixels lie on a map or in a patient
    damage: tuple[str, ...] = ()  # those of `notes` that say what is damaged
    multiplied: bool = False  # `pixels` by their last channel, if that is alpha: see `kinds.associated_alpha.straight`


@dataclass(frozen=True, eq=False)
class FirstLook:
    """What a picture looks like, before its samples are decoded."""

    pixels: Pixels  # (H, W, 3) uint8, sRGB, smaller than the picture
    size: Size  # of the picture


def ignore_size(pixels: int) -> None:
    """Default of `Limits.sized`."""


@dataclass(frozen=True)
class Limits:
    """Limits for decoding one picture."""

    bytes: int
    sized: Callable[[int], None] = ignore_size  # called with the number of pixels before any is decoded
    room: Room = MEMORY  # where a data picture's samples are put


def check_size(name: str, width: int, height: int, bytes_per_pixel: int, limits: Limits) -> None:
    """Raises TooLargePicture where a picture of this size would not fit. Called before anything is allocated."""
    needed = width * height * bytes_per_pixel
    if needed > limits.bytes:
        raise TooLargePicture(
            say(
                "{name} says it is {width} x {height} pixels ({size}), more than the {allowed} allowed for one "
                "picture. It was not opened.",
                name=name,
                width=f"{width:,}",
                height=f"{height:,}",
                size=format_bytes(needed),
                allowed=format_bytes(limits.bytes),
            )
        )
    limits.sized(width * height)


def no_page(path: Path, page: int, pages: int) -> PictureError:
    if pages == 1:
        return PictureError(say("{name} has 1 page; there is no page {page}.", name=path.name, page=page + 1))
    return PictureError(
        say("{name} has {count} pages; there is no page {page}.", name=path.name, count=pages, page=page + 1)
    )


def format_bytes(count: int) -> str:
    size = float(count)
    for unit in ("bytes", "KB", "MB", "GB", "TB", "PB"):
        if size < 1000 or unit == "PB":
            return f"{size:.0f} {unit}" if size >= 10 or unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    raise AssertionError("unreachable")
