"""What rooms without Qt say in English, in the language of the window.

Errors and notes of the files room are whole sentences, made where they arise, and the command line prints them as they
are. Here stand their patterns, for translators to find; a test holds them to what the room says.
"""

import re
from functools import lru_cache

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

PATTERNS: tuple[str, ...] = (
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{path} could not be saved ({bytes} bytes): {reason}. What was there before is unchanged; try another place.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "{path} could not be saved: {reason}."),
    QT_TRANSLATE_NOOP(
        "Sentences", "{path} could not be saved: what was written does not read back as the same pixels."
    ),
    QT_TRANSLATE_NOOP("Sentences", "{path} could not be saved: what was written could not be read back ({reason})."),
    QT_TRANSLATE_NOOP(
        "Sentences", "{path} was changed by another program since it was opened. Save it under another name."
    ),
    QT_TRANSLATE_NOOP("Sentences", "{name} is an animation of {count} frames. Save this frame under another name."),
    QT_TRANSLATE_NOOP("Sentences", "{name} does not say which format to save in. End its name in one of {known}."),
    QT_TRANSLATE_NOOP("Sentences", "{name} cannot be saved: {why} PNG keeps every pixel."),
    QT_TRANSLATE_NOOP("Sentences", "A GIF holds 256 colours and perhaps an animation, which saving would destroy."),
    QT_TRANSLATE_NOOP("Sentences", "HEIC files can be opened but not written."),
    QT_TRANSLATE_NOOP("Sentences", "A mask must be saved exactly, and {format} would change it; use PNG or TIFF."),
    QT_TRANSLATE_NOOP(
        "Sentences", "{format} cannot hold {depth} here, so the picture would be narrowed; TIFF keeps it."
    ),
    QT_TRANSLATE_NOOP("Sentences", "{format} cannot hold transparency, so it would be dropped; PNG keeps it."),
    QT_TRANSLATE_NOOP(
        "Sentences", "{format} changes every pixel a little when it is saved; PNG or TIFF keeps them exactly."
    ),
    QT_TRANSLATE_NOOP(
        "Sentences", "Every pixel of the JPEG would change a little, because {why}; PNG or TIFF keeps them exactly."
    ),
    QT_TRANSLATE_NOOP("Sentences", "its original has changed on the disk"),
    QT_TRANSLATE_NOOP("Sentences", "its structure is unusual"),
    QT_TRANSLATE_NOOP("Sentences", "the jpeglib package is not installed"),
    QT_TRANSLATE_NOOP("Sentences", "it is coded in an unusual way (arithmetic, lossless or hierarchical)"),
    QT_TRANSLATE_NOOP("Sentences", "it has {bits} bits a sample"),
    QT_TRANSLATE_NOOP("Sentences", "its colours are not stored as YCbCr"),
    QT_TRANSLATE_NOOP("Sentences", "its headers are incomplete"),
    QT_TRANSLATE_NOOP("Sentences", "8 bits"),
    QT_TRANSLATE_NOOP("Sentences", "16 bits"),
    QT_TRANSLATE_NOOP("Sentences", "32-bit floats"),
    QT_TRANSLATE_NOOP(
        "Sentences", "The original file has changed or gone since, so its metadata could not be carried over."
    ),
    QT_TRANSLATE_NOOP("Sentences", "{format} cannot hold the picture's colour profile, so it was left out."),
    QT_TRANSLATE_NOOP("Sentences", "The file's structure is damaged; not all metadata was kept."),
    QT_TRANSLATE_NOOP("Sentences", "{format} got no note of what was edited."),
    QT_TRANSLATE_NOOP("Sentences", "The {block} block is too long for a JPEG and was left out."),
    QT_TRANSLATE_NOOP("Sentences", "Photoshop's layers in the file held the unedited picture and were left out."),
    QT_TRANSLATE_NOOP(
        "Sentences", "Smaller copies in the file, such as previews, showed the picture unedited and were left out."
    ),
    QT_TRANSLATE_NOOP(
        "Sentences", "The further pictures in the file, such as previews, showed it unedited and were left out."
    ),
    QT_TRANSLATE_NOOP("Sentences", "The JFIF thumbnail showed the picture unedited and was left out."),
    QT_TRANSLATE_NOOP("Sentences", "The page's compression or layout cannot be written, so it was saved with Deflate."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is empty."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is a folder, not a picture."),
    QT_TRANSLATE_NOOP("Sentences", "{path} does not exist."),
    QT_TRANSLATE_NOOP("Sentences", "{path} could not be read: {reason}."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is not a picture of a kind that can be opened."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{name} says it is {width} x {height} pixels ({size}), more than the {allowed} allowed for one picture. It was not opened.",  # noqa: E501
    ),
    QT_TRANSLATE_NOOP("Sentences", "{name} needs more memory than there is. It was not opened."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is damaged or incomplete ({reason})."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is damaged."),
    QT_TRANSLATE_NOOP("Sentences", "{name} begins like {format} but is damaged or of an unusual kind."),
    QT_TRANSLATE_NOOP("Sentences", "{name} has 1 page; there is no page {page}."),
    QT_TRANSLATE_NOOP("Sentences", "{name} has {count} pages; there is no page {page}."),
    QT_TRANSLATE_NOOP("Sentences", "{name} holds {mode} samples, which are not opened."),
    QT_TRANSLATE_NOOP("Sentences", "{name} has {count} channels; up to 4 are opened."),
    QT_TRANSLATE_NOOP("Sentences", "{name} has channels of different depths {depths}, which is not opened."),
    QT_TRANSLATE_NOOP(
        "Sentences", "{name} holds {kind} samples{more}, which would have to be narrowed. It was not opened."
    ),
    QT_TRANSLATE_NOOP(
        "Sentences", "{name} is a HEIC photo. Install the heic extra (pip install inpaint-studio[heic]) to open it."
    ),
    QT_TRANSLATE_NOOP("Sentences", "{name} {why} and was given up. It is damaged or made to do harm."),
    QT_TRANSLATE_NOOP("Sentences", "took longer than {seconds} seconds"),
    QT_TRANSLATE_NOOP("Sentences", "made its decoder crash"),
    QT_TRANSLATE_NOOP("Sentences", "This is frame {frame} of {count}."),
    QT_TRANSLATE_NOOP("Sentences", "This is page {page} of {count}."),
    QT_TRANSLATE_NOOP("Sentences", "The file's black and white was opened as 8-bit grey."),
    QT_TRANSLATE_NOOP("Sentences", "The file's palette was opened as 8-bit RGB."),
    QT_TRANSLATE_NOOP("Sentences", "The file's palette was opened as 8-bit RGB with transparency."),
    QT_TRANSLATE_NOOP("Sentences", "The file's YCbCr colours were opened as RGB."),
    QT_TRANSLATE_NOOP("Sentences", "The file's Lab colours were opened as sRGB."),
    QT_TRANSLATE_NOOP("Sentences", "The file's CMYK colours were opened as sRGB through its profile."),
    QT_TRANSLATE_NOOP("Sentences", "The file's CMYK colours have no usable profile, so their sRGB is only near."),
    QT_TRANSLATE_NOOP("Sentences", "The file's transparent colour was opened as an alpha channel."),
    QT_TRANSLATE_NOOP("Sentences", "The file's {bits} bits a sample were opened as {wide} bits."),
    QT_TRANSLATE_NOOP("Sentences", "The file's 16-bit floats were opened as 32-bit floats."),
    QT_TRANSLATE_NOOP("Sentences", "The file's values of 0 to {top} were opened as {bits}-bit samples."),
    QT_TRANSLATE_NOOP(
        "Sentences", "HEIC is opened at 8 bits a sample and cannot be written back; save it as PNG or TIFF."
    ),
    QT_TRANSLATE_NOOP("Sentences", "The page is JPEG-compressed inside TIFF; it is saved without loss from here on."),
    QT_TRANSLATE_NOOP("Sentences", "The file stores white as zero; its grey values were turned round."),
    QT_TRANSLATE_NOOP("Sentences", "The file has {count} channels beside its colours, which were left out."),
    QT_TRANSLATE_NOOP("Sentences", "The file's colours were multiplied by its alpha; they were divided again."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The mask {name} is {width} x {height} pixels and the picture is {across} x {down}. They must be the same size.",  # noqa: E501
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{name} is a PostScript drawing. Drawings are not opened: turning one into pixels would run another program.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{name} is an EPS drawing. Drawings are not opened: turning one into pixels would run another program.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "{name} is a PDF document. Export its picture as PNG or TIFF first."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is a Photoshop document. Export it as TIFF or PNG first."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is a GIMP document. Export it as TIFF or PNG first."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is a WMF drawing, and drawings are not opened."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is an icon file. Export the size you want as PNG first."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is a FITS file, which is not opened. Export it as TIFF first."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is a DDS texture, which is not opened. Export it as PNG first."),
    QT_TRANSLATE_NOOP(
        "Sentences", "{name} is an OpenEXR file, which is not opened. Export it as 32-bit float TIFF first."
    ),
    QT_TRANSLATE_NOOP(
        "Sentences", "{name} is a Radiance HDR file, which is not opened. Export it as 32-bit float TIFF first."
    ),
    QT_TRANSLATE_NOOP(
        "Sentences", "{name} is a JPEG XL file, which is not opened yet. Export it as PNG or TIFF first."
    ),
    QT_TRANSLATE_NOOP("Sentences", "{name} is a raw camera file. Develop it to TIFF first."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is a Sun raster file, which is not opened."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is an SGI picture, which is not opened."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is a zip archive, not a picture."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is an SVG drawing, and drawings are not opened."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is an XML document, not a picture."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is a web page, not a picture."),
    QT_TRANSLATE_NOOP("Sentences", "{name} cannot be a project; end its name in {suffix}."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is a zip archive, and not an OpenRaster project."),
    QT_TRANSLATE_NOOP("Sentences", "The project {name} has too many members, or two of one name. It was not opened."),
    QT_TRANSLATE_NOOP(
        "Sentences", "The project {name} says it unpacks to {bytes} bytes, more than is allowed. It was not opened."
    ),
    QT_TRANSLATE_NOOP(
        "Sentences", "The project {name} declares XML entities, which are not expanded. It was not opened."
    ),
    QT_TRANSLATE_NOOP("Sentences", "The project {name} was made by a newer version of this program."),
    QT_TRANSLATE_NOOP("Sentences", "The project {name} does not hold the picture it was made from any more."),
    QT_TRANSLATE_NOOP("Sentences", "The project {name} is packed in a way that is not opened."),
    QT_TRANSLATE_NOOP("Sentences", "The project {name} is damaged or incomplete."),
    QT_TRANSLATE_NOOP("Sentences", "The project {name} holds a member that points outside it. It was not opened."),
    QT_TRANSLATE_NOOP("Sentences", "The project was made by another program; its layers were opened as one picture."),
    QT_TRANSLATE_NOOP("Sentences", "What was written could not be read back ({wrong})."),
    QT_TRANSLATE_NOOP(
        "Sentences", "The end of the journal is damaged: about 1 operation ({bytes} bytes) could not be had back."
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The end of the journal is damaged: about {count} operations ({bytes} bytes) could not be had back.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "{path} is not the picture that was worked on."),
    QT_TRANSLATE_NOOP("Sentences", "The journal {path} could not be read: {reason}."),
    QT_TRANSLATE_NOOP("Sentences", "The journal {name} lost its beginning, so nothing can be had back from it."),
    QT_TRANSLATE_NOOP("Sentences", "{path} is gone since the work on it was lost, so the work cannot be laid on it."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{path} was changed by another program since the work on it was lost, so the work cannot be laid on it.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "{name} is in use by another window."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is not a journal of this program, or its beginning is destroyed."),
    QT_TRANSLATE_NOOP("Sentences", "There is not enough memory for this."),
    QT_TRANSLATE_NOOP("Sentences", "Something went wrong ({kind})."),
)


def spoken(sentence: str) -> str:
    """The sentence in the window's language; as it is where that is English, or no pattern knows it."""
    for matcher, pattern in _matchers():
        found = matcher.fullmatch(sentence)
        if found is not None:
            words = QCoreApplication.translate("Sentences", pattern)
            if words == pattern:
                return sentence
            return words.format(**{name: spoken(part) for name, part in found.groupdict().items()})
    return sentence


@lru_cache(maxsize=1)
def _matchers() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Those with the most words of their own first, so that none takes what another says more closely."""
    made = []
    for pattern in PATTERNS:
        pieces = re.split(r"\{(\w+)\}", pattern)  # what stands between names, and the names
        parts = [f"(?P<{piece}>.*?)" if number % 2 else re.escape(piece) for number, piece in enumerate(pieces)]
        made.append((sum(map(len, pieces[::2])), re.compile("".join(parts), re.DOTALL), pattern))
    return tuple((matcher, pattern) for _, matcher, pattern in sorted(made, key=lambda one: -one[0]))
