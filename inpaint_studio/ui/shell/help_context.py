"""Which page of help belongs to what has the keyboard, or to the tool in hand."""

from collections.abc import Mapping

from PySide6.QtCore import QObject

from inpaint_studio.ui.kit.help_pages import Topic, topic_of

# Of widgets by the name of their class, the nearest above what has the keyboard. tests/ui/shell/test_help_context.py
# fails for a class or a topic that is not there.
TOPICS: Mapping[str, str] = {
    "WelcomePage": "first-repair",
    "Navigator": "window#panels",
    "FillsPanel": "first-repair#fills",
    "HistoryPanel": "first-repair#undo",
    "LevelsPanel": "data-pictures#levels",
    "CandidatesPanel": "first-repair#candidates",
    "ReviewStrip": "old-photographs#review",
    "SearchOptions": "old-photographs#finders",
    "FilmStrip": "window#pictures",
    "PlaneBar": "stacks#planes",
    "FilmSaveDialog": "stacks#saving",
    "OptionBar": "marking#operations",
    "StatusBar": "window#view",
    "MarksWindow": "watermarks#many",
    "BatchWindow": "batches",
    "TrainingDialog": "checkpoints#training",
    "BenchWindow": "checkpoints#bench",
    "FolderDialog": "checkpoints#bench",
    "EnlargeDialog": "enlarge",
    "PreferencesDialog": "window#preferences",
    "ShortcutEditor": "keys",
    "ShortcutSheet": "keys",
    "VerifyDialog": "files#verify",
    "GuidanceList": "large-objects#lines",
}


def topic_above(widget: QObject | None) -> Topic | None:
    """The page of the nearest part of a window that has one."""
    while widget is not None:
        topic = TOPICS.get(type(widget).__name__)
        if topic is not None:
            return Topic.of(topic)
        widget = widget.parent()
    return None


def topic_in_hand(tool_action: str, is_reviewing: bool) -> Topic | None:
    """Of the canvas: what is under review comes before the tool. tool_action: the action that takes it in hand."""
    return Topic.of(TOPICS["ReviewStrip"]) if is_reviewing else topic_of("action", tool_action)
