import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from inpaint_studio.editing.fills import composite
from inpaint_studio.files.reading import read_picture
from inpaint_studio.ui.marks import jobs
from inpaint_studio.work.marks import Cleaned, Group, Working, cleaned
from tests.filling.unblend.marked import as_bytes, letters, photographs, under

from ..strips import drop

SHIFT, NO, LEFT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
Key = Qt.Key


def states(window):
    return {one.path.name: one.status for one in window.entries.rows}


def accepted(window):
    return {one.path.name for one in window.entries.rows if one.accepted}


def press(window, *keys, modifiers=NO):
    for key in keys:
        QTest.keyClick(window.parts.sheet, key, modifiers)


def choose(window, name):
    sheet = window.parts.sheet
    path = next(one.path for one in window.entries.rows if one.path.name == name)
    index = window.entries.index_of(path)
    sheet.scrollTo(index)
    QTest.mouseClick(sheet.viewport(), LEFT, NO, sheet.visualRect(index).topLeft() + QPoint(12, 12))
    assert sheet.current.path.name == name
    return index


def test_a_dropped_mark_and_folder_are_looked_at_and_what_has_no_mark_is_named(looked):
    parts = looked.parts
    assert states(looked) == {
        **{f"{n}.png": "marked" for n in range(4)},
        "4.png": "alone",
        "other.png": "alone",
        "broken.png": "unread",
    }
    assert parts.message.text() == (
        "4 pictures have the mark. Accept what looks right: A takes one, Shift+A all under the limit, X rejects one. "
        "2 pictures are left alone. 1 file could not be read: broken.png."
    )
    assert [parts.groups.item(row).text().split("\n")[0] for row in range(2)] == [
        "112 × 72: 5 pictures",
        "50 × 40: 1 picture",
    ]
    assert "the mark is of pictures of 112 x 72" in parts.groups.item(1).text()
    assert not parts.mark.board.is_empty
    assert "Opacity up to 50 %" in parts.mark.facts.text()
    assert all(one.left <= 10 for one in looked.entries.rows if one.status == "marked")
    assert not parts.progress.isVisible()
    assert not parts.take_off.isEnabled()


def test_keys_accept_reject_go_on_and_take_off_into_a_folder(looked, folder, mark, settled, tmp_path):
    choose(looked, "0.png")
    press(looked, Key.Key_A)
    assert looked.parts.sheet.current.path.name == "1.png"  # the next that nobody has decided about
    press(looked, Key.Key_X, Key.Key_A)
    press(looked, Key.Key_P, Key.Key_P, Key.Key_N)
    assert looked.parts.sheet.current.path.name == "2.png"
    assert accepted(looked) == {"0.png", "2.png"}
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    press(looked, Key.Key_Return)
    settled(looked)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    assert sorted(path.name for path in (folder / "unmarked").iterdir()) == ["0.png", "2.png"]
    *_, one = cleaned(folder / "2.png", mark, True)
    assert isinstance(one, Cleaned)
    bare = np.asarray(Image.open(folder / "unmarked" / "2.png"))
    assert (bare == composite(one.picture, one.fills, one.picture.rect)).all()
    truth, where = np.load(tmp_path / "2.npy").astype(float), letters()[0] > 0
    assert np.abs(bare - truth)[where].mean() < 4
    words = f"The mark was taken off 2 pictures. The results are in {folder / 'unmarked'}."
    assert looked.parts.message.text().startswith(words)
    assert (states(looked)["0.png"], states(looked)["1.png"]) == ("saved", "marked")


def test_all_under_the_score_are_accepted_but_not_what_was_rejected(looked):
    choose(looked, "1.png")
    press(looked, Key.Key_X)
    looked.parts.score.setValue(15)
    QTest.mouseClick(looked.parts.accept_all, LEFT)
    assert accepted(looked) == {"0.png", "2.png", "3.png"}
    assert looked.parts.message.text() == "3 pictures were accepted."
    assert looked.parts.take_off.text() == "Take off (3)"
    looked.parts.score.setValue(0)
    press(looked, Key.Key_A, modifiers=SHIFT)
    assert looked.parts.message.text() == "0 pictures were accepted."


