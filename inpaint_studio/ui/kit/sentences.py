"""What rooms without Qt say in English, in the language of the window: see `inpaint_studio.sentence`."""

from PySide6.QtCore import QCoreApplication

from inpaint_studio.sentence import Sentence, reason, say

CONTEXT = "Sentences"  # of the templates in the translations
_STOPS = ".!?。！？"


def spoken(message: str) -> str:
    """A message in the window's language; text that is no `Sentence` as it is."""
    return message.translated(_look_up) if isinstance(message, Sentence) else message


def sentence(error: Exception) -> str:
    """What went wrong, for the person, in the window's language. Our own errors are sentences already."""
    if isinstance(error, MemoryError):
        return spoken(say("There is not enough memory for this."))
    message = reason(error)
    if isinstance(message, Sentence):
        message = spoken(message)
    message = message.strip()
    if not message:
        return spoken(say("Something went wrong ({kind}).", kind=type(error).__name__))
    return message if message[-1] in _STOPS else f"{message}."


def _look_up(template: str, quantity: int | None) -> str:
    return QCoreApplication.translate(CONTEXT, template, None, -1 if quantity is None else quantity)
