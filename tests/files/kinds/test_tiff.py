"""TIFF: every depth and layout comes back, and what no fill touched keeps its bytes."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.kinds import deep, tiff
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import save_picture

RECT = Rect(20, 40, 30, 7)
LAYOUTS = [
    {},
    {"compression": "deflate"},
    {"compression": "deflate", "predictor": True},
    {"tile": (32, 48)},
    {"tile": (32, 48), "compression": "deflate", "predictor": True},
    {"byteorder": ">"},
    {"byteorder": ">", "compression": "deflate", "predictor": True},
    {"bigtiff": True, "rowsperstrip": 11},
    {"planarconfig": "separate", "compression": "deflate"},
    {"planarconfig": "separate", "tile": (16, 16)},
]


def _write(path: Path, pixels: np.ndarray, **layout: object) -> None:
    channels = pixels.shape[2]
    extra = ["unassalpha"] if channels in (2, 4) else None
    samples = pixels[:, :, 0] if channels == 1 else pixels
    if layout.get("planarconfig") == "separate":
        if channels == 1:
            layout.pop("planarconfig")
        else:
            samples = pixels.transpose(2, 0, 1)
    if pixels.dtype.kind == "f":
        layout.pop("predictor", None)  # written by Pillow in a test of its own
    photometric = "rgb" if channels >= 3 else "minisblack"
    if channels == 2 and layout.get("planarconfig") != "separate":
        layout["planarconfig"] = "contig"
    layout.setdefault("rowsperstrip", 9) if "tile" not in layout else None
    tifffile.imwrite(path, samples, photometric=photometric, extrasamples=extra, metadata=None, **layout)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: "-".join(map(str, layout.values())) or "plain")
@pytest.mark.parametrize(
    ("channels", "dtype"), [(1, "uint8"), (3, "uint8"), (4, "uint16"), (3, "uint16"), (1, "float32")]
)
def test_every_layout_keeps_every_sample_outside(
    tmp_path: Path,
    layout: dict,
    channels: int,
    dtype: str,
    samples: Callable,
    fill_of: Callable,
    outside: Callable,
) -> None:
    pixels = samples(channels, dtype, 90, 100)
    _write(tmp_path / "a.tif", pixels, **dict(layout))
    picture = read_picture(tmp_path / "a.tif")
    assert picture.pixels.dtype == np.dtype(dtype)
    assert np.array_equal(picture.pixels, pixels)
    fill = fill_of(picture, RECT)
    report = save_picture(picture, (fill,), tmp_path / "b.tif")
    assert report.exact
    again = deep.read(tmp_path / "b.tif", 0, dtype)  # libtiff as the judge
    keep = outside(picture, fill)
    assert np.array_equal(again[keep], pixels[keep])
    assert (again[RECT.grow(-1).slices] == 0).all()
    with tifffile.TiffFile(tmp_path / "a.tif") as old, tifffile.TiffFile(tmp_path / "b.tif") as new:
        assert new.byteorder == old.byteorder
        changed = {tag.name for tag in old.pages[0].tags if tag.value != new.pages[0].tags[tag.name].value}
        assert changed <= {"StripOffsets", "StripByteCounts", "TileOffsets", "TileByteCounts"}


def test_a_page_is_chosen_and_the_others_stay(tmp_path: Path, samples: Callable, fill_of: Callable) -> None:
    pages = [samples(3, height=20, width=30, seed=seed) for seed in range(3)]
    with tifffile.TiffWriter(tmp_path / "a.tif") as writer:
        for page in pages:
            writer.write(page, photometric="rgb", metadata=None, compression="deflate")
    picture = read_picture(tmp_path / "a.tif", page=1)
    assert np.array_equal(picture.pixels, pages[1])
    assert picture.notes == ("This is page 2 of 3.",)
    save_picture(picture, (fill_of(picture),), tmp_path / "a.tif")
    again = [read_picture(tmp_path / "a.tif", page).pixels for page in range(3)]
    assert np.array_equal(again[0], pages[0])
    assert np.array_equal(again[2], pages[2])
    assert (again[1][9:17, 10:22] == 0).all()
    with pytest.raises(PictureError, match="has 3 pages; there is no page 4"):
        read_picture(tmp_path / "a.tif", page=3)


def test_a_chain_of_pages_in_a_circle_is_refused(tmp_path: Path, samples: Callable) -> None:
    tifffile.imwrite(tmp_path / "a.tif", samples(1)[:, :, 0], metadata=None)
    content = bytearray((tmp_path / "a.tif").read_bytes())
    structure = tiff.Tiff(bytes(content))
    page = structure.pages()[0]
    content[page.next_at : page.next_at + 4] = page.at.to_bytes(4, "little")
    (tmp_path / "a.tif").write_bytes(content)
    with pytest.raises(PictureError, match="without an end"):
        read_picture(tmp_path / "a.tif")
