"""The supported kinds of picture file: how each is opened, how it is saved, or why it is refused.

A file's kind is detected from its first bytes; its name decides only the format that is written.
"""

from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path, PurePath

from inpaint_studio.files.kinds import dicom_elements, guest_kinds, nifti_header
from inpaint_studio.registry import Registry
from inpaint_studio.sentence import say, template

# Not in the docstring, which `python -OO` leaves out.
_TABLE = """
| kind | opened | saved |
|---|---|---|
| PNG | 8 and 16 bits as it is; palette and 1, 2 or 4 bits converted to 8-bit RGB(A) or grey | exact |
| JPEG | as it is; CMYK converted to sRGB through its profile | exact outside the touched blocks, else said before |
| TIFF | 8 and 16 bits and 32-bit float, grey or RGB, straight alpha, any page | exact |
| TIFF | 1 to 14 bits, 16-bit float, palette, CMYK, YCbCr, Lab, white-is-zero, multiplied alpha: converted | exact |
| TIFF | one band beside the colours that is no alpha: kept as it is, not shown, not filled | exact |
| TIFF | GeoTIFF, signed 16 bits, many bands: a data picture of up to 64 bands of 8 or 16 bits or 32-bit float, with \
nodata, masks, names and place; a georeferenced 8-bit RGB in which all is known: a photograph | exact: touched strips \
and tiles alone, JPEG ones by blocks, smaller copies made anew, a cloud-optimised one stays one |
| TIFF | 8-bit signed, 32- and 64-bit integers, 64-bit float, complex, more than 64 bands: refused | |
| TIFF | JPEG 2000, JPEG XL, LERC, JBIG and other rare compressions, virtual rasters: refused by name | |
| WebP | as it is, one frame of an animation | exact: always written lossless |
| BMP | 24 and 32 bits as it is; palette and 1, 4 or 16 bits converted to RGB or grey | exact; no alpha, said before |
| TGA | 8-bit grey, RGB and RGBA as it is; palette converted to RGB | exact |
| BMP, TGA | alpha that is 0 everywhere, which means none: left out | exact |
| PPM, PGM, PBM, PFM | 8, 16 bits and float as it is; PBM and odd maxima converted | exact |
| GIF | one frame, converted to RGB(A) | refused: one frame would replace an animation or a palette |
| JPEG 2000 | 8 and 16 bits as it is; 9 to 15 bits converted to 16 | exact: written reversible; no 16-bit RGB |
| AVIF | decoded to 8 bits, one frame | with loss, said before |
| HEIC | decoded to 8 bits, where pi-heif is installed | refused: read only |
| DICOM | one frame: 8 and 16 bits, signed or not, floats; RGB and YCbCr | exact: only filled samples and tags change |
| DICOM | palette: converted to RGB | refused: its colours are numbers of a table |
| DICOM | RLE, JPEG-LS and JPEG 2000 without loss | exact: only filled frames are encoded again |
| DICOM | other compressions; JPEG Lossless where python-gdcm is installed | exact, uncompressed: said before |
| DICOM | segmentations, films, reports, 32-bit numbers beyond 16,777,216: refused | |
| NIfTI | one slice, .nii and .nii.gz: 8 and 16 bits and floats, where nibabel is installed | exact |
| damaged JPEG, PNG, TIFF, WebP, BMP, TGA, PPM | what they hold; the rest is marked | exact; JPEG said before |
| EPS, PDF, SVG, WMF | refused: drawings, not pixels, and drawing them would run another program | refused |
| raw camera files, PSD, XCF, ICO, FITS, DDS, ... | refused | refused |
"""


