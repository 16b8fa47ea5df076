"""How long a message lasts: the rule, without a widget."""

import pytest

from inpaint_studio.ui.kit.messages import About, Bond, Message, Messages

ONE, OTHER = "one picture", "another picture"


def _put(messages: Messages, level: str, text: str, about: object = About.HERE, holds=lambda: True, **more) -> Message:
    return messages.put(Message(level, text, bond=Bond(about, more.pop("name", ""), holds), **more))


def _text(messages: Messages) -> str:
    return messages.words(messages.shown) if messages.shown is not None else ""


@pytest.fixture
def messages() -> Messages:
    made = Messages()
    made.look_at(ONE)
    return made


@pytest.mark.parametrize("level", ["info", "done", "warning", "error"])
def test_a_message_goes_with_its_picture_and_what_stands_comes_back(messages, level):
    _put(messages, level, "It went wrong.")
    assert _text(messages) == "It went wrong."
    messages.look_at(OTHER)
    assert _text(messages) == ""
    messages.look_at(ONE)
    assert _text(messages) == ("It went wrong." if level in ("warning", "error") else "")


def test_a_question_stands_whatever_its_level(messages):
    _put(messages, "info", "Paste it?", buttons={"Paste": print})
    messages.look_at(OTHER)
    messages.look_at(ONE)
    assert _text(messages) == "Paste it?"


def test_what_belongs_to_the_program_goes_with_no_picture(messages):
    shown = _put(messages, "warning", "The disk is full.", About.PROGRAM)
    messages.look_at(OTHER)
    messages.leave_moment()
    messages.keep_only([OTHER])
    assert _text(messages) == "The disk is full."
    messages.end(shown)
    assert _text(messages) == ""


def test_what_belongs_to_the_moment_goes_when_another_picture_is_asked_for_and_not_before(messages):
    _put(messages, "error", "x.png cannot be opened.", About.MOMENT)
    messages.look_at(OTHER)  # the next of those that were opened together
    assert _text(messages) == "x.png cannot be opened."
    messages.leave_moment()
    assert _text(messages) == ""


def test_with_nothing_in_view_a_message_is_of_the_moment():
    messages = Messages()
    _put(messages, "error", "It went wrong.")
    messages.look_at(ONE)
    assert _text(messages) == "It went wrong."
    messages.leave_moment()
    assert _text(messages) == ""


def test_what_comes_of_a_picture_out_of_view_is_seen_under_its_name_and_waits_there(messages):
    _put(messages, "error", "There is not enough memory.", OTHER, name="b.png")
    assert _text(messages) == "b.png: There is not enough memory."
    messages.look_at(OTHER)
    assert _text(messages) == "There is not enough memory."
    messages.look_at(ONE)
    assert _text(messages) == ""
    _put(messages, "done", "b.png is saved.", OTHER, name="b.png")
    assert _text(messages) == "b.png is saved."
    messages.look_at(OTHER)
    assert _text(messages) == "b.png is saved."  # its time is not over yet


def test_a_closed_picture_takes_its_messages_along(messages):
    _put(messages, "error", "There is not enough memory.", OTHER, name="b.png")
    messages.keep_only([ONE])
    assert _text(messages) == ""


def test_what_does_not_hold_any_more_is_over_and_what_stood_before_is_seen(messages):
    is_empty = True
    _put(messages, "error", "It went wrong.")
    _put(messages, "info", "Nothing is marked.", holds=lambda: is_empty)
    messages.check()
    assert _text(messages) == "Nothing is marked."
    is_empty = False
    messages.check()
    assert _text(messages) == "It went wrong."


def test_a_newer_error_takes_the_place_of_an_older_one_and_a_question_waits(messages):
    _put(messages, "warning", "Save all the same?", buttons={"Save": print})
    _put(messages, "error", "The first.")
    last = _put(messages, "error", "The second.")
    assert _text(messages) == "The second."
    messages.end(messages.shown)
    assert messages.shown is not last
    assert _text(messages) == "Save all the same?"


def test_the_same_words_are_not_said_twice(messages):
    for _ in range(2):
        _put(messages, "warning", "Save all the same?", buttons={"Save": print})
    messages.end(messages.shown)
    assert _text(messages) == ""


def test_what_is_about_work_stands_below_a_later_note_and_spares_a_warning(messages):
    work = ["a search"]
    _put(messages, "warning", "The file is damaged.")
    messages.put(Message("info", "It is being searched.", bond=Bond(is_under_way=lambda: bool(work))))
    note = _put(messages, "done", "The mask was saved.")
    messages.end(note)
    assert _text(messages) == "It is being searched."
    work.clear()
    messages.end(_put(messages, "done", "The mask was saved again."))
    assert _text(messages) == "The file is damaged."
