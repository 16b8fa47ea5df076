"""Mask operations that ask for something: a bar over the canvas, and their result on it until it is taken.

One mechanism for all: a row of a table, a bar made from its options, a preview, and one step when it is taken.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.operations import OPERATIONS, Operation, Survey
from inpaint_studio.options import options_from
from inpaint_studio.sentence import say
from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.canvas.proposal import Proposal, Sight
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.option_bar import OptionBar
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.sentences import spoken


class MaskOperations(QObject):
    """Asks for the options of an operation, shows what comes of them, and makes it a step or nothing."""

    def __init__(
        self, session: Session, canvas: Canvas, bar: OptionBar, preferences: Preferences, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session, self._canvas, self._bar, self._preferences = session, canvas, bar, preferences
        self._preview = session.mask_preview
        self._offered: Operation | None = None
        self._options: Any = None
        self._surveyed: dict[str, tuple[Document, Any]] = {}  # by operation: what was taken last on that picture
        self._counts: Any = None
        bar.changed.connect(self._set_options)
        bar.taken.connect(self.take)
        bar.cancelled.connect(self.cancel)
        canvas.view_changed.connect(self._view_changed)
        self._preview.proposed.connect(self._show)
        self._preview.surveyed.connect(self._begin_surveyed)
        self._preview.ended.connect(self._close)
        self._preview.empty.connect(self._say_nothing)
        session.leaving.connect(self._close)
        session.closing.connect(self._forget)

    def _forget(self, document: Document) -> None:
        self._surveyed = {key: entry for key, entry in self._surveyed.items() if entry[0] is not document}

    def slots(self) -> dict[str, Callable[[], object]]:
        """What each action that asks for options calls."""
        return {f"{key}_mask": partial(self.ask_operation, key) for key in OPERATIONS}

    @property
    def is_open(self) -> bool:
        return not self._bar.isHidden()

    def ask_operation(self, key: str) -> None:
        session, operation = self._session, OPERATIONS[key]
        document, levels = session.document, session.mask_levels
        if document is None or levels is None:
            return
        if operation.needs_mask and not levels.plane(levels.coarsest).any():
            words = self.tr("Nothing is marked yet. Paint over what should go first.")
            session.tell("info", words, holds=session.is_unmarked)
            return
        self._ask(operation)
        if operation.survey is not None:
            self._preview.survey(operation, document.ticket())
        else:
            self._begin()

    def take(self) -> bool:
        """Take what is proposed. Returns whether there is a bar to be answered."""
        if not self.is_open:
            return False
        offered, document = self._offered, self._session.document
        if offered is None or document is None or not self._preview.is_open:
            return True  # what to begin with is still being looked for
        self._preferences.set_text(f"operations/{offered.key}", json.dumps(asdict(self._options)))
        if offered.survey is not None:
            self._surveyed[offered.key] = document, self._options
        self._bar.put_away()
        self._preview.take()
        return True

    def cancel(self) -> bool:
        """Leave the mask as it is. Returns whether there was a bar to be put away."""
        if not self.is_open:
            return False
        self._preview.cancel()
        self._close()
        return True

    def _ask(self, operation: Operation) -> None:
        self._preview.cancel()
        try:
            written = json.loads(self._preferences.text(f"operations/{operation.key}", "{}"))
        except ValueError:
            written = {}
        self._offered = operation
        self._options = options_from(operation.options, written if isinstance(written, dict) else {})
        self._bar.ask(spoken(operation.title), self._options)

    def _begin_surveyed(self, survey: Survey) -> None:
        """Begin with what the picture proposes, or with what was taken of this very picture before."""
        offered = self._offered
        if offered is None or not self.is_open:
            return
        document, taken = self._surveyed.get(offered.key, (None, None))
        self._options = taken if document is self._session.document else survey.options
        self._bar.set_options(self._options)
        self._bar.set_counts(survey.counts.tolist())
        self._begin()

    def _begin(self) -> None:
        offered = self._offered
        if offered is not None:
            self._preview.begin(offered, self._options, self._sight())

    def _sight(self) -> Sight:
        canvas, display = self._canvas, self._canvas.display
        assert display is not None
        return Sight.of(canvas.visible_part(), display.level_for(canvas.scale), display.size)

    def _set_options(self, options: Any) -> None:
        self._options = options
        self._preview.set_options(options)

    def _view_changed(self) -> None:
        if self._preview.is_open and self._canvas.display is not None:
            self._preview.set_sight(self._sight())

    def _show(self, proposal: Proposal | None) -> None:
        self._canvas.set_proposal(proposal)
        if proposal is not None:
            share = 100 * proposal.share
            text = self.tr("About {share} % of the view is marked")
            shown = f"{share:.2f}" if 0 < share < 10 else f"{share:.0f}"
            self._bar.set_note(text.format(share=shown))

    def _close(self) -> None:
        self._bar.put_away()

    def _say_nothing(self) -> None:
        offered = self._offered
        nothing = offered.nothing if offered is not None else ""
        self._session.tell("info", spoken(nothing or say("Nothing was changed.")))
