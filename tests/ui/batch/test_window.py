from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from inpaint_studio.work.jobs.job import save_job
from inpaint_studio.work.jobs.ledger import Ledger

from ..strips import drop

LEFT, NO = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
Key = Qt.Key


def states(window):
    return {key: window.rows.state(key) for key in window.rows.keys(0, len(window.rows))}


def wait_for(qtbot, window, **wanted):
    """Until pictures are in these states, by the stem of their name."""
    qtbot.waitUntil(
        lambda: all(states(window).get(f"{name}.png") == state.replace("_", "-") for name, state in wanted.items()),
        timeout=30_000,
    )


def choose(window, key):
    grid = window.parts.grid
    index = window.rows.index_of(key)
    assert index.isValid()
    grid.scrollTo(index)
    QTest.mouseClick(grid.viewport(), LEFT, NO, grid.visualRect(index).center())
    assert grid.current == key


def press(window, *keys, modifiers=NO):
    for key in keys:
        QTest.keyClick(window.parts.grid, key, modifiers)


@pytest.fixture
def started(batch, folder, routine, qtbot, tmp_path):
    """After the folder was dropped and Start was pressed; all is settled as far as nobody decides."""
    drop(batch, [folder])
    batch.parts.routine.show_routine(routine)
    batch.parts.setup.output.setText(str(tmp_path / "out"))
    qtbot.waitUntil(batch.parts.setup.start.isEnabled, timeout=20_000)
    QTest.mouseClick(batch.parts.setup.start, LEFT)
    wait_for(qtbot, batch, a="done", b="to_review", c="done", d="to_review", broken="failed")
    return batch


def test_a_dropped_folder_is_previewed_and_started(started, folder, tmp_path):
    assert sorted(path.name for path in (tmp_path / "out").glob("*.png")) == ["a-repaired.png", "c-repaired.png"]
    before, after = (np.asarray(Image.open(path)) for path in (folder / "a.png", tmp_path / "out" / "a-repaired.png"))
    differs = (before != after).any(axis=2)
    assert differs[10:14, 10:16].all()
    assert differs.sum() == 24


def test_the_first_name_is_shown_for_real(batch, folder, routine, qtbot):
    (folder / "broken.png").unlink()
    batch.parts.routine.show_routine(routine)
    drop(batch, [folder])
    setup = batch.parts.setup
    qtbot.waitUntil(setup.start.isEnabled, timeout=20_000)
    assert setup.preview.text() == "a.png → repaired/a-repaired.png"
    qtbot.waitUntil(lambda: setup.where.text().endswith("4 pictures"))  # listing goes on behind Start
    name = batch.parts.routine.cards.boxes["save"].controls
    line = next(one for one in name.findChildren(QLineEdit) if one.text() == routine.save.name)
    line.selectAll()
    QTest.keyClicks(line, "{name}_new")
    assert setup.preview.text() == "a.png → repaired/a_new.png"
    line.selectAll()
    QTest.keyClicks(line, "always")
    assert setup.preview.text() == ""
    assert "lacks {name}" in setup.problem.text()
    assert not setup.start.isEnabled()


def test_a_accepts_and_x_rejects_on_the_thumbnail(started, qtbot, folder, tmp_path):
    choose(started, "b.png")
    press(started, Key.Key_A)
    wait_for(qtbot, started, b="done")
    choose(started, "d.png")
    press(started, Key.Key_X)
    wait_for(qtbot, started, d="done")
    filled, left = (np.asarray(Image.open(tmp_path / "out" / f"{one}-repaired.png")) for one in "bd")
    assert (filled[10:14, 10:16] != 255).all()
    assert (left == np.asarray(Image.open(folder / "d.png"))).all()


def test_f_tries_again_and_delete_leaves_out(started, paint, folder, qtbot):
    choose(started, "broken.png")
    qtbot.waitUntil(lambda: started.rows.entry("broken.png") is not None, timeout=10_000)
    assert "broken.png" in started.parts.grid.rows.index_of("broken.png").data(Qt.ItemDataRole.ToolTipRole)
    assert len(started.rows.facts("broken.png")[2]) > 10  # the sentence why
    press(started, Key.Key_Delete)
    wait_for(qtbot, started, broken="skipped")
    paint(folder / "broken.png", 9)
    press(started, Key.Key_F)
    wait_for(qtbot, started, broken="done")
    press(started, Key.Key_F)
    qtbot.waitUntil(lambda: "Nothing is chosen that failed" in started.parts.message.text())


