"""Names from people and other programs as Qt is to show them: on one line, every character for itself."""

import re
from html import escape

from PySide6.QtGui import Qt

_LONGEST = 80  # characters on one line; of a longer name the middle is left out
# Marks that turn the direction of what follows ("gpj.exe" reads as "exe.jpg"), and others without a sign of their own.
_UNSEEN = dict.fromkeys(
    (0xAD, 0x61C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF), ""
)
# A word within which Qt does not wrap. It wraps paths at their slashes, and Chinese between any two signs.
_UNBROKEN = re.compile(rf"[^\s/\\\u2e80-\ud7ff\uf900-\uffef]{{{_LONGEST + 1},}}")
_JOINERS = "\u200c\u200d"  # of letters in Persian, and of signs in one picture


def one_line(name: str, longest: int = _LONGEST) -> str:
    """The name without line breaks, control characters and marks of direction, with its middle left out where long."""
    seen = "".join(c if c.isprintable() or c in _JOINERS else " " for c in name.translate(_UNSEEN))
    seen = " ".join(seen.split())
    if len(seen) <= longest:
        return seen
    tail = longest // 3
    return f"{seen[: longest - 1 - tail]}…{seen[-tail:]}"


def in_sentence(text: str) -> str:
    """A sentence with names in it, without line breaks; of a word too long to be wrapped the middle is left out."""
    return _UNBROKEN.sub(lambda word: one_line(word[0]), one_line(text, len(text)))


def literal(name: str, longest: int = _LONGEST) -> str:
    """A name as the text of an action, a button or a tab, where Qt takes `&` for the mark of a key."""
    return one_line(name, longest).replace("&", "&&")


def tip(text: str) -> str:
    """A text with names in it as a tooltip, which Qt would otherwise read as markup where it looks like some."""
    if not Qt.mightBeRichText(text):
        return text
    return "<qt>" + escape(text).replace("\n", "<br>") + "</qt>"


def title(name: str) -> str:
    """A name in a window's title, where Qt puts its mark of unsaved work for `[*]`."""
    return one_line(name, 160).replace("[*]", "[*][*]")
