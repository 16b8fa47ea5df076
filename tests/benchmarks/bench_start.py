"""Start of the program: from the process to the window, to a first paint with content, and the memory at rest.

`python tests/benchmarks/bench_start.py [--runs 7] [--platform offscreen|xcb] [--picture FILE]`. Compare checkouts by
PYTHONPATH, turn by turn in one run: `--beside OTHER_CHECKOUT`. Seconds of a processor hardly depend on what else runs,
seconds of the wall do: the load is printed.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

_HERE = Path(__file__).resolve().parents[2]
_RESTS = 1.0  # seconds after what fills is warmed up

_CHILD = """
import json, os, sys, time
begun = time.process_time()
from inpaint_studio.ui.shell.app import Application, QtApplication
from PySide6.QtCore import QEvent, QObject, QTimer
imported = time.process_time()
qt = QtApplication(sys.argv[:1])
application = Application(qt)
marks = {"import": imported - begun}

class Paint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and "painted" not in marks and watched is part():
            QTimer.singleShot(0, self.painted)
        return False

    def painted(self):
        if "painted" not in marks and has_content():
            marks["painted"] = time.monotonic()
            marks["painted_cpu"] = time.process_time()
            QTimer.singleShot(REST, self.rest)
        elif "painted" not in marks:
            QTimer.singleShot(5, self.painted)

    def rest(self):
        generator = window.session.generator
        if not generator.device or generator.stage or window.session.is_busy:
            QTimer.singleShot(100, self.rest)
            return
        QTimer.singleShot(REST, self.rested)

    def rested(self):
        with open("/proc/self/status") as status:
            facts = dict(line.split(":", 1) for line in status)
        marks["rss"] = int(facts["VmRSS"].split()[0]) / 1024
        marks["modules"] = len(sys.modules)
        print(json.dumps(marks))
        sys.stdout.flush()
        os._exit(0)

def part():
    return window.canvas if PICTURE else window.start_page.page

def has_content():
    if PICTURE:
        return window.session.document is not None
    return all(card.is_filled for card in window.start_page.page.cards)

PICTURE, REST = sys.argv[1], int(sys.argv[2])
paint = Paint()
opened = time.process_time()
from pathlib import Path
window = application.open_window(Path(PICTURE) if PICTURE else None)
marks["open"] = time.process_time() - opened
part().installEventFilter(paint)
qt.processEvents()
marks["shown"] = time.monotonic()
marks["shown_cpu"] = time.process_time()
part().update()
sys.exit(qt.exec())
"""


def started(checkout: Path, platform: str, picture: str, rest: float, cache: Path) -> dict[str, float]:
    """One start: seconds since the process began, of the wall and of a processor; MiB at rest. cache: of bytecode."""
    environment = {**os.environ, "PYTHONPATH": str(checkout), "QT_QPA_PLATFORM": platform}
    # Without bytecode, which an installed program has, modules are compiled at each start: a second of a processor.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(cache)
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, picture, str(round(1000 * rest))],
        env=environment,
        cwd=checkout,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    marks = json.loads(done.stdout.strip().splitlines()[-1])
    for name in ("shown", "painted"):
        marks[name] -= begun
    return dict(marks)


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--platform", default="offscreen")
    parser.add_argument("--picture", default="", help="opened with the program; none: the start page")
    parser.add_argument("--beside", type=Path, action="append", default=[], help="another checkout, in turn with this")
    parser.add_argument("--rest", type=float, default=_RESTS)
    chosen = parser.parse_args(words)
    checkouts = [_HERE, *(path.resolve() for path in chosen.beside)]
    with tempfile.TemporaryDirectory() as cache:
        _report(checkouts, chosen, Path(cache))


def _report(checkouts: Sequence[Path], chosen: argparse.Namespace, cache: Path) -> None:
    runs: dict[Path, list[dict[str, float]]] = {checkout: [] for checkout in checkouts}
    for checkout in checkouts:  # compiles modules and warms the disk's cache
        started(checkout, chosen.platform, chosen.picture, 0, cache)
    for _ in range(chosen.runs):
        for checkout in checkouts:
            runs[checkout].append(started(checkout, chosen.platform, chosen.picture, chosen.rest, cache))
    print(f"median and least of {chosen.runs} starts, {chosen.platform}; load {os.getloadavg()[0]:.1f}")
    rows = {
        "import": "importing, CPU s",
        "open": "building the window, CPU s",
        "shown_cpu": "until the window, CPU s",
        "painted_cpu": "until content is painted, CPU s",
        "shown": "until the window, s",
        "painted": "until content is painted, s",
        "rss": "resident at rest, MiB",
        "modules": "modules at rest",
    }
    for key, title in rows.items():
        cells = []
        for checkout in checkouts:
            values = [run[key] for run in runs[checkout]]
            digits = 0 if key in ("rss", "modules") else 2
            cells.append(f"{statistics.median(values):8.{digits}f} ({min(values):.{digits}f})")
        print(f"{title:34s}" + "".join(f"{cell:>20s}" for cell in cells))


if __name__ == "__main__":
    main()
