"""A session without a window: the parts of the document room stand on nothing above it."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import mask_step
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.session import Session

from ..clips import Clip, document_of


@pytest.fixture
def open_session(qapp: QApplication, tmp_path: Path) -> Iterator[Callable[..., Session]]:
    """Makes a session with a picture of 120 x 80 open in it, filled by this engine."""
    made: list[Session] = []

    def opened(engine: jobs.FillJob, judge: jobs.JudgeJob = lambda request, fills: None) -> Session:
        session = Session(engine, judge, parent=qapp)
        made.append(session)
        show(session, tmp_path / "photo.png")
        return session

    yield opened
    for session in made:
        session.workers.stop_all()
        session.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def open_stack(open_session, grey_engine) -> Callable[..., Session]:
    """Makes a session with these planes open in it; `texts` are its messages, the oldest first."""

    def opened(planes: Clip, plane: int = 0, engine: jobs.FillJob = grey_engine) -> Session:
        session = open_session(engine)
        session.close_document()
        session.texts = []
        session.message.connect(lambda _, text: session.texts.append(text))
        session.show(jobs.prepared(None, document_of(planes, plane)))
        return session

    return opened


@pytest.fixture
def show_picture() -> Callable[[Session, Path], None]:
    return show


@pytest.fixture
def mark() -> Callable[[Session, Rect], None]:
    """Marks a rectangle of the picture."""

    def marked(session: Session, rect: Rect) -> None:
        assert session.document is not None
        whole = np.full((rect.height, rect.width), 255, np.uint8)
        session.changes.commit(mask_step(session.document, "Rectangle", rect, whole))

    return marked


@pytest.fixture
def slow_warming(monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
    """Warming up that waits for leave before each stage ends."""
    leave = threading.Semaphore(0)

    def warm_up(checkpoint: Path | None) -> Iterator[jobs.Preparing | jobs.EngineReady]:
        for stage in ("library", "generator", "kernels", "trial"):
            yield jobs.Preparing(stage)
            assert leave.acquire(timeout=20)
        yield jobs.EngineReady("CPU")

    monkeypatch.setattr(jobs, "warm_up", warm_up)
    return leave


def show(session: Session, path: Path) -> None:
    """Another picture in place of the one that is open."""
    document = Document(Picture(np.full((80, 120, 3), 90, np.uint8), path.name))
    session.close_document()
    session.show(jobs.prepared(path, document))
