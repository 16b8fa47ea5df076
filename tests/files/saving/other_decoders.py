"""What other people's decoders see in a picture file: Pillow, tifffile, imagecodecs and OpenCV, never our own reader.

The samples are upright and at the file's own depth, so that a picture can be compared before and after a save.
"""

import contextlib
import hashlib
import io
import logging
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageCms, ImageOps

imagecodecs = pytest.importorskip("imagecodecs")  # of the tests alone, and not everywhere

Samples = NDArray[Any]
Tags = dict[tuple[int, int], object]  # (directory, tag) -> value

_ORIENTATION, _ICC, _XMP, _IPTC, _PHOTOSHOP = 274, 34675, 700, 33723, 34377
# Tags that speak of how samples are laid out, of blocks and of places that are looked at by themselves, and padding.
_LAYOUT = frozenset(
    {254, 255, 256, 257, 258, 259, 262, 263, 266, 273, 274, 277, 278, 279, 280, 281, 282, 283, 284, 290, 291, 292}
    | {293, 296, 297, 301, 317, 318, 319, 320, 321, 322, 323, 324, 325, 330, 332, 333, 334, 336, 338, 339, 340, 341}
    | {347, 512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532, 700, 33723, 34377, 34665, 34675, 34853}
    | {37724, 40962, 40963, 40965, 59932}
)


@dataclass(frozen=True, eq=False)
class Seen:
    """A picture file as others see it."""

    pixels: Samples  # (H, W, C) upright: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA; uint8, uint16 or float32
    digest: str = ""  # of the whole file
    tolerance: int = 0  # 1 where odd depths were widened, which decoders round differently
    computed: bool = False  # not the samples themselves: CMYK, Lab and YCbCr made sRGB, alpha divided out
    profile: bytes | None = None
    orientation: int = 1
    resolutions: tuple[tuple[float, float], ...] = ()  # pixels per inch, across and down as seen upright
    exif: Tags = field(default_factory=dict)
    xmp: bytes | None = None
    iptc: bytes | None = None  # as IIM datasets
    text: tuple[str, ...] = ()  # comments and text chunks
    others: tuple[str, ...] = ()  # digests of a TIFF's other pages, in order
    inner: frozenset[str] = frozenset()  # digests of further pictures inside the file: thumbnails, previews
    wholes: frozenset[str] = frozenset()  # digests of whole files inside a project

    @property
    def alpha(self) -> Samples | None:
        return self.pixels[:, :, -1] if self.pixels.shape[2] in (2, 4) else None

    @property
    def colours(self) -> Samples:
        """(H, W, 1 or 3)."""
        return self.pixels[:, :, : 1 if self.pixels.shape[2] <= 2 else 3]


