"""What the marks window asks a person: for folders and files, and before originals are replaced."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from inpaint_studio.editing.geometry import Size
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.saving.mark_files import SUFFIX
from inpaint_studio.sentence import say
from inpaint_studio.ui.document.save_place import Place, ask_where
from inpaint_studio.ui.kit.buttons import dress_box
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.kit.start_folder import start_folder


class Asking(QObject):
    """Dialogs over one window; they begin in the folder of the last pictures."""

    def __init__(self, preferences: Preferences | None, window: QWidget) -> None:
        super().__init__(window)
        self._preferences, self._window = preferences, window
        self.question: QMessageBox | None = None

    def folder(self) -> list[Path]:
        title = self.tr("A folder of pictures with the mark")
        folder = QFileDialog.getExistingDirectory(self._window, title, self._last())
        return [Path(folder)] if folder else []

    def pictures(self) -> list[Path]:
        kinds = " ".join(f"*{suffix}" for one in formats.FORMATS if not one.patched for suffix in one.suffixes)
        names, _ = QFileDialog.getOpenFileNames(
            self._window, self.tr("Pictures with the mark"), self._last(), self.tr("Pictures") + f" ({kinds})"
        )
        return [Path(name) for name in names]

    def known(self) -> Path | None:
        """A logo, or a mark that was saved."""
        name, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("The logo, or a saved mark"),
            self._last(),
            self.tr("Pictures with transparency") + " (*.png *.tif *.tiff *.webp)",
        )
        return Path(name) if name else None

    def where_to_save_mark(self, size: Size, save: Callable[[Path], object]) -> None:
        name = f"{size.width}x{size.height}{SUFFIX}"
        proposed = Path(self._last()) / name
        place = Place(self.tr("Save the mark"), (self.tr("Marks") + " (*.png)",), proposed)

        def chosen(path: Path) -> None:
            is_named = path.name.casefold().endswith(SUFFIX)
            save(path if is_named else path.with_name(path.stem + SUFFIX))

        ask_where(self._window, place, chosen)

    def whether_to_replace(self, count: int, then: Callable[[], object]) -> None:
        """One question at a time; the first one stands."""
        if self.question is not None:
            return
        question = self.question = QMessageBox(self._window)
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setIcon(QMessageBox.Icon.Warning)
        question.setWindowTitle(self.tr("Over the originals"))
        question.setText(spoken(say("{count} originals are replaced.", one="1 original is replaced.", count=count)))
        question.setInformativeText(
            self.tr("Each stays beside it as NAME~.")
            if self.keeps_backup
            else self.tr("They are lost: the preferences say that no file stays as NAME~.")
        )
        yes = question.addButton(self.tr("Replace"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = question.addButton(QMessageBox.StandardButton.Cancel)
        question.setDefaultButton(cancel)
        question.setEscapeButton(cancel)
        dress_box(question)

        def answered(_: int) -> None:
            self.question = None
            if question.clickedButton() is yes:
                then()

        question.finished.connect(answered)
        question.finished.connect(question.deleteLater)
        question.open()

    @property
    def keeps_backup(self) -> bool:
        """Whether a file that is replaced stays as NAME~."""
        return self._preferences is None or self._preferences.flag("save/keep_backup", True)

    def remember(self, sources: Sequence[Path]) -> None:
        """Where dialogs begin from now on."""
        if self._preferences is not None and sources:
            first = sources[0]
            self._preferences.set_text("marks/folder", str(first if first.is_dir() else first.parent))

    def _last(self) -> str:
        return str(start_folder(self._preferences.text("marks/folder") if self._preferences is not None else None))
