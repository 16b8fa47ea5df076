"""Guide lines and source regions in the window: the canvas and the list follow them, the menu Fill changes them."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from inpaint_studio.editing.guidance import SERVED, Served
from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.canvas.guide_lines import GuideLine
from inpaint_studio.ui.document.guide_edits import AfterFill
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.message_bar import MessageBar
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.panels.guidance_list import FoundLine, GuidanceList
from inpaint_studio.ui.shell.beside_picture import picture_on_screen, room_beside

# Preferences, and what they are where nothing was chosen: a line hides the very place that was filled along it, a
# region is mostly taken from for several holes.
AFTER_FILL: dict[str, Served] = {"guides/after_fill": "hide", "sources/after_fill": "keep"}


class GuideCommands(QObject):
    """Shows what leads fills, and says where texture may come from."""

    def __init__(
        self, session: Session, canvas: Canvas, preferences: Preferences, messages: MessageBar, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session, self._canvas, self._preferences, self._messages = session, canvas, preferences, messages
        self._window = window
        self.list = GuidanceList(window)
        self.list.pointed.connect(session.guides.point_at)
        self.list.visible_requested.connect(session.guides.set_visible)
        self.list.remove_requested.connect(session.guides.remove)
        session.guides.changed.connect(self.show)
        session.guides.lit_changed.connect(self._show_lines)
        session.lines.changed.connect(self._show_found)
        for signal in (session.candidates.changed, session.activity_changed):  # a fill may have begun
            signal.connect(self._show_lines)
        preferences.changed.connect(self._preference_changed)
        self._preference_changed("guides")

    def slots(self) -> dict[str, Callable[[], object]]:
        """What the actions of the Fill menu call that are about guide lines and source regions."""
        return {
            "guides": self.open_list,
            "clear_guides": self._session.guides.clear_guides,
            "sources_from_mask": self._take_from_mask,
            "sources_clear": self._session.guides.clear_regions,
        }

    def show(self) -> None:
        """Show what there is now."""
        self._show_lines()
        self._canvas.set_sources(self._session.source_levels)
        self._show_list()

    def open_list(self) -> None:
        """Below the options bar, beside the picture: what is pointed at there is seen in it."""
        self._show_list()
        room = room_beside(self._canvas).adjusted(8, 8, -8, -8)
        self.list.open_near(room.topLeft(), picture_on_screen(self._canvas), room)

    def _show_found(self) -> None:
        self._show_lines()
        self._show_list()

    def _show_list(self) -> None:
        lines = self._session.lines
        automatic = tuple(FoundLine(line, lines.is_followed(line)) for line in lines.automatic)
        self.list.show_guidance(self._session.guides.guidance, automatic)

    def _show_lines(self, *_: object) -> None:
        guides, lines = self._session.guides, self._session.lines
        shown = [GuideLine(guide.points) for guide in guides.guidance.active_guides if not guide.is_automatic]
        if lines.is_on:
            active = guides.guidance.active_guides
            shown += [GuideLine(guide.points, "taken") for guide in active if guide.is_automatic]
        for line in lines.seen:
            shown.append(GuideLine(line.points, "followed" if lines.is_followed(line) else "offered"))
        self._canvas.set_guides(tuple(shown), guides.lit)

    def _take_from_mask(self) -> None:
        self._session.guides.add_region_of_mask(self._say_nothing_is_marked)

    def _say_nothing_is_marked(self) -> None:
        self._session.tell(
            "info", self.tr("Mark first where texture may be taken from."), holds=self._session.is_unmarked
        )

    def _preference_changed(self, name: str) -> None:
        if name in ("guides", "sources"):
            lines, regions = (after_fill(self._preferences, key) for key in AFTER_FILL)
            self._session.guides.after_fill = AfterFill(lines, regions)


def after_fill(preferences: Preferences, key: str) -> Served:
    """What becomes of lines, or of regions, after a fill that they served."""
    chosen = preferences.text(key, AFTER_FILL[key])
    return next((one for one in SERVED if one == chosen), AFTER_FILL[key])
