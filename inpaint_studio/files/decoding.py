"""From bytes to samples: one page of one file, at the file's own depth, or a sentence that says why not."""

import io
import mmap
import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import numpy as np
from PIL import Image, ImageCms, UnidentifiedImageError

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files import deep, formats, jp2_boxes, metadata_reading, pnm, tiff
from inpaint_studio.files.errors import PictureError, TooLargePicture, UnsupportedPicture
from inpaint_studio.files.orientation import stored, told, told_by_page, upright

ORIENTATION_TAG = 0x0112

# Modes whose samples are the file's own, and modes that widen without losing anything, with what is said of it.
_PLAIN_MODES = ("L", "LA", "RGB", "RGBA", "I;16")
_WIDENED = {
    "1": ("L", "The file's black and white was opened as 8-bit grey."),
    "P": ("RGB", "The file's palette was opened as 8-bit RGB."),
    "PA": ("RGBA", "The file's palette was opened as 8-bit RGB with transparency."),
    "YCbCr": ("RGB", "The file's YCbCr colours were opened as RGB."),
    "CMYK": ("RGB", ""),  # what is said depends on whether the file brings a profile
    "LAB": ("RGB", "The file's Lab colours were opened as sRGB."),
}


@dataclass(frozen=True, eq=False)
class Decoded:
    """One page as it came out of its file."""

    pixels: Pixels  # upright
    profile: bytes | None
    format: str
    page: int
    pages: int
    orientation: int
    mode: str
    converted: bool
    notes: tuple[str, ...]