def see(path: Path, page: int = 0) -> Seen:
    """One page of a picture file, or the merged picture of an OpenRaster project. Raises whatever a decoder raises."""
    logging.getLogger("tifffile").setLevel(logging.CRITICAL + 1)
    logging.getLogger("PIL").setLevel(logging.CRITICAL + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        content = path.read_bytes()
        if content[:4] == b"PK\x03\x04":
            decoded = _of_project(content)
        elif content[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
            decoded = _of_tiff(path, content, page)
        else:
            decoded = _of_pillow(content, path.suffix.lower(), page)
        return replace(decoded, digest=hashlib.sha256(content).hexdigest())


def turned_upright(stored: Samples, orientation: int) -> Samples:
    """By the drawings of the EXIF standard (JEITA CP-3451, 4.6.4.A): where row 0 and column 0 are seen."""
    if orientation in (5, 6, 7, 8):
        stored = stored.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        stored = stored[::-1]
    if orientation in (2, 3, 6, 7):
        stored = stored[:, ::-1]
    return stored


def _of_project(content: bytes) -> Seen:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        pixels = _of_pillow(archive.read("mergedimage.png"), ".png", 0)
        stack = archive.read("stack.xml").decode()
        wholes = [archive.read(name) for name in archive.namelist() if name.endswith("/original")]
    resolution = [float(value) for value in re.findall(r'[xy]res="(\d+)"', stack)]
    resolutions = ((resolution[0], resolution[1]),) if len(resolution) == 2 else ()
    return replace(
        pixels, resolutions=resolutions, wholes=frozenset(hashlib.sha256(whole).hexdigest() for whole in wholes)
    )


def _of_pillow(content: bytes, suffix: str, page: int) -> Seen:
    wide = _wide_samples(content)
    if wide is not None and content[:2] in (b"PF", b"Pf", b"P5", b"P6"):
        return Seen(wide)
    formats = ["TGA"] if suffix == ".tga" else None
    with Image.open(io.BytesIO(content), formats=formats) as image:
        if page:
            image.seek(page)
        orientation = _orientation(image)
        dpi, resolutions = _exif_of(image), _resolutions(image)
        image.load()
        info = dict(image.info)
        text = getattr(image, "text", {})
        profile = info.get("icc_profile") or _profile_of_jp2(content)
        if wide is not None:
            pixels, computed = turned_upright(wide, orientation), False
        else:
            pixels, computed = _samples(image if orientation == 1 else ImageOps.exif_transpose(image), profile)
        if computed:
            profile = None
        named = [str(value) for key, value in text.items() if not key.startswith(("Raw profile", "XML:"))]
        comment = info.get("comment", b"") if image.format != "JPEG2000" else b""  # there the coder names itself
        named += [comment.decode("latin-1") if isinstance(comment, bytes) else str(comment)] if comment else []
        return Seen(
            pixels,
            "",
            0 if wide is None or _bits_of_jp2(content) in (8, 16) else 1,
            computed,
            profile,
            orientation,
            tuple(pair[::-1] if orientation >= 5 else pair for pair in resolutions),
            dpi,
            _packet(info.get("xmp") or text.get("XML:com.adobe.xmp")),
            _iptc_of(image, text),
            tuple(named),
            inner=_inner_pictures(content),
        )


def _wide_samples(content: bytes) -> Samples | None:
    """Samples of more than 8 bits, which Pillow narrows in silence; None where there are none."""
    samples = None
    if content[:8] == b"\x89PNG\r\n\x1a\n" and content[24] == 16:
        samples = imagecodecs.png_decode(content)
    elif content[:2] in (b"PF", b"Pf") or (content[:2] in (b"P5", b"P6") and _largest_of_pnm(content) > 255):
        samples = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
        samples = samples[:, :, ::-1] if samples.ndim == 3 else samples
    elif content[4:8] == b"jP  " or content.startswith(b"\xff\x4f\xff\x51"):
        samples = imagecodecs.jpeg2k_decode(content)
        samples = _widened(samples, _bits_of_jp2(content)) if samples.dtype == np.uint16 else None
    if samples is None:
        return None
    samples = samples if samples.ndim == 3 else samples[:, :, None]
    return samples.astype(samples.dtype.newbyteorder("="))


def _widened(samples: Samples, bits: int) -> Samples:
    wide = np.dtype(np.uint8 if bits <= 8 else np.uint16)
    return np.rint(samples.astype(np.float64) * (np.iinfo(wide).max / (2**bits - 1))).astype(wide)


def _bits_of_jp2(content: bytes) -> int:
    """Of the first component: 8 where there is no codestream. ISO/IEC 15444-1, A.5.1."""
    at = content.find(b"\xff\x4f\xff\x51", 0, 65536)
    return (content[at + 42] & 0x7F) + 1 if at >= 0 else 8


def _largest_of_pnm(content: bytes) -> int:
    numbers = re.findall(rb"(\d+)\s", re.sub(rb"#[^\n]*\n", b"", content[2:200]))
    return int(numbers[2]) if len(numbers) > 2 else 255


def _samples(image: Image.Image, profile: bytes | None) -> tuple[Samples, bool]:
    """(H, W, C), and whether they were computed."""
    computed = image.mode in ("CMYK", "LAB", "YCbCr")
    if image.mode == "CMYK":
        image = _cmyk_as_srgb(image, profile)
    elif image.mode == "LAB":
        lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        image = ImageCms.profileToProfile(image, lab, srgb, outputMode="RGB") or image
    elif image.mode in ("P", "PA", "RGB", "L", "1") and ("transparency" in image.info or image.mode == "PA"):
        image = image.convert("RGBA" if image.mode in ("P", "PA", "RGB") else "LA")
    elif image.mode in ("1", "P", "YCbCr", "RGBX"):
        image = image.convert("L" if image.mode == "1" else "RGB")
    pixels = np.asarray(image)
    if pixels.dtype == np.int32:
        pixels = pixels.astype(np.uint16)
    pixels = pixels if pixels.ndim == 3 else pixels[:, :, None]
    return pixels.astype(pixels.dtype.newbyteorder("=")), computed


def _cmyk_as_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    with contextlib.suppress(OSError, ImageCms.PyCMSError, ValueError, TypeError):
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile or b""))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        if converted is not None:
            return converted
    return image.convert("RGB")


