"""What the batch window's tests stand on: small pictures with a spot, a routine, a crew in this process."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.filling.engine import Engine
from inpaint_studio.finding.finder import Finder, Progress
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.options import NoOptions
from inpaint_studio.ui.batch.window import BatchWindow
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.work.jobs.crews import at_work
from inpaint_studio.work.jobs.job import Job, make_job
from inpaint_studio.work.jobs.worker import run_worker
from inpaint_studio.work.jobs.workers import Worker
from inpaint_studio.work.routines.cards.fill import FillCard
from inpaint_studio.work.routines.cards.find import FindCard, FinderChoice
from inpaint_studio.work.routines.cards.review import ReviewCard
from inpaint_studio.work.routines.cards.save import SaveCard
from inpaint_studio.work.routines.piece import Tools
from inpaint_studio.work.routines.routine import Routine

SPOT = Rect(10, 10, 6, 4)


def _spot(view, options):
    """White pixels are a spot; a white corner makes it uncertain."""
    yield Progress(1, 2)
    if (view.pixels[SPOT.slices] == 255).all():
        confidence = 0.55 if (view.pixels[0, 0] == 255).all() else 0.9
        yield Finding(SPOT, np.full((4, 6), 255, np.uint8), "dust", confidence, "spot")


@pytest.fixture(autouse=True)
def finder() -> Iterator[None]:
    FINDERS.register(Finder("spot", "Find spots", _spot, NoOptions, nothing="There is no spot."))
    yield
    del FINDERS._items["spot"], FINDERS._modules["spot"]


@pytest.fixture
def paint() -> Callable[..., Path]:
    def paint(path: Path, seed: int = 0, unsure: bool = False) -> Path:
        pixels = np.random.default_rng(seed).integers(100, 140, (40, 50, 3), np.uint8)
        pixels[SPOT.slices] = 255
        if unsure:
            pixels[0, 0] = 255
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(path)
        return path

    return paint


@pytest.fixture
def folder(tmp_path: Path, paint) -> Path:
    """a to d, of which b and d are to be looked at, and one that is no picture."""
    for number, name in enumerate("abcd"):
        paint(tmp_path / "in" / f"{name}.png", number, unsure=name in "bd")
    (tmp_path / "in" / "broken.png").write_bytes(b"no picture")
    return tmp_path / "in"


@pytest.fixture
def routine() -> Routine:
    find = FindCard(margin=0, finders=(FinderChoice("spot"),))
    save = SaveCard(name="{folder}/{name}-repaired{suffix}")
    return Routine((find, ReviewCard("uncertain"), FillCard("membrane"), save), "Spots")


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine(device="cpu", threads=1)


class _Ends(threading.Event):
    def wait_briefly(self, _: float) -> None:
        self.wait(0.02)


class Crew:
    """Works on a job in this process, as `work JOB` does in one of its own."""

    def __init__(self, job: Job, engine: Engine) -> None:
        self.job = job
        self._engine, self._ends = engine, _Ends()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def poll(self) -> int | None:
        return None if self._thread.is_alive() else 0

    def end(self) -> None:
        self._ends.set()
        self._thread.join()

    def _work(self) -> None:
        me = Worker.here()
        values = run_worker(
            self.job, Tools(self._engine, threads=1), worker=me, watches=self.job.watches, sleep=self._ends.wait_briefly
        )
        with at_work(self.job, me), closing(values):
            for _ in values:
                if self._ends.is_set():
                    return


@pytest.fixture
def crews() -> Iterator[list[Crew]]:
    """Those that windows have started."""
    started: list[Crew] = []
    yield started
    for crew in started:
        crew.end()


@pytest.fixture
def session(qtbot: QtBot, qapp) -> Iterator[Session]:
    session = Session(parent=qapp)
    yield session
    with qtbot.waitSignal(session.shut, timeout=20_000):
        session.shut_down()
    session.deleteLater()


@pytest.fixture
def open_batch(
    qtbot: QtBot, session: Session, preferences: Preferences, engine: Engine, crews: list[Crew]
) -> Iterator[Callable[[], BatchWindow]]:
    """Opens a window whose crews work in this process."""
    windows: list[BatchWindow] = []

    def start(job: Job) -> Crew:
        crews.append(Crew(job, engine))
        return crews[-1]

    def opened() -> BatchWindow:
        window = BatchWindow(session, preferences=preferences)
        window.run.start_crew = start
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isVisible)
        windows.append(window)
        return window

    yield opened
    for window in windows:
        window.shut_down()


@pytest.fixture
def batch(open_batch) -> BatchWindow:
    return open_batch()


@pytest.fixture
def job(folder: Path, routine: Routine, tmp_path: Path) -> Job:
    """One that nobody works on yet."""
    return make_job(folder, routine, tmp_path / "out", tmp_path / "job")
