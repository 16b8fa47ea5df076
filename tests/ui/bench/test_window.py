"""The checkpoint bench, driven as a person drives it, with the real engine and tiny generators."""

import gc
import pickle
import weakref
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from safetensors import safe_open
from scipy import ndimage

from inpaint_studio.editing.fills import Fill, Recipe, composite
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import fills_step, mask_step
from inpaint_studio.filling.request import FillResult
from inpaint_studio.model.checkpoints.description import Description
from inpaint_studio.model.checkpoints.inspection import describe
from inpaint_studio.model.nets.config import GeneratorConfig
from inpaint_studio.ui.bench.film import Frame, Frames
from inpaint_studio.ui.bench.jobs import Contender, Engines, Hole, compete
from inpaint_studio.ui.bench.votes import Votes, wilson
from inpaint_studio.ui.bench.window import BenchWindow
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.pixels import array_of
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.shell.window import Window

LONG = 120_000  # ms; a loaded machine took 40 s for one fill, and nothing here waits without need
HOLE = Rect(60, 50, 30, 24)
TINY = GeneratorConfig(
    channels=(8, 8, 8), down_blocks=(1, 1), up_blocks=(1, 1), middle=(1,), gate_channels=8, gate_blocks=1
)
OTHER = GeneratorConfig(
    channels=(8, 8, 12), down_blocks=(1, 1), up_blocks=(1, 1), middle=(1,), gate_channels=8, gate_blocks=1
)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def write_checkpoint(path: Path, seed: int, config: GeneratorConfig = TINY, images_seen: int = 0) -> Path:
    """A generator of random weights, each of which fills differently."""
    import torch

    from inpaint_studio.model.checkpoints import checkpoint
    from inpaint_studio.model.nets.architectures import build

    torch.manual_seed(seed)
    net = build(config)
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.05)
    path.parent.mkdir(parents=True, exist_ok=True)
    checkpoint.save(path, net.state_dict(), Description(config, images_seen=images_seen))
    return path


@pytest.fixture
def session(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Session]:
    """A picture of soft shapes, with a rectangle marked."""
    rng = np.random.default_rng(3)
    noise = ndimage.gaussian_filter(rng.random((128, 160, 3)), (5, 5, 0))
    pixels = (255 * (noise - noise.min()) / np.ptp(noise)).astype(np.uint8)
    Image.fromarray(pixels).save(tmp_path / "soft.png")
    # With a parent: an orphan would be collected whenever Python likes, also on a worker's thread.
    session = Session(parent=qapp)
    with qtbot.waitSignal(session.document_changed, timeout=LONG):
        session.open(tmp_path / "soft.png")
    document = session.document
    assert document is not None
    session.commit(mask_step(document, "Rectangle", HOLE, np.full((HOLE.height, HOLE.width), 255, np.uint8)))
    yield session
    session.shut_down()
    session.deleteLater()


@pytest.fixture
def bench(qtbot: QtBot, session: Session, tmp_path: Path) -> Iterator[BenchWindow]:
    window = BenchWindow(session, votes=Votes(tmp_path / "votes.jsonl"))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.isVisible)
    yield window
    window.shut_down()


@pytest.fixture
def settled(bench: BenchWindow, qtbot: QtBot) -> Callable[[int], None]:
    """Wait until so many contenders have answered."""

    def wait(count: int) -> None:
        qtbot.waitUntil(
            lambda: (
                len(bench.contest.entries) == count
                and not bench.contest.is_rendering
                and all(e.fills is not None or e.failure for e in bench.contest.entries)
            ),
            timeout=LONG,
        )

    return wait


