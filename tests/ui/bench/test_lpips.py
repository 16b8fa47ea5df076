"""LPIPS is measured with the weights that a person chose, and left out without any."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from inpaint_studio.editing.fills import composite
from inpaint_studio.ui.bench.votes import Votes
from inpaint_studio.ui.bench.window import BenchWindow
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.preferences import Preferences

from .tiny import LONG, write_lpips


def test_lpips_is_measured_where_weights_are_given_and_remembered(
    bench: BenchWindow, session: Session, preferences: Preferences, qtbot: QtBot, settled: Callable[[int], None],
    tmp_path: Path,
) -> None:  # fmt: skip
    from inpaint_studio.evaluation.judge import Judge

    bench.lpips.preferences = preferences
    bench.add_method("membrane")
    bench.make_test_hole("blob")
    settled(1)
    entry = bench.contest.entries[0]
    qtbot.waitUntil(lambda: entry.measured is not None, timeout=LONG)
    assert "LPIPS" not in bench.showing.pane(entry).numbers.text()
    (tmp_path / "no.safetensors").write_bytes(b"nothing")
    bench.set_lpips(tmp_path / "no.safetensors")
    qtbot.waitUntil(lambda: "no.safetensors cannot be read" in bench.message.text(), timeout=LONG)
    assert bench.contest.measuring.lpips is None
    weights = write_lpips(tmp_path / "lpips.safetensors")
    bench.set_lpips(weights)
    qtbot.waitUntil(lambda: entry.measured is not None and entry.measured.lpips is not None, timeout=LONG)
    hole, measured = bench.contest.hole, entry.measured
    assert hole is not None
    assert measured is not None
    assert entry.fills is not None
    # By hand, on the whole picture: it is smaller than what the evaluator looks at.
    true = hole.picture.pixels[..., :3]
    filled = composite(hole.picture, entry.fills, hole.picture.rect)[..., :3]
    inside = np.zeros(true.shape[:2], bool)
    inside[hole.rect.slices] = hole.mask > 0
    scores = Judge(weights).judge(true, filled, inside).scores
    assert measured.lpips == pytest.approx(scores["lpips"], rel=1e-4)
    assert measured.psnr == pytest.approx(scores["psnr"])
    assert f"LPIPS {measured.lpips:.3f}" in bench.showing.pane(entry).numbers.text()
    again = BenchWindow(session, votes=Votes(), preferences=preferences)
    qtbot.addWidget(again)
    assert again.contest.measuring.lpips == weights
    again.shut_down()
    bench.set_lpips(None)
    qtbot.waitUntil(lambda: entry.measured is not None and entry.measured.lpips is None, timeout=LONG)
    assert preferences.text("bench/lpips") == ""
