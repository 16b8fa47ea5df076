"""The planes of a stack in the window: the bar below the picture, the menu Stack, and what is done to a run."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.sentence import say
from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.document.fill_edits import RunEdit
from inpaint_studio.ui.document.planes import Run
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.actions import ACTIONS, words
from inpaint_studio.ui.kit.actions.making import apply_shortcuts
from inpaint_studio.ui.kit.message_bar import MessageBar
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.panels.fills_panel import FillsPanel
from inpaint_studio.ui.panels.plane_bar import PlaneBar, PlanesShown
from inpaint_studio.ui.panels.plane_words import place_words
from inpaint_studio.ui.shell.series_offer import SeriesOffer

_NOTCH = 120  # of a wheel, as Qt counts its turning
_HOUR = 3600  # seconds
# Keys that lists and fields have a use for: they walk planes on the picture and in the bar alone.
_THERE_ALONE = ("ten_planes_on", "ten_planes_back", "first_plane", "last_plane", "next_modified", "previous_modified")
_OF_RUN = ("mask_on_run", "follow_motion", "find_on_run", "mark_findings_on_run", "clear_run", "fill_run")


class PlaneCommands(QObject):
    """Joins bar, actions and wheel with the session's planes. All of it is there for stacks alone."""

    def __init__(
        self,
        session: Session,
        canvas: Canvas,
        actions: dict[str, QAction],
        preferences: Preferences,
        messages: MessageBar,
        method: Callable[[], str],
        window: QWidget,
    ) -> None:
        """method: the one that fills are made with now."""
        super().__init__(window)
        self._session, self._canvas, self._actions = session, canvas, actions
        self._preferences, self._messages, self._method = preferences, messages, method
        self._planes = planes = session.planes
        self._series = SeriesOffer(session, messages, window)
        self._turned = 0  # of a notch of the wheel
        self._fills: FillsPanel | None = None
        self._is_stack = False
        self.bar = bar = PlaneBar(actions, window)
        bar.chosen.connect(planes.look_at)
        bar.dragged.connect(partial(planes.look_at, is_rough=True))
        bar.left.connect(canvas.setFocus)
        planes.sight = self._sight
        planes.changed.connect(self._follow)
        planes.run_changed.connect(self._follow_run)
        planes.playing_changed.connect(self._follow)
        planes.marks_changed.connect(self._show_ticks)
        session.plane_changed.connect(self._show_ticks)
        session.fills.run_edited.connect(self._offer_all)
        canvas.pointer.walk_planes = self._walk
        for key in _THERE_ALONE:
            window.removeAction(actions[key])
            for widget in (canvas, bar):
                widget.addAction(actions[key])
            actions[key].setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def slots(self) -> dict[str, Callable[[], object]]:
        planes = self._planes
        return {
            **self._series.slots(),
            "next_plane": partial(planes.step, 1),
            "previous_plane": partial(planes.step, -1),
            "ten_planes_on": partial(planes.step, 10),
            "ten_planes_back": partial(planes.step, -10),
            "first_plane": partial(planes.look_at, 0),
            "last_plane": lambda: planes.look_at(planes.count - 1),
            "next_modified": partial(self._step_modified, 1),
            "previous_modified": partial(self._step_modified, -1),
            "play": self._play,
            "in_point": planes.set_in,
            "out_point": planes.set_out,
            "whole_run": partial(planes.set_run, None),
            "mask_on_run": lambda: self._session.runs.use_mask(planes.run),
            "follow_motion": lambda: self._session.following.start(planes.run),
            "clear_run": lambda: self._session.runs.clear_marks(planes.run),
            "fill_run": self._fill_run,
        }

    def follow(self, fills: FillsPanel) -> None:
        """Do to the fills of a run what the panel asks for."""
        fills.run_visible_changed.connect(self._session.runs.set_visible)
        fills.run_delete_requested.connect(self._session.runs.delete)
        fills.run_remake_requested.connect(self._remake_run)
        self._fills = fills

    @property
    def is_stack(self) -> bool:
        return self._planes.planes is not None

    # what is asked for

    def _step_modified(self, direction: int) -> None:
        if not self._planes.step_modified(direction):
            after = self.tr("No plane after this one has marks or fills.")
            before = self.tr("No plane before this one has marks or fills.")
            self._session.tell("info", after if direction > 0 else before)

    def _play(self) -> None:
        if self._planes.is_playing:
            self._planes.stop()
        else:
            self._planes.play()
        self._follow()

    def _say_if_filling(self) -> bool:
        """Whether a fill runs, which another one would have to wait for."""
        if self._session.is_filling:
            words = self.tr("A fill is running. Wait for it, or stop it with Esc.")
            self._session.tell(
                "info", words, holds=lambda: self._session.is_filling, during=lambda: self._session.is_filling
            )
        return self._session.is_filling

    def _remake_run(self, fill_id: str, method: str) -> None:
        if not self._say_if_filling():
            self._session.run_filling.remake(fill_id, method)

    def _fill_run(self) -> None:
        if self._say_if_filling():
            return
        run, method = self._planes.run, self._method()
        self._session.damage.mark_run(run, partial(self._fill_marked, run, method))

    def _fill_marked(self, run: Run, method: str, notes: tuple[str, ...]) -> None:
        """notes: on what was marked for it."""
        if not self._session.run_filling.start(run, method, notes):
            words = self.tr("Nothing is marked on planes {first}–{last}. Mark what should go, or use a mask on all.")
            self._session.tell("info", words.format(**_numbers(run)))

    def _offer_all(self, edit: RunEdit) -> None:
        """One fill of a run was hidden, faded or deleted: whether the others shall be, too."""
        session, document = self._session, self._session.document
        others = [plane for plane in session.runs.planes_of(edit.run) if plane != self._planes.plane]
        if document is None or not others:
            return
        count = len(others) + 1
        words = say("This was done on plane {plane} alone. The fill is one of {count}, on as many planes.",
                    plane=self._planes.plane + 1, count=count)  # fmt: skip
        button = self.tr("On all {count} planes").format(count=count)
        edit_all = session.bound(partial(session.runs.edit_all, edit))
        bond = session.bond_to("info", document, lambda: document.history.top is edit.step)
        self._messages.say("info", spoken(words), {button: lambda *_: edit_all()}, bond)

    def _walk(self, turned: int) -> bool:
        """The wheel: a plane a notch, further on towards the person, as a page is scrolled."""
        if not self.is_stack:
            return False
        self._turned += turned
        notches = int(self._turned / _NOTCH)
        self._turned -= notches * _NOTCH
        if notches:
            self._planes.step(-notches)
        return True

    def _sight(self) -> tuple[float, Rect | None]:
        return self._canvas.scale, self._canvas.visible_part()

    # what is shown

    def _follow(self) -> None:
        planes, stack = self._planes, self._planes.planes
        if (stack is not None) != self._is_stack:
            self._is_stack = stack is not None
            if self._fills is not None:
                self._fills.set_stack(self._is_stack)
            apply_shortcuts(self._actions, self._preferences, is_stack=self._is_stack)
        if stack is None:
            self.bar.show_planes(PlanesShown(1, 0))
            return
        places = stack.places
        last = places[-1].at
        has_hours = stack.axis == "frame" and last is not None and last >= _HOUR
        run = planes.run
        self.bar.show_planes(
            PlanesShown(
                planes.count,
                planes.wanted,
                place_words(stack.axis, places[planes.wanted], has_hours=has_hours),
                place_words(stack.axis, places[-1], has_hours=has_hours),
                (run.first, run.last),
                planes.has_run,
                planes.is_playing,
            )
        )

    def _follow_run(self) -> None:
        self._follow()
        numbers = _numbers(self._planes.run)
        for key in _OF_RUN:
            title = words(ACTIONS[key].title)
            self._actions[key].setText(f"{title} {numbers['first']}–{numbers['last']}" if self.is_stack else title)

    def _show_ticks(self) -> None:
        if self.is_stack:
            self.bar.show_ticks(self._planes.filled, self._planes.marked)


def _numbers(run: Run) -> dict[str, int]:
    """Of planes, as people count."""
    return {"first": run.first + 1, "last": run.last + 1}
