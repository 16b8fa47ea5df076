"""A name is shown as it is: no `&` is a mnemonic, no `<` markup, and none is longer than its place."""

import pytest
from PIL import Image

from inpaint_studio.ui.kit.literal import in_sentence, literal, one_line, tip, title
from inpaint_studio.ui.shell.welcome import Card


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Tom & Jerry.png", "Tom && Jerry.png"),
        ("a&&b", "a&&&&b"),
        ("two\nlines\t.png", "two lines .png"),
        ("a\u2028b", "a b"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("\u2066a\u2069\u200f.png", "a.png"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\x00\x1b[1m", "[1m"),
    ],
)
def test_a_name_is_one_line_in_which_every_character_stands_for_itself(name, shown):
    assert literal(name) == shown


def test_of_a_long_name_the_middle_is_left_out():
    shown = one_line("a" * 300 + ".png")
    assert len(shown) == 80
    assert shown.endswith(".png")
    assert "…" in shown
    assert literal("&" * 300).count("&") == 2 * 79  # elided first, so that no pair is parted


def test_markup_in_a_tooltip_and_the_mark_in_a_title_are_taken_literally():
    assert tip("a.png") == "a.png"
    assert "&lt;img" in tip("<img src='x'>.png")
    assert title("a[*].png") == "a[*][*].png"


AWKWARD = ["Tom & Jerry.png", "new\nline & more.png", "\u202etxet.png", "long " + "&" * 200 + ".png"]


@pytest.fixture(params=AWKWARD, ids=["ampersand", "two lines", "turned round", "long"])
def awkward(request, tmp_path):
    path = tmp_path / request.param
    try:
        Image.new("RGB", (60, 40), (90, 120, 40)).save(path)
    except OSError:
        pytest.skip("this file system has no such name")
    return path


def _is_literal(text: str) -> bool:
    return "&" not in text.replace("&&", "") and "\n" not in text and "\u202e" not in text


def test_menus_cards_and_titles_show_a_name_literally(open_window, awkward, settle):
    window = open_window(awkward)
    window.menus.fill_recent()
    action = window.submenus["recent"].actions()[0]
    assert action.data() == str(awkward)
    assert _is_literal(action.text())
    assert len(action.text()) <= 160
    card = Card(awkward, awkward.name, window)
    assert _is_literal(card.text())
    assert "\n" not in window.windowTitle()


def test_a_mask_named_with_an_ampersand_is_found_again(open_window, picture_file, drag, settle):
    window = open_window(picture_file)
    drag(window, (60, 60), (100, 60))
    marked = window.session.document.mask.copy()
    window.masks.keep_as("scratch & dust")
    settle(window)
    window.masks.clear()
    settle(window)
    window.menus.fill_named()
    action = window.submenus["named"].actions()[0]
    assert action.text() == "scratch && dust"
    window.submenus["named"].triggered.emit(action)
    settle(window)
    assert (window.session.document.mask == marked).all()


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("two\nlines.png is saved.", "two lines.png is saved."),
        ("\u202egpj.exe is saved.", "gpj.exe is saved."),
        ("a" * 70 + "/" + "b" * 70 + ".png is saved.", "a" * 70 + "/" + "b" * 70 + ".png is saved."),
        ("文" * 200, "文" * 200),
    ],
    ids=["lines", "turned round", "a path", "Chinese"],
)
def test_a_sentence_is_wrapped_and_its_names_stand_for_themselves(sentence, shown):
    assert in_sentence(sentence) == shown


def test_of_a_name_in_a_sentence_that_cannot_be_wrapped_the_middle_is_left_out():
    shown = in_sentence(f"“{'a' * 250}.png” 已保存，文件外的部分没有改动。")
    assert len(shown) < 110
    assert shown.endswith("已保存，文件外的部分没有改动。")


def test_messages_and_the_status_line_show_a_name_literally(open_window, awkward, settle):
    window = open_window()
    shown = []
    window.session.activity_changed.connect(lambda activity: shown.append(window.status.engine_text))
    window.open(awkward)
    settle(window)
    opening = [text for text in shown if text.startswith("Opening")]
    assert opening
    window.files.save_to(awkward.with_suffix(".tif"))
    settle(window)
    texts = [*opening, window.messages.text]
    assert "saved" in window.messages.text
    assert [text for text in texts if "\n" in text or "\u202e" in text or len(max(text.split(), key=len)) > 81] == []
    window.messages.hide()
