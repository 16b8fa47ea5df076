"""The start page of one window: made anew when a picture is closed, with thumbnails that were made before on it."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from inpaint_studio.resources import resource
from inpaint_studio.ui.document import thumbnails
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.document.thumbnails import Thumbnail, ThumbnailCache
from inpaint_studio.ui.kit.actions import ACTIONS, plain_words
from inpaint_studio.ui.kit.actions.shortcuts import keys_of, native_text
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.shell.file_commands import FileCommands
from inpaint_studio.ui.shell.first_steps import FIRST_STEPS
from inpaint_studio.ui.shell.welcome import WelcomePage, sample_pictures


class StartPage(QObject):
    """Keeps the page up to date, as the first of a stack of widgets.

    Signals:
        find_requested: the person wants to choose a file and have it searched for damage.
        marks_requested: the person wants to take a mark off several photographs.
        step_chosen: the key of a first step that is to be done.
    """

    find_requested = Signal()
    marks_requested = Signal()
    step_chosen = Signal(str)

    def __init__(self, session: Session, preferences: Preferences, files: FileCommands, stack: QStackedWidget) -> None:
        super().__init__(stack)
        self._session, self._preferences, self._files, self.stack = session, preferences, files, stack
        self.cache = ThumbnailCache(thumbnails.cache_folder())
        self._covered = 0
        self.page = self._make()
        self._is_fresh = True  # made of the preferences as they are
        stack.insertWidget(0, self.page)
        preferences.changed.connect(self._preference_changed)

    def refresh(self) -> None:
        """Show it with the files that are recent now."""
        if not self._is_fresh:
            old, self.page = self.page, self._make()
            self.stack.insertWidget(0, self.page)
            self.stack.removeWidget(old)
            old.deleteLater()
        self._is_fresh = False  # a file may have changed by the next time
        self.stack.setCurrentWidget(self.page)
        self.page.open_button.setFocus()  # not what closes the offer of lost work, which Qt would choose
        self.load_thumbnails()

    def leave_room(self, height: int) -> None:
        """For messages over its upper edge, in pixels."""
        self._covered = height
        self.page.leave_room(height)

    def load_thumbnails(self) -> None:
        """Fill the cards that are still empty, on a worker."""
        paths, cache = [card.path for card in self.page.cards if not card.is_filled], self.cache
        if paths:
            self._session.run("thumbnails", lambda: thumbnails.make(paths, cache), self._thumbnail_made)

    def _thumbnail_made(self, thumbnail: Thumbnail) -> None:
        self.page.show_thumbnail(thumbnail)

    def _preference_changed(self, name: str) -> None:
        self._is_fresh = False
        if name.startswith("shortcut") and self.stack.currentWidget() is self.page:
            self.refresh()  # it names some; when a picture is closed, it is made anew in any case
        if name == "recent_files" and not self._preferences.recent_files:
            self.cache.clear()

    def _make(self) -> WelcomePage:
        try:
            samples = sample_pictures(resource("samples"))
        except FileNotFoundError:
            samples = []
        page = WelcomePage(samples, self._preferences.recent_files, self._keys, self.stack.window(), FIRST_STEPS)
        page.leave_room(self._covered)
        page.step_chosen.connect(self.step_chosen)
        page.open_requested.connect(self._files.ask_open)
        page.find_requested.connect(self.find_requested)
        page.marks_requested.connect(self.marks_requested)
        page.path_chosen.connect(self._files.open)
        for thumbnail in thumbnails.at_once([card.path for card in page.cards], self.cache):
            page.show_thumbnail(thumbnail)
        return page

    def _keys(self, action: str) -> str:
        """The first shortcut of an action; its name where it has none."""
        keys = keys_of(action, self._preferences)
        return native_text(keys[0]) if keys else plain_words(ACTIONS[action].title)
