"""Infrared or not: asked once where a fourth channel or a second page looks like it, and remembered by scanner."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from inpaint_studio.editing.document import Document
from inpaint_studio.files.infrared import InfraredRule
from inpaint_studio.files.origin import Origin, origin_of
from inpaint_studio.sentence import Sentence, say
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.kit.message_bar import MessageBar
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.sentences import spoken

_PREFERENCE = "infrared/scanners"  # JSON: what a person said, by make, model and software
_MOST_SCANNERS = 100


class InfraredQuestion(QObject):
    """Asks in the message bar. Until it is answered the channel counts as infrared, which changes no sample of it."""

    def __init__(self, session: Session, preferences: Preferences, messages: MessageBar, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._preferences, self._messages = session, preferences, messages
        self._files: dict[Path, bool] = {}  # answers about files that do not name their scanner, for this run
        session.opening.infrared = self.rule_for
        # After the notes of opening, which would cover it.
        session.document_changed.connect(self._ask, Qt.ConnectionType.QueuedConnection)

    def rule_for(self, path: Path) -> InfraredRule:
        """What is taken for infrared of a file that is about to be opened."""
        answers = self.answers()
        if path.absolute() in self._files:
            answers = {**answers, "": self._files[path.absolute()]}
        return InfraredRule(scanners=MappingProxyType(answers))

    def answers(self) -> dict[str, bool]:
        """By scanner."""
        try:
            stored = json.loads(self._preferences.text(_PREFERENCE, "{}"))
        except ValueError:
            return {}
        if not isinstance(stored, dict):
            return {}
        return {str(name): value for name, value in stored.items() if isinstance(value, bool) and name}

    def _ask(self) -> None:
        document = self._session.document
        origin = origin_of(document.picture) if document is not None else None
        if document is None or origin is None or not self._is_open(document, origin):
            return
        is_page = origin.infrared == "page"
        sentence = spoken((_of_page if is_page else _of_channel)(one_line(document.picture.name), origin))
        choices: dict[str, Callable[..., object]] = {
            self.tr("It is infrared"): partial(self._answer, document, origin, True),
            self.tr("It is another picture") if is_page else self.tr("It is transparency"): partial(
                self._answer, document, origin, False
            ),
        }
        holds = partial(self._is_open, document, origin)
        self._messages.say("info", sentence, choices, self._session.bond_to("info", document, holds))

    def _is_open(self, document: Document, origin: Origin) -> bool:
        """Whether nobody has answered yet."""
        known = origin.scanner in self.answers() if origin.scanner else origin.path.absolute() in self._files
        return origin.infrared_is_guess and not known and document is self._session.document

    def _answer(self, document: Document, origin: Origin, is_infrared: bool, *_: object) -> None:
        if origin.scanner:
            answers = list({**self.answers(), origin.scanner: is_infrared}.items())[-_MOST_SCANNERS:]
            self._preferences.set_text(_PREFERENCE, json.dumps(dict(answers)))
        else:
            self._files[origin.path.absolute()] = is_infrared
        if is_infrared or document is not self._session.document:
            return
        if document.history.steps or self._session.changes.is_busy:
            words = self.tr("It is opened as transparency from the next time on: there is work on the picture already.")
            if origin.infrared == "page":
                words = self.tr("It is opened without it from the next time on: there is work on the picture already.")
            self._session.tell("info", words)
            return
        path, page = origin.path, origin.page
        self._session.close_document()
        self._session.opening.open(path, page)


def _of_channel(name: str, origin: Origin) -> Sentence:
    if not origin.scanner:
        return say("The fourth channel of {name} looks like a scanner's infrared.", name=name)
    return say(
        "The fourth channel of {name} looks like a scanner's infrared. The answer is remembered for {scanner}.",
        name=name,
        scanner=one_line(origin.scanner),
    )


def _of_page(name: str, origin: Origin) -> Sentence:
    page = origin.page + 2  # right behind the picture's, counted from 1
    if not origin.scanner:
        return say("Page {page} of {name} looks like a scanner's infrared.", page=page, name=name)
    return say(
        "Page {page} of {name} looks like a scanner's infrared. The answer is remembered for {scanner}.",
        page=page,
        name=name,
        scanner=one_line(origin.scanner),
    )
