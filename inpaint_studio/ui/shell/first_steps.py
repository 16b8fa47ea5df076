"""The cards of a first start: each does one thing on a sample, and one key takes it back."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP


@dataclass(frozen=True)
class FirstStep:
    """One card. The texts are in English and translated in the context "FirstSteps"."""

    key: str
    title: str
    tip: str  # what it does, and which key takes it back: {undo} or {leave}
    icon: str
    sample: str  # a picture of the samples
    done: str  # said afterwards, with {undo}, {fill}, {leave} and the {tool} to do it with
    tool: str  # an action
    mask: str = ""  # of the samples: filled; "" = damage is searched


FIRST_STEPS: tuple[FirstStep, ...] = (
    FirstStep(
        "find",
        QT_TRANSLATE_NOOP("FirstSteps", "Find damage"),
        QT_TRANSLATE_NOOP(
            "FirstSteps",
            "Scratches and dust of an old portrait are outlined, for you to decide. {leave} leaves no trace.",
        ),
        "damage",
        "old-portrait.png",
        QT_TRANSLATE_NOOP(
            "FirstSteps", "{fill} fills what is proposed, {leave} leaves no trace. Your own pictures: {tool}."
        ),
        "find_damage",
    ),
    FirstStep(
        "erase",
        QT_TRANSLATE_NOOP("FirstSteps", "Erase an object"),
        QT_TRANSLATE_NOOP("FirstSteps", "A boat is marked and filled from the lake around it. {undo} brings it back."),
        "fill",
        "lake-boat.jpg",
        QT_TRANSLATE_NOOP(
            "FirstSteps", "The boat was marked and filled. {undo} brings it back; {tool} outlines an object of yours."
        ),
        "tool_object",
        "lake-boat.mask.png",
    ),
    FirstStep(
        "mark",
        QT_TRANSLATE_NOOP("FirstSteps", "Remove a mark"),
        QT_TRANSLATE_NOOP("FirstSteps", "The lettering on a photograph is marked and filled. {undo} brings it back."),
        "watermark",
        "lake-watermark.jpg",
        QT_TRANSLATE_NOOP(
            "FirstSteps", "The lettering was marked and filled. {undo} brings it back; {tool} is for many pictures."
        ),
        "marks",
        "lake-watermark.mask.png",
    ),
)


def step_words(step: FirstStep, text: str, keys: Callable[[str], str]) -> str:
    """A text of a card in the person's language, with the keys that are in force. keys: of an action."""
    named = {"undo": keys("undo"), "fill": keys("fill"), "leave": keys("cancel"), "tool": keys(step.tool)}
    return QCoreApplication.translate("FirstSteps", text).format(**named)
