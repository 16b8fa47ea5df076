"""What a crash cut off is offered in whole sentences, with the forms that a count asks for."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from inpaint_studio.files.memory.abandoned import Abandoned
from inpaint_studio.resources import resource
from inpaint_studio.ui.kit import language


def _lost(steps: int, name: str = "old.png") -> Abandoned:
    return Abandoned(Path("journal"), Path(name), 0.0, steps)


@pytest.mark.parametrize(("steps", "counted"), [(1, "(1 step can be had back)"), (7, "(7 steps can be had back)")])
def test_one_step_is_a_step_and_more_are_steps(open_window, steps, counted):
    window = open_window()
    window.lost_work.offer(_lost(steps))
    assert counted in window.messages.text
    assert f"({counted[1:].split(' can')[0]})" in window.lost_work._title(_lost(steps))


def test_a_review_without_a_step_is_called_one(open_window):
    window = open_window()
    one = replace(_lost(0), is_review_only=True)
    window.lost_work.offer(one)
    assert window.messages.text.startswith("The review of old.png from ")
    assert "step" not in window.messages.text
    assert window.lost_work._title(one).endswith("(a review)")


@pytest.mark.parametrize("steps", [1, 7])
def test_in_chinese_there_is_one_form(open_window, steps):
    window = open_window()
    translator = language.LinguistFile(resource("translations/inpaint-studio_zh_CN.ts"))
    QCoreApplication.installTranslator(translator)
    try:
        window.lost_work.offer(_lost(steps))
        assert f"可找回 {steps} 步" in window.messages.text
    finally:
        QCoreApplication.removeTranslator(translator)


def test_a_name_is_taken_literally(open_window):
    window = open_window()
    window.lost_work.offer(_lost(2, "two\nlines & more.png"))
    assert "two lines & more.png" in window.messages.text
    assert "two lines && more.png" in window.lost_work._title(_lost(2, "two\nlines & more.png"))


def test_work_that_was_saved_as_another_file_is_offered_under_both_names(open_window):
    window = open_window()
    one = replace(_lost(2, "koi.jpg"), saved=Path("koi_plain.jpg"))
    window.lost_work.offer(one)
    assert window.messages.text.startswith("Work on koi.jpg (saved as koi_plain.jpg) from ")
    assert window.lost_work._title(one).startswith("koi.jpg (saved as koi_plain.jpg), ")
    window.lost_work.offer(replace(one, saved=Path("koi.jpg")))
    assert window.messages.text.startswith("Work on koi.jpg from ")
    window.lost_work.offer(replace(one, picture=None))
    assert window.messages.text.startswith("Work on a picture without a file (saved as koi_plain.jpg) from ")


def test_a_picture_that_was_in_no_file_is_offered_before_anything_was_done_to_it(open_window):
    window = open_window()
    one = Abandoned(Path("journal"), None, 0.0, 0, None, "photo-2x")
    window.lost_work.offer(one)
    assert window.messages.text.startswith("photo-2x from ")
    assert window.messages.text.endswith(" was in no file when the program was cut off.")
    assert window.lost_work._title(one).endswith("(in no file)")
