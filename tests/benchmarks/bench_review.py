"""How long a review of 5,000 findings takes at 24 megapixels: CPU time from a slider to the outlines that are seen.

Budget, scaled by the plain reference of `bench_canvas`: 150 ms from a slider that moves, or a decision, to what is in
view, at fit and at 100 %; 16 ms for the longest turn of the UI thread, paints included.

Run with `python tests/benchmarks/bench_review.py`.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time, sleep, thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from bench_canvas import REFERENCE_MS, reference
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.document.jobs import prepared
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.shell.window import Window

WIDTH, HEIGHT, COUNT = 6000, 4000, 5000
KINDS = ("dust", "hair", "scratch", "crack")


def findings() -> tuple[Finding, ...]:
    """Specks, and every tenth a scratch of up to 400 pixels."""
    rng = np.random.default_rng(0)
    made = []
    for number in range(COUNT):
        width, height = (int(side) for side in rng.integers(4, 40, 2) * (10 if number % 10 == 0 else 1))
        steps = np.arange(max(width, height))
        rows, columns = steps * height // len(steps), steps * width // len(steps)
        mask = np.zeros((height, width), np.uint8)
        for shift in range(3):
            mask[np.minimum(rows + shift, height - 1), columns] = 255
        at = Rect(int(rng.integers(0, WIDTH - width)), int(rng.integers(0, HEIGHT - height)), width, height)
        made.append(Finding(at, mask, KINDS[number % 4], float(rng.uniform(0.3, 1))))
    return tuple(made)


def run() -> None:
    application = QApplication.instance() or QApplication([])
    pixels = np.random.default_rng(1).integers(60, 120, (HEIGHT, WIDTH, 3), np.uint8)
    with TemporaryDirectory() as folder:
        preferences = Preferences(QSettings(str(Path(folder) / "s.ini"), QSettings.Format.IniFormat))
        preferences.set_flag("hints/show", False)
        session = Session()
        window = Window(session, preferences)
        window.resize(1600, 1000)
        window.show()
        session.show(prepared(Path(folder) / "scan.png", Document(Picture(pixels))))
        application.processEvents()
        review, commands = session.review, window.review

        def timed(name: str, do: Callable[[], object]) -> None:
            longest, began = 0.0, process_time()
            start = thread_time()
            do()
            first = 1000 * (thread_time() - start)
            while commands.is_busy or session.is_busy:
                start = thread_time()
                application.processEvents()
                longest = max(longest, 1000 * (thread_time() - start))
                sleep(0.0005)
            spent = 1000 * (process_time() - began)
            share = max(1.0, reference() / REFERENCE_MS)
            print(
                f"{name:28} {spent / share:6.0f} ms in all, asked in {first / share:5.1f} ms, longest turn "
                f"{longest / share:5.1f} ms (of a machine {share:.1f} times slower)"
            )

        def opened() -> None:
            review.add(findings())
            commands._open()

        def moved(sensitivity: float) -> Callable[[], None]:
            return lambda: window.findings.filter_changed.emit(replace(review.review.filter, sensitivity=sensitivity))

        def pressed(key: Qt.Key) -> Callable[[], None]:
            return lambda: QTest.keyClick(window.canvas, key)

        timed("opened, fitted", opened)
        for name, zoom in (("fit", None), ("100 %", 1.0)):
            if zoom is not None:
                timed(f"{name}: zoomed", lambda: window.canvas.zoom_to(1.0))
            for sensitivity in (0.4, 0.6):
                timed(f"{name}: sensitivity {sensitivity}", moved(sensitivity))
            timed(f"{name}: painted", window.canvas.repaint)
            timed(f"{name}: panned", lambda: window.canvas.pan(40, 0))
        for key in (Qt.Key.Key_N, Qt.Key.Key_X, Qt.Key.Key_A):
            timed(f"key {key.name[-1]}", pressed(key))
        session.close_document()
        session.workers.stop_all()
        window.hand_over()
        window.deleteLater()


if __name__ == "__main__":
    run()
