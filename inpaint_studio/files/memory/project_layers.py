"""The layers of a project, for other programs: the picture, every fill above it, the merged picture, a thumbnail."""

import io
import re

import numpy as np
from PIL import Image

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.editing.state import State
from inpaint_studio.files import colour, icc
from inpaint_studio.files.derived import Derived, derived_of
from inpaint_studio.files.kinds import formats, png_chunks
from inpaint_studio.files.origin import Origin, origin_of
from inpaint_studio.files.saving import encoding, metadata

MIMETYPE = b"image/openraster"
OURS = "inpaint-studio/"
FACTS = OURS + "document.json"
LARGEST_HISTORY = 256 << 20  # a longer undo history is left out of the project
_THUMBNAIL = 256  # pixels, the longer side, as the format wants it


def resolution(picture: Picture, original: bytes | None) -> tuple[float, float] | None:
    origin: Origin | Derived | None = derived_of(picture) or origin_of(picture)
    if isinstance(origin, Derived):
        dpi = origin.metadata.dpi
    elif origin is not None and original is not None:
        dpi = metadata.read(origin.format, original, origin.page).dpi
    else:
        return None
    return dpi if dpi is None or origin.orientation <= 4 else dpi[::-1]  # of the picture as it stands upright


def stack_xml(document: State, dpi: tuple[float, float] | None) -> str:
    width, height = document.size
    layers = []
    for number, fill in reversed(list(enumerate(document.fills))):
        name = _attribute(f"Fill {number + 1}: {fill.recipe.method}")
        visible = "visible" if fill.visible else "hidden"
        layers.append(
            f'<layer name={name} src="data/fill-{number:03}.png" x="{fill.rect.x}" y="{fill.rect.y}" '
            f'opacity="{fill.strength:.4f}" visibility="{visible}" composite-op="svg:src-over"/>'
        )
    layers.append(
        f'<layer name={_layer_name(document.picture.name)} src="data/base.png" x="0" y="0" opacity="1.0" '
        'visibility="visible" composite-op="svg:src-over"/>'
    )
    body = "\n  ".join(layers)
    across, down = (max(1, round(value)) for value in dpi or (0, 0))
    resolution = f' xres="{across}" yres="{down}"' if dpi is not None else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<image version="0.0.5" w="{width}" h="{height}"{resolution}>\n'
        f" <stack>\n  {body}\n </stack>\n</image>\n"
    )


_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2


def _layer_name(name: str) -> str:
    """A file's name as XML can hold it: names on disks may hold control characters, and bytes that are no text."""
    return _attribute(_NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", name) or "Picture")


def as_layer(fill: Fill, picture: Picture) -> Pixels:
    """The fill as a layer for other programs: its samples, of a data picture as seen, with the coverage as alpha."""
    pixels = encoding.fitted(picture.visible(fill.pixels), formats.BY_KEY["png"])
    top = int(np.iinfo(pixels.dtype).max)
    alpha = (fill.coverage.astype(np.uint32) * top // 255).astype(pixels.dtype)[:, :, None]
    if pixels.shape[2] in (2, 4):
        alpha = (pixels[:, :, -1:].astype(np.uint64) * alpha // top).astype(pixels.dtype)
        pixels = pixels[:, :, :-1]
    return np.concatenate([pixels, alpha], axis=2)


def as_png(pixels: Pixels, profile: bytes | None) -> bytes:
    """As PNG, tagged with its colour space. Without a profile of the picture, 8 bits get an sRGB chunk.

    16 bits get an sRGB profile instead, since Krita prompts for one layer by layer. Both are dropped on reading.
    """
    format = formats.BY_KEY["png"]
    fitted = encoding.fitted(pixels, format)
    bare = encoding.encode(fitted, format, 0)
    if profile is None and fitted.dtype == np.uint16:
        profile = icc.plain(fitted.shape[2] <= 2)
    content = metadata.into_png(bare, metadata.Metadata(icc=profile))
    return content if profile is not None else _marked_srgb(content)


def _marked_srgb(content: bytes) -> bytes:
    chunks = png_chunks.split(content)
    return png_chunks.join([chunks[0], png_chunks.Chunk(b"sRGB", b"\0"), *chunks[1:]])  # 0: perceptual


def as_thumbnail(merged: Pixels, profile: bytes | None) -> bytes:
    step = max(1, min(merged.shape[:2]) // (2 * _THUMBNAIL))
    image = Image.fromarray(colour.to_srgb8(np.ascontiguousarray(merged[::step, ::step]), profile))
    image.thumbnail((_THUMBNAIL, _THUMBNAIL))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return _marked_srgb(buffer.getvalue())


def _attribute(text: str) -> str:
    """Quoted and escaped, as XML wants values."""
    from xml.sax.saxutils import quoteattr  # imports urllib with http and ssl, which the window starts without

    return quoteattr(text)
