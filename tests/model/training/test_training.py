"""Training runs: exact when resumed, alike on two processes, honest about what stops them."""

import json
import os
import socket
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.nets.config import PRESETS, GeneratorConfig
from inpaint_studio.model.training import running, state, training
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.model.training.report import (
    CheckpointSaved,
    Finished,
    Looked,
    Paused,
    Reading,
    Report,
    Samples,
    Started,
    StateSaved,
    StepDone,
    Validated,
    Warned,
    from_json,
    to_json,
)
from inpaint_studio.model.training.training import TrainingError, keep_snapshot, train

TINY = GeneratorConfig(channels=(8, 8, 16), middle=(1, 0), gate_channels=8, down_blocks=(0, 1), up_blocks=(1, 0))


@pytest.fixture(autouse=True)
def _tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.set_num_threads(1)
    monkeypatch.setitem(PRESETS, "standard", TINY)


@pytest.fixture(scope="module")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photographs")
    for i in range(6):
        rng = np.random.default_rng(i)
        coarse = Image.fromarray(rng.integers(0, 255, (6, 7, 3), np.uint8))
        picture = np.asarray(coarse.resize((140, 120), Image.Resampling.BICUBIC)).astype(float)
        noisy = np.clip(picture + rng.normal(0, 10, picture.shape), 0, 255).astype(np.uint8)
        Image.fromarray(noisy).save(folder / f"{i}.png")
    return folder


@pytest.fixture
def config(photographs: Path, tmp_path: Path) -> TrainingConfig:
    """Losses of every kind after a third of the run; nothing told but at the end."""
    return TrainingConfig(
        photographs,
        tmp_path / "run",
        images=24,
        batch=2,
        crop=32,
        crop_later=(64,),
        adversarial_from=0.3,
        r1=1.0,
        augment=True,
        warmup=4,
        average=8,
        device="cpu",
        bfloat16=False,
        validation_pictures=1,
        sample_every=1_000_000,
        report_every=1e9,
        state_minutes=1e9,
    )


def weights(run: Path) -> dict[str, torch.Tensor]:
    return state.read(run)[0]


