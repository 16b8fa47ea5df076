"""Calls of the generator on crops, with fallbacks for memory exhaustion."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional as F

from inpaint_studio.filling.blend import masked_resize
from inpaint_studio.filling.notes import Notes
from inpaint_studio.filling.request import FillError
from inpaint_studio.model.nets.device import is_out_of_memory
from inpaint_studio.model.nets.discriminator import Discriminator
from inpaint_studio.model.nets.inference import paint
from inpaint_studio.sentence import say

_SHORT_TILE, _TILE_OVERLAP = 128, 16  # pixels, when memory is short
_Many = NDArray[Any]  # (B, H, W, ...)


@dataclass(frozen=True, eq=False)
class Net:
    """A loaded generator."""

    module: nn.Module
    device: torch.device
    sha256: str | None
    discriminator: Discriminator | None = None
    trusts_judge: bool = False  # whether `auto` lets the discriminator choose


def run(net: Net, colours: _Many, hole: _Many, scale: float, notes: Notes, fine: bool, alone: bool) -> _Many:
    """Call the generator on crops of one size, with the memory ladder's fallbacks: half size, tiles, CPU.

    colours: (B, H, W, 3).  hole: (B, H, W) bool.  fine: as in `paint`.
    alone: False: only the current rung is tried, and memory exhaustion is raised to the caller.
    Returns the raw fill of every pixel, (B, H, W, 3).
    Raises FillError where no rung fits into memory, the device fails, or the result is not finite.
    """
    rungs: list[tuple[str, Callable[[_Many, _Many], _Many]]] = [
        ("", partial(_scaled, net, scale=scale, fine=fine)),
        (
            say("Memory was short: the generator worked at half size."),
            partial(_scaled, net, scale=2 * scale, fine=fine),
        ),
        (
            say("Memory was short: the generator worked in tiles of {side} pixels.", side=_SHORT_TILE),
            partial(_tiled, net, scale=2 * scale, fine=fine),
        ),
    ]
    if net.device.type != "cpu":
        on_cpu = say(
            "The memory of the {kind} device was too short: the generator worked on the processor.",
            kind=net.device.type.upper(),
        )
        rungs.append((on_cpu, partial(_on_cpu, net, scale=scale, fine=fine)))
    for number, (message, rung) in enumerate(rungs):
        if number < notes.rung:
            continue
        try:
            raw = rung(colours, hole)
        except Exception as error:
            if is_out_of_memory(error) and alone:
                if net.device.type == "cuda":
                    torch.cuda.empty_cache()
                continue
            if isinstance(error, RuntimeError) and net.device.type != "cpu" and not isinstance(error, FillError):
                raise FillError(
                    say(
                        "The {kind} device stopped working during the fill: {reason}.",
                        kind=net.device.type.upper(),
                        reason=error,
                    )
                ) from error
            raise
        notes.rung = number
        if message:
            notes.add(message)
        if not np.isfinite(raw).all():
            raise FillError(
                say("The generator answered with values that are not numbers. The picture was left as it was.")
            )
        return raw
    raise FillError(
        say("There is not enough memory to run the generator, not even on a small part. Nothing was changed.")
    )


def _scaled(net: Net, colours: _Many, hole: _Many, scale: float, fine: bool) -> _Many:
    """One call on the crops at 1 : scale."""
    picture = torch.from_numpy(np.ascontiguousarray(colours.transpose(0, 3, 1, 2))).to(net.device)
    unknown = torch.from_numpy(hole)[:, None].to(net.device)
    if scale <= 1:
        return paint(net.module, picture, unknown, fine).permute(0, 2, 3, 1).cpu().numpy().copy()  # ours to write on
    height, width = hole.shape[1:]
    small, known = masked_resize(picture, unknown, (max(1, round(height / scale)), max(1, round(width / scale))))
    answer = paint(net.module, small, known < 0.5, fine)
    whole = torch.where(known < 0.5, answer, small)
    large = F.interpolate(whole, (height, width), mode="bicubic", align_corners=False)
    return large.permute(0, 2, 3, 1).cpu().numpy()


def _tiled(net: Net, colours: _Many, hole: _Many, scale: float, fine: bool) -> _Many:
    """The crops at 1 : scale in overlapping tiles of 128 pixels, averaged where they overlap."""
    side = round(_SHORT_TILE * scale)
    step = max(1, side - round(2 * _TILE_OVERLAP * scale))
    height, width = hole.shape[1:]
    total = np.zeros_like(colours)
    weight = np.zeros((height, width, 1), np.float32)
    for top in range(0, max(1, height - side + step), step):
        for left in range(0, max(1, width - side + step), step):
            rows, columns = slice(top, min(top + side, height)), slice(left, min(left + side, width))
            part = (slice(None), rows, columns)
            if hole[part].any():
                total[part] += _scaled(net, colours[part], hole[part], scale, fine)
            else:
                total[part] += colours[part]
            weight[rows, columns] += 1
    mean: _Many = total / weight
    return mean


def _on_cpu(net: Net, colours: _Many, hole: _Many, scale: float, fine: bool) -> _Many:
    cpu = torch.device("cpu")
    return _scaled(Net(copy.deepcopy(net.module).to(cpu), cpu, net.sha256), colours, hole, scale, fine)
