"""Walks through the gallery at a scale, in a language and with larger text, and says which words are cut.

    QT_SCALE_FACTOR=2 python -m tests.ui.look.at_scale zh_CN 1.4

The scale is fixed when Qt starts, so each has a process of its own. Prints one line each, nothing where all have room.
"""

import json
import os
import sys
import tempfile
from pathlib import Path


def main(language: str, larger: float) -> int:
    with tempfile.TemporaryDirectory() as folder:
        for place in ("DATA", "CACHE", "CONFIG"):
            os.environ[f"XDG_{place}_HOME"] = folder
        screens = Path(folder) / "screens.json"
        screen = {"name": "large", "x": 0, "y": 0, "width": 3840, "height": 2400, "logicalDpi": 96, "dpr": 1}
        screens.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={screens}"
        cut = _walk(Path(folder), language, larger)
        print(*cut, sep="\n", flush=True)
        os._exit(bool(cut))  # its windows are still open, and nothing of them is to be kept


def _walk(folder: Path, language: str, larger: float) -> list[str]:
    import pytest
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from inpaint_studio.ui.document.session import Session
    from inpaint_studio.ui.kit.preferences import Preferences
    from inpaint_studio.ui.shell.app import Application

    from ..conftest import fill_grey, judge_nothing
    from .checks import cut_words
    from .gallery import Gallery

    qt = QApplication([])
    font = qt.font()
    font.setPointSizeF(font.pointSizeF() * larger)
    qt.setFont(font)
    preferences = Preferences(QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat))
    preferences.theme, preferences.language = "dark", language
    preferences.set_flag("hints/show", False)
    application = Application(qt, preferences)
    gallery = Gallery(
        lambda: application.open_window(session=Session(fill_grey, judge_nothing, parent=application)),
        folder / "pictures",
        pytest.MonkeyPatch(),
    )
    cut = []
    for name, widget in gallery.scenes():
        QApplication.processEvents()
        cut += [f"{name}: {one}" for one in cut_words(widget)]
    return cut


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], float(sys.argv[2])))
