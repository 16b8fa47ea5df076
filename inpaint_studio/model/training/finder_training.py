"""Training of the finder's net: a run that can be stopped anywhere and resumed from its state.

In a run's folder: state/, log.jsonl, finder.safetensors (the average, as it is shipped), and the decoded photographs.
"""

import itertools
import json
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from inpaint_studio.model.checkpoints import finder
from inpaint_studio.model.nets.finder import MULTIPLE, OUTPUTS, WIDTHS, FinderNet, folded, unfolded
from inpaint_studio.model.photographs.damage.painting import Place
from inpaint_studio.model.photographs.damage.sources import Sources
from inpaint_studio.model.training import state
from inpaint_studio.model.training.finder_replay import Replay
from inpaint_studio.model.training.finder_samples import FinderBatch, FinderSamples, StoredPhotographs, tensors

_HELD_OUT = 96  # photographs that a run is judged by
_WARM_UP = 100  # steps
_EMA = 0.998
_HARD_PLACES = 2500
_JUDGED = 96  # samples
_SETTLING = 8  # batches
_PART = 16  # samples of a batch without training
_WEIGHTS = (1.0, 0.6)  # of the two outputs in the loss


@dataclass(frozen=True)
class FinderTraining:
    """Settings of a run."""

    run: Path
    images: int = 60_000
    batch: int = 12
    side: int = 160
    seed: int = 0
    rate: float = 2e-3
    decay: float = 0.4  # of the images, at the end, over which the rate falls to 0
    mine_at: tuple[float, ...] = (0.62,)  # shares of the images after which hard places are searched
    mined: int = 600  # photographs searched for them
    save_every: float = 240.0  # seconds
    minutes: float | None = None  # the run is laid out over this time, not over the images
    device: str = "cpu"
    painters: int = 1  # processes
    # Steps on each painted batch. More than one: each draws from all samples that the device remembers, a resumed run
    # begins to remember anew.
    replay: int = 1
    remembered: int = 4096  # samples
    base: Path | None = None  # weights that training begins with; None = random ones


@dataclass(frozen=True)
class FinderStep:
    """A report: the losses since the last one, or the scores of the average."""

    images: int
    seconds: float  # of processor time, of all sessions
    values: dict[str, float]


