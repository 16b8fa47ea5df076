"""What every test stands on: offscreen Qt, one torch thread, no network, drills only when asked for, toy guests."""

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import pytest

_WATCHED = ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request")
_HERE = ("localhost", "127.0.0.1", "::1", None, "")


def _no_network(event: str, arguments: tuple[object, ...]) -> None:
    """The program never speaks to another machine; sockets between processes of this one are nobody's business."""
    if _WATCHED is None or event not in _WATCHED:  # None while the interpreter shuts down
        return
    place = arguments[0] if event in ("socket.getaddrinfo", "socket.gethostbyname") else arguments[1]
    if event == "urllib.Request":
        raise PermissionError(f"The network was asked for: {event} {arguments[0]}")
    host = place[0] if isinstance(place, tuple) else place if event.startswith("socket.get") else None
    if host not in _HERE:
        raise PermissionError(f"The network was asked for: {event} {place}")


sys.addaudithook(_no_network)


def pytest_collection(session: pytest.Session) -> None:
    gc.disable()  # else it goes through modules and tests again and again while they are loaded: a tenth of that time


def pytest_collection_finish(session: pytest.Session) -> None:
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "drill" in (config.getoption("markexpr") or ""):
        return
    drills = [item for item in items if item.get_closest_marker("drill")]
    if drills:
        config.hook.pytest_deselected(items=drills)
        items[:] = [item for item in items if item not in drills]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Install a package of somebody else for the time of a test: guests/toy_guests.py and metadata that list it.

    Called with a group and `method="TOY"` and the like: the key and the name in toy_guests of each entry point.
    """
    from inpaint_studio import guests
    from inpaint_studio.files.kinds import formats
    from inpaint_studio.filling.methods import METHODS
    from inpaint_studio.finding.finders import FINDERS

    tables = (METHODS, FINDERS, formats.BY_KEY)
    site = tmp_path / "site"
    facts = site / "toy_guests-1.5.dist-info"
    facts.mkdir(parents=True)
    shutil.copy(Path(__file__).with_name("guests") / "toy_guests.py", site)
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: toy-guests\nVersion: 1.5\n")
    monkeypatch.syspath_prepend(site)

    def install(group: str, **offers: str) -> None:
        lines = [f"{name} = {where if ':' in where else f'toy_guests:{where}'}" for name, where in offers.items()]
        with open(facts / "entry_points.txt", "a") as file:
            file.write("\n".join((f"[inpaint_studio.{group}]", *lines, "")))
        guests.cancel_loading(False)  # a window that was closed in this process has given up
        for table in tables:
            table.refresh()

    yield install
    guests.close()
    monkeypatch.undo()
    for table in tables:
        table.refresh()
