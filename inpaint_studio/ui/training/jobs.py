"""What the training room does on worker threads: finding devices, and laying out what a run learns from."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

import numpy as np
from PIL import Image

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.state import State
from inpaint_studio.files.reading import to_srgb8
from inpaint_studio.files.saving.atomic import replace_file
from inpaint_studio.files.saving.writing import write_mask
from inpaint_studio.model.nets.config import PRESETS
from inpaint_studio.model.training.config import TrainingConfig

LOOK_SIDE = 512  # pixels: what is looked at beside the samples is made as small
TUNE_SIDE = 2048  # pixels of the shorter side: a picture learnt from alone is made as small
# Sides of crops that one picture is learnt from. The generator sees far, so small crops teach it another task: from the
# shipped checkpoint, 128 pixels lost .08 dB in 320 crops, and 256 gained (`tuning.TUNE`).
TUNE_CROPS = (256, 192, 128, 64)
_BATCHED = 128  # pixels of a side that the batch is of; of larger crops there are fewer in it
_AROUND = 1.2  # times the hole's own side, of context all round


@dataclass(frozen=True)
class Device:
    """Something to compute on."""

    key: str  # as TrainingConfig.device takes it
    name: str  # as a person reads it


def devices() -> Iterator[tuple[Device, ...]]:
    """What this machine offers, the best first. One value, after torch is loaded."""
    import torch

    devices = []
    if torch.cuda.is_available():
        for number in range(torch.cuda.device_count()):
            devices.append(Device(f"cuda:{number}", torch.cuda.get_device_name(number)))
    if torch.backends.mps.is_available():
        devices.append(Device("mps", "Apple GPU"))
    yield (*devices, Device("cpu", f"CPU ({torch.get_num_threads()})"))


def speed(preset: str, device: str, crop: int) -> Iterator[float]:
    """Crops that a generator of this preset learns from in a second on this machine: one value, measured on two steps.

    A whole run is somewhat slower, for it draws holes, and its discriminator learns too. crop: pixels of a side.
    """
    import torch

    from inpaint_studio.filling.device import pick
    from inpaint_studio.model.nets.architectures import build

    on, batch = pick(device), 2
    generator = build(PRESETS[preset]).to(on)
    noise = torch.Generator().manual_seed(0)
    pictures = torch.rand(batch, 3, crop, crop, generator=noise).to(on)
    holes = (torch.rand(batch, 1, crop, crop, generator=noise) < 0.2).float().to(on)
    best = float("inf")
    for _ in range(3):  # the first one also finds its memory
        began = monotonic()
        (generator(pictures, holes) - pictures).abs().mean().backward()
        generator.zero_grad()
        if on.type != "cpu":
            torch.empty(1, device=on).item()  # waits until the device is done
        best = min(best, monotonic() - began)
    yield batch / best


def own_masks(document: Document | None) -> list[Mask]:
    """What was painted on the open picture: its mask, the named masks, and what its fills cover."""
    if document is None:
        return []
    masks = [
        mask[rect.slices].copy()
        for mask in (document.mask, *document.named_masks.values())
        if not (rect := bounds(mask)).is_empty
    ]
    return masks + [fill.coverage for fill in document.fills if fill.coverage.any()]


def prepare(config: TrainingConfig, document: State | None, holes: Sequence[Mask] = ()) -> Iterator[TrainingConfig]:
    """Lay out in the run's folder what the config points to there; yields it when the run can be started.

    document: what is open in the editor: its hole is looked at where `config.look_at` is named, and it is learnt from
    alone where `config.damage` is.  holes: masks that are put into `config.holes`.
    """
    if holes and config.holes is not None:
        config.holes.mkdir(parents=True, exist_ok=True)
        for number, mask in enumerate(holes):
            write_mask(mask, config.holes / f"mine-{number:03}.png")
    if document is not None and config.damage is not None and not config.resume:
        crop = room_for(_lay_out_whole(document, config.photographs, config.damage), config.crop)
        as_many_pixels = max(1, round(config.batch * _BATCHED**2 / crop**2))
        config = replace(config, crop=crop, batch=min(config.batch, as_many_pixels))
    if document is not None and config.look_at is not None and not (rect := bounds(document.mask)).is_empty:
        _lay_out_hole(document, rect, config.look_at)
    yield config


def damage_of(document: Document | State) -> Mask:
    """(H, W) uint8, 255 where the picture is not what the camera saw: painted over, masked by name, or filled."""
    out = np.where(document.mask > 0, np.uint8(255), np.uint8(0))
    if document.picture.is_data and document.picture.unknown is not None:
        out[document.picture.unknown > 0] = 255
    for mask in document.named_masks.values():
        out[mask > 0] = 255
    for fill in document.fills:
        out[fill.rect.slices][fill.coverage > 0] = 255
    return out


def room_for(damage: Mask, most: int) -> int:
    """The largest of TUNE_CROPS, `most` at most, of which two fit side by side into what is whole: one to learn from,
    one to be judged by. The smallest where none does; then the run says why it cannot begin.

    damage: (H, W) uint8, above 0 is damaged.
    """
    broken = np.pad(damage > 0, ((1, 0), (1, 0))).astype(np.int32).cumsum(axis=0).cumsum(axis=1)
    for crop in TUNE_CROPS:
        if crop > most or crop > min(damage.shape):
            continue
        in_square = broken[crop:, crop:] - broken[:-crop, crop:] - broken[crop:, :-crop] + broken[:-crop, :-crop]
        rows, columns = (np.flatnonzero((in_square == 0).any(axis=axis)) for axis in (1, 0))
        if len(rows) and max(np.ptp(rows), np.ptp(columns)) >= crop:
            return crop
    return TUNE_CROPS[-1]


def _lay_out_whole(document: State, picture: Path, damage: Path) -> Mask:
    """Returns the damage at the size it is laid out."""
    picture.parent.mkdir(parents=True, exist_ok=True)
    whole = Image.fromarray(np.ascontiguousarray(to_srgb8(document.picture)[:, :, :3]))
    mask = Image.fromarray(damage_of(document))
    smaller = max(1, min(whole.size) // TUNE_SIDE)
    _write_png(whole.reduce(smaller), picture)
    # A pixel of the smaller picture with any damage in it is damaged.
    reduced = mask.reduce(smaller).point(lambda value: 255 if value else 0)
    _write_png(reduced, damage)
    return np.asarray(reduced)


def _lay_out_hole(document: State, hole: Rect, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rect = hole.grow(round(_AROUND * max(hole.width, hole.height, 32))).clip(document.size)
    pixels = to_srgb8(document.picture, document.composite(rect))[:, :, :3]
    picture = Image.fromarray(np.ascontiguousarray(pixels))
    mask = Image.fromarray(np.where(document.mask[rect.slices] > 0, np.uint8(255), np.uint8(0)))
    smaller = -(-max(picture.size) // LOOK_SIDE)
    _write_png(picture.reduce(smaller), folder / "picture.png")
    _write_png(mask.reduce(smaller).point(lambda value: 255 if value else 0), folder / "mask.png")


def _write_png(image: Image.Image, path: Path) -> None:
    """As a whole file or not at all: a run that is resumed reads what is there. Raises SaveError."""
    content = io.BytesIO()
    image.save(content, "PNG", compress_level=1)  # quick; the pixels are the same at any level
    replace_file(path, content.getvalue())