class _Run:
    def __init__(self, settings: FinderTraining, photographs: StoredPhotographs, sources: Sources) -> None:
        torch.manual_seed(settings.seed)
        self.settings = settings
        self.photographs, held_out = photographs.split(_HELD_OUT)
        self.device = torch.device(settings.device)
        settling = FinderSamples(self.photographs, sources, settings.seed + 2, settings.side)
        self._settling = _batches(settling, _SETTLING)
        net = self._of_base(settings.base) if settings.base is not None else FinderNet(WIDTHS)
        self.net, self.average = net.to(self.device), FinderNet(net.widths).to(self.device)
        self.average.load_state_dict(self.net.state_dict())
        self.average.requires_grad_(False)
        self.optimiser = torch.optim.Adam(self.net.parameters(), lr=settings.rate)
        self.images, self.painted, self.seconds = 0, 0, 0.0
        self.hard: list[Place] = []
        self.mined = 0  # times
        self.sources = sources
        self._began = time.monotonic()
        judge = FinderSamples(held_out, sources, settings.seed + 1, settings.side)
        self._judge = _batches(judge, -(-_JUDGED // _PART))
        # Not every run replays: its samples would take memory for nothing.
        self.replay = (
            Replay(settings.remembered, settings.side, self.device, settings.seed) if settings.replay > 1 else None
        )

    def _of_base(self, path: Path) -> FinderNet:
        """Raises CheckpointError."""
        return unfolded(finder.load(path).net, (batch.pictures for batch in self._settling))

    def samples(self) -> FinderSamples:
        return FinderSamples(self.photographs, self.sources, self.settings.seed, self.settings.side, self.hard)

    @property
    def share(self) -> float:
        """Of the run that is over, 0..1."""
        if self.settings.minutes is None:
            return min(1.0, self.images / self.settings.images)
        return min(1.0, (time.monotonic() - self._began) / (60 * self.settings.minutes))

    def next_end(self) -> float:
        """Share at which hard places are searched next, or the run ends."""
        return next((share for share in self.settings.mine_at[self.mined :] if share < 1), 1.0)

    def batches(self, painted: tuple[NDArray[np.uint8], NDArray[np.uint8]]) -> Iterator[FinderBatch]:
        """Those that a painted batch is trained on by."""
        self.painted += len(painted[0])
        if self.replay is None:
            yield tensors(*painted).to(self.device)
            return
        self.replay.add(*painted)
        for _ in range(self.settings.replay):
            yield self.replay.draw(self.settings.batch)

    def rate(self) -> float:
        settings, share = self.settings, self.share
        warm = min(1.0, (self.images / settings.batch + 1) / _WARM_UP)
        return settings.rate * warm * min(1.0, max(0.01, (1 - share) / max(settings.decay, 1e-6)))

    def step(self, batch: FinderBatch) -> Tensor:
        """Returns the losses of the outputs. Reads nothing back: a GPU would wait."""
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate()
        self.net.train()
        logits = self.net(batch.pictures)
        losses = torch.stack([_loss(logits, batch, output) for output in range(len(OUTPUTS))])
        total = torch.stack([weight * loss for weight, loss in zip(_WEIGHTS, losses, strict=True)]).sum()
        self.optimiser.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimiser.step()
        self.images += len(batch.pictures)
        decay = min(_EMA, 1 - 1 / (1 + self.images / len(batch.pictures)))
        means, values = (
            [one for one in net.state_dict().values() if one.is_floating_point()] for net in (self.average, self.net)
        )
        torch._foreach_lerp_(means, values, 1 - decay)
        return losses.detach()

    def settled(self) -> FinderNet:
        """The average for inference, with the statistics of its own planes: those of the net lag behind."""
        net = FinderNet(self.average.widths).to(self.device)
        net.load_state_dict(self.average.state_dict())
        norms = [module for module in net.modules() if isinstance(module, torch.nn.BatchNorm2d)]
        for norm in norms:
            norm.reset_running_stats()
            norm.momentum = None  # the mean over all batches
        with torch.no_grad():
            for batch in self._settling:
                net.train()(batch.pictures.to(self.device))
        return folded(net).to(self.device)

    def judge(self) -> dict[str, float]:
        """Average precision of both outputs on fixed samples, and false pixels of a thousand where nothing is."""
        net = self.settled()
        shown, wanted, judged = [], [], []
        for batch in self._judge:
            with torch.inference_mode():
                shown.append(torch.sigmoid(net(batch.pictures.to(self.device))).cpu())
            wanted.append(batch.wanted)
            judged.append(batch.judged)
        scores: dict[str, float] = {}
        for output, name in enumerate(OUTPUTS):
            of, real, valid = (torch.cat(some)[:, output] for some in (shown, wanted, judged))
            on = valid > 0
            scores[f"{name} AP"] = average_precision(of[on].numpy(), real[on].numpy() > 0)
            clean = (real.amax((1, 2)) == 0)[:, None, None] & on
            scores[f"{name} false per mille"] = 1000 * float((of[clean] > 0.5).float().mean())
        return scores

    def mine(self) -> None:
        """Places of undamaged photographs at which the average sees damage or writing."""
        net = self.settled()
        rng = np.random.default_rng((self.settings.seed, 13, self.mined))
        count = min(self.settings.mined, len(self.photographs))
        places: list[tuple[float, Place]] = []
        chosen = rng.permutation(len(self.photographs))[:count]
        for index in chosen.tolist():
            zoom = float(rng.choice([0.7, 1.0, 1.0, 1.5]))
            stored = np.array(self.photographs.pixels(index))
            pixels = torch.from_numpy(stored).to(self.device).permute(2, 0, 1)[None].float() / 255
            size = [max(MULTIPLE, int(side * zoom) // MULTIPLE * MULTIPLE) for side in pixels.shape[2:]]
            scaled = F.interpolate(pixels, size, mode="bicubic", antialias=True).clamp(0, 1)
            with torch.inference_mode():
                wrong = torch.sigmoid(net(scaled)).amax(1, keepdim=True)
            cells = F.avg_pool2d((wrong - 0.3).clamp_min(0), 64, ceil_mode=True)[0, 0].cpu()
            for row, column in torch.nonzero(cells > 0).tolist():
                y, x = (row + 0.5) * 64 / zoom, (column + 0.5) * 64 / zoom
                places.append((float(cells[row, column]), Place(index, float(x), float(y), zoom)))
        places.sort(key=lambda one: -one[0])
        self.hard = [place for _, place in places[:_HARD_PLACES]]
        self.mined += 1

    def save(self) -> None:
        names = [name for name, _ in self.net.named_parameters()]
        tensors: dict[str, Tensor] = {f"net.{name}": value for name, value in self.net.state_dict().items()}
        tensors |= {f"average.{name}": value for name, value in self.average.state_dict().items()}
        tensors |= state.pack_optimiser("adam", names, self.optimiser, compact=False)
        values: dict[str, Any] = {
            "images": self.images,
            "seconds": self.seconds,
            "painted": self.painted,
            "mined": self.mined,
            "hard": [list(asdict(one).values()) for one in self.hard],
        }
        state.write(self.settings.run, tensors, values)
        finder.save(self.settings.run / "finder.safetensors", self.settled().cpu(), {"images": self.images})

    def load(self) -> None:
        """Raises StateError."""
        tensors, values = state.read(self.settings.run)
        for prefix, net in (("net.", self.net), ("average.", self.average)):
            net.load_state_dict({k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)})
        names = [name for name, _ in self.net.named_parameters()]
        state.unpack_optimiser("adam", names, self.optimiser, tensors)
        self.images, self.seconds = values["images"], values["seconds"]
        self.painted = values.get("painted", self.images)
        self.mined = values["mined"] if "mined" in values else int(values["has_mined"])
        self.hard = [Place(int(index), *map(float, rest)) for index, *rest in values["hard"]]


def train(
    settings: FinderTraining, photographs: StoredPhotographs, sources: Sources, resume: bool = False
) -> Iterator[FinderStep]:
    """Train; closing the iterator saves. Raises StateError where there is nothing to resume, CheckpointError where
    the weights to begin with are not a finder's.
    """
    run = _Run(settings, photographs, sources)
    if resume:
        run.load()
    try:
        if settings.base is not None and not resume:
            yield FinderStep(0, run.seconds, run.judge())  # what it begins with, on the same samples
        while run.share < 1:
            yield from _leg(run)
            if run.share < 1:
                run.mine()
                yield FinderStep(run.images, run.seconds, {"hard places": float(len(run.hard))})
        yield FinderStep(run.images, run.seconds, run.judge())
    finally:
        run.save()


def _leg(run: _Run) -> Iterator[FinderStep]:
    """To the end, or to where hard places are searched: samples painted ahead know those there are now."""
    settings, end = run.settings, run.next_end()
    if run.share >= end:
        return
    saved, losses, worked = time.monotonic(), [], time.process_time()
    ahead = run.samples().ahead(run.painted, settings.batch, settings.painters)
    with closing(ahead) as painted:  # type: ignore[type-var]
        for batch in itertools.chain.from_iterable(map(run.batches, painted)):
            losses.append(run.step(batch))
            run.seconds += time.process_time() - worked
            worked = time.process_time()
            steps = run.images // settings.batch
            if steps % (25 * settings.replay) == 0:
                means = torch.stack(losses).mean(0).tolist()
                values = {f"{name} loss": mean for name, mean in zip(OUTPUTS, means, strict=True)}
                yield FinderStep(run.images, run.seconds, values | {"rate": run.rate(), "painted": run.painted})
                losses = []
            if steps % (500 * settings.replay) == 0:
                yield FinderStep(run.images, run.seconds, run.judge())
            if time.monotonic() - saved > settings.save_every:
                run.save()
                saved = time.monotonic()
            if run.share >= end:
                return


def _batches(samples: FinderSamples, count: int) -> list[FinderBatch]:
    return [samples.batch(first * _PART, _PART) for first in range(count)]


def _loss(logits: Tensor, batch: FinderBatch, output: int) -> Tensor:
    """Binary cross-entropy and the Dice loss (Milletari et al. 2016) over the batch, where it is judged."""
    of, wanted, judged = logits[:, output], batch.wanted[:, output], batch.judged[:, output]
    entropy = (F.binary_cross_entropy_with_logits(of, wanted, reduction="none") * judged).sum() / judged.sum()
    shown = torch.sigmoid(of) * judged
    overlap = (shown * wanted).sum()
    dice = 1 - (2 * overlap + 1) / (shown.sum() + (wanted * judged).sum() + 1)
    return 2 * entropy + 0.5 * dice


def average_precision(shown: np.ndarray, wanted: np.ndarray) -> float:
    """Area under precision over recall, by 512 thresholds. 1-D arrays; 0 where nothing is wanted."""
    if not wanted.any():
        return 0.0
    edges = np.linspace(0, 1, 513)
    right = np.histogram(shown[wanted], edges)[0][::-1].cumsum()
    marked = np.histogram(shown, edges)[0][::-1].cumsum()
    recall, precision = right / wanted.sum(), right / np.maximum(marked, 1)
    return float(np.sum(np.diff(recall, prepend=0) * precision))


def log_line(step: FinderStep) -> str:
    return json.dumps({"images": step.images, "seconds": round(step.seconds, 1), **step.values})


__all__ = ["FinderStep", "FinderTraining", "average_precision", "log_line", "replace", "train"]
