"""A scanner's infrared in its layouts: recognised, and kept bit for bit through saving."""

import struct
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
import tifffile
from PIL import Image

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.infrared import NEVER, InfraredRule, file_of, looks_infrared, without_infrared
from inpaint_studio.files.kinds.tiff import Tiff
from inpaint_studio.files.origin import origin_of
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.loss import saving_loss
from inpaint_studio.files.saving.verify import verify
from inpaint_studio.files.saving.writing import save_picture

HEIGHT, WIDTH = 96, 128


def scan(dtype: str = "uint16") -> tuple[np.ndarray, np.ndarray]:
    """Colours and infrared of a small film frame."""
    rng = np.random.default_rng(7)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    colours = np.stack([(x / WIDTH), (y / HEIGHT), (x + y) / (WIDTH + HEIGHT)], axis=2) * 0.7 + 0.15
    colours += rng.normal(0, 0.01, colours.shape)
    infrared = 0.8 - 0.05 * (x / WIDTH) + rng.normal(0, 0.01, (HEIGHT, WIDTH))
    for _ in range(6):
        top, left = rng.integers(8, HEIGHT - 12), rng.integers(8, WIDTH - 12)
        infrared[top : top + 4, left : left + 4] *= 0.4
        colours[top : top + 4, left : left + 4] *= 0.4
    scale = 255 if dtype == "uint8" else 65535
    return tuple(np.rint(one.clip(0, 1) * scale).astype(dtype) for one in (colours, infrared))  # type: ignore[return-value]


def written(path: Path, layout: str, dtype: str = "uint16", **options: object) -> np.ndarray:
    """Write a frame in a layout; returns its infrared."""
    colours, infrared = scan(dtype)
    whole = np.dstack([colours, infrared])
    match layout:
        case "unspecified" | "associated" | "unassociated":
            kind = {"unspecified": 0, "associated": 1, "unassociated": 2}[layout]
            tifffile.imwrite(path, whole, photometric="rgb", extrasamples=[kind], **options)
        case "missing":
            tifffile.imwrite(path, whole, photometric="rgb", extrasamples=[0], **options)
            content = bytearray(path.read_bytes())
            entry = Tiff(bytes(content)).pages()[0].entries[338]
            struct.pack_into("<H", content, entry.at, 337)  # another tag in its place, in order between its neighbours
            path.write_bytes(content)
        case "untagged page":
            with tifffile.TiffWriter(path) as file:
                file.write(colours, photometric="rgb", **options)
                file.write(infrared, photometric="minisblack", **options)
        case "page":
            with tifffile.TiffWriter(path) as file:
                file.write(colours, photometric="rgb", **options)
                file.write(infrared, photometric="minisblack", subfiletype=2, **options)
            content = bytearray(path.read_bytes())
            structure = Tiff(bytes(content))  # which tifffile only allows for one bit, as the specification does
            struct.pack_into("<I", content, structure.pages()[1].entries[254].values_at, 4)
            path.write_bytes(content)
        case "png":
            Image.fromarray(whole).save(path)
    return infrared


def fill_of(picture: Picture) -> Fill:
    rect = Rect(20, 30, 10, 8)
    pixels = np.zeros((8, 10, picture.pixels.shape[2]), picture.pixels.dtype)
    return Fill("one", rect, pixels, np.full((8, 10), 255, np.uint8), Recipe("membrane"))


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
@pytest.mark.parametrize("options", [{}, {"compression": "lzw", "predictor": 2}], ids=["plain", "lzw"])
@pytest.mark.parametrize("layout", ["unspecified", "associated", "unassociated", "missing", "page", "untagged page"])
def test_every_layout_of_tiff_is_recognised_and_saved_back_bit_for_bit(
    tmp_path: Path, layout: str, options: dict[str, object], dtype: str
) -> None:
    path = tmp_path / "scan.tif"
    infrared = written(path, layout, dtype, **options)
    picture = read_picture(path)
    assert picture.pixels.shape == (HEIGHT, WIDTH, 3)
    assert picture.infrared is not None
    assert not picture.infrared.flags.writeable
    assert picture.infrared.dtype == infrared.dtype
    assert np.array_equal(picture.infrared, infrared)
    assert np.array_equal(picture.pixels, scan(dtype)[0])
    copy = tmp_path / "copy.tif"
    assert saving_loss(picture, copy, (fill_of(picture),)) is None
    report = save_picture(picture, (fill_of(picture),), copy)
    assert report.exact
    again = read_picture(copy)
    assert again.infrared is not None
    assert np.array_equal(again.infrared, infrared)
    assert not again.pixels[30:38, 20:30].any()
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[30:38, 20:30] = 255
    proof = verify(path, copy, mask)
    assert proof.untouched
    assert proof.infrared == "same"


