"""Warming up: what the first fill of a process would wait for, done ahead, stage by stage. Imports no torch itself."""

import ctypes
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from inpaint_studio.filling.engine import Engine

WarmingStage = Literal["library", "generator", "kernels", "trial"]

# Shared libraries of packages, with their folder. The first is loaded as torch itself loads it, for all to see.
_LIBRARIES = (
    ("torch", "lib/libtorch_global_deps.so", True),
    ("torch", "lib/libtorch_cpu.so", False),
    ("torch", "lib/libtorch_python.so", False),
    ("llvmlite", "binding/libllvmlite.so", False),
)


def warm_up(make: Callable[[], "Engine"], checkpoint: Path | None) -> Iterator[WarmingStage]:
    """Each stage is yielded before it is done. make: the engine, which imports torch.

    Raises CheckpointError, a sentence.
    """
    yield "library"
    load_libraries()
    engine = make()
    yield "generator"
    engine.open(checkpoint)
    yield "kernels"
    from inpaint_studio.filling.exemplar import compile_kernels

    compile_kernels()
    yield "trial"
    engine.try_out(checkpoint)
    from scipy import fft  # noqa: F401 - of feathering; the first time 0.3 s


def warm_up_for(
    make: Callable[[], "Engine"], checkpoint: Path | None, *, generates: bool, copies: bool
) -> Iterator[WarmingStage]:
    """What a fill would still wait for, and no more: a stage that is done already is not yielded.

    make: the engine that fills. generates, copies: whether a generator, and the search for texture, take part.
    Raises CheckpointError, a sentence.
    """
    if "inpaint_studio.filling.engine" not in sys.modules:
        yield "library"
        load_libraries()
    engine = make()
    if generates and not engine.is_open(checkpoint):
        yield "generator"
        engine.open(checkpoint)
    if copies:
        from inpaint_studio.filling import exemplar

        if not exemplar.are_kernels_compiled():
            yield "kernels"
            exemplar.compile_kernels()


def load_libraries() -> None:
    """Have the system load torch's and LLVM's libraries while other threads run Python.

    An import does that holding the GIL, which stops the window: 424 ms for torch and 216 ms for LLVM on an EPYC. A
    call through ctypes does not hold it; the import then finds them loaded, and its longest hold is 195 ms, torch's
    own. Where anything is missing or another system loads otherwise, nothing is done, and the import does it all.
    """
    if not sys.platform.startswith("linux"):
        return
    with suppress(OSError, AttributeError, ImportError, ValueError):
        load = ctypes.CDLL(None).dlopen
        load.restype, load.argtypes = ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_int]
        for package, name, is_global in _LIBRARIES:
            if package in sys.modules:
                continue
            spec = importlib.util.find_spec(package)
            for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
                path = Path(folder) / name
                if path.is_file():
                    load(os.fsencode(path), os.RTLD_NOW | (os.RTLD_GLOBAL if is_global else os.RTLD_LOCAL))
