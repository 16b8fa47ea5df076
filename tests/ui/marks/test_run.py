from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from inpaint_studio.ui.marks.entries import Entries
from inpaint_studio.ui.marks.run import MarkRun


@pytest.fixture
def run(qapp):
    parent = QObject()
    run = MarkRun(Entries(parent), parent)
    yield run
    run.shut_down()
    parent.deleteLater()


def test_one_thing_is_done_at_a_time_and_what_is_given_up_says_nothing_more(run, folder, mark, qtbot):
    with qtbot.waitSignal(run.grouped):
        run.group([folder], mark)
    run.group([folder], mark)  # in place of the first
    with qtbot.waitSignal(run.ended) as ended:
        pass
    assert ended.args == ["group"]
    assert len(run.groups) == 2
    assert not run.cancel()


def test_an_error_is_kept_until_something_else_is_begun(run, folder, mark, qtbot):
    with qtbot.waitSignal(run.ended):
        run.group([folder / "no"], mark)
    assert "does not exist" in str(run.error)
    run.group([folder], mark)
    assert run.error is None
    run.cancel()


def test_a_mark_is_written_and_read_again(run, mark, tmp_path, qtbot):
    written: list[Path] = []
    run.write_known(mark, tmp_path / "x.mark.png", written.append)
    qtbot.waitUntil(lambda: bool(written))
    with qtbot.waitSignal(run.known) as known:
        run.read_known(tmp_path / "x.mark.png")
    assert known.args[0].mark.hash == mark.hash
