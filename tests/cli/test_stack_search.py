"""`find` and `fill --find` on stacks: a mask for each plane, and one sentence where it cannot be."""

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from inpaint_studio.cli import main


@pytest.fixture
def clip(tmp_path):
    """Four frames, a blotch on the second."""
    folder = tmp_path / "clip"
    folder.mkdir()
    still = ndimage.gaussian_filter(np.random.default_rng(1).standard_normal((90, 120)), 3)
    for number in range(4):
        grain = np.random.default_rng(number + 5).normal(0, 2, (90, 120, 3))
        pixels = np.clip(np.rint(110 + still[:, :, None] / still.std() * 20 + grain), 0, 255).astype(np.uint8)
        if number == 1:
            pixels[30:36, 50:56] = 248
        Image.fromarray(pixels).save(folder / f"frame{number + 1:03}.png")
    return folder


def test_find_writes_a_mask_beside_the_name_of_the_plane(clip, tmp_path, capsys):
    out = tmp_path / "masks"
    assert main(["find", str(clip), "--kinds", "film-dust", "--output", str(out), "--planes", "2"]) == 0
    assert [path.name for path in out.iterdir()] == ["frame002.mask.png"]
    assert np.asarray(Image.open(out / "frame002.mask.png"))[33, 53] == 255
    assert "on 1 of 1 planes" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("flags", "words"),
    [(("--planes", "3-9"), "has the planes 1-4"), (("--planes", "9"), "has the planes 1-4")],
)
def test_wrong_planes_are_one_sentence(clip, tmp_path, capsys, flags, words):
    assert main(["find", str(clip), "--kinds", "film-dust", "--output", str(tmp_path / "masks"), *flags]) == 2
    assert words in capsys.readouterr().err


def test_a_single_picture_is_refused(clip, tmp_path, capsys):
    single = tmp_path / "single.png"
    single.write_bytes((clip / "frame001.png").read_bytes())
    assert main(["find", str(single), "--kinds", "film-dust", "--output", str(tmp_path / "m")]) == 2
    assert "is no stack" in capsys.readouterr().err
