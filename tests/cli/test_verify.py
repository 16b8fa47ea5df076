"""`inpaint-studio verify` of pages, stacks and films; of single pictures see test_cli."""

import json
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.cli import main
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import fills_step
from inpaint_studio.files.memory.project import save_project
from inpaint_studio.ui.document.jobs import Opened, open_picture


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


def project_of(path: Path, original: Path, columns: slice, planes: tuple[int, ...] = (0,)) -> Path:
    """A project as the window saves it, in which these columns were filled on some planes."""
    document = next(step for step in open_picture(original, 1 << 20) if isinstance(step, Opened)).document
    rect = Rect(columns.start, 0, columns.stop - columns.start, 20)
    for plane in planes:
        if plane != document.plane:
            document.turn_to(document.state.stack.picture(plane))
        pixels = np.zeros((20, rect.width, document.picture.pixels.shape[2]), np.uint8)
        fill = Fill(f"f{plane}", rect, pixels, np.full((20, rect.width), 255, np.uint8), Recipe("membrane"))
        document.commit(fills_step(document, (fill,), "Fill"))
    save_project(document, path)
    return path


def test_the_project_that_the_window_saves_says_what_might_be_touched(tmp_path, capsys):
    samples = np.random.default_rng(2).integers(0, 200, (20, 24, 3), np.uint8)
    first, second = tmp_path / "a.png", tmp_path / "b.png"
    Image.fromarray(samples).save(first)
    samples[:, 3] = 0
    Image.fromarray(samples).save(second)
    for columns, code, words in ((slice(2, 6), 0, "YES:"), (slice(8, 12), 1, "NO: 20 pixels")):
        project = project_of(tmp_path / "work.ora", first, columns)
        assert run("verify", first, second, "--project", project) == code
        assert capsys.readouterr().out.startswith(words)


@pytest.mark.parametrize(("column", "code"), [(3, 0), (20, 1)])
def test_the_project_of_a_stack_says_it_plane_by_plane(tmp_path, capsys, column, code):
    first, second = pages(tmp_path / "a.tif"), pages(tmp_path / "b.tif", (1, column))
    project = project_of(tmp_path / "work.ora", first, slice(2, 6), planes=(0, 1))
    assert run("verify", first, second, "--project", project) == code
    assert run("verify", first, second, "--project", project, "--page", "2") == code
    other = project_of(tmp_path / "other.ora", first, slice(2, 6), planes=(0, 2))
    assert run("verify", first, second, "--project", other) == 1
    capsys.readouterr()


def test_without_a_mask_and_a_project_it_is_said_what_there_is(tmp_path, capsys):
    first, second = pages(tmp_path / "a.tif"), pages(tmp_path / "b.tif")
    assert run("verify", first, second) == 2
    assert "--project with the project that the window saves" in capsys.readouterr().err
