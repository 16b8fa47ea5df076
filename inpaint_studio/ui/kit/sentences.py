"""What rooms without Qt say in English, in the language of the window.

Errors, notes and reports of the other rooms are whole sentences, made where they arise, and the command line prints
them as they are. Here stand their patterns, for translators to find; a test holds them to what the rooms say.
"""

import re
from functools import lru_cache
from itertools import islice

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

PATTERNS: tuple[str, ...] = (
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{path} could not be saved ({bytes} bytes): {reason}. What was there before is unchanged; try another place.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{path} was written, but the disk did not confirm it: {reason}. Save it once more, or in another place.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "{path} could not be saved: {reason}."),
    QT_TRANSLATE_NOOP(
        "Sentences", "{path} could not be saved: what was written does not read back as the same picture."
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
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{name} cannot be saved: {format} holds at most {most} pixels a side, and the picture is {width} x {height}. TIFF keeps it.",  # noqa: E501
    ),
    QT_TRANSLATE_NOOP("Sentences", "{path} is a folder. Give the file that is to be written."),
    QT_TRANSLATE_NOOP("Sentences", "there is no folder {path}"),
    QT_TRANSLATE_NOOP("Sentences", "{path} cannot be a folder: {name} is a file."),
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
    QT_TRANSLATE_NOOP("Sentences", "its subsampling is unusual"),
    QT_TRANSLATE_NOOP("Sentences", "its blocks could not be read"),
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
    QT_TRANSLATE_NOOP("Sentences", "The picture's {what} had no place in a {format} file and was left out."),
    QT_TRANSLATE_NOOP("Sentences", "The file's structure is damaged; not all metadata was kept."),
    QT_TRANSLATE_NOOP("Sentences", "{format} got no note of what was edited."),
    QT_TRANSLATE_NOOP("Sentences", "The {block} block is too long for a JPEG and was left out."),
    QT_TRANSLATE_NOOP("Sentences", "Parts of the {block} block are too long for a JPEG and were left out."),
    QT_TRANSLATE_NOOP(
        "Sentences", "The file's {block} could not be read, or not wholly; what could not be read was left out."
    ),
    QT_TRANSLATE_NOOP("Sentences", "comment"),
    QT_TRANSLATE_NOOP("Sentences", "resolution"),
    QT_TRANSLATE_NOOP("Sentences", "text"),
    QT_TRANSLATE_NOOP("Sentences", "extended XMP"),
    QT_TRANSLATE_NOOP("Sentences", "colour description"),
    QT_TRANSLATE_NOOP("Sentences", "Photoshop's layers in the file held the unedited picture and were left out."),
    QT_TRANSLATE_NOOP(
        "Sentences", "Smaller copies in the file, such as previews, showed the picture unedited and were left out."
    ),
    QT_TRANSLATE_NOOP(
        "Sentences", "Further pictures in the file, such as previews, may show it unedited and were left out."
    ),
    QT_TRANSLATE_NOOP("Sentences", "The film in the file may show the picture unedited and was left out."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The map that brightens the picture on HDR screens belonged to it unedited and was left out.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "What stood behind the picture in the file may show it unedited and was left out."),
    QT_TRANSLATE_NOOP("Sentences", "The JFIF thumbnail showed the picture unedited and was left out."),
    QT_TRANSLATE_NOOP("Sentences", "The page's compression or layout cannot be written, so it was saved with Deflate."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The page was black and white; the fills brought greys, so it was saved as 8-bit grey.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The page is black and white and the fills bring greys, so it would be saved as 8-bit grey.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "Page {page} of the file may show the picture unedited; it could not be read and was kept.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "{path} holds smaller copies that still show the picture as it was before."),
    QT_TRANSLATE_NOOP("Sentences", "The page is a smaller copy of another in the file, which stays as it was."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The file's order for reading in parts (cloud-optimised GeoTIFF) is lost; make it anew, and its smaller copies, before it is published.",  # noqa: E501
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{format} cannot hold the file's band beside its colours, so it would be dropped; TIFF keeps it.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The original file has changed or gone, and with it a band that the picture is saved with.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "The file's structure is damaged, so not all of its bands could be saved."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is empty."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is a folder, not a picture."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is a pipe or a device, not a picture."),
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
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{name} has {count} bands, {colours} of them colours. Pictures of so many bands are not opened yet, so that none is lost.",  # noqa: E501
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{name} is compressed with {method}, which cannot be undone here. Save it with LZW or Deflate compression, or without, to open it.",  # noqa: E501
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{name} shows only a preview here and keeps its picture ({width} x {height} pixels) as raw camera files do. Develop it to TIFF first.",  # noqa: E501
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "Is band {band} of the file transparency? The file does not say so; it may be a scanner's infrared. The band is kept as it is: not shown, not filled, and saved back to TIFF.",  # noqa: E501
    ),
    QT_TRANSLATE_NOOP("Sentences", "{name} has channels of different depths {depths}, which is not opened."),
    QT_TRANSLATE_NOOP(
        "Sentences", "{name} holds {kind} samples{more}, which would have to be narrowed. It was not opened."
    ),
    QT_TRANSLATE_NOOP(
        "Sentences", "{name} is a HEIC photo. Install the heic extra (pip install inpaint-studio[heic]) to open it."
    ),
    QT_TRANSLATE_NOOP("Sentences", "{name} {why} and was given up. It is damaged or made to do harm."),
    QT_TRANSLATE_NOOP("Sentences", "made its decoder crash"),
    QT_TRANSLATE_NOOP("Sentences", "kept its decoder busy far longer than a picture of its size"),
    QT_TRANSLATE_NOOP("Sentences", "Opening {name} was cancelled."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{name} took longer than {minutes} minutes to open, so it was given up. The machine is busy or the disk is slow; try again later.",  # noqa: E501
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{name} was not opened: the system ended its decoder, perhaps for want of memory. Close other programs and try again.",  # noqa: E501
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The file is damaged or incomplete: {count} of its {total} pixels are missing. In the window they are marked, to be filled.",  # noqa: E501
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The file ends early, so its finer detail is missing and it looks coarser than it was.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The file is damaged or lacks its end, and every pixel could be read all the same.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The file's alpha is 0 everywhere, as programs write it that mean none; it was left out.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The picture is wholly transparent, so nothing of it can be seen; its colours are kept.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "No folder for temporary files can be written: {reason}."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The folder for temporary files {folder} cannot be written: {reason}. Make room there, or name another folder in the variable TMPDIR.",  # noqa: E501
    ),
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
    QT_TRANSLATE_NOOP("Sentences", "The file's colours were multiplied by its alpha; they were divided again."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The mask {name} is {width} x {height} pixels and the picture is {across} x {down}. They must be the same size.",  # noqa: E501
    ),
    QT_TRANSLATE_NOOP("Sentences", "{name} cannot be used as a mask: {why}."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is not a mask as this program writes them."),
    QT_TRANSLATE_NOOP("Sentences", "it marks all of the picture; if black and white are exchanged, invert it first"),
    QT_TRANSLATE_NOOP(
        "Sentences", "it marks {share} % of the picture; if black and white are exchanged, invert it first"
    ),
    QT_TRANSLATE_NOOP("Sentences", "it is transparent everywhere, so it does not say what to fill"),
    QT_TRANSLATE_NOOP("Sentences", "it is of one colour, and either its opaque or its transparent part may be marked"),
    QT_TRANSLATE_NOOP("Sentences", "it is of one shade throughout, so it does not say what to fill"),
    QT_TRANSLATE_NOOP("Sentences", "it has no black, which keeps what is not to be filled"),
    QT_TRANSLATE_NOOP(
        "Sentences", "it has shades everywhere, as a photograph has; a mask is black where nothing is filled"
    ),
    QT_TRANSLATE_NOOP("Sentences", "The mask's colours were taken as marks: everything but black is filled."),
    QT_TRANSLATE_NOOP("Sentences", "The mask's values of 0 and {value} were taken as keep and fill."),
    QT_TRANSLATE_NOOP("Sentences", "The mask's values were taken as labels: everything but 0 is filled."),
    QT_TRANSLATE_NOOP("Sentences", "The mask's values of {low} to {high} were taken as 0 to 255."),
    QT_TRANSLATE_NOOP("Sentences", "The mask's transparency was taken as the mask: what is {kind} is filled."),
    QT_TRANSLATE_NOOP("Sentences", "transparent"),
    QT_TRANSLATE_NOOP("Sentences", "opaque"),
    QT_TRANSLATE_NOOP("Sentences", "Small noise beside the mask's black and white was taken as black and white."),
    QT_TRANSLATE_NOOP(
        "Sentences", "Nothing in the mask is above {value} of 255, so fills cover the picture only in part."
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
    QT_TRANSLATE_NOOP("Sentences", "The mask and the picture must be the same size."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "NO: the two pictures are not of the same size, channels and depth, so nothing can be proven.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "YES: every pixel outside the mask is the original's."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "YES: every pixel outside the JPEG blocks (8 x 8 samples) that the mask touches is the original's.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{original} and {result} are the same file, and comparing it with itself proves nothing. Compare it with the picture as it was: a file that was overwritten is kept as {backup}.",  # noqa: E501
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{name} is the picture that is open, and nothing has been saved over it. Choose the file that the repaired picture was saved as.",  # noqa: E501
    ),
    QT_TRANSLATE_NOOP("Sentences", "{name} was compared as it was opened, before it was saved over."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The original file has changed or gone since it was opened, so metadata could not be compared.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "NO: {count} pixels that were not to be touched differ, by at most {most}; the first outside the mask at {x}, {y}.",  # noqa: E501
    ),
    QT_TRANSLATE_NOOP("Sentences", "Inside the mask {share} differ."),
    QT_TRANSLATE_NOOP("Sentences", "{count} of {total} pixels"),
    QT_TRANSLATE_NOOP("Sentences", "{count} pixels beside the mask differ inside the JPEG blocks it touches."),
    QT_TRANSLATE_NOOP("Sentences", "SHA-256 of the samples {where}: {digest} in {path}."),
    QT_TRANSLATE_NOOP("Sentences", "outside the mask"),
    QT_TRANSLATE_NOOP("Sentences", "outside the blocks that the mask touches"),
    QT_TRANSLATE_NOOP("Sentences", "All metadata is the same."),
    QT_TRANSLATE_NOOP("Sentences", "The files changed while they were compared."),
    QT_TRANSLATE_NOOP("Sentences", "{what} differs."),
    QT_TRANSLATE_NOOP("Sentences", "{what} is missing in the result."),
    QT_TRANSLATE_NOOP("Sentences", "{what} is new in the result."),
    QT_TRANSLATE_NOOP("Sentences", "{what} differs, as it must between two kinds of file."),
    QT_TRANSLATE_NOOP("Sentences", "The colour profile"),
    QT_TRANSLATE_NOOP("Sentences", "The comment"),
    QT_TRANSLATE_NOOP("Sentences", "The segment {name}"),
    QT_TRANSLATE_NOOP("Sentences", "The chunk {name}"),
    QT_TRANSLATE_NOOP("Sentences", "The tag {number}"),
    QT_TRANSLATE_NOOP("Sentences", "About {name}: {note}"),
    QT_TRANSLATE_NOOP("Sentences", "No space left on device"),
    QT_TRANSLATE_NOOP("Sentences", "Permission denied"),
    QT_TRANSLATE_NOOP("Sentences", "Operation not permitted"),
    QT_TRANSLATE_NOOP("Sentences", "Read-only file system"),
    QT_TRANSLATE_NOOP("Sentences", "No such file or directory"),
    QT_TRANSLATE_NOOP("Sentences", "Not a directory"),
    QT_TRANSLATE_NOOP("Sentences", "Is a directory"),
    QT_TRANSLATE_NOOP("Sentences", "File name too long"),
    QT_TRANSLATE_NOOP("Sentences", "Too many levels of symbolic links"),
    QT_TRANSLATE_NOOP("Sentences", "It is not a file"),
    QT_TRANSLATE_NOOP("Sentences", "Input/output error"),
    QT_TRANSLATE_NOOP("Sentences", "Disk quota exceeded"),
    QT_TRANSLATE_NOOP("Sentences", "File too large"),
    QT_TRANSLATE_NOOP("Sentences", "There is no checkpoint {path}."),
    QT_TRANSLATE_NOOP("Sentences", "{name} cannot be read: {reason}."),
    QT_TRANSLATE_NOOP("Sentences", "{name} cannot be used: {why}."),
    QT_TRANSLATE_NOOP("Sentences", "it was written by a newer version of Inpaint Studio"),
    QT_TRANSLATE_NOOP("Sentences", "its scores make no sense"),
    QT_TRANSLATE_NOOP("Sentences", "its description is no list of names and values"),
    QT_TRANSLATE_NOOP("Sentences", "its description is damaged"),
    QT_TRANSLATE_NOOP("Sentences", "{name} is empty; perhaps its download or its copying was broken off."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is {what}, not a checkpoint: {known}."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is not a checkpoint: {known}."),
    QT_TRANSLATE_NOOP("Sentences", "a checkpoint is a .safetensors file, or one that PyTorch wrote (.pt, .pth, .ckpt)"),
    QT_TRANSLATE_NOOP("Sentences", "a picture"),
    QT_TRANSLATE_NOOP("Sentences", "a web page"),
    QT_TRANSLATE_NOOP("Sentences", "an HDF5 file, as Keras writes them"),
    QT_TRANSLATE_NOOP("Sentences", "a bare pickle, which could run code"),
    QT_TRANSLATE_NOOP("Sentences", "an ONNX graph, which is written here but not read"),
    QT_TRANSLATE_NOOP("Sentences", "{name} is not a checkpoint: it is no safetensors file."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is not a checkpoint: its list of weights is damaged."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is cut short: {count} bytes were promised."),
    QT_TRANSLATE_NOOP("Sentences", "{path} is a state, not a checkpoint: training goes on from it. {instead}"),
    QT_TRANSLATE_NOOP("Sentences", "{name} is part of a state, not a checkpoint: training goes on from it. {instead}"),
    QT_TRANSLATE_NOOP("Sentences", "{path} is the folder of a training run, not a checkpoint. {instead}"),
    QT_TRANSLATE_NOOP("Sentences", "{path} is a folder, not a checkpoint."),
    QT_TRANSLATE_NOOP("Sentences", "The run's checkpoint is {path}."),
    QT_TRANSLATE_NOOP("Sentences", "The run's checkpoints are its best.safetensors and latest.safetensors."),
    QT_TRANSLATE_NOOP("Sentences", "{name} was not opened: {why}. {how}"),
    QT_TRANSLATE_NOOP("Sentences", "{name} is no PyTorch archive that can be read as data. {how}"),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{name} was not opened: its table of contents is too large to be one of weights. {how}",
    ),
    QT_TRANSLATE_NOOP("Sentences", "{name} was not opened: PyTorch does not compress numbers, and here they are."),
    QT_TRANSLATE_NOOP("Sentences", "{name} was not opened: its parts overlap and claim more than the file holds."),
    QT_TRANSLATE_NOOP("Sentences", "{name} was not opened: it holds more than weights. {how}"),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{name} was not opened: it is damaged, or holds more than plain weights, which could run code. {how}",
    ),
    QT_TRANSLATE_NOOP("Sentences", "{name} was not opened: there is not enough memory for its weights."),
    QT_TRANSLATE_NOOP("Sentences", "{name} was written on a big-endian machine and cannot be read here."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is damaged and was not opened: its parts cannot be told apart."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is damaged and was not opened: {reason}."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is damaged and was not opened."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is damaged, or its table of contents needs more than reading. {how}"),
    QT_TRANSLATE_NOOP("Sentences", "{name} is damaged: the numbers of {place} are missing."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is damaged: {place} has no shape."),
    QT_TRANSLATE_NOOP("Sentences", "{name} cannot be used: {place} claims more numbers than it holds."),
    QT_TRANSLATE_NOOP("Sentences", "{name} cannot be used: its weights claim more numbers than it holds."),
    QT_TRANSLATE_NOOP("Sentences", "{name} cannot be used: {place} holds no plain floating-point numbers."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is broken: {place} holds values that are no numbers."),
    QT_TRANSLATE_NOOP("Sentences", "it is frozen TorchScript, whose weights have lost their names"),
    QT_TRANSLATE_NOOP("Sentences", "it holds no weights"),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "To convert it, open it in the program that made it and keep its weights alone: torch.save(net.state_dict(), 'weights.pt').",  # noqa: E501
    ),
    QT_TRANSLATE_NOOP("Sentences", "{name} holds weights that belong to no net of ours."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{name} holds {count} weights that fit none of our generators ({presets}) and none of the others known here ({known}).",  # noqa: E501
    ),
    QT_TRANSLATE_NOOP("Sentences", "{name} holds no weights."),
    QT_TRANSLATE_NOOP("Sentences", "{name} holds a discriminator that its description does not know of."),
    QT_TRANSLATE_NOOP("Sentences", "{name} describes a discriminator that cannot be built."),
    QT_TRANSLATE_NOOP("Sentences", "{name} does not fit the net it describes: {wrong}."),
    QT_TRANSLATE_NOOP("Sentences", "{name} looks like {title}, but {wrong}."),
    QT_TRANSLATE_NOOP("Sentences", "{key} is missing"),
    QT_TRANSLATE_NOOP("Sentences", "{key} belongs to no part of it"),
    QT_TRANSLATE_NOOP("Sentences", "{key} is {shape} instead of {wanted}"),
    QT_TRANSLATE_NOOP("Sentences", "The weights {key} are not all numbers, so {name} was not written."),
    QT_TRANSLATE_NOOP("Sentences", "{first} and {second} cannot be blended: their generators are built differently."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is no name for a checkpoint: it must end in {kinds}."),
    QT_TRANSLATE_NOOP("Sentences", "{path} cannot be written: there is no folder {folder}."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{name} was not written: ONNX needs the {packages}. They come with: pip install 'inpaint-studio[onnx]'.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "package {name}"),
    QT_TRANSLATE_NOOP("Sentences", "packages {first} and {second}"),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{name} was not written: its fills differ from torch's by up to {most}, where {allowed} is let pass.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "There is no generator architecture called {name}."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "There is no generator architecture called {name} in this version, which cannot run it.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "These numbers describe no generator."),
    QT_TRANSLATE_NOOP("Sentences", "These values describe no generator."),
    QT_TRANSLATE_NOOP("Sentences", "These values describe no training run."),
    QT_TRANSLATE_NOOP("Sentences", "There is no preset called {name}; there are {known}."),
    QT_TRANSLATE_NOOP("Sentences", "A run needs at least one image, and one image in a batch."),
    QT_TRANSLATE_NOOP("Sentences", "The minutes of a run must be more than zero."),
    QT_TRANSLATE_NOOP("Sentences", "A crop of {crop} pixels cannot be trained on: it must be a multiple of 32."),
    QT_TRANSLATE_NOOP("Sentences", "A share of the run lies between 0 and 1."),
    QT_TRANSLATE_NOOP("Sentences", "The weight of a loss is a number from 0 upwards."),
    QT_TRANSLATE_NOOP("Sentences", "Of the earlier snapshots none are kept, or at least three."),
    QT_TRANSLATE_NOOP("Sentences", "The learning rate must lie between 0 and 1."),
    QT_TRANSLATE_NOOP("Sentences", "A run must look at its validation pictures and save its state now and then."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "Threads, warm-up, averaging, shrinking and patience are counted from zero or one upwards.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "Photographs scaled down to less than 96 pixels have nothing to teach."),
    QT_TRANSLATE_NOOP("Sentences", "A mask of damage goes with one photograph, and with no others held out."),
    QT_TRANSLATE_NOOP("Sentences", "A mask of damage goes with one photograph, and there are {count}."),
    QT_TRANSLATE_NOOP("Sentences", "There is no file or folder {path}."),
    QT_TRANSLATE_NOOP("Sentences", "There are no photographs in {where}."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "None of the {count} files in {where} can be used as a photograph: {name} was skipped because {why}.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "None of the {count} photographs is {crop} x {same} pixels or larger."),
    QT_TRANSLATE_NOOP("Sentences", "No crop of {crop} pixels in {name} is free of damage."),
    QT_TRANSLATE_NOOP("Sentences", "The decoded photographs cannot be kept in {path}: {reason}."),
    QT_TRANSLATE_NOOP("Sentences", "{count} of {total} photographs cannot be held out."),
    QT_TRANSLATE_NOOP("Sentences", "it is smaller than {side} pixels"),
    QT_TRANSLATE_NOOP("Sentences", "it cannot be read from the disk"),
    QT_TRANSLATE_NOOP("Sentences", "it has more pixels than can be decoded safely"),
    QT_TRANSLATE_NOOP("Sentences", "it is too large for the memory"),
    QT_TRANSLATE_NOOP("Sentences", "it cannot be decoded"),
    QT_TRANSLATE_NOOP("Sentences", "parts of it are transparent"),
    QT_TRANSLATE_NOOP("Sentences", "it is not a tar that can be read to its end"),
    QT_TRANSLATE_NOOP("Sentences", "it is the mask of another picture"),
    QT_TRANSLATE_NOOP("Sentences", "Both {first} and {second} in {folder} could be its mask. Take one of them away."),
    QT_TRANSLATE_NOOP("Sentences", "There are no {picture} and {mask} in {folder} that can be read."),
    QT_TRANSLATE_NOOP("Sentences", "{picture} and {mask} in {folder} are not of the same size."),
    QT_TRANSLATE_NOOP("Sentences", "There is no hole in {path}."),
    QT_TRANSLATE_NOOP("Sentences", "The LPIPS weights {path} cannot be read: {reason}."),
    QT_TRANSLATE_NOOP("Sentences", "{path} does not hold LPIPS weights on AlexNet: {what}."),
    QT_TRANSLATE_NOOP("Sentences", "LPIPS needs pictures of at least {side} pixels, not {size}."),
    QT_TRANSLATE_NOOP("Sentences", "There are no masks with a hole in {folder}."),
    QT_TRANSLATE_NOOP("Sentences", "{path} is no mask that can be read."),
    QT_TRANSLATE_NOOP("Sentences", "There is no file {path} with the weights of {what}."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is not a safetensors file with the weights of {what}."),
    QT_TRANSLATE_NOOP("Sentences", "{name} does not hold the weights of VGG16: {key} is missing."),
    QT_TRANSLATE_NOOP("Sentences", "The folder {folder} cannot be written to: {reason}."),
    QT_TRANSLATE_NOOP("Sentences", "The folder {folder} cannot be made: {reason}."),
    QT_TRANSLATE_NOOP("Sentences", "The run in {folder} is going on in another process."),
    QT_TRANSLATE_NOOP("Sentences", "There is no state in {folder} to go on from."),
    QT_TRANSLATE_NOOP("Sentences", "The state in {folder} is damaged and cannot be gone on from."),
    QT_TRANSLATE_NOOP("Sentences", "The state in {folder} does not fit this run and was left as it is."),
    QT_TRANSLATE_NOOP("Sentences", "The run in {folder} has {what}: it cannot go on with {other}."),
    QT_TRANSLATE_NOOP("Sentences", "A batch of {count} cannot be shared evenly by {processes} processes."),
    QT_TRANSLATE_NOOP("Sentences", "A run that puts its best back when it gets worse must be of one process."),
    QT_TRANSLATE_NOOP("Sentences", "There is no run in {folder} to go on with."),
    QT_TRANSLATE_NOOP("Sentences", "There is a run in {folder} already: go on with it, or choose another folder."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{name} cannot be started from: its generator is not built like the preset {preset}.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "This machine has no device called {name}."),
    QT_TRANSLATE_NOOP("Sentences", "There is only one photograph, so the run is judged on what it learns from."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "TensorBoard is not installed, so its events are not written; log.jsonl has them all.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "The run was stopped, with all that is needed to go on saved."),
    QT_TRANSLATE_NOOP("Sentences", "The {count} minutes are over."),
    QT_TRANSLATE_NOOP("Sentences", "All {count} images are seen."),
    QT_TRANSLATE_NOOP("Sentences", "The run stopped because its folder cannot be written to: {reason}."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The run stopped because its {loss} is no longer a number.{kept} A lower learning rate may help.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "The run stopped because another of its processes has ended or does not answer."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The run stopped because another of its processes has ended or does not answer. "
        "All that is needed to go on was saved.",
    ),
    QT_TRANSLATE_NOOP("Sentences", " The last good snapshot is {path}."),
    QT_TRANSLATE_NOOP("Sentences", "Held-out scores only became worse, so what it began with was put back."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "Held-out scores became worse again, so the best, after {count} images, was put back.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "Too little of the picture is whole: there is no room for crops of {crop} pixels beside what is held out.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "{name} is not a mask of this photograph: its sides are in another proportion."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The method {method} needs OpenCV, which is not installed (opencv-contrib-python-headless).",
    ),
    QT_TRANSLATE_NOOP("Sentences", "There is no device called {name}; there are {known}."),
    QT_TRANSLATE_NOOP("Sentences", "This machine has no {kind} device that the installed PyTorch can use."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "There is not enough memory to run the generator, not even on a small part. Nothing was changed.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences", "Everything is marked, so there is nothing to fill from. Leave a part of the picture unmarked."
    ),
    QT_TRANSLATE_NOOP(
        "Sentences", "Everything outside the marked parts is transparent, so there is nothing to fill from."
    ),
    QT_TRANSLATE_NOOP(
        "Sentences", "The source regions leave nothing outside the marked parts to copy from. Clear or widen them."
    ),
    QT_TRANSLATE_NOOP("Sentences", "The setting {name} must be a number, not {value}."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The fill did not keep inside the mask. It was thrown away and the picture left as it was.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The generator answered with values that are not numbers. The picture was left as it was.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "No generator checkpoint is installed, so this method cannot be used."),
    QT_TRANSLATE_NOOP("Sentences", "No generator checkpoint is installed, so the hole was filled without one."),
    QT_TRANSLATE_NOOP("Sentences", "The {kind} device stopped working during the fill: {reason}."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The memory of the {kind} device was too short: the generator worked on the processor.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "Memory was short: the generator worked at half size."),
    QT_TRANSLATE_NOOP("Sentences", "Memory was short: the generator worked in tiles of {side} pixels."),
    QT_TRANSLATE_NOOP("Sentences", "There was nothing to copy from, so the hole was filled without texture."),
    QT_TRANSLATE_NOOP("Sentences", "There is no method to evaluate."),
    QT_TRANSLATE_NOOP("Sentences", "None of the pictures in {folder} could be filled by any method."),
    QT_TRANSLATE_NOOP("Sentences", "Nothing can be written to {path}: {reason}."),
    QT_TRANSLATE_NOOP("Sentences", "The evaluation could not be written to {path}: {reason}."),
    QT_TRANSLATE_NOOP("Sentences", "There is no folder {path}."),
    QT_TRANSLATE_NOOP("Sentences", "There are no pictures in {folder}."),
    QT_TRANSLATE_NOOP("Sentences", "There is no mask called {name} in {folder}."),
    QT_TRANSLATE_NOOP("Sentences", "{name} is smaller than {side} pixels."),
    QT_TRANSLATE_NOOP("Sentences", "There is no kind of hole called {kind}; there are {known}."),
    QT_TRANSLATE_NOOP("Sentences", "The mask of {name} has no hole in the part that is used, or nothing else."),
    QT_TRANSLATE_NOOP("Sentences", "{count} names were given for {checkpoints} checkpoints."),
    QT_TRANSLATE_NOOP("Sentences", "LPIPS by torchmetrics needs the package torchmetrics: pip install torchmetrics."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "torchmetrics has not fetched AlexNet yet: there is no {path}. Use torchmetrics' LPIPS once with a network, or give a file of weights.",  # noqa: E501
    ),
    QT_TRANSLATE_NOOP("Sentences", "The weights that torchmetrics has are not LPIPS on AlexNet: {name} does not fit."),
    QT_TRANSLATE_NOOP("Sentences", "There is no method called {name}; there are {known}."),
    QT_TRANSLATE_NOOP("Sentences", "The engine has no method called {name}; it has {known}."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{name} needs OpenCV's contributed modules: pip install opencv-contrib-python-headless.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "PyPatchMatch is installed, but its native library cannot be loaded on this system.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "{name} needs the package {package}: pip install {same}."),
    QT_TRANSLATE_NOOP("Sentences", "There is not enough memory for this."),
    QT_TRANSLATE_NOOP("Sentences", "Something went wrong ({kind})."),
)


_LONGEST = 4_000  # characters; longer texts are no sentences of ours, and are shown as they are
_FURTHEST = 12  # full stops that one known sentence may hold, in what stands in it too


def spoken(sentence: str) -> str:
    """The sentence in the window's language, or several in a row; as it is where that is English, or none is known."""
    said: list[str] = []
    rest = sentence
    while len(rest) <= _LONGEST:
        first, rest_after = _first_known(rest)
        if first is None:
            break
        said.append(first)
        if rest_after is None:
            return " ".join(said)
        rest = rest_after
    return " ".join([*said, rest])


def _first_known(text: str) -> tuple[str | None, str | None]:
    """What the known sentence at the beginning of a text says, and what comes after it, None for nothing."""
    known = _said(text)
    if known is not None:
        return known, None
    for between in islice(re.finditer(r"(?<=\.) (?=[A-Z])", text), _FURTHEST):
        known = _said(text[: between.start()])
        if known is not None:
            return known, text[between.end() :]
    return None, None


def _said(sentence: str) -> str | None:
    for matcher, pattern in _matchers():
        parts = matcher.fullmatch(sentence)
        if parts is not None:
            words = QCoreApplication.translate("Sentences", pattern)
            if words == pattern:
                return sentence
            return words.format(**{name: _part(part) for name, part in parts.items()})
    return None


def _part(words: str) -> str:
    """What a sentence says inside: a reason that is one of our own sentences has lost its full stop there."""
    known = _said(words)
    if known is None:
        known = _said(f"{words}.")
        return words if known is None else known.removesuffix("。").removesuffix(".")
    return known


class _Matcher:
    """A pattern's own words, looked for one after the other: in linear time, whatever the text."""

    def __init__(self, pattern: str) -> None:
        pieces = re.split(r"\{(\w+)\}", pattern)  # what stands between names, and the names
        self._names = pieces[1::2]
        self._first, *self._middle, self._last = pieces[::2] if self._names else (pieces[0], "")
        self.own = sum(map(len, pieces[::2]))  # characters

    def fullmatch(self, text: str) -> dict[str, str] | None:
        """What stands for each name, the first ones as short as can be; None where the words do not fit."""
        if not self._names:
            return {} if text == self._first else None
        end = len(text) - len(self._last)
        at = len(self._first)
        if at > end or not text.startswith(self._first) or not text.endswith(self._last):
            return None
        parts = []
        for piece in self._middle:
            found = text.find(piece, at, end)
            if found < 0:
                return None
            parts.append(text[at:found])
            at = found + len(piece)
        return dict(zip(self._names, [*parts, text[at:end]], strict=True))


@lru_cache(maxsize=1)
def _matchers() -> tuple[tuple[_Matcher, str], ...]:
    """Those with the most words of their own first, so that none takes what another says more closely."""
    made = [(_Matcher(pattern), pattern) for pattern in PATTERNS]
    return tuple(sorted(made, key=lambda one: -one[0].own))


def sentence(error: Exception) -> str:
    """What went wrong, for the person, in the window's language. Our own errors are sentences already."""
    text = str(error).strip()
    if isinstance(error, MemoryError):
        return spoken("There is not enough memory for this.")
    if not text:
        return spoken(f"Something went wrong ({type(error).__name__}).")
    return spoken(text if text[-1] in ".!?。" else f"{text}.")