@dataclass(frozen=True)
class Format:
    """One kind of picture file."""

    key: str  # ours: "png"
    name: str  # for people: "PNG"
    suffixes: tuple[str, ...]  # lower case, with the dot; the first is the one proposed
    plugin: str  # the one Pillow plugin that may open it
    depths: tuple[str, ...] = ("uint8",)  # what it can hold, as numpy dtype names
    alpha: bool = True
    grey: bool = True  # can hold one channel
    profile: bool = True  # can hold an ICC profile
    oriented: bool = True  # can hold an orientation, so pixels are stored unrotated
    lossless: bool = True
    writable: bool = True
    unwritable: str = ""  # why it cannot be written, as a sentence
    longest: int | None = None  # most pixels of a side: of the format or its encoder, tested with one row more
    longest_deep: int | None = None  # the same for samples of more than 8 bits, where it differs
    marks: tuple[bytes, ...] = ()  # first bytes of a guest's files; `sniff` knows those of ours
    reader: guest_kinds.Reader | None = None  # of a guest's files
    patched: bool = False  # saved by changing samples in the file that was opened, and in no other way
    media_types: tuple[str, ...] = ()  # by which desktops know its files; packages register the program for them


FORMATS: tuple[Format, ...] = (
    Format(
        "png",
        "PNG",
        (".png",),
        "PNG",
        depths=("uint8", "uint16"),
        longest=2**31 - 1,
        longest_deep=1_000_000,
        media_types=("image/png",),
    ),
    Format(
        "jpeg",
        "JPEG",
        (".jpg", ".jpeg", ".jpe", ".jfif"),
        "JPEG",
        alpha=False,
        lossless=False,
        longest=65_500,
        media_types=("image/jpeg",),
    ),
    Format(
        "tiff",
        "TIFF",
        (".tif", ".tiff"),
        "TIFF",
        depths=("uint8", "uint16", "float32", "int16"),
        media_types=("image/tiff",),
    ),
    Format("webp", "WebP", (".webp",), "WEBP", grey=False, longest=16_383, media_types=("image/webp",)),
    Format(
        "bmp", "BMP", (".bmp", ".dib"), "BMP", alpha=False, profile=False, oriented=False, media_types=("image/bmp",)
    ),
    Format("tga", "TGA", (".tga",), "TGA", profile=False, oriented=False, longest=65_535, media_types=("image/x-tga",)),
    Format(
        "pnm",
        "PPM",
        (".ppm", ".pgm", ".pnm", ".pbm", ".pfm"),
        "PPM",
        depths=("uint8", "uint16", "float32"),
        alpha=False,
        profile=False,
        oriented=False,
        media_types=(
            "image/x-portable-pixmap",
            "image/x-portable-graymap",
            "image/x-portable-bitmap",
            "image/x-portable-anymap",
            "image/x-pfm",
        ),
    ),
    Format(
        "gif",
        "GIF",
        (".gif",),
        "GIF",
        profile=False,
        oriented=False,
        writable=False,
        unwritable=say("A GIF holds 256 colours and perhaps an animation, which saving would destroy."),
        media_types=("image/gif",),
    ),
    Format(
        "jp2",
        "JPEG 2000",
        (".jp2", ".j2k", ".jpx", ".j2c"),
        "JPEG2000",
        depths=("uint8", "uint16"),
        oriented=False,
        media_types=("image/jp2", "image/jpx", "image/x-jp2-codestream"),
    ),
    Format("avif", "AVIF", (".avif",), "AVIF", grey=False, lossless=False, longest=32_768, media_types=("image/avif",)),
    Format(
        "heif",
        "HEIC",
        (".heic", ".heif"),
        "HEIF",
        lossless=False,
        writable=False,
        unwritable=say("HEIC files can be opened but not written."),
        media_types=("image/heif", "image/heic"),
    ),
    Format(
        "dicom",
        "DICOM",
        (".dcm", ".dicom", ".ima"),
        plugin="",
        depths=("uint8", "uint16", "int16", "float32"),
        alpha=False,
        oriented=False,
        patched=True,
        media_types=("application/dicom",),
    ),
    Format(
        "nifti",
        "NIfTI",
        (".nii", ".nii.gz"),
        plugin="",
        depths=("uint8", "uint16", "int16", "float32"),
        alpha=False,
        profile=False,
        patched=True,
        media_types=("image/x.nifti",),  # as file(1) calls it
    ),
)


