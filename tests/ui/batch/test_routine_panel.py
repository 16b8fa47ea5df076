from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from inpaint_studio.ui.batch.routine_panel import RoutinePanel
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.work.routines.cards.review import ReviewCard
from inpaint_studio.work.routines.examples import example, example_names
from inpaint_studio.work.routines.routine import read_routine


@pytest.fixture
def panel(qtbot):
    workers = Workers()
    made = RoutinePanel(workers)
    qtbot.addWidget(made)
    made.show()
    yield made
    workers.stop_all()


def test_the_examples_are_offered_and_shown(panel):
    actions = panel.examples.menu().actions()
    assert len(actions) == len(example_names())
    for action, name in zip(actions, example_names(), strict=True):
        action.trigger()
        assert panel.routine == example(name)
        assert panel.title.text() == example(name).title


def test_a_routine_is_saved_and_opened_again(panel, routine, qtbot, tmp_path: Path):
    panel.show_routine(routine)
    panel.title.selectAll()
    QTest.keyClicks(panel.title, "My spots")
    saved: list[Path] = []
    panel.write(tmp_path / "mine.json", saved.append)
    qtbot.waitUntil(lambda: bool(saved), timeout=10_000)
    assert read_routine(tmp_path / "mine.json").title == "My spots"
    panel.show_routine(example(example_names()[0]))
    panel.read(tmp_path / "mine.json")
    qtbot.waitUntil(lambda: panel.title.text() == "My spots", timeout=10_000)
    assert panel.routine.hash == routine.hash
    (tmp_path / "bad.json").write_text("{}")
    with qtbot.waitSignal(panel.failed, timeout=10_000):
        panel.read(tmp_path / "bad.json")


def test_only_what_it_does_makes_it_another_one(panel, routine):
    panel.set_job_routine(routine)
    QTest.keyClicks(panel.title, " and more")
    assert not panel.is_other
    panel.cards.put(lambda one: one.without_card(ReviewCard))
    assert panel.is_other
    assert panel.other.isVisible()
    panel.take_back.click()
    assert not panel.other.isVisible()
    panel.set_job_routine(None)
    panel.cards.put(lambda one: one.without_card(ReviewCard))
    assert not panel.other.isVisible()
