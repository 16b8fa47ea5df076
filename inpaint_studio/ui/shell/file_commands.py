"""What the File menu does: which file, and what is to be asked before."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QMessageBox, QWidget

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import covered_by
from inpaint_studio.files.derived import derived_of
from inpaint_studio.files.errors import ChangedOnDisk, WouldLose
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.memory.project import SUFFIX
from inpaint_studio.files.origin import origin_of
from inpaint_studio.files.saving.verify import VerifyReport, verify_opened
from inpaint_studio.files.saving.writing import SaveOptions
from inpaint_studio.sentence import Sentence, say
from inpaint_studio.ui.document.open_pictures import OpenPicture
from inpaint_studio.ui.document.save_place import Place, ask_where, confirm_replacing, folder_for, stem
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.amount_bar import AmountBar
from inpaint_studio.ui.kit.buttons import dress, dress_box
from inpaint_studio.ui.kit.help_pages import Topic
from inpaint_studio.ui.kit.literal import literal, one_line
from inpaint_studio.ui.kit.message_bar import MessageBar
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.sentences import sentence, spoken
from inpaint_studio.ui.kit.start_folder import start_folder
from inpaint_studio.ui.shell.stack_files import StackFiles

_NAMES_A_KIND = formats.SUFFIXES | {SUFFIX}  # suffixes that say what a file is; after any other a name goes on


class FileCommands(QObject):
    """Opens and saves for the window, and asks where something could be lost.

    Signals:
        verified: the VerifyReport of a saved file.
    """

    verified = Signal(object)

    def __init__(
        self,
        session: Session,
        preferences: Preferences,
        messages: MessageBar,
        amounts: AmountBar,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._preferences = session, preferences
        self._messages, self._amounts, self._window = messages, amounts, window
        self._then: Callable[[], object] | None = None
        self.question: QMessageBox | None = None
        self.stacks = StackFiles(session, self._save_options, window)
        session.saving.saved.connect(self._saved)
        session.opening.failed.connect(self._forget_then)
        session.saving.failed.connect(self._saving_failed)

    def slots(self) -> dict[str, Callable[[], object]]:
        """What each action about files calls."""
        return {
            "open": self.ask_open,
            "open_page": self.ask_page,
            "save": self.save,
            "save_as": self.ask_save_as,
            "save_project": self.ask_save_project,
            "save_plane": self.stacks.ask_save_plane,
            "verify": self.ask_verify,
            "close": self.close,
            "checkpoint": self.ask_checkpoint,
        }

    # opening

    def ask_open(self) -> QFileDialog:
        dialog = QFileDialog(self._window, self.tr("Open a picture"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([self._pictures_filter(), self.tr("All files (*)")])
        recent, open_now = self._preferences.recent_files, self._session.path
        known = [folder_for(path) for path in (open_now, *recent[:1]) if path is not None]
        dialog.setDirectory(str(start_folder(*known, self._preferences.text("files/folder"))))
        dialog.filesSelected.connect(self._open_chosen)
        dialog.open()
        return dialog

    def open(self, path: Path, page: int = 0) -> None:
        """Open a file beside those that are open."""
        self._session.opening.open(path, page)

    def open_all(self, paths: Sequence[Path]) -> None:
        """Open several files: the first is shown, the others stand in the strip."""
        self._session.opening.open_all(paths)

    def ask_page(self) -> None:
        """Which other page or frame of the open file to open; the next one is proposed."""
        path, document = self._session.path, self._session.document
        if self.stacks.asks_plane(self._amounts):
            return
        origin = origin_of(document.picture) if document is not None else None
        if path is None or origin is None or origin.pages < 2:
            self._session.tell("info", self.tr("This file has no other page."))
            return

        def then(page: int) -> None:
            self.open(path, page - 1)

        now, count = origin.page + 1, origin.pages
        proposed = now % count + 1
        self._amounts.ask_number(self.tr("Open page"), self.tr("Number"), proposed, 1, count, f" / {count}", then)

    def close(self) -> None:
        if self._session.document is not None:
            self.leave_then(self._session.close_document)

    def leave_then(self, then: Callable[[], object]) -> None:
        """Do `then` at once, or after the person has decided about work that is not saved."""
        if self._session.changes.is_busy:  # what is on its way belongs to the work that is asked about
            self._session.changes.in_turn(lambda: self.leave_then(then))
            return
        if self.question is not None:  # one question at a time; the first one stands
            return
        if not self._session.has_unsaved_work:
            then()
            return
        document = self._session.document
        if document is not None and self._session.saving.is_written(document):  # which is known when that has ended
            self._session.saving.in_turn(document, self._session.bound(lambda: self.leave_then(then)))
            return
        then = self._session.bound(then)  # what is decided is about this document
        self._then = then
        picture = self._session.pictures.in_view
        assert picture is not None
        name, work = one_line(picture.name) or self.tr("The picture"), picture.unsaved_work
        question = self.question = QMessageBox(self._window)
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setIcon(QMessageBox.Icon.Question)
        question.setWindowTitle(self.tr("Unsaved work"))
        question.setText(spoken(work.sentence(name)))
        question.setInformativeText(spoken(work.explanation(self._what_stays())))
        roles = QMessageBox.ButtonRole
        self._save_button = question.addButton(self.tr("Save…"), roles.AcceptRole) if work.is_seen else None
        self._project_button = (
            question.addButton(self.tr("Save project…"), roles.AcceptRole) if work.needs_project else None
        )
        self._discard_button = question.addButton(self.tr("Do not save"), roles.DestructiveRole)
        question.setEscapeButton(question.addButton(self.tr("Cancel"), roles.RejectRole))
        for button in (self._project_button, self._save_button):
            if button is not None:
                question.setDefaultButton(button)
                dress(button, "save")
        dress_box(question)
        self._save_first = self._session.bound(self.save)
        self._project_first = self._session.bound(self.ask_save_project)
        question.buttonClicked.connect(self._decided)
        question.open()

    def _what_stays(self) -> Sentence:
        """What lies on the disk where nothing is saved."""
        saved, path = self._session.saved_path, self._session.path
        if saved is not None:
            return say("Without saving this is lost. {name} holds what was saved last.", name=one_line(saved.name))
        if path is None:
            return say("Without saving the picture is lost, which no file holds.")
        return say("Without saving this is lost. The file that was opened is as it was.")

    def _decided(self, button: QAbstractButton) -> None:
        then, self._then = self._then, None
        question, self.question = self.question, None
        if question is not None:
            question.deleteLater()
        if button is self._discard_button and then is not None:
            then()
        elif self._save_button is not None and button is self._save_button:
            self._then = then
            self._save_first()
        elif self._project_button is not None and button is self._project_button:
            self._then = then
            self._project_first()

    def ask_checkpoint(self) -> None:
        dialog = QFileDialog(self._window, self.tr("Use another checkpoint"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [
                self.tr("Checkpoints ({patterns})").format(patterns="*.safetensors *.pt *.pth *.ckpt"),
                self.tr("All files (*)"),
            ]
        )
        recent = self._preferences.recent_checkpoints
        dialog.setDirectory(str(start_folder(*(path.parent for path in recent[:1]))))
        dialog.fileSelected.connect(self._checkpoint_chosen)
        dialog.open()

    # saving

    def save(self) -> None:
        """Save where it was saved before; the first time, ask where, and propose another name than the original's.

        What another program handed over goes into its own file, which that program reads back.
        """
        picture = self._session.pictures.in_view
        if picture is None or self._session.document is None:
            return
        if self.stacks.planes is not None:
            self.stacks.save(self._forget_then)
            return
        path = picture.saved_path or picture.returns_to
        if path is not None:
            self.save_to(path)
        else:
            self.ask_save_as()

    def save_then(self, then: Callable[[], object]) -> None:
        """Save, and do `then` once that is done; never where it was given up or failed."""
        self._then = self._session.bound(then)
        self.save()

    def save_project_then(self, then: Callable[[], object]) -> None:
        """The same with its project."""
        self._then = self._session.bound(then)
        self.ask_save_project()

    def ask_save_as(self) -> None:
        if self._session.document is None:
            return
        if self.stacks.planes is not None:
            self.stacks.ask(self._forget_then)
            return
        proposed = self.proposed_path()
        place = Place(
            self.tr("Save the repaired picture"),
            (self._writable_filter(), self.tr("All files (*)")),
            proposed,
            default=formats.suffix_of(proposed) if proposed is not None else ".png",
            suffixes=_NAMES_A_KIND,
            warning=self._what_becomes_of,
        )
        ask_where(self._window, place, self._session.bound(self.save_to), self._forget_then)

    def proposed_path(self) -> Path | None:
        """NAME_restored.ext beside the original, in its own format where that can be written, else PNG.

        What never was a file is proposed as a PNG among the person's pictures; what was made from a file, beside that
        and in its format.
        """
        if self._session.saved_path is not None:
            return self._session.saved_path
        path, picture = self._session.path, self._session.pictures.in_view
        if path is None:
            return _place_of_new(picture) if picture is not None else None
        return folder_for(path) / f"{stem(path, _NAMES_A_KIND)}_restored{formats.writable_suffix(path)}"

    def save_to(self, path: Path, *, sure: bool = False, overwrite_changes: bool = False) -> None:
        """Save to `path`. Where that would change anything but the fills, say so first and let the person choose.

        What is to be said is found out on the worker that saves, before it writes anything.
        """
        options = replace(self._save_options(), ignore_changes=overwrite_changes, allow_loss=sure)
        self._session.saving.save(path, options)

    def _save_options(self) -> SaveOptions:
        return SaveOptions(
            keep_backup=self._preferences.flag("save/keep_backup", True),
            edit_note=self._preferences.flag("save/edit_note", False),
            keep_identity=self._preferences.flag("save/keep_identity", False),
        )

    def _saving_failed(self, path: Path, error: Exception, document: Document) -> None:
        """Say why nothing was written, and what can be done about it."""
        # What was to be done after saving goes along with the answer: left standing, some later save would do it.
        then, self._then = self._then, None
        saving = self._session.saving
        tried = saving.saves_asked(document)
        # Until it is tried again, whatever else is done.
        bond = self._session.bond_to("warning", document, lambda: saving.saves_asked(document) == tried)
        after = partial(_After, self, then, document)
        save_as = after(self._ask_project_path if path.suffix == SUFFIX else self.ask_save_as)
        if len(document.state.stack) > 1 and path.suffix != SUFFIX:  # the answers below write one picture
            self._messages.say("error", sentence(error), {self.tr("Save as…"): save_as}, bond)
        elif isinstance(error, WouldLose):
            choices = {self.tr("Save anyway"): after(partial(self._save_surely, path))}
            kind = formats.of_path(path)
            if kind is None or not kind.patched:  # of slices no other kind keeps more
                exact = path.with_suffix(self._exact_suffix())
                save_exactly = after(partial(self._save_surely_if_free, exact))
                choices = {self.tr("Save as {name}").format(name=literal(exact.name)): save_exactly, **choices}
            self._messages.say("warning", sentence(error), choices, bond)
        elif isinstance(error, ChangedOnDisk):
            words = self.tr("{name} was changed by another program since it was opened. It was not overwritten.")
            replacing = (
                partial(self._session.saving.save_project, path, ignore_changes=True)
                if path.suffix == SUFFIX
                else partial(self._save_surely, path, overwrite_changes=True)
            )
            overwrite = after(replacing)
            choices = {self.tr("Save as…"): save_as, self.tr("Overwrite"): overwrite}
            help_bond = replace(bond, topic=Topic("files", "replaced"))
            self._messages.say("warning", words.format(name=one_line(path.name)), choices, help_bond)
        else:
            self._messages.say("error", sentence(error), {self.tr("Save as…"): save_as}, bond)

    def _save_surely(self, path: Path, overwrite_changes: bool = False) -> None:
        self.save_to(path, sure=True, overwrite_changes=overwrite_changes)

    def _save_surely_if_free(self, path: Path) -> None:
        """To a path that the program has formed: what is there already is replaced only where the person says so."""
        save = self._session.bound(partial(self._save_surely, path))
        confirm_replacing(self._window, path, save, self.ask_save_as, self._forget_then, self._what_becomes_of)

    def _what_becomes_of(self, path: Path) -> str:
        """What is lost where a picture is saved over the file at `path`, as a sentence or two."""
        has_backup = self._preferences.flag("save/keep_backup", True)
        words = self.tr("What it holds now is kept as {name}.") if has_backup else self.tr("What it holds now is lost.")
        words = words.format(name=one_line(f"{path.name}~"))
        if not self._is_open(path):
            return words
        first = self.tr("It is the picture that is open.")  # not within the f-string, where lupdate does not see it
        return f"{first} {words}"

    def _is_open(self, path: Path) -> bool:
        now = self._session.path
        try:
            return now is not None and now.samefile(path)
        except OSError:
            return False

    def _exact_suffix(self) -> str:
        """Of the format that holds the open picture without loss and is most widely read."""
        document = self._session.document
        return ".tif" if document is not None and document.picture.pixels.dtype != np.uint8 else ".png"

    def ask_save_project(self) -> None:
        """The first time, and when it was opened from something else, ask where."""
        session = self._session
        if session.document is None:
            return
        if session.project_path is not None:
            session.saving.save_project(session.project_path)
        else:
            self._ask_project_path()

    def _ask_project_path(self) -> None:
        session, proposed = self._session, self._session.path or self.proposed_path()
        place = Place(
            self.tr("Save project"),
            (self.tr("OpenRaster projects ({patterns})").format(patterns=f"*{SUFFIX}"),),
            folder_for(proposed) / (stem(proposed, _NAMES_A_KIND) + SUFFIX) if proposed is not None else None,
        )
        ask_where(self._window, place, session.bound(session.saving.save_project), self._forget_then)

    def ask_verify(self) -> None:
        """Which saved file shall be compared with the one that was opened."""
        session = self._session
        if session.document is None:
            return
        if self.stacks.refuses_to_verify():
            return
        dialog = QFileDialog(self._window, self.tr("Verify a saved picture"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        known = [path for path in (session.saved_path, session.path) if path is not None]
        dialog.setDirectory(str(start_folder(*map(folder_for, known))))
        if session.saved_path is not None:
            dialog.selectFile(session.saved_path.name)
        dialog.fileSelected.connect(session.bound(self._verify_chosen))
        dialog.open()

    def verify(self, path: Path) -> None:
        """Compare a saved file with the picture as it was opened, outside every fill: `verified` or a sentence follows.

        The picture is the one in memory: the file it came from may be the very one that was saved over.
        """
        session = self._session
        document = session.document
        if document is None:
            return
        picture, fills, size, adjustments = document.picture, document.fills, document.size, document.adjustments

        def job() -> Iterator[VerifyReport]:
            yield verify_opened(picture, path, covered_by(fills, size), adjustments)

        session.run("verify", job, self.verified.emit, ticket=document.ticket())

    def _verify_chosen(self, name: str) -> None:
        self.verify(Path(name))

    def _saved(self, path: Path) -> None:
        self._preferences.remember_file(path)
        if self._session.saving.is_busy:  # with the one that was meant, perhaps
            return
        then, self._then = self._then, None
        if then is not None:
            self.leave_then(then)  # what was filled while the file was written is not in it: asked again

    def _forget_then(self, *_: object) -> None:
        self._then = None

    def _checkpoint_chosen(self, name: str) -> None:
        self._session.generator.use(Path(name))

    def _open_chosen(self, names: Sequence[str]) -> None:
        self._preferences.set_text("files/folder", str(Path(names[0]).parent))
        self.open_all([Path(name) for name in names])

    def _pictures_filter(self) -> str:
        suffixes = sorted(formats.suffixes() | {SUFFIX})
        return self.tr("Pictures ({patterns})").format(patterns=" ".join(f"*{suffix}" for suffix in suffixes))

    def _writable_filter(self) -> str:
        document = self._session.document
        origin = origin_of(document.picture) if document is not None else None
        own = origin.format if origin is not None else ""
        kinds = [one for one in formats.FORMATS if one.writable and (not one.patched or one.key == own)]
        suffixes = sorted({suffix for one in kinds for suffix in one.suffixes})
        return self.tr("Pictures ({patterns})").format(patterns=" ".join(f"*{suffix}" for suffix in suffixes))


def _place_of_new(picture: OpenPicture) -> Path:
    derived = derived_of(picture.document.picture) if picture.document is not None else None
    if derived is None or derived.path is None:
        return start_folder() / f"{picture.name}.png"
    return folder_for(derived.path) / f"{picture.name}{formats.writable_suffix(derived.path)}"


class _After:
    """A button's answer: does what it stands for, and after the save that follows what the person wanted before."""

    def __init__(
        self,
        files: FileCommands,
        then: Callable[[], object] | None,
        document: Document,
        does: Callable[[], object],
    ) -> None:
        self._files, self._then, self._does = files, then, does
        self._do_bound = files._session.bound(self._do, document)

    def __call__(self, *_: object) -> None:
        self._do_bound()

    def _do(self) -> None:
        self._files._then = self._then
        self._does()
