"""Messages for people that keep their template and values, so that they can be translated.

Every room raises and yields `say(template, name=value, ...)`. The result is the English text, a `str`, which the
command line prints as it is; the window looks the template up in its translations and formats the same values. Nothing
parses a message back.
"""

import re
import string
from collections.abc import Callable, Iterable, Mapping
from typing import Any

LookUp = Callable[[str, int | None], str]

_STOPS = ".。"
_CLOSING = ".;:,)。；：，）"  # an embedded message drops its full stop before these


class Sentence(str):
    """The English text of a message, with the template and the values it was formatted from.

    template: the key of translations; for a counted message the plural form.
    values: messages, numbers, and text for everything else.
    quantity: the count that selects the plural form; None where there is none.
    """

    template: str
    values: Mapping[str, object]
    quantity: int | None
    _one: str | None

    def __new__(cls, template: str, values: Mapping[str, object], one: str | None = None) -> "Sentence":
        """one: the form for a count of one, of a message with the value `count`."""
        parts = {name: _part(value) for name, value in values.items()}
        count = parts.get("count") if one is not None else None
        made = super().__new__(cls, _filled(one if one is not None and count == 1 else template, parts))
        made.template, made.values, made.quantity = template, parts, count if isinstance(count, int) else None
        made._one = one
        return made

    def translated(self, look_up: LookUp) -> str:
        """The message in another language.

        look_up: the translation of a template, given a count where the form depends on it; the template itself where
        there is none. Values that are messages are translated too.
        """
        values = {
            name: value.translated(look_up) if isinstance(value, Sentence) else value
            for name, value in self.values.items()
        }
        wording = look_up(self.template, self.quantity)
        if wording == self.template and self._one is not None and self.quantity == 1:
            wording = self._one
        try:
            return _filled(wording, values)
        except (LookupError, ValueError, AttributeError):  # a translation with an unknown placeholder
            return str(self)

    def __reduce__(self) -> tuple[Any, ...]:  # errors travel between processes
        return Sentence, (self.template, dict(self.values), self._one)


def say(template: str, /, *, one: str | None = None, **values: object) -> Sentence:
    """A message for a person: a literal template, in which each {name} stands for the value of that name.

    one: the template for `count=1`, where the message counts something. An error as a value stands for its reason.
    Literals only: tests/test_messages.py reads them from the source, and fails for one without a translation.
    """
    return Sentence(template, values, one)


def template(text: str, /) -> str:
    """Mark a template in a table that `say` formats elsewhere, for the translation test. Returns it unchanged."""
    return text


def joined(parts: Iterable[str], separator: str = " ") -> Sentence:
    """Several messages as one, which is translated part by part."""
    values = {f"part{number}": part for number, part in enumerate(parts)}
    return Sentence(separator.join(f"{{{name}}}" for name in values), values)


def under_name(name: str, message: str) -> str:
    """A message about a file, or about a part of one, under its name; as it is where it says that name itself."""
    return message if says_name(message, name) else say("{name}: {why}", name=name, why=message)


def says_name(message: str, name: str) -> bool:
    """Whether a message says the name of a file, alone or at the end of a path, or begins with that of a part of one.

    The name of another file that merely contains this one does not count.
    """
    if isinstance(message, Sentence):
        values = message.values.values()
        if any(says_name(value, name) if isinstance(value, Sentence) else _ends_in(value, name) for value in values):
            return True
        return re.match(re.escape(name) + _NAME_ENDS, message) is not None
    return re.search(_NAME_BEGINS + re.escape(name) + _NAME_ENDS, message) is not None


# Of the letters of names ASCII alone: others write without spaces. A full stop may end a sentence.
_NAME_BEGINS, _NAME_ENDS = r"(?<![A-Za-z0-9_.-])", r"(?![A-Za-z0-9_-]|\.[A-Za-z0-9_])"


def _ends_in(value: object, name: str) -> bool:
    text = str(value).replace("\\", "/")
    return text == name or text.endswith(f"/{name}")


def reason(error: BaseException) -> str:
    """The reason of an error, for use inside a message: the system's text, or the message of our own error."""
    if isinstance(error, OSError) and error.strerror:
        text: str = error.strerror
        return text if isinstance(text, Sentence) else _SYSTEM.get(text, text)
    if len(error.args) == 1 and isinstance(error.args[0], Sentence):
        return error.args[0]
    return str(error)


def explanation(error: BaseException) -> str:
    """An error of any origin as one line that ends like a sentence."""
    if isinstance(error, MemoryError):
        return say("There is not enough memory for this.")
    message = reason(error)
    if isinstance(error, OSError) and error.strerror:  # the system's text alone, without full stop and file name
        if isinstance(error.filename, str):
            return say("{path}: {reason}.", path=error.filename, reason=error)
        return say("{reason}.", reason=error)
    if isinstance(message, Sentence):
        return message
    text = " ".join(message.split())
    if not text:
        return say("Something went wrong ({kind}).", kind=type(error).__name__)
    return text if text.endswith((".", "!", "?")) else f"{text}."


def to_json(message: str) -> object:
    """As JSON values, for another process: the text, or a `Sentence`'s template and values."""
    if not isinstance(message, Sentence):
        return message
    values = {name: to_json(value) if isinstance(value, str) else value for name, value in message.values.items()}
    return {"template": message.template, "values": values, "one": message._one}


def from_json(value: object) -> str:
    """The inverse of `to_json`. Raises ValueError for anything else."""
    if isinstance(value, str):
        return value
    match value:
        case {"template": str(template), "values": dict(values), "one": None | str() as one}:
            parts = {name: from_json(part) if isinstance(part, str | dict) else part for name, part in values.items()}
            return Sentence(template, parts, one)
    raise ValueError("These values are no message.")


def _part(value: object) -> object:
    if isinstance(value, BaseException):
        return reason(value)
    return value if isinstance(value, str | int | float) else str(value)


def _filled(template: str, values: Mapping[str, object]) -> str:
    """The template with its values; a message inside it loses its full stop where punctuation follows."""
    text = []
    pieces = list(string.Formatter().parse(template))
    for number, (literal, name, _, _) in enumerate(pieces):
        text.append(literal)
        if name is None:
            continue
        value = str(values[name])
        following = pieces[number + 1][0] if number + 1 < len(pieces) else ""
        text.append(value[:-1] if following[:1] in tuple(_CLOSING) and value[-1:] in tuple(_STOPS) else value)
    return "".join(text)


_SYSTEM: dict[str, Sentence] = {
    str(words): words
    for words in (
        say("No space left on device"),
        say("Permission denied"),
        say("Operation not permitted"),
        say("Read-only file system"),
        say("No such file or directory"),
        say("Not a directory"),
        say("Is a directory"),
        say("File name too long"),
        say("Too many levels of symbolic links"),
        say("Input/output error"),
        say("Disk quota exceeded"),
        say("File too large"),
    )
}
"""Common texts of `os.strerror` on Linux and macOS, for translation."""
