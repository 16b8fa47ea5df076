"""Nets that enlarge in the bench: they restore what a test hole shows shrunk, beside each other, measured."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from inpaint_studio.evaluation.restoring import restored
from inpaint_studio.model.nets.config import EnlargeConfig
from inpaint_studio.ui.bench.contest import Entry
from inpaint_studio.ui.bench.jobs import ENLARGE, Contender, Engines, Evaluation, Hole, check, compete, evaluate_folder
from inpaint_studio.ui.bench.window import BenchWindow
from inpaint_studio.ui.document.session import Session

from .tiny import HOLE, LONG, drop, write_checkpoint


def enlarger(path: Path, factor: int, preset: str = "faithful") -> Path:
    import torch

    from inpaint_studio.model.checkpoints import checkpoint
    from inpaint_studio.model.checkpoints.description import Description
    from inpaint_studio.model.nets.architectures import build

    config = EnlargeConfig(factor, 8, 1)
    torch.manual_seed(factor)
    path.parent.mkdir(parents=True, exist_ok=True)
    checkpoint.save(path, build(config).state_dict(), Description(config, preset=preset))  # bicubic interpolation
    return path


@pytest.mark.parametrize(("factor", "preset"), [(2, "faithful"), (3, "texture")])
def test_what_is_restored_is_near_the_truth_and_lies_where_it_was(
    session: Session, tmp_path: Path, factor: int, preset: str
) -> None:
    document = session.document
    assert document is not None
    path = enlarger(tmp_path / "a.safetensors", factor, preset)
    for rect in (HOLE, document.picture.rect):
        result = restored(document.picture, (), rect, path)
        true = document.picture.pixels[rect.slices]
        assert result.shape == true.shape
        assert 0 < np.abs(result.astype(int) - true).mean() < 3


def test_a_net_that_enlarges_needs_a_hole_over_truth(session: Session, tmp_path: Path) -> None:
    document = session.document
    assert document is not None
    path = enlarger(tmp_path / "a.safetensors", 2)
    mask = np.full((HOLE.height, HOLE.width), 255, np.uint8)
    (update,) = compete(Hole(document.picture, (), HOLE, mask), [Contender(1, "a", ENLARGE, path)], Engines())
    assert "is compared on a test hole" in str(update.value)


def test_a_folder_of_holes_leaves_them_out_and_says_so(tmp_path: Path) -> None:
    contender = Contender(1, "a", ENLARGE, enlarger(tmp_path / "a.safetensors", 2))
    steps = evaluate_folder(Evaluation(tmp_path, tmp_path, None, (contender,), (), ("brush",), 1))
    assert "fills no holes, so it is left out here." in str(next(steps))


def test_panes_show_what_each_restores_and_how_near_it_is(bench: BenchWindow, tmp_path: Path, qtbot: QtBot) -> None:
    (checked,) = check([enlarger(tmp_path / "one" / "latest.safetensors", 2)])
    assert checked.about == "Enlarger x2, preset faithful, 0.00 M"  # type: ignore[union-attr]
    menu: QMenu = bench.bar.holes
    whole = next(action for action in menu.actions() if action.text() == "Everything in view")
    paths = [enlarger(tmp_path / "one.safetensors", 2), enlarger(tmp_path / "two.safetensors", 4)]
    drop(bench, *paths)

    def entries() -> list[Entry]:
        return [entry for entry in bench.contest.entries if entry.contender.method == ENLARGE]

    qtbot.waitUntil(lambda: len(entries()) == 2, timeout=LONG)
    menu.popup(bench.mapToGlobal(bench.rect().center()))
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(whole).center())
    qtbot.waitUntil(lambda: all(entry.measured is not None for entry in entries()), timeout=LONG)
    by_factor = {entry.contender.name: entry.measured for entry in entries()}
    assert by_factor["one"] is not None
    assert by_factor["two"] is not None
    assert by_factor["one"].psnr > by_factor["two"].psnr > 15
    bench.bar.methods.popup(bench.mapToGlobal(bench.rect().center()))
    (bicubic,) = (act for act in bench.bar.methods.actions() if act.text() == "Bicubic, 2×")
    QTest.mouseClick(
        bench.bar.methods, Qt.MouseButton.LeftButton, pos=bench.bar.methods.actionGeometry(bicubic).center()
    )
    qtbot.waitUntil(lambda: bench.contest.entries[-1].measured is not None, timeout=LONG)
    interpolated = bench.contest.entries[-1]
    assert interpolated.contender.name == "Bicubic, 2×"
    assert interpolated.measured is not None
    assert interpolated.measured.psnr == pytest.approx(by_factor["one"].psnr, abs=0.3), "an untrained net is bicubic"
    assert not interpolated.contender.uses_generator
    assert entries()[0].fills is not None
    assert entries()[0].fills[0].recipe.method == "enlarge"
    assert len(entries()[0].fills[0].recipe.checkpoint or "") == 64


def test_a_run_that_enlarges_is_watched(bench: BenchWindow, tmp_path: Path) -> None:
    run = tmp_path / "run"
    enlarger(run / "latest.safetensors", 2)
    (run / "config.json").write_text('{"task": "enlarge"}')
    assert bench.watch(run)
    assert bench.film_strip.film is not None
    entry = bench.contest.entry(bench.film_strip.film.key)
    assert entry is not None
    assert entry.contender.method == ENLARGE
    write_checkpoint(tmp_path / "other" / "latest.safetensors", 1)
    assert bench.watch(tmp_path / "other")
    entry = bench.contest.entry(bench.film_strip.film.key)
    assert entry is not None
    assert entry.contender.method == "generator"
