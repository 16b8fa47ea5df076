"""The weights in a PyTorch archive, read as data only: nothing in it is ever imported, called or run.

For archives that `torch.load(weights_only=True)` refuses because they hold more than weights: training checkpoints with
their settings, and TorchScript, whose code is passed over. Tensors are built from the archive's storages by our own
unpickler; every class the pickle asks for, whatever its name, becomes an inert shell that remembers what it was given.
"""

import io
import pickle
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from inpaint_studio.model.description import CheckpointError

_LARGEST_PICKLE = 64 * 2**20  # bytes; those of large nets take some hundred thousand
_DEEPEST = 200  # levels of tables in tables
_DTYPES = {
    "FloatStorage": torch.float32,
    "HalfStorage": torch.float16,
    "BFloat16Storage": torch.bfloat16,
    "DoubleStorage": torch.float64,
    "LongStorage": torch.int64,
    "IntStorage": torch.int32,
    "ByteStorage": torch.uint8,
    "BoolStorage": torch.bool,
}


def read(path: Path) -> dict[str, Tensor]:
    """Every tensor in the archive by its place: "state_dict.generator.model.1.weight".

    Raises CheckpointError, a sentence, for what is no archive, is damaged, or points outside what it holds.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(archive, path.name)
    except zipfile.BadZipFile as error:
        raise CheckpointError(f"{path.name} is no PyTorch archive that can be read as data.") from error
    except FileNotFoundError as error:
        raise CheckpointError(f"There is no checkpoint {path}.") from error
    except (OSError, NotImplementedError, RuntimeError) as error:
        raise CheckpointError(f"{path.name} cannot be read: {error}.") from error


@dataclass(frozen=True)
class _Storage:
    dtype: torch.dtype
    key: str


class _View:
    """A tensor that is not built yet."""

    def __init__(self, storage: Any = None, offset: Any = 0, size: Any = (), stride: Any = (), *_: Any) -> None:
        self.storage, self.offset, self.size, self.stride = storage, offset, size, stride

    def __setstate__(self, state: Any) -> None:
        """What else a pickle wants to tell of a tensor is passed over."""


class _Names(dict[Any, Any]):
    """An ordered dict without what else is pinned to it, such as the versions of modules."""

    def __setstate__(self, state: Any) -> None: ...


def _parameter(data: Any = None, *_: Any) -> Any:
    return data


class _Shell:
    """Stands for an object of a class that is not known and not wanted. Remembers, does nothing."""

    def __init__(self, *given: Any, **named: Any) -> None:
        self.held: dict[Any, Any] = {}

    def __new__(cls, *given: Any, **named: Any) -> "_Shell":
        made = super().__new__(cls)
        made.held = {}
        return made

    def __setstate__(self, state: Any) -> None:
        self.held["" if not isinstance(state, dict) else None] = state

    def __setitem__(self, key: Any, value: Any) -> None:
        self.held[key] = value

    def append(self, value: Any) -> None:
        self.held[len(self.held)] = value

    def extend(self, values: Any) -> None:
        for value in values:
            self.append(value)

    def add(self, value: Any) -> None:
        self.append(value)

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __call__(self, *given: Any, **named: Any) -> "_Shell":
        return _Shell()


class _Unpickler(pickle.Unpickler):
    """Knows three things by name: how tensors and parameters are laid out, and what storages hold."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "torch._utils" and name in ("_rebuild_tensor_v2", "_rebuild_tensor"):
            return _View
        if module == "torch._utils" and name == "_rebuild_parameter":
            return _parameter
        if module == "collections" and name == "OrderedDict":
            return _Names
        if module in ("torch", "torch.storage") and name in _DTYPES:
            return _DTYPES[name]
        return _Shell

    def persistent_load(self, pid: Any) -> Any:
        if isinstance(pid, tuple) and len(pid) >= 3 and pid[0] == "storage" and isinstance(pid[1], torch.dtype):
            return _Storage(pid[1], str(pid[2]))
        return None


def _read(archive: zipfile.ZipFile, name: str) -> dict[str, Tensor]:
    pickles = [info for info in archive.infolist() if info.filename.split("/")[-1] == "data.pkl"]
    if len(pickles) != 1:
        raise CheckpointError(f"{name} is no PyTorch archive that can be read as data.")
    if pickles[0].file_size > _LARGEST_PICKLE:
        raise CheckpointError(f"{name} was not opened: its table of contents is too large to be one.")
    root = pickles[0].filename.removesuffix("data.pkl")
    numbers = [info for info in archive.infolist() if info.filename.startswith(f"{root}data/")]
    if any(info.compress_type != zipfile.ZIP_STORED for info in (*pickles, *numbers)):
        raise CheckpointError(f"{name} was not opened: PyTorch does not compress numbers, and here they are.")
    order = f"{root}byteorder"
    if order in archive.namelist() and archive.read(order).strip() != b"little":
        raise CheckpointError(f"{name} was written on a big-endian machine and cannot be read here.")
    try:
        held = _Unpickler(io.BytesIO(archive.read(pickles[0]))).load()
    except Exception as error:  # a pickle can fail in any way, and none may pass
        raise CheckpointError(f"{name} is damaged and was not opened.") from error
    found: dict[str, Tensor] = {}
    storages: dict[str, bytes] = {}
    for place, view in _walk(held, "", 0, set()):
        storage = view.storage
        if not isinstance(storage, _Storage):
            continue
        if storage.key not in storages:
            try:
                storages[storage.key] = archive.read(f"{root}data/{storage.key}")
            except KeyError as error:
                raise CheckpointError(f"{name} is damaged: the numbers of {place} are missing.") from error
        found[place] = _tensor(view, storages[storage.key], storage.dtype, place, name)
    return found


def _walk(value: Any, place: str, depth: int, seen: set[int]) -> Iterator[tuple[str, _View]]:
    if isinstance(value, _View):
        yield place, value
        return
    if depth > _DEEPEST or id(value) in seen:
        return
    if isinstance(value, _Shell):
        parts: list[tuple[Any, Any]] = list(value.held.items())
    elif isinstance(value, dict):
        parts = list(value.items())
    elif isinstance(value, list | tuple):
        parts = list(enumerate(value))
    else:
        return
    seen.add(id(value))
    for key, part in parts:
        # A shell's own state adds no level, nor do a module's own tables: so names come out as a state dict has them.
        adds = key not in (None, "", "_modules", "_parameters", "_buffers")
        inner = place if not adds else f"{place}.{key}" if place else str(key)
        yield from _walk(part, inner, depth + 1, seen)


def _tensor(view: _View, data: bytes, dtype: torch.dtype, place: str, name: str) -> Tensor:
    size, stride, offset = view.size, view.stride, view.offset
    whole = (
        isinstance(size, tuple)
        and isinstance(stride, tuple)
        and len(size) == len(stride) <= 8
        and all(isinstance(n, int) and 0 <= n < 2**31 for n in (*size, *stride, offset))
    )
    if not whole:
        raise CheckpointError(f"{name} is damaged: {place} has no shape.")
    width = torch.empty(0, dtype=dtype).element_size()
    last = offset + sum((n - 1) * step for n, step in zip(size, stride, strict=True))
    count = 1
    for n in size:
        count *= n
    if count and (last >= len(data) // width or count > len(data) // width):
        raise CheckpointError(f"{name} cannot be used: {place} claims more numbers than it holds.")
    if not count:
        return torch.empty(size, dtype=dtype)
    numbers = torch.frombuffer(bytearray(data), dtype=dtype, count=len(data) // width)
    return numbers.as_strided(size, stride, offset).clone()
