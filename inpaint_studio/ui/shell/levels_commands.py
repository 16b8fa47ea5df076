"""Levels in the window: panel, keys and drags that change them, values under the pointer, and what data need else."""

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QWidget

from inpaint_studio.editing.bands import Levels
from inpaint_studio.editing.fills import seen
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.level_changes import moved
from inpaint_studio.editing.level_presets import HOUNSFIELD
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.files.origin import origin_of
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.actions import ACTIONS, words
from inpaint_studio.ui.kit.dropping import leave_drops_to_window
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP
from inpaint_studio.ui.panels.band_values import place_words, value_words
from inpaint_studio.ui.panels.levels_panel import LevelsPanel
from inpaint_studio.ui.panels.status_bar import StatusBar
from inpaint_studio.ui.shell.review_commands import ReviewCommands
from inpaint_studio.ui.shell.tool_commands import ToolCommands
from inpaint_studio.ui.shell.window_layout import WindowLayout

UNKNOWN_NAME = QT_TRANSLATE_NOOP("Steps", "Mark what is unknown")
_CLOUDS = "clouds"  # the finder's key
_MEDICAL = ("dicom", "nifti")  # kinds of files
_FOLLOW_MS = 40  # between two looks of the panel at levels that are dragged
_STEP = 0.1  # of a key: of the width, and by how much wider or narrower


