"""A picture in the editor with its mark taken off: a document with one fill, that is edited like every other."""

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.marks import Mark
from inpaint_studio.files.saving.verify import verify
from inpaint_studio.files.saving.writing import save_picture
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.unblending import Unblending
from tests.filling.unblend.marked import SHAPE, as_bytes, letters, photographs, under


@pytest.fixture
def marked(tmp_path):
    """A picture file with a mark, and the mark."""
    opacity, colour = letters(0.5)
    photo = photographs(1, seed=4)
    Image.fromarray(as_bytes(under(photo, opacity, colour)[0])).save(tmp_path / "marked.png")
    mark = Mark.of(opacity, np.ascontiguousarray(colour.transpose(1, 2, 0)), (0, 0), Size(SHAPE[1], SHAPE[0]))
    return tmp_path / "marked.png", mark


def _open(window, marked, qtbot):
    path, mark = marked
    unblending = Unblending(window.session, window)
    with qtbot.waitSignal(unblending.opened, timeout=60_000):
        unblending.open(path, mark, False)
    return unblending


def test_it_is_one_fill_that_is_undone_deleted_made_again_and_verified(open_window, marked, settle, qtbot, tmp_path):
    window = open_window(engine=jobs.fill)
    _open(window, marked, qtbot)
    document = window.session.document
    (fill,) = document.fills
    assert fill.recipe.method == "unblend"
    assert window.session.has_unsaved_work
    bare = composite(document.picture, document.fills, document.picture.rect)
    window.actions_by_name["undo"].trigger()
    settle(window)
    assert document.fills == ()
    window.actions_by_name["redo"].trigger()
    settle(window)
    window.session.filling.remake(fill.id, fill.recipe.method)
    settle(window)
    assert (composite(document.picture, document.fills, document.picture.rect) == bare).all()
    save_picture(document.picture, document.fills, tmp_path / "bare.png")
    mask = np.zeros(SHAPE, np.uint8)
    mask[fill.rect.slices] = fill.coverage
    Image.fromarray(mask).save(tmp_path / "mask.png")
    assert verify(marked[0], tmp_path / "bare.png", tmp_path / "mask.png").untouched
    window.session.fills.delete(fill.id)
    settle(window)
    assert document.fills == ()


def test_in_a_picture_that_is_open_it_is_a_further_step_over_what_is_there(open_window, marked, settle, drag, qtbot):
    window = open_window(marked[0])
    drag(window, (10, 10), (30, 10))
    with qtbot.waitSignal(window.session.filling.finished, timeout=60_000):
        window.actions_by_name["fill"].trigger()
    unblending = _open(window, marked, qtbot)
    settle(window)
    assert [fill.recipe.method for fill in window.session.document.fills][-1] == "unblend"
    assert len(window.session.document.fills) == 2
    assert len(window.session.pictures) == 1
    with qtbot.waitSignal(unblending.opened, timeout=60_000):
        unblending.open(*marked, False)  # a second time: it is taken off already
    settle(window)
    assert len(window.session.document.fills) == 2


def test_a_picture_without_the_mark_gets_a_sentence_and_no_document(open_window, marked, tmp_path, qtbot):
    window = open_window()
    Image.fromarray(as_bytes(photographs(1, seed=9)[0])).save(tmp_path / "plain.png")
    with qtbot.waitSignal(window.session.message, timeout=60_000) as told:
        Unblending(window.session, window).open(tmp_path / "plain.png", marked[1], False)
    assert told.args == ["error", "It does not have the mark, and was left alone."]
    assert window.session.document is None
