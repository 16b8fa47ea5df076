"""Every panel, bar and dialog, brought into sight one after the other, each in a state in which it is full."""

from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.marks import Mark
from inpaint_studio.files.saving.mark_files import write_mark
from inpaint_studio.files.saving.verify import VerifyReport
from inpaint_studio.files.video.saving import Forecast
from inpaint_studio.finding.finder import Finder, Progress
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.options import NoOptions
from inpaint_studio.resources import resource
from inpaint_studio.sentence import say
from inpaint_studio.ui.bench.votes import Votes
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.stack_saving import FilmChoice
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.shell.help_window import START
from inpaint_studio.ui.shell.window import Window
from inpaint_studio.ui.training import jobs as training_jobs
from tests.filling.unblend.marked import SHAPE, as_bytes, letters, photographs, under

from ... import phantoms
from ..bench.tiny import SMOOTH, A, B
from ..clips import Film, document_of
from ..enlargers import QuickEnlarger
from ..strips import drop

Scene = tuple[str, QWidget]
_NO = Qt.KeyboardModifier.NoModifier


def wait(until: Callable[[], bool], seconds: float = 60.0) -> None:
    ends = monotonic() + seconds
    while not until():
        QTest.qWait(5)
        if monotonic() > ends:
            raise TimeoutError("The window did not come to rest.")


