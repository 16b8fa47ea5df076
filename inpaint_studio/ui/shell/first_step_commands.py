"""Does what the cards of a first start say, on a sample, through the same steps as a person."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.mask_reading import MaskReading
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.resources import resource
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.actions import ACTIONS, plain_words
from inpaint_studio.ui.kit.actions.shortcuts import keys_of, native_text
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.shell.first_steps import FIRST_STEPS, FirstStep, step_words
from inpaint_studio.ui.shell.review_commands import ReviewCommands
from inpaint_studio.ui.shell.start_page import StartPage


class FirstSteps(QObject):
    """Opens, marks and fills, which one undo takes back; or opens and searches."""

    def __init__(
        self,
        session: Session,
        review: ReviewCommands,
        preferences: Preferences,
        method: Callable[[], str],
        start_page: StartPage,
    ) -> None:
        super().__init__(start_page)
        self._session, self._review, self._preferences, self._method = session, review, preferences, method
        self._step: FirstStep | None = None  # whose sample is being opened
        self._filled: tuple[FirstStep, Document] | None = None  # whose fill is awaited
        session.document_changed.connect(self._document_changed)
        session.opening.failed.connect(self._give_up)
        session.filling.finished.connect(self._fill_finished)
        start_page.step_chosen.connect(self.do)
        start_page.find_requested.connect(review.open_and_find)

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
            self._say(step, lambda: self._session.review.searches(document))

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
            mark = document.history.top
            # Mark and fill are one click, so that one undo takes back both and closing the sample asks nothing.
            self._session.filling.start(self._method(), marks=() if mark is None else (mark,))

    def _fill_finished(self, *_: object) -> None:
        filled, self._filled = self._filled, None
        if filled is not None and filled[1] is self._session.document and filled[1].fills:
            self._say(filled[0])

    def _say(self, step: FirstStep, during: Callable[[], bool] | None = None) -> None:
        self._session.tell("info", step_words(step, step.done, self._keys), during=during)

    def _keys(self, action: str) -> str:
        keys = sorted(keys_of(action, self._preferences), key=lambda key: key != "Enter")  # rather than Return
        return native_text(keys[0]) if keys else plain_words(ACTIONS[action].title)

    def _give_up(self, *_: object) -> None:
        self._step = None
