"""Every panel and dialog in both themes: snapshots, contrast, focus, names, room for words, one grid.

After a wanted change of style: `RENEW_SNAPSHOTS=1 .venv/bin/pytest tests/ui/look`, and look at what git shows.
"""

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPropertyAnimation
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from . import checks, snapshots
from .gallery import Gallery

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def pinned_font(qapp: QApplication) -> Iterator[None]:
    """The same letters on every machine: those that come with OpenImageIO, without hinting."""
    before, flash = qapp.font(), qapp.cursorFlashTime()
    package = importlib.util.find_spec("OpenImageIO")
    assert package is not None
    assert package.submodule_search_locations
    folder = Path(package.submodule_search_locations[0]) / "share/fonts/OpenImageIO"
    added = [QFontDatabase.addApplicationFont(str(folder / f"DroidSans{weight}.ttf")) for weight in ("", "-Bold")]
    assert -1 not in added
    font = QFont(QFontDatabase.applicationFontFamilies(added[0])[0], 9)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStyleStrategy(QFont.StyleStrategy.NoSubpixelAntialias)
    qapp.setFont(font)
    qapp.setCursorFlashTime(0)
    yield
    qapp.setFont(before)
    qapp.setCursorFlashTime(flash)
    for number in added:
        QFontDatabase.removeApplicationFont(number)


def finish_fading(top: QWidget) -> None:
    """Qt fades the buttons in fields in and out: how far they are when they are looked at depends on the machine."""
    QApplication.processEvents()
    for field in [one for one in (top, *top.findChildren(QLineEdit)) if isinstance(one, QLineEdit)]:
        for fading in field.findChildren(QPropertyAnimation):
            fading.setCurrentTime(fading.totalDuration())


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.timeout(600)
def test_every_panel_and_dialog(theme, pinned_font, preferences, open_window, application, tmp_path, monkeypatch):
    preferences.theme = theme
    application.dress()
    qt = QApplication.instance()
    qt.setFont(qt.font())
    faults: dict[str, list[str]] = {}
    seen: dict[str, set[int]] = {"contrast": set(), "focus": set(), "names": set()}

    def note(kind: str, name: str, problems: Iterator[str]) -> None:
        faults.setdefault(kind, []).extend(f"{name}: {one}" for one in problems)

    for name, widget in Gallery(open_window, tmp_path / "gallery", monkeypatch).scenes():
        finish_fading(widget)
        QApplication.processEvents()
        look = snapshots.problem(name, widget, theme, tmp_path / "failures")
        if look is not None:
            faults.setdefault("look", []).append(look)
        note("contrast", name, checks.faint_words(widget, seen["contrast"]))
        if theme == "dark":  # what light does not change
            note("focus", name, checks.unseen_focus(widget, seen["focus"]))
            note("names", name, checks.nameless(widget, seen["names"]))
            note("room", name, checks.cut_words(widget))
            note("grid", name, checks.off_grid(widget))
    problems = {kind: lines for kind, lines in faults.items() if lines}
    assert not problems, f"{json.dumps(problems, indent=1)}\nBoth looks, side by side: {tmp_path / 'failures'}"
