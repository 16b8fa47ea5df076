"""The page of progress: one run's curves and numbers, and another's laid under them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from inpaint_studio.model.training.report import StepDone, Validated
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.ui.training.progress import ProgressPage
from inpaint_studio.ui.training.run_folder import RunFolder


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[ProgressPage]:
    workers = Workers()
    page = ProgressPage(workers)
    qtbot.addWidget(page)
    yield page
    workers.stop_all()


def run(loss: float) -> RunFolder:
    scores = {"scratch": [(10, {"psnr": 31.0, "psnr_membrane": 30.5})]}
    return RunFolder(Path("run"), 10, 100, "standard", {}, {"l1": [(5, loss), (10, loss / 2)]}, scores)


def curves(page: ProgressPage) -> dict[str, list[float]]:
    return {curve.name: curve.y for panel in (page.losses, page.scores) for curve in panel.plot.curves}


def test_reports_are_added_to_what_the_folder_had(page: ProgressPage) -> None:
    page.show_run(run(0.8))
    assert curves(page) == {"thick holes": [0.8, 0.4], "scratches": [0.5]}
    assert page.score.value == "+0.50 dB"
    page.take_step(StepDone(20, {"l1": 0.3}, 2.0, 1e-4, 128), images=100, seconds_left=None)
    page.take_scores(Validated(20, {"scratch": {"psnr": 32.0, "psnr_membrane": 30.0}, "blob": {"psnr": 20.0}}))
    assert curves(page) == {"thick holes": [0.8, 0.4, 0.3], "scratches": [0.5, 2.0]}
    assert (page.seen.value, page.speed.value, page.remaining.value) == ("20", "2.0", "40 s")
    assert page.score.value == "+2.00 dB"


@pytest.mark.parametrize(
    ("rate", "seconds_left", "shown"), [(1.0, None, "17 min"), (0.1, None, "2 h 47 min"), (1.0, 30.0, "30 s")]
)
def test_what_remains_is_the_shorter_of_images_and_minutes(
    page: ProgressPage, rate: float, seconds_left: float | None, shown: str
) -> None:
    page.take_step(StepDone(0, {}, rate, 1e-4, 128), images=1000, seconds_left=seconds_left)
    assert page.remaining.value == shown


def test_another_run_is_laid_under_this_one_and_taken_away(page: ProgressPage) -> None:
    page.show_run(run(0.8))
    page.compare(run(0.6))
    dashed = [curve.name for curve in page.losses.plot.curves if curve.dashed]
    assert dashed == ["thick holes · other run"]
    page.compare(run(0.4))
    assert curves(page)["thick holes · other run"] == [0.4, 0.2], "one at a time"
    page.compare(None)
    assert curves(page) == {"thick holes": [0.8, 0.4], "scratches": [0.5]}


def test_a_new_run_begins_with_nothing(page: ProgressPage) -> None:
    page.show_run(run(0.8))
    page.clear()
    assert curves(page) == {}
    assert {r.value for r in (page.seen, page.speed, page.remaining, page.score)} == {"–"}
