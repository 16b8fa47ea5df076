"""The way a run goes on a GPU, walked on a CPU: everything but the device itself."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.nets import precision
from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.config import PRESETS
from inpaint_studio.model.nets.membrane import membrane
from inpaint_studio.model.photographs.reading import read_all
from inpaint_studio.model.training import ahead, clock, compiling, state
from inpaint_studio.model.training.batches import Batches
from inpaint_studio.model.training.compiling import CompiledGenerator
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.model.training.learner import Learner
from inpaint_studio.model.training.loop import train
from inpaint_studio.model.training.processes import Processes
from inpaint_studio.model.training.report import Finished, StepDone, Validated, Warned
from inpaint_studio.model.training.schedule import Schedule


@pytest.fixture
def gpu_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "runs_ahead", lambda device: True)
    monkeypatch.setattr(ahead, "BANK", 40)
    monkeypatch.setattr(ahead, "usable_cores", lambda: 2)


def weights(run: Path) -> dict[str, torch.Tensor]:
    return state.read(run)[0]


def test_a_run_is_that_of_the_cpu_but_for_its_holes(config: TrainingConfig, gpu_path: None) -> None:
    """Losses of every kind, states, averaged weights, scores and the checkpoint."""
    reports = list(train(config))
    ended = reports[-1]
    assert isinstance(ended, Finished)
    assert not ended.failed
    assert ended.images_seen == 24
    assert any(isinstance(report, Validated) for report in reports)
    assert ended.checkpoint is not None
    opened = checkpoint.load(ended.checkpoint)
    assert opened.description.images_seen == 24
    assert "adversarial" in opened.description.losses
    for name, value in opened.generator.state_dict().items():
        assert torch.equal(value, weights(config.run)[f"average.{name}"].half().float())


def test_it_is_resumed_exactly(config: TrainingConfig, gpu_path: None, tmp_path: Path) -> None:
    list(train(config))
    parts = replace(config, run=tmp_path / "parts")
    reports = train(replace(parts, report_every=0.0))
    assert any(isinstance(report, StepDone) and report.images_seen >= 8 for report in reports)
    reports.close()
    assert 0 < state.read(parts.run)[1]["images_seen"] < 24
    list(train(replace(parts, resume=True)))
    a, b = weights(config.run), weights(parts.run)
    assert [name for name in a if not torch.equal(a[name], b[name])] == []


@pytest.mark.drill
def test_a_state_of_the_cpu_goes_on_there_and_back(config: TrainingConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the holes of the steps in between differ, so what was learnt before and after is kept to the last bit."""
    first = replace(config, images=12)
    list(train(first))
    before = weights(config.run)
    with monkeypatch.context() as patched:
        patched.setattr(precision, "runs_ahead", lambda device: True)
        patched.setattr(ahead, "BANK", 40)
        patched.setattr(ahead, "usable_cores", lambda: 2)
        # Nothing is left to see: the state passes through the nets of the GPU's path, and is written again.
        list(train(replace(first, resume=True)))
        assert_same(before, weights(config.run))
        list(train(replace(config, images=18, resume=True)))
    middle = weights(config.run)
    assert not torch.equal(middle["generator.stem.weight"], before["generator.stem.weight"])
    assert all(tensor.is_contiguous() for tensor in middle.values())
    list(train(replace(config, images=18, resume=True)))
    assert_same(middle, weights(config.run))
    list(train(replace(config, resume=True)))
    assert state.read(config.run)[1]["images_seen"] == 24


