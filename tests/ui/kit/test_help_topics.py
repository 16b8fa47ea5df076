"""Messages that a person can act on lead to their page: through translation, errors, and the message bar."""

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import inpaint_studio
from inpaint_studio.files.errors import PictureError
from inpaint_studio.sentence import joined, say
from inpaint_studio.ui.kit.help_pages import Topic, contents
from inpaint_studio.ui.kit.help_topics import message_topic, messages
from inpaint_studio.ui.kit.message_bar import MessageBar
from inpaint_studio.ui.kit.sentences import Spoken, sentence, spoken, together, within

from ...sources import parsed

MEMORY = Topic("troubleshooting", "memory")


def _templates():
    matches = set()
    for path in Path(inpaint_studio.__file__).parent.rglob("*.py"):
        if not re.search(r"\b(?:say|template)\b", path.read_text(encoding="utf-8")):
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("say", "template"):
                first = node.args[0] if node.args else None
                matches |= {first.value} if isinstance(first, ast.Constant) else set()
    return matches


def test_every_template_of_the_table_is_one_that_the_program_says():
    assert len(messages()) > 250
    gone = sorted(set(messages()) - _templates())
    assert gone == [], "say them in resources/help/messages.json as they are now"


def test_every_topic_of_the_table_is_a_place_of_the_contents_or_a_page():
    from inpaint_studio.ui.kit.help_pages import page_text, parse

    anchors = {key: {one.anchor for one in parse(key, page_text(key, "en")).headings} for key in contents()}
    wrong = [
        topic
        for topic in set(messages().values())
        if Topic.of(topic).anchor not in {"", *anchors[Topic.of(topic).page]}
    ]
    assert wrong == []


def test_a_message_keeps_its_page_through_errors_and_frames(qapp):
    assert message_topic(sentence(MemoryError())) == MEMORY
    assert message_topic("There is not enough memory for this.") is None, "a text of anybody else"
    inner = PictureError(say("{name} is empty.", name="scan.png"))
    assert message_topic(sentence(inner)) == Topic("troubleshooting", "not-opened")
    assert message_topic(within("Something: {reason}", reason=sentence(inner))) == Topic(
        "troubleshooting", "not-opened"
    )
    assert message_topic(together([say("{count} pictures", count=2), say("{name} is empty.", name="a")])) is not None
    assert message_topic(spoken(joined([say("{name} is empty.", name="a")]))) is not None
    assert isinstance(sentence(inner), Spoken)
    assert sentence(inner) == "scan.png is empty."


@pytest.fixture
def bar(qtbot):
    made = MessageBar()
    qtbot.addWidget(made)
    made.resize(800, 40)
    return made


def test_the_bar_offers_help_where_there_is_a_page_and_the_message_stays(bar, qtbot):
    bar.say("error", sentence(MemoryError()))
    assert bar.help_button.isVisible()
    with qtbot.waitSignal(bar.help_requested) as requested:
        QTest.mouseClick(bar.help_button, Qt.MouseButton.LeftButton)
    assert requested.args == [MEMORY]
    assert bar.text == "There is not enough memory for this."
    bar.say("info", "Nothing special.")
    bar.dismiss()
    bar.dismiss()
    bar.say("info", "Nothing special.")
    assert not bar.help_button.isVisible()
