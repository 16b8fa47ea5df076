"""`inpaint-studio verify` of pages, stacks and films; of single pictures see test_cli."""

import json
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.cli import main


def run(*arguments) -> int:
    return main([str(argument) for argument in arguments])


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    """The left half of 24 x 20 pixels."""
    marked = np.zeros((20, 24), np.uint8)
    marked[:, :12] = 255
    Image.fromarray(marked).save(tmp_path / "mask.png")
    return tmp_path / "mask.png"


def pages(path: Path, changed: tuple[int, int] | None = None) -> Path:
    """Three of noise, one pixel (page, column) of them changed."""
    samples = np.random.default_rng(1).integers(0, 200, (3, 20, 24, 3), np.uint8)
    if changed is not None:
        samples[changed[0], 5, changed[1]] += 1
    first, *others = map(Image.fromarray, samples)
    first.save(path, save_all=True, append_images=others)
    return path


def folder(path: Path, stack: Path) -> Path:
    path.mkdir()
    with Image.open(stack) as image:
        for number in range(3):
            image.seek(number)
            image.save(path / f"page_{number}.png")
    return path


@pytest.mark.parametrize(("column", "code", "words"), [(3, 0, "YES: on all 3 planes"), (20, 1, "NO: on one plane")])
@pytest.mark.parametrize("kind", ["pages", "folder"])
def test_planes_of_a_stack_are_compared_with_one_mask(tmp_path, mask, capsys, kind, column, code, words):
    first, second = pages(tmp_path / "a.tif"), pages(tmp_path / "b.tif", (1, column))
    if kind == "folder":
        first, second = folder(tmp_path / "a", first), folder(tmp_path / "b", second)
    assert run("verify", first, second, "--mask", mask) == code
    assert capsys.readouterr().out.startswith(words)
    assert run("verify", first, second, "--mask", mask, "--json") == code
    assert json.loads(capsys.readouterr().out)["untouched"] is (code == 0)


def test_a_page_is_compared_alone_where_it_is_asked_for(tmp_path, mask):
    first, second = pages(tmp_path / "a.tif"), tmp_path / "b.png"
    with Image.open(first) as image:
        image.seek(1)
        image.save(second)
    assert run("verify", first, second, "--mask", mask, "--page", "2") == 0
    assert run("verify", first, second, "--mask", mask, "--page", "3") == 1


def test_a_stack_with_itself_is_a_wrong_call(tmp_path, mask, capsys):
    first = pages(tmp_path / "a.tif")
    assert run("verify", first, first, "--mask", mask) == 2
    assert "proves nothing" in capsys.readouterr().err


def test_a_film_is_proved_with_one_mask_for_all_frames(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("av")
    from inpaint_studio.files.video.reading import open_video
    from inpaint_studio.files.video.saving import save_exact
    from tests.files.video.clips import HEIGHT, WIDTH, Film, make
    from tests.files.video.test_saving import RECT, grey_box, saved

    path, result = make(tmp_path / "a.mp4", Film(frames=6, audio="aac")), tmp_path / "b.mkv"
    with closing(open_video(path)) as film:
        saved(save_exact(film, grey_box(2, 3), result))
    for name, box in (("mask.png", RECT), ("other.png", RECT.translate(-20, -15))):
        marked = np.zeros((HEIGHT, WIDTH), np.uint8)
        marked[box.slices] = 255
        Image.fromarray(marked).save(tmp_path / name)
    assert run("verify", path, result, "--mask", tmp_path / "mask.png") == 0
    assert "YES: every sample outside the masks is the original's." in capsys.readouterr().out
    assert run("verify", path, result, "--mask", tmp_path / "other.png") == 1
    assert "the first in frame 3" in capsys.readouterr().out
