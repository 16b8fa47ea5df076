"""What every test stands on: offscreen Qt, one torch thread, no network, drills only when asked for."""

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import pytest

_WATCHED = ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request")
_HERE = ("localhost", "127.0.0.1", "::1", None, "")


def _no_network(event: str, arguments: tuple[object, ...]) -> None:
    """The program never speaks to another machine; sockets between processes of this one are nobody's business."""
    if event not in _WATCHED:
        return
    place = arguments[0] if event in ("socket.getaddrinfo", "socket.gethostbyname") else arguments[1]
    if event == "urllib.Request":
        raise PermissionError(f"The network was asked for: {event} {arguments[0]}")
    host = place[0] if isinstance(place, tuple) else place if event.startswith("socket.get") else None
    if host not in _HERE:
        raise PermissionError(f"The network was asked for: {event} {place}")


sys.addaudithook(_no_network)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "drill" in (config.getoption("markexpr") or ""):
        return
    drills = [item for item in items if item.get_closest_marker("drill")]
    if drills:
        config.hook.pytest_deselected(items=drills)
        items[:] = [item for item in items if item not in drills]