def assert_same(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> None:
    assert a.keys() == b.keys()
    assert [name for name in a if not torch.equal(a[name], b[name])] == []


class NoReads(TorchDispatchMode):
    """Refuses every operation whose result, or its size, a CPU would have to wait for."""

    _READS = ("_local_scalar_dense", "nonzero", "masked_select", "unique", "equal", "repeat_interleave.Tensor")

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = str(func).removeprefix("aten.")
        by_mask = name.startswith("index") and any(
            isinstance(index, torch.Tensor) and index.dtype == torch.bool
            for indices in args[1:2]
            for index in (indices if isinstance(indices, list | tuple) else [indices])
        )
        if by_mask or name.startswith(self._READS):
            raise AssertionError(f"{name} reads the device")
        return func(*args, **(kwargs or {}))


def test_nothing_is_read_back_between_two_steps(config: TrainingConfig, gpu_path: None) -> None:
    """Thin and thick batches with every loss, and the augmentation of their crops."""
    config = replace(config, images=400, batch=8, adversarial_from=0.0)
    processes, schedule, device = Processes(), Schedule(config), torch.device("cpu")
    photographs = read_all(config.photographs)
    learner = Learner(config, schedule, processes, device)
    batches = Batches(photographs, (), schedule, processes, device)
    with closing(batches):
        kinds = set()
        for _ in range(8):
            with NoReads():
                batch = batches.draw(learner.images_seen)
                learner.step(batch)
            kinds.add(batch.is_thin)
    assert kinds == {True, False}
    assert {"l1", "l1 thin", "pooled", "adversarial", "matching", "discriminator", "r1"} <= learner.mean_losses().keys()
    with NoReads(), pytest.raises(AssertionError, match="nonzero"):
        membrane(batch.real, batch.mask)
    with NoReads(), pytest.raises(AssertionError, match="reads the device"):
        float(batch.real.mean())


def test_compiling_that_fails_is_said_and_costs_nothing(
    config: TrainingConfig, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("no C compiler\nof any kind")

    list(train(config))
    with monkeypatch.context() as patched:
        patched.setattr(torch, "compile", broken)
        reports = list(train(replace(config, run=tmp_path / "broken", compile=True, report_every=0.0)))
    failures = [report.message for report in reports if isinstance(report, Warned) and "compiled" in report.message]
    assert failures == ["The generator could not be compiled, so it runs as it is: no C compiler."]
    assert_same(weights(config.run), weights(tmp_path / "broken"))


def test_what_compiles_is_called_compiled_and_the_last_batch_is_not(
    tiny: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a compiler that only counts: the real one takes minutes."""
    calls: list[torch.Size] = []

    def counting(net: torch.nn.Module, dynamic: bool) -> Any:
        def call(real: torch.Tensor, mask: torch.Tensor, base: torch.Tensor) -> Any:
            calls.append(real.shape)
            return net(real, mask, base)

        return call

    monkeypatch.setattr(torch, "compile", counting)
    net = build(PRESETS["standard"])
    compiled = CompiledGenerator(net)
    for count in (2, 2, 2, 1):
        batch = torch.rand(count, 3, 32, 32), torch.ones(count, 1, 32, 32), torch.rand(count, 3, 32, 32)
        compiled.prepare(batch, nullcontext)
        assert compiled(*batch).shape == batch[0].shape
    assert [shape[0] for shape in calls] == [2, 2, 2], "prepared at the second, called at the second and third"
    assert compiled.prepared == 1
    assert all(parameter.grad is None for parameter in net.parameters())


def test_a_short_session_compiles_no_more_than_it_can_afford(tiny: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch, "compile", lambda net, dynamic: net)
    batches = [(torch.rand(2, 3, s, s), torch.ones(2, 1, s, s), torch.rand(2, 3, s, s)) for s in (32, 64, 96)]
    for most, prepared in ((None, 3), (2.5, 2), (0.0, 1)):
        compiled = CompiledGenerator(build(PRESETS["standard"]), most)
        with stepped(monkeypatch, compiling):  # each takes a second
            for batch in batches:
                for _ in range(3):
                    compiled.prepare(batch, nullcontext)
        assert compiled.prepared == prepared


def test_the_first_report_comes_at_once(config: TrainingConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock that goes a second a look, not by waiting."""
    with stepped(monkeypatch, clock):
        started = clock.RunClock(replace(config, report_every=10), 3.0)
        looks = [next(n for n in range(30) if started.report_due())]
        started.report()
        looks.append(next(n for n in range(30) if started.report_due()))
    assert looks == [2, 9]


@contextmanager
def stepped(monkeypatch: pytest.MonkeyPatch, module: object) -> Iterator[None]:
    now = iter(range(1000))

    class Time:
        @staticmethod
        def monotonic() -> float:
            return float(next(now))

    with monkeypatch.context() as patched:
        patched.setattr(module, "time", Time)
        yield