def _of_guest(entry: EntryPoint) -> Format:
    kind = guest_kinds.adopt(entry)
    return Format(
        kind.key,
        kind.name,
        kind.suffixes,
        plugin="",
        writable=False,
        unwritable=say("{kind} files can be opened but not written.", kind=kind.name),
        marks=kind.marks,
        reader=kind.reader,
    )


BY_KEY: Registry[Format] = Registry(guest_kinds.GROUP, _of_guest)  # ours, then those of other packages
for _format in FORMATS:
    BY_KEY.register(_format)
_BY_SUFFIX = {suffix: format for format in FORMATS for suffix in format.suffixes}
SUFFIXES = frozenset(_BY_SUFFIX)  # of ours


def guests() -> tuple[Format, ...]:
    """The kinds that other packages read."""
    return tuple(format for format in BY_KEY.values() if format.reader is not None)


def suffixes() -> frozenset[str]:
    """Suffixes of files that count as pictures by name alone, as in folders."""
    return SUFFIXES.union(*(format.suffixes for format in guests()))


# First bytes of common kinds that are not opened, with the reason shown.
_REFUSED: tuple[tuple[bytes, str], ...] = (
    (
        b"%!PS",
        template(
            "{name} is a PostScript drawing. Drawings are not opened: turning one into pixels would run another "
            "program."
        ),
    ),
    (
        b"\xc5\xd0\xd3\xc6",
        template(
            "{name} is an EPS drawing. Drawings are not opened: turning one into pixels would run another program."
        ),
    ),
    (b"%PDF", template("{name} is a PDF document. Export its picture as PNG or TIFF first.")),
    (b"8BPS", template("{name} is a Photoshop document. Export it as TIFF or PNG first.")),
    (b"gimp xcf", template("{name} is a GIMP document. Export it as TIFF or PNG first.")),
    (b"\xd7\xcd\xc6\x9a", template("{name} is a WMF drawing, and drawings are not opened.")),
    (b"\x00\x00\x01\x00", template("{name} is an icon file. Export the size you want as PNG first.")),
    (b"SIMPLE  =", template("{name} is a FITS file, which is not opened. Export it as TIFF first.")),
    (b"DDS ", template("{name} is a DDS texture, which is not opened. Export it as PNG first.")),
    (
        b"\x76\x2f\x31\x01",
        template("{name} is an OpenEXR file, which is not opened. Export it as 32-bit float TIFF first."),
    ),
    (
        b"#?RADIANCE",
        template("{name} is a Radiance HDR file, which is not opened. Export it as 32-bit float TIFF first."),
    ),
    (b"\xff\x0a", template("{name} is a JPEG XL file, which is not opened yet. Export it as PNG or TIFF first.")),
    (
        b"\x00\x00\x00\x0cJXL ",
        template("{name} is a JPEG XL file, which is not opened yet. Export it as PNG or TIFF first."),
    ),
    (b"FUJIFILMCCD-RAW", template("{name} is a raw camera file. Develop it to TIFF first.")),
    (b"\x59\xa6\x6a\x95", template("{name} is a Sun raster file, which is not opened.")),
    (b"\x01\xda", template("{name} is an SGI picture, which is not opened.")),
    (b"icns", template("{name} is an icon file. Export the size you want as PNG first.")),
    (b"PK\x03\x04", template("{name} is a zip archive, not a picture.")),
    (
        b"<VRTDataset",
        template(
            "{name} is a virtual raster, which only names other files. Open those, or translate it to GeoTIFF first."
        ),
    ),
    (b"<svg", template("{name} is an SVG drawing, and drawings are not opened.")),
    (b"<?xml", template("{name} is an XML document, not a picture.")),
    (b"<!DOCTYPE", template("{name} is a web page, not a picture.")),
    (b"<html", template("{name} is a web page, not a picture.")),
)

HEAD_BYTES = 512  # how much of a file `sniff` needs: a DICOM file begins with 128 bytes that say nothing


