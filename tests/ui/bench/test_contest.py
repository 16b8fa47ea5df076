"""The contest: every contender fills the hole that is there now, with the real engine."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import mask_step
from inpaint_studio.filling import exemplar
from inpaint_studio.ui.bench.window import BenchWindow
from inpaint_studio.ui.document.session import Session

from .tiny import HOLE, LONG, drop, write_checkpoint


def test_methods_stand_beside_checkpoints_and_show_their_seconds(
    bench: BenchWindow, settled: Callable[[int], None]
) -> None:
    bench.add_method("membrane")
    bench.add_method("patchmatch")
    settled(2)
    assert all(e.seconds is not None and not e.failure for e in bench.contest.entries)
    first, second = (e.fills for e in bench.contest.entries)
    assert first is not None
    assert second is not None
    assert not np.array_equal(first[0].pixels, second[0].pixels)


def test_one_that_fails_tells_why_in_its_pane_and_the_others_go_on(
    bench: BenchWindow, settled: Callable[[int], None], tmp_path: Path
) -> None:
    path = write_checkpoint(tmp_path / "soon-gone.safetensors", 1)
    drop(bench, path)
    settled(1)
    path.unlink()
    bench.add_method("membrane")
    bench.render_all()
    settled(2)
    assert "soon-gone" in bench.showing.pane(bench.contest.entries[0]).numbers.text()
    assert bench.contest.entries[0].fills is None
    assert bench.contest.entries[1].fills is not None


def test_a_test_hole_is_measured_and_cannot_be_taken(
    bench: BenchWindow, session: Session, settled: Callable[[int], None]
) -> None:
    document = session.document
    assert document is not None
    mask = document.mask.copy()
    bench.add_method("membrane")
    bench.add_method("patchmatch")
    settled(2)
    assert all(e.measured is None for e in bench.contest.entries)
    bench.make_test_hole("brush")
    settled(2)
    assert bench.contest.hole is not None
    assert bench.contest.hole.is_test
    for entry in bench.contest.entries:
        assert entry.measured is not None
        assert 5 < entry.measured.psnr < 60
        assert 0 < entry.measured.ssim <= 1
        assert f"{entry.measured.psnr:.2f} dB" in bench.showing.pane(entry).numbers.text()
    assert np.array_equal(document.mask, mask)
    assert not bench.take()
    assert not document.fills
    bench.leave_test_hole()
    settled(2)
    assert bench.contest.hole.rect == HOLE
    assert bench.take(bench.contest.entries[0].contender.key)


def test_a_changed_mask_is_rendered_anew(
    bench: BenchWindow, session: Session, qtbot: QtBot, settled: Callable[[int], None]
) -> None:
    document = session.document
    assert document is not None
    bench.add_method("membrane")
    settled(1)
    bench.use_current()
    assert bench.message.text() == "Choose a pane with a checkpoint first."
    other = Rect(10, 10, 12, 12)
    session.changes.commit(mask_step(document, "Rectangle", other, np.full((12, 12), 255, np.uint8)))
    qtbot.waitUntil(
        lambda: bench.contest.hole is not None and bench.contest.hole.rect == HOLE.unite(other), timeout=LONG
    )
    assert bench.message.text() == "", "what was said is about another hole"
    settled(1)
    assert bench.contest.entries[0].fills is not None
    assert any(fill.rect.intersects(other) for fill in bench.contest.entries[0].fills)


def test_other_peoples_weights_fill_beside_our_own(
    bench: BenchWindow, settled: Callable[[int], None], tmp_path: Path
) -> None:
    import torch

    from inpaint_studio.model.nets.architectures import build
    from inpaint_studio.model.nets.foreign import LamaConfig

    torch.manual_seed(0)
    net = build(LamaConfig(blocks=1, channels=8))
    torch.save({f"generator.{k}": v for k, v in net.state_dict().items()}, tmp_path / "big-lama.pt")
    drop(bench, tmp_path / "big-lama.pt", write_checkpoint(tmp_path / "ours.safetensors", 1))
    settled(2)
    assert not any(entry.failure for entry in bench.contest.entries)
    first, second = (entry.fills for entry in bench.contest.entries)
    assert first is not None
    assert second is not None
    assert not np.array_equal(first[0].pixels, second[0].pixels)
    assert "LaMa, 1 residual block" in bench.contest.entries[0].about


def test_another_document_shows_in_every_pane(
    bench: BenchWindow, session: Session, qtbot: QtBot, settled: Callable[[int], None], tmp_path: Path
) -> None:
    bench.add_method("membrane")
    settled(1)
    Image.fromarray(np.full((90, 70, 3), 200, np.uint8)).save(tmp_path / "other.png")
    with qtbot.waitSignal(session.document_changed, timeout=LONG):
        session.opening.open(tmp_path / "other.png")
    display = bench.showing.pane(bench.contest.entries[0]).canvas.display
    assert display is not None
    assert display.size == (70, 90)
    assert bench.contest.entries[0].fills is None
    assert not bench.take()


def test_a_document_that_is_closed_leaves_an_empty_bench_that_goes_on(
    bench: BenchWindow, session: Session, settled: Callable[[int], None], qtbot: QtBot, tmp_path: Path
) -> None:
    bench.add_method("membrane")
    settled(1)
    session.close_document()
    assert bench.contest.hole is None
    assert bench.contest.entries[0].fills is None
    assert not bench.take()
    bench.make_test_hole("blob")
    assert bench.message.text() == "Open a picture in the editor first."
    with qtbot.waitSignal(session.document_changed, timeout=LONG):
        session.opening.open(tmp_path / "soft.png")
    bench.make_test_hole("blob")
    settled(1)
    assert bench.contest.entries[0].fills


def test_the_first_fill_says_what_it_waits_for_and_can_be_given_up(
    bench: BenchWindow, qtbot: QtBot, settled: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compiling the search for texture takes seconds on a new machine; here it takes until the test lets it go on."""
    entered, may_go_on = Event(), Event()

    def compiling() -> None:
        entered.set()
        assert may_go_on.wait(LONG / 1000)

    monkeypatch.setattr(exemplar, "are_kernels_compiled", lambda: False)
    monkeypatch.setattr(exemplar, "compile_kernels", compiling)
    bench.add_method("membrane")
    settled(1)
    assert not bench.bar.stop.isEnabled()
    bench.add_method("auto")
    automatic = bench.contest.entries[1]
    pane = bench.showing.pane(automatic)
    try:
        qtbot.waitUntil(lambda: entered.is_set() and pane.numbers.text() == "preparing…", timeout=LONG)
        qtbot.waitUntil(lambda: "loading the search for texture" in pane.note.text(), timeout=LONG)
        assert "Esc" in pane.note.text()
        assert pane.note.isVisible()
        assert bench.bar.stop.isEnabled()
        QTest.keyClick(bench, Qt.Key.Key_Escape)
        assert not bench.contest.is_rendering
        assert not bench.bar.stop.isEnabled()
        assert bench.isVisible()
        assert "F5" in pane.note.text()
        assert "Cancelled" in bench.message.text()
        assert bench.contest.entries[0].fills is not None, "what had come is still there"
    finally:
        may_go_on.set()
    monkeypatch.undo()
    QTest.keyClick(bench, Qt.Key.Key_F5)
    settled(2)
    assert automatic.fills is not None
    assert not pane.note.text()


def test_esc_closes_the_bench_where_there_is_nothing_to_cancel(
    bench: BenchWindow, settled: Callable[[int], None]
) -> None:
    bench.add_method("membrane")
    settled(1)
    pane = bench.showing.pane(bench.contest.entries[0])
    pane.canvas.setFocus()
    QTest.keyClick(pane.canvas, Qt.Key.Key_Escape)
    assert not bench.isVisible()
