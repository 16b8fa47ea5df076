"""Messages keep their template and values through formatting, nesting, pickling and translation."""

import copy
import errno
import pickle

import pytest

from inpaint_studio.sentence import Sentence, explanation, joined, say, says_name, under_name

GERMAN = {
    "{name} is {size}.": "{name} ist {size}.",
    "too large ({count} pixels)": "zu groß ({count} Pixel)",
    "{count} frames": "{count} Bilder",
}


def look_up(template: str, count: int | None) -> str:
    if template == "{count} frames" and count == 1:
        return "{count} Bild"
    return GERMAN.get(template, template)


def test_a_message_is_its_english_text():
    message = say("{name} is {size}.", name="a.png", size="12 x 9")
    assert message == "a.png is 12 x 9."
    assert isinstance(message, str)


def test_a_message_is_translated_with_the_messages_inside_it():
    message = say("{name} is {size}.", name="{x}.png", size=say("too large ({count} pixels)", count=7))
    assert message == "{x}.png is too large (7 pixels)."
    assert message.translated(look_up) == "{x}.png ist zu groß (7 Pixel)."


def test_a_template_without_translation_stays_english():
    assert say("Nothing is marked in {name}.", name="a").translated(look_up) == "Nothing is marked in a."


def test_a_translation_with_an_unknown_placeholder_falls_back_to_english():
    message = say("{name} is gone.", name="a")
    assert message.translated(lambda template, count: "{other} ist weg.") == "a is gone."


def test_counted_messages_have_a_form_for_one_in_both_languages():
    one, many = (say("{count} frames", one="{count} frame", count=n) for n in (1, 3))
    assert (one, many) == ("1 frame", "3 frames")
    assert (one.translated(look_up), many.translated(look_up)) == ("1 Bild", "3 Bilder")
    assert one.translated(lambda template, count: template) == "1 frame"


def test_messages_survive_pickling_and_copying():
    message = say("{name} is {size}.", name="a", size=say("too large ({count} pixels)", count=7))
    for again in (pickle.loads(pickle.dumps(message)), copy.deepcopy(message)):
        assert again == message
        assert again.translated(look_up) == "a ist zu groß (7 Pixel)."
    error = pickle.loads(pickle.dumps(ValueError(message)))
    assert error.args[0].translated(look_up) == "a ist zu groß (7 Pixel)."


def test_joined_messages_are_translated_part_by_part():
    both = joined([say("{name} is {size}.", name="a", size="x"), "Braces {stay}."])
    assert both == "a is x. Braces {stay}."
    assert both.translated(look_up) == "a ist x. Braces {stay}."


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ValueError(say("{n} pictures are too many.", n=7)), "7 pictures are too many."),
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device."),
        (PermissionError(errno.EACCES, "Permission denied", "/a/b.png"), "/a/b.png: Permission denied."),
        (OSError(errno.EIO, "Input/output error", 3), "Input/output error."),  # a descriptor is no name
        (OSError("cannot read it"), "cannot read it."),
        (MemoryError(), "There is not enough memory for this."),
        (RuntimeError(), "Something went wrong (RuntimeError)."),
        (RuntimeError("two\n  lines of a library"), "two lines of a library."),
        (KeyError("name"), "'name'."),
    ],
)
def test_every_error_is_explained_on_one_line_that_ends_as_a_sentence(error, text):
    assert explanation(error) == text


def test_what_the_system_says_keeps_its_template_for_the_window():
    message = explanation(PermissionError(errno.EACCES, "Permission denied", "/a/b.png"))
    assert isinstance(message, Sentence)
    assert message.template == "{path}: {reason}."
    assert isinstance(message.values["reason"], Sentence)


@pytest.mark.parametrize(
    ("message", "is_said"),
    [
        (say("{name} is damaged.", name="a.jpg"), True),
        (say("{path} could not be read: {reason}.", path="/b/a.jpg", reason=say("Permission denied")), True),
        (say("It was left out: {why}", why=say("{name} is damaged.", name="a.jpg")), True),
        (say("{name} is not of the picture's size.", name="aa.jpg"), False),
        (say("Nothing is painted in the mask."), False),
        ("/b/a.jpg: Permission denied.", True),
        ("It is about a.jpg.", True),
        ("a.jpg已损坏。", True),
        ("a.jpg.bak is damaged.", False),
        ("aa.jpg is damaged.", False),
    ],
)
def test_a_message_stands_under_a_name_unless_it_says_it(message, is_said):
    assert under_name("a.jpg", message) == (message if is_said else f"a.jpg: {message}")


def test_a_message_that_begins_with_a_plane_says_it():
    plane = say("Plane {number} of {name}", number=3, name="a.tif")
    message = say("{plane} cannot be read: {reason}", plane=plane, reason="It ends too early.")
    assert says_name(message, "Plane 3")
    assert not says_name(message, "Plane 2")
    assert not says_name(say("Plane {number} of {name}", number=30, name="a.tif"), "Plane 3")


def test_a_message_under_a_name_is_translated():
    message = under_name("a.jpg", say("{name} is {size}.", name="b.jpg", size=1))
    assert isinstance(message, Sentence)
    assert message.translated(look_up) == "a.jpg: b.jpg ist 1."
