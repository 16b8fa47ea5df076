"""What the marks window's tests stand on: small pictures with a known mark, and a window with them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.marks import Mark
from inpaint_studio.files.saving.mark_files import write_mark
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.marks.window import MarksWindow
from tests.filling.unblend.marked import SHAPE, as_bytes, letters, photographs, under

from ..strips import drop


@pytest.fixture(scope="module")
def mark() -> Mark:
    opacity, colour = letters(0.5)
    made = Mark.of(opacity, np.ascontiguousarray(colour.transpose(1, 2, 0)), (0, 0), Size(SHAPE[1], SHAPE[0]))
    assert made is not None
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four pictures with the mark, one without it, one of another size, one that is none."""
    folder = tmp_path / "marked"
    folder.mkdir()
    photos = photographs(5, seed=11)
    seen = under(photos, *letters(0.5))
    seen[4] = photos[4]
    for number, picture in enumerate(seen):
        Image.fromarray(as_bytes(picture)).save(folder / f"{number}.png")
        np.save(tmp_path / f"{number}.npy", as_bytes(photos[number]))
    Image.new("RGB", (50, 40), (90, 90, 90)).save(folder / "other.png")
    (folder / "broken.png").write_bytes(b"no picture")
    return folder


@pytest.fixture
def mark_file(mark: Mark, tmp_path: Path) -> Path:
    write_mark(mark, tmp_path / "112x72.mark.png")
    return tmp_path / "112x72.mark.png"


@pytest.fixture
def session(qtbot: QtBot, qapp) -> Iterator[Session]:
    session = Session(parent=qapp)
    yield session
    with qtbot.waitSignal(session.shut, timeout=20_000):
        session.shut_down()
    session.deleteLater()


@pytest.fixture
def marks(qtbot: QtBot, session: Session, preferences: Preferences) -> Iterator[MarksWindow]:
    """An empty window."""
    window = MarksWindow(session, preferences=preferences)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isVisible)
    yield window
    window.shut_down()


@pytest.fixture
def settled(qtbot: QtBot) -> Callable[[MarksWindow], None]:
    def wait(window: MarksWindow) -> None:
        qtbot.waitUntil(lambda: not window.run.is_running and not len(window.run.workers), timeout=60_000)

    return wait


@pytest.fixture
def looked(marks: MarksWindow, folder: Path, mark_file: Path, settled) -> MarksWindow:
    """The window after the mark, and then the folder, were dropped on it, and all was looked at."""
    drop(marks, [mark_file])
    settled(marks)
    drop(marks, [folder])
    settled(marks)
    return marks
