"""Enlarging files: one or many, checked in advance."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.enlarging.request import EnlargeError, EnlargeOptions, Plan
from inpaint_studio.resources import resource
from inpaint_studio.work.enlarging import EnlargeBatch, Kept, Saved, Unsaved, enlarge_batch, prepare
from inpaint_studio.work.errors import WorkError
from inpaint_studio.work.pairing import Pair, Pairing


def _photograph(path: Path, size: tuple[int, int] = (40, 30)) -> Path:
    rng = np.random.default_rng(7)
    Image.fromarray(rng.integers(40, 200, (size[1], size[0], 3), np.uint8)).save(path)
    return path


def _batch(pictures: list[Path], output: Path, **more) -> EnlargeBatch:
    many = len(pictures) > 1
    pairs = tuple(Pair(picture, None, output / picture.name if many else output) for picture in pictures)
    return EnlargeBatch(Pairing(pairs, many=many), output, EnlargeOptions(2), device="cpu", **more)


def test_a_picture_is_planned_enlarged_and_saved(tmp_path):
    batch = _batch([_photograph(tmp_path / "a.png")], tmp_path / "large.png")
    prepare(batch)
    steps = [step.value for step in enlarge_batch(batch)]
    assert isinstance(steps[0], Plan)
    assert isinstance(steps[-1], Saved)
    assert steps[-1].report["size"] == [80, 60]
    with Image.open(tmp_path / "large.png") as image:
        assert image.size == (80, 60)


def test_one_bad_file_does_not_stop_the_others(tmp_path):
    (tmp_path / "a.png").write_bytes(b"no picture")
    batch = _batch([tmp_path / "a.png", _photograph(tmp_path / "b.png")], tmp_path / "larger")
    prepare(batch)
    last = {step.number: step.value for step in enlarge_batch(batch)}
    assert isinstance(last[0], Unsaved)
    assert last[0].message
    assert isinstance(last[1], Saved)
    assert [path.name for path in (tmp_path / "larger").iterdir()] == ["b.png"]


def test_what_is_made_already_is_left_as_it_is_when_resumed(tmp_path):
    pictures = [_photograph(tmp_path / f"{name}.png", (12, 9)) for name in "abcd"]
    prepare(batch := _batch(pictures, tmp_path / "larger"))
    list(enlarge_batch(batch))
    made = {path.name: path.read_bytes() for path in (tmp_path / "larger").iterdir()}
    (tmp_path / "larger" / "b.png").write_bytes(made["b.png"][:-200])  # cut off
    (tmp_path / "larger" / "d.png").unlink()
    stamp = (tmp_path / "larger" / "c.png").stat().st_mtime_ns + 1
    os.utime(tmp_path / "c.png", ns=(stamp, stamp))  # another picture since
    again = replace(batch, resume=True)
    last = {step.number: type(step.value) for step in enlarge_batch(again)}
    assert [last[number] for number in range(4)] == [Kept, Saved, Saved, Saved]
    assert (tmp_path / "larger" / "a.png").read_bytes() == made["a.png"]
    other = replace(again, options=EnlargeOptions(2, denoise=0.5))
    assert not any(isinstance(step.value, Kept) for step in enlarge_batch(other)), "made in another way"


def test_a_single_bad_one_is_an_error_and_nothing_is_written(tmp_path):
    batch = _batch([_photograph(tmp_path / "a.png", (1, 1))], tmp_path / "large.png")
    prepare(batch)
    with pytest.raises(EnlargeError):
        list(enlarge_batch(batch))
    assert not (tmp_path / "large.png").exists()


def test_a_checkpoint_that_fills_is_refused_in_advance(tmp_path):
    filler = resource("checkpoints/standard.safetensors")
    batch = _batch([_photograph(tmp_path / "a.png")], tmp_path / "large.png", checkpoint=filler)
    with pytest.raises(WorkError, match="cannot enlarge"):
        prepare(batch)