def test_a_click_on_a_badge_decides_and_another_takes_it_back(looked):
    sheet = looked.parts.sheet
    index = choose(looked, "0.png")
    accept, reject = sheet.badges(index)
    for place, decision in ((accept, True), (reject, False), (reject, None)):
        QTest.mouseClick(sheet.viewport(), LEFT, NO, place.center())
        assert looked.entries.at(index).accepted is decision
    choose(looked, "4.png")
    press(looked, Key.Key_A)
    assert accepted(looked) == set()
    assert looked.parts.message.text().startswith("4.png cannot be accepted: It does not have the mark")


def test_space_and_a_click_show_before_and_after(looked):
    choose(looked, "0.png")
    look = looked.parts.look
    assert look.look is looked.parts.sheet.current.look
    assert not look.is_before
    after = look.grab().toImage()
    press(looked, Key.Key_Space)
    assert look.is_before
    assert look.grab().toImage() != after
    QTest.mouseClick(look, LEFT)
    assert not look.is_before


def test_enter_without_an_accepted_picture_says_what_to_press(looked, folder):
    press(looked, Key.Key_Return)
    assert looked.parts.message.text().startswith("No picture is accepted yet.")
    assert not (folder / "unmarked").exists()


def test_originals_are_replaced_only_after_a_question_and_stay_as_name_with_a_tilde(looked, folder, settled, qtbot):
    choose(looked, "0.png")
    press(looked, Key.Key_A)
    looked.parts.output.set_rule("over")
    before = (folder / "0.png").read_bytes()
    press(looked, Key.Key_Return)
    question = looked.asking.question
    assert question.text() == "1 original is replaced."
    QTest.keyClick(question, Key.Key_Escape)
    assert looked.asking.question is None
    assert (folder / "0.png").read_bytes() == before
    press(looked, Key.Key_Return)
    yes = next(one for one in looked.asking.question.buttons() if one.text() == "Replace")
    QTest.mouseClick(yes, LEFT)
    settled(looked)
    assert (folder / "0.png").read_bytes() != before
    assert (folder / "0.png~").read_bytes() == before


def test_the_folder_of_the_originals_is_refused_in_a_sentence(looked, folder, settled):
    choose(looked, "0.png")
    press(looked, Key.Key_A)
    looked.parts.output.folder.setText(str(folder))
    press(looked, Key.Key_Return)
    settled(looked)
    assert "is the folder of the originals" in looked.parts.message.text()
    assert states(looked)["0.png"] == "marked"


def test_a_file_that_is_no_logo_gets_a_sentence_and_changes_nothing(looked, folder, settled):
    before = states(looked)
    looked.use(folder / "other.png")
    settled(looked)
    assert "does not say where the logo is transparent" in looked.parts.message.text()
    assert states(looked) == before


@pytest.mark.parametrize(
    ("count", "alike", "words"), [(3, False, "3 pictures are too few"), (5, True, "equally bright")]
)
def test_a_folder_without_an_estimable_mark_gets_a_sentence_and_nothing_can_be_accepted(
    marks, settled, tmp_path, count, alike, words
):
    folder = tmp_path / "in"
    folder.mkdir()
    for number, one in enumerate(under(photographs(count, alike=alike), *letters())):
        Image.fromarray(as_bytes(one)).save(folder / f"{number}.png")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    drop(marks, [folder])
    settled(marks)
    assert set(states(marks).values()) == {"alone"}
    assert words in marks.parts.groups.item(0).text()
    press(marks, Key.Key_A)
    assert not accepted(marks)
    press(marks, Key.Key_Return)
    settled(marks)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert {one.name for one in tmp_path.iterdir()} <= {"in", "settings.ini", "thumbnails"}  # no folder of results


