"""What the training room's tests stand on: tiny runs in processes of their own, none of which outlives its test."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.model.training.options import words
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.shell.window import Window
from inpaint_studio.ui.training import choices, folder_watch
from inpaint_studio.ui.training import jobs as training_jobs
from inpaint_studio.ui.training import process as training_process
from inpaint_studio.ui.training.dialog import TrainingDialog

from ... import forked_runs
from .driving import LONG, TINY_RUN, make_photographs, prepare, to_be_closed


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs report often, and what they write is read at once."""
    monkeypatch.setattr(choices, "REPORT_SECONDS", 0.01)
    monkeypatch.setattr(folder_watch, "SETTLE_MS", 10)
    monkeypatch.setattr(training_process, "END_MS", 20)


@pytest.fixture(autouse=True)
def known_speed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """The speed of the machine, which a dialog measures once it is seen, is 10 images a second: what was asked for."""
    measurements: list[tuple[object, ...]] = []

    def speed(*arguments: object) -> Iterator[float]:
        measurements.append(arguments)
        yield 10.0

    monkeypatch.setattr(training_jobs, "speed", speed)
    return measurements


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of a generator of a few thousand numbers, through the command line as ever, with torch loaded."""
    script = tmp_path / "tiny.py"
    script.write_text(TINY_RUN)
    monkeypatch.setattr(training_process.children, "program", lambda: forked_runs.command(script))


@pytest.fixture
def own_start(tiny: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of `tiny` that are started as a person's are."""
    monkeypatch.setattr(training_process.children, "program", lambda: [sys.executable, str(tmp_path / "tiny.py")])


@pytest.fixture(autouse=True)
def children(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[training_process.Child]]:
    """The processes started in a test; none outlives it."""
    started: list[training_process.Child] = []
    start = training_process.Child.__init__

    def noted(self: training_process.Child, config: TrainingConfig) -> None:
        start(self, config)
        started.append(self)

    monkeypatch.setattr(training_process.Child, "__init__", noted)
    yield started
    for child in started:
        child.process.kill()
        child.process.wait()
    training_process._DETACHED.clear()


@pytest.fixture
def photographs(tmp_path: Path, tiny: None) -> Path:
    """Five small pictures of soft shapes, one file that is none, one that is cut short."""
    return make_photographs(tmp_path / "photographs")


@pytest.fixture(scope="session")
def ended_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the tiny generator that has seen its 4 images, made once. Copied by whoever wants it: `first`."""
    home = tmp_path_factory.mktemp("ended")
    script = home / "tiny.py"
    script.write_text(TINY_RUN)
    config = TrainingConfig(
        make_photographs(home / "photographs"),
        home / "run",
        images=4,
        batch=2,
        crop=64,
        crop_later=(64,),
        device="cpu",
        report_every=0.01,
    )
    subprocess.run([*forked_runs.command(script), "train", *words(config), "--json"], check=True, capture_output=True)
    return home / "run"


@pytest.fixture
def first(ended_run: Path, tmp_path: Path) -> Path:
    """A run that has ended, in a folder where others may be started beside it."""
    return Path(shutil.copytree(ended_run, tmp_path / "first"))


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[TrainingDialog]:
    dialog = TrainingDialog()
    to_be_closed(dialog, qtbot)
    dialog.show()
    yield dialog
    dialog.shut_down()


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Callable[..., TrainingDialog]]:
    """Opens dialogs, with settings that are kept."""
    dialogs: list[TrainingDialog] = []

    def opened(preferences: Preferences | None = None) -> TrainingDialog:
        dialogs.append(TrainingDialog(None, preferences))
        to_be_closed(dialogs[-1], qtbot)
        return dialogs[-1]

    yield opened
    for dialog in dialogs:
        dialog.shut_down()


@pytest.fixture
def room(open_window: Callable[..., Window]) -> Callable[..., tuple[Window, TrainingDialog]]:
    """A window, with a picture where one is given, and its training room."""

    def opened(picture: Path | None = None) -> tuple[Window, TrainingDialog]:
        window = open_window(picture)
        window.actions_by_name["train"].trigger()
        assert window.dialogs.training is not None
        return window, window.dialogs.training

    return opened


@pytest.fixture
def running_in(qtbot: QtBot, photographs: Path, tmp_path: Path) -> Callable[[TrainingDialog], Path]:
    """Starts a run that would go on for hours, and waits until it learns. Returns its folder."""

    def begun(dialog: TrainingDialog) -> Path:
        prepare(dialog, qtbot, photographs, tmp_path / "run", images=100_000)
        qtbot.mouseClick(dialog.controls.start, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: dialog.view.progress_page.seen.value != "–", timeout=LONG)
        return tmp_path / "run"

    return begun
