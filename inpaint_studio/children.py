"""Child processes: how this program starts itself once more, as a command or as one of its helpers.

A helper is a module with a function `serve`, which answers requests from standard input until end of file. An
installed Python runs it by `-c`; a frozen program has no interpreter to start, and starts itself with `--helper NAME`.
"""

import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from inpaint_studio.installation import is_frozen

FLAG = "--helper"
HELPERS = {
    "pictures": "inpaint_studio.files.sandbox",
    "films": "inpaint_studio.files.video.serving",
    "film-writer": "inpaint_studio.files.video.writing",
    "guests": "inpaint_studio.guest_process",
}
_ROOT = Path(__file__).resolve().parents[1]
_START = (
    "import json, sys; first = json.loads({paths!r}); "
    "sys.path[:] = first + [path for path in sys.path if path not in first]; "
    "from {module} import serve; serve()"
)
_LIBRARIES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBPATH")
_OF_QT = ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH")


def program() -> list[str]:
    """The words that start this program once more, to be followed by its arguments."""
    return [sys.executable] if is_frozen() else [sys.executable, "-m", "inpaint_studio"]


def helper(name: str, paths: Sequence[str] = ()) -> list[str]:
    """The words that start a helper. Raises KeyError for an unknown name.

    paths: folders of modules that it may import beside ours; a frozen program has none.
    """
    module = HELPERS[name]
    if is_frozen():
        return [sys.executable, FLAG, name]
    start = _START.format(paths=json.dumps([str(_ROOT), *paths]), module=module)
    # -P: the current folder is untrusted, and must not be on the import path.
    return [sys.executable, "-P", "-c", start]


def serve(words: Sequence[str]) -> bool:
    """Be the helper that these arguments of the program name, until its input ends. False where they name none."""
    if len(words) != 2 or words[0] != FLAG or words[1] not in HELPERS:
        return False
    import_module(HELPERS[words[1]]).serve()
    return True


def restore_environment() -> None:
    """Give the children of a frozen program the environment that it was started with.

    Its loader points system libraries and Qt at the application folder. A browser or another editor that is started
    from here must not load them; a child that is this program sets them again.
    """
    if not is_frozen():
        return
    for name in _LIBRARIES:
        before = os.environ.pop(f"{name}_ORIG", None)
        if before is not None:
            os.environ[name] = before
        elif name in os.environ:
            del os.environ[name]
    for name in _OF_QT:  # Qt finds its plug-ins beside its libraries
        os.environ.pop(name, None)
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"  # a child is a program by itself to the loader
