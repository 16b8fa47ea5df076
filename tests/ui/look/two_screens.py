"""Moves the window between screens of different scale, and says what does not follow.

    python -m tests.ui.look.two_screens

Screens are fixed when Qt starts, so this has a process of its own. Prints one line each, nothing where all follows.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

RATIOS = (1.0, 2.0, 1.5)  # of the screens, from left to right
_SIZE = 2800, 1900  # device pixels


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        for place in ("DATA", "CACHE", "CONFIG"):
            os.environ[f"XDG_{place}_HOME"] = folder
        width, height = _SIZE
        screens = [
            {"name": f"at {ratio}", "x": number * width, "y": 0, "width": width, "height": height}
            | {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
            for number, ratio in enumerate(RATIOS)
        ]
        config = Path(folder) / "screens.json"
        config.write_text(json.dumps({"screens": screens}), encoding="utf-8")
        # By Qt's own scaling: this platform's windows do not follow the `dpr` of its screens.
        os.environ["QT_SCREEN_SCALE_FACTORS"] = ";".join(f"at {ratio}={ratio}" for ratio in RATIOS)
        os.environ["QT_SCALE_FACTOR_ROUNDING_POLICY"] = "PassThrough"
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={config}"
        wrong = _walk(Path(folder))
        print(*wrong, sep="\n", flush=True)
        os._exit(bool(wrong))  # its windows are still open, and nothing of them is to be kept


def _walk(folder: Path) -> list[str]:
    import numpy as np
    from PIL import Image
    from PySide6.QtCore import QPoint, QSettings
    from PySide6.QtWidgets import QApplication

    from inpaint_studio.ui.document.session import Session
    from inpaint_studio.ui.kit.preferences import Preferences
    from inpaint_studio.ui.shell.app import Application

    from ..conftest import fill_grey, judge_nothing

    qt = QApplication([])
    preferences = Preferences(QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat))
    preferences.set_flag("hints/show", False)
    application = Application(qt, preferences)
    window = application.open_window(session=Session(fill_grey, judge_nothing, parent=application))
    window.resize(1200, 800)
    wrong: list[str] = []
    screens = sorted(qt.screens(), key=lambda screen: screen.geometry().x())
    assert [screen.devicePixelRatio() for screen in screens] == list(RATIOS)

    def settle() -> None:
        for _ in range(5):
            QApplication.processEvents()

    def move_to(number: int) -> str:
        handle, screen = window.windowHandle(), screens[number]
        assert handle is not None
        window.move(screen.geometry().topLeft() + QPoint(20, 20))
        handle.setScreen(screen)
        settle()
        return screen.name()

    def expect(name: str, what: str, is_so: bool) -> None:
        if not is_so:
            wrong.append(f"{name}: {what}")

    window.start_page.load_thumbnails()
    while not all(card.is_filled for card in window.start_page.page.cards):
        QApplication.processEvents()
    for number in (0, 1, 2, 0):
        name, ratio = move_to(number), RATIOS[number]
        for card in window.start_page.page.cards:
            sharp = [size.width() for size in card.icon().availableSizes()]
            expect(name, f"card {card.text()} is {sharp} wide", max(sharp) >= card.iconSize().width() * ratio)
    path = folder / "picture.png"
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (900, 1200, 3), np.uint8)).save(path)
    window.open(path)
    canvas = window.canvas
    while window.session.document is None:
        QApplication.processEvents()
    for number in (0, 1, 2, 1, 0):
        name, ratio = move_to(number), RATIOS[number]
        expect(name, f"the canvas is at {canvas.devicePixelRatioF()}", canvas.devicePixelRatioF() == ratio)
        expect(
            name, "a fitted picture is fitted no more", canvas.visible_part() == window.session.document.picture.rect
        )
        at = canvas.to_widget(600.5, 450.5)
        x, y = canvas.to_picture(at)
        expect(name, f"a press lands at {x:.2f}, {y:.2f}", abs(x - 600.5) < 1e-3 and abs(y - 450.5) < 1e-3)
        menu = window.submenus["recent"]
        menu.popup(window.mapToGlobal(window.rect().center()))
        settle()
        inside = screens[number].geometry()
        expect(name, f"a menu comes up at {menu.geometry()}", inside.contains(menu.geometry().center()))
        menu.close()
        grabbed = window.grab()
        expect(name, f"a grab is at {grabbed.devicePixelRatio()}", grabbed.devicePixelRatio() == ratio)
    return wrong


if __name__ == "__main__":
    sys.exit(main())
