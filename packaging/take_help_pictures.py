"""Takes the pictures of the help pages: real ones, small, at most 60 kB each.

    python packaging/take_help_pictures.py [FOLDER]

Done with real mouse and key events on the samples, like `take_screenshots.py`, whose hand it uses. Without a folder
they go to `resources/help/pictures`. Those with words in them are in English, in every language of the pages.
"""

import io
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from take_screenshots import COUPLE, LAKE, PORTRAIT, REPOSITORY, Hand, wait

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from inpaint_studio.ui.shell.window import Window

PICTURES = REPOSITORY / "resources/help/pictures"
BOAT = REPOSITORY / "resources/samples/lake-boat.jpg"
LARGEST = 60_000  # bytes
_WIDEST = 720  # pixels, as the help window shows them
_MARK = (330, 200, 1010, 400)  # of the lake: half of its lettering


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    sys.path.insert(0, str(REPOSITORY))
    with tempfile.TemporaryDirectory() as own:
        os.environ["XDG_DATA_HOME"] = os.environ["XDG_CACHE_HOME"] = own
        screens = Path(own) / "screens.json"
        screen = {"name": "large", "x": 0, "y": 0, "width": 3840, "height": 2400, "logicalDpi": 96, "dpr": 1}
        screens.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
        os.environ.setdefault("QT_QPA_PLATFORM", f"offscreen:configfile={screens}")
        _take(folder, Path(own))
    return 0


def _take(folder: Path, own: Path) -> None:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from inpaint_studio.ui.kit.preferences import Preferences
    from inpaint_studio.ui.shell.app import Application

    preferences = Preferences(QSettings(str(own / "settings.ini"), QSettings.Format.IniFormat))
    preferences.theme, preferences.language = "dark", "en"
    preferences.set_flag("hints/show", False)
    qt = QApplication([])
    application = Application(qt, preferences)
    window = application.open_window()
    window.resize(1120, 720)
    _of_canvas(window, folder)
    _of_windows(window, folder)
    document = window.session.document
    if document is not None:
        document.mark_saved()
    window.session.close_document()
    wait(lambda: len(window.session.workers) == 0)
    window.close()
    wait(lambda: len(window.session.workers) == 0)


def _of_canvas(window: "Window", folder: Path) -> None:
    hand = Hand(window)
    for name in ("navigator", "fills", "history"):
        window.docks[name].hide()
    hand.open(COUPLE)
    window.session.opening.load_mask(COUPLE.with_name("old-couple.mask.png"), "Load mask")
    wait(lambda: len(window.session.workers) == 0)
    hand.settle()
    window.actions_by_name["fill"].trigger()
    hand.settle()
    window.actions_by_name["split"].trigger()
    hand.leave()
    _save(window.canvas, folder / "repair.webp")

    hand.open(LAKE)
    with Image.open(LAKE) as lake:
        before = lake.convert("RGB").crop(_MARK)
    window.session.opening.load_mask(LAKE.with_name("lake-watermark.mask.png"), "Load mask")
    wait(lambda: len(window.session.workers) == 0)
    hand.settle()
    window.actions_by_name["fill"].trigger()
    hand.settle()
    display = window.session.display
    assert display is not None
    window.actions_by_name["copy_picture"].trigger()
    wait(lambda: len(window.session.workers) == 0)
    hand.settle()
    after = _clipboard().crop(_MARK)
    both = Image.new("RGB", (before.width, before.height * 2 + 6), "#2b2c2f")
    both.paste(before, (0, 0))
    both.paste(after, (0, before.height + 6))
    _write(both, folder / "mark.webp")

    hand.open(BOAT)
    window.session.opening.load_mask(BOAT.with_name("lake-boat.mask.png"), "Load mask")
    wait(lambda: len(window.session.workers) == 0)
    window.set_tool("guide")
    if not window.actions_by_name["automatic_lines"].isChecked():
        window.actions_by_name["automatic_lines"].trigger()
    hand.settle()
    wait(lambda: len(window.session.workers) == 0 and len(window.session.lines.automatic) > 0)
    window.canvas.zoom_to(2.2)
    window.canvas.centre_on(320, 250)
    hand.settle()
    hand.leave()
    _save(window.canvas, folder / "lines.webp")
    window.set_tool("brush")


def _of_windows(window: "Window", folder: Path) -> None:
    from PySide6.QtCore import Qt

    hand = Hand(window)
    hand.open(PORTRAIT)
    hand.keys(Qt.Key.Key_F, modifiers=Qt.KeyboardModifier.ControlModifier)
    wait(lambda: len(window.session.workers) == 0)
    hand.keys(Qt.Key.Key_N, Qt.Key.Key_N)
    window.actions_by_name["fit"].trigger()
    hand.leave()
    hand.settle()
    _save(window, folder / "review.webp")
    hand.keys(Qt.Key.Key_Escape)

    hand.open(LAKE)
    window.set_tool("ellipse")
    hand.drag([(252, 440), (280, 470), (312, 484)])
    bench = window.dialogs.show_bench()
    bench.resize(1120, 720)
    bench.bar.is_truth.setChecked(True)
    wait(lambda: not bench.contest.is_rendering and len(bench.workers) == 0, 400)
    bench.zoom_to_hole()
    bench.grid.setFocus()
    _save(bench, folder / "bench.webp")
    bench.close()


def _save(widget: "QWidget", path: Path) -> None:
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtTest import QTest

    QTest.qWait(150)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.ReadWrite)
    widget.grab().save(buffer, "PNG")
    _write(Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGB"), path)


def _clipboard() -> Image.Image:
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QGuiApplication, QPixmap

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.ReadWrite)
    QPixmap.fromImage(QGuiApplication.clipboard().image()).save(buffer, "PNG")  # the stub of QImage.save takes no str
    return Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGB")


def _write(picture: Image.Image, path: Path) -> None:
    if picture.width > _WIDEST:
        height = round(picture.height * _WIDEST / picture.width)
        picture = picture.resize((_WIDEST, height), Image.Resampling.LANCZOS)
    for quality in (82, 74, 66, 58, 50):
        packed = io.BytesIO()
        picture.save(packed, "WEBP", quality=quality, method=6)
        if packed.tell() <= LARGEST:
            break
    path.write_bytes(packed.getvalue())


if __name__ == "__main__":
    sys.exit(main())
