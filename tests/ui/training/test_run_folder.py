"""A run folder as it is read: logs that crashes have cut, runs that were resumed, and whether one is being trained."""

import json
import os
from pathlib import Path

import pytest

from inpaint_studio.model.training import running
from inpaint_studio.ui.training.run_folder import gain_of, goes_on, numbered, read_run, runs_in, size_of

LONG_AGO = (0, 0)  # access and modification


def write_log(run: Path, *reports: dict[str, object] | str) -> Path:
    run.mkdir(parents=True, exist_ok=True)
    lines = [report if isinstance(report, str) else json.dumps(report) for report in reports]
    (run / "log.jsonl").write_text("\n".join(lines))
    return run


def started(seen: int, images: int = 100) -> dict[str, object]:
    return {"report": "Started", "images_seen": seen, "images": images}


def step(seen: int, loss: float) -> dict[str, object]:
    return {"report": "StepDone", "images_seen": seen, "losses": {"l1": loss}}


def scored(seen: int, psnr: float, membrane: float) -> dict[str, object]:
    scores = {"scratch": {"psnr": psnr, "psnr_membrane": membrane, "of": "nobody"}, "blob": {"psnr": 1}}
    return {"report": "Validated", "images_seen": seen, "scores": scores}


def test_a_folder_without_a_log_or_a_state_holds_no_run(tmp_path: Path) -> None:
    assert read_run(tmp_path) is None
    assert read_run(tmp_path / "nowhere") is None


def test_what_a_resumed_run_repeats_replaces_what_came_after_its_state(tmp_path: Path) -> None:
    write_log(tmp_path, started(0), step(8, 0.9), scored(8, 30, 29), step(16, 0.8), started(8), step(16, 0.7))
    run = read_run(tmp_path)
    assert run is not None
    assert run.losses == {"l1": [(8, 0.9), (16, 0.7)]}
    assert run.images_seen == 16
    assert run.images == 100
    assert not run.is_resumable
    assert run.gain == 1
    assert run.curve("l1", "thick holes").y == [0.9, 0.7]
    assert run.gain_curve("scratch", "scratches").y == [1]
    assert run.gain_curve("blob", "blobs").y == [], "of a membrane nothing is known there"


def test_lines_that_are_cut_or_foreign_are_skipped(tmp_path: Path) -> None:
    write_log(tmp_path, started(0), "[]", "null", '{"report": "StepDone"}', step(8, 0.9), '{"report": "StepD')
    run = read_run(tmp_path)
    assert run is not None
    assert run.losses == {"l1": [(8, 0.9)]}


def test_the_state_before_is_read_where_the_newest_is_cut(tmp_path: Path) -> None:
    for name, content in (("state", '{"config": {"im'), ("state.old", '{"config": {"images": 50}, "images_seen": 12}')):
        (tmp_path / name).mkdir()
        (tmp_path / name / "state.json").write_text(content)
    run = read_run(tmp_path)
    assert run is not None
    assert (run.resumable_at, run.images_seen, run.images) == (12, 12, 50)


def test_files_are_ordered_by_the_images_seen_in_their_names(tmp_path: Path) -> None:
    for name in ("900.png", "00001000.png", "best.png", "100.jpg"):
        (tmp_path / name).touch()
    assert numbered(tmp_path, ".png") == ((900, tmp_path / "900.png"), (1000, tmp_path / "00001000.png"))
    assert numbered(tmp_path / "nowhere", ".png") == ()


def test_runs_are_listed_the_newest_first(tmp_path: Path) -> None:
    for age, name in enumerate(("newest", "middle", "oldest")):
        write_log(tmp_path / name, started(0))
        os.utime(tmp_path / name / "log.jsonl", (1000 - age, 1000 - age))
    (tmp_path / "no run").mkdir()
    assert [run.path.name for run in runs_in(tmp_path)] == ["newest", "middle", "oldest"]
    assert runs_in(tmp_path / "nowhere") == []


def test_a_run_is_being_trained_while_its_lock_is_held(tmp_path: Path) -> None:
    write_log(tmp_path, started(0))
    with running.hold(tmp_path):
        assert goes_on(tmp_path)
    assert not goes_on(tmp_path), "however fresh its log is"


@pytest.mark.parametrize(
    ("last", "times", "expected"),
    [
        (step(8, 0.9), None, True),
        (step(8, 0.9), LONG_AGO, False),
        ({"report": "Finished", "images_seen": 8, "why": "All images are seen.", "seconds": 1}, None, False),
    ],
)
def test_a_run_without_a_lock_is_being_trained_while_it_writes_its_log(
    tmp_path: Path, last: dict[str, object], times: tuple[int, int] | None, expected: bool
) -> None:
    write_log(tmp_path, started(0), last)
    os.utime(tmp_path / "log.jsonl", times)
    assert goes_on(tmp_path) == expected


def test_a_gain_needs_both_numbers() -> None:
    assert gain_of({"psnr": 31.0, "psnr_membrane": 30.0}) == 1
    assert gain_of({"psnr": 31.0}) is None


def test_the_size_of_a_run_leaves_out_what_links_point_to(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(bytes(1000))
    (tmp_path / "run" / "samples").mkdir(parents=True)
    (tmp_path / "run" / "samples" / "1.png").write_bytes(bytes(30))
    (tmp_path / "run" / "link").symlink_to(tmp_path / "elsewhere")
    assert size_of(tmp_path / "run") == 30
