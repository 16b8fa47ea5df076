"""Opens so many broken copies of checkpoints of every kind, and tells how each was taken. A program of its own.

It watches itself: an audit hook notes whatever the readers import, run, start or write, and memory has a lid.

    python tests/model/checkpoints/corrupt_checkpoints.py COUNT SEED [FOLDER]
"""

import json
import random
import resource
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.checkpoints.description import CheckpointError, Description
from inpaint_studio.model.checkpoints.inspection import describe
from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.config import GeneratorConfig, LamaConfig, MiganConfig
from inpaint_studio.model.nets.discriminator import Discriminator

ROOM = 768 * 2**20  # bytes of address space above what the program has when it begins
WATCHED = ("exec", "import", "os.", "subprocess.", "pickle.", "ctypes.", "socket.", "shutil.", "code.", "marshal.")
HARMLESS = ("os.listdir", "os.scandir", "os.stat")


def samples(folder: Path) -> list[Path]:
    """One whole checkpoint of each kind."""
    torch.manual_seed(0)
    small = GeneratorConfig(channels=(8, 8, 16), middle=(1, 0), gate_channels=8)
    lama, migan = build(LamaConfig(1, 4)), build(MiganConfig(8, 2, 4))
    checkpoint.save(folder / "ours.safetensors", build(small).state_dict(), Description(small), Discriminator((8,) * 4))
    save_file({f"generator.{k}": v for k, v in migan.state_dict().items()}, folder / "theirs.safetensors")
    torch.save({"epoch": 3, "state_dict": lama.state_dict()}, folder / "lama.ckpt")
    torch.save(migan.state_dict(), folder / "migan.pt")
    torch.save(lama.state_dict(), folder / "old.pth", _use_new_zipfile_serialization=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        traced = torch.jit.trace(_Wrapped(lama), (torch.rand(1, 3, 16, 16), torch.zeros(1, 1, 16, 16)))
        torch.jit.save(traced, str(folder / "script.pt"))
    return sorted(folder.iterdir())


class _Wrapped(nn.Module):
    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.generator = net

    def forward(self, picture: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return self.generator(picture, mask)


def _flip(data: bytearray, rng: random.Random) -> None:
    for _ in range(rng.choice((1, 3, 30))):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _flip_early(data: bytearray, rng: random.Random) -> None:
    """In headers and tables, where it matters most."""
    for _ in range(rng.choice((1, 4))):
        data[rng.randrange(min(len(data), 4000))] ^= 1 << rng.randrange(8)


def _flip_late(data: bytearray, rng: random.Random) -> None:
    for _ in range(rng.choice((1, 4))):
        data[-1 - rng.randrange(min(len(data), 3000))] ^= 1 << rng.randrange(8)


def _cut(data: bytearray, rng: random.Random) -> None:
    del data[rng.randrange(len(data)) :]


def _cut_out(data: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(data))
    del data[start : start + rng.choice((1, 8, 500, 5000))]


def _overwrite(data: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(data))
    with_what = rng.choice((b"\xff" * 8, b"\0" * 16, b"\x7f\xff\xff\xff", rng.randbytes(64), b"9999999999"))
    data[start : start + len(with_what)] = with_what


def _double(data: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(data))
    data[start:start] = data[start : start + rng.choice((4, 64, 4096))]


DAMAGES: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _flip,
    _flip_early,
    _flip_late,
    _cut,
    _cut_out,
    _overwrite,
    _double,
)


def main(count: int, seed: int, folder: Path) -> dict[str, object]:
    whole = samples(folder)
    bytes_of = {path: path.read_bytes() for path in whole}
    for path in whole:  # so that nothing is imported for the first time while it is watched
        checkpoint.load(path)
        describe(path)
    b"a".decode("cp437")  # what names in a broken zip are read as
    rng = random.Random(seed)
    taken: Counter[str] = Counter()
    wrong: list[str] = []
    noted: Counter[str] = Counter()
    watching = [False]

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if not watching[0]:
            return
        if event == "open":
            if isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
                noted[f"open for writing: {arguments[0]}"] += 1
        elif event.startswith(WATCHED) and not event.startswith(HARMLESS):
            noted[f"{event} {str(arguments)[:80]}"] += 1

    sys.addaudithook(watch)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + ROOM, resource.RLIM_INFINITY))
    for number in range(count):
        path = whole[number % len(whole)]
        data = bytearray(bytes_of[path])
        damage = DAMAGES[number // len(whole) % len(DAMAGES)]
        damage(data, rng)
        broken = folder / f"broken{path.suffix}"
        broken.write_bytes(data)
        for opening in (describe, checkpoint.load):
            kind = f"{path.name} {opening.__name__}"
            watching[0] = True
            try:
                opening(broken)
                taken[f"{kind}: opened"] += 1
            except CheckpointError as error:
                sentence = str(error)
                taken[f"{kind}: refused"] += 1
                if not sentence.endswith((".", "')")) or "\n" in sentence or broken.name not in sentence:
                    wrong.append(f"{kind}, {damage.__name__}, {number}: no sentence: {sentence!r}")
            except BaseException as error:
                wrong.append(f"{kind}, {damage.__name__}, {number}: {type(error).__name__}: {str(error)[:200]}")
            finally:
                watching[0] = False
    return {"taken": dict(sorted(taken.items())), "wrong": wrong, "noted": dict(noted)}


if __name__ == "__main__":
    torch.set_num_threads(1)
    place = Path(sys.argv[3]) if len(sys.argv) > 3 else Path(tempfile.mkdtemp())
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]), place), indent=1))
