"""The evaluator's holes: the same pixels for everybody, in every version."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.geometry import Size
from inpaint_studio.evaluation.holes import EvaluationError, Unusable, mask_cases, picture_names, seeded_cases
from inpaint_studio.model.photographs.hole_kinds import HOLE_KINDS
from inpaint_studio.model.photographs.masks import sample_mask


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Four pictures whose pixels are whole numbers worked out here, one below in a folder; the last is over 512."""
    folder = tmp_path / "pictures"
    (folder / "deeper").mkdir(parents=True)
    for i in range(4):
        rows, columns = np.mgrid[0 : 130 + 200 * i, 0 : 140 + 170 * i]
        planes = [rows * 7 % 256, columns * 5 % 256, (rows + columns + i) * 3 % 256]
        pixels = np.stack(planes, axis=2).astype(np.uint8)
        Image.fromarray(pixels).save(folder / ("deeper" if i == 3 else ".") / f"{i}.png")
    (folder / ".hidden.png").write_bytes(b"")
    (folder / "letter.txt").write_text("no picture")
    return folder


def test_holes_are_bit_for_bit_those_of_the_first_protocol(pictures: Path) -> None:
    """Digests of pixels and masks, taken before the holes had a file of their own. Kinds that no library draws."""
    assert picture_names(pictures) == ["0.png", "2.png", "deeper/3.png", "1.png"]
    keys = {
        (case.picture, case.kind): case.key
        for name in ("0.png", "deeper/3.png")
        for case in seeded_cases(pictures, name, ("rectangle", "border"))
    }
    assert keys == {
        ("0.png", "rectangle"): "21e9da4a6ee8fd0c1639",
        ("0.png", "border"): "1c979725be124224fd95",
        ("deeper/3.png", "rectangle"): "73cf2a1c546847daddfa",
        ("deeper/3.png", "border"): "ba6e81c93370e7bb067d",
    }


def test_every_kind_is_drawn_from_the_name_the_kind_and_the_seed(pictures: Path) -> None:
    for case in seeded_cases(pictures, "deeper/3.png", seed=5):
        digest = hashlib.sha256(f"deeper/3.png|{case.kind}|5".encode()).digest()
        rng = np.random.default_rng(int.from_bytes(digest[:8], "little"))
        height, width = case.true.shape[:2]
        assert (height, width) == (512, 512)
        assert np.array_equal(case.mask, sample_mask(case.kind, Size(width, height), rng))
    assert [case.kind for case in seeded_cases(pictures, "0.png")] == list(HOLE_KINDS)


def test_the_middle_is_used_as_it_is(pictures: Path) -> None:
    (case,) = seeded_cases(pictures, "deeper/3.png", ("blob",))
    with Image.open(pictures / "deeper" / "3.png") as image:
        whole = np.asarray(image)
    top, left = (730 - 512) // 2, (650 - 512) // 2
    assert np.array_equal(case.true, whole[top : top + 512, left : left + 512])


def test_holes_differ_by_picture_kind_and_seed_and_one_kind_does_not_move_another(pictures: Path) -> None:
    scratch, blob = seeded_cases(pictures, "0.png", ("scratch", "blob"))
    again, _ = seeded_cases(pictures, "0.png", ("scratch", "blob"))
    (other_seed,) = seeded_cases(pictures, "0.png", ("scratch",), seed=1)
    (alone,) = seeded_cases(pictures, "0.png", ("blob",))
    assert scratch.key == again.key
    assert alone.key == blob.key
    assert not np.array_equal(scratch.mask, other_seed.mask)
    assert not np.array_equal(scratch.mask, blob.mask)


def test_what_cannot_be_used_is_a_sentence(pictures: Path, tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="no kind of hole called 'swirl'"):
        seeded_cases(pictures, "0.png", ("swirl",))
    with pytest.raises(EvaluationError, match="There is no folder"):
        picture_names(tmp_path / "nowhere")
    Image.fromarray(np.zeros((200, 95, 3), np.uint8)).save(pictures / "narrow.png")
    with pytest.raises(Unusable, match=r"narrow\.png is smaller than 96 pixels\."):
        seeded_cases(pictures, "narrow.png")
    masks = tmp_path / "masks"
    masks.mkdir()
    with pytest.raises(Unusable, match="There is no mask called 0 "):
        mask_cases(pictures, "0.png", masks)
    Image.fromarray(np.zeros((130, 140), np.uint8)).save(masks / "0.png")
    with pytest.raises(Unusable, match="has no hole"):
        mask_cases(pictures, "0.png", masks)


def test_a_mask_beside_its_picture_is_no_picture_and_a_picture_is_not_its_own_mask(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    for name in ("a", "b"):
        Image.fromarray(rng.integers(0, 255, (120, 120, 3), np.uint8)).save(tmp_path / f"{name}.png")
    mask = np.zeros((120, 120), np.uint8)
    mask[50:70, 50:70] = 255
    Image.fromarray(mask).save(tmp_path / "a_mask.png")
    (tmp_path / "._a.png").write_bytes(b"what a Mac leaves")
    assert sorted(picture_names(tmp_path)) == ["a.png", "b.png"]
    assert mask_cases(tmp_path, "a.png", tmp_path)[0].hole.sum() == 400
    with pytest.raises(Unusable, match="There is no mask called b "):
        mask_cases(tmp_path, "b.png", tmp_path)