class Gallery:
    """Shows its scenes in windows of one application.

    make_window: opens an empty window, with an engine that is quick.
    folder: where pictures of the scenes are written.
    """

    def __init__(self, make_window: Callable[[], Window], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.make_window, self.folder = make_window, folder
        self.pointer: QPoint | None = None  # where the mouse is left, in pixels of the canvas
        folder.mkdir(parents=True, exist_ok=True)
        QuickEnlarger(monkeypatch)
        monkeypatch.setattr(training_jobs, "speed", lambda *_: iter((10.0,)))

    def scenes(self) -> Iterator[Scene]:
        window = self.make_window()
        window.resize(1280, 800)
        for part in (
            self._start,
            self._editor,
            self._bars,
            self._review,
            self._menus,
            self._dialogs,
            self._rooms,
            self._questions,
            self._data,
            self._stack,
            self._several,
        ):
            yield from part(window)

    # parts

    def _start(self, window: Window) -> Iterator[Scene]:
        window.start_page.load_thumbnails()
        self.calm(window)
        yield "start", window

    def _editor(self, window: Window) -> Iterator[Scene]:
        self.open(window, self.photograph())
        canvas = window.canvas
        yield "editor-fresh", window
        window.hints.point_out()
        yield "hints", window.hints
        window.hints.hide()
        window.settings.set(radius=14)
        for start, end in (((60, 60), (140, 70)), ((200, 160), (280, 200))):
            self.drag(canvas, start, end)
            self.calm(window)
            window.actions_by_name["fill"].trigger()
            self.calm(window)
        self.drag(canvas, (80, 180), (150, 190))
        self.calm(window)
        window.fills.list.setCurrentIndex(window.fills.list.model().index(0, 0))
        yield "editor", window
        yield "fills", window.docks["fills"]
        yield "history", window.docks["history"]
        yield "navigator", window.docks["navigator"]
        yield "tools", window.tool_bar
        yield "status", window.status
        window.actions_by_name["rulers"].trigger()
        yield "rulers", window.ruled
        window.actions_by_name["rulers"].trigger()
        window.actions_by_name["side_by_side"].trigger()
        yield "side-by-side", window.ruled
        window.actions_by_name["side_by_side"].trigger()

    def _bars(self, window: Window) -> Iterator[Scene]:
        from inpaint_studio.ui.tools.tool import TOOLS

        for key in TOOLS:
            window.set_tool(key)
            self.calm(window)
            yield f"options-{key}", window.options
        window.set_tool("brush")
        window.actions_by_name["grow_mask"].trigger()
        self.calm(window)
        yield "operation", window.option_bar
        window.operations.cancel()
        window.messages.say("error", spoken(say("There is not enough memory for this.")), {"Try again": print})
        yield "message", window.messages
        window.messages._close.click()
        window.actions_by_name["candidates"].trigger()
        self.calm(window)
        yield "candidates", window.candidates
        window.session.candidates.drop()
        window.set_tool("guide")
        self.drag(window.canvas, (40, 40), (80, 60), (140, 60))
        self.drag(window.canvas, (40, 200), (200, 200))
        window.actions_by_name["sources_from_mask"].trigger()
        self.calm(window)
        window.actions_by_name["guides"].trigger()
        yield "guidance", window.guides.list
        window.guides.list.close()
        window.set_tool("brush")

    def _several(self, window: Window) -> Iterator[Scene]:
        drop(window, [self.photograph(f"scan-{number}.png") for number in range(3)])
        wait(lambda: len(window.session.pictures) >= 3)
        self.calm(window)
        yield "film-strip", window.pictures.strip

    def _review(self, window: Window) -> Iterator[Scene]:
        finder = _finder()
        FINDERS._items[finder.key], FINDERS._modules[finder.key] = finder, __name__
        try:
            window.review.start(finder)
            self.calm(window)
            QTest.keyClick(window.canvas, Qt.Key.Key_N)
            yield "review", window
            yield "review-strip", window.findings
            window.review.ask_search()
            yield "search-options", window.review.options
            window.review.options.close()
            QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
            self.calm(window)
        finally:
            del FINDERS._items[finder.key], FINDERS._modules[finder.key]

    def _menus(self, window: Window) -> Iterator[Scene]:
        for menu in window.menuBar().findChildren(QMenu):
            title = menu.menuAction().text().replace("&", "")
            if menu.parent() is window.menuBar() and title:
                menu.popup(QPoint(0, 0))
                yield f"menu-{title.lower()}", menu
                menu.close()

    def _dialogs(self, window: Window) -> Iterator[Scene]:
        from inpaint_studio.ui.panels.enlarge_dialog import EnlargeDialog
        from inpaint_studio.ui.panels.film_save_dialog import FilmSaveDialog
        from inpaint_studio.ui.shell.about import AboutDialog
        from inpaint_studio.ui.shell.report_dialog import VerifyDialog

        dialogs = window.dialogs
        for name, make in (
            ("preferences", dialogs.show_preferences),
            ("shortcut-editor", dialogs.show_shortcut_editor),
            ("shortcut-sheet", dialogs.show_shortcut_sheet),
            ("about", lambda: AboutDialog(window)),
            ("verify", lambda: VerifyDialog(_report(), window)),
            ("film-save", lambda: FilmSaveDialog(_film_choices(), window)),
            (
                "enlarge",
                lambda: EnlargeDialog(
                    window.session.document.state, window.session.workers, window.preferences, window
                ),
            ),
        ):
            dialog = make()
            dialog.show()
            self.calm(window)
            if name == "enlarge":
                panes = dialog.loupe.panes
                wait(lambda panes=panes: all(not pane.image.isNull() for pane in panes))
            yield name, dialog
            dialog.close()
        self.calm(window)
        shown = dialogs.help.show(START)
        yield "help", shown
        shown.search_field.setText("watermark")
        self.calm(window)
        yield "help-search", shown
        shown.close()

    def _questions(self, window: Window) -> Iterator[Scene]:
        window.close()
        QTest.qWait(10)
        question = window.leaving.question or window.files.question
        yield "question-leaving", question
        question.reject()
        self.calm(window)

    def _data(self, window: Window) -> Iterator[Scene]:
        window.session.document.mark_saved()
        for name, picture in (("slice", phantoms.ct_slice(256)), ("tile", phantoms.seven_bands())):
            window.session.document.mark_saved()
            window.session.show(jobs.prepared(None, Document(picture)))
            self.calm(window)
            self.point(window)
            yield f"editor-{name}", window
            yield f"levels-{name}", window.docks["levels"]

    def _stack(self, window: Window) -> Iterator[Scene]:
        window.session.document.mark_saved()
        window.session.show(jobs.prepared(None, document_of(Film(), 3)))
        self.calm(window)
        self.point(window)
        yield "editor-film", window
        yield "plane-bar", window.planes.bar

    def _rooms(self, window: Window) -> Iterator[Scene]:
        from inpaint_studio.ui.bench.folder import FolderDialog
        from inpaint_studio.ui.bench.standings import StandingsDialog

        bench = window.dialogs.show_bench()
        wait(lambda: not bench.contest.is_rendering and len(bench.workers) == 0)
        bench.resize(1280, 800)
        yield "bench", bench
        folder = FolderDialog([entry.contender for entry in bench.contest.entries], None, bench)
        folder.show()
        yield "bench-folder", folder
        folder.close()
        standings = StandingsDialog(_votes(self.folder), print, bench)
        standings.show()
        yield "standings", standings
        standings.close()
        bench.close()
        marks = window.dialogs.show_marks()
        yield "marks-empty", marks
        for source in (self.mark_file(), self.marked()):
            drop(marks, [source])
            wait(lambda: not marks.run.is_running and not len(marks.run.workers))
        marks.parts.output.folder.setText("/photographs/unmarked")
        yield "marks", marks
        marks.close()
        training = window.dialogs.show_training()
        wait(lambda: len(training._workers) == 0)
        tabs = training.view._tabs
        training.choose_photographs(self.marked())
        wait(lambda: len(training._workers) == 0)
        for page, name in enumerate(("progress", "photographs", "runs", "log")):
            tabs.setCurrentIndex(page)
            wait(lambda: len(training._workers) == 0)
            training.settings.photographs.set_places(["/photographs"])
            training.settings.run_folder.setText("/runs/one")
            training.settings.start_from.setText("/checkpoints/standard.safetensors")
            yield f"training-{name}", training
        training.close()
        batch = window.dialogs.batches.show()
        yield "batch-empty", batch
        drop(batch, [self.marked()])
        wait(batch.parts.setup.start.isEnabled)
        batch.parts.setup.where.setText("/photographs")
        batch.parts.setup.output.setText("/photographs/repaired")
        yield "batch", batch
        batch.close()

    # what scenes are made with

    def mark_file(self) -> Path:
        opacity, colour = letters(0.5)
        mark = Mark.of(opacity, np.ascontiguousarray(colour.transpose(1, 2, 0)), (0, 0), Size(SHAPE[1], SHAPE[0]))
        assert mark is not None
        path = self.folder / "112x72.mark.png"
        write_mark(mark, path)
        return path

    def marked(self) -> Path:
        folder = self.folder / "marked"
        if not folder.exists():
            folder.mkdir()
            seen = under(photographs(2, seed=11), *letters(0.5))
            for number, picture in enumerate(seen):
                Image.fromarray(as_bytes(picture)).save(folder / f"{number}.png")
        return folder

    def calm(self, window: Window) -> None:
        session = window.session
        parts = (session.changes, session.mask_preview, session.saving, session, window.review)
        wait(
            lambda: (
                not (
                    len(session.workers)
                    or session.is_filling
                    or session.lines.is_looking
                    or any(part.is_busy for part in parts)
                )
            )
        )
        for _ in range(4):
            QApplication.processEvents()

    def open(self, window: Window, path: Path) -> None:
        before = window.session.document
        if before is not None:
            before.mark_saved()
            window.session.close_document()
        window.open(path)
        wait(lambda: window.session.document not in (None, before))
        self.calm(window)
        self.point(window)

    def point(self, window: Window) -> None:
        """Have the mouse where it was left: the canvas has lost it where a picture was so long in coming that a veil
        was shown, and where tests before have left it elsewhere."""
        if self.pointer is not None:
            self._move(window.canvas, self.pointer, Qt.MouseButton.NoButton)

    def drag(self, canvas: QWidget, *points: tuple[float, float]) -> None:
        places = [canvas.to_widget(*point) for point in points]
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, _NO, places[0].toPoint())
        for place in places:
            self._move(canvas, place.toPoint(), Qt.MouseButton.LeftButton)
        self.pointer = places[-1].toPoint()
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, _NO, places[-1].toPoint())

    def _move(self, canvas: QWidget, place: QPoint, buttons: Qt.MouseButton) -> None:
        at = QPointF(place)
        event = QMouseEvent(QEvent.Type.MouseMove, at, canvas.mapToGlobal(at), Qt.MouseButton.NoButton, buttons, _NO)
        QApplication.sendEvent(canvas, event)

    def photograph(self, name: str = "photograph.png") -> Path:
        path = self.folder / name
        if not path.exists():
            with Image.open(resource("samples/old-portrait.png")) as portrait:
                portrait.convert("RGB").resize((320, 400)).save(path)
        return path


