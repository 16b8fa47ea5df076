"""What the generator costs, against the machine's own dense-convolution rate in the same run.

Budgets: forward and backward of `standard` at 85 % of what its own convolutions reach alone, one after the other;
a fill of 512 x 512 within about 250 ms and its membrane within 25 ms on one idle core of 2020 or later.

    python tests/benchmarks/bench_model.py
"""

import time
from collections.abc import Callable

import torch
from torch import nn

from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.config import PRESETS
from inpaint_studio.model.nets.generator import Generator
from inpaint_studio.model.nets.membrane import membrane

BATCH, CROP = 8, 128


def cpu_seconds(job: Callable[[], object], times: int = 5) -> float:
    """The best of several, in seconds of this thread."""
    job()
    took = []
    for _ in range(times):
        start = time.thread_time()
        job()
        took.append(time.thread_time() - start)
    return min(took)


def convolutions(generator: Generator, bfloat16: bool) -> tuple[list[Callable[[], object]], float]:
    """Each convolution of a training step as a job of its own, and the operations of all of them."""
    jobs: list[Callable[[], object]] = []
    operations = 0.0

    def note(module: nn.Module, inputs: tuple[torch.Tensor, ...], output: torch.Tensor) -> None:
        nonlocal operations
        assert isinstance(module, nn.Conv2d)
        kind = torch.bfloat16 if bfloat16 else torch.float32
        x = torch.randn_like(inputs[0], dtype=kind, memory_format=torch.channels_last).requires_grad_()
        weight = module.weight.detach().to(kind).contiguous(memory_format=torch.channels_last).requires_grad_()
        gradient = torch.randn(output.shape, dtype=kind).contiguous(memory_format=torch.channels_last)
        settings = (module.stride, module.padding, module.dilation)

        def job() -> None:
            nn.functional.conv2d(x, weight, None, *settings).backward(gradient)  # type: ignore[arg-type]

        jobs.append(job)
        operations += 3 * 2 * weight[0].numel() * output.numel()

    hooks = [m.register_forward_hook(note) for m in generator.modules() if isinstance(m, nn.Conv2d)]
    with torch.no_grad():
        generator(torch.rand(BATCH, 3, CROP, CROP), torch.zeros(BATCH, 1, CROP, CROP))
    for hook in hooks:
        hook.remove()
    return jobs, operations


def main() -> None:
    torch.set_num_threads(1)
    picture, mask = torch.rand(BATCH, 3, CROP, CROP), torch.zeros(BATCH, 1, CROP, CROP)
    mask[..., 40:60, 30:90] = 1
    base = membrane(picture, mask)
    generator = build(PRESETS["standard"])
    for bfloat16 in (False, True):

        def step(bfloat16: bool = bfloat16) -> None:
            generator.zero_grad()
            with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
                filled = generator(picture, mask, base)
            (filled - picture).abs().mean().backward()

        jobs, operations = convolutions(generator, bfloat16)
        alone = sum(cpu_seconds(job) for job in jobs)
        whole = cpu_seconds(step)
        print(
            f"{'bfloat16' if bfloat16 else 'float32'}: step {whole * 1e3:.0f} ms, {BATCH / whole:.1f} crops/s, "
            f"{operations / whole / 1e9:.0f} GFLOP/s; its convolutions alone {operations / alone / 1e9:.0f} GFLOP/s; "
            f"ratio {alone / whole:.0%} (budget 85 %)"
        )
    picture, mask = torch.rand(1, 3, 512, 512), torch.zeros(1, 1, 512, 512)
    mask[..., 100:400, 100:400] = 1
    generator.eval()
    with torch.inference_mode():
        filled_in = cpu_seconds(lambda: generator(picture, mask, picture))
        smoothed = cpu_seconds(lambda: membrane(picture, mask))
    print(f"512 x 512: generator {filled_in * 1e3:.0f} ms (budget 250), membrane of 300 x 300 {smoothed * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
