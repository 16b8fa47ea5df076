"""How long the canvas takes, in CPU time, at 24 and 100 megapixels.

Budgets, in milliseconds of CPU at the 95th percentile on a machine where the plain reference below takes about
REFERENCE_MS; on any other they are scaled by the reference measured in the same run:
    stamp to painted, brush of 200 px, at fit and at 100 %   4
    the same with the marching outline at 100 %              6
    a stamp of clone, and of heal, of 200 px, at fit and
    at 100 %                                                 4
    clone of 400 px across the whole picture, as it is
    painted: the longest stamp, and memory                   16, 3 bytes a pixel
    a pan of 24 px, painted                                  2
    a zoom step, painted                                    20
    the longest turn of the event loop while the whole mask
    is inverted, marked by brightness, undone and redone    16
    the longest turn of the window while a fill of 300
    specks is asked for, comes, is undone and redone        16
    the first stroke on a picture just opened                4
    memory beyond the picture                                1.5 bytes a pixel
    the longest turn of the window while it goes through
    ten open pictures of 24 megapixels                      16
    resident memory with all ten open, nine put away, each
    with a fill of 2 megapixels and two wide undo steps     1.2 GB

Run with `python tests/benchmarks/bench_canvas.py`, or `pytest tests/benchmarks/bench_canvas.py`.
"""

import contextlib
import gc
import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep, thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPointF, QSettings
from PySide6.QtWidgets import QApplication

from inpaint_studio.editing import mask as masks
from inpaint_studio.editing.brush import Brush, Stroke
from inpaint_studio.editing.cloning import CloneStroke
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe, seen
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.picture import Picture
from inpaint_studio.filling.request import FillRequest, FillResult
from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.canvas.display import Display
from inpaint_studio.ui.document.changes import Changes
from inpaint_studio.ui.document.jobs import prepared
from inpaint_studio.ui.document.recovery import JournalKeeper
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.mask_look import MaskLook
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.ui.shell.window import Window

SIZES = {24: (6000, 4000), 100: (12240, 8170)}  # megapixels -> width, height
WINDOW = (1280, 800)
REFERENCE_MS = 4.5  # copying 1280 x 800 words with a mask, as numpy does it, on the machine the budgets are from
BUDGETS_MS = {
    "first stroke": 4.0,
    "stamp at fit": 4.0,
    "stamp at 100 %": 4.0,
    "stamp at 100 %, outline": 6.0,
    "clone at fit": 4.0,
    "clone at 100 %": 4.0,
    "heal at fit": 4.0,
    "heal at 100 %": 4.0,
    "longest stamp across": 16.0,
    "pan": 2.0,
    "zoom": 20.0,
    "longest turn": 16.0,
    "longest turn of a fill": 16.0,
    "longest turn of ten pictures": 16.0,
}
BYTES_A_PIXEL = 1.5
MOST_RESIDENT = 1.2e9  # bytes, the decoder's helper process included
BYTES_A_PIXEL_ACROSS = 3.0  # of the tiles that such a stroke comes near, each as it was, as it is, and its source


