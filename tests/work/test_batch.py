"""Pictures filled one after another: what is yielded, what is written, and what one bad file does to the others."""

import json
import shutil
from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.files.errors import PictureError, SaveError
from inpaint_studio.filling.request import FillProgress
from inpaint_studio.model.checkpoints.description import CheckpointError
from inpaint_studio.sentence import Sentence
from inpaint_studio.work.batch import Batch, Failed, Remark, Step, Summary, fill_batch, prepare
from inpaint_studio.work.errors import WorkError
from inpaint_studio.work.pairing import pair
from inpaint_studio.work.repair import Planned, Repaired


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """`pictures` and `masks` with a, b and c in each; b is no picture, and d has no mask."""
    pixels = np.random.default_rng(1).integers(0, 255, (60, 80, 3), dtype=np.uint8)
    mask = np.zeros((60, 80), np.uint8)
    mask[20:30, 30:40] = 255
    (tmp_path / "pictures").mkdir()
    (tmp_path / "masks").mkdir()
    for name in "abcd":
        Image.fromarray(pixels).save(tmp_path / "pictures" / f"{name}.png")
        Image.fromarray(mask).save(tmp_path / "masks" / f"{name}.png")
    (tmp_path / "pictures" / "b.png").write_bytes(b"this is no picture")
    (tmp_path / "masks" / "d.png").unlink()
    return tmp_path


def batch_of(folder: Path, report: Path | None = None, checkpoint: Path | None = None) -> Batch:
    output = folder / "out"
    pairing = pair(folder / "pictures", folder / "masks", output)
    return Batch(pairing, output, method="membrane", device="cpu", report=report, checkpoint=checkpoint)


def test_each_picture_ends_repaired_or_failed_and_the_summary_counts_them(folder: Path) -> None:
    batch = batch_of(folder, report=folder / "report.json")
    prepare(batch)
    values = list(fill_batch(batch))
    first, *steps, summary = values
    assert first == Remark(folder / "pictures" / "d.png", f"There is no mask called d in {folder / 'masks'}.")
    assert all(isinstance(value, Step) for value in steps)
    last = {value.number: value for value in steps if isinstance(value, Step)}
    assert [type(last[number].value) for number in range(3)] == [Repaired, Failed, Repaired]
    assert [last[number].pair.picture.name for number in range(3)] == ["a.png", "b.png", "c.png"]
    kinds = [type(step.value) for step in steps if isinstance(step, Step) and step.number == 0]
    assert kinds[0] is Planned
    assert FillProgress in kinds
    failed = last[1].value
    assert isinstance(failed, Failed)
    assert isinstance(failed.message, Sentence)  # so that the window can say it in its language
    assert isinstance(summary, Summary)
    assert (summary.failed, summary.total) == (2, 4)
    assert json.loads((folder / "report.json").read_text()) == list(summary.reports)
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["a.png", "c.png"]


def test_stopping_leaves_whole_files_and_no_report(folder: Path) -> None:
    batch = batch_of(folder, report=folder / "report.json")
    prepare(batch)
    steps = fill_batch(batch)
    for value in steps:
        if isinstance(value, Step) and isinstance(value.value, Repaired):
            break
    assert isinstance(steps, Generator)
    steps.close()
    assert [path.name for path in (folder / "out").iterdir()] == ["a.png"]
    assert not (folder / "report.json").exists()


def test_one_picture_that_fails_raises_its_own_error(folder: Path) -> None:
    output = folder / "o.png"
    batch = Batch(pair(folder / "pictures" / "b.png", folder / "masks" / "b.png", output), output, method="membrane")
    prepare(batch)
    with pytest.raises(PictureError, match="not a picture"):
        list(fill_batch(batch))
    assert not output.exists()


def test_what_would_fail_everything_is_found_out_before_anything_is_made(folder: Path) -> None:
    picture = folder / "pictures" / "a.png"
    before = sorted(folder.rglob("*"))
    for batch, error, is_wrong_call in (
        (batch_of(folder, report=picture), WorkError, True),
        (batch_of(folder, report=folder / "out" / "a.png"), WorkError, True),
        (batch_of(folder, report=folder / "pictures" / "d.png"), WorkError, True),
        (batch_of(folder, report=folder), WorkError, False),
        (batch_of(folder, report=folder / "nowhere" / "report.json"), WorkError, False),
        (batch_of(folder, checkpoint=picture), CheckpointError, None),
    ):
        with pytest.raises(error) as raised:
            prepare(batch)
        assert isinstance(raised.value.args[0], Sentence)
        assert getattr(raised.value, "wrong_call", None) is is_wrong_call
        assert sorted(folder.rglob("*")) == before


def test_a_report_may_go_into_the_folder_that_the_batch_makes(folder: Path) -> None:
    batch = batch_of(folder, report=folder / "out" / "report.json")
    prepare(batch)
    assert (folder / "out").is_dir()


def test_an_output_folder_below_a_file_is_refused(folder: Path) -> None:
    shutil.copy(folder / "pictures" / "a.png", folder / "file")
    output = folder / "file" / "out"
    with pytest.raises(SaveError, match="is a file"):
        prepare(Batch(pair(folder / "pictures", folder / "masks", output), output))