@pytest.mark.parametrize("layout", ["unspecified", "associated", "unassociated", "missing", "page", "png"])
def test_a_picture_without_fills_is_saved_as_the_bytes_it_was_opened_from(tmp_path: Path, layout: str) -> None:
    suffix = ".png" if layout == "png" else ".tif"
    path, copy = (tmp_path / f"{name}{suffix}" for name in ("scan", "copy"))
    written(path, layout, "uint8")
    picture = read_picture(path)
    assert picture.infrared is not None
    save_picture(picture, (), copy)
    assert copy.read_bytes() == path.read_bytes()


def test_colours_are_divided_by_associated_alpha_unless_it_is_infrared(tmp_path: Path) -> None:
    """By its looks as strictly as any alpha; a person's word is believed."""
    colours, infrared = scan()
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    disc = np.rint(np.clip(1 - (np.hypot(y - 48, x - 64) - 30) / 16, 0.25, 1) * 65535).astype(np.uint16)
    multiplied = np.rint(colours * (disc[:, :, None] / 65535)).astype(np.uint16)
    for plane, stored_colours, looks in ((disc, multiplied, False), (infrared, colours, True)):
        path, copy = tmp_path / f"{looks}.tif", tmp_path / f"{looks}-copy.tif"
        tifffile.imwrite(path, np.dstack([stored_colours, plane]), photometric="rgb", extrasamples=[1])
        assert (read_picture(path).infrared is not None) == looks
        yes, no = read_picture(path, infrared=InfraredRule("yes")), read_picture(path, infrared=NEVER)
        assert yes.infrared is not None
        assert np.array_equal(yes.infrared, plane)
        assert np.array_equal(yes.pixels, stored_colours)
        assert not any("divided" in str(note) for note in yes.notes)
        save_picture(yes, (), copy)
        assert copy.read_bytes() == path.read_bytes()
        assert no.infrared is None
        assert np.array_equal(no.pixels[:, :, 3], plane)
        assert any("divided" in str(note) for note in no.notes)
        expected = np.minimum(stored_colours / (plane[:, :, None] / 65535), 65535)
        assert np.abs(no.pixels[:, :, :3] - expected).max() < 0.501
        save_picture(no, (fill_of(no),), copy)
        again = read_picture(copy, infrared=NEVER)
        assert np.array_equal(np.delete(again.pixels, range(30, 38), 0), np.delete(no.pixels, range(30, 38), 0))


def test_infrared_as_alpha_of_a_png_is_taken_apart_and_put_back(tmp_path: Path) -> None:
    path, copy = tmp_path / "scan.png", tmp_path / "copy.png"
    infrared = written(path, "png", "uint8")
    picture = read_picture(path)
    assert picture.pixels.shape[2] == 3
    save_picture(picture, (fill_of(picture),), copy)
    assert np.array_equal(np.asarray(Image.open(copy))[:, :, 3], infrared)
    into_tiff = tmp_path / "copy.tif"
    assert saving_loss(picture, into_tiff) is None
    save_picture(picture, (fill_of(picture),), into_tiff)
    again = read_picture(into_tiff)
    assert again.infrared is not None
    assert np.array_equal(again.infrared, infrared)
    assert origin_of(again).infrared == "band"  # type: ignore[union-attr]


def test_a_file_beside_is_read_and_never_written(tmp_path: Path) -> None:
    colours, infrared = scan()
    for name in ("frame_ir.tif", "frame-ir.tif", "frame_IR.tif"):
        folder = tmp_path / name
        folder.mkdir()
        tifffile.imwrite(folder / "frame.tif", colours, photometric="rgb")
        tifffile.imwrite(folder / name, infrared)
        before = (folder / name).read_bytes()
        picture = read_picture(folder / "frame.tif")
        assert picture.infrared is not None
        assert np.array_equal(picture.infrared, infrared)
        assert any(name in str(note) for note in picture.notes)
        save_picture(picture, (fill_of(picture),), folder / "frame.tif")
        assert (folder / name).read_bytes() == before
        assert without_infrared([folder / "frame.tif", folder / name]) == [folder / "frame.tif"]
        assert file_of(folder / "frame.tif") == folder / name


