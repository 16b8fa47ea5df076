#!/usr/bin/env python3
"""Train the net of strokes: which pixels of a line are writing. It goes on from the finder's net.

python packaging/train_strokes.py PHOTOS --run FOLDER --fonts TTF ... [--chinese TTC ...] [--minutes 30]

`FOLDER/strokes.safetensors` is the average as it would be shipped, written every few minutes. The photographs must be
without writing of their own, most of them.
"""

import argparse
import itertools
import json
import math
import multiprocessing
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

_HELD_OUT = 24  # photographs that a run is judged by
_JUDGED = 96  # samples
_EMA = 0.997
_WARM_UP = 60  # steps
_DECAY = 0.5  # of the time, at the end, over which the rate falls to 0
_SAVE = 180.0  # seconds
_SETTLING = 24  # batches
_AHEAD = 8  # batches that are painted before they are wanted


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photos", type=Path)
    parser.add_argument("--run", type=Path, required=True, help="folder of the weights and the log")
    parser.add_argument("--fonts", type=Path, nargs="+", required=True)
    parser.add_argument("--chinese", type=Path, nargs="*", default=[])
    parser.add_argument("--from", dest="base", type=Path, help="weights to begin with; the finder's without it")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--count", type=int, default=400, help="photographs")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    chosen.run.mkdir(parents=True, exist_ok=True)
    with (chosen.run / "log.jsonl").open("a", encoding="utf-8") as log:
        for line in _train(chosen):
            print(line, flush=True)
            log.write(line + "\n")
            log.flush()
    return 0


def _train(chosen: argparse.Namespace) -> Iterator[str]:
    import numpy as np
    import torch
    from torch.nn import functional as F

    from inpaint_studio.model.checkpoints import finder
    from inpaint_studio.model.nets.finder import FinderNet, folded, unfolded
    from inpaint_studio.model.training.stroke_samples import StrokeFonts
    from inpaint_studio.resources import resource

    torch.set_num_threads(chosen.threads)
    torch.manual_seed(chosen.seed)
    paths = sorted(path for path in chosen.photos.iterdir() if path.is_file())
    paths = paths[:: max(1, len(paths) // chosen.count)]
    photos, held_out = paths[:-_HELD_OUT], paths[-_HELD_OUT:]
    fonts = StrokeFonts(tuple(chosen.fonts), tuple(chosen.chinese))

    def tensors(painted: tuple[Any, Any]) -> tuple[Any, Any]:
        return torch.from_numpy(painted[0]), torch.from_numpy(painted[1])

    settling = [tensors(batch)[0] for batch in _batches(photos, fonts, (chosen.seed, 1), _SETTLING, 16)]
    judged = [tensors(batch) for batch in _batches(held_out, fonts, (chosen.seed, 2), _JUDGED // 16, 16)]
    painted = _painted_ahead(photos, fonts, chosen.seed, chosen.batch)
    net = unfolded(finder.load(chosen.base or resource(finder.SHIPPED)).net, settling)
    average = FinderNet(net.widths)
    average.load_state_dict(net.state_dict())
    net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    average.requires_grad_(False)
    optimiser = torch.optim.AdamW(net.parameters(), lr=chosen.rate, weight_decay=1e-4)

    def settled() -> FinderNet:
        copy = FinderNet(average.widths)
        copy.load_state_dict(average.state_dict())
        for module in copy.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.reset_running_stats()
                module.momentum = None
        with torch.no_grad():
            for pictures in settling:
                copy.train()(pictures)
        return folded(copy)

    def scores(shipped: FinderNet) -> dict[str, float]:
        """How much of the strokes is covered, at what area in theirs, and what is marked where nothing is written."""
        with torch.inference_mode():
            shown = torch.cat([shipped(pictures)[:, 1] for pictures, _ in judged]) > 0
        strokes = torch.cat([one for _, one in judged]) > 0.5
        written = strokes.any(dim=2).any(dim=1)
        both, of, area = ((one[written].sum(dim=(1, 2)).float()) for one in (shown & strokes, strokes, shown))
        return {
            "covered": round(float((both / of).mean()), 4),
            "area": round(float((area / of).mean()), 3),
            "false per mille": round(1000 * float(shown[~written].float().mean()), 3),
        }

    began, seen, saved, losses = time.monotonic(), 0, time.monotonic(), []
    yield json.dumps({"samples": 0, **scores(settled())})
    step, share = 0, 0.0
    while share < 1:
        share = (time.monotonic() - began) / (60 * chosen.minutes)
        rate = chosen.rate * min(1, (step + 1) / _WARM_UP) * min(1.0, max(0.01, (1 - share) / _DECAY))
        for group in optimiser.param_groups:
            group["lr"] = rate
        pictures, strokes = tensors(next(painted))
        logits = net.train()(pictures.contiguous(memory_format=torch.channels_last))[:, 1]
        chance = torch.sigmoid(logits)
        overlap = 1 - (2 * (chance * strokes).sum() + 1) / (chance.sum() + strokes.sum() + 1)
        loss = F.binary_cross_entropy_with_logits(logits, strokes) + 0.3 * overlap
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        step, seen = step + 1, seen + len(pictures)
        losses.append(float(loss.detach()))
        decay = min(_EMA, 1 - 1 / (1 + step))
        for mean, value in zip(average.state_dict().values(), net.state_dict().values(), strict=True):
            if mean.is_floating_point():
                mean.lerp_(value, 1 - decay)
        if time.monotonic() - saved > _SAVE or share >= 1:
            saved, shipped = time.monotonic(), settled()
            finder.save(chosen.run / "strokes.safetensors", shipped, {"samples": seen})
            facts = {
                "samples": seen,
                "minutes": round((saved - began) / 60, 1),
                "loss": round(float(np.mean(losses)), 4),
            }
            if not math.isfinite(facts["loss"]):
                raise SystemExit("The loss is not a number.")
            yield json.dumps(facts | {"CPU s": round(time.process_time())} | scores(shipped))
            losses = []


def _batches(
    paths: list[Path], fonts: Any, seed: tuple[int, ...], count: int | None, size: int
) -> Iterator[tuple[Any, Any]]:
    """(size, 3, H, W) pictures and (size, H, W) strokes, again and again; count: of batches, None = without end."""
    import numpy as np
    from PIL import Image

    from inpaint_studio.model.training.stroke_samples import stroke_sample

    photos = [np.asarray(Image.open(path).convert("RGB")) for path in paths]
    rng = np.random.default_rng(seed)
    for _ in range(count) if count is not None else itertools.count():
        samples = [stroke_sample(photos[int(rng.integers(len(photos)))], fonts, rng) for _ in range(size)]
        yield (
            np.stack([sample.picture.transpose(2, 0, 1) for sample in samples]),
            np.stack([sample.strokes for sample in samples]),
        )


def _painted_ahead(paths: list[Path], fonts: Any, seed: int, size: int) -> Iterator[tuple[Any, Any]]:
    """Batches that another process paints while this one trains."""
    context = multiprocessing.get_context("spawn")
    queue = context.Queue(_AHEAD)
    painter = context.Process(target=_paint, args=(queue, paths, fonts, seed, size), daemon=True)
    painter.start()
    try:
        while True:
            yield queue.get()
    finally:
        painter.terminate()


def _paint(queue: Any, paths: list[Path], fonts: Any, seed: int, size: int) -> None:
    for batch in _batches(paths, fonts, (seed, 0), None, size):
        queue.put(batch)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
