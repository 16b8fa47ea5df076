"""What a report is as JSON: text for scripts, and its parts for the window."""

import json

from inpaint_studio.model.training.report import Finished, Warned, from_json, to_json
from inpaint_studio.sentence import Sentence, say


def test_messages_are_text_for_scripts_and_keep_their_parts_for_the_window() -> None:
    message = say("{count} photographs were left out.", one="1 photograph was left out.", count=3)
    for report in (Warned(message), Finished(8, message, 1.0)):
        values = json.loads(json.dumps(to_json(report)))
        assert "3 photographs were left out." in values.values()
        again = from_json(values)
        assert again == report
        words = again.message if isinstance(again, Warned) else again.why if isinstance(again, Finished) else ""
        assert isinstance(words, Sentence)
        assert (words.template, words.quantity) == (message.template, 3)


def test_a_log_of_an_earlier_version_without_parts_is_read() -> None:
    assert from_json({"report": "Warned", "message": "Plain words."}) == Warned("Plain words.")
