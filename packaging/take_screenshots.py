"""Takes a picture of the window with every tool in use, to be looked at.

    python packaging/take_screenshots.py FOLDER [--theme dark|light] [--language en|zh_CN] [--scale 1|2] [--only WORD]

Everything is done with real mouse and key events on the sample photographs; nothing of the person's own settings is
read or changed. Two pictures a tool: while it is being used and when it has done its work.

Of the README's pictures window.png (the scene `couple-split`), review.png and bench.png (in 256 colours) come from
here, in dark;
before-after.png is a sample beside what `inpaint-studio fill` made of it.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF, Qt
    from PySide6.QtWidgets import QWidget

    from inpaint_studio.ui.shell.window import Window

REPOSITORY = Path(__file__).resolve().parents[1]
PORTRAIT = REPOSITORY / "resources/samples/old-portrait.png"
COUPLE = REPOSITORY / "resources/samples/old-couple.png"
LAKE = REPOSITORY / "resources/samples/lake-watermark.jpg"

Points = list[tuple[float, float]]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    parser.add_argument("--language", choices=("en", "zh_CN"), default="en")
    parser.add_argument("--scale", choices=("1", "1.5", "2"), default="1")
    parser.add_argument("--only", default="", help="only pictures whose name holds this word")
    arguments = parser.parse_args()
    # Qt reads these when the application is made.
    os.environ["QT_SCALE_FACTOR"] = arguments.scale
    sys.path.insert(0, str(REPOSITORY))
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = folder  # the journal of unsaved work
        # A screen that menus and sheets fit on at scale 2 as well; without one offscreen has 800 x 800 pixels.
        screens = Path(folder) / "screens.json"
        screen = {"name": "large", "x": 0, "y": 0, "width": 3840, "height": 2400, "logicalDpi": 96, "dpr": 1}
        screens.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
        os.environ.setdefault("QT_QPA_PLATFORM", f"offscreen:configfile={screens}")
        _take(arguments, Path(folder))
    return 0


def _take(arguments: argparse.Namespace, folder: Path) -> None:
    from PySide6.QtCore import QSettings
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from inpaint_studio.ui.kit.preferences import Preferences
    from inpaint_studio.ui.shell.app import Application

    qt = QApplication([])
    preferences = Preferences(QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat))
    preferences.theme, preferences.language = arguments.theme, arguments.language
    preferences.set_flag("hints/show", False)
    application = Application(qt, preferences)
    window = application.open_window()
    window.resize(1280, 800)
    ending = f"{arguments.theme}-{arguments.language}-x{arguments.scale}.png"
    for number, (name, widget) in enumerate(_scenes(window, arguments.only)):
        QTest.qWait(120)
        if arguments.only in name:
            widget.grab().save(str(arguments.folder / f"{number:02}-{name}-{ending}"))
    document = window.session.document
    if document is not None:
        document.mark_saved()
    window.session.close_document()
    wait(lambda: len(window.session.workers) == 0)
    window.close()
    wait(lambda: len(window.session.workers) == 0)


def _scenes(window: "Window", only: str) -> "Iterator[tuple[str, QWidget]]":
    """Brings the window into one state after the other: its name and the widget to be seen."""
    from PySide6.QtCore import Qt

    from inpaint_studio.ui.kit.sentences import spoken

    hand = Hand(window)
    window.start_page.load_thumbnails()
    wait(lambda: len(window.session.workers) == 0)
    yield "welcome", window
    hand.open(PORTRAIT)
    window.hints.point_out()
    yield "hints", window
    window.hints.hide()

    hand.keys(Qt.Key.Key_F, modifiers=Qt.KeyboardModifier.ControlModifier)
    wait(lambda: len(window.session.workers) == 0)
    hand.keys(Qt.Key.Key_N, Qt.Key.Key_N)
    window.actions_by_name["fit"].trigger()
    hand.leave()
    window.findings.list.repaint()
    wait(lambda: not window.findings.list.rows.is_drawing)
    yield "review", window
    hand.keys(Qt.Key.Key_Escape)

    # The tear right of her head, and the bow.
    crease: Points = [(402, 268), (418, 258), (440, 247), (452, 241)]
    around: Points = [(140, 132), (175, 150), (222, 178), (224, 214), (180, 214), (146, 214)]
    window.settings.set(radius=14)
    for tool in ("brush", "eraser"):
        window.set_tool(tool)
        yield from hand.dragged(tool, crease if tool == "brush" else [(430, 240), (430, 275)])
    hand.keys(Qt.Key.Key_Z, Qt.Key.Key_Z, modifiers=Qt.KeyboardModifier.ControlModifier)
    for tool in ("rectangle", "ellipse"):
        window.set_tool(tool)
        yield from hand.dragged(tool, [(136, 128), (200, 180), (228, 218)])
        hand.keys(Qt.Key.Key_Z, modifiers=Qt.KeyboardModifier.ControlModifier)
    window.set_tool("lasso")
    yield from hand.dragged("lasso", around)
    hand.keys(Qt.Key.Key_Z, modifiers=Qt.KeyboardModifier.ControlModifier)
    for tool in ("polygon", "livewire"):
        window.set_tool(tool)
        for point in around[:5]:
            hand.click(point)
        hand.move(around[5])
        wait(lambda: len(window.session.workers) == 0)
        yield f"{tool}-drawn", window
        hand.keys(Qt.Key.Key_Return)
        hand.settle()
        yield f"{tool}-done", window
        hand.keys(Qt.Key.Key_Z, modifiers=Qt.KeyboardModifier.ControlModifier)
    window.set_tool("wand")
    hand.move((165, 160))
    yield "wand-over", window
    hand.click((165, 160))
    hand.settle()
    yield "wand-done", window
    hand.keys(Qt.Key.Key_Z, modifiers=Qt.KeyboardModifier.ControlModifier)
    window.set_tool("guide")
    yield from hand.dragged("guide", [(395, 200), (410, 260), (420, 330)])
    window.actions_by_name["clear_guides"].trigger()
    window.set_tool("zoom")
    yield from hand.dragged("zoom", [(380, 200), (480, 360)])
    window.set_tool("hand")
    yield from hand.dragged("hand", [(430, 280), (400, 300)])
    window.canvas.fit()

    window.set_tool("brush")
    hand.drag(crease)
    for name in ("mask_outline", "mask_grey", "mask_film"):
        window.actions_by_name[name].trigger()
        yield name.replace("_", "-"), window
    window.actions_by_name["grow_mask"].trigger()
    yield "grow-asks", window
    window.operations.cancel()
    window.canvas.zoom_to(12.0)
    window.canvas.centre_on(430, 255)
    yield "pixel-grid", window
    window.actions_by_name["rulers"].trigger()
    yield "rulers-near", window
    window.canvas.fit()
    yield "rulers-fit", window
    window.actions_by_name["rotate_right"].trigger()
    window.actions_by_name["flip_view"].trigger()
    yield "turned-and-mirrored", window
    window.actions_by_name["rulers"].trigger()
    window.actions_by_name["upright"].trigger()
    window.canvas.fit()
    window.canvas.setFocus()
    hand.keys(Qt.Key.Key_Tab)
    yield "panels-hidden", window
    hand.keys(Qt.Key.Key_Tab)

    for dialog, name in (
        (window.dialogs.show_shortcut_sheet, "shortcut-sheet"),
        (window.dialogs.show_shortcut_editor, "shortcut-editor"),
        (window.dialogs.show_preferences, "preferences"),
    ):
        shown = dialog()
        yield name, shown
        shown.close()
    for menu in window.menuBar().findChildren(type(window.submenus["recent"])):
        title = menu.menuAction().text().replace("&", "")
        if menu.parent() is window.menuBar() and title:  # without one: where a narrow bar puts what it cannot hold
            menu.adjustSize()
            menu.show()
            yield f"menu-{title}", menu
            menu.hide()

    window.actions_by_name["fill"].trigger()  # not by its key: the dialogs above may have kept the keyboard
    hand.settle()
    yield "filled", window
    window.actions_by_name["split"].trigger()
    yield "split", window
    window.actions_by_name["side_by_side"].trigger()
    yield "side-by-side", window
    window.actions_by_name["side_by_side"].trigger()
    window.canvas.hold_before(True)
    yield "before-held", window
    window.canvas.hold_before(False)
    hand.drag([(468, 318), (463, 338), (449, 348)])
    hand.leave()
    window.actions_by_name["candidates"].trigger()
    hand.settle()
    yield "candidates", window
    window.session.candidates.drop()
    window.messages.say("error", spoken("There is not enough memory for this."))
    yield "message", window
    window.messages.hide()
    for width in (1024, 860):
        window.resize(width, 700)
        yield f"narrow-{width}", window
    window.resize(1280, 800)

    hand.open(COUPLE)
    window.session.opening.load_mask(COUPLE.with_name("old-couple.mask.png"), "Load mask")
    wait(lambda: len(window.session.workers) == 0)
    hand.settle()
    hand.leave()
    yield "couple-marked", window
    window.actions_by_name["fill"].trigger()
    hand.settle()
    window.actions_by_name["split"].trigger()
    yield "couple-split", window

    # Where the forest meets the rock, and no watermark lies: what is under the mask is known.
    hand.open(LAKE)
    window.set_tool("ellipse")
    hand.drag([(252, 440), (280, 470), (312, 484)])
    bench = window.dialogs.show_bench()
    bench.resize(1280, 800)
    bench.bar.is_truth.setChecked(True)
    wait(lambda: not bench.contest.is_rendering and len(bench.workers) == 0)
    bench.render_all()  # the first seconds counted the loading of torch and the weights too
    wait(lambda: not bench.contest.is_rendering and len(bench.workers) == 0)
    bench.zoom_to_hole()
    bench.grid.setFocus()
    yield "bench", bench
    bench.close()


class Hand:
    """Presses, drags and types, in picture pixels."""

    def __init__(self, window: "Window") -> None:
        self._window = window

    def open(self, path: Path) -> None:
        session, before = self._window.session, self._window.session.document
        if before is not None:
            before.mark_saved()  # so that nothing is asked
            session.close_document()  # one picture a scene, without the strip
        self._window.open(path)
        wait(lambda: session.document not in (None, before) and not session.is_busy)

    def settle(self) -> None:
        session = self._window.session
        wait(lambda: not (session.changes.is_busy or session.is_filling or session.is_busy))

    def click(self, point: tuple[float, float]) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        place = self._place(point).toPoint()
        QTest.mouseClick(self._window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)

    def leave(self) -> None:
        """Take the pointer off the canvas, and its circle with it."""
        from PySide6.QtCore import QEvent
        from PySide6.QtWidgets import QApplication

        QApplication.sendEvent(self._window.canvas, QEvent(QEvent.Type.Leave))

    def keys(self, *keys: "Qt.Key", modifiers: "Qt.KeyboardModifier | None" = None) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        for key in keys:
            QTest.keyClick(self._window.canvas, key, modifiers or Qt.KeyboardModifier.NoModifier)
            self.settle()

    def move(self, point: tuple[float, float], pressed: bool = False) -> None:
        from PySide6.QtCore import QEvent, Qt
        from PySide6.QtGui import QMouseEvent
        from PySide6.QtWidgets import QApplication

        canvas, at = self._window.canvas, self._place(point)
        held = Qt.MouseButton.LeftButton if pressed else Qt.MouseButton.NoButton
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            at,
            canvas.mapToGlobal(at),
            Qt.MouseButton.NoButton,
            held,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(canvas, event)

    def dragged(self, name: str, points: Points) -> "Iterator[tuple[str, QWidget]]":
        """Two scenes: the last point reached but the button still held, and let go."""
        self._press_along(points)
        yield f"{name}-held", self._window
        self._release(points[-1])
        yield f"{name}-done", self._window

    def drag(self, points: Points) -> None:
        self._press_along(points)
        self._release(points[-1])

    def _press_along(self, points: Points) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        first = self._place(points[0]).toPoint()
        QTest.mousePress(self._window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, first)
        for point in points:
            self.move(point, pressed=True)

    def _release(self, point: tuple[float, float]) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        place = self._place(point).toPoint()
        QTest.mouseRelease(self._window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        self.settle()

    def _place(self, point: tuple[float, float]) -> "QPointF":
        return self._window.canvas.to_widget(*point)


def wait(until: Callable[[], bool], seconds: float = 120.0) -> None:
    from PySide6.QtTest import QTest

    ends = monotonic() + seconds
    while not until():
        QTest.qWait(10)
        if monotonic() > ends:
            raise TimeoutError("The window did not come to rest.")


if __name__ == "__main__":
    sys.exit(main())
