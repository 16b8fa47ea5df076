"""`fill` of a stack: when a call is about one, and what is said of wrong ones."""

import argparse
import json
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from inpaint_studio.cli import main
from inpaint_studio.cli.stack_flags import _clock
from inpaint_studio.cli.stack_flags import planes as parsed_planes
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.filling.request import FillResult
from inpaint_studio.work.stacks import running


class _Engine:
    def fill(self, request):
        rect = request.rect
        pixels = np.full((rect.height, rect.width, 3), 7, np.uint8)
        yield FillResult((Fill("f", rect, pixels, request.mask, Recipe("grey")),), 0.0, ("It is grey.",))


@pytest.fixture(autouse=True)
def engine(monkeypatch):
    monkeypatch.setattr(running, "_engine", lambda job: _Engine())


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    (tmp_path / "clip").mkdir()
    for number in range(5):
        pixels = np.random.default_rng(number).integers(100, 140, (30, 40, 3), np.uint8)
        Image.fromarray(pixels).save(tmp_path / f"clip/frame_{number:03}.png")
    return tmp_path / "clip"


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    levels = np.zeros((30, 40), np.uint8)
    levels[8:14, 10:22] = 255
    Image.fromarray(levels).save(tmp_path / "mask.png")
    return tmp_path / "mask.png"


def _fill(*words: object) -> int:
    return main(["fill", *map(str, words), "--method", "membrane"])


def test_a_numbered_folder_is_a_stack_with_a_flag(clip, mask, tmp_path, capsys):
    out, report = tmp_path / "out", tmp_path / "report.json"
    assert _fill(clip, "--stack", "--planes", "2-4", "--mask", mask, "--output", out, "--plan", "--report", report) == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines() == ["3 planes in 1 segment.", "3 of 5 planes were filled."]
    assert printed.err.splitlines() == ["plane 2: It is grey."]
    changed = [int(np.asarray(Image.open(path))[10, 12, 0]) == 7 for path in sorted(out.iterdir())]
    assert changed == [False, True, True, True, False]
    assert json.loads(report.read_text())["filled"] == 3


def test_pages_are_a_stack_where_the_masks_are_pages_too(tmp_path, mask, capsys):
    pages, masks = tmp_path / "pages.tif", tmp_path / "masks.tif"
    rng = np.random.default_rng(0)
    tifffile.imwrite(pages, rng.integers(100, 140, (3, 30, 40, 3), np.uint8), photometric="rgb", metadata=None)
    one = np.asarray(Image.open(mask))
    tifffile.imwrite(masks, np.stack([one, np.zeros_like(one), one]), photometric="minisblack", metadata=None)
    assert _fill(pages, "--mask", masks, "--output", tmp_path / "out.tif") == 0
    assert "2 of 3 planes were filled." in capsys.readouterr().out
    assert [int(page[10, 12, 0]) == 7 for page in tifffile.imread(tmp_path / "out.tif", key=range(3))] == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("flags", "code", "words"),
    [
        (("--stack", "--find", "damage", "--mask", "MASK"), 2, "Of a stack give --mask or --find"),
        (("--stack",), 2, "Give --mask, --find or both"),
        (("--stack", "--mask", "MASK", "--workers", "0"), 2, "--workers is 0; it is 1 or more."),
        (("--stack", "--mask", "MASK", "--page", "3"), 2, "--page takes one picture of a file"),
        (("--planes", "4-9", "--mask", "MASK"), 2, "--planes is 4-9, and clip has the planes 1-5."),
        (("--stack", "--mask", "NONE"), 1, "does not exist."),
        (("--exact", "--mask", "MASK", "--output", "x.mkv"), 2, "x.mkv would be a film, and clip is none."),
    ],
)
def test_a_wrong_call_is_one_sentence(clip, mask, tmp_path, capsys, flags, code, words):
    flags = [mask if one == "MASK" else tmp_path / "none.png" if one == "NONE" else one for one in flags]
    assert _fill(clip, "--output", tmp_path / "out", *flags) == code
    (line,) = capsys.readouterr().err.splitlines()
    assert words in line
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip", "mask.png"]


def test_exact_and_same_kind_are_not_both(clip, mask, tmp_path, capsys):
    with pytest.raises(SystemExit):
        _fill(clip, "--exact", "--same-kind", "--mask", mask, "--output", tmp_path / "out")
    assert "not allowed with argument" in capsys.readouterr().err


def test_a_folder_of_a_stack_that_is_being_filled_can_be_worked_on(clip, mask, tmp_path, capsys):
    from inpaint_studio.work.stacks.job import StackJob, begin

    job = StackJob(clip, mask, tmp_path / "out", method="membrane")
    begin(job)
    assert main(["work", str(job.folder)]) == 0
    assert "5 planes were filled here." in capsys.readouterr().out
    assert _fill(clip, "--stack", "--mask", mask, "--output", tmp_path / "out") == 0
    assert "5 planes in 1 segment; 5 were filled before." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "planes"), [("3-5", (2, 4)), ("3-", (2, None)), ("-5", (None, 4)), ("4", (3, 3)), ("1-1", (0, 0))]
)
def test_planes_count_from_one(text, planes):
    assert parsed_planes(text) == planes


@pytest.mark.parametrize("text", ["", "-", "0-3", "5-3", "a-b", "1-2-3", "1.5"])
def test_what_is_no_run_of_planes_is_refused(text):
    with pytest.raises(argparse.ArgumentTypeError):
        parsed_planes(text)


def test_a_clock_has_hours_where_there_are_some():
    assert [_clock(seconds) for seconds in (0.4, 59.6, 61, 3725)] == ["0:00", "1:00", "1:01", "1:02:05"]