def test_the_filter_shows_one_state_and_goes_on_to_the_next(started, qtbot):
    box = started.parts.filter
    qtbot.waitUntil(lambda: "To review (2)" in [box.itemText(at) for at in range(box.count())], timeout=10_000)
    box.setCurrentIndex(box.findData("to-review"))
    assert started.rows.keys(0, 9) == ["b.png", "d.png"]
    choose(started, "b.png")
    press(started, Key.Key_X)
    qtbot.waitUntil(lambda: started.rows.keys(0, 9) == ["d.png"], timeout=20_000)
    assert started.parts.grid.current == "d.png"
    press(started, Key.Key_Escape)
    assert started.rows.rowCount() == 5
    assert started.isVisible()


def test_space_starts_pauses_and_goes_on(batch, job, qtbot, crews):
    batch.take([job.folder])
    qtbot.waitUntil(lambda: batch.run.condition is not None, timeout=10_000)
    assert not crews
    press(batch, Key.Key_Space)
    qtbot.waitUntil(lambda: len(crews) == 1, timeout=10_000)
    wait_for(qtbot, batch, a="done", b="to_review", c="done")
    crews[0].end()
    qtbot.waitUntil(lambda: not batch.run.has_crew, timeout=10_000)
    job.pause()
    qtbot.waitUntil(lambda: batch.run.is_paused, timeout=10_000)
    assert "paused" in batch.parts.foot.words.text()
    choose(batch, "b.png")
    press(batch, Key.Key_A)
    wait_for(qtbot, batch, b="decided")
    assert len(crews) == 1  # a paused job is not begun by a decision
    press(batch, Key.Key_Space)
    wait_for(qtbot, batch, b="done")
    assert not job.is_paused


def test_pausing_writes_the_pause_of_the_job(batch, job, qtbot, crews):
    watching = replace(job, watches=True)
    save_job(watching)
    batch.take([job.folder])
    qtbot.waitUntil(lambda: batch.run.condition is not None, timeout=10_000)
    press(batch, Key.Key_Space)
    wait_for(qtbot, batch, a="done", c="done")
    qtbot.waitUntil(lambda: batch.run.has_crew and "waiting for new" in batch.parts.foot.words.text(), timeout=10_000)
    QTest.mouseClick(batch.parts.foot.pause, LEFT)
    qtbot.waitUntil(lambda: job.is_paused and batch.run.is_paused, timeout=10_000)
    assert batch.parts.foot.pause.text() == "Go on"


def test_decisions_of_the_editor_go_back_to_the_job(started, session, qtbot, tmp_path, folder):
    choose(started, "d.png")
    with qtbot.waitSignal(started.lent, timeout=20_000):
        press(started, Key.Key_Return)
    qtbot.waitUntil(lambda: started.editor.key == "d.png", timeout=20_000)
    assert session.path == folder / "d.png"
    (finding,) = session.review.review.findings
    session.review.decide([finding], False)
    assert started.parts.back.isVisible()
    QTest.mouseClick(started.parts.back, LEFT)
    wait_for(qtbot, started, d="done")
    assert started.editor.key is None
    assert (
        np.asarray(Image.open(tmp_path / "out" / "d-repaired.png")) == np.asarray(Image.open(folder / "d.png"))
    ).all()


def test_a_picture_that_is_closed_in_the_editor_still_waits(started, session, qtbot):
    choose(started, "b.png")
    with qtbot.waitSignal(started.lent, timeout=20_000):
        press(started, Key.Key_Return)
    session.close_document()
    qtbot.waitUntil(lambda: "still wait for a decision" in started.parts.message.text(), timeout=10_000)
    assert states(started)["b.png"] == "to-review"


