"""The finders of the table as actions: in the menu Mask, and in the menu of the button on the tool bar."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from inpaint_studio.editing.document import Document
from inpaint_studio.finding.finder import Finder
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.ui.kit.literal import literal
from inpaint_studio.ui.kit.sentences import spoken


class FinderMenu(QObject):
    """Finders without an action of their own, such as those of guests, get one below the others."""

    def __init__(
        self, actions: dict[str, QAction], search: Callable[[Finder], object], button: QToolButton, window: QWidget
    ) -> None:
        """button: of the tool bar, that opens the menu."""
        super().__init__(window)
        self._actions, self._search = actions, search
        self._more: dict[str, QAction] = {}  # by a finder's key
        self.menu = QMenu(window)
        button.setMenu(self.menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.offer()

    def offer(self) -> None:
        """Again when guests have come: those that stand there stay."""
        last = self._actions["find"]
        places = [place for place in last.associatedObjects() if isinstance(place, QMenu) and place is not self.menu]
        for finder in FINDERS.values():
            if f"find_{finder.key}" in self._actions or finder.key in self._more:
                continue
            action = self._more[finder.key] = QAction(f"{literal(spoken(finder.title))}…", self)
            action.setObjectName(f"find_{finder.key}")
            action.setEnabled(last.isEnabled() and finder.takes(False))
            action.triggered.connect(partial(self._chosen, finder))
            for menu in places:
                menu.insertAction(last, action)
        for action in self.menu.actions():  # not cleared: that would delete them, who stand in other menus too
            self.menu.removeAction(action)
        for finder in FINDERS.values():
            self.menu.addAction(self._actions.get(f"find_{finder.key}") or self._more[finder.key])
        self.menu.addSeparator()
        self.menu.addAction(last)
        self.menu.addAction(self._actions["marks"])

    def follow(self, document: Document | None) -> None:
        """Finders that can be asked about the picture in view."""
        is_data = document is not None and document.picture.is_data
        is_stack = document is not None and document.state.stack.planes is not None
        for key, action in self._more.items():
            action.setEnabled(document is not None and FINDERS[key].takes(is_data, is_stack))

    def _chosen(self, finder: Finder, _: bool = False) -> None:
        self._search(finder)
