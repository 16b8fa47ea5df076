"""Enlarged pictures: their files carry what the original's file did, with sizes of their own."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.derived import Derived, Enlargement, derived_of, enlarged_from
from inpaint_studio.files.memory.abandoned import abandoned
from inpaint_studio.files.memory.journal import Journal, restore
from inpaint_studio.files.memory.project import open_project, save_project
from inpaint_studio.files.origin import origin_of
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.loss import saving_loss
from inpaint_studio.files.saving.writing import SaveOptions, save_picture

_XMP = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    b'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:ImageWidth="160" tiff:Orientation="6"/></rdf:RDF></x:xmpmeta>'
    b'<?xpacket end="w"?>'
)


def _enlarged(picture: Picture, texture: float = 0.3) -> Picture:
    """Each pixel four times."""
    pixels = picture.pixels.repeat(2, 0).repeat(2, 1)
    size = Size(pixels.shape[1], pixels.shape[0])
    recipe = Enlargement(picture.size, size, texture, "ab" * 32, "cd" * 32, "0.3", 0.5, "ef" * 32)
    return Picture(pixels, "photo-2x", picture.profile, enlarged_from(picture, recipe))


@pytest.fixture
def photograph(tmp_path: Path, smooth: Callable) -> Picture:
    """A JPEG that stands on its side, with EXIF, XMP, a profile and a resolution."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "a street"
    exif.get_ifd(0x8769)[0xA002], exif.get_ifd(0x8769)[0xA003] = 160, 120
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = Image.fromarray(smooth(3))
    image.save(tmp_path / "a.jpg", quality=90, exif=exif, icc_profile=profile, dpi=(300, 300), xmp=_XMP)
    return read_picture(tmp_path / "a.jpg")


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp"])
def test_exif_and_xmp_name_the_new_size_and_the_rest_stays(photograph: Picture, tmp_path: Path, suffix: str) -> None:
    big = _enlarged(photograph)
    report = save_picture(big, (), tmp_path / f"big{suffix}", SaveOptions(allow_loss=False))
    with Image.open(report.path) as image:
        assert image.size == (240, 320)
        exif = image.getexif()
        assert exif.get(0x0112, 1) == 1
        assert exif[0x010E] == "a street"
        assert (exif.get_ifd(0x8769)[0xA002], exif.get_ifd(0x8769)[0xA003]) == (240, 320)
        assert image.info["icc_profile"] == photograph.profile
    content = report.path.read_bytes()
    assert b'tiff:ImageWidth="240"' in content
    assert b'tiff:Orientation="1"' in content
    assert any("quality 95" in note for note in report.notes) == (suffix == ".jpg")
    if suffix != ".jpg":
        assert np.array_equal(read_picture(report.path).pixels, big.pixels)


def test_the_original_may_go_meanwhile_and_is_never_compared_or_written_over(
    photograph: Picture, tmp_path: Path
) -> None:
    big = _enlarged(photograph)
    (tmp_path / "a.jpg").unlink()
    assert origin_of(big) is None
    assert saving_loss(big, tmp_path / "b.jpg", (), True) is None
    report = save_picture(big, (), tmp_path / "b.jpg", SaveOptions(allow_loss=False))
    with Image.open(report.path) as image:
        assert image.getexif()[0x010E] == "a street"
    assert not any("changed or gone" in note for note in report.notes)


def test_what_a_file_of_the_same_kind_cannot_take_over_is_said(tmp_path: Path, samples: Callable) -> None:
    Image.fromarray(samples(3)).save(tmp_path / "a.jpg", comment=b"from the attic")
    report = save_picture(_enlarged(read_picture(tmp_path / "a.jpg")), (), tmp_path / "b.jpg")
    assert "The comment of the JPEG file that the picture was made from was left out." in report.notes


@pytest.mark.parametrize(("channels", "dtype"), [(4, "uint8"), (3, "uint16"), (3, "float32"), (1, "uint16")])
def test_depth_and_alpha_are_kept(tmp_path: Path, samples: Callable, channels: int, dtype: str) -> None:
    big = _enlarged(Picture(samples(channels, dtype), "a"))
    suffix = ".png" if dtype == "uint8" else ".tif"
    report = save_picture(big, (), tmp_path / f"b{suffix}", SaveOptions(allow_loss=False))
    assert report.exact
    assert np.array_equal(read_picture(report.path).pixels, big.pixels, equal_nan=True)


def test_a_picture_enlarged_twice_tells_of_both(photograph: Picture) -> None:
    twice = _enlarged(_enlarged(photograph), 0.0)
    derived = derived_of(twice)
    assert derived is not None
    assert [one.after for one in derived.enlargements] == [Size(240, 320), Size(480, 640)]
    assert "from 240 x 320 to 480 x 640 pixels, texture 0 %, noise reduction 50 %" in derived.enlargements[-1].sentence
    assert derived.metadata.exif is not None


def _same(one: Derived | None, other: Derived | None) -> bool:
    parts = ("enlargements", "path", "format", "orientation", "mode", "metadata")
    return one is not None and all(getattr(one, part) == getattr(other, part) for part in parts)


def test_a_crash_before_the_first_step_loses_nothing(photograph: Picture, tmp_path: Path) -> None:
    big = _enlarged(photograph)
    journal = Journal.create(tmp_path / "journals", Document(big))
    journal.flush()
    journal.close()
    (lost,) = abandoned(tmp_path / "journals")
    assert (lost.picture, lost.steps, lost.name) == (None, 0, "photo-2x")
    restored = restore(lost.path)
    picture = restored.document.picture
    restored.journal.close()
    assert np.array_equal(picture.pixels, big.pixels)
    assert (picture.name, picture.profile) == (big.name, big.profile)
    assert _same(derived_of(picture), derived_of(big))


def test_a_project_brings_it_back(photograph: Picture, tmp_path: Path) -> None:
    big = _enlarged(photograph)
    save_project(Document(big), tmp_path / "b.ora")
    again = open_project(tmp_path / "b.ora").picture
    assert np.array_equal(again.pixels, big.pixels)
    assert _same(derived_of(again), derived_of(big))


@pytest.mark.parametrize("change", [{"orientation": 9}, {"format": "exe"}, {"enlargements": [{}]}, {"dpi": [1]}])
def test_facts_that_cannot_be_are_refused(photograph: Picture, change: dict) -> None:
    from inpaint_studio.files.memory.derived_facts import derived_facts, derived_from

    facts, blocks = derived_facts(derived_of(_enlarged(photograph)))
    assert _same(derived_from(facts, blocks), derived_of(_enlarged(photograph)))
    with pytest.raises((ValueError, KeyError, TypeError, IndexError)):
        derived_from({"derived": {**facts["derived"], **change}}, blocks)


def test_a_picture_that_never_was_a_file_is_enlarged_as_well(tmp_path: Path, samples: Callable) -> None:
    big = _enlarged(replace(Picture(samples(3), "pasted"), profile=None), 0.0)
    derived = derived_of(big)
    assert derived is not None
    assert derived.path is None
    assert save_picture(big, (), tmp_path / "b.png").exact
