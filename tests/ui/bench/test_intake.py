"""What is offered to the bench as a checkpoint, and is none, gives a sentence and changes nothing."""

import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from safetensors import safe_open

from inpaint_studio.ui.bench.window import BenchWindow
from inpaint_studio.ui.document.session import Session

from .tiny import LONG, drop, write_checkpoint


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
    before = bench.contest.entries[0].fills, document.revision, session.generator.checkpoint
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content(tmp_path))
    there = path.read_bytes()
    drop(bench, path)
    qtbot.waitUntil(lambda: name in bench.message.text(), timeout=LONG)
    qtbot.waitUntil(lambda: not bench.contest.is_rendering, timeout=LONG)
    assert bench.message.text().endswith(".")
    assert "Traceback" not in bench.message.text()
    assert len(bench.contest.entries) == len(bench.grid) == 1
    assert (bench.contest.entries[0].fills, document.revision, session.generator.checkpoint) == before
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
