"""The list of checkpoints: shipped, in use, of runs, recent; each once, and only what is there."""

import os
from pathlib import Path

from inpaint_studio.work.checkpoints import file_name, list_checkpoints, short_name


def _run(home: Path, name: str, at: int, *files: str) -> Path:
    folder = home / name
    for file in ("log.jsonl", *files):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).touch()
    os.utime(folder / "log.jsonl", (at, at))
    return folder


def test_runs_are_listed_with_their_snapshots_the_last_trained_first(tmp_path):
    old = _run(tmp_path, "old", 100, "latest.safetensors")
    new = _run(tmp_path, "new", 200, "best.safetensors", *(f"snapshots/{n:08}.safetensors" for n in (500, 1000)))
    _run(tmp_path, "begun", 300)
    (tmp_path / "no run").mkdir()
    listing = list_checkpoints(None, [tmp_path, tmp_path, tmp_path / "gone"], [])
    assert [run.folder for run in listing.runs] == [new, old]
    assert listing.runs[0].best == new / "best.safetensors"
    assert listing.runs[0].newest is None
    assert [seen for seen, _ in listing.runs[0].snapshots] == [1000, 500]
    assert [path.name for path in listing.shipped] == ["standard.safetensors"]


def test_recent_ones_that_are_gone_or_listed_already_are_left_out(tmp_path):
    run = _run(tmp_path, "run", 100, "best.safetensors")
    mine, used = tmp_path / "mine.safetensors", tmp_path / "used.safetensors"
    mine.touch()
    used.touch()
    recent = [used, run / "best.safetensors", tmp_path / "gone.safetensors", mine, mine]
    listing = list_checkpoints(used, [tmp_path], recent)
    assert listing.in_use == used
    assert listing.recent == (mine,)
    used.unlink()
    assert list_checkpoints(used, [], []).in_use is None
    assert list_checkpoints(listing.shipped[0], [], []).in_use is None  # it is the shipped one


def test_a_file_of_a_run_is_called_after_the_run():
    run = Path("runs") / "beach"
    assert short_name(run / "latest.safetensors") == file_name(run / "latest.safetensors") == "beach · latest"
    assert file_name(run / "snapshots" / "00000500.safetensors") == "beach · 500"
    assert short_name(Path("lama.pt")) == "lama"
    assert file_name(Path("lama.pt")) == "lama.pt"
