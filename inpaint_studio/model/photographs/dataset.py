"""Photographs to learn from: a folder or tar shards, decoded once into memory, and the batches drawn from them.

Only torch, numpy and Pillow, so that a training machine needs nothing else.
"""

import hashlib
import io
import json
import os
import tarfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path, PurePath
from typing import IO, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageOps
from torch import Tensor

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Mask
from inpaint_studio.files import scratch
from inpaint_studio.files.errors import TemporaryFolderFull
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.pairing import is_hidden, without_masks
from inpaint_studio.files.saving import atomic
from inpaint_studio.model.photographs import augmentation, masks, own_holes
from inpaint_studio.sentence import reason, say

_VERSION = 1  # of how photographs are decoded; raise it when the pixels change, and caches are made anew
LEAST_SIDE = 96  # pixels; below that a photograph has nothing to teach
LEVELS = (1.0, 0.7071, 0.5)  # sizes every photograph is kept at, so that drawing a crop is copying it, never scaling

# Pillow would start Ghostscript for EPS; only plain raster formats are ever asked for.
_FORMATS = (*(format.plugin for format in formats.FORMATS if format.key != "heif"), "MPO")
_SUFFIXES = (formats.SUFFIXES - set(formats.BY_KEY["heif"].suffixes)) | {".mpo"}


class PhotographsError(Exception):
    """There is nothing to learn from at the place named. The message is a sentence for the person."""


@dataclass(frozen=True)
class Skipped:
    """A file that was not used, and why, as the end of a sentence: "it cannot be decoded"."""

    name: str
    reason: str


@dataclass(frozen=True)
class ReadingPhotographs:
    """So many files of so many were looked at."""

    done: int
    total: int


class _Level(NamedTuple):
    """One photograph at one size within the flat buffer."""

    offset: int  # bytes
    height: int
    width: int