def decode(path: Path, page: int, budget_bytes: int, format: formats.Format | None = None) -> Decoded:
    """Read one page of a file. format: where it is known; else by the file's first bytes.

    Raises PictureError: a sentence that names the file, for anything that is missing, broken, hostile, too
    large for the budget, or of a kind that is not opened. Never runs another program.
    """
    format = format or identify(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # decoders warn of oddities in files; what matters becomes a note or an error
        try:
            return _decode(path, format, page, budget_bytes)
        except PictureError:
            raise
        except MemoryError as error:
            raise TooLargePicture(f"{path.name} needs more memory than there is. It was not opened.") from error
        except Exception as error:  # a decoder's edge: hostile bytes raise anything at all
            raise PictureError(f"{path.name} is damaged or incomplete ({_reason(error)}).") from error


def identify(path: Path) -> formats.Format:
    """The kind of a file by its first bytes. Raises PictureError where it is none we open."""
    try:
        if path.is_dir():
            raise PictureError(f"{path.name} is a folder, not a picture.")
        if path.exists() and not path.is_file():  # opening a pipe would wait for somebody to write
            raise PictureError(f"{path.name} is a pipe or a device, not a picture.")
        with open(path, "rb") as file:
            head = file.read(formats.HEAD_BYTES)
    except FileNotFoundError as error:
        raise PictureError(f"{path} does not exist.") from error
    except OSError as error:
        raise PictureError(f"{path} could not be read: {error.strerror or error}.") from error
    if not head:
        raise PictureError(f"{path.name} is empty.")
    format = formats.sniff(head, path.suffix.lower())
    if format is not None:
        return format
    reason = formats.refusal(head)
    if reason is not None:
        raise UnsupportedPicture(f"{path.name} {reason}")
    raise UnsupportedPicture(f"{path.name} is not a picture of a kind that can be opened.")


def check_budget(name: str, width: int, height: int, bytes_per_pixel: int, budget_bytes: int) -> None:
    """Raises TooLargePicture where a picture of this size would not fit. Called before anything is allocated."""
    needed = width * height * bytes_per_pixel
    if needed > budget_bytes:
        raise TooLargePicture(
            f"{name} says it is {width:,} x {height:,} pixels ({_bytes(needed)}), "
            f"more than the {_bytes(budget_bytes)} allowed for one picture. It was not opened."
        )


def _decode(path: Path, format: formats.Format, page: int, budget_bytes: int) -> Decoded:
    match format.key:
        case "tiff":
            return _decode_tiff(path, page, budget_bytes)
        case "pnm":
            return _decode_pnm(path, page, budget_bytes)
        case "png" if _png_depth(path) == 16:
            return _decode_deep(path, format, budget_bytes)
        case "jp2" if _jp2_depth(path) > 8:
            return _decode_deep(path, format, budget_bytes)
        case "heif":
            return _decode_heif(path, page, budget_bytes)
        case _:
            return _decode_with_pillow(path, format, page, budget_bytes)


def _decode_with_pillow(path: Path, format: formats.Format, page: int, budget_bytes: int) -> Decoded:
    with _opened(path, format) as image:
        pages = _count(path, image, page)
        if format.key == "jpeg":
            pages = 1  # the further pictures of an MPO are other views or previews, not pages of this one
        elif page:
            image.seek(page)
        check_budget(path.name, *image.size, 4, budget_bytes)
        orientation = _orientation(path, format, image)
        image.load()
        mode, profile = image.mode, _profile(path, format, image)
        pixels, profile, notes = _samples(path, image, profile)
    if not notes:
        notes.extend(_widened(path, format, mode))
    converted = bool(notes)
    if pages > 1:
        notes.append(f"This is frame {page + 1} of {pages}.")
    if format.key == "avif" and _avif_depth(path) > 8:
        notes.append("The file's 10 or 12 bits a sample were opened as 8 bits.")
        converted = True
    return Decoded(
        upright(pixels, orientation), profile, format.key, page, pages, orientation, mode, converted, tuple(notes)
    )


def _opened(path: Path, format: formats.Format, stream: IO[bytes] | None = None) -> Image.Image:
    # Our budget counts bytes and speaks a sentence; Pillow's fixed limit of pixels would refuse honest scans.
    Image.MAX_IMAGE_PIXELS = None
    try:
        return Image.open(stream or path, formats=[format.plugin])
    except UnidentifiedImageError as error:
        raise PictureError(f"{path.name} begins like {format.name} but is damaged or of an unusual kind.") from error


def _count(path: Path, image: Image.Image, page: int) -> int:
    pages = int(getattr(image, "n_frames", 1))
    if not 0 <= page < pages:
        raise _no_page(path, page, pages)
    return pages


def _no_page(path: Path, page: int, pages: int) -> PictureError:
    if pages == 1:
        return PictureError(f"{path.name} has 1 page; there is no page {page + 1}.")
    return PictureError(f"{path.name} has {pages} pages; there is no page {page + 1}.")


def _samples(path: Path, image: Image.Image, profile: bytes | None) -> tuple[Pixels, bytes | None, list[str]]:
    """The samples of a loaded image, the profile that now belongs to them, and a sentence for each conversion."""
    notes = []
    mode = image.mode
    if mode not in _PLAIN_MODES and mode not in _WIDENED:
        raise UnsupportedPicture(f"{path.name} holds {mode} samples, which are not opened.")
    if mode == "CMYK":
        image, note = _from_cmyk(image, profile)
        notes.append(note)
        profile = None
    elif mode == "LAB":
        image = _from_lab(image)
        notes.append(_WIDENED[mode][1])
        profile = None
    elif "transparency" in image.info and mode in ("P", "RGB", "L", "1"):
        image = image.convert("RGBA" if mode in ("P", "RGB") else "LA")
        if mode in _WIDENED:
            notes.append(_WIDENED[mode][1])
        notes.append("The file's transparent colour was opened as an alpha channel.")
    elif mode in _WIDENED:
        image = image.convert(_WIDENED[mode][0])
        notes.append(_WIDENED[mode][1])
    pixels = np.asarray(image)
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    return pixels.astype(pixels.dtype.newbyteorder("="), copy=False), profile, notes


def _from_cmyk(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, str]:
    if profile is not None:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if converted is not None:
                return converted, "The file's CMYK colours were opened as sRGB through its profile."
        except (OSError, ImageCms.PyCMSError, ValueError, TypeError):
            pass
    return image.convert("RGB"), "The file's CMYK colours have no usable profile, so their sRGB is only near."


def _from_lab(image: Image.Image) -> Image.Image:
    lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    converted = ImageCms.profileToProfile(image, lab, srgb, outputMode="RGB")
    assert converted is not None
    return converted


def _decode_deep(path: Path, format: formats.Format, budget_bytes: int) -> Decoded:
    with _opened(path, format) as image:  # for the header only: the samples come from OpenImageIO
        check_budget(path.name, *image.size, 8, budget_bytes)
        profile, orientation = _profile(path, format, image), _orientation(path, format, image)
        keyed = "transparency" in image.info
    pixels = deep.read(path, 0, np.uint16)
    notes = ["The file's transparent colour was opened as an alpha channel."] if keyed else []
    if format.key == "jp2" and _jp2_depth(path) < 16:
        notes.append(f"The file's {_jp2_depth(path)} bits a sample were opened as 16 bits.")
    if pixels.shape[2] > 4:
        raise UnsupportedPicture(f"{path.name} has {pixels.shape[2]} channels; up to 4 are opened.")
    mode = f"uint16x{pixels.shape[2]}"
    return Decoded(
        upright(pixels, orientation), profile, format.key, 0, 1, orientation, mode, bool(notes), tuple(notes)
    )


def _decode_pnm(path: Path, page: int, budget_bytes: int) -> Decoded:
    content = path.read_bytes()
    header = pnm.header(content)
    check_budget(path.name, header.width, header.height, header.channels * header.sample_bytes, budget_bytes)
    if page:
        raise _no_page(path, page, 1)
    pixels, note = pnm.read(content, header)
    mode = header.kind.decode()
    return Decoded(pixels, None, "pnm", 0, 1, 1, mode, note is not None, (note,) if note else ())


def _decode_heif(path: Path, page: int, budget_bytes: int) -> Decoded:
    try:
        import pi_heif  # an extra: it carries a decoder of its own and not everyone has such files
    except ImportError as error:
        raise UnsupportedPicture(
            f"{path.name} is a HEIC photo. Install the heic extra (pip install inpaint-studio[heic]) to open it."
        ) from error
    file = pi_heif.open_heif(path, convert_hdr_to_8bit=True)
    if not 0 <= page < len(file):
        raise _no_page(path, page, len(file))
    width, height = file[page].size
    check_budget(path.name, width, height, 4, budget_bytes)
    image = file[page].to_pillow()
    image.load()
    pixels, profile, notes = _samples(path, image, image.info.get("icc_profile") or None)
    notes.append("HEIC is opened at 8 bits a sample and cannot be written back; save it as PNG or TIFF.")
    # The decoder has already turned the pixels upright.
    return Decoded(pixels, profile, "heif", page, len(file), 1, image.mode, True, tuple(notes))


def _decode_tiff(path: Path, page: int, budget_bytes: int) -> Decoded:
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        structure = tiff.Tiff(memoryview(mapped))
        try:
            found = structure.pages()
            if not 0 <= page < len(found):
                raise _no_page(path, page, len(found))
            layout = replace(tiff.layout(structure, found[page]), orientation=told_by_page(structure, found[page]))
            profile = structure.raw(found[page], tiff.ICC) or None
        finally:
            structure.content.release()
    dtype, notes = _tiff_dtype(path, layout)
    check_budget(path.name, layout.width, layout.height, max(4, layout.samples * dtype.itemsize), budget_bytes)
    if layout.photometric in (0, 1, 2) and max(layout.bits) > 1:
        pixels = deep.read(path, page, dtype)
        if pixels.shape[:2] != (layout.height, layout.width):
            raise ValueError("its pages disagree about their size")
        if layout.photometric == 0:
            if dtype != np.uint8:  # OpenImageIO turns 8 bits round by itself, and nothing wider
                pixels = (np.iinfo(dtype).max - pixels).astype(dtype) if dtype.kind == "u" else 1 - pixels
            notes.append("The file stores white as zero; its grey values were turned round.")
        pixels, more = _alpha_of_tiff(pixels, layout)
        notes.extend(more)
        pixels = upright(pixels, layout.orientation)
        mode = f"{dtype.name}x{layout.samples}"
    else:
        # As a stream: of a path Pillow maps what is not compressed, and that with the sides of the turned picture.
        with open(path, "rb") as stream, _opened(path, formats.BY_KEY["tiff"], stream) as image:
            if page:
                image.seek(page)
            turned = image.getexif().get(ORIENTATION_TAG, 1)  # Pillow turns upright by its own reading of the tag
            image.load()
            mode = image.mode
            pixels, profile, more = _samples(path, image, profile)
            pixels = upright(stored(pixels, int(turned) if turned in range(1, 9) else 1), layout.orientation)
            notes.extend(more)
    if layout.photometric not in (0, 1, 2) and not notes:
        notes.append("The file's YCbCr colours were opened as RGB.")
    if layout.compression in (6, 7):
        notes.append("The page is JPEG-compressed inside TIFF; it is saved without loss from here on.")
    converted = bool(notes)
    if len(found) > 1:
        notes.append(f"This is page {page + 1} of {len(found)}.")
    return Decoded(pixels, profile, "tiff", page, len(found), layout.orientation, mode, converted, tuple(notes))


def _tiff_dtype(path: Path, layout: tiff.Layout) -> tuple[np.dtype[Any], list[str]]:
    """The samples a page is opened as, and what that converts. Raises UnsupportedPicture."""
    bits, words = max(layout.bits), "unsigned" if layout.format == 1 else "signed" if layout.format == 2 else "float"
    if min(layout.bits) != bits:
        raise UnsupportedPicture(f"{path.name} has channels of different depths {layout.bits}, which is not opened.")
    if layout.photometric in (0, 1, 2) and not layout.samples - 4 <= 0:
        raise UnsupportedPicture(f"{path.name} has {layout.samples} channels; up to 4 are opened.")
    if layout.format == 3 and bits in (16, 32):
        return np.dtype(np.float32), ["The file's 16-bit floats were opened as 32-bit floats."] if bits == 16 else []
    if layout.format in (1, 4) and bits <= 8:
        narrow = bits < 8 and layout.photometric in (0, 1) and bits > 1
        return np.dtype(np.uint8), [f"The file's {bits} bits a sample were opened as 8 bits."] if narrow else []
    if layout.format in (1, 4) and bits <= 16 and layout.photometric in (0, 1, 2):
        return np.dtype(np.uint16), [f"The file's {bits} bits a sample were opened as 16 bits."] if bits < 16 else []
    raise UnsupportedPicture(
        f"{path.name} holds {bits}-bit {words} samples{_PHOTOMETRIC.get(layout.photometric, '')}, which would have to "
        "be narrowed. It was not opened."
    )


_PHOTOMETRIC = {3: " through a palette", 5: " of CMYK", 6: " of YCbCr", 8: " of Lab", 9: " of Lab", 32803: " of a raw"}


def _alpha_of_tiff(pixels: Pixels, layout: tiff.Layout) -> tuple[Pixels, list[str]]:
    """Settle what the channels after the colours are: alpha, or something to leave out."""
    colours = 3 if layout.photometric == 2 else 1
    if pixels.shape[2] < colours:
        raise ValueError("it has too few channels for its colours")
    notes = []
    if pixels.shape[2] > colours + 1 or (pixels.shape[2] == colours + 1 and layout.extra[:1] not in ((1,), (2,))):
        notes.append(f"The file has {pixels.shape[2] - colours} channels beside its colours, which were left out.")
        pixels = pixels[:, :, :colours]
    elif pixels.shape[2] == colours + 1 and layout.extra[0] == 1:
        notes.append("The file's colours were multiplied by its alpha; they were divided again.")
        pixels = _straight(pixels)
    return pixels, notes


def _straight(pixels: Pixels) -> Pixels:
    alpha = pixels[:, :, -1:].astype(np.float64)
    top = 1.0 if pixels.dtype.kind == "f" else float(np.iinfo(pixels.dtype).max)
    colours = np.divide(pixels[:, :, :-1] * top, alpha, out=np.zeros(pixels[:, :, :-1].shape), where=alpha > 0)
    if pixels.dtype.kind != "f":
        colours = np.rint(np.minimum(colours, top))
    return np.concatenate([colours.astype(pixels.dtype), pixels[:, :, -1:]], axis=2)


def _widened(path: Path, format: formats.Format, mode: str) -> list[str]:
    """What Pillow widens to 8 bits without a word of its own."""
    with open(path, "rb") as file:
        head = file.read(32)
    if format.key == "png" and mode == "L" and head[24] in (2, 4):
        return [f"The file's {head[24]} bits a sample were opened as 8 bits."]
    if (format.key == "bmp" and head[28:30] == b"\x10\0") or (format.key == "tga" and head[16] in (15, 16)):
        return ["The file's 5 or 6 bits a sample were opened as 8 bits."]
    return []


def _png_depth(path: Path) -> int:
    with open(path, "rb") as file:
        head = file.read(26)
    return head[24] if len(head) > 24 and head[12:16] == b"IHDR" else 0


def _jp2_depth(path: Path) -> int:
    with open(path, "rb") as file:
        head = file.read(1 << 16)
    at = head.find(b"\xff\x4f\xff\x51")  # start of codestream, then its size marker
    return (head[at + 42] & 0x7F) + 1 if at >= 0 and len(head) > at + 42 else 8


def _avif_depth(path: Path) -> int:
    with open(path, "rb") as file:
        head = file.read(1 << 16)
    at = head.find(b"pixi")
    return head[at + 9] if at >= 0 and len(head) > at + 9 else 8


def _orientation(path: Path, format: formats.Format, image: Image.Image) -> int:
    match format.key:
        case "jpeg" | "png" | "webp":
            found = metadata_reading.read(format.key, path.read_bytes())
            return told(found.exif, found.xmp)
        case "avif":  # its boxes decide, not its EXIF; Pillow puts what they say there
            return told(image.info.get("exif"), None)
        case _:
            return 1


def _profile(path: Path, format: formats.Format, image: Image.Image) -> bytes | None:
    if format.key == "jp2":
        return jp2_boxes.profile(path.read_bytes())
    return image.info.get("icc_profile") or None


def _reason(error: Exception) -> str:
    text = str(error).strip().rstrip(".")
    return text if text and len(text) < 120 and "\n" not in text else type(error).__name__


def _bytes(count: int) -> str:
    size = float(count)
    for unit in ("bytes", "KB", "MB", "GB", "TB", "PB"):
        if size < 1000 or unit == "PB":
            return f"{size:.0f} {unit}" if size >= 10 or unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    raise AssertionError("unreachable")