class LevelsCommands(QObject):
    """Joins the session's levelling, the panel, the canvas and the status bar; the panel is there for data alone."""

    def __init__(
        self,
        session: Session,
        canvas: Canvas,
        status: StatusBar,
        actions: dict[str, QAction],
        preferences: Preferences,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._canvas, self._status = session, canvas, status
        self._window = window
        self._panel: LevelsPanel | None = None
        self._actions, self._preferences = actions, preferences
        self._levelling = session.levelling
        self._at: tuple[float, float] | None = None
        self._is_due = False
        canvas.pointer.seen = self._levelling
        self._soon = QTimer(self)  # a drag changes the levels oftener than a panel need be painted
        self._soon.setSingleShot(True)
        self._soon.setInterval(_FOLLOW_MS)
        self._soon.timeout.connect(self._show_due)
        self._levelling.changed.connect(self._show_soon)
        self._levelling.measured.connect(self._show_distributions)
        self._levelling.settled.connect(session.candidates.changed)  # small looks of them are made anew
        session.history_changed.connect(self._show_values)
        canvas.pointer_moved.connect(self._pointer_moved)

    @property
    def panel(self) -> LevelsPanel:
        """Made when it is first needed: a tenth of the time of a window, and most windows see photographs alone."""
        if self._panel is None:
            self._panel = panel = LevelsPanel(self._window)
            leave_drops_to_window(panel)
            panel.changed.connect(self._levelling.set)
            panel.bands_chosen.connect(self._levelling.set_bands)
            panel.composite_chosen.connect(self._levelling.set_robust)
            panel.own_requested.connect(self._levelling.set_own)
            panel.robust_requested.connect(self._levelling.set_robust)
            panel.notice_dismissed.connect(self._dismiss_notice)
        return self._panel

    def slots(self, review: ReviewCommands) -> dict[str, Callable[[], object]]:
        return {
            "levels_own": self._levelling.set_own,
            "levels_robust": self._levelling.set_robust,
            "levels_invert": self._invert,
            "levels_narrower": partial(self._move, 0.0, 1 / (1 + _STEP)),
            "levels_wider": partial(self._move, 0.0, 1 + _STEP),
            "levels_lower": partial(self._move, -_STEP, 1.0),
            "levels_higher": partial(self._move, _STEP, 1.0),
            "find_unknown": self.mark_unknown,
            "find_clouds": partial(review.start, FINDERS[_CLOUDS]),
        }

    def follow_document(self, dock: QDockWidget, layout: WindowLayout, toolbox: ToolCommands) -> None:
        """Another document is in view, or none: the panel is there for data, and tools for photographs are not."""
        picture = self._levelling.picture
        layout.absent = () if picture is not None else ("levels",)
        is_shown = picture is not None and self._preferences.flag("panels/levels", True)
        if picture is not None and dock.widget() is not self.panel:
            dock.setWidget(self.panel)
        if is_shown:
            layout.make_room_for_levels()
        dock.setVisible(is_shown)
        planes = self._session.planes.planes
        are_alike = planes is not None and planes.axis != "page"
        toolbox.show_kind(picture is not None, max(1, self._session.planes.count), are_alike=are_alike)
        self._explain(picture is not None, planes is not None)

    def mark_unknown(self) -> None:
        """Mark what the file says was not measured: one step."""
        picture = self._levelling.picture
        if picture is None:
            return
        unknown = picture.unknown
        if unknown is None:
            words = self.tr("The file says of no pixel that nothing was measured there.")
            self._session.tell("info", words)
            return

        def compute(mask: Mask) -> tuple[Rect, Mask] | None:
            rect = Rect.of_size(picture.size)
            return rect, np.maximum(mask, unknown)

        self._session.changes.change(UNKNOWN_NAME, compute)

    # levels

    def _move(self, up: float, wider: float) -> None:
        levels = self._levelling.levels
        if levels is not None:
            self._levelling.set(moved(levels, up, wider))

    def _invert(self) -> None:
        levels = self._levelling.levels
        if levels is not None:
            self._levelling.set(Levels(levels.bands, levels.low, levels.high, not levels.inverted))

    def _show_soon(self) -> None:
        """At once, unless the panel has just followed a drag over the canvas."""
        if not (self._soon.isActive() and self._canvas.pointer.is_pressed):
            self._show()
            self._soon.start()
            self._is_due = False
        else:
            self._is_due = True

    def _show_due(self) -> None:
        if self._is_due:
            self._is_due = False
            self._show()
            self._soon.start()

    def _show(self) -> None:
        picture = self._levelling.picture
        has_notice = picture is not None and is_medical(picture) and not self._levelling.has_read_notice
        if picture is not None or self._panel is not None:
            self.panel.show_picture(picture, has_notice=has_notice)
        levels = self._levelling.levels
        self._actions["levels_invert"].setChecked(levels is not None and levels.inverted)
        self._show_distributions()
        self._show_values()

    def _show_distributions(self) -> None:
        levels = self._levelling.levels
        if levels is not None:
            self.panel.show_distributions({at: self._levelling.distribution(at) for at in levels.bands})

    def _dismiss_notice(self) -> None:
        self._levelling.has_read_notice = True
        self.panel.notice.hide()

    # values

    def _pointer_moved(self, at: tuple[float, float] | None) -> None:
        self._at = at
        self._show_values()

    def _show_values(self) -> None:
        """What is measured under the pointer, fills included, and where that is."""
        picture, document, at = self._levelling.picture, self._session.document, self._at
        if picture is None or document is None or at is None:
            self._status.show_values(picture is not None, "", "")
            return
        x, y = int(at[0] // 1), int(at[1] // 1)
        if not (0 <= x < picture.size.width and 0 <= y < picture.size.height):
            self._status.show_values(True, "", "")
            return
        samples = seen(picture, document.fills, Rect(x, y, 1, 1))[0, 0]
        is_filled = any(fill.rect.contains(Rect(x, y, 1, 1)) for fill in document.fills)
        is_known = picture.unknown is None or not picture.unknown[y, x] or is_filled
        words = value_words(picture, samples, self.tr("nothing measured"), is_known)
        self._status.show_values(True, words, place_words(picture.grid, x, y))

    def _explain(self, is_data: bool, is_stack: bool) -> None:
        """Actions for photographs say why they are not to be had."""
        for key, row in ACTIONS.items():
            if row.needs in ("photograph", "no_data", "single"):
                why = words(row.tip)
                if is_data:
                    why = self.tr("For photographs alone: the values of a slice or a satellite tile stay as measured.")
                elif is_stack and row.needs != "photograph":
                    why = self.tr("For single photographs: the planes of a stack are saved without adjustments.")
                self._actions[key].setStatusTip(why)


def is_medical(picture: Picture) -> bool:
    """Whether a picture was taken of a patient, by its unit or its file's kind."""
    origin = origin_of(picture)
    return any(band.unit == HOUNSFIELD for band in picture.bands) or (origin is not None and origin.format in _MEDICAL)
