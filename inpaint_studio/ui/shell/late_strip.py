"""The review strip, built when it is first needed: most pictures are repaired without one."""

from collections.abc import Callable

from PySide6.QtWidgets import QBoxLayout, QWidget

from inpaint_studio.ui.kit.dropping import leave_drops_to_window
from inpaint_studio.ui.panels.review_strip import ReviewStrip


class LateStrip:
    """Stands for the strip until somebody asks for it."""

    def __init__(self, above: QWidget, connect: Callable[[ReviewStrip], None]) -> None:
        """above: what it comes to stand right above.  connect: called with it once, when it is built."""
        self._above, self._connect = above, connect
        self._strip: ReviewStrip | None = None

    @property
    def strip(self) -> ReviewStrip:
        if self._strip is None:
            place = self._above.parentWidget()
            assert place is not None
            self._strip = ReviewStrip(place)
            column = place.layout()
            assert isinstance(column, QBoxLayout)
            column.insertWidget(column.indexOf(self._above), self._strip)
            leave_drops_to_window(self._strip)
            self._connect(self._strip)
        return self._strip

    @property
    def is_shown(self) -> bool:
        return self._strip is not None and not self._strip.isHidden()

    def hide(self) -> None:
        if self._strip is not None:
            self._strip.hide()

    def set_thumbnails(self, make: Callable[..., object] | None) -> None:
        if self._strip is not None:
            self._strip.set_thumbnails(make)
