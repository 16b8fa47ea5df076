"""The strip of candidates: what it says where there is nothing to choose from."""

import pytest
from PySide6.QtWidgets import QLabel

from inpaint_studio.filling.methods import METHODS
from inpaint_studio.ui.document import jobs

_REFUSAL = "Everything is marked, so there is nothing to fill from. Leave a part of the picture unmarked."


@pytest.fixture
def window(open_window, picture_file, settle):
    """Everything is marked in it, and it has the program's own engine."""
    window = open_window(picture_file, jobs.fill, jobs.judge)
    window.actions_by_name["select_all"].trigger()
    settle(window)
    return window


def _visible_words(widget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def test_candidates_that_have_all_failed_say_why_in_sight(window, settle):
    window.session.filling.doubted.connect(lambda doubt: doubt.go_on())  # as where not quite everything is marked
    window.actions_by_name["candidates"].trigger()
    settle(window)
    assert len(window.session.candidates.offered) == 6
    assert _visible_words(window.candidates).count(_REFUSAL) == 1
    window.actions_by_name["cancel"].trigger()
    assert window.candidates.isHidden()


@pytest.mark.parametrize("method", METHODS)
def test_every_method_refuses_a_picture_that_is_marked_everywhere(window, settle, method):
    offered = window.options.methods.findData(method)
    if offered >= 0:
        window.options.methods.setCurrentIndex(offered)
        window.actions_by_name["fill"].trigger()
    else:
        window.session.filling.start(method)
    settle(window)
    assert _REFUSAL in _visible_words(window.messages)
    assert not window.session.document.fills
    assert window.session.document.mask.all()
