"""Closing while something goes on: it is asked about, nothing is lost, and no thread is left."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inpaint_studio.model.training import running
from inpaint_studio.ui.shell.window import Window
from inpaint_studio.ui.training import dialog as training_dialog
from inpaint_studio.ui.training import jobs as training_jobs
from inpaint_studio.ui.training import process as training_process
from inpaint_studio.ui.training.dialog import TrainingDialog
from inpaint_studio.ui.training.jobs import Device

from .driving import LONG, until_ended


@pytest.fixture
def unasked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Until all is torn down nothing is asked. Of the answers, one that lets the dialog be closed."""
    questions: list[str] = []

    def ask(_: object, text: str) -> str:
        questions.append(text)
        return "hide"

    monkeypatch.setattr(training_dialog, "ask_about_run", ask)
    yield
    assert questions == []


@pytest.mark.parametrize("by", ["dialog", "opened"])
def test_a_test_that_ends_while_a_run_goes_on_is_not_asked_about_it(
    unasked: None, by: str, request: pytest.FixtureRequest
) -> None:
    """As one does that has failed: a worker of the suite would wait for an answer without end."""
    made = request.getfixturevalue(by)
    dialog = made if isinstance(made, TrainingDialog) else made()
    request.getfixturevalue("running_in")(dialog)
    assert dialog.is_training


def test_closing_while_a_run_goes_on_asks_first(
    dialog: TrainingDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, running_in: Callable[[TrainingDialog], Path]
) -> None:
    run = running_in(dialog)
    for answer in ("cancel", "hide"):
        monkeypatch.setattr(dialog, "_ask_about_closing", lambda answer=answer: answer)
        dialog.close()
        assert dialog.is_training
        assert dialog.isVisible() == (answer == "cancel")
        seen = dialog.view.progress_page.seen.value
        qtbot.waitUntil(lambda seen=seen: dialog.view.progress_page.seen.value != seen, timeout=LONG)
    dialog.show()
    monkeypatch.setattr(dialog, "_ask_about_closing", lambda: "stop")
    dialog.close()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=LONG)
    assert not dialog.is_training
    assert (run / "latest.safetensors").is_file()
    dialog.shut_down()
    assert len(dialog._workers) == 0


def test_a_dialog_closed_early_closes_at_once_and_has_its_devices_later(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, opened: Callable[..., TrainingDialog]
) -> None:
    import_goes_on = threading.Event()

    def slowly() -> Iterator[tuple[Device, ...]]:
        assert import_goes_on.wait(20)
        yield (Device("cuda:0", "H100"), Device("cpu", "CPU (2)"))

    monkeypatch.setattr(training_jobs, "devices", slowly)
    dialog = opened()
    dialog.show()
    dialog.close()  # would wait for ever, if it waited
    assert not dialog.isVisible()
    dialog.show()
    import_goes_on.set()
    qtbot.waitUntil(lambda: dialog.settings.device.count() == 3, timeout=LONG)
    assert [dialog.settings.device.itemText(n) for n in (1, 2)] == ["H100", "CPU (2)"]


@pytest.mark.parametrize("way", ["close", "Esc"])
def test_closing_while_photographs_are_counted_leaves_no_thread(
    dialog: TrainingDialog, qtbot: QtBot, photographs: Path, way: str
) -> None:
    dialog.choose_photographs(photographs)
    if way == "close":
        dialog.close()
    else:
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    qtbot.waitUntil(lambda: len(dialog._workers) == 0, timeout=LONG)
    assert dialog.photographs.scan is None
    dialog.show()
    qtbot.waitUntil(lambda: dialog.photographs.scan is not None, timeout=LONG)  # counted when it is opened again


def test_closing_the_window_asks_saves_the_run_and_then_closes(
    room: Callable[..., tuple[Window, TrainingDialog]],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    running_in: Callable[[TrainingDialog], Path],
) -> None:
    window, dialog = room()
    run = running_in(dialog)
    answers = iter(["cancel", "stop"])
    monkeypatch.setattr(dialog, "_ask_about_leaving", lambda: next(answers))
    window.close()
    assert dialog.is_training
    assert window.isVisible()
    with qtbot.waitSignal(window.closed, timeout=LONG):
        window.close()
    assert (run / "latest.safetensors").is_file()
    assert not dialog.is_training


def test_closing_the_window_may_leave_the_run_to_itself(
    room: Callable[..., tuple[Window, TrainingDialog]],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    children: list[training_process.Child],
    running_in: Callable[[TrainingDialog], Path],
) -> None:
    window, dialog = room()
    run = running_in(dialog)
    monkeypatch.setattr(dialog, "_ask_about_leaving", lambda: "hide")
    with qtbot.waitSignal(window.closed, timeout=LONG):
        window.close()
    assert children[0].is_alive()
    assert running.pending(run) is None


def test_what_ends_while_the_question_stands_is_not_asked_about_again(
    room: Callable[..., tuple[Window, TrainingDialog]],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    running_in: Callable[[TrainingDialog], Path],
) -> None:
    window, dialog = room()
    run = running_in(dialog)

    def ends_meanwhile() -> str:
        dialog.stop()
        until_ended(dialog, qtbot)
        return "stop"

    monkeypatch.setattr(dialog, "_ask_about_leaving", ends_meanwhile)
    with qtbot.waitSignal(window.closed, timeout=LONG):
        window.close()
    assert (run / "state" / "state.json").is_file()
