"""Several processes that share a run: alike, agreed, and honest about one that is lost."""

import json
import os
import socket
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.nets.config import PRESETS
from inpaint_studio.model.training import state
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.model.training.loop import train

from ... import forked_runs


def weights(run: Path) -> dict[str, torch.Tensor]:
    return state.read(run)[0]


_WORKER = """
import sys, json
from dataclasses import replace
from pathlib import Path
import torch
torch.set_num_threads(1)
from inpaint_studio.model.nets.config import PRESETS, GeneratorConfig
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.model.training.loop import train
values = json.loads(sys.argv[1])
PRESETS["standard"] = GeneratorConfig.from_dict(values.pop("net"))
values["crop_later"] = tuple(values["crop_later"])
list(train(TrainingConfig(Path(values.pop("photographs")), Path(values.pop("run")), **values)))
"""


def two(config: TrainingConfig, run: Path, script: str, **more: object) -> list[tuple[int, str, str]]:
    """Two processes that share a run, each with the script; their exit codes and what they said."""
    path = run.with_name("script.py")
    path.write_text(script)
    names = ("images", "batch", "crop", "crop_later", "adversarial_from", "r1", "warmup", "average")
    values = {
        "net": PRESETS["standard"].to_dict(),
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
            [*forked_runs.command(path), json.dumps(values)],
            env=environment | {"RANK": str(rank), "LOCAL_RANK": str(rank)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in range(2)
    ]
    try:
        output = [process.communicate(timeout=240) for process in processes]
    finally:
        for process in processes:
            process.kill()
    return [(process.returncode, *words) for process, words in zip(processes, output, strict=True)]


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
from inpaint_studio.model.training import processes
from inpaint_studio.model.nets.config import PRESETS, GeneratorConfig
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.model.training.learner import Learner
from inpaint_studio.model.training.loop import TrainingError, train
from inpaint_studio.model.training.report import Finished
values = json.loads(sys.argv[1])
PRESETS["standard"] = GeneratorConfig.from_dict(values.pop("net"))
values["crop_later"] = tuple(values["crop_later"])
who, how = values.pop("who"), values.pop("how")
if how == "silent":
    processes.LONGEST_WAIT = timedelta(seconds=5)
step = Learner.step

def failing(learner, batch):
    if learner.processes.rank == who and learner.steps == 3:
        match how:
            case "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            case "memory":
                raise MemoryError("no memory is left")
            case "silent":
                time.sleep(20)
                sys.exit(3)
    step(learner, batch)
    if learner.processes.rank == who and how == "number" and learner.steps == 3:
        learner.sums["l1"] = torch.tensor(float("nan"))

Learner.step = failing
try:
    for report in train(TrainingConfig(Path(values.pop("photographs")), Path(values.pop("run")), **values)):
        if isinstance(report, Finished):
            print(report.why)
            sys.exit(report.failed)
except (TrainingError, MemoryError) as error:
    print(error)
    sys.exit(1)
"""
_LOST = "The run stopped because another of its processes has ended or does not answer."


@pytest.mark.parametrize("who", [0, pytest.param(1, marks=pytest.mark.drill)])
def test_a_process_that_meets_what_is_no_number_stops_all_of_them(
    config: TrainingConfig, tmp_path: Path, who: int
) -> None:
    first, second = two(config, tmp_path / "two", _FAILING, who=who, how="number")
    assert first[:1] == (1,), first
    assert first[1] == ("The run stopped because its l1 is no longer a number. A lower learning rate may help.\n")
    assert second[:2] == (0, ""), second


@pytest.mark.parametrize(
    "how", ["killed", pytest.param("memory", marks=pytest.mark.drill), pytest.param("silent", marks=pytest.mark.drill)]
)
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
