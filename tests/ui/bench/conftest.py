"""What the bench's tests stand on: a picture with a hole, and a bench that looks at it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from scipy import ndimage

from inpaint_studio.editing.history import mask_step
from inpaint_studio.ui.bench.votes import Votes
from inpaint_studio.ui.bench.window import BenchWindow
from inpaint_studio.ui.document.session import Session

from .tiny import HOLE, LONG, SMOOTH, A, B


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def session(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Session]:
    """A picture of soft shapes, with a rectangle marked."""
    rng = np.random.default_rng(3)
    noise = ndimage.gaussian_filter(rng.random((128, 160, 3)), (5, 5, 0))
    pixels = (255 * (noise - noise.min()) / np.ptp(noise)).astype(np.uint8)
    Image.fromarray(pixels).save(tmp_path / "soft.png")
    # With a parent: an orphan would be collected whenever Python likes, also on a worker's thread.
    session = Session(parent=qapp)
    with qtbot.waitSignal(session.document_changed, timeout=LONG):
        session.opening.open(tmp_path / "soft.png")
    document = session.document
    assert document is not None
    session.changes.commit(mask_step(document, "Rectangle", HOLE, np.full((HOLE.height, HOLE.width), 255, np.uint8)))
    yield session
    with qtbot.waitSignal(session.shut, timeout=LONG):  # what was put away meanwhile is written to the end
        session.shut_down()
    session.deleteLater()


@pytest.fixture
def bench(qtbot: QtBot, session: Session, tmp_path: Path) -> Iterator[BenchWindow]:
    window = BenchWindow(session, votes=Votes(tmp_path / "votes.jsonl"))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.isVisible)
    yield window
    window.shut_down()


@pytest.fixture
def settled(bench: BenchWindow, qtbot: QtBot) -> Callable[[int], None]:
    """Wait until so many contenders have answered."""

    def wait(count: int) -> None:
        qtbot.waitUntil(
            lambda: (
                len(bench.contest.entries) == count
                and not bench.contest.is_rendering
                and all(e.fills is not None or e.failure for e in bench.contest.entries)
            ),
            timeout=LONG,
        )

    return wait


@pytest.fixture
def votes(tmp_path: Path) -> Votes:
    votes = Votes(tmp_path / "votes.jsonl")
    for _ in range(3):
        votes.add(A, [B, SMOOTH], "lake.png")
    votes.add(B, [A])
    return votes