def _of_tiff(path: Path, content: bytes, page: int) -> Seen:
    with tifffile.TiffFile(path) as file:
        directory = file.pages[page]
        tags = directory.tags
        orientation = int(tags.valueof(_ORIENTATION, 1))
        profile = tags.valueof(_ICC)
        others = tuple(_digest_of(other) for number, other in enumerate(file.pages[:32]) if number != page)
        inner = _smaller_copies(file, page)
        jpeg_coded = int(directory.compression) in (6, 7)
        plain = int(directory.photometric) in (0, 1, 2) and not jpeg_coded
        packet, iptc = tags.valueof(_XMP), tags.valueof(_IPTC)
        resources = tags.valueof(_PHOTOSHOP)
        resolutions = _resolution_of(tags.valueof(282), tags.valueof(283), tags.valueof(296, 2))
        try:
            pixels, computed = _tiff_samples(directory) if plain else (None, False)
            pixels = None if pixels is None else turned_upright(pixels, orientation)
        except Exception:  # tifffile reads less than Pillow of some old kinds
            pixels = None
    exif: Tags = {}
    try:
        with Image.open(io.BytesIO(content), formats=["TIFF"]) as image:
            image.seek(page)
            exif = _exif_of(image)
            if pixels is None:
                image.load()
                pixels, computed = _samples(image, profile)
                computed = computed or jpeg_coded
    except (OSError, SyntaxError, ValueError, KeyError):
        if pixels is None:
            raise
        block = Image.Exif()
        block.load(content)
        exif = _exif_values(block) if page == 0 else {}
    assert pixels is not None
    if computed and pixels.shape[2] >= 3 and (profile or b"")[16:20] not in (b"RGB ", b""):
        profile = None
    iptc = iptc if isinstance(iptc, bytes) else None
    return Seen(
        pixels,
        "",
        0 if int(directory.bitspersample) in (1, 2, 4, 8, 16, 32) else 1,
        computed,
        profile,
        orientation if 1 <= orientation <= 8 else 1,
        tuple(pair[::-1] if orientation in (5, 6, 7, 8) else pair for pair in resolutions),
        exif,
        _packet(packet),
        _trimmed(iptc) or _iptc_of_resources(resources if isinstance(resources, bytes) else b""),
        (),
        others,
        inner if jpeg_coded else inner | _inner_pictures(content),
    )


def _tiff_samples(page: tifffile.TiffPage) -> tuple[Samples, bool]:
    pixels = page.asarray()
    if page.axes.startswith("S"):
        pixels = np.moveaxis(pixels, 0, -1)
    pixels = pixels if pixels.ndim == 3 else pixels[:, :, None]
    bits, colours = int(page.bitspersample), 3 if int(page.photometric) == 2 else 1
    if pixels.ndim != 3:
        raise ValueError("not one plane of pixels")
    if pixels.dtype == np.float16:
        pixels = pixels.astype(np.float32)
    elif pixels.dtype.kind in "bu" and bits < 16 and bits != 8:
        pixels = _widened(pixels, bits)
    if int(page.photometric) == 0:
        pixels = (np.iinfo(pixels.dtype).max - pixels) if pixels.dtype.kind == "u" else 1 - pixels
    if pixels.shape[2] <= colours:
        return pixels, False
    extra = [int(kind) for kind in page.extrasamples]
    if pixels.shape[2] > colours + 1 or extra[:1] not in ([1], [2]):
        return pixels, False  # whatever it is, it is there
    if extra[0] == 2:
        return pixels, False
    top = 1.0 if pixels.dtype.kind == "f" else float(np.iinfo(pixels.dtype).max)
    alpha = pixels[:, :, -1:].astype(np.float64) / top
    straight = np.where(alpha > 0, pixels[:, :, :-1] / np.where(alpha > 0, alpha, 1), 0)
    straight = straight if pixels.dtype.kind == "f" else np.rint(np.minimum(straight, top))
    return np.concatenate([straight.astype(pixels.dtype), pixels[:, :, -1:]], axis=2), True


def _digest_of(page: Any) -> str:
    try:
        return hashlib.sha256(page.asarray().tobytes()).hexdigest()
    except Exception as error:
        return type(error).__name__


def _smaller_copies(file: tifffile.TiffFile, page: int) -> frozenset[str]:
    """Digests of sub-directories of a page and of the reduced pages right behind it."""
    copies = list(file.pages[page].pages or [])
    for other in file.pages[page + 1 :]:
        if not int(other.subfiletype) & 1:
            break
        copies.append(other)
    digests = [(small, _digest_of(small)) for small in copies[:32]]
    return frozenset(digest for _, digest in digests if len(digest) == 64)


def _orientation(image: Image.Image) -> int:
    value = _block_of(image).get(_ORIENTATION, 1)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _block_of(image: Image.Image) -> Image.Exif:
    try:
        return image.getexif()
    except Exception:  # a block that Pillow does not follow tells nothing
        return Image.Exif()


def _exif_of(image: Image.Image) -> Tags:
    try:
        return _exif_values(_block_of(image))
    except Exception:
        return {}


