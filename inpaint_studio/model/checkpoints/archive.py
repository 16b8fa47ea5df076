"""Weights of a PyTorch archive, read as data only: nothing in it is imported, called or executed.

For all zip formats of PyTorch: state dicts, training checkpoints with their settings, and TorchScript, whose code is
ignored. The table of contents is a pickle, which is a program; an interpreter of our own builds its data structures,
and can neither import nor call. Of all global names, four are recognised (those that rebuild tensors and
parameters); every other becomes a node that holds its arguments.
"""

import pickletools
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from inpaint_studio.model.checkpoints.description import CheckpointError
from inpaint_studio.sentence import say

HOW_TO_CONVERT = say(
    "To convert it, open it in the program that made it and keep its weights alone: torch.save(net.state_dict(), "
    "'weights.pt')."
)
_LARGEST_PICKLE = 16 * 2**20  # bytes; those of large nets take some hundred thousand
_DEEPEST = 200  # levels of tables in tables
_LONGEST_NAME = 1000  # characters
_MOST_TENSORS = 100_000
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
    """Every tensor in the archive by its path: "state_dict.generator.model.1.weight".

    Tensors that share a storage in the file share it here. Memory is bounded by the size of the file.
    Raises CheckpointError, a sentence, for a file that is no archive, is damaged, or points beyond its data.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(archive, path)
    except zipfile.BadZipFile as error:
        raise CheckpointError(
            say("{name} is damaged and was not opened: its parts cannot be told apart.", name=path.name)
        ) from error
    except FileNotFoundError as error:
        raise CheckpointError(say("There is no checkpoint {path}.", path=path)) from error
    except MemoryError as error:
        raise CheckpointError(
            say("{name} was not opened: there is not enough memory for its weights.", name=path.name)
        ) from error
    except (OSError, NotImplementedError, RuntimeError, EOFError, ValueError, IndexError) as error:
        raise CheckpointError(
            say("{name} is damaged and was not opened: {reason}.", name=path.name, reason=_short(error))
        ) from error


def named_tensors(tree: Any) -> dict[str, Tensor]:
    """Every tensor in nested dicts, lists and tuples by its path."""
    return {place: tensor for place, tensor in _walk(tree, "", 0, set()) if isinstance(tensor, Tensor)}


def _read(archive: zipfile.ZipFile, path: Path) -> dict[str, Tensor]:
    name = path.name
    infos = archive.infolist()
    pickles = [info for info in infos if info.filename.split("/")[-1] == "data.pkl"]
    if len(pickles) != 1:
        raise CheckpointError(
            say("{name} is no PyTorch archive that can be read as data. {how}", name=name, how=HOW_TO_CONVERT)
        )
    if pickles[0].file_size > _LARGEST_PICKLE:
        raise CheckpointError(
            say(
                "{name} was not opened: its table of contents is too large to be one of weights. {how}",
                name=name,
                how=HOW_TO_CONVERT,
            )
        )
    root = pickles[0].filename.removesuffix("data.pkl")
    numbers = {info.filename.removeprefix(f"{root}data/"): info for info in infos if f"{root}data/" in info.filename}
    if any(info.compress_type != zipfile.ZIP_STORED for info in (*pickles, *numbers.values())):
        raise CheckpointError(
            say("{name} was not opened: PyTorch does not compress numbers, and here they are.", name=name)
        )
    if sum(info.file_size for info in numbers.values()) > path.stat().st_size:
        raise CheckpointError(
            say("{name} was not opened: its parts overlap and claim more than the file holds.", name=name)
        )
    order = f"{root}byteorder"
    if order in archive.namelist() and archive.open(order).read(32).strip() != b"little":
        raise CheckpointError(say("{name} was written on a big-endian machine and cannot be read here.", name=name))
    try:
        tree = _contents(archive.read(pickles[0]))
    except (ValueError, TypeError, IndexError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise CheckpointError(
            say(
                "{name} is damaged, or its table of contents needs more than reading. {how}",
                name=name,
                how=HOW_TO_CONVERT,
            )
        ) from error
    tensors: dict[str, Tensor] = {}
    storages: dict[str, Tensor] = {}
    for place, view in _walk(tree, "", 0, set()):
        if not isinstance(view, _View) or not isinstance(view.storage, _Storage):
            continue
        if len(tensors) >= _MOST_TENSORS or len(place) > _LONGEST_NAME:
            raise CheckpointError(
                say("{name} was not opened: it holds more than weights. {how}", name=name, how=HOW_TO_CONVERT)
            )
        key = view.storage.key
        if key not in numbers:
            raise CheckpointError(say("{name} is damaged: the numbers of {place} are missing.", name=name, place=place))
        if key not in storages:
            data = bytearray(archive.read(numbers[key]))
            storages[key] = torch.frombuffer(data, dtype=torch.uint8) if data else torch.empty(0, dtype=torch.uint8)
        tensors[place] = _tensor(view, storages[key], view.storage.dtype, place, name)
    if not tensors:
        frozen = any(info.filename.startswith(f"{root}constants/") for info in infos)
        why = (
            say("it is frozen TorchScript, whose weights have lost their names")
            if frozen
            else say("it holds no weights")
        )
        raise CheckpointError(say("{name} was not opened: {why}. {how}", name=name, why=why, how=HOW_TO_CONVERT))
    return tensors


# --- interpreting a pickle without executing it ---------------------------------------------------


@dataclass(frozen=True)
class _Name:
    """A global that a pickle would import."""

    path: str


@dataclass(frozen=True)
class _Storage:
    dtype: torch.dtype
    key: str


@dataclass(frozen=True)
class _View:
    """An unvalidated tensor view: storage, offset, size and stride."""

    storage: Any
    offset: Any
    size: Any
    stride: Any


@dataclass(eq=False)
class _Node:
    """A list, a dict, or an object of any class: its (key, value) parts. Never hashed, never compared."""

    parts: list[tuple[Any, Any]] = field(default_factory=list)

    def append(self, values: list[Any]) -> None:
        self.parts += enumerate(values, start=len(self.parts))

    def take(self, values: list[Any]) -> None:
        self.parts += zip(values[::2], values[1::2], strict=True)


_CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False, "EMPTY_TUPLE": ()}
_NUMBERS = ("INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT")
_BYTES = ("STRING", "BINSTRING", "SHORT_BINSTRING", "BINBYTES", "SHORT_BINBYTES", "BINBYTES8")
_TEXTS = ("UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8")
_PLAIN = frozenset((*_NUMBERS, *_BYTES, *_TEXTS))
_TUPLES = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}


def _contents(table: bytes) -> Any:
    """The structure that the pickle builds, with nodes for objects. Raises ValueError and the like for a broken one."""
    stack: list[Any] = []
    marks: list[int] = []
    memo: dict[int, Any] = {}

    def since_mark() -> list[Any]:
        start = marks.pop()
        values = stack[start:]
        if len(values) != len(stack) - start:
            raise ValueError
        del stack[start:]
        return values

    for code, argument, _ in pickletools.genops(table):
        match code.name:
            case "PROTO" | "FRAME":
                pass
            case "STOP":
                return stack.pop()
            case "MARK":
                marks.append(len(stack))
            case "POP":
                stack.pop()
            case "POP_MARK":
                since_mark()
            case "DUP":
                stack.append(stack[-1])
            case name if name in _PLAIN:
                stack.append(argument)
            case name if name in _CONSTANTS:
                stack.append(_CONSTANTS[name])
            case name if name in _TUPLES:
                values = stack[-_TUPLES[name] :]
                del stack[-_TUPLES[name] :]
                stack.append(tuple(values))
            case "TUPLE":
                stack.append(tuple(since_mark()))
            case "EMPTY_LIST" | "EMPTY_DICT" | "EMPTY_SET":
                stack.append(_Node())
            case "LIST" | "FROZENSET":
                values = since_mark()
                stack.append(_Node(list(enumerate(values))))
            case "DICT":
                values = since_mark()
                stack.append(_Node(list(zip(values[::2], values[1::2], strict=True))))
            case "APPEND":
                value = stack.pop()
                _node(stack[-1]).append([value])
            case "APPENDS" | "ADDITEMS":
                values = since_mark()
                _node(stack[-1]).append(values)
            case "SETITEM":
                values = stack[-2:]
                del stack[-2:]
                _node(stack[-1]).take(values)
            case "SETITEMS":
                values = since_mark()
                _node(stack[-1]).take(values)
            case "GLOBAL":
                stack.append(_Name(str(argument).replace(" ", ".")))
            case "STACK_GLOBAL":
                name, module = stack.pop(), stack.pop()
                stack.append(_Name(f"{module}.{name}"))
            case "REDUCE" | "NEWOBJ":
                arguments, called = stack.pop(), stack.pop()
                stack.append(_rebuilt(called, arguments))
            case "NEWOBJ_EX":
                del stack[-3:]
                stack.append(_Node())
            case "OBJ" | "INST":
                since_mark()
                stack.append(_Node())
            case "BUILD":
                state = stack.pop()
                if isinstance(stack[-1], _Node):
                    stack[-1].parts.append((None, state))
            case "BINPERSID":
                stack.append(_storage(stack.pop()))
            case "PUT" | "BINPUT" | "LONG_BINPUT":
                memo[int(argument or 0)] = stack[-1]
            case "MEMOIZE":
                memo[len(memo)] = stack[-1]
            case "GET" | "BINGET" | "LONG_BINGET":
                stack.append(memo[int(argument or 0)])
            case _:
                raise ValueError(f"{code.name} has no place among weights")
    raise ValueError("it has no end")


def _node(value: Any) -> _Node:
    # Items appended to anything but a node (a tensor's hooks, say) are no weights.
    return value if isinstance(value, _Node) else _Node()


def _rebuilt(called: Any, arguments: Any) -> Any:
    path = called.path if isinstance(called, _Name) else ""
    parts = arguments if isinstance(arguments, tuple) else ()
    if path in ("torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor") and len(parts) >= 4:
        return _View(*parts[:4])
    if path == "torch._tensor._rebuild_from_type_v2" and len(parts) >= 3:  # a tensor with attributes of its own
        return _rebuilt(parts[0], parts[2])
    if path in ("torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state") and parts:
        return parts[0]
    return _Node()


def _storage(identity: Any) -> _Storage | None:
    if isinstance(identity, tuple) and len(identity) >= 3 and identity[0] == "storage":
        kind = (
            identity[1].path.removeprefix("torch.").removeprefix("storage.") if isinstance(identity[1], _Name) else ""
        )
        if kind in _DTYPES and isinstance(identity[2], str):
            return _Storage(_DTYPES[kind], identity[2])
    return None


def _walk(value: Any, place: str, depth: int, visited: set[int]) -> Iterator[tuple[str, "_View | Tensor"]]:
    if isinstance(value, _View | Tensor):
        yield place, value
        return
    if depth > _DEEPEST or id(value) in visited or len(place) > 2 * _LONGEST_NAME:
        return
    if isinstance(value, _Node):
        parts = value.parts
    elif isinstance(value, Mapping):
        parts = list(value.items())
    elif isinstance(value, list | tuple):
        parts = list(enumerate(value))
    else:
        return
    visited.add(id(value))
    for key, part in parts:
        if not isinstance(key, str | int | None):
            continue
        # An object's state and a module's tables add no level, so that names are those of a state dict.
        adds = key not in (None, "", "_modules", "_parameters", "_buffers")
        inner = place if not adds else f"{place}.{str(key)[: 2 * _LONGEST_NAME]}" if place else str(key)
        yield from _walk(part, inner, depth + 1, visited)


def _tensor(view: _View, data: Tensor, dtype: torch.dtype, place: str, name: str) -> Tensor:
    size, stride, offset = view.size, view.stride, view.offset
    whole = (
        isinstance(size, tuple)
        and isinstance(stride, tuple)
        and len(size) == len(stride) <= 8
        and all(type(n) is int and 0 <= n < 2**31 for n in (*size, *stride, offset))
    )
    if not whole:
        raise CheckpointError(say("{name} is damaged: {place} has no shape.", name=name, place=place))
    width = torch.empty(0, dtype=dtype).element_size()
    available = data.numel() // width
    last = offset + sum((n - 1) * step for n, step in zip(size, stride, strict=True))
    count = 1
    for n in size:
        count *= n
    if not count:
        return torch.empty(size, dtype=dtype)
    if last >= available or count > available:
        raise CheckpointError(
            say("{name} cannot be used: {place} claims more numbers than it holds.", name=name, place=place)
        )
    return data[: available * width].view(dtype).as_strided(size, stride, offset)


def _short(error: Exception) -> str:
    return (str(error).split("\n")[0] or type(error).__name__)[:200].rstrip(".")