def test_a_logo_is_found_on_one_picture(marks, folder, mark, settled, tmp_path, monkeypatch):
    logo = np.dstack([np.rint(mark.colour * 255), np.rint(mark.opacity / mark.opacity.max() * 255)])
    Image.fromarray(logo.astype(np.uint8), "RGBA").save(tmp_path / "logo.png")
    names = iter([str(tmp_path / "logo.png")])
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (next(names), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(folder / "1.png")], ""))
    QTest.mouseClick(marks.parts.pictures, LEFT)
    settled(marks)
    assert states(marks) == {"1.png": "alone"}  # one picture is too few for an estimate
    assert "With the logo as a file one picture is enough" in marks.parts.mark.facts.text()
    QTest.mouseClick(marks.parts.known, LEFT)
    settled(marks)
    assert states(marks) == {"1.png": "marked"}
    assert marks.entries.rows[0].left <= 20
    assert marks.parts.estimate.isVisible()
    QTest.mouseClick(marks.parts.estimate, LEFT)
    settled(marks)
    assert states(marks) == {"1.png": "alone"}


def test_esc_stops_what_runs_and_then_closes(marks, folder, mark_file, settled, qtbot):
    drop(marks, [mark_file])
    settled(marks)
    drop(marks, [folder])
    qtbot.waitUntil(lambda: marks.run.is_running)
    press(marks, Key.Key_Escape)
    assert not marks.run.is_running
    assert marks.isVisible()
    press(marks, Key.Key_Escape)
    assert not marks.isVisible()
    settled(marks)


@pytest.mark.parametrize("stage", ["group", "look", "take off"])
def test_the_window_closes_at_any_moment(marks, folder, mark_file, settled, qtbot, stage):
    drop(marks, [mark_file])
    settled(marks)
    drop(marks, [folder])
    if stage == "take off":
        settled(marks)
        press(marks, Key.Key_A, modifiers=SHIFT)
        press(marks, Key.Key_Return)
    qtbot.waitUntil(lambda: marks.run.stage == stage)
    marks.close()
    assert not marks.run.is_running
    settled(marks)
    for path in folder.glob("unmarked/*"):
        read_picture(path, complete=True)  # what is written is whole


def test_folder_rule_and_score_are_remembered(looked, folder, preferences, session, qtbot):
    looked.parts.output.set_rule("beside")
    looked.parts.score.setValue(33)
    assert preferences.text("marks/folder") == str(folder)
    again = type(looked)(session, preferences=preferences)
    qtbot.addWidget(again)
    assert again.parts.output.rule == "beside"
    assert again.parts.score.value() == again.parts.percent.value() == 33
    again.shut_down()


def test_what_is_known_of_an_estimated_mark_is_said(marks, folder, mark, settled, monkeypatch):
    """Estimating itself takes seconds; tests/work/test_marks.py does it."""

    def grouped(pictures):
        yield Working("estimating", 0.5)
        yield Group(mark.size, tuple(pictures[:4]), mark, "", True, 4, 4, 2.25)

    monkeypatch.setattr(jobs, "grouped", grouped)
    drop(marks, [folder])
    settled(marks)
    assert [states(marks)[f"{n}.png"] for n in range(4)] == ["marked"] * 4
    facts = marks.parts.mark.facts.text()
    assert "It lies up to 2.2 pixels elsewhere in some pictures." in facts
    assert "Estimated from 4 pictures, of which 4 have it." in facts
    assert "With fewer than 12 pictures its colour and opacity are less certain." in facts
    assert "Blended as samples of files (sRGB)" in facts


def test_the_window_is_opened_from_menu_and_start_page_and_f1_shows_its_keys(open_window, qtbot):
    window = open_window()
    QTest.mouseClick(window.start_page.page.marks_button, LEFT)
    marks = window.dialogs.marks
    assert marks.isVisible()
    marks.close()
    window.actions_by_name["marks"].trigger()
    assert window.dialogs.marks is marks
    assert marks.isVisible()
    names = [action.objectName() for action in window.toolbox.find_button.menu().actions()]
    assert "marks" in names
    with qtbot.waitSignal(marks.help_requested):
        marks.activateWindow()
        qtbot.waitUntil(marks.isActiveWindow)
        QTest.keyClick(marks, Key.Key_F1)
    assert marks.parts.own.text() == "For pictures that you own or may change."
    window.dialogs.shut_down()
