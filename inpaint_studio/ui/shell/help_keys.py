"""The page of all keys: made from the tables of actions and gestures, with the keys that are in force."""

import re
from collections import Counter
from collections.abc import Iterable

from inpaint_studio.ui.kit.actions import ACTIONS, plain_words, words
from inpaint_studio.ui.kit.actions.shortcuts import keys_of, native_text
from inpaint_studio.ui.kit.gestures import GESTURES, NONE, shown_trigger, trigger_text
from inpaint_studio.ui.kit.gestures import words as gesture_words
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.shell.shortcut_sheet import fixed_sections, titled_sections

_KBD = re.compile(r"<kbd>(.*?)</kbd>")


def all_keys(preferences: Preferences) -> str:
    """Markdown tables: what, keys, and for actions what they do."""
    parts = []
    for title, actions in titled_sections():
        rows = ((plain_words(one.title), _keys(one.key, preferences), words(one.tip)) for one in actions)
        parts.append(_table(title, rows))
    for title, pairs in fixed_sections():
        parts.append(_table(title, ((name, keys, "") for name, keys in pairs)))
    gestures = (
        (gesture_words(one.title), shown_trigger(text), gesture_words(one.tip))
        for one in GESTURES.values()
        if (text := trigger_text(one.key, preferences)) != NONE
    )
    parts.append(_table("", gestures))
    return "\n".join(parts)


def in_force(markdown: str, preferences: Preferences) -> str:
    """A page with the keys that the person has now, where it names those of the table in `<kbd>`."""
    everyone = [(native_text(key), action.key) for action in ACTIONS.values() for key in action.keys]
    # Some are one action's in a stack and another's in a single picture: those stay as the page says.
    shared = {key for key, owners in Counter(key for key, _ in everyone).items() if owners > 1}
    owners = {key: action for key, action in everyone if key not in shared}

    def put(match: re.Match[str]) -> str:
        action = owners.get(native_text(match[1]))
        if action is None:
            return f"`{match[1]}`"
        own, table = keys_of(action, preferences), ACTIONS[action].keys
        if match[1] in table and tuple(own[: len(table)]) == table:
            return _code(match[1])  # as the page says: the second key of an action may be meant
        return _code(native_text(own[0])) if own else plain_words(ACTIONS[action].title)

    return _KBD.sub(put, markdown)


def _keys(action: str, preferences: Preferences) -> str:
    return " ".join(_code(key) for key in dict.fromkeys(map(native_text, keys_of(action, preferences))))


def _code(key: str) -> str:
    return f"`` {key} ``" if "`" in key else f"`{key}`"


def _table(title: str, rows: Iterable[tuple[str, str, str]]) -> str:
    lines = [f"\n## {title}\n"] if title else [""]
    lines += ["| | | |", "|---|---|---|"]
    for row in rows:
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |")
    return "\n".join(lines)
