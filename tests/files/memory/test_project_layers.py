"""The layers of a project as other programs read them."""

import io
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import fills_step
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.memory.project_layers import as_layer, as_png, as_thumbnail, resolution, stack_xml

RECT = Rect(4, 6, 8, 5)


def _picture(channels: int = 3, dtype: type = np.uint8, name: str = "photo.png") -> Picture:
    return Picture(np.full((30, 40, channels), 90, dtype), name)


def _fill(picture: Picture, coverage: int = 255) -> Fill:
    shape = RECT.height, RECT.width
    pixels = np.full((*shape, picture.pixels.shape[2]), 200, picture.pixels.dtype)
    return Fill("a", RECT, pixels, np.full(shape, coverage, np.uint8), Recipe("smooth"))


def _layers(document: Document, dpi: tuple[float, float] | None = None) -> ElementTree.Element:
    return ElementTree.fromstring(stack_xml(document.state, dpi))


def test_the_picture_is_the_lowest_layer_and_the_last_fill_the_highest() -> None:
    document = Document(_picture())
    hidden = replace(_fill(document.picture), visible=False, strength=0.5)
    document.commit(fills_step(document, (_fill(document.picture), hidden), "Fill"))
    root = _layers(document)
    assert (root.get("w"), root.get("h"), root.get("xres")) == ("40", "30", None)
    layers = root.findall("stack/layer")
    assert [layer.get("src") for layer in layers] == ["data/fill-001.png", "data/fill-000.png", "data/base.png"]
    assert (layers[0].get("visibility"), layers[0].get("opacity")) == ("hidden", "0.5000")
    assert (layers[1].get("x"), layers[1].get("y")) == ("4", "6")


def test_a_resolution_is_in_whole_numbers() -> None:
    root = _layers(Document(_picture()), (299.6, 72.0))
    assert (root.get("xres"), root.get("yres")) == ("300", "72")


@pytest.mark.parametrize(
    ("name", "shown"), [("a<b>&\"c'", "a<b>&\"c'"), ("a\x00b", "a\N{REPLACEMENT CHARACTER}b"), ("", "Picture")]
)
def test_any_name_of_a_file_can_stand_in_the_list_of_layers(name: str, shown: str) -> None:
    layers = _layers(Document(_picture(name=name))).findall("stack/layer")
    assert layers[0].get("name") == shown


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_coverage_is_the_alpha_of_a_layer(dtype: type) -> None:
    picture = _picture(dtype=dtype)
    layer = as_layer(_fill(picture, 51), picture)
    assert layer.shape == (RECT.height, RECT.width, 4)
    assert layer.dtype == dtype
    assert (layer[:, :, 3] == np.iinfo(dtype).max // 5).all()
    assert (layer[:, :, :3] == 200).all()


def test_the_alpha_of_a_fill_is_multiplied_by_its_coverage() -> None:
    picture = _picture(channels=4)
    layer = as_layer(_fill(picture, 51), picture)
    assert layer.shape[2] == 4
    assert (layer[:, :, 3] == 200 * 51 // 255).all()


def test_png_holds_the_samples_and_says_that_they_are_srgb() -> None:
    pixels = np.arange(30 * 40 * 3, dtype=np.uint32).reshape(30, 40, 3).astype(np.uint8)
    content = as_png(pixels, None)
    assert b"sRGB" in content
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(content))), pixels)
    deep = as_png(pixels.astype(np.uint16) * 257, None)
    assert b"iCCP" in deep  # Krita asks for a profile of every layer of 16 bits without one
    assert b"sRGB" not in deep


def test_a_thumbnail_is_256_pixels_on_its_longer_side() -> None:
    small = Image.open(io.BytesIO(as_thumbnail(np.full((900, 1800, 3), 70, np.uint8), None)))
    assert small.size == (256, 128)


def test_a_picture_that_came_from_nowhere_has_no_resolution() -> None:
    assert resolution(_picture(), None) is None
