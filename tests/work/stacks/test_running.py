"""A stack from its files to its output, and again after a kill."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.files.errors import PictureError
from inpaint_studio.work.jobs.claims import Claims
from inpaint_studio.work.jobs.workers import Worker
from inpaint_studio.work.stacks import running
from inpaint_studio.work.stacks.job import StackError, begin
from inpaint_studio.work.stacks.joining import StackSaved
from inpaint_studio.work.stacks.running import fill_stack, join_in, open_stack, report_of
from inpaint_studio.work.stacks.working import Divided, PlaneDone, Waits

from .conftest import COUNT, HOLE


def _pixels(folder: Path) -> list[np.ndarray]:
    return [np.asarray(Image.open(path)) for path in sorted(folder.iterdir())]


def test_a_stack_is_filled_and_saved_and_nothing_else_is_left(job, engine, tmp_path):
    opened = open_stack(job)
    *_, saved = fill_stack(opened, engine=lambda job: engine)
    assert isinstance(saved, StackSaved)
    for plane, (before, after) in enumerate(zip(_pixels(job.source), _pixels(job.output), strict=True)):
        outside = np.ones(before.shape[:2], bool)
        outside[HOLE.slices] = False
        assert np.array_equal(before[outside], after[outside])
        assert (after[HOLE.slices] == plane + 1).all()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip", "mask.png", "out"]
    facts = json.loads(report_of(job, saved, 1.234))
    assert (facts["planes"], facts["filled"], facts["exact"], facts["seconds"]) == (COUNT, COUNT, True, 1.23)


def test_what_is_cut_off_goes_on(job, engine):
    engine.fails_on = 5
    with pytest.raises(KeyboardInterrupt):
        list(fill_stack(open_stack(job), engine=lambda job: engine))
    assert not job.output.exists()
    engine.fails_on, before = None, list(engine.planes)
    values = list(fill_stack(open_stack(job), engine=lambda job: engine))
    assert next(value for value in values if isinstance(value, Divided)).done == 3
    assert engine.planes == [*before, 3, 4, 5, 6]
    assert len(_pixels(job.output)) == COUNT


def test_of_two_calls_one_saves_and_the_other_waits_for_it(job, engine):
    begin(job)
    claim = Claims(job.claims, Worker.here()).take("saving")
    waited = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        for path in sorted(job.folder.rglob("*"), reverse=True):  # as the other one leaves it
            path.rmdir() if path.is_dir() else path.unlink()
        job.folder.rmdir()

    values = list(fill_stack(open_stack(job), engine=lambda job: engine, sleep=sleep))
    assert isinstance(values[-1], Waits)
    assert waited == [1.0]
    assert claim.generation == 1


def test_another_process_joins_in_and_does_not_save(job, engine):
    begin(job)
    values = list(join_in(job.folder, lambda job: engine))
    assert sum(isinstance(value, PlaneDone) for value in values) == COUNT
    assert not job.output.exists()
    engine.planes.clear()
    assert isinstance(list(fill_stack(open_stack(job), engine=lambda job: engine))[-1], StackSaved)
    assert not engine.planes


def test_helpers_work_on_the_same_folder_and_end_with_the_filling(job, engine, monkeypatch):
    started, ended = [], []
    # Of this module alone: the helper that decodes pictures may be started meanwhile, and is a process.
    crew = SimpleNamespace(Popen=lambda words, **_: started.append(words) or words, DEVNULL=running.subprocess.DEVNULL)
    monkeypatch.setattr(running, "subprocess", crew)
    monkeypatch.setattr(running, "end_workers", lambda crew: ended.append(list(crew)))
    with closing(fill_stack(open_stack(job), 3, engine=lambda job: engine)) as values:
        next(values)
    assert [words[-2:] for words in started] == [["work", str(job.folder)]] * 2
    assert ended == [started]


def test_bad_input_is_one_sentence_and_nothing_is_written(job, tmp_path):
    small = tmp_path / "small.png"
    Image.fromarray(np.full((9, 9), 255, np.uint8)).save(small)
    few = tmp_path / "few"
    few.mkdir()
    for number in range(2):
        Image.fromarray(np.full((30, 40), 255 * number, np.uint8)).save(few / f"m{number}x.png")
    for changes, error, words in (
        ({"mask": tmp_path / "none.png"}, StackError, r"none\.png does not exist"),
        ({"mask": small}, PictureError, r"small\.png is 9 x 9 pixels"),
        ({"source": small}, StackError, r"small\.png holds a single picture"),
        ({"first": 3, "last": 9}, StackError, "--planes is 4-10, and clip has the planes 1-7"),
        ({"output": tmp_path / "out.jpg"}, StackError, "cannot hold a stack"),
    ):
        with pytest.raises(error, match=words):
            open_stack(replace(job, **changes))
    assert not job.folder.exists()


def _program(job, *more: str) -> list[str]:
    words = ["fill", job.source, "--stack", "--mask", job.mask, "--output", job.output, "--method", "membrane", *more]
    return [sys.executable, "-m", "inpaint_studio", *map(str, words)]


@pytest.mark.drill
def test_kills_at_random_moments_lose_only_the_segment_in_hand(job, tmp_path):
    """By the command line, with two workers: in the end the output is that of an undisturbed call."""
    for number in range(COUNT, 90):
        pixels = np.random.default_rng(number).integers(100, 140, (30, 40, 3), np.uint8)
        Image.fromarray(pixels).save(job.source / f"frame_{number + 1:03}.png")
    calm = replace(job, output=tmp_path / "calm")
    subprocess.run(_program(calm), check=True, capture_output=True)
    for number in range(12):
        process = subprocess.Popen(
            _program(job, "--workers", "2"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(1.5 + 0.35 * number)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if job.output.exists() and not job.folder.exists():
            break
    subprocess.run(_program(job), check=True, capture_output=True)
    assert not job.folder.exists()
    assert all(np.array_equal(one, two) for one, two in zip(_pixels(calm.output), _pixels(job.output), strict=True))
    assert len(os.listdir(job.output)) == 90