def test_pictures_are_added_while_it_runs_and_others_are_a_job_of_their_own(started, paint, folder, qtbot, tmp_path):
    drop(started, [paint(folder / "e.png", 5)])
    wait_for(qtbot, started, e="done")
    elsewhere = paint(tmp_path / "other" / "x.png", 6)
    drop(started, [elsewhere])
    assert started.parts.pages.currentIndex() == 0
    assert started.parts.setup.sources == (elsewhere,)


def test_the_log_and_the_foot_say_what_became_of_them(started, qtbot):
    foot = started.parts.foot
    QTest.mouseClick(foot.log_button, LEFT)
    assert foot.log.isVisible()
    qtbot.waitUntil(lambda: "c.png: Done" in foot.log.toPlainText(), timeout=10_000)
    assert "b.png: To review: 1 finding waits for a decision." in foot.log.toPlainText()
    qtbot.waitUntil(lambda: foot.words.text() == "2 of 5 done · To review: 2 · Failed: 1", timeout=10_000)


def test_another_routine_is_a_new_job_or_is_taken_back(started, qtbot, folder):
    panel = started.parts.routine
    assert not panel.other.isVisible()
    QTest.mouseClick(panel.cards.boxes["review"].remove, LEFT)
    assert panel.other.isVisible()
    QTest.mouseClick(panel.take_back, LEFT)
    assert not panel.other.isVisible()
    assert "review" in panel.cards.boxes
    QTest.mouseClick(panel.cards.boxes["review"].remove, LEFT)
    QTest.mouseClick(panel.new_job, LEFT)
    assert started.parts.setup.sources == (folder,)
    assert started.run.job is None
    qtbot.waitUntil(started.parts.setup.start.isEnabled, timeout=10_000)
    QTest.mouseClick(started.parts.setup.start, LEFT)
    qtbot.waitUntil(lambda: started.run.job is not None, timeout=10_000)
    assert started.run.job.folder.name == "inpaint-job (2)" or started.run.job.folder.parent == folder / "repaired"


def test_closing_says_once_that_it_goes_on_and_it_is_found_again(batch, job, open_batch, qtbot, crews):
    save_job(replace(job, watches=True))
    batch.take([job.folder])
    qtbot.waitUntil(lambda: batch.run.condition is not None, timeout=10_000)
    press(batch, Key.Key_Space)
    wait_for(qtbot, batch, a="done", c="done")
    with qtbot.waitSignal(batch.closed_at_work):
        batch.close()
    batch.show()
    with qtbot.assertNotEmitted(batch.closed_at_work):
        batch.close()
    again = open_batch()
    qtbot.waitUntil(lambda: again.run.job is not None and again.run.has_crew, timeout=20_000)
    wait_for(qtbot, again, a="done", b="to_review")
    assert crews[0].poll() is None


def test_a_window_closed_right_after_start_leaves_a_job_that_goes_on(batch, folder, routine, qtbot, crews, tmp_path):
    drop(batch, [folder])
    batch.parts.routine.show_routine(routine)
    batch.parts.setup.output.setText(str(tmp_path / "out"))
    qtbot.waitUntil(batch.parts.setup.start.isEnabled, timeout=20_000)
    QTest.mouseClick(batch.parts.setup.start, LEFT)
    batch.shut_down()
    qtbot.waitUntil(lambda: bool(crews) and crews[0].poll() == 0, timeout=20_000)
    with Ledger(tmp_path / "out" / "inpaint-job") as ledger:
        assert ledger.counts() == {"to-review": 2, "done": 2, "failed": 1}


def test_a_job_that_is_not_finished_is_listed(open_batch, preferences, job, qtbot):
    first = open_batch()
    first.take([job.folder])
    qtbot.waitUntil(lambda: first.run.job is not None, timeout=10_000)
    first.close()
    again = open_batch()
    known = again.parts.setup.known
    qtbot.waitUntil(lambda: known.list.count() == 1, timeout=10_000)
    assert known.isVisible()
    assert again.run.job is None
    QTest.mouseClick(known.list.viewport(), LEFT, NO, known.list.visualItemRect(known.list.item(0)).center())
    qtbot.waitUntil(lambda: again.run.job is not None, timeout=10_000)
