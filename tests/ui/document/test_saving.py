"""Files are written one after the other, each as the document was when it was asked for."""

import numpy as np
import pytest

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.reading import read_mask

LEFT, RIGHT = Rect(10, 10, 20, 20), Rect(70, 40, 25, 15)


@pytest.fixture
def session(open_session, grey_engine):
    return open_session(grey_engine)


@pytest.fixture
def signals(session) -> list[tuple[str, str]]:
    """What saving emits, with the names of the files."""
    emitted: list[tuple[str, str]] = []
    saving = session.saving
    saving.about_to_save.connect(lambda path: emitted.append(("about to save", path.name)))
    saving.saved.connect(lambda path: emitted.append(("saved", path.name)))
    saving.failed.connect(lambda path, _: emitted.append(("failed", path.name)))
    return emitted


def test_a_file_that_waits_is_written_once_and_in_its_newest_state(session, slow_saving, signals, qtbot, tmp_path):
    for name in ("a.png", "b.png", "c.png", "b.png"):
        session.saving.save(tmp_path / name)
    assert session.saving.is_busy
    slow_saving.may_finish.set()
    qtbot.waitUntil(lambda: not session.saving.is_busy and not len(session.workers), timeout=20_000)
    assert [name for what, name in signals if what == "saved"] == ["a.png", "c.png", "b.png"]
    assert session.saved_path == tmp_path / "b.png"
    assert not session.is_busy


def test_what_is_painted_while_a_file_is_written_is_not_saved(session, slow_saving, mark, qtbot, tmp_path):
    mark(session, LEFT)
    session.saving.save(tmp_path / "a.png")
    mark(session, RIGHT)
    with qtbot.waitSignal(session.saving.saved, timeout=20_000):
        slow_saving.may_finish.set()
    assert session.document.is_modified
    with qtbot.waitSignal(session.saving.saved, timeout=20_000):
        session.saving.save(tmp_path / "a.png")
    assert not session.document.is_modified


def test_what_fails_before_writing_keeps_the_file_from_being_written(session, signals, qtbot, tmp_path):
    def refuse(path):
        raise SaveError(f"{path.name} must not be written.")

    session.saving.before_writing = refuse
    with qtbot.waitSignal(session.saving.failed, timeout=20_000) as failure:
        session.saving.save(tmp_path / "a.png")
    assert str(failure.args[1]) == "a.png must not be written."
    assert signals == [("about to save", "a.png"), ("failed", "a.png")]
    assert not session.saving.is_busy
    assert not (tmp_path / "a.png").exists()
    assert session.saved_path is None


def test_a_mask_is_written_as_it_is(session, mark, qtbot, tmp_path):
    mark(session, LEFT)
    mark(session, RIGHT)
    with qtbot.waitSignal(session.message, timeout=20_000) as message:
        session.saving.save_mask(tmp_path / "m.png")
    assert message.args == ["done", "The mask was saved as m.png."]
    assert np.array_equal(read_mask(tmp_path / "m.png", session.document.size).mask, session.document.mask)


def test_where_nothing_is_open_nothing_is_written(session, signals, tmp_path):
    session.close_document()
    session.saving.save(tmp_path / "a.png")
    session.saving.save_project(tmp_path / "a.ora")
    session.saving.save_mask(tmp_path / "m.png")
    assert not session.saving.is_busy
    assert signals == []
