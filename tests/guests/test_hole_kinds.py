"""A kind of hole is one row: evaluator, bench, command line and training window read the table."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from inpaint_studio.cli import main
from inpaint_studio.editing.geometry import Size
from inpaint_studio.evaluation.bench import Evaluated, EvaluationConfig, evaluate
from inpaint_studio.evaluation.holes import seeded_cases
from inpaint_studio.model.photographs import masks
from inpaint_studio.model.photographs.hole_kind import HoleKind
from inpaint_studio.model.photographs.hole_kinds import HOLE_KINDS, family, groups
from inpaint_studio.model.training.report import Validated
from inpaint_studio.sentence import say
from inpaint_studio.ui.bench.bar import BenchBar
from inpaint_studio.ui.bench.folder import FolderDialog
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.ui.training.photographs import Preview
from inpaint_studio.ui.training.previews import PreviewGrid
from inpaint_studio.ui.training.progress import ProgressPage

BUILTIN = ("scratch", "text", "brush", "blob", "rectangle", "border")


def draw_ring(sheet: Image.Image, draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    """The stain of a cup: one circle, whose place is drawn."""
    radius = 0.2 * min(size)
    x, y = rng.uniform(radius, size.width - radius), rng.uniform(radius, size.height - radius)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=255, width=5)


def ring(key: str = "ring", **more: object) -> HoleKind:
    row = {"family": "thin", "share": 0.1, "fractions": (0.01, 0.3), "order": 70} | more
    return HoleKind(key, say("rings"), say("ring"), draw_ring, **row)


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> HoleKind:
    """Registered as its module would, and gone after the test."""
    for table in ("_items", "_modules"):
        monkeypatch.setattr(HOLE_KINDS, table, dict(getattr(HOLE_KINDS, table)))
    return HOLE_KINDS.register(ring())


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    coarse = Image.fromarray(np.random.default_rng(1).integers(0, 255, (4, 5, 3), np.uint8))
    coarse.resize((130, 110), Image.Resampling.BICUBIC).save(folder / "soft.png")
    return folder


def test_ours_stand_in_the_order_that_seeds_validation() -> None:
    assert tuple(HOLE_KINDS) == BUILTIN
    assert (*family("thin"), *family("thick")) == BUILTIN
    assert groups() == {"thin": ("scratch", "text"), "large": ("brush", "blob")}


def test_it_is_drawn_for_training_in_batches_of_its_family(toy: HoleKind) -> None:
    assert family("thin") == ("scratch", "text", "ring")
    rng = np.random.default_rng(4)
    drawn = [masks.sample_kind(rng, family("thin")) for _ in range(2000)]
    assert drawn.count("ring") / 2000 == pytest.approx(0.1 / 0.46, abs=0.03)
    hole = masks.sample_mask("ring", Size(96, 96), rng)
    assert 0.01 <= np.mean(hole > 0) <= 0.3


def test_holes_of_the_other_kinds_stay_as_they_are(pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ours() -> list[str]:
        return [case.key for case in seeded_cases(pictures, "soft.png", BUILTIN)]

    before = ours()
    for table in ("_items", "_modules"):
        monkeypatch.setattr(HOLE_KINDS, table, dict(getattr(HOLE_KINDS, table)))
    HOLE_KINDS.register(ring())
    assert ours() == before


def test_the_evaluator_measures_it_and_groups_it(pictures: Path, tmp_path: Path, toy: HoleKind) -> None:
    *_, end = evaluate(EvaluationConfig(pictures, tmp_path / "out", methods=("membrane",)))
    assert isinstance(end, Evaluated)
    assert "## ring" in end.table
    assert (tmp_path / "out" / "sheet-ring.png").is_file()


def test_a_kind_can_join_a_group_of_the_summary(monkeypatch: pytest.MonkeyPatch) -> None:
    for table in ("_items", "_modules"):
        monkeypatch.setattr(HOLE_KINDS, table, dict(getattr(HOLE_KINDS, table)))
    HOLE_KINDS.register(ring(group="thin"))
    assert groups()["thin"] == ("scratch", "text", "ring")


def test_the_command_line_lists_it_and_takes_it(
    pictures: Path, tmp_path: Path, toy: HoleKind, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["evaluate", "--help"])
    listed = " ".join(capsys.readouterr().out.split())
    assert f"kinds of holes: {', '.join(BUILTIN)}, ring; default: all" in listed
    words = ["evaluate", "--pictures", str(pictures), "--methods", "membrane", "--kinds", "ring"]
    assert main([*words, "--output", str(tmp_path / "out")]) == 0
    assert "## ring" in capsys.readouterr().out


def test_the_command_line_refuses_an_unknown_kind_with_those_there_are(
    pictures: Path, tmp_path: Path, toy: HoleKind, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["evaluate", "--pictures", str(pictures), "--methods", "membrane", "--kinds", "swirl"]
    assert main([*words, "--output", str(tmp_path / "out")]) != 0
    assert f"'swirl'; there are {', '.join(BUILTIN)}, ring." in capsys.readouterr().err


class Bench:
    """Stands for the window of the bench, and writes down which hole it was to make."""

    def __init__(self) -> None:
        self.holes: list[str] = []

    def make_test_hole(self, kind: str) -> None:
        self.holes.append(kind)

    def __getattr__(self, name: str) -> object:
        return lambda *arguments: None


def test_the_bench_offers_it_in_its_menu_and_over_a_folder(qtbot: QtBot, toy: HoleKind) -> None:
    window, bench = QMainWindow(), Bench()
    qtbot.addWidget(window)
    bar = BenchBar(bench, window)
    (action,) = (action for action in bar.holes.actions() if action.text() == "Rings")
    action.trigger()
    assert bench.holes == ["ring"]
    dialog = FolderDialog([])
    qtbot.addWidget(dialog)
    assert dialog._kinds["ring"].text() == "Rings"
    assert [key for key, box in dialog._kinds.items() if box.isChecked()] == ["scratch", "brush"]
    dialog.shut_down()


@pytest.fixture
def workers() -> Iterator[Workers]:
    workers = Workers()
    yield workers
    workers.stop_all()


def test_the_training_window_names_it_in_curves_and_previews(qtbot: QtBot, workers: Workers, toy: HoleKind) -> None:
    page = ProgressPage(workers)
    qtbot.addWidget(page)
    page.take_scores(Validated(20, {"ring": {"psnr": 32.0, "psnr_membrane": 30.0}}))
    assert {curve.name: curve.y for curve in page.scores.plot.curves} == {"rings": [2.0]}
    grid = PreviewGrid()
    qtbot.addWidget(grid)
    square = np.zeros((8, 8, 3), np.uint8)
    grid.show_previews((Preview("a.png", square, square[:, :, 0], "ring"), Preview("b.png", square, square[:, :, 0])))
    assert grid.accessibleDescription() == "a.png: ring, b.png: "


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"fractions": (0.4, 0.2)}, "must rise between 0 and 1, not 0.4 .. 0.2"),
        ({"fractions": (0.0, 0.2)}, "must rise between 0 and 1"),
        ({"share": -0.1}, "must not be negative: -0.1"),
        ({"group": "huge"}, "'huge', of 'ring', is no group; there are thin, large"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_where_it_is_written(wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        ring(**wrong)