def _exif_values(block: Image.Exif) -> Tags:
    values = {(0, tag): _plain(value) for tag, value in block.items() if tag not in _LAYOUT}
    for directory in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo):
        with contextlib.suppress(Exception):
            for tag, value in block.get_ifd(directory).items():
                if tag not in _LAYOUT:
                    values[int(directory), tag] = _plain(value)
    return {key: value for key, value in values.items() if value not in ("", b"", ())}


def _plain(value: object) -> object:
    """A tag's value so that two writings of the same are equal."""
    if isinstance(value, bytes):
        return value.rstrip(b"\0 ").decode("latin-1")
    if isinstance(value, str):
        return value.rstrip("\0 ")
    if isinstance(value, tuple):
        return tuple(_plain(part) for part in value)
    if isinstance(value, dict):
        return len(value)
    number = float(value)  # type: ignore[arg-type]
    return round(number, 4) if number == number else None


def _resolutions(image: Image.Image) -> tuple[tuple[float, float], ...]:
    resolutions = []
    resolution = image.info.get("dpi")
    if image.format in ("JPEG", "MPO"):  # Pillow says 72 of a JPEG that says nothing
        unit, density = image.info.get("jfif_unit"), image.info.get("jfif_density")
        resolution = tuple(value * (2.54 if unit == 2 else 1.0) for value in density) if unit in (1, 2) else None
    if isinstance(resolution, tuple) and min(resolution) > 0:
        resolutions.append((float(resolution[0]), float(resolution[1])))
    block = _block_of(image)
    resolutions.extend(_resolution_of(block.get(282), block.get(283), block.get(296, 2)))
    return tuple(resolutions)


def _resolution_of(across: object, down: object, unit: object) -> list[tuple[float, float]]:
    values = []
    for resolution in (across, down):
        with contextlib.suppress(TypeError, ValueError, ZeroDivisionError):
            values.append(resolution[0] / resolution[1] if isinstance(resolution, tuple) else float(resolution))  # type: ignore[arg-type]
    if len(values) < 2 or not min(values) > 0 or unit not in (2, 3):
        return []
    scale = 2.54 if unit == 3 else 1.0
    return [(values[0] * scale, values[1] * scale)]


def _packet(packet: object) -> bytes | None:
    if isinstance(packet, str):
        packet = packet.encode()
    if not isinstance(packet, bytes) or not packet.strip(b"\0 \n"):
        return None
    return re.sub(rb'(tiff:Orientation(="|>))\d', rb"\g<1>1", packet.strip(b"\0 \n"))


def _iptc_of(image: Image.Image, text: dict[str, str]) -> bytes | None:
    resources = image.info.get("photoshop")
    if isinstance(resources, dict):
        return _trimmed(resources.get(1028))
    for key in ("Raw profile type iptc", "Raw profile type 8bim"):
        with contextlib.suppress(ValueError, KeyError, IndexError):
            return _iptc_of_resources(bytes.fromhex("".join(text[key].split("\n")[3:])))
    return None


def _iptc_of_resources(resources: bytes) -> bytes | None:
    """IPTC among Photoshop's resources. Adobe, File Formats Specification, image resource blocks."""
    at = max(resources.find(b"8BIM"), 0)
    while resources[at : at + 4] == b"8BIM":
        name = resources[at + 6] + 1
        size_at = at + 6 + name + name % 2
        size = int.from_bytes(resources[size_at : size_at + 4], "big")
        if resources[at + 4 : at + 6] == b"\x04\x04":
            return _trimmed(resources[size_at + 4 : size_at + 4 + size])
        at = size_at + 4 + size + size % 2
    return None


def _trimmed(datasets: bytes | None) -> bytes | None:
    return (datasets or b"").rstrip(b"\0") or None


def _profile_of_jp2(content: bytes) -> bytes | None:
    at = content.find(b"colr", 0, 4096)
    if content[4:8] != b"jP  " or at < 0 or content[at + 4] not in (2, 3):
        return None
    return content[at + 7 : at - 4 + int.from_bytes(content[at - 4 : at], "big")]


def _inner_pictures(content: bytes) -> frozenset[str]:
    """Digests of further JPEG and PNG pictures inside a file that open, by their own marks."""
    return frozenset(hashlib.sha256(part[:4096]).hexdigest() for part in _marked(content))


def _marked(content: bytes) -> Iterator[bytes]:
    for mark in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"):
        at = content.find(mark, 1)
        while at >= 0:
            with contextlib.suppress(Exception), Image.open(io.BytesIO(content[at:]), formats=["JPEG", "PNG"]) as inner:
                inner.load()
                if min(inner.size) >= 8 and inner.convert("L").getextrema() != (0, 0):
                    yield content[at:]
            at = content.find(mark, at + 1)
