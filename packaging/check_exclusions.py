"""Run by the Python that a folder is built with: does anything import a module that stays out of the folder?

    python check_exclusions.py

Imports every module of the program, and of the libraries those that it imports late, with `EXCLUDED_MODULES` out of
reach. Ends with 1 where one does not come, but for those that need an extra.
"""

import importlib
import os
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

from application_parts import EXCLUDED_MODULES, EXTRAS

LATE = (  # what libraries import when they are first used
    *(
        "pydicom.pixels",
        "pydicom.pixels.decoders",
        "pydicom.pixels.encoders",
        "PIL.AvifImagePlugin",
        "PIL.WebPImagePlugin",
    ),
    *("torch.optim", "torch.onnx", "torch.utils.data", "torch.nn.utils", "torch.autograd.profiler"),
    *("scipy.ndimage", "scipy.optimize", "scipy.fft", "scipy.sparse.linalg", "scipy.sparse.csgraph"),
    *("numba", "OpenImageIO", "patchmatch", "jpeglib", "jpeg_ls", "qtawesome", "pyqtgraph"),
)


class Absence:
    """A finder of modules that says of those that stay out what Python says of modules that are nowhere."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if any(name == one or name.startswith(f"{one}.") for one in EXCLUDED_MODULES):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None


def main(arguments: list[str]) -> int:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    sys.meta_path.insert(0, Absence())
    missed = list(misses([*own_modules(), *LATE]))
    for line in missed:
        print(line, file=sys.stderr)
    return 1 if missed else 0


def own_modules() -> list[str]:
    import inpaint_studio

    walk = pkgutil.walk_packages(inpaint_studio.__path__, "inpaint_studio.")
    return [one.name for one in walk if not one.name.endswith(".__main__")]


def misses(names: Sequence[str]) -> Iterator[str]:
    """A sentence for each module that cannot be imported, but for want of an extra."""
    for name in names:
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as error:
            if (error.name or "").split(".")[0] not in EXTRAS:
                yield f"{name} misses {error.name}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