def noise(width: int, height: int) -> np.ndarray:
    """A picture that no cache or compressor finds easy."""
    tile = np.random.default_rng(0).integers(0, 256, (512, 512, 3), np.uint8)
    return np.tile(tile, (-(-height // 512), -(-width // 512), 1))[:height, :width].copy()


def resident(process: int | str = "self") -> int:
    """Bytes of a process in memory."""
    with open(f"/proc/{process}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def measured(work: Callable[[int], None], times: int) -> np.ndarray:
    """CPU milliseconds of each call."""
    spent = []
    for number in range(times):
        before = thread_time()
        work(number)
        spent.append((thread_time() - before) * 1000)
    return np.array(spent)


def reference() -> float:
    """CPU milliseconds of a plain masked copy of one window of pixels: the median of 60."""
    source = np.random.default_rng(1).integers(0, 2**32, (WINDOW[1], WINDOW[0]), np.uint32)
    where = (source & 1).astype(bool)
    target = np.zeros_like(source)
    return float(np.median(measured(lambda _: np.copyto(target, source, where=where), 60)))


def run(megapixels: int) -> dict[str, float]:
    """The 95th percentiles in milliseconds, the reference, and bytes a pixel."""
    application = QApplication.instance() or QApplication([])
    width, height = SIZES[megapixels]
    picture = Picture(noise(width, height))
    canvas = Canvas()
    canvas.resize(*WINDOW)
    small = Picture(noise(640, 480))
    canvas.show_picture(Display(small), MaskLevels(np.zeros((480, 640), np.uint8)))
    canvas.show()
    application.processEvents()  # fonts, the backing store and the like: there whatever the picture's size
    result = {"reference": reference()}
    held = resident()
    mask = np.empty((height, width), np.uint8)
    mask.fill(0)
    canvas.show_picture(Display(picture), MaskLevels(mask))
    application.processEvents()

    def stamp_at(start: tuple[float, float], step: float) -> np.ndarray:
        stroke = Stroke(mask, Brush(100, 0.7))
        canvas.mask_changed(stroke.begin(*start))
        application.processEvents()

        def stamp(number: int) -> None:
            canvas.mask_changed(stroke.extend(start[0] + step * (number + 1), start[1] + 3 * number))
            application.processEvents()

        spent = measured(stamp, 120)
        stroke.finish()
        return spent

    canvas.fit()
    application.processEvents()
    first = Stroke(mask, Brush(100, 0.7))

    def begin(_: int) -> None:
        canvas.mask_changed(first.begin(width * 0.8, height * 0.8))
        application.processEvents()

    gc.collect()  # one call is measured, and a collection that happens to fall into it takes longer than it does
    result["first stroke"] = float(measured(begin, 1)[0])
    canvas.mask_changed(first.abandon())
    application.processEvents()
    result["stamp at fit"] = float(np.percentile(stamp_at((400, 400), 30), 95))
    canvas.zoom_to(1.0)
    canvas.centre_on(width / 2, height / 2)
    application.processEvents()
    result["stamp at 100 %"] = float(np.percentile(stamp_at((width / 2 - 500, height / 2 - 150), 8), 95))
    held_after = resident()
    canvas.set_look(MaskLook("outline"))
    application.processEvents()
    result["stamp at 100 %, outline"] = float(np.percentile(stamp_at((width / 2 - 500, height / 2), 8), 95))
    canvas.set_look(MaskLook())
    application.processEvents()
    result["bytes a pixel"] = (held_after - held) / (width * height)

    def copy_at(
        start: tuple[float, float], step: tuple[float, float], heals: bool, radius: float = 100, times: int = 120
    ) -> np.ndarray:
        display = canvas.display
        assert display is not None
        stroke = CloneStroke(picture.size, Brush(radius, 0.7), (300, -170), partial(seen, picture, ()), heals=heals)
        display.set_lives((stroke,))

        def stamp(number: int) -> None:
            rect = stroke.extend(start[0] + step[0] * number, start[1] + step[1] * number)
            display.follow(stroke, rect)
            canvas.repaint_picture(rect)
            application.processEvents()

        spent = measured(stamp, times)
        held_at_most.append(resident())
        canvas.repaint_picture(display.set_lives(()))
        application.processEvents()
        return spent

    held_at_most: list[int] = []

    for name, heals in (("clone", False), ("heal", True)):
        canvas.zoom_to(1.0)
        canvas.centre_on(width / 2, height / 2)
        application.processEvents()
        spent = copy_at((width / 2 - 500, height / 2 - 150), (8, 3), heals)
        result[f"{name} at 100 %"] = float(np.percentile(spent, 95))
        canvas.fit()
        application.processEvents()
        result[f"{name} at fit"] = float(np.percentile(copy_at((400, 400), (30, 3), heals), 95))
    held_before = resident()
    across = copy_at((200, 200), ((width - 400) / 400, (height - 400) / 400), False, 200, 400)
    result["longest stamp across"] = float(across.max())
    result["bytes a pixel across"] = (held_at_most[-1] - held_before) / (width * height)

    def pan(number: int) -> None:
        canvas.pan(24 if number % 40 < 20 else -24, 0)
        application.processEvents()

    result["pan"] = float(np.percentile(measured(pan, 120), 95))
    canvas.fit()
    application.processEvents()
    middle = QPointF(WINDOW[0] / 2, WINDOW[1] / 2)

    def zoom(number: int) -> None:
        canvas.zoom_to(canvas.scale * (1.19 if number % 60 < 30 else 1 / 1.19), middle)
        application.processEvents()

    result["zoom"] = float(np.percentile(measured(zoom, 120), 95))
    canvas.fit()
    application.processEvents()
    result["longest turn"] = longest_turn(canvas, picture)
    canvas.hide()
    canvas.deleteLater()
    # The better of two: the worst of fifty turns is otherwise what the machine did beside it.
    result["longest turn of a fill"] = min(longest_turn_of_a_fill(picture) for _ in range(2))
    return result


def longest_turn_of_a_fill(picture: Picture) -> float:
    """CPU milliseconds of the UI thread, of the longest turn of a whole window while a fill of dust comes and goes."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    size, side = picture.size, 24
    rng = np.random.default_rng(0)
    corners = rng.integers((20, 20), (size.width - 60, size.height - 60), (300, 2)).tolist()
    specks = [Rect(x, y, side, side) for x, y in corners]
    document = Document(picture)
    rows, columns = np.mgrid[0:side, 0:side] - (side - 1) / 2
    dot = (np.clip(side / 2 - np.hypot(rows, columns), 0, 1) * 255).astype(np.uint8)
    for rect in specks:
        np.maximum(document.mask[rect.slices], dot, out=document.mask[rect.slices])
    grey = np.full((side, side, 3), 90, np.uint8)

    def fill(request: FillRequest) -> Iterator[FillResult]:
        recipe = Recipe("membrane")
        yield FillResult(
            tuple(
                Fill(str(number), rect, grey, request.mask[rect.inside(request.rect).slices].copy(), recipe)
                for number, rect in enumerate(specks)
            ),
            0.0,
        )

    with TemporaryDirectory() as folder:
        preferences = Preferences(QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat))
        preferences.set_flag("hints/show", False)
        session = Session(fill, lambda *_: None, application)
        window = Window(session, preferences)
        keeper = JournalKeeper(session, Path(folder) / "journals")
        window.resize(*WINDOW)
        window.show()
        session.show(prepared(Path(folder) / "dust.png", document))
        turns: list[float] = []

        def settle() -> None:
            calm = 0
            while calm < 3:  # what comes late, such as the overview, is waited for
                turns.append(float(measured(lambda _: application.processEvents(), 1)[0]))
                sleep(0.001)
                is_busy = session.is_filling or session.changes.is_busy or len(session.workers)
                calm = 0 if is_busy or turns[-1] > 1 else calm + 1

        settle()
        turns.clear()
        for ask in (session.filling.start, session.changes.undo, session.changes.redo):
            turns.append(float(measured(lambda _, ask=ask: ask(), 1)[0]))
            settle()
        assert len(document.fills) == len(specks)
        assert not document.mask.any()
        keeper.end()
        session.close_document()
        settle()
        window.hand_over()
        window.deleteLater()
    return max(turns)


def ten_pictures() -> dict[str, float]:
    """Ten photographs of 24 megapixels opened together, each worked on, and gone through once more.

    Returns CPU milliseconds of the longest turn of the UI thread, and the bytes resident with nine of them put away.
    """
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    width, height = SIZES[24]
    turns: list[float] = []
    with TemporaryDirectory() as folder:
        first = Path(folder) / "0.jpg"
        Image.fromarray(noise(width, height)).save(first, quality=90)
        paths = [first, *(first.with_name(f"{number}.jpg") for number in range(1, 10))]
        for path in paths[1:]:
            path.write_bytes(first.read_bytes())
        preferences = Preferences(QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat))
        preferences.set_flag("hints/show", False)
        session = Session(_fill_with_grey, lambda *_: None, application)
        session.switching.folder = Path(folder) / "pixels"
        window = Window(session, preferences)
        keeper = JournalKeeper(session, Path(folder) / "journals")
        window.resize(*WINDOW)
        window.show()

        def settle() -> None:
            calm = 0
            while calm < 3:
                turns.append(float(measured(lambda _: application.processEvents(), 1)[0]))
                sleep(0.001)
                is_busy = session.is_filling or session.changes.is_any_busy or session.pictures.coming
                is_busy = is_busy or len(session.workers) or session.switching.is_putting_away
                calm = 0 if is_busy or turns[-1] > 1 else calm + 1

        def do(work: Callable[[], object]) -> None:
            gc.collect()
            turns.append(float(measured(lambda _: work(), 1)[0]))
            settle()

        window.files.open_all(paths)
        settle()
        for number in range(10):
            if number:
                do(lambda: session.switching.step(1))
            document = session.document
            assert document is not None
            for name, change in (
                ("By brightness", lambda mask, of=document: masks.by_brightness(of.picture.pixels, 0.4, 0.6)),
                ("Clear", masks.clear),
            ):
                session.changes.change(name, lambda mask, change=change: (Rect(0, 0, width, height), change(mask)))
                settle()
            rect = Rect(1000 + 200 * number, 1000, 1600, 1250)
            whole = np.full((rect.height, rect.width), 255, np.uint8)
            session.changes.change("Rectangle", lambda mask, rect=rect, whole=whole: (rect, whole))
            settle()
            assert session.filling.start()
            settle()
            assert len(document.fills) == 1
        turns.clear()  # what counts is going from one to the next
        for _ in range(10):
            do(lambda: session.switching.step(1))
        gc.collect()
        held = resident() + sum(map(resident, _children()))
        assert sum(one.document is not None and one.document.packed_mask is not None for one in session.pictures) == 9
        keeper.end()
        for one in list(session.pictures):
            session.switching.close(one)
            settle()
        window.hand_over()
        window.deleteLater()
        application.processEvents()
    return {"longest turn of ten pictures": max(turns), "resident": held}


def _fill_with_grey(request: FillRequest) -> Iterator[FillResult]:
    rect = request.rect
    grey = np.full((rect.height, rect.width, 3), 90, np.uint8)
    yield FillResult((Fill("grey", rect, grey, request.mask.copy(), Recipe("membrane")),), 0.0)


def _children() -> list[int]:
    """Processes that this one has started: those that decode."""
    thread_ids = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if (entry / "stat").read_text().rpartition(")")[2].split()[1] == str(os.getpid()):
                    thread_ids.append(int(entry.name))
    return thread_ids


def longest_turn(canvas: Canvas, picture: Picture) -> float:
    """CPU milliseconds of the UI thread, of the longest turn while whole-mask changes come and go."""
    application = QApplication.instance()
    assert application is not None
    # With a parent, or Python would collect them whenever it likes, on whatever thread.
    document, workers = Document(picture), Workers(canvas)
    levels = MaskLevels(document.mask)
    canvas.show_picture(canvas.display, levels)
    changes = Changes(workers, canvas)
    changes.begin(document, levels)
    changes.done.connect(lambda rect, _: canvas.repaint_mask(rect))
    changes.failed.connect(lambda error: pytest.fail(str(error)))
    turns: list[float] = []

    def walk_on(_: int) -> None:
        application.processEvents()

    def settle() -> None:
        while changes.is_busy or len(workers):
            turns.append(float(measured(walk_on, 1)[0]))
            sleep(0.001)  # as an event loop waits: what is measured is how long it works

    everywhere = picture.rect
    for name, change in (
        ("invert", masks.invert),
        ("brightness", lambda _: masks.by_brightness(picture.pixels, 0.4, 0.6)),
        ("clear", masks.clear),
    ):
        changes.change(name, lambda mask, change=change: (everywhere, change(mask)))
        settle()
    for walk in (changes.undo, changes.undo, changes.redo, changes.undo, changes.undo):
        walk()
        settle()
    assert document.history.position == 0
    assert not document.mask.any()
    return max(turns)


@pytest.mark.parametrize("megapixels", SIZES)
def test_the_canvas_keeps_its_budgets(megapixels: int) -> None:
    result = run(megapixels)
    share = result["reference"] / REFERENCE_MS
    over = {name: result[name] for name, budget in BUDGETS_MS.items() if result[name] > budget * max(share, 1.0)}
    assert not over, f"over budget at {megapixels} MP (reference {result['reference']:.2f} ms): {over}"
    assert result["bytes a pixel"] < BYTES_A_PIXEL
    assert result["bytes a pixel across"] < BYTES_A_PIXEL_ACROSS


def test_ten_open_pictures_keep_their_budgets() -> None:
    scaled = BUDGETS_MS["longest turn of ten pictures"] * max(reference() / REFERENCE_MS, 1.0)
    result = ten_pictures()
    assert result["longest turn of ten pictures"] < scaled, result
    assert result["resident"] < MOST_RESIDENT, result


if __name__ == "__main__":
    chosen = sys.argv[1:] or ["ten", *map(str, SIZES)]  # megapixels, or ten for ten pictures
    for name in chosen:
        values = ten_pictures() if name == "ten" else run(int(name))
        print(f"{name}: " + ", ".join(f"{key} {value:.2f}" for key, value in values.items()))
