from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject

from inpaint_studio.ui.marks.entries import Entries
from inpaint_studio.ui.marks.run import MarkRun
from inpaint_studio.work.mark_looks import Look

LONG = 60_000


@pytest.fixture
def run(qapp):
    parent = QObject()
    run = MarkRun(Entries(parent), parent)
    yield run
    run.shut_down()
    parent.deleteLater()


def test_one_thing_is_done_at_a_time_and_what_is_given_up_says_nothing_more(run, folder, mark, qtbot):
    with qtbot.waitSignal(run.grouped, timeout=LONG):
        run.group([folder], mark)
    run.group([folder], mark)  # in place of the first
    with qtbot.waitSignal(run.ended, timeout=LONG) as ended:
        pass
    assert ended.args == ["group"]
    assert len(run.groups) == 2
    assert run._entries.of(folder / "0.png").small is not None  # seen at once, on the left of its card
    assert not run.cancel()


def test_what_was_given_up_for_saving_is_looked_at_after(run, folder, mark, tmp_path, qtbot):
    with qtbot.waitSignal(run.ended, timeout=LONG):
        run.group([folder], mark)
    run._entries.set_look(Look(folder / "0.png", np.zeros((2, 2, 3), np.uint8), np.zeros((2, 2, 3), np.uint8)))
    run.look()
    one = run._entries.of(folder / "1.png").marked
    run.take_off([one], "folder", tmp_path / "out", True)
    with qtbot.waitSignal(run.ended, timeout=LONG):
        pass
    assert run.saved == 1
    with qtbot.waitSignal(run.ended, timeout=LONG):
        run.look()
    states = {entry.path.name: entry.status for entry in run._entries.rows}
    assert (states["0.png"], states["1.png"], states["2.png"]) == ("marked", "saved", "marked")


def test_an_error_is_kept_until_something_else_is_begun(run, folder, mark, qtbot):
    with qtbot.waitSignal(run.ended, timeout=LONG):
        run.group([folder / "no"], mark)
    assert "does not exist" in str(run.error)
    run.group([folder], mark)
    assert run.error is None
    run.cancel()


def test_a_mark_is_written_and_read_again(run, mark, tmp_path, qtbot):
    written: list[Path] = []
    run.write_known(mark, tmp_path / "x.mark.png", written.append)
    qtbot.waitUntil(lambda: bool(written), timeout=LONG)
    with qtbot.waitSignal(run.known, timeout=LONG) as known:
        run.read_known(tmp_path / "x.mark.png")
    assert known.args[0].mark.hash == mark.hash
