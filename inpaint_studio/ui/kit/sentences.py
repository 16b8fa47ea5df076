"""What rooms without Qt say in English, in the language of the window: see `inpaint_studio.sentence`."""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from inpaint_studio.sentence import Sentence, reason, say

CONTEXT = "Sentences"  # of the templates in the translations
_STOPS = ".!?。！？"


class Spoken(str):
    """A message in the window's language that keeps its templates, by which help is looked up."""

    templates: tuple[str, ...]  # of the message, and then of those inside it

    def __new__(cls, text: str, templates: tuple[str, ...] = ()) -> "Spoken":
        made = super().__new__(cls, text)
        made.templates = templates
        return made


def spoken(message: str) -> str:
    """A message in the window's language; text that is no `Sentence` as it is."""
    return Spoken(message.translated(_look_up), _templates(message)) if isinstance(message, Sentence) else message


def within(words: str, **values: str) -> str:
    """Translated words with messages in them, which keep their templates."""
    inside = (name for one in values.values() for name in getattr(one, "templates", ()))
    return Spoken(words.format(**values), tuple(inside))


def together(messages: Iterable[str]) -> str:
    """Several messages in the window's language as one."""
    parts = [spoken(message) for message in messages]
    return Spoken(" ".join(parts), tuple(name for one in parts for name in getattr(one, "templates", ())))


def sentence(error: Exception) -> str:
    """What went wrong, for the person, in the window's language. Our own errors are sentences already."""
    if isinstance(error, MemoryError):
        return spoken(say("There is not enough memory for this."))
    message = reason(error)
    text = spoken(message).strip()
    if not text:
        return spoken(say("Something went wrong ({kind}).", kind=type(error).__name__))
    templates = _templates(message) if isinstance(message, Sentence) else ()
    return Spoken(text if text[-1] in _STOPS else f"{text}.", templates)


def _templates(message: Sentence) -> tuple[str, ...]:
    inside = (name for one in message.values.values() if isinstance(one, Sentence) for name in _templates(one))
    return message.template, *inside


def _look_up(template: str, quantity: int | None) -> str:
    return QCoreApplication.translate(CONTEXT, template, None, -1 if quantity is None else quantity)