def test_a_file_beside_of_another_size_is_not_used_and_that_is_a_note(tmp_path: Path) -> None:
    colours, infrared = scan()
    tifffile.imwrite(tmp_path / "a.tif", colours, photometric="rgb")
    tifffile.imwrite(tmp_path / "a_ir.tif", infrared[:-2])
    picture = read_picture(tmp_path / "a.tif")
    assert picture.infrared is None
    assert any("a_ir.tif" in str(note) for note in picture.notes)


def test_transparency_is_no_infrared(tmp_path: Path) -> None:
    colours, _ = scan("uint8")
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    disc = np.clip((40 - np.hypot(y - 48, x - 64)) * 64, 0, 255).astype(np.uint8)
    vignette = (255 - np.hypot(y - 48, x - 64)).astype(np.uint8)
    for number, alpha in enumerate((disc, vignette, np.full_like(disc, 255), np.full_like(disc, 128))):
        path = tmp_path / f"{number}.png"
        Image.fromarray(np.dstack([colours, alpha])).save(path)
        picture = read_picture(path)
        assert picture.infrared is None
        assert picture.has_alpha
        assert not looks_infrared(alpha)


def test_what_a_person_said_of_the_scanner_counts(tmp_path: Path) -> None:
    path = tmp_path / "scan.tif"
    written(path, "unassociated", software="VueScan 9")
    guess = read_picture(path)
    origin = origin_of(guess)
    assert origin is not None
    assert origin.infrared_is_guess
    assert origin.scanner == "VueScan 9"
    yes = read_picture(path, infrared=InfraredRule(scanners=MappingProxyType({"VueScan 9": True})))
    assert yes.infrared is not None
    assert not origin_of(yes).infrared_is_guess  # type: ignore[union-attr]
    no = read_picture(path, infrared=InfraredRule(scanners=MappingProxyType({"VueScan 9": False})))
    assert no.infrared is None
    assert no.has_alpha
    assert read_picture(path, infrared=NEVER).has_alpha


def test_a_grey_page_that_is_a_picture_or_a_mask_is_no_infrared(tmp_path: Path) -> None:
    """Nor does a person's word about the scanner make one of it."""
    path = tmp_path / "scan.tif"
    colours, _ = scan()
    grey = colours.mean(axis=2).astype("uint16")
    for page in (grey, np.where(grey > 30000, 65535, 0).astype("uint16"), grey[:-1]):
        with tifffile.TiffWriter(path) as file:
            file.write(colours, photometric="rgb", software="VueScan 9")
            file.write(page, photometric="minisblack")
        for rule in (InfraredRule(), InfraredRule(scanners=MappingProxyType({"VueScan 9": True}))):
            picture = read_picture(path, infrared=rule)
            assert picture.infrared is None
            assert not any("infrared" in note for note in picture.notes)


def test_saving_into_a_kind_that_cannot_hold_it_is_a_loss(tmp_path: Path) -> None:
    for layout in ("unspecified", "unassociated", "page"):
        path = tmp_path / f"{layout}.tif"
        written(path, layout)
        picture = read_picture(path)
        loss = saving_loss(picture, tmp_path / "copy.png")
        assert loss is not None
        assert "infrared" in str(loss)
        copy = tmp_path / f"{layout}.png"
        save_picture(picture, (), copy)
        assert verify(path, copy).infrared == "missing"


def test_an_infrared_that_was_changed_is_proof_of_a_touch(tmp_path: Path) -> None:
    path, other = tmp_path / "a.tif", tmp_path / "b.tif"
    written(path, "unspecified")
    colours, infrared = scan()
    infrared[5, 5] += 1
    tifffile.imwrite(other, np.dstack([colours, infrared]), photometric="rgb", extrasamples=[0])
    report = verify(path, other)
    assert report.infrared == "differs"
    assert not report.untouched
    assert "infrared" in report.to_text()


def test_a_turned_scan_has_its_infrared_upright(tmp_path: Path) -> None:
    path, copy = tmp_path / "scan.tif", tmp_path / "copy.tif"
    infrared = written(path, "unspecified", extratags=[(274, "H", 1, 6, True)])
    picture = read_picture(path)
    assert picture.infrared is not None
    assert np.array_equal(picture.infrared, np.rot90(infrared, -1))
    save_picture(picture, (fill_of(picture),), copy)
    assert np.array_equal(tifffile.imread(copy)[:, :, 3], infrared)
