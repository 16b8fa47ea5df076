"""Pairing: which mask goes with which picture, into which file, or the sentence that says why not."""

import unicodedata
from pathlib import Path

import pytest

from inpaint_studio.work.pairing import PairingError, pair


def folder(path: Path, *names: str) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    for name in names:
        (path / name).write_bytes(b"not looked into")
    return path


def paired(pairing) -> dict[str, str]:
    return {one.picture.name: one.mask.name for one in pairing.pairs}


def problems(pairing) -> dict[str, str]:
    return {path.name: sentence for path, sentence in pairing.problems}


def outputs(pairing) -> dict[str, str]:
    return {one.picture.name: one.output.name for one in pairing.pairs}


def test_a_photo_without_a_mask_is_not_filled(tmp_path):
    both = folder(tmp_path / "scans", "a.png", "a.mask.png", "b.png", "c.png", "c_mask.png", "d.tif", "d.jpg")
    done = pair(both, both, tmp_path / "out")
    assert paired(done) == {"a.png": "a.mask.png", "c.png": "c_mask.png"}
    assert problems(done).keys() == {"b.png", "d.jpg", "d.tif"}
    assert "no mask called b" in problems(done)["b.png"]


@pytest.mark.parametrize(
    "mask", ["a.mask.png", "a_mask.png", "a-mask.tif", "a_masks.png", "A_MASK.PNG", "a_mask001.png", "a.jpg.mask.png"]
)
def test_a_mask_that_says_so_is_known_beside_its_picture_and_in_a_folder_of_its_own(mask, tmp_path):
    both = folder(tmp_path / "both", "a.jpg", mask)
    assert paired(pair(both, both, tmp_path / "out")) == {"a.jpg": mask}
    pictures, masks = folder(tmp_path / "p", "a.jpg"), folder(tmp_path / "m", mask)
    assert paired(pair(pictures, masks, tmp_path / "out")) == {"a.jpg": mask}


def test_a_mask_among_the_pictures_is_not_filled_itself(tmp_path):
    pictures = folder(tmp_path / "p", "a.png", "a_mask.png")
    masks = folder(tmp_path / "m", "a.png", "one.png")
    assert paired(pair(pictures, masks, tmp_path / "out")) == {"a.png": "a.png"}
    assert paired(pair(pictures, masks / "one.png", tmp_path / "out")) == {"a.png": "one.png"}


def test_a_photograph_of_a_mask_is_a_picture(tmp_path):
    both = folder(tmp_path / "both", "death-mask.jpg", "death-mask.mask.png", "damask.png", "damask_mask.png")
    assert paired(pair(both, both, tmp_path / "out")) == {
        "damask.png": "damask_mask.png",
        "death-mask.jpg": "death-mask.mask.png",
    }
    pictures, masks = folder(tmp_path / "p", "death-mask.jpg"), folder(tmp_path / "m", "death-mask.png")
    assert paired(pair(pictures, masks, tmp_path / "out")) == {"death-mask.jpg": "death-mask.png"}


def test_a_mask_whose_picture_is_missing_is_said_and_not_filled(tmp_path):
    both = folder(tmp_path / "both", "a.png", "a.mask.png", "b_mask.png")
    done = pair(both, both, tmp_path / "out")
    assert paired(done) == {"a.png": "a.mask.png"}
    assert [(path.name, "no picture of that name" in sentence) for path, sentence in done.notes] == [
        ("b_mask.png", True)
    ]


def test_letter_case_and_the_form_of_letters_do_not_matter(tmp_path):
    decomposed, composed = (unicodedata.normalize(form, "Café Zürich") for form in ("NFD", "NFC"))
    pictures = folder(tmp_path / "p", f"{decomposed}.png", "IMG_1.JPG", "straße.png")
    masks = folder(tmp_path / "m", f"{composed}.png", "img_1.Mask.png", "STRASSE.png")
    assert len(paired(pair(pictures, masks, tmp_path / "out"))) == 3


def test_exactly_the_same_name_comes_before_one_of_another_case(tmp_path):
    pictures = folder(tmp_path / "p", "A.png", "a.png")
    if len(list(pictures.iterdir())) == 1:
        pytest.skip("this file system makes no difference between them")
    masks = folder(tmp_path / "m", "A.png", "a.png")
    done = pair(pictures, masks, tmp_path / "out")
    assert paired(done) == {"A.png": "A.png", "a.png": "a.png"}
    assert outputs(done) == {"A.png": "A.png", "a.png": "a.png.png"}  # they may go to a file system that makes none


def test_what_systems_leave_in_folders_is_left_out(tmp_path):
    pictures = folder(tmp_path / "p", "a.png", "._a.png", ".hidden.jpg", "Thumbs.db", ".DS_Store")
    masks = folder(tmp_path / "m", "a.png", "._a.png", "._a.mask.png", ".a.mask.png", "desktop.ini")
    (pictures / "folder.png").mkdir()
    done = pair(pictures, masks, tmp_path / "out")
    assert paired(done) == {"a.png": "a.png"}
    assert not done.problems


def test_of_two_masks_that_are_alike_neither_is_taken(tmp_path):
    pictures = folder(tmp_path / "p", "a.png", "b.png", "c.jpg")
    masks = folder(tmp_path / "m", "a.mask.png", "a_mask.png", "b.png", "b.tif", "c.png", "c.tif")
    done = pair(pictures, masks, tmp_path / "out")
    assert paired(done) == {"b.png": "b.png"}  # of the very same name
    assert problems(done)["a.png"].startswith("Both a.mask.png and a_mask.png")
    assert problems(done)["c.jpg"].startswith("Both c.png and c.tif")


def test_one_mask_may_serve_a_whole_folder_and_is_no_picture_of_it(tmp_path):
    pictures = folder(tmp_path / "p", "a.png", "b.png", "logo.png")
    assert paired(pair(pictures, pictures / "logo.png", tmp_path / "out")) == {"a.png": "logo.png", "b.png": "logo.png"}


def test_two_pictures_never_become_one_file(tmp_path):
    pictures = folder(tmp_path / "p", "a.gif", "a.png", "b.heic", "b.gif", "b.png.png")
    masks = folder(tmp_path / "m", "a.png", "b.png", "b.png.mask.png")
    done = pair(pictures, masks, tmp_path / "out")
    assert outputs(done) == {
        "a.gif": "a.gif.png",
        "a.png": "a.png",
        "b.gif": "b.png",
        "b.heic": "b.heic.png",
        "b.png.png": "b.png.png",
    }
    notes = {path.name: sentence for path, sentence in done.notes}
    assert "a.gif.png" in notes["a.gif"]
    assert "that of a.gif too" in " ".join(sentence for path, sentence in done.notes if path.name == "a.png")


def test_nothing_that_is_read_is_written_over(tmp_path):
    pictures, masks = folder(tmp_path / "p", "a.png"), folder(tmp_path / "m", "a.png")
    out = folder(tmp_path / "out")
    (out / "a.png").symlink_to(pictures / "a.png")
    for output in (pictures, masks, out, pictures / "a.png"):
        with pytest.raises(PairingError) as caught:
            pair(pictures, masks, output)
        assert caught.value.wrong_call
    with pytest.raises(PairingError, match="so --mask must be a file too"):
        pair(pictures / "a.png", masks, tmp_path / "new.png")
