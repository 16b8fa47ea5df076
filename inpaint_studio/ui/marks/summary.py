"""What came of the pictures of the marks window, in sentences."""

from collections.abc import Sequence
from pathlib import Path

from inpaint_studio.sentence import say
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.marks.entries import Entry

_NAMED = 3  # files that a sentence names


def summary(rows: Sequence[Entry]) -> str:
    """How many have the mark, what of the others, and what is to be done next."""
    marked = sum(one.status in ("marked", "saved") for one in rows)
    words = [spoken(say("{count} pictures have the mark.", one="1 picture has the mark.", count=marked))]
    if any(one.status == "marked" for one in rows) and all(one.accepted is None for one in rows):
        words.append(spoken(say("Accept what looks right: A takes one, Shift+A all under the limit, X rejects one.")))
    return " ".join((*words, exceptions(rows))).strip()


def taken_off(count: int, rows: Sequence[Entry], folder: Path | None) -> str:
    """folder: where the results lie; None where they stand beside or over their originals."""
    words = [
        spoken(say("The mark was taken off {count} pictures.", one="The mark was taken off 1 picture.", count=count))
    ]
    if folder is not None and count:
        words.append(spoken(say("The results are in {folder}.", folder=folder)))
    return " ".join((*words, exceptions(rows))).strip()


def exceptions(rows: Sequence[Entry]) -> str:
    """Of those that are left alone, how many; of those that cannot be read, which."""
    alone, unread = ([one for one in rows if one.status == status] for status in ("alone", "unread"))
    parts = []
    if alone:
        words = say("{count} pictures are left alone.", one="1 picture is left alone.", count=len(alone))
        parts.append(spoken(words))
    if unread:
        names = ", ".join(one_line(one.path.name) for one in unread[:_NAMED])
        words = say(
            "{count} files could not be read: {names}.",
            one="1 file could not be read: {names}.",
            count=len(unread),
            names=names + (" …" if len(unread) > _NAMED else ""),
        )
        parts.append(spoken(words))
    return " ".join(parts)