@dataclass(frozen=True, eq=False)
class Photographs:
    """Photographs held as uint8 RGB in one flat buffer, on the CPU or on a device."""

    names: tuple[str, ...]  # sorted; path below the folder, or inside the tar
    skipped: tuple[Skipped, ...]
    scaled_down: int  # how many were larger than asked for
    greyscale: int  # how many files had no colour
    _buffer: Tensor  # (bytes,) uint8
    _levels: tuple[tuple[_Level, ...], ...]  # for each photograph, one per LEVELS
    # Of one photograph that is damaged: where a crop may begin, by its side in pixels, for each of its levels.
    _free: "Callable[[int], tuple[NDArray[np.int64], ...]] | None" = None

    def __len__(self) -> int:
        return len(self.names)

    @property
    def device(self) -> torch.device:
        return self._buffer.device

    @property
    def nbytes(self) -> int:
        return self._buffer.numel()

    @classmethod
    def read(cls, path: Path | Sequence[Path], short_side: int = 448, cache: Path | None = None) -> "Photographs":
        """The last value of `read_photographs`, without the progress."""
        for step in read_photographs(path, short_side, cache):
            if isinstance(step, Photographs):
                return step
        raise AssertionError("read_photographs ends with the photographs")

    def to(self, device: torch.device | str) -> "Photographs":
        """The same photographs with their pixels on `device`: then every batch is made there."""
        return replace(self, _buffer=self._buffer.to(device))

    def without(self, damage: Mask) -> "Photographs":
        """The one photograph, with crops taken only where they touch nothing of `damage`.

        damage: (H, W) uint8 of the photograph as it is kept, above 0 = damaged.
        """
        if len(self) != 1:
            raise ValueError("Damage is known of one photograph alone.")
        levels = self._levels[0]

        @lru_cache(maxsize=8)
        def free(crop: int) -> tuple[NDArray[np.int64], ...]:
            return tuple(_free_corners(damage, level, crop) for level in levels)

        return replace(self, _free=free)

    def split(self, held_out: int) -> tuple["Photographs", "Photographs"]:
        """All but the last `held_out` photographs by name, and those. They share the buffer."""
        if not 0 < held_out < len(self):
            raise ValueError(say("{count} of {total} photographs cannot be held out.", count=held_out, total=len(self)))
        at = len(self) - held_out
        rest = replace(self, names=self.names[:at], _levels=self._levels[:at])
        return rest, Photographs(self.names[at:], (), 0, 0, self._buffer, self._levels[at:])

    def pixels(self, index: int) -> NDArray[np.uint8]:
        """One whole photograph as kept: (H, W, 3) uint8 RGB, a copy."""
        level = self._levels[index][0]
        size = level.height * level.width * 3
        flat = self._buffer[level.offset : level.offset + size].cpu().numpy().copy()
        return flat.reshape(level.height, level.width, 3)

    def report(self) -> str:
        """What was found and what was not used, in a few sentences."""
        text = f"{len(self):,} photographs"
        remarks = [
            f"{count:,} {what}"
            for count, what in ((self.greyscale, "greyscale"), (self.scaled_down, "scaled down"))
            if count
        ]
        text += f" ({', '.join(remarks)})." if remarks else "."
        if self.skipped:
            reasons = Counter(skipped.reason for skipped in self.skipped)
            told = ", ".join(f"{count} because {reason}" for reason, count in reasons.most_common())
            text += f" {len(self.skipped):,} files were skipped: {told}; the first was {self.skipped[0].name}."
        return text

    def batch(
        self,
        seed: int,
        images_seen: int,
        batch: int,
        crop: int,
        kinds: Sequence[masks.Kind] | None = None,
        augment: bool = True,
        bank: "MaskBank | None" = None,
    ) -> tuple[Tensor, Tensor]:
        """Crops number `images_seen` .. `images_seen + batch` of the run with this seed, and their holes.

        Returns photographs (B, 3, crop, crop) float32 in 0..1, channels_last in memory, and masks
        (B, 1, crop, crop) float32, 1 = hole, both on this object's device. A crop depends on (seed, its number, crop,
        kinds, augment, bank) alone and not on how the run is cut into batches, so that a resumed run repeats and n
        processes that take `images_seen + rank * share` see what one would. Every photograph is shown once per round.

        kinds: kinds of hole to draw from, in their proportions to each other; None = all.
        bank: ready-made holes on the device, instead of drawing each on the CPU (`MaskBank`); it settles the kinds.
        Raises PhotographsError where no photograph is as large as the crop.
        """
        drawn = [self._draw(seed, images_seen + i, crop, kinds, augment, bank) for i in range(batch)]
        pixels = self._copy_out([d.place for d in drawn], crop)
        photographs = pixels.permute(0, 3, 1, 2).to(torch.float32).mul_(1 / 255)
        if augment:
            photographs = augmentation.augment(photographs, [d.look for d in drawn if d.look is not None])
        if bank is not None:
            return photographs, bank.take([d.hole for d in drawn])
        holes = torch.from_numpy(np.stack([d.mask for d in drawn if d.mask is not None])[:, None])
        return photographs, holes.to(self.device, torch.float32).mul_(1 / 255)

    def _draw(
        self,
        seed: int,
        number: int,
        crop: int,
        kinds: Sequence[masks.Kind] | None,
        augment: bool,
        bank: "MaskBank | None",
    ) -> "_Drawn":
        rng = np.random.default_rng((seed, number))
        index = _shuffled(seed, number, len(self))
        fitting = [level for level in self._levels[index] if min(level.height, level.width) >= crop]
        if not fitting:
            large = self._as_large_as(crop)
            fitting = [
                level
                for level in self._levels[int(large[int(rng.integers(len(large)))])]
                if min(level.height, level.width) >= crop
            ]
        if self._free is None:
            level = fitting[int(rng.integers(len(fitting)))]
            x, y = int(rng.integers(level.width - crop + 1)), int(rng.integers(level.height - crop + 1))
        else:
            corners = self._free(crop)
            roomy = [n for n, found in enumerate(corners) if len(found)]
            if not roomy:
                raise PhotographsError(
                    say("No crop of {crop} pixels in {name} is free of damage.", crop=crop, name=self.names[0])
                )
            at = roomy[int(rng.integers(len(roomy)))]
            level = self._levels[0][at]
            y, x = divmod(int(corners[at][int(rng.integers(len(corners[at])))]), level.width)
        place = _Place(
            level.offset,
            level.width,
            x,
            y,
            bool(rng.random() < 0.5),
            bool(rng.random() < 0.06),  # few things hang upside down, but close-ups and textures may
        )
        look = augmentation.sample_look(rng) if augment else None
        if bank is not None:
            return _Drawn(place, look, None, int(rng.integers(1 << 40)))
        kind = masks.sample_kind(rng, kinds)
        return _Drawn(place, look, masks.sample_mask(kind, Size(crop, crop), rng), 0)

    def _as_large_as(self, crop: int) -> NDArray[np.int64]:
        large = np.asarray([i for i, (full, *_) in enumerate(self._levels) if min(full.height, full.width) >= crop])
        if not len(large):
            raise PhotographsError(
                say(
                    "None of the {count} photographs is {crop} x {same} pixels or larger.",
                    count=len(self),
                    crop=crop,
                    same=crop,
                )
            )
        return large

    def _copy_out(self, places: "list[_Place]", crop: int) -> Tensor:
        """(B, crop, crop, 3) uint8."""
        return (_slice if self.device.type == "cpu" else _gather)(self._buffer, places, crop)


