"""The cards of a first start: each does one thing on a sample, and one key takes it back."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.mask_reading import MaskReading
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.resources import resource
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.actions import ACTIONS, plain_words
from inpaint_studio.ui.kit.actions.shortcuts import keys_of, native_text
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP
from inpaint_studio.ui.shell.review_commands import ReviewCommands


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


class FirstSteps(QObject):
    """Does what the cards say, through the same doors as a person: opened, marked, filled, each an undo step."""

    def __init__(
        self,
        session: Session,
        review: ReviewCommands,
        preferences: Preferences,
        method: Callable[[], str],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._review, self._preferences, self._method = session, review, preferences, method
        self._step: FirstStep | None = None  # whose sample is being opened
        self._filled: tuple[FirstStep, Document] | None = None  # whose fill is awaited
        session.document_changed.connect(self._document_changed)
        session.opening.failed.connect(self._give_up)
        session.filling.finished.connect(self._fill_finished)

    def do(self, key: str) -> None:
        step = next(one for one in FIRST_STEPS if one.key == key)
        try:
            path = resource(f"samples/{step.sample}")
        except FileNotFoundError as error:
            self._session.report_error(error)
            return
        self._step, self._filled = step, None
        self._session.opening.open(path)

    def _document_changed(self) -> None:
        document, step = self._session.document, self._step
        picture = self._session.pictures.in_view
        if document is None or step is None or picture is None or picture.path is None:
            return
        self._step = None
        if picture.path.name != step.sample:
            return  # the person has opened another one meanwhile
        if step.mask:
            self._mark(step, document, resource(f"samples/{step.mask}"))
        else:
            self._review.start(FINDERS["damage"])
            self._say(step)

    def _mark(self, step: FirstStep, document: Document, path: Path) -> None:
        def take(reading: MaskReading) -> None:
            self._session.changes.of(document).change(
                "Load mask", lambda _: (document.picture.rect, reading.mask), lambda _: self._fill(step, document)
            )

        job = jobs.open_mask(path, document.size)
        self._session.run(f"mask {path.name}", lambda: job, take, ticket=document.ticket())

    def _fill(self, step: FirstStep, document: Document) -> None:
        if document is self._session.document:
            self._filled = step, document
            self._session.filling.start(self._method())

    def _fill_finished(self, *_: object) -> None:
        filled, self._filled = self._filled, None
        if filled is not None and filled[1] is self._session.document and filled[1].fills:
            self._say(filled[0])

    def _say(self, step: FirstStep) -> None:
        self._session.tell("info", step_words(step, step.done, self._keys))

    def _keys(self, action: str) -> str:
        keys = sorted(keys_of(action, self._preferences), key=lambda key: key != "Enter")  # rather than Return
        return native_text(keys[0]) if keys else plain_words(ACTIONS[action].title)

    def _give_up(self, *_: object) -> None:
        self._step = None