def drop(target: QWidget, *paths: Path) -> None:
    """As from a file manager: Qt hands the events to the first widget from here upwards that takes drops."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, keys, action = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(5, 5), action, data, buttons, keys)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    dropped = QDropEvent(QPointF(5, 5), action, data, buttons, keys)
    QApplication.sendEvent(target, dropped)
    assert dropped.isAccepted()


def test_three_dropped_checkpoints_are_compared_voted_on_and_one_is_taken(
    bench: BenchWindow, session: Session, settled: Callable[[int], None], tmp_path: Path
) -> None:
    document = session.document
    assert document is not None
    before = document.composite().copy()
    canvas = bench.grid.hole_pane.canvas  # where the pointer is when files are let go
    drop(canvas, *(write_checkpoint(tmp_path / f"{name}.safetensors", n) for n, name in enumerate("abc")))
    settled(3)
    assert [e.contender.name for e in bench.contest.entries] == ["a", "b", "c"]
    answers = [e.fills for e in bench.contest.entries]
    assert all(answer is not None and answer[0].rect == HOLE for answer in answers)
    pixels = [answer[0].pixels for answer in answers if answer is not None]
    assert not np.array_equal(pixels[0], pixels[1])
    assert all(" s" in bench.pane(e).numbers.text() for e in bench.contest.entries)
    assert np.array_equal(document.composite(), before)  # so far only looked at

    QTest.keyClick(bench, Qt.Key.Key_V)
    assert bench.ballot.is_open
    assert sorted(bench.pane(e).name.text() for e in bench.contest.entries) == ["1", "2", "3"]
    assert not any(char in bench.pane(e).numbers.text() for e in bench.contest.entries for char in "0123456789")
    winner = bench.contest.entry(bench.ballot.order[1])
    assert winner is not None
    QTest.keyClick(bench, Qt.Key.Key_2)
    assert not bench.ballot.is_open
    standings = bench.ballot.votes.standings()
    assert standings[0].candidate.name == winner.contender.name
    assert (standings[0].wins, standings[0].comparisons) == (2, 2)
    assert len(Votes(tmp_path / "votes.jsonl")) == 1

    QTest.keyClick(bench, Qt.Key.Key_3)
    QTest.keyClick(bench, Qt.Key.Key_Return)
    assert len(document.fills) == 1
    assert np.array_equal(document.fills[0].pixels, pixels[2])
    assert not document.mask.any()
    assert "is a fill of the document now" in bench.message.text()
    bench.contest.follow_mask()  # as it does by itself after a moment
    assert [e.fills for e in bench.contest.entries] == answers  # still there to look at
    session.undo()
    assert np.array_equal(document.composite(), before)
    assert document.mask[HOLE.slices].all()


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


def _truncated(folder: Path) -> bytes:
    return write_checkpoint(folder / "whole", 1).read_bytes()[:-999]


def _not_numbers(folder: Path) -> bytes:
    from safetensors.torch import load_file, save

    path = write_checkpoint(folder / "whole", 1)
    weights = load_file(path)
    next(iter(weights.values())).fill_(float("nan"))
    with safe_open(path, "pt") as file:
        return save(weights, file.metadata())


def _foreign(folder: Path) -> bytes:
    from safetensors.numpy import save

    return save({"model.diffusion.weight": np.zeros((3, 3), np.float32)})


def _pickle_that_runs(folder: Path) -> bytes:
    class Runs:
        def __reduce__(self):
            return exec, (f"open({str(folder / 'was-run')!r}, 'w').close()",)

    return pickle.dumps(Runs())


def _archive_that_runs(folder: Path) -> bytes:
    with zipfile.ZipFile(folder / "archive", "w") as archive:
        archive.writestr("archive/data.pkl", _pickle_that_runs(folder))
        archive.writestr("archive/version", "3")
    return (folder / "archive").read_bytes()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.safetensors", b""),
        ("empty.pt", b""),
        ("text.safetensors", b"this is a letter, not a checkpoint at all"),
        ("huge-header.safetensors", b"\xff\xff\xff\xff\xff\xff\xff\x7f{}"),
        ("cut-off.safetensors", _truncated),
        ("not-numbers.safetensors", _not_numbers),
        ("foreign.safetensors", _foreign),
        ("hostile.pt", b"\x80\x04cposix\nsystem\n(S'true'\ntR."),
        ("runs.ckpt", _pickle_that_runs),
        ("runs-in-archive.pt", _archive_that_runs),
        ("picture.pth", b"\x89PNG\r\n\x1a\n"),
        ("holiday.jpg", b"\xff\xd8\xff"),
    ],
)
def test_what_is_no_checkpoint_gives_a_sentence_and_changes_nothing(
    bench: BenchWindow,
    session: Session,
    qtbot: QtBot,
    settled: Callable[[int], None],
    tmp_path: Path,
    name: str,
    content: bytes | Callable[[Path], bytes],
) -> None:
    document = session.document
    assert document is not None
    bench.add_method("membrane")
    settled(1)
    before = bench.contest.entries[0].fills, document.revision, session.checkpoint
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content(tmp_path))
    there = path.read_bytes()
    drop(bench, path)
    qtbot.waitUntil(lambda: name in bench.message.text(), timeout=LONG)
    qtbot.waitUntil(lambda: not bench.contest.is_rendering, timeout=LONG)
    assert bench.message.text().endswith(".")
    assert "Traceback" not in bench.message.text()
    assert len(bench.contest.entries) == len(bench.grid) == 1
    assert (bench.contest.entries[0].fills, document.revision, session.checkpoint) == before
    assert path.read_bytes() == there
    assert not (tmp_path / "was-run").exists()


def test_a_bad_file_among_good_ones_costs_the_others_nothing(
    bench: BenchWindow, settled: Callable[[int], None], qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "bad.safetensors").write_bytes(b"")
    (tmp_path / "worse.pt").write_bytes(b"letter")
    good = [write_checkpoint(tmp_path / f"good-{n}.safetensors", n) for n in range(2)]
    drop(bench, good[0], tmp_path / "bad.safetensors", good[1], tmp_path / "worse.pt")
    settled(2)
    assert [entry.contender.checkpoint for entry in bench.contest.entries] == good
    qtbot.waitUntil(lambda: "worse.pt" in bench.message.text(), timeout=LONG)
    assert "bad.safetensors" in bench.message.text()  # each is told about


def test_a_folder_that_is_no_run_gives_a_sentence(bench: BenchWindow, tmp_path: Path) -> None:
    (tmp_path / "holidays").mkdir()
    drop(bench, tmp_path / "holidays")
    assert "There are no snapshots of a run in" in bench.message.text()
    assert not bench.contest.entries
    assert bench.film_strip.film is None


def test_a_folder_that_is_no_run_is_told_about_beside_files_that_are_no_checkpoints(
    bench: BenchWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "holidays").mkdir()
    (tmp_path / "nothing.safetensors").touch()
    drop(bench, tmp_path / "holidays", tmp_path / "nothing.safetensors")
    qtbot.waitUntil(lambda: "nothing.safetensors is empty" in bench.message.text(), timeout=LONG)
    assert "There are no snapshots of a run in" in bench.message.text()
    assert not bench.contest.entries


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
    assert "soon-gone" in bench.pane(bench.contest.entries[0]).numbers.text()
    assert bench.contest.entries[0].fills is None
    assert bench.contest.entries[1].fills is not None


def test_one_key_takes_a_pane_whichever_is_chosen(
    bench: BenchWindow, session: Session, settled: Callable[[int], None]
) -> None:
    document = session.document
    assert document is not None
    bench.add_method("membrane")
    bench.add_method("patchmatch")
    settled(2)
    answer = bench.contest.entries[1].fills
    assert answer is not None
    QTest.keyClick(bench, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert [fill.id for fill in document.fills] == [fill.id for fill in answer]
    assert document.fills[0].recipe.method == "patchmatch"  # editable: it says how it was made
    session.commit(fills_step(document, (replace(document.fills[0], strength=0.5),), "Fade fill"))
    assert document.fills[0].strength == 0.5
    QTest.keyClick(bench, Qt.Key.Key_9, Qt.KeyboardModifier.ControlModifier)  # nobody is there
    assert len(document.fills) == 1


def test_every_pane_follows_the_view_of_the_one_that_is_moved(
    bench: BenchWindow, settled: Callable[[int], None]
) -> None:
    bench.add_method("membrane")
    bench.add_method("telea")
    settled(2)
    canvas = bench.pane(bench.contest.entries[1]).canvas
    canvas.zoom_to(3.0)
    canvas.pan(11, -7)
    assert bench.grid.hole_pane.canvas.view == canvas.view
    assert bench.pane(bench.contest.entries[0]).canvas.view == canvas.view
    bench.zoom_to_hole()
    assert canvas.view == bench.grid.hole_pane.canvas.view
    assert canvas.visible_part().intersect(HOLE) == HOLE


def test_wheel_and_drag_in_one_pane_move_them_all(bench: BenchWindow, settled: Callable[[int], None]) -> None:
    bench.add_method("membrane")
    bench.add_method("telea")
    settled(2)
    panes = [bench.grid.hole_pane, *(bench.pane(entry) for entry in bench.contest.entries)]
    canvas = panes[2].canvas
    before = canvas.view
    at = QPointF(canvas.width() / 3, canvas.height() / 2)
    wheel = QWheelEvent(
        at, canvas.mapToGlobal(at), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, wheel)
    zoomed = canvas.view
    assert zoomed.scale > before.scale
    assert {pane.canvas.view for pane in panes} == {zoomed}
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=at.toPoint())
    for step in (10, 20, 30):
        spot = QPointF(at.toPoint() + QPoint(step, -step))
        move = QMouseEvent(
            QEvent.Type.MouseMove, spot, canvas.mapToGlobal(spot), Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(canvas, move)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=at.toPoint() + QPoint(30, -30))
    assert canvas.view != zoomed
    assert {pane.canvas.view for pane in panes} == {canvas.view}
    assert bench.contest.current is bench.contest.entries[1]  # pressing a pane chooses it


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
        assert f"{entry.measured.psnr:.2f} dB" in bench.pane(entry).numbers.text()
    assert np.array_equal(document.mask, mask)
    assert not bench.take()
    assert not document.fills
    bench.leave_test_hole()
    settled(2)
    assert bench.contest.hole.rect == HOLE
    assert bench.take(bench.contest.entries[0].contender.key)


def test_an_answer_equal_to_the_truth_measures_as_perfect(session: Session) -> None:
    from inpaint_studio.editing.fills import Fill, Recipe
    from inpaint_studio.ui.bench.jobs import Hole, Measuring

    document = session.document
    assert document is not None
    mask = np.full((HOLE.height, HOLE.width), 255, np.uint8)
    hole = Hole(document.picture, (), HOLE, mask, is_test=True)
    truth = Fill("truth", HOLE, document.picture.pixels[HOLE.slices].copy(), mask, Recipe("none"))
    perfect = Measuring().measure(hole, (truth,))
    assert perfect.psnr == 60
    assert perfect.ssim == pytest.approx(1)
    worse = Fill("worse", HOLE, 255 - document.picture.pixels[HOLE.slices], mask, Recipe("none"))
    assert Measuring().measure(hole, (worse,)).psnr < 20


def write_lpips(path: Path) -> Path:
    """Random weights in the shapes of LPIPS on AlexNet."""
    import torch
    from safetensors.torch import save_file

    from inpaint_studio.model.nets import lpips

    generator = torch.Generator().manual_seed(0)
    save_file({n: torch.rand(shape, generator=generator) / 50 for n, shape in lpips._shapes().items()}, path)
    return path


def test_lpips_is_measured_where_weights_are_given_and_remembered(
    bench: BenchWindow, session: Session, preferences: Preferences, qtbot: QtBot, settled: Callable[[int], None],
    tmp_path: Path,
) -> None:  # fmt: skip
    from inpaint_studio.evaluation.judge import Judge

    bench._preferences = preferences
    bench.add_method("membrane")
    bench.make_test_hole("blob")
    settled(1)
    entry = bench.contest.entries[0]
    qtbot.waitUntil(lambda: entry.measured is not None, timeout=LONG)
    assert "LPIPS" not in bench.pane(entry).numbers.text()
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
    assert f"LPIPS {measured.lpips:.3f}" in bench.pane(entry).numbers.text()
    again = BenchWindow(session, votes=Votes(), preferences=preferences)
    qtbot.addWidget(again)
    assert again.contest.measuring.lpips == weights
    again.shut_down()
    bench.set_lpips(None)
    qtbot.waitUntil(lambda: entry.measured is not None and entry.measured.lpips is None, timeout=LONG)
    assert preferences.text("bench/lpips") == ""


def test_arrows_lead_from_the_sources_of_a_texture_fill_to_it(
    bench: BenchWindow, settled: Callable[[int], None]
) -> None:
    bench.add_method("exemplar")
    bench.add_method("membrane")
    settled(2)
    copied, smooth = bench.contest.entries
    canvas = bench.pane(copied).canvas
    before = array_of(canvas.grab().toImage())
    QTest.keyClick(bench, Qt.Key.Key_A)
    assert bench.pane(copied).arrows
    assert not bench.pane(smooth).arrows
    largest = max(copied.pieces, key=lambda piece: piece.pixels)
    assert HOLE.contains(largest.target)
    after = array_of(canvas.grab().toImage())
    changed = np.argwhere((before != after).any(axis=2))[:, ::-1]
    ratio = after.shape[1] / canvas.width()
    for x, y in (largest.centre, largest.source_centre):  # something is drawn at both ends
        spot = canvas.to_widget(x, y)
        away = np.hypot(changed[:, 0] / ratio - spot.x(), changed[:, 1] / ratio - spot.y())
        assert away.min() < 6
    QTest.keyClick(bench, Qt.Key.Key_A)
    assert np.array_equal(array_of(canvas.grab().toImage()), before)


def test_flicker_shows_the_reference_in_the_current_pane_and_stops(
    bench: BenchWindow, qtbot: QtBot, settled: Callable[[int], None]
) -> None:
    bench.add_method("membrane")
    bench.add_method("patchmatch")
    settled(2)
    reference, other = bench.contest.entries
    bench.contest.set_current(other.contender.key)
    QTest.keyClick(bench, Qt.Key.Key_F)
    qtbot.waitUntil(lambda: bench.comparison.fills(other) == reference.fills, timeout=LONG)
    qtbot.waitUntil(lambda: bench.comparison.fills(other) == other.fills, timeout=LONG)
    QTest.keyClick(bench, Qt.Key.Key_F)
    assert bench.comparison.fills(other) == other.fills
    assert not bench.comparison.flickers


def test_the_reference_itself_flickers_with_another_answer(
    bench: BenchWindow, qtbot: QtBot, settled: Callable[[int], None]
) -> None:
    bench.add_method("membrane")
    bench.add_method("patchmatch")
    settled(2)
    reference, other = bench.contest.entries
    assert bench.contest.current is bench.contest.reference is reference
    QTest.keyClick(bench, Qt.Key.Key_F)
    qtbot.waitUntil(lambda: bench.comparison.fills(reference) == other.fills, timeout=LONG)
    assert bench.comparison.fills(other) == other.fills
    QTest.keyClick(bench, Qt.Key.Key_F)
    assert bench.comparison.fills(reference) == reference.fills


def test_the_name_of_a_pane_chooses_it_too(bench: BenchWindow, settled: Callable[[int], None]) -> None:
    bench.add_method("membrane")
    bench.add_method("patchmatch")
    settled(2)
    other = bench.contest.entries[1]
    assert bench.contest.current is not other
    QTest.mouseClick(bench.pane(other).name, Qt.MouseButton.LeftButton)
    assert bench.contest.current is other


def test_no_frame_tells_during_a_vote_which_pane_was_chosen_before(
    bench: BenchWindow, settled: Callable[[int], None]
) -> None:
    bench.add_method("membrane")
    bench.add_method("patchmatch")
    settled(2)
    chosen = bench.contest.entries[1]
    bench.contest.set_current(chosen.contender.key)
    QTest.keyClick(bench, Qt.Key.Key_V)
    assert bench.contest.current is None
    assert not any("highlight" in bench.pane(entry).styleSheet() for entry in bench.contest.entries)
    QTest.keyClick(bench, Qt.Key.Key_Return)  # nothing is chosen, so nothing is voted for
    assert bench.ballot.is_open
    QTest.keyClick(bench, Qt.Key.Key_V)
    assert not bench.ballot.is_open
    assert bench.contest.current is chosen


def test_difference_is_grey_where_two_answers_agree(
    bench: BenchWindow, qtbot: QtBot, settled: Callable[[int], None]
) -> None:
    bench.add_method("membrane")
    bench.add_method("membrane")
    bench.add_method("patchmatch")
    settled(3)
    bench.bar.difference.setChecked(True)
    same, different = bench.contest.entries[1], bench.contest.entries[2]
    qtbot.waitUntil(
        lambda: all(bench.comparison.fills(e)[0].id == "bench-difference" for e in (same, different)), timeout=LONG
    )
    assert bench.message.text() == ""
    inside = bench.comparison.fills(same)[0].pixels[2:-2, 2:-2]
    assert np.abs(inside.astype(int) - 128).max() <= 1
    assert np.abs(bench.comparison.fills(different)[0].pixels.astype(int) - 128).max() > 8


def test_the_heat_map_is_dark_where_answers_agree_and_bright_where_they_do_not(
    bench: BenchWindow, qtbot: QtBot, settled: Callable[[int], None]
) -> None:
    bench.add_method("membrane")
    bench.add_method("patchmatch")
    settled(2)
    bench.bar.heat.setChecked(True)
    qtbot.waitUntil(lambda: bench.comparison.heat() is not None, timeout=LONG)
    assert bench.grid.hole_pane.canvas.display is not None
    assert bench.message.text() == ""
    assert bench.grid.hole_pane.canvas.look.style == "hidden"  # the film would dye the map
    (heat,) = bench.grid.hole_pane.canvas.display.fills
    first, second = (e.fills[0].pixels.astype(int) for e in bench.contest.entries if e.fills)
    apart = np.abs(first - second).mean(axis=2)
    brightness = heat.pixels.astype(int).sum(axis=2)
    assert np.corrcoef(apart.ravel(), brightness.ravel())[0, 1] > 0.8
    assert brightness[apart == 0].max(initial=0) == 0


def test_the_heat_map_shows_where_two_seeds_disagree(
    bench: BenchWindow, qtbot: QtBot, settled: Callable[[int], None]
) -> None:
    bench.add_method("exemplar")
    settled(1)
    bench.add_seed()
    settled(2)
    assert [entry.contender.seed for entry in bench.contest.entries] == [0, 1]
    bench.bar.heat.setChecked(True)
    qtbot.waitUntil(lambda: bench.comparison.heat() is not None, timeout=LONG)
    heat = bench.comparison.heat()
    assert heat is not None
    assert heat.pixels.any()


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
    session.commit(mask_step(document, "Rectangle", other, np.full((12, 12), 255, np.uint8)))
    qtbot.waitUntil(
        lambda: bench.contest.hole is not None and bench.contest.hole.rect == HOLE.unite(other), timeout=LONG
    )
    assert bench.message.text() == "", "what was said is about another hole"
    settled(1)
    assert bench.contest.entries[0].fills is not None
    assert any(fill.rect.intersects(other) for fill in bench.contest.entries[0].fills)


def test_a_new_snapshot_of_a_watched_run_is_rendered_and_the_run_is_scrubbed(
    bench: BenchWindow, qtbot: QtBot, settled: Callable[[int], None], tmp_path: Path
) -> None:
    run = tmp_path / "run"
    for number, seen in enumerate((100, 200)):
        write_checkpoint(run / "snapshots" / f"{seen:08}.safetensors", number, images_seen=seen)
    write_checkpoint(run / "latest.safetensors", 1, images_seen=200)
    drop(bench, run)
    settled(1)
    film, entry = bench.film_strip.film, bench.contest.entries[0]
    assert film is not None
    assert bench.film_strip.frame.maximum() == 1
    assert bench.film_strip.frame.value() == 1
    newest = entry.fills
    bench.film_strip.frame.setValue(0)
    settled(1)
    qtbot.waitUntil(lambda: len(film.frames) == 2, timeout=LONG)
    assert "100" in entry.contender.name
    assert entry.fills is not newest
    bench.film_strip.frame.setValue(1)  # was rendered before: there at once
    assert entry.fills is newest

    write_checkpoint(run / "snapshots" / "00000300.safetensors", 9, images_seen=300)
    write_checkpoint(run / "latest.safetensors", 9, images_seen=300)
    qtbot.waitUntil(lambda: len(film.frames) == 3, timeout=LONG)  # seen by itself
    assert bench.film_strip.frame.value() == 2
    assert "300" in entry.contender.name
    frames = bench.film_strip.pictures()
    assert len(frames) == 3
    assert not np.array_equal(frames[0], frames[2])
    bench.film_strip.export(tmp_path / "film.webp")
    qtbot.waitUntil(lambda: "film.webp" in bench.message.text(), timeout=LONG)
    with Image.open(tmp_path / "film.webp") as image:
        assert image.n_frames == 3
        assert image.size == (frames[0].shape[1], frames[0].shape[0])
        assert np.array_equal(np.asarray(image.convert("RGB")), frames[0])


def test_a_frame_that_is_scrubbed_past_keeps_its_own_answer(
    bench: BenchWindow, qtbot: QtBot, settled: Callable[[int], None], tmp_path: Path
) -> None:
    run = tmp_path / "run"
    paths = [write_checkpoint(run / "snapshots" / f"{n + 1:08}.safetensors", n) for n in range(3)]
    bench.watch(run)
    settled(1)
    film, entry = bench.film_strip.film, bench.contest.entries[0]
    assert film is not None
    bench.film_strip.frame.setValue(0)  # asked for, and left before it can have answered
    assert entry.fills is None  # what is in sight is another frame's: it cannot be taken for this one's
    assert entry.preview
    bench.film_strip.frame.setValue(1)
    bench.film_strip.frame.setValue(2)  # known: there at once, while the first is still being rendered
    newest = film.frames.get(paths[2])
    assert newest is not None
    assert entry.fills == newest.fills
    qtbot.waitUntil(lambda: not bench.contest.is_rendering, timeout=LONG)
    assert entry.fills == newest.fills
    first = film.frames.get(paths[0])
    assert first is not None
    assert first.fills[0].recipe.checkpoint == sha256(paths[0].read_bytes()).hexdigest()
    assert newest.fills[0].recipe.checkpoint == sha256(paths[2].read_bytes()).hexdigest()


def test_a_snapshot_is_looked_for_twice_a_second_and_one_look_is_enough(
    bench: BenchWindow, settled: Callable[[int], None], tmp_path: Path
) -> None:
    run = tmp_path / "run"
    write_checkpoint(run / "snapshots" / "00000100.safetensors", 0)
    bench.watch(run)
    settled(1)
    timer = bench.film_strip._watch_timer
    assert timer.isActive()
    assert timer.interval() <= 500
    newest = write_checkpoint(run / "snapshots" / "00000200.safetensors", 1)
    timer.timeout.emit()
    assert bench.contest.entries[0].contender.checkpoint == newest
    assert bench.contest.is_rendering
    bench.close()
    assert not timer.isActive()  # a closed bench looks at no disk
    bench.show()
    assert timer.isActive()


def test_snapshots_that_a_run_thins_out_do_not_move_the_frame_in_sight(
    bench: BenchWindow, settled: Callable[[int], None], tmp_path: Path
) -> None:
    run = tmp_path / "run"
    paths = [write_checkpoint(run / "snapshots" / f"{n + 1:08}.safetensors", n) for n in range(4)]
    bench.watch(run)
    settled(1)
    bench.film_strip.frame.setValue(2)
    settled(1)
    shown = bench.contest.entries[0].fills
    paths[0].unlink()
    bench.film_strip.look()
    assert bench.film_strip.frame.value() == 1
    assert bench.contest.entries[0].contender.checkpoint == paths[2]
    assert bench.contest.entries[0].fills == shown


def test_frames_of_a_film_are_bounded_in_memory() -> None:
    def frame(value: int) -> Frame:
        pixels = np.full((100, 100, 3), value, np.uint8)
        return Frame((Fill("f", Rect(0, 0, 100, 100), pixels, np.zeros((100, 100), np.uint8), Recipe("none")),), 0.1)

    frames = Frames(kept_bytes=130_000)
    paths = [Path(f"{n}") for n in range(5)]
    for number, path in enumerate(paths[:3]):
        frames.keep(path, frame(number))
    assert frames.get(paths[0]) is not None  # seen again, so the next one goes first
    frames.keep(paths[3], frame(3))
    assert [path in frames for path in paths] == [True, False, True, True, False]
    assert frames.nbytes <= 130_000


def test_playing_a_film_renders_every_snapshot(
    bench: BenchWindow, qtbot: QtBot, settled: Callable[[int], None], tmp_path: Path
) -> None:
    run = tmp_path / "run"
    for number in range(3):
        write_checkpoint(run / "snapshots" / f"{number + 1:08}.safetensors", number)
    bench.watch(run)
    settled(1)
    bench.film_strip.play.setChecked(True)
    qtbot.waitUntil(lambda: not bench.film_strip.play.isChecked(), timeout=LONG)
    film = bench.film_strip.film
    assert film is not None
    qtbot.waitUntil(lambda: len(film.frames) == 3, timeout=LONG)
    bench.make_test_hole("blob")
    settled(1)
    bench.film_strip.show_frame(0)
    first, last = film.snapshots[0][1], film.snapshots[2][1]
    qtbot.waitUntil(
        lambda: all((frame := film.frames.get(path)) and frame.measured for path in (first, last)), timeout=LONG
    )
    settled(1)
    assert bench.contest.entries[0].measured == film.frames.get(first).measured
    bench.film_strip.show_frame(2)  # measured already: its number comes back with it
    assert bench.contest.entries[0].measured == film.frames.get(last).measured


def test_other_peoples_weights_fill_beside_our_own(
    bench: BenchWindow, settled: Callable[[int], None], tmp_path: Path
) -> None:
    import torch

    from inpaint_studio.model.nets.architectures import build
    from inpaint_studio.model.nets.config import LamaConfig

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


def test_two_checkpoints_are_blended_by_a_slider_and_saved(
    bench: BenchWindow, qtbot: QtBot, settled: Callable[[int], None], tmp_path: Path
) -> None:
    from safetensors.numpy import load_file

    paths = [write_checkpoint(tmp_path / f"{name}.safetensors", n) for n, name in enumerate("ab")]
    drop(bench, *paths)
    settled(2)
    bench.contest.set_current(bench.contest.entries[1].contender.key)
    QTest.keyClick(bench, Qt.Key.Key_B)
    settled(3)
    assert bench.contest.entries[2].contender.name == "50 % a + 50 % b"
    half = bench.contest.entries[2].fills
    bench.blend_strip.share.setValue(100)
    qtbot.waitUntil(lambda: bench.contest.entries[2].contender.name == "0 % a + 100 % b", timeout=LONG)
    qtbot.waitUntil(lambda: bench.contest.entries[2].fills is not half and not bench.contest.is_rendering, timeout=LONG)
    end, other = bench.contest.entries[2].fills, bench.contest.entries[1].fills
    assert end is not None
    assert other is not None
    assert np.array_equal(end[0].pixels, other[0].pixels)
    bench.blend_strip.share.setValue(25)
    bench.blend_strip.save(tmp_path / "mine.safetensors")
    qtbot.waitUntil(lambda: "mine.safetensors" in bench.message.text(), timeout=LONG)
    qtbot.waitUntil(lambda: not bench.contest.is_rendering, timeout=LONG)
    scratch = Path(bench.blend_strip._scratch.path())  # what the slider has left behind goes
    qtbot.waitUntil(lambda: [path.name for path in scratch.iterdir()] == ["blend-025.safetensors"], timeout=LONG)
    assert "75% a.safetensors and 25% b.safetensors" in describe(tmp_path / "mine.safetensors").note
    first, second, mixed = (load_file(p) for p in (*paths, tmp_path / "mine.safetensors"))
    for name, values in mixed.items():
        wanted = 0.75 * first[name].astype(np.float32) + 0.25 * second[name].astype(np.float32)
        assert np.allclose(values.astype(np.float32), wanted, atol=2e-3), name


def test_generators_of_different_shapes_are_not_blended(
    bench: BenchWindow, qtbot: QtBot, settled: Callable[[int], None], tmp_path: Path
) -> None:
    drop(bench, write_checkpoint(tmp_path / "a.safetensors", 0), write_checkpoint(tmp_path / "b.safetensors", 1, OTHER))
    settled(2)
    bench.contest.set_current(bench.contest.entries[1].contender.key)
    bench.start_blend()
    qtbot.waitUntil(lambda: "cannot be blended" in bench.message.text(), timeout=LONG)
    assert len(bench.contest.entries) == 2


def test_checkpoints_in_memory_are_bounded_and_the_least_recently_used_go_first(tmp_path: Path) -> None:
    paths = [write_checkpoint(tmp_path / f"{n}.safetensors", n) for n in range(4)]
    each = 2 * paths[0].stat().st_size
    engines = Engines(kept_bytes=2 * each + each // 2)
    first = engines.engine(paths[0])
    engines.engine(paths[1])
    assert engines.engine(paths[0]) is first  # used again, so the other one goes
    engines.engine(paths[2])
    assert engines.checkpoints == (paths[0], paths[2])
    assert engines.nbytes <= 2 * each + each // 2
    assert engines.engine(paths[0]) is first
    write_checkpoint(paths[0], 7)
    assert engines.engine(paths[0]) is not first  # the file was replaced
    assert engines.checkpoints.count(paths[0]) == 1


def test_weights_that_are_put_away_leave_memory_and_come_back(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inpaint_studio.model.checkpoints import checkpoint

    loaded: list[weakref.ref[object]] = []
    load = checkpoint.load

    def noted(path: Path, device: str = "cpu") -> checkpoint.Checkpoint:
        found = load(path, device=device)
        loaded.append(weakref.ref(found.generator))
        return found

    monkeypatch.setattr(checkpoint, "load", noted)
    paths = [write_checkpoint(tmp_path / f"{n}.safetensors", n) for n in range(5)]
    engines = Engines(kept_bytes=5 * paths[0].stat().st_size)  # room for two
    document = session.document
    assert document is not None
    hole = Hole(document.picture, (), HOLE, np.full((HOLE.height, HOLE.width), 255, np.uint8))
    everybody = [Contender(n, path.stem, "generator", path) for n, path in enumerate(paths)]

    def in_memory() -> int:
        gc.collect()
        return sum(one() is not None for one in loaded)

    most = 0
    for contender in everybody:
        told = list(compete(hole, [contender], engines))
        assert isinstance(told[-1].value, FillResult)
        most = max(most, in_memory())
    assert len(loaded) == 5
    assert most == 2
    list(compete(hole, everybody[3:], engines))  # the two that are still there
    assert len(loaded) == 5
    (first,) = [told.value for told in compete(hole, everybody[:1], engines) if isinstance(told.value, FillResult)]
    assert len(loaded) == 6
    assert first.fills[0].recipe.checkpoint == sha256(paths[0].read_bytes()).hexdigest()


def test_closing_while_it_renders_leaves_no_thread(bench: BenchWindow) -> None:
    for _ in range(3):
        bench.add_method("patchmatch")
    assert bench.contest.is_rendering
    bench.shut_down()
    assert len(bench.workers) == 0


def test_another_document_shows_in_every_pane(
    bench: BenchWindow, session: Session, qtbot: QtBot, settled: Callable[[int], None], tmp_path: Path
) -> None:
    bench.add_method("membrane")
    settled(1)
    Image.fromarray(np.full((90, 70, 3), 200, np.uint8)).save(tmp_path / "other.png")
    with qtbot.waitSignal(session.document_changed, timeout=LONG):
        session.open(tmp_path / "other.png")
    display = bench.pane(bench.contest.entries[0]).canvas.display
    assert display is not None
    assert display.size == (70, 90)
    assert bench.contest.entries[0].fills is None
    assert not bench.take()


def test_the_folder_is_asked_for_from_the_bench_with_its_contenders(
    bench: BenchWindow, settled: Callable[[int], None], tmp_path: Path
) -> None:
    drop(bench, write_checkpoint(tmp_path / "a.safetensors", 0))
    settled(1)
    dialog = bench.show_folder()
    assert dialog.isVisible()
    assert dialog.methods.item(0).text() == "a"
    assert dialog.methods.item(0).checkState() == Qt.CheckState.Checked
    assert dialog.methods.item(1).checkState() == Qt.CheckState.Unchecked
    bench.shut_down()
    assert not dialog.is_running


def test_the_score_interval_is_wilsons() -> None:
    low, high = wilson(8, 10)  # Newcombe 1998's form of it gives .4901 .. .9433
    assert (low, high) == (pytest.approx(0.4902, abs=2e-4), pytest.approx(0.9433, abs=2e-4))
    assert wilson(0, 0) == (0, 1)


def test_every_button_says_what_it_does(bench: BenchWindow) -> None:
    bench.add_method("membrane")
    for button in bench.findChildren(QToolButton):
        if button.objectName() != "qt_toolbar_ext_button":
            assert button.toolTip(), button.text()
    for action in (bench.bar.flicker, bench.bar.difference, bench.bar.heat, bench.bar.blind):
        assert not action.shortcut().isEmpty()
        assert action.statusTip()


def test_a_checkpoint_dropped_on_the_window_is_seen_in_the_bench(
    open_window: Callable[..., Window], picture_file: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window(picture_file)
    path = write_checkpoint(tmp_path / "dropped.safetensors", 3)
    window.take_dropped(path)
    bench = window._bench
    assert bench is not None
    qtbot.waitUntil(lambda: len(bench.contest.entries) == 1, timeout=LONG)
    assert bench.isVisible()
    assert bench.contest.entries[0].contender.checkpoint == path
    with qtbot.waitSignal(window.session.checkpoint_changed, timeout=LONG):
        bench.use_current()
        assert bench.message.text() == "", "it is not said before it is so"
    assert window.session.checkpoint == path
    qtbot.waitUntil(lambda: bench.message.text() == "The editor fills with dropped now.", timeout=LONG)


def test_checkpoints_dropped_on_the_editor_are_compared_voted_on_and_one_is_taken(
    open_window: Callable[..., Window], picture_file: Path, drag: Callable[..., None], qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window(picture_file)
    drag(window, (100, 90), (150, 110))
    document = window.session.document
    assert document is not None
    marked = document.mask.copy()
    assert marked.any()
    paths = [write_checkpoint(tmp_path / f"{n}.safetensors", n) for n in range(3)]
    drop(window.canvas, *paths)
    bench = window._bench
    assert bench is not None
    entries = bench.contest.entries
    qtbot.waitUntil(lambda: len(entries) == 3 and all(entry.fills for entry in entries), timeout=LONG)
    assert [entry.contender.checkpoint for entry in entries] == paths
    bench.ballot.votes = Votes(tmp_path / "votes.jsonl")
    QTest.keyClick(bench, Qt.Key.Key_V)
    chosen = bench.contest.entry(bench.ballot.order[0])
    assert chosen is not None
    QTest.keyClick(bench, Qt.Key.Key_1)
    QTest.keyClick(bench, Qt.Key.Key_Return)  # what was voted for is the chosen pane
    assert len(document.fills) == 1
    assert document.fills[0].recipe.checkpoint == sha256(chosen.contender.checkpoint.read_bytes()).hexdigest()
    assert document.fills[0].recipe.method == "generator"
    assert not document.mask.any()
    window.session.undo()
    assert not document.fills
    assert np.array_equal(document.mask, marked)
    document.mark_saved()


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
        session.open(tmp_path / "soft.png")
    bench.make_test_hole("blob")
    settled(1)
    assert bench.contest.entries[0].fills


def test_the_bench_is_reached_from_the_menu_and_closes_with_the_window(
    open_window: Callable[..., Window], picture_file: Path, qtbot: QtBot
) -> None:
    window = open_window(picture_file)
    window.actions_by_name["bench"].trigger()
    bench = window._bench
    assert bench is not None
    bench.add_method("patchmatch")
    window.close()
    assert not bench.isVisible()
    assert len(bench.workers) == 0