def free_places(damage: NDArray[np.bool_], side: int) -> NDArray[np.bool_]:
    """Whether a square of `side` pixels touches no damage, by its first corner: (H - side + 1, W - side + 1).

    By the integral image (Crow 1984), in four additions a place whatever the side.
    """
    height, width = damage.shape
    if min(height, width) < side:
        return np.zeros((0, 0), np.bool_)
    sums = np.zeros((height + 1, width + 1), np.int32)
    np.cumsum(np.cumsum(damage, axis=0, dtype=np.int32), axis=1, out=sums[1:, 1:])
    inside = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    return np.asarray(inside == 0)


def _free_corners(damage: Mask, level: "_Level", crop: int) -> NDArray[np.int64]:
    """y * width + x of every first corner of a crop that touches no damage, at one size of the photograph."""
    hard = Image.fromarray(np.where(damage > 0, np.uint8(255), np.uint8(0)))
    # The photograph was scaled with a filter of some pixels' reach, so whatever it may have mixed in is damage too.
    scaled = np.asarray(hard.resize((level.width, level.height), Image.Resampling.BICUBIC)) > 0
    if level.width < damage.shape[1]:
        scaled = _grown(scaled)
    free = free_places(scaled, crop)
    rows, columns = np.nonzero(free)
    return rows * level.width + columns


def _grown(damage: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """By two pixels all round."""
    padded = np.pad(damage, 2)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (5, 5))
    return np.asarray(windows.any(axis=(2, 3)))


class _Place(NamedTuple):
    """Where a crop is copied from."""

    offset: int
    width: int  # of the photograph
    x: int
    y: int
    mirrored: bool
    upside_down: bool


def _slice(buffer: Tensor, places: Sequence[_Place], crop: int) -> Tensor:
    """On the CPU: copying rows touches each byte once; gathering by index is twenty times slower here."""
    flat = buffer.numpy()
    out = np.empty((len(places), crop, crop, 3), np.uint8)
    for i, p in enumerate(places):
        start = p.offset + (p.y * p.width + p.x) * 3
        rows = np.lib.stride_tricks.as_strided(flat[start:], (crop, crop, 3), (p.width * 3, 3, 1))
        out[i] = rows[:: -1 if p.upside_down else 1, :: -1 if p.mirrored else 1]
    return torch.from_numpy(out)