def sniff(head: bytes, suffix: str = "") -> Format | None:
    """The kind of file that begins with `head`, or None.

    TGA has no signature, so it is the only kind detected by its suffix.
    """
    if head[128:132] == b"DICM":  # first: what stands before may be that of another kind, as in slides
        return BY_KEY["dicom"]
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return BY_KEY["png"]
    if head.startswith(b"\xff\xd8\xff"):
        return BY_KEY["jpeg"]
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return BY_KEY["tiff"]
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return BY_KEY["webp"]
    if head[:2] == b"BM":
        return BY_KEY["bmp"]
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return BY_KEY["gif"]
    if head[:2] in (b"P1", b"P2", b"P3", b"P4", b"P5", b"P6", b"PF", b"Pf") and head[2:3].isspace():
        return BY_KEY["pnm"]
    if head.startswith((b"\x00\x00\x00\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51")):
        return BY_KEY["jp2"]
    if head[4:8] == b"ftyp":
        brands = {head[8:12], *(head[i : i + 4] for i in range(16, min(len(head) - 3, 48), 4))}
        if brands & {b"avif", b"avis"}:
            return BY_KEY["avif"]
        if brands & {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1"}:
            return BY_KEY["heif"]
    if nifti_header.begins_like(head):
        return BY_KEY["nifti"]
    if dicom_elements.begins_like(head):
        return BY_KEY["dicom"]
    if suffix == ".tga" and refusal(head) is None:
        return BY_KEY["tga"]
    return next((format for format in guests() if head.startswith(format.marks)), None)


def refusal(head: bytes) -> str | None:
    """The reason why a known kind is not opened: a template of `say`, with the file's {name}."""
    stripped = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    for mark, reason in _REFUSED:
        if head.startswith(mark) or (mark[:1] == b"<" and stripped.lower().startswith(mark.lower())):
            return reason
    return None


def suffix_of(path: PurePath) -> str:
    """The suffix that says what a file is: the last one, or ".nii.gz"; none where digits end the name, as of a UID."""
    return suffix_of_name(path.name)


def suffix_of_name(name: str) -> str:
    """The same of the last part of a path: folders hold 10^5 files, and paths take three times as long."""
    if name[-7:].lower() == ".nii.gz":
        return name[-7:]
    dot = name.rfind(".")
    if not 0 < dot < len(name) - 1:
        return ""
    return "" if name[dot + 1 :].isdecimal() else name[dot:]


def stem_of(path: PurePath) -> str:
    """A file's name without `suffix_of` it."""
    return stem_of_name(path.name)


def stem_of_name(name: str) -> str:
    """The same of the last part of a path."""
    suffix = suffix_of_name(name)
    return name[: len(name) - len(suffix)] if suffix else name


def of_path(path: PurePath) -> Format | None:
    """The format of a path's suffix, or None where that is unknown."""
    return of_name(path.name)


def of_name(name: str) -> Format | None:
    """The same of the last part of a path."""
    suffix = suffix_of_name(name).lower()
    builtin = _BY_SUFFIX.get(suffix)
    return builtin or next((format for format in guests() if suffix in format.suffixes), None)


def is_nameless_dicom(path: Path) -> bool:
    """Whether a file is DICOM though its name has no suffix that says so: `IM000001`, `1.2.840.10008.5`."""
    if suffix_of(path):
        return False
    try:
        with open(path, "rb") as file:
            return file.read(132)[128:] == b"DICM"
    except OSError:
        return False


@dataclass(frozen=True)
class Row:
    """A row of the table above."""

    kind: str
    opened: str
    saved: str


def table() -> tuple[Row, ...]:
    """The table above, with guests, for people and tests: what is opened, converted how, refused why."""
    lines = [line for line in _TABLE.splitlines() if line.startswith("| ")][1:]
    rows = [Row(*(cell.strip() for cell in line.strip("|").split("|"))) for line in lines]
    for format in guests():
        assert format.reader is not None
        rows.append(Row(format.name, f"by the package {format.reader.guest.package}", "refused: read only"))
    return tuple(rows)


def writable_suffix(path: Path) -> str:
    """The suffix of a repaired copy of the picture at `path`: its own where that kind can be written, else ".png"."""
    format = of_path(path)
    if format is None and is_nameless_dicom(path):
        return ".dcm"
    return suffix_of(path) if format is not None and format.writable else ".png"
