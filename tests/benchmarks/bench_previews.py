"""How long the preview of a mask operation takes at 24 megapixels: CPU time from a slider that moves to what is seen.

Budget, scaled by the plain reference of `bench_canvas` that is measured beside each: 150 ms to what is in view, as
coarse as the screen shows it, at fit and at 100 %, and 16 ms for the longest turn of the UI thread. The exact proposal
follows when the slider rests, and is told beside it. The strength of a tone on 16 bits: 50 ms.

Run with `python tests/benchmarks/bench_previews.py`.
"""

import os
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time, sleep, thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from bench_canvas import REFERENCE_MS, reference
from PIL import Image
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from inpaint_studio.editing.adjustments import Tone
from inpaint_studio.editing.brush import Brush, Stroke
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.operations import OPERATIONS
from inpaint_studio.editing.picture import Picture
from inpaint_studio.resources import resource
from inpaint_studio.ui.canvas.display import reduce_picture
from inpaint_studio.ui.canvas.proposal import Proposal
from inpaint_studio.ui.canvas.toned import CoarseSamples, toned
from inpaint_studio.ui.document.jobs import prepared
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.shell.window import Window

WIDTH, HEIGHT = 6000, 4000
MOVES: dict[str, dict[str, object]] = {
    "grow": {"pixels": 4},
    "shrink": {"pixels": 5},
    "feather": {"pixels": 6},
    "smooth": {"pixels": 9},
    "snap": {"reach": 9},
    "brightness": {"levels": (0.7, 1.0)},
}


def document() -> Document:
    """An old portrait enlarged, grained anew, with 25 strokes of 40 px."""
    rng = np.random.default_rng(1)
    portrait = Image.open(resource("samples/old-portrait.png")).convert("RGB").resize((WIDTH, HEIGHT))
    grain = rng.normal(0, 3, (HEIGHT, WIDTH, 1)).astype(np.float32)
    made = Document(Picture(np.clip(np.asarray(portrait) + grain, 0, 255).astype(np.uint8)))
    for _ in range(25):
        stroke = Stroke(made.mask, Brush(20, 0.8))
        x, y = rng.uniform(0, WIDTH), rng.uniform(0, HEIGHT)
        stroke.begin(x, y)
        stroke.extend(x + rng.uniform(-900, 900), y + rng.uniform(-900, 900))
        made.commit(stroke.finish())
    return made


class Watch:
    """Turns the event loop, and notes when proposals come and how long its longest turn was."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._application = QApplication.instance()
        self.longest = 0.0
        self.came: list[tuple[float, int]] = []
        window.session.mask_preview.proposed.connect(self._note)

    def _note(self, proposal: Proposal | None) -> None:
        if proposal is not None:
            self.came.append((process_time() - self._began, proposal.level))

    def do(self, ask: object) -> tuple[float, float]:
        """CPU milliseconds to the first proposal and to the last."""
        self.came, self._began = [], process_time()
        ask()  # type: ignore[operator]
        while self._window.session.mask_preview.is_busy or self._window.session.is_busy or not self.came:
            began = thread_time()
            self._application.processEvents()  # type: ignore[union-attr]
            self.longest = max(self.longest, 1000 * (thread_time() - began))
            sleep(0.0005)
        return 1000 * self.came[0][0], 1000 * self.came[-1][0]


def run() -> None:
    application = QApplication.instance() or QApplication([])
    with TemporaryDirectory() as folder:
        preferences = Preferences(QSettings(str(Path(folder) / "s.ini"), QSettings.Format.IniFormat))
        preferences.set_flag("hints/show", False)
        session = Session()
        window = Window(session, preferences)
        window.resize(1600, 1000)
        window.show()
        session.show(prepared(Path(folder) / "portrait.png", document()))
        application.processEvents()
        watch = Watch(window)
        for name, zoom in (("fit", None), ("100 %", 1.0)):
            if zoom is not None:
                window.canvas.zoom_to(zoom)
            for key, move in MOVES.items():
                opened = watch.do(window.actions_by_name[f"{key}_mask"].trigger)
                watch.longest = 0.0
                chosen = replace(window.option_bar.controls.options, **move)
                first, last = watch.do(lambda chosen=chosen: window.option_bar.changed.emit(chosen))
                share = max(1.0, reference() / REFERENCE_MS)  # how much slower this machine is just now
                first, last, turn = first / share, last / share, watch.longest / share
                print(
                    f"{name:5} {key:10} opened {opened[0] / share:6.0f} ms, moved: seen {first:5.0f} ms, "
                    f"exact {last:5.0f} ms, "
                    f"longest turn {turn:4.1f} ms (of a machine {share:.1f} times slower)"
                )
                window.operations.cancel()
                while len(session.workers):
                    application.processEvents()
        session.close_document()
        session.workers.stop_all()
        window.hand_over()
        window.deleteLater()


def tone() -> None:
    """CPU time of one step of the strength's slider, once the means of the picture are there."""
    deep = Picture(np.multiply(document().picture.pixels, 257, dtype=np.uint16))
    levels, coarse = reduce_picture(deep), CoarseSamples(deep)
    began = thread_time()
    assert coarse.pixels.size
    once, spent = 1000 * (thread_time() - began), []
    for step in range(10):
        began = thread_time()
        toned(coarse, levels, Tone("tone", (0.1, 0.12, 0.15), (0.8, 0.85, 0.9), 0.05 * (step + 1)))
        spent.append(1000 * (thread_time() - began))
    share = max(1.0, reference() / REFERENCE_MS)
    print(f"tone of 16 bits: once {once / share:.0f} ms, each step {np.median(spent) / share:.0f} ms")


if __name__ == "__main__":
    assert set(MOVES) == set(OPERATIONS)
    run()
    tone()
