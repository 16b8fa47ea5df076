"""The submenus whose entries are found when they are opened: recent files, lost work, kept masks, checkpoints."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.checkpoint_menu import CheckpointMenu
from inpaint_studio.ui.kit.literal import literal, one_line
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.shell.file_commands import FileCommands
from inpaint_studio.ui.shell.lost_work import LostWork
from inpaint_studio.ui.shell.mask_commands import MaskCommands


class FilledMenus(QObject):
    """Fills the submenus of one window, and does what is chosen in them."""

    def __init__(
        self,
        submenus: dict[str, QMenu],
        session: Session,
        preferences: Preferences,
        files: FileCommands,
        masks: MaskCommands,
        lost_work: LostWork,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._recent, self._lost, self._named = (submenus[name] for name in ("recent", "lost", "named"))
        self._session, self._preferences = session, preferences
        self._files, self._masks, self._lost_work = files, masks, lost_work
        self.checkpoints = CheckpointMenu(submenus["checkpoints"], session.workers, preferences)
        self.checkpoints.chosen.connect(session.generator.use)
        self.checkpoints.file_requested.connect(files.ask_checkpoint)
        self._recent.aboutToShow.connect(self.fill_recent)
        self._recent.triggered.connect(self._recent_chosen)
        self._lost.aboutToShow.connect(self._fill_lost)
        self._lost.triggered.connect(self._lost_chosen)
        self._named.aboutToShow.connect(self.fill_named)
        self._named.triggered.connect(self._named_chosen)

    def fill_recent(self) -> None:
        menu = self._recent
        menu.clear()
        for path in self._preferences.recent_files:
            action = menu.addAction(literal(path.name))
            action.setData(str(path))
            action.setStatusTip(one_line(str(path), 400))
        menu.addSeparator()
        clear = menu.addAction(self.tr("Forget these"))
        clear.setEnabled(bool(self._preferences.recent_files))

    def fill_named(self) -> None:
        menu = self._named
        menu.clear()
        document = self._session.document
        for name in document.named_masks if document else ():
            menu.addAction(literal(name)).setData(name)
        if menu.isEmpty():
            menu.addAction(self.tr("None kept yet")).setEnabled(False)

    def _recent_chosen(self, action: QAction) -> None:
        if action.data():
            self._files.open(Path(action.data()))
        else:
            self._preferences.forget_files()

    def _fill_lost(self) -> None:
        self._lost_work.fill_menu(self._lost)

    def _lost_chosen(self, action: QAction) -> None:
        self._lost_work.offer(action.data())

    def _named_chosen(self, action: QAction) -> None:
        self._masks.use_named(action.data())
