"""The film strip: a watched run's snapshots are seen as they are written, and looked through like a film."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.ui.bench.film import Frame, Frames
from inpaint_studio.ui.bench.window import BenchWindow
from inpaint_studio.ui.training import folder_watch

from .tiny import LONG, drop, write_checkpoint


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


@pytest.fixture
def no_reread(monkeypatch: pytest.MonkeyPatch) -> None:
    """A watched folder is looked at again but once a day: what is seen, the system told."""
    monkeypatch.setattr(folder_watch, "REREAD_MS", 86_400_000)


@pytest.mark.usefixtures("no_reread")
def test_a_snapshot_is_seen_as_it_is_written_and_a_closed_bench_watches_no_disk(
    bench: BenchWindow, qtbot: QtBot, settled: Callable[[int], None], tmp_path: Path
) -> None:
    run = tmp_path / "run"
    write_checkpoint(run / "snapshots" / "00000100.safetensors", 0)
    bench.watch(run)
    settled(1)
    entry = bench.contest.entries[0]
    for number in (2, 3):
        newest = write_checkpoint(run / "snapshots" / f"{number:06}00.safetensors", number)
        qtbot.waitUntil(lambda newest=newest: entry.contender.checkpoint == newest, timeout=LONG)
    watch = bench.film_strip._folder_watch
    assert run / "snapshots" in watch.paths
    bench.close()
    assert watch.paths == ()
    newest = write_checkpoint(run / "snapshots" / "00000400.safetensors", 4)
    bench.show()
    assert entry.contender.checkpoint == newest, "one look is enough"
    assert run / "snapshots" in watch.paths


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

    frames = Frames(max_bytes=130_000)
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