def _gather(buffer: Tensor, places: Sequence[_Place], crop: int) -> Tensor:
    """On a GPU: the whole batch in one indexing; the same pixels as `_slice`."""
    numbers = torch.tensor([(p.offset, p.width, p.x, p.y, p.mirrored, p.upside_down) for p in places])
    offset, width, x, y, mirrored, upside_down = numbers.to(buffer.device, non_blocking=True).unbind(1)
    steps = torch.arange(crop, device=buffer.device)
    columns = x[:, None] + torch.where(mirrored[:, None] > 0, crop - 1 - steps, steps)  # (B, crop)
    rows = y[:, None] + torch.where(upside_down[:, None] > 0, crop - 1 - steps, steps)
    pixel = offset[:, None, None] + 3 * (rows[:, :, None] * width[:, None, None] + columns[:, None, :])
    return buffer[pixel[..., None] + torch.arange(3, device=buffer.device)]


class _Drawn(NamedTuple):
    place: _Place
    look: augmentation.Look | None
    mask: Mask | None
    hole: int  # a number that picks a hole from a bank


def _shuffled(seed: int, number: int, count: int) -> int:
    """The photograph for crop `number`: each once per round, every round in another order.

    A Feistel network over the next power of four, walked until it falls inside (cycle walking; Black and Rogaway 2002),
    is a permutation that needs no memory and no order to be asked in.
    """
    turn, at = divmod(number, count)
    half = max(1, ((count - 1).bit_length() + 1) // 2)
    mask = (1 << half) - 1
    while True:
        left, right = at >> half, at & mask
        for stage in range(4):
            mixed = (right * 0x9E3779B1 + stage * 0x85EBCA6B + turn * 0xC2B2AE35 + seed * 0x27D4EB2F) & 0xFFFFFFFF
            mixed = ((mixed ^ (mixed >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
            mixed = ((mixed ^ (mixed >> 12)) * 0x297A2D39) & 0xFFFFFFFF
            left, right = right, left ^ ((mixed ^ (mixed >> 15)) & mask)
        at = (left << half) | right
        if at < count:
            return at


class MaskBank:
    """Holes drawn beforehand and kept on the device, for machines that learn faster than one core can draw.

    Each is shown turned and mirrored in 8 ways. `count` of 256 x 256 px take 64 KiB each.
    """

    def __init__(
        self,
        crop: int,
        count: int = 4096,
        seed: int = 0,
        kinds: Sequence[masks.Kind] | None = None,
        device: torch.device | str = "cpu",
        own: Sequence[Mask] = (),
    ) -> None:
        """own: masks of a person to cut the holes from, instead of drawing them (`own_holes`)."""

        def draw(i: int) -> Mask:
            rng = np.random.default_rng((seed, 7, i))
            if own:
                return own_holes.cut(own, crop, rng)
            return masks.sample_mask(masks.sample_kind(rng, kinds), Size(crop, crop), rng)

        self.crop = crop
        self._holes = torch.from_numpy(np.stack([draw(i) for i in range(count)])).to(device)

    def __len__(self) -> int:
        return self._holes.shape[0]

    def take(self, numbers: Sequence[int]) -> Tensor:
        """(len(numbers), 1, crop, crop) float32, 1 = hole. Any numbers >= 0 do."""
        index = torch.tensor(numbers)
        ways = (index // len(self)) % 8
        holes = self._holes[(index % len(self)).to(self._holes.device)]
        ways = ways.to(holes.device)[:, None, None]
        holes = torch.where((ways & 1) > 0, holes.flip(2), holes)
        holes = torch.where((ways & 2) > 0, holes.flip(1), holes)
        holes = torch.where((ways & 4) > 0, holes.transpose(1, 2), holes)
        return holes[:, None].to(torch.float32).mul_(1 / 255)


# --- reading ---------------------------------------------------------------------------------------------------


class _File(NamedTuple):
    name: str
    path: Path
    offset: int  # within the tar at `path`; -1 = the whole file
    size: int  # bytes


def read_photographs(
    path: Path | Sequence[Path], short_side: int = 448, cache: Path | None = None
) -> Iterator[ReadingPhotographs | Photographs]:
    """Decode every photograph below `path`; the last value is the Photographs.

    path: a folder (searched through all folders in it; tars in it are read in place), one uncompressed tar, or one
    picture file; or several such places, whose photographs are then named after them too.
    short_side: photographs are scaled down to this many pixels on their shorter side, never up; the
    longer side keeps at most four times that, from the middle.
    cache: a folder of its own that keeps the decoded pixels for next time, 1.3 MB a photograph. They are then mapped
    from its file, so that all processes of a run share one copy, which the system may drop when memory is short; of
    several that start at once one decodes and the others wait for it. A cache of other photographs is made anew.
    Corrupt, tiny, transparent and blank files are skipped, each with its reason in `Photographs.skipped`.
    Raises PhotographsError where there is no such path or nothing usable in it, or the cache cannot be written.
    """
    skipped: list[Skipped] = []
    files = _find_all((path,) if isinstance(path, Path) else tuple(path), skipped)
    if cache is None:
        try:
            with scratch.file() as pixels:
                index = yield from _decode_all(path, files, skipped, short_side, pixels)
                pixels.seek(0)
                # Read back into one array: thousands of single ones would leave the memory in shreds twice the size.
                flat = np.empty(index.nbytes, np.uint8)
                pixels.readinto(flat.data)  # type: ignore[attr-defined]  # a buffered file has it
        except TemporaryFolderFull as error:
            raise PhotographsError(reason(error)) from error
        yield index.photographs(flat)
        return
    try:
        yield from _read_by_cache(path, files, skipped, short_side, cache)
    except OSError as error:
        raise PhotographsError(
            say("The decoded photographs cannot be kept in {path}: {reason}.", path=cache, reason=error)
        ) from error


def _read_by_cache(
    path: Path | Sequence[Path], files: list[_File], skipped: list[Skipped], short_side: int, cache: Path
) -> Iterator[ReadingPhotographs | Photographs]:
    key = _key(files, short_side)
    cache.mkdir(parents=True, exist_ok=True)
    with _Turn(cache / "decoding") as turn:
        kept = _Index.load(cache, key)
        while kept is None and not turn.taken():
            yield ReadingPhotographs(0, len(files))
            time.sleep(0.2)
            kept = _Index.load(cache, key)
        if kept is None:
            with atomic.new_file(cache / "pixels.bin") as stream:
                kept = yield from _decode_all(path, files, skipped, short_side, stream, turn)
            kept.save(cache, key)
    # Copy-on-write: nobody writes, but torch warns of arrays that cannot be written to.
    yield kept.photographs(np.memmap(cache / "pixels.bin", np.uint8, "c"))


@dataclass(frozen=True)
class _Index:
    """What there is to know of decoded photographs besides their pixels."""

    names: list[str]
    sizes: list[list[list[int]]]  # of each photograph, for each of its levels: height, width
    skipped: list[Skipped]
    scaled_down: int
    greyscale: int

    @property
    def nbytes(self) -> int:
        return sum(height * width * 3 for shapes in self.sizes for height, width in shapes)

    def photographs(self, flat: NDArray[np.uint8]) -> Photographs:
        levels, offset = [], 0
        for shapes in self.sizes:
            of_one = []
            for height, width in shapes:
                of_one.append(_Level(offset, height, width))
                offset += height * width * 3
            levels.append(tuple(of_one))
        counts = self.scaled_down, self.greyscale
        return Photographs(tuple(self.names), tuple(self.skipped), *counts, torch.from_numpy(flat), tuple(levels))

    def save(self, cache: Path, key: str) -> None:
        atomic.put(cache / "index.json", json.dumps({"key": key, **asdict(self)}).encode())

    @classmethod
    def load(cls, cache: Path, key: str) -> "_Index | None":
        """None where nothing is kept, or of other photographs, or not whole."""
        try:
            values = json.loads((cache / "index.json").read_text(encoding="utf-8"))
            if values.pop("key") != key:
                return None
            index = cls(**{**values, "skipped": [Skipped(**skipped) for skipped in values["skipped"]]})
            return index if (cache / "pixels.bin").stat().st_size == index.nbytes else None
        except (OSError, ValueError, KeyError, TypeError):
            return None


class _Turn:
    """A file that says "I am decoding", for processes that start at once. One that died is passed over."""

    _PATIENCE = 180.0  # seconds without a sign of life

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mine = False

    def __enter__(self) -> "_Turn":
        return self

    def __exit__(self, *_: object) -> None:
        if self._mine:
            self._path.unlink(missing_ok=True)

    def taken(self) -> bool:
        """Whether it is now ours."""
        try:
            os.close(os.open(self._path, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            try:
                if time.time() - self._path.stat().st_mtime > self._PATIENCE:
                    self._path.unlink()
            except OSError:  # gone in between: the next look will tell
                pass
            return False
        self._mine = True
        return True

    def alive(self) -> None:
        os.utime(self._path)


def _key(files: list[_File], short_side: int) -> str:
    """Changes with anything that would change the decoded pixels."""
    stamps = [(f.name, f.path.name, f.offset, f.size, f.path.stat().st_mtime_ns) for f in files]
    return hashlib.sha256(repr((_VERSION, LEVELS, short_side, stamps)).encode()).hexdigest()


def _decode_all(
    path: Path | Sequence[Path],
    files: list[_File],
    skipped: list[Skipped],
    short_side: int,
    pixels: IO[bytes],
    turn: _Turn | None = None,
) -> Generator[ReadingPhotographs, None, _Index]:
    """Write the levels of every usable photograph to `pixels`, one after the other."""
    index = _Index([], [], skipped, 0, 0)
    workers = min(8, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    with ThreadPoolExecutor(workers) as pool:
        step = 32 * workers
        for start in range(0, len(files), step):
            some = files[start : start + step]
            # Pillow warns of odd metadata and large sizes; both are dealt with here, and warnings are per process.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                decoded = list(pool.map(lambda file: _decode_or_reason(file, short_side), some))
            for file, result in zip(some, decoded, strict=True):
                if isinstance(result, str):
                    skipped.append(Skipped(file.name, result))
                    continue
                index.names.append(file.name)
                index.sizes.append([[level.shape[0], level.shape[1]] for level in result.levels])
                for level in result.levels:
                    pixels.write(np.ascontiguousarray(level).data)
                index = replace(
                    index,
                    scaled_down=index.scaled_down + result.scaled_down,
                    greyscale=index.greyscale + result.greyscale,
                )
            if turn is not None:
                turn.alive()
            yield ReadingPhotographs(start + len(some), len(files))
    if not index.names:
        raise PhotographsError(_nothing_usable(path, skipped))
    return index


def _nothing_usable(path: Path | Sequence[Path], skipped: list[Skipped]) -> str:
    where = path if isinstance(path, Path) else " or ".join(map(str, path))
    if not skipped:
        return say("There are no photographs in {where}.", where=where)
    return say(
        "None of the {count} files in {where} can be used as a photograph: {name} was skipped because {why}.",
        count=len(skipped),
        where=where,
        name=skipped[0].name,
        why=skipped[0].reason,
    )


def _find_all(places: tuple[Path, ...], skipped: list[Skipped]) -> list[_File]:
    if len(places) == 1:
        return _find(places[0], skipped)
    found: list[_File] = []
    for place in places:
        of_place: list[Skipped] = []
        found += [file._replace(name=f"{place.name}/{file.name}") for file in _find(place, of_place)]
        skipped += [replace(one, name=f"{place.name}/{one.name}") for one in of_place]
    return sorted(found, key=lambda f: (f.name, str(f.path)))


def _find(path: Path, skipped: list[Skipped]) -> list[_File]:
    """Every picture file and tar member below `path`, sorted by name, so that tars and folders come in one order."""
    if not path.exists():
        raise PhotographsError(say("There is no file or folder {path}.", path=path))
    found: list[_File] = []
    folder = path if path.is_dir() else path.parent
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        name = file.relative_to(folder).as_posix()
        if is_hidden(PurePath(name)) or not file.is_file():
            continue
        if file.suffix.lower() == ".tar":
            try:
                found.extend(_members(file))
            except (tarfile.TarError, OSError):
                skipped.append(Skipped(name, say("it is not a tar that can be read to its end")))
        elif file.suffix.lower() in _SUFFIXES:
            found.append(_File(name, file, -1, file.stat().st_size))
    plain = set(without_masks([file.path for file in found if file.offset < 0]))
    skipped.extend(
        Skipped(file.name, say("it is the mask of another picture"))
        for file in found
        if file.offset < 0 and file.path not in plain
    )
    found = [file for file in found if file.offset >= 0 or file.path in plain]
    return sorted(found, key=lambda f: (f.name, str(f.path)))


def _members(path: Path) -> list[_File]:
    with tarfile.open(path, "r:") as tar:
        return [
            _File(member.name.removeprefix("./"), path, member.offset_data, member.size)
            for member in tar
            if member.isfile()
            and Path(member.name).suffix.lower() in _SUFFIXES
            and not is_hidden(PurePath(member.name))
        ]


class _Decoded(NamedTuple):
    levels: list[NDArray[np.uint8]]
    scaled_down: bool
    greyscale: bool


def _decode_or_reason(file: _File, short_side: int) -> _Decoded | str:
    try:
        with file.path.open("rb") as stream:
            if file.offset >= 0:
                stream.seek(file.offset)
            data = stream.read(file.size)
    except OSError:
        return say("it cannot be read from the disk")
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
            return _decode(opened, short_side)
    except Image.DecompressionBombError:
        return say("it has more pixels than can be decoded safely")
    except MemoryError:
        return say("it is too large for the memory")
    except Exception:  # Pillow's decoders raise nearly anything on broken data, and no file may end a run
        return say("it cannot be decoded")


def _decode(opened: Image.Image, short_side: int) -> _Decoded | str:
    width, height = opened.size
    if min(width, height) < LEAST_SIDE:
        return say("it is smaller than {side} pixels", side=LEAST_SIDE)
    opened.draft("RGB", (width * short_side // min(width, height), height * short_side // min(width, height)))
    picture = ImageOps.exif_transpose(opened)
    greyscale = picture.mode in ("1", "L", "LA", "F") or picture.mode.startswith("I")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        clear = np.count_nonzero(np.asarray(picture.getchannel("A")) < 250)
        if clear > 0.01 * picture.width * picture.height:
            return say("parts of it are transparent")
    if picture.mode.startswith("I") or picture.mode == "F":  # Pillow clips these to 8 bits instead of scaling them
        deep = np.nan_to_num(np.asarray(picture, dtype=np.float32))
        top = float(deep.max())
        scale = 255 / (65535 if top > 255 else 255 if top > 1 else 1)
        picture = Image.fromarray(np.clip(deep * scale, 0, 255).astype(np.uint8))
    picture = picture.convert("RGB")
    side = min(picture.size)
    if max(picture.size) > 4 * side:  # a strip: keep the middle
        cut_x, cut_y = max(0, picture.width - 4 * side) // 2, max(0, picture.height - 4 * side) // 2
        picture = picture.crop((cut_x, cut_y, picture.width - cut_x, picture.height - cut_y))
    scaled_down = min(width, height) > short_side
    if side > short_side:
        picture = _scaled(picture, short_side / side)
    pixels = np.asarray(picture)
    if float(pixels[::4, ::4].std()) < 2.0:
        return "it is blank"
    rest = [np.asarray(_scaled(picture, factor)) for factor in LEVELS[1:]]
    return _Decoded([pixels, *rest], scaled_down, greyscale)


def _scaled(picture: Image.Image, factor: float) -> Image.Image:
    if factor == 0.5:
        return picture.reduce(2)
    size = max(1, round(picture.width * factor)), max(1, round(picture.height * factor))
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=3.0)