def _finder() -> Finder:
    def piece(x, y, width, height, kind, confidence, polarity="none") -> Finding:
        return Finding(
            Rect(x, y, width, height), np.full((height, width), 255, np.uint8), kind, confidence, "toy", polarity
        )

    findings = (
        piece(40, 40, 6, 6, "dust", 0.95, "lighter"),
        piece(100, 30, 60, 3, "scratch", 0.85, "darker"),
        piece(200, 150, 20, 4, "hair", 0.7, "darker"),
        piece(250, 60, 4, 4, "dust", 0.6, "lighter"),
        piece(60, 180, 40, 2, "crack", 0.3),
    )

    def find(view, options) -> Iterator[Progress | Finding]:
        yield from findings
        yield Progress(2, 2)

    return Finder("toy", "Find damage", find, NoOptions, nothing="There are no toys.")


def _report() -> VerifyReport:
    return VerifyReport(
        original="portrait.png",
        result="portrait_restored.png",
        same_shape=True,
        pixels=1_200_000,
        pixels_in_mask=4_200,
        differing_pixels_in_mask=4_100,
        differing_pixels_outside=0,
        differing_samples_outside=0,
        largest_difference_outside=0.0,
        first_difference_outside=None,
        differing_pixels_outside_blocks=0,
        jpeg_blocks=False,
        original_sha256="ab" * 32,
        result_sha256="ab" * 32,
        metadata_differences=(),
    )


def _film_choices() -> tuple[FilmChoice, ...]:
    return (
        FilmChoice("exact", ".mkv", Forecast(24, 6, 0, True), 5_000_000),
        FilmChoice("exact", ".mp4", Forecast(24, 6, 0, True, ""), 5_000_000),
        FilmChoice("same", ".mov", Forecast(24, 6, 12, False, "")),
    )


def _votes(folder: Path) -> Votes:
    votes = Votes(folder / "votes.jsonl")
    for _ in range(3):
        votes.add(A, [B, SMOOTH], "lake.png")
    votes.add(B, [A])
    return votes