def assert_same(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> None:
    assert a.keys() == b.keys()
    different = [k for k in a if not torch.equal(a[k], b[k])]
    assert different == []


def stop_after(config: TrainingConfig, steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Walk the run for so many steps, then close it, as a window does."""
    begun = state.read(config.run)[1]["steps"] if config.resume else 0
    with monkeypatch.context() as patched:
        patched.setattr(training._Run, "report_due", lambda run: run.steps - begun >= steps)
        reports = train(config)
        for report in reports:
            if isinstance(report, StepDone):
                break
        reports.close()


def test_a_run_stopped_and_resumed_three_times_is_the_unbroken_one(
    config: TrainingConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(train(config))
    broken = replace(config, run=tmp_path / "broken")
    stop_after(broken, 3, monkeypatch)
    stop_after(replace(broken, resume=True), 1, monkeypatch)
    stop_after(replace(broken, resume=True), 4, monkeypatch)
    seen = state.read(broken.run)[1]["images_seen"]
    assert 8 < seen < 24
    list(train(replace(broken, resume=True)))
    assert state.read(broken.run)[1]["images_seen"] == state.read(config.run)[1]["images_seen"]
    assert_same(weights(config.run), weights(broken.run))
    assert any(k.startswith("discriminator_adam.second") for k in weights(config.run)), "the adversarial part was run"


def test_the_same_config_gives_the_same_run_and_another_seed_another(config: TrainingConfig, tmp_path: Path) -> None:
    short = replace(config, images=6)
    list(train(short))
    list(train(replace(short, run=tmp_path / "again")))
    list(train(replace(short, run=tmp_path / "other", seed=1)))
    assert_same(weights(short.run), weights(tmp_path / "again"))
    name = "generator.stem.weight"
    assert not torch.equal(weights(short.run)[name], weights(tmp_path / "other")[name])


_WORKER = """
import sys, json
from dataclasses import replace
from pathlib import Path
import torch
torch.set_num_threads(1)
from inpaint_studio.model.nets.config import PRESETS, GeneratorConfig
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.model.training.training import train
values = json.loads(sys.argv[1])
PRESETS["standard"] = GeneratorConfig.from_dict(values.pop("net"))
values["crop_later"] = tuple(values["crop_later"])
list(train(TrainingConfig(Path(values.pop("photographs")), Path(values.pop("run")), **values)))
"""


def two(config: TrainingConfig, run: Path, script: str, **more: object) -> list[tuple[int, str, str]]:
    """Two processes that share a run, each with the script; their exit codes and what they said."""
    names = ("images", "batch", "crop", "crop_later", "adversarial_from", "r1", "warmup", "average")
    values = {
        "net": TINY.to_dict(),
        "photographs": str(config.photographs),
        "run": str(run),
        **{name: getattr(config, name) for name in names},
        "device": "cpu",
        "bfloat16": False,
        "validation_pictures": 1,
        "sample_every": 1_000_000,
        "minutes": 30.0,
        **more,
    }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "WORLD_SIZE": "2"}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", script, json.dumps(values)],
            env=environment | {"RANK": str(rank), "LOCAL_RANK": str(rank)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in range(2)
    ]
    try:
        said = [process.communicate(timeout=240) for process in processes]
    finally:
        for process in processes:
            process.kill()
    return [(process.returncode, *words) for process, words in zip(processes, said, strict=True)]


def test_two_processes_are_one_with_the_double_batch(config: TrainingConfig, tmp_path: Path) -> None:
    one = replace(config, images=16, batch=4, augment=False, crop_later=())
    list(train(one))
    ended = two(one, tmp_path / "two", _WORKER)
    assert [code for code, _, _ in ended] == [0, 0], ended
    alone, together = weights(one.run), weights(tmp_path / "two")
    assert alone.keys() == together.keys()
    for name in alone:
        # The same sums in another order, carried through Adam, whose first steps go by the sign of the gradient.
        if name.startswith(("generator.", "average.", "discriminator.")):
            assert torch.allclose(alone[name], together[name], atol=2e-4), name
    moved = max(float((together[k] - v).abs().max()) for k, v in alone.items() if k.startswith("generator."))
    learnt = float(together["generator.last.weight"].abs().max())
    assert moved < learnt / 4


_FAILING = """
import json, os, signal, sys, time
from datetime import timedelta
from pathlib import Path
import torch
torch.set_num_threads(1)
from inpaint_studio.model.training import training
from inpaint_studio.model.nets.config import PRESETS, GeneratorConfig
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.model.training.report import Finished
values = json.loads(sys.argv[1])
PRESETS["standard"] = GeneratorConfig.from_dict(values.pop("net"))
values["crop_later"] = tuple(values["crop_later"])
who, how = values.pop("who"), values.pop("how")
if how == "silent":
    training._LONGEST_WAIT = timedelta(seconds=5)
step = training._Run.step

def failing(run):
    if run.rank == who and run.steps == 3:
        match how:
            case "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            case "memory":
                raise MemoryError("no memory is left")
            case "silent":
                time.sleep(20)
                sys.exit(3)
    step(run)
    if run.rank == who and how == "number" and run.steps == 3:
        run.sums["l1"] = torch.tensor(float("nan"))

training._Run.step = failing
try:
    for report in training.train(TrainingConfig(Path(values.pop("photographs")), Path(values.pop("run")), **values)):
        if isinstance(report, Finished):
            print(report.why)
            sys.exit(report.failed)
except (training.TrainingError, MemoryError) as error:
    print(error)
    sys.exit(1)
"""
_LOST = "The run stopped because another of its processes has ended or does not answer."


@pytest.mark.parametrize("who", [0, 1])
def test_a_process_that_meets_what_is_no_number_stops_all_of_them(
    config: TrainingConfig, tmp_path: Path, who: int
) -> None:
    first, second = two(config, tmp_path / "two", _FAILING, who=who, how="number")
    assert first[:1] == (1,), first
    assert first[1] == ("The run stopped because its l1 is no longer a number. A lower learning rate may help.\n")
    assert second[:2] == (0, ""), second


@pytest.mark.parametrize("how", ["killed", "memory", "silent"])
def test_where_a_process_is_lost_the_first_one_saves_the_run_and_says_so(
    config: TrainingConfig, tmp_path: Path, how: str
) -> None:
    first, second = two(config, tmp_path / "two", _FAILING, who=1, how=how)
    assert first[:2] == (1, f"{_LOST} All that is needed to go on was saved.\n"), first
    assert second[0] == {"killed": -9, "memory": 1, "silent": 3}[how], second
    assert state.read(tmp_path / "two")[1]["steps"] == 3
    assert checkpoint.load(tmp_path / "two" / "latest.safetensors").description.images_seen == 3 * config.batch


def test_where_the_first_process_is_lost_the_others_end_with_a_sentence(config: TrainingConfig, tmp_path: Path) -> None:
    first, second = two(config, tmp_path / "two", _FAILING, who=0, how="killed")
    assert first[0] == -9
    assert second[:2] == (1, f"{_LOST}\n"), second


def test_a_run_tells_a_story_that_begins_and_ends(config: TrainingConfig) -> None:
    told = list(train(replace(config, images=8, report_every=0.0, sample_every=4, state_minutes=1e-9)))
    assert told[0] == Reading(6, 6)
    started = told[1]
    assert isinstance(started, Started)
    assert (started.photographs, started.skipped, started.images) == (5, 0, 8)
    assert isinstance(told[-1], Finished)
    assert not told[-1].failed
    assert told[-1].why == "All 8 images are seen."
    steps = [r for r in told if isinstance(r, StepDone)]
    assert steps[-1].images_seen == 8
    assert all(np.isfinite(v) for s in steps for v in s.losses.values())
    assert {"l1", "adversarial", "matching", "discriminator"} <= {name for s in steps for name in s.losses}
    for kind in (Samples, Validated, CheckpointSaved, StateSaved):
        assert any(isinstance(r, kind) for r in told), kind
    lines = [json.loads(line) for line in (config.run / "log.jsonl").read_text().splitlines()]
    assert [line["report"] for line in lines] == [type(r).__name__ for r in told]
    sheet = next(r for r in told if isinstance(r, Samples))
    with Image.open(sheet.path) as opened:
        assert np.array_equal(np.asarray(opened), sheet.sheet)


def test_the_snapshot_is_the_average_and_opens(config: TrainingConfig) -> None:
    told = list(train(config))
    ended = told[-1]
    assert isinstance(ended, Finished)
    assert ended.checkpoint == config.run / "latest.safetensors"
    opened = checkpoint.load(ended.checkpoint)
    average = {k: v for k, v in weights(config.run).items() if k.startswith("average.")}
    for name, value in opened.generator.state_dict().items():
        assert torch.equal(value, average[f"average.{name}"].half().float())
    assert not torch.equal(average["average.stem.weight"], weights(config.run)["generator.stem.weight"])
    assert opened.discriminator is not None
    assert opened.description.images_seen >= 24
    assert opened.description.scores.keys() == {"scratch", "text", "brush", "blob", "rectangle", "border"}
    assert (config.run / "best.safetensors").exists()


def test_a_compact_state_is_small_and_close(config: TrainingConfig, tmp_path: Path) -> None:
    half = replace(config, images=12, adversarial_from=0.0)
    list(train(half))
    list(train(replace(half, run=tmp_path / "compact", compact=True)))
    sizes = [
        sum(p.stat().st_size for p in (run / "state").glob("*.safetensors")) for run in (half.run, tmp_path / "compact")
    ]
    assert sizes[1] < 0.7 * sizes[0]
    for run, compact in ((half.run, False), (tmp_path / "compact", True)):
        list(train(replace(half, run=run, compact=compact, images=16, resume=True)))
    a, b = weights(half.run), weights(tmp_path / "compact")
    assert torch.allclose(a["generator.stem.weight"], b["generator.stem.weight"], atol=0.01)


def test_minutes_stop_cleanly_with_everything_saved(config: TrainingConfig) -> None:
    told = list(train(replace(config, images=10_000_000, minutes=1e-6)))
    ended = told[-1]
    assert isinstance(ended, Finished)
    assert "minutes are over" in ended.why
    assert not ended.failed
    assert state.read(config.run)[1]["images_seen"] == ended.images_seen > 0
    assert ended.checkpoint is not None
    assert ended.checkpoint.exists()


def test_a_run_that_is_asked_to_stop_saves_everything(config: TrainingConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "_LISTEN", 0.0)
    told = []
    for report in train(replace(config, images=10_000_000, report_every=0.0)):
        told.append(report)
        if isinstance(report, StepDone):
            running.ask(config.run, "stop")
    ended = told[-1]
    assert isinstance(ended, Finished)
    assert not ended.failed
    assert "was stopped" in ended.why
    assert state.read(config.run)[1]["images_seen"] == ended.images_seen > 0
    assert ended.checkpoint is not None
    assert checkpoint.load(ended.checkpoint).description.images_seen == ended.images_seen
    assert not running.is_held(config.run)
    seen = ended.images_seen
    told = list(train(replace(config, images=seen + 2, resume=True)))
    assert told[-1].images_seen == seen + 2, "the old question does not stop the resumed run"  # type: ignore[union-attr]


def test_a_run_that_is_asked_to_stand_still_does_and_is_the_same_run(
    config: TrainingConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = replace(config, images=8)
    list(train(short))
    monkeypatch.setattr(training, "_LISTEN", 0.0)
    paused = replace(short, run=tmp_path / "paused", report_every=0.0)
    looks: list[object] = []

    def asked(folder: Path) -> object:
        looks.append(folder)
        return "pause" if 2 <= len(looks) < 6 else None

    monkeypatch.setattr(running, "asked", asked)
    told = list(train(paused))
    at = next(i for i, report in enumerate(told) if isinstance(report, Paused))
    assert told[at] == Paused(told[at - 1].images_seen)  # type: ignore[union-attr]
    assert isinstance(told[at - 1], StateSaved), "a crash while it stands loses nothing"
    assert len(looks) >= 6
    assert_same(weights(short.run), weights(paused.run))


def test_a_question_left_by_a_crash_is_not_asked_of_the_next_run(config: TrainingConfig) -> None:
    config.run.mkdir()
    running.ask(config.run, "stop")
    told = list(train(replace(config, images=4, report_every=0.0)))
    assert told[-1].images_seen == 4  # type: ignore[union-attr]


def test_two_runs_in_one_folder_are_refused(config: TrainingConfig) -> None:
    first = train(replace(config, images=10_000_000, report_every=0.0))
    next(report for report in first if isinstance(report, StepDone))
    running.ask(config.run, "pause")
    with pytest.raises(TrainingError, match="going on in another process"):
        list(train(replace(config, images=2)))
    assert running.asked(config.run) == "pause", "that was asked of the first one"
    first.close()  # type: ignore[attr-defined]
    assert state.read(config.run)[1]["images_seen"] > 0


@pytest.mark.parametrize("there", [False, True])
def test_a_run_that_cannot_begin_leaves_nothing_behind(config: TrainingConfig, tmp_path: Path, there: bool) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "letter.jpg").write_text("no picture")
    if there:
        config.run.mkdir()
        (config.run / "mine.txt").write_text("stays")
    with pytest.raises(TrainingError, match="can be used as a photograph"):
        list(train(replace(config, photographs=empty)))
    assert [path.name for path in config.run.iterdir()] == ["mine.txt"] if there else not config.run.exists()


def test_as_many_images_are_seen_as_were_asked_for(config: TrainingConfig) -> None:
    told = list(train(replace(config, images=4, batch=2, crop=64, crop_later=(96,))))
    assert told[-1].images_seen == 4  # type: ignore[union-attr]


def test_photographs_of_several_folders_are_told_apart(
    config: TrainingConfig, photographs: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "0.png").write_bytes((photographs / "0.png").read_bytes())
    (other / "torn.png").write_bytes(b"torn")
    told = list(train(replace(config, images=2, more_photographs=(other,))))
    started = next(report for report in told if isinstance(report, Started))
    assert (started.photographs, started.skipped) == (6, 1)
    assert any(isinstance(report, Warned) and "other/torn.png" in report.message for report in told)
    assert "photographs0, other" in checkpoint.load(config.run / "latest.safetensors").description.data


def test_the_persons_own_hole_is_filled_at_every_score(config: TrainingConfig, tmp_path: Path) -> None:
    look = tmp_path / "look"
    look.mkdir()
    Image.new("RGB", (50, 40), (90, 20, 200)).save(look / "picture.png")
    mask = np.zeros((40, 50), np.uint8)
    mask[10:20, 10:30] = 255
    Image.fromarray(mask).save(look / "mask.png")
    told = list(train(replace(config, images=8, sample_every=4, look_at=look)))
    looks = [report for report in told if isinstance(report, Looked)]
    assert [report.images_seen for report in looks] == [r.images_seen for r in told if isinstance(r, Samples)]
    with Image.open(looks[-1].path) as sheet:
        assert sheet.size == (100, 40)
    (look / "mask.png").unlink()
    with pytest.raises(TrainingError, match="can be read"):
        list(train(replace(config, run=tmp_path / "other", look_at=look)))


@pytest.mark.parametrize(("gains", "best_at"), [([1.0, 0.5, 0.2, 0.1], 0), ([1.0, 2.0, 1.5, 1.2, 9.0], 4)])
def test_a_run_that_gets_worse_puts_its_best_back(
    config: TrainingConfig, monkeypatch: pytest.MonkeyPatch, gains: list[float], best_at: int
) -> None:
    left = iter(gains)
    monkeypatch.setattr(training, "gain", lambda scores: next(left))
    told = list(train(replace(config, images=40, sample_every=4, patience=2, learning_rate=1e-3)))
    ended = told[-1]
    assert isinstance(ended, Finished)
    assert not ended.failed
    assert "put back" in ended.why
    assert ended.images_seen == best_at + 8
    assert ended.checkpoint == config.run / "latest.safetensors"
    back = checkpoint.load(ended.checkpoint)
    assert back.description.images_seen == best_at
    assert ended.checkpoint.read_bytes() == (config.run / "best.safetensors").read_bytes()
    held = weights(config.run)
    for name, value in back.generator.state_dict().items():
        assert torch.equal(held[f"average.{name}"], value)
        assert torch.equal(held[f"generator.{name}"], value)
    tried = checkpoint.load(config.run / "snapshots" / f"{best_at + 8:08}.safetensors")
    assert not torch.equal(tried.generator.state_dict()["stem.weight"], back.generator.state_dict()["stem.weight"])


def test_a_generator_learns_from_the_undamaged_part_of_one_picture(config: TrainingConfig, tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    Image.fromarray(rng.integers(0, 200, (420, 400, 3), np.uint8)).save(tmp_path / "old.png")
    mask = np.zeros((420, 400), np.uint8)
    mask[100:110] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    tuned = replace(config, photographs=tmp_path / "old.png", damage=tmp_path / "mask.png", images=8, short_side=2048)
    told = list(train(tuned))
    assert next(report for report in told if isinstance(report, Validated)).scores["brush"]["psnr"] > 0
    assert not any(isinstance(r, Warned) and "only one photograph" in r.message for r in told)
    assert checkpoint.load(config.run / "latest.safetensors").description.data == "the undamaged part of old.png"
    mask[40:] = 255  # more than 90 % would not be believed to be a mask
    mask[:40] = 0
    mask[40:, ::12] = 0
    Image.fromarray(mask).save(tmp_path / "mask.png")
    with pytest.raises(TrainingError, match="Too little of the picture is whole"):
        list(train(replace(tuned, run=tmp_path / "other")))


def test_tensorboard_gets_what_the_log_has(config: TrainingConfig) -> None:
    accumulator = pytest.importorskip(
        "tensorboard.backend.event_processing.event_accumulator", reason="the extra `tensorboard` is not installed"
    )
    told = list(train(replace(config, images=6, tensorboard=True, report_every=0.0, sample_every=4)))
    (events,) = (config.run / "tensorboard").iterdir()
    found = accumulator.EventAccumulator(str(events))
    found.Reload()
    steps = [report for report in told if isinstance(report, StepDone) and "l1" in report.losses]
    logged = found.Scalars("loss/l1")
    assert [event.step for event in logged] == [report.images_seen for report in steps]
    assert [event.value for event in logged] == pytest.approx([report.losses["l1"] for report in steps])
    scores = next(report for report in told if isinstance(report, Validated)).scores
    assert found.Scalars("psnr/scratch")[0].value == pytest.approx(scores["scratch"]["psnr"], rel=1e-5)
    assert found.Images("samples")


def test_without_tensorboard_the_run_says_so_and_goes_on(
    config: TrainingConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    told = list(train(replace(config, images=2, tensorboard=True)))
    assert any(isinstance(report, Warned) and "TensorBoard is not installed" in report.message for report in told)
    assert told[-1].images_seen == 2  # type: ignore[union-attr]


def test_numbers_that_are_none_stop_the_run_and_keep_what_was_good(
    config: TrainingConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(train(replace(config, images=4)))
    good = weights(config.run)
    snapshot = (config.run / "latest.safetensors").read_bytes()
    honest = training.losses.masked_l1

    def poisoned(*tensors: torch.Tensor) -> torch.Tensor:
        return honest(*tensors) * float("nan")

    monkeypatch.setattr(training.losses, "masked_l1", poisoned)
    told = list(train(replace(config, resume=True)))
    ended = told[-1]
    assert isinstance(ended, Finished)
    assert ended.failed
    assert "no longer a number" in ended.why
    assert (config.run / "latest.safetensors").read_bytes() == snapshot
    assert_same(good, weights(config.run))


def test_a_full_disk_is_a_sentence(config: TrainingConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(training.state, "write", full)
    told = list(train(replace(config, images=4, state_minutes=1e-9)))
    ended = told[-1]
    assert isinstance(ended, Finished)
    assert ended.failed
    assert "No space left on device" in ended.why


def test_bad_photographs_are_counted_and_not_fatal(config: TrainingConfig, photographs: Path, tmp_path: Path) -> None:
    mixed = tmp_path / "mixed"
    mixed.mkdir()
    for path in photographs.iterdir():
        (mixed / path.name).write_bytes(path.read_bytes())
    (mixed / "broken.jpg").write_bytes(b"\xff\xd8 and then nothing")
    Image.new("RGB", (8, 8)).save(mixed / "tiny.png")
    told = list(train(replace(config, photographs=mixed, images=4)))
    started = next(r for r in told if isinstance(r, Started))
    assert started.skipped == 2
    assert any(isinstance(r, Warned) and "2 files were skipped" in r.message for r in told)


@pytest.mark.parametrize("what", ["nothing", "none", "no state", "another run", "device", "batch", "weights"])
def test_a_run_that_cannot_begin_says_why(config: TrainingConfig, tmp_path: Path, what: str) -> None:
    match what:
        case "nothing":
            (tmp_path / "empty").mkdir()
            config = replace(config, photographs=tmp_path / "empty")
        case "none":
            config = replace(config, photographs=tmp_path / "gone")
        case "no state":
            config = replace(config, resume=True)
        case "another run":
            list(train(replace(config, images=2)))
        case "device":
            config = replace(config, device="cuda:99")
        case "batch":
            list(train(replace(config, images=2)))
            config = replace(config, batch=6, resume=True)
        case "weights":
            config = replace(config, perceptual_weights=tmp_path / "vgg.safetensors")
    with pytest.raises(TrainingError) as caught:
        list(train(config))
    assert str(caught.value).endswith((".", "!"))


def test_a_run_does_not_go_on_from_a_state_of_another_net(
    config: TrainingConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(train(replace(config, images=2)))
    monkeypatch.setitem(PRESETS, "standard", replace(TINY, gate_channels=12))
    with pytest.raises(TrainingError, match="does not fit this run"):
        list(train(replace(config, resume=True)))


def test_thin_and_thick_batches_come_in_their_shares_and_crops_grow(config: TrainingConfig) -> None:
    run = training._Run(replace(config, batch=8, crop=128, crop_later=(192, 256), thin=0.36, images=30_000), 0, 1)
    thin = 0
    for run.images_seen in range(0, 4000, 8):
        thin += run.is_thin()
    assert 0.28 < thin / 500 < 0.44
    sizes = []
    for run.images_seen in (0, 9_999, 10_001, 20_001, 29_990):
        sizes.append(run.crop_and_batch(thin=False))
        assert run.crop_and_batch(thin=True) == (128, 8)
    assert sizes == [(128, 8), (128, 8), (192, 4), (256, 2), (256, 2)]
    run.images_seen = 29_999
    assert run.crop_and_batch(thin=True) == (128, 1), "no more than what is left"


def test_thin_holes_are_made_dense_crop_by_crop() -> None:
    mask = torch.zeros(5, 1, 16, 16)
    mask[:, :, 2, 3:6] = 1
    mask[1, :, :5] = 1  # its mirror images would make it more hole than thin holes are
    out = training.denser(mask, 4)
    assert torch.equal(out[0], mask[0]), "every fourth stays as drawn"
    assert torch.equal(out[1], mask[1])
    assert out[2].sum() == 12
    assert torch.equal(out[2], out[2].flip(1))
    assert torch.equal(training.denser(mask[2:], 6), out[2:]), "whatever batch it comes in"


def test_the_learning_rate_rises_stays_and_falls(config: TrainingConfig) -> None:
    run = training._Run(replace(config, images=10_000, warmup=1_000, cooldown=0.3, learning_rate=1e-3), 0, 1)
    rates = []
    for run.images_seen in (0, 499, 999, 5_000, 6_900, 8_500, 10_000):
        rates.append(run.learning_rate())
    assert rates[0] == pytest.approx(1e-6)
    assert rates[1] == pytest.approx(5e-4)
    assert rates[2] == rates[3] == rates[4] == pytest.approx(1e-3)
    assert rates[5] == pytest.approx(1e-3 * (0.03 + 0.97 * 0.5))
    assert rates[6] == pytest.approx(3e-5)


def test_a_short_run_learns_its_holes(config: TrainingConfig) -> None:
    """Not a number of merit: that the loss of the very pictures it sees falls is what training means."""
    told = list(
        train(
            replace(
                config,
                images=240,
                crop_later=(),
                thin=1.0,
                adversarial_from=1.0,
                learning_rate=3e-3,
                validation=config.photographs,
                validation_pictures=4,
            )
        )
    )
    scores = next(r for r in reversed(told) if isinstance(r, Validated)).scores
    assert scores["scratch"]["psnr"] > scores["scratch"]["psnr_membrane"]


def test_snapshots_kept_are_thinned_evenly(tmp_path: Path) -> None:
    path = tmp_path / "latest.safetensors"
    for seen in range(0, 1000, 10):
        path.unlink(missing_ok=True)
        path.write_bytes(str(seen).encode())
        keep_snapshot(path, tmp_path / "snapshots", seen, 5)
    kept = sorted(int(p.stem) for p in (tmp_path / "snapshots").iterdir())
    assert len(kept) == 5
    assert kept[0] == 0
    assert kept[-1] == 990
    assert max(b - a for a, b in pairwise(kept)) <= 640
    assert (tmp_path / "snapshots" / "00000990.safetensors").read_bytes() == b"990"


def test_reports_are_json(tmp_path: Path) -> None:
    reports: list[Report] = [
        Started("CPU", 5, 3, 1, 0, 10),
        StepDone(8, {"l1": 0.1234567891}, 3.0, 1e-4, 128),
        Samples(8, np.zeros((2, 2, 3), np.uint8), tmp_path / "a.png"),
        Looked(8, tmp_path / "b.png"),
        Validated(8, {"text": {"psnr": 20.5}}),
        CheckpointSaved(8, tmp_path / "c.safetensors", True),
        Reading(3, 9),
        Paused(8),
        Finished(8, "Done.", 1.0),
    ]
    for report in reports:
        back = json.loads(json.dumps(to_json(report)))
        assert back["report"] == type(report).__name__
        again = from_json(back)
        if isinstance(report, Samples):
            assert isinstance(again, Samples)
            assert (again.path, again.images_seen, again.columns) == (report.path, 8, report.columns)
        else:
            assert to_json(again) == to_json(report)
    assert from_json({"report": "Dreamt"}) is None
    assert from_json({"report": "StepDone", "images_seen": 4}) is None
    assert to_json(reports[1])["losses"] == {"l1": 0.123457}
    assert "sheet" not in to_json(reports[2])


@pytest.mark.parametrize(
    "values",
    [
        {"preset": "gigantic"},
        {"images": 0},
        {"minutes": -1.0},
        {"minutes": float("nan")},
        {"crop": 100},
        {"crop_later": (8,)},
        {"thin": 2.0},
        {"learning_rate": 0.0},
    ],
)
def test_a_config_that_makes_no_sense_is_a_sentence(tmp_path: Path, values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"^[A-Z].*\.$"):
        TrainingConfig(tmp_path, tmp_path, **values)


def test_the_first_scores_come_soon_and_the_later_ones_as_told() -> None:
    seen, scored = 0, []
    while seen < 15_000:
        seen = training.next_score(seen, 5_000)
        scored.append(seen)
    assert scored == [250, 500, 1_000, 2_000, 4_000, 5_000, 10_000, 15_000]
    assert training.next_score(0, 50) == 50
    assert training.next_score(78_004, 3_000) == 81_000
