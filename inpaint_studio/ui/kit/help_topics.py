"""Which messages have a page of help: the templates of `resources/help/messages.json`, by topic."""

import json
from functools import lru_cache

from inpaint_studio.resources import resource
from inpaint_studio.ui.kit.help_pages import Topic
from inpaint_studio.ui.kit.sentences import Spoken


@lru_cache(maxsize=1)
def messages() -> dict[str, str]:
    """Template -> topic."""
    table: dict[str, list[str]] = json.loads(resource("help/messages.json").read_text(encoding="utf-8"))
    return {template: topic for topic, templates in table.items() for template in templates}


def message_topic(text: str) -> Topic | None:
    """The topic of a message for which `spoken` or `sentence` found the words; None for any other text."""
    known = messages() if isinstance(text, Spoken) else {}
    topics = (known[one] for one in getattr(text, "templates", ()) if one in known)
    topic = next(topics, None)
    return Topic.of(topic) if topic is not None else None
