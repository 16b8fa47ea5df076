"""Packing photographs into one tar of a given size, to carry them to a machine without a network."""

import io
import tarfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from inpaint_studio.files.saving import atomic
from inpaint_studio.model.photographs.crops import PhotographsError
from inpaint_studio.model.photographs.dataset import Skipped
from inpaint_studio.model.photographs.decoding import decode
from inpaint_studio.model.photographs.picture_files import PictureFile, find_all
from inpaint_studio.sentence import say

_AT_ONCE = 64  # files in memory
_BLOCK = 512  # bytes; a tar pads every member, after a header of one block
_END = 20 * _BLOCK  # a tar is padded to whole records


@dataclass(frozen=True)
class Packing:
    """Progress."""

    done: int  # files looked at
    total: int
    nbytes: int  # of the tar so far


@dataclass(frozen=True)
class Packed:
    """The last value: what is in the tar."""

    photographs: int
    of: int  # usable and unusable files that there were
    nbytes: int
    skipped: tuple[Skipped, ...]


def pack(
    places: tuple[Path, ...], archive: Path, most: int, short_side: int = 384, quality: int = 80, seed: int = 0
) -> Iterator[Packing | Packed]:
    """Write photographs of `places` as WebP into an uncompressed tar, which `read_photographs` takes.

    most: bytes that the tar has at most. Where not all photographs fit, an even sample is packed, drawn by `seed`.
    short_side: larger photographs are scaled down to it. quality: of WebP, 1..100.
    The tar is written atomically, and the same photographs give the same bytes.
    Raises PhotographsError where there is nothing to pack, OSError from the disk.
    """
    skipped: list[Skipped] = []
    files = find_all(places, skipped)
    total = len(files) + len(skipped)
    order = np.random.default_rng(seed).permutation(len(files))
    nbytes, count, done, is_full = _END, 0, len(skipped), False
    with (
        atomic.new_file(archive) as stream,
        tarfile.open(fileobj=stream, mode="w:", format=tarfile.USTAR_FORMAT) as tar,
    ):
        with ThreadPoolExecutor() as pool:
            for start in range(0, len(order), _AT_ONCE):
                some = [files[i] for i in order[start : start + _AT_ONCE]]
                for file, data in zip(some, pool.map(lambda f: _encoded(f, short_side, quality), some), strict=True):
                    done += 1
                    if isinstance(data, str):
                        skipped.append(Skipped(file.name, data))
                        continue
                    size = _BLOCK + -(-len(data) // _BLOCK) * _BLOCK
                    if nbytes + size > most:
                        is_full = True
                        break
                    member = tarfile.TarInfo(f"{count:06}.webp")
                    member.size = len(data)
                    tar.addfile(member, io.BytesIO(data))
                    nbytes, count = nbytes + size, count + 1
                yield Packing(done, total, nbytes)
                if is_full:
                    break
        if not count:
            raise PhotographsError(
                say("None of {count} files can be packed into {most} bytes.", count=total, most=f"{most:,}")
            )
    yield Packed(count, total, archive.stat().st_size, tuple(skipped))


def _encoded(file: PictureFile, short_side: int, quality: int) -> bytes | str:
    """The photograph as WebP, or the reason to skip it."""
    decoded = decode(file, short_side)
    if isinstance(decoded, str):
        return decoded
    data = io.BytesIO()
    Image.fromarray(decoded.levels[0]).save(data, "WEBP", quality=quality, method=4)
    return data.getvalue()
