"""Files that are dropped on the window: pictures, masks, checkpoints, runs."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Size
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.pairing import is_mask_of
from inpaint_studio.files.stacks.names import numbers_of, pattern_of
from inpaint_studio.ui.bench.jobs import CHECKPOINT_SUFFIXES
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.kit.message_bar import MessageBar
from inpaint_studio.ui.kit.messages import About, Bond
from inpaint_studio.ui.kit.sentences import sentence
from inpaint_studio.ui.shell.dialogs import Dialogs
from inpaint_studio.ui.shell.file_commands import FileCommands
from inpaint_studio.ui.shell.mask_commands import MaskCommands
from inpaint_studio.ui.training.run_folder import LOG
from inpaint_studio.work.jobs.job import NAME as JOB


class Drops(QObject):
    """Decides what a dropped file is for, by its name and its size."""

    def __init__(
        self,
        session: Session,
        files: FileCommands,
        masks: MaskCommands,
        dialogs: Dialogs,
        messages: MessageBar,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._files, self._masks = session, files, masks
        self._dialogs, self._messages = dialogs, messages

    def take_all(self, paths: list[Path]) -> None:
        """Several checkpoints go to the bench together, several pictures into the strip; one decides for all."""
        weights = [path for path in paths if path.suffix.lower() in CHECKPOINT_SUFFIXES]
        pictures = [path for path in paths if path not in weights and not path.is_dir()]
        if len(weights) > 1:
            self._dialogs.show_bench(with_usual=False).add_checkpoints(weights)
        elif len(pictures) > 1 and len(pictures) == len(paths):
            self._files.open_all(pictures)
        else:
            self.take(paths[0])

    def take(self, path: Path) -> None:
        """A checkpoint, a run, the mask of the open picture, by its name and size, or a picture."""
        document, own = self._session.document, self._session.path
        if path.is_dir():
            self._take_folder(path)
        elif path.suffix.lower() in CHECKPOINT_SUFFIXES:
            self._dialogs.show_bench(with_usual=False).add_checkpoints([path])
        elif document is not None and own is not None and is_mask_of(path, own):
            self._take_mask(document, path)
        else:
            self._files.open(path)

    def _take_folder(self, folder: Path) -> None:
        """A job goes to the batch window, a run to the bench; of pictures the person says what they are for."""

        def take(content: str) -> None:
            match content:
                case "job":
                    self._dialogs.batches.show([folder])
                case "pictures" | "stack":
                    self._ask(folder, is_stack=content == "stack")
                case _:
                    self._dialogs.show_bench(with_usual=False).add_checkpoints([folder])

        self._session.workers.start(f"folder {folder.name}", lambda: iter([content_of(folder)]), take, self._say)

    def _ask(self, folder: Path, *, is_stack: bool) -> None:
        words = self.tr("{name} is a folder of pictures. What are they for?").format(name=one_line(folder.name))
        choices: dict[str, Callable[..., object]] = {}
        if is_stack:
            choices[self.tr("Open as a stack")] = lambda *_: self._session.opening.open(folder)
        choices |= {
            self.tr("Batch…"): lambda *_: self._dialogs.batches.show([folder]),
            self.tr("Take a mark off…"): lambda *_: self._dialogs.show_marks().take([folder]),
        }
        self._messages.say("info", words, choices, Bond(About.MOMENT))

    def _say(self, error: Exception) -> None:
        self._session.tell("error", sentence(error), About.MOMENT)

    def _take_mask(self, document: Document, path: Path) -> None:
        """A file that is named as the open picture's mask: one of another size is a picture of its own."""

        def take(size: Size) -> None:
            if document is not self._session.document:
                self.take(path)  # another picture was opened meanwhile
            elif size == document.size:
                self._masks.load(path)
                words = self.tr("{name} was taken as the mask of this picture.")
                self._session.tell("info", words.format(name=one_line(path.name)))
            else:
                self._files.open(path)

        self._session.workers.start(
            f"size of {path.name}", lambda: jobs.size_of(path), take, lambda _: self._files.open(path)
        )


def content_of(folder: Path) -> str:
    """What a folder holds: a "job", "pictures", a "stack" of such, or "" for what the bench knows better.

    Raises OSError.
    """
    if (folder / JOB).is_file():
        return "job"
    suffixes = [entry.suffix.lower() for entry in folder.iterdir() if not entry.name.startswith(".")]
    if (folder / LOG).is_file() or any(suffix in CHECKPOINT_SUFFIXES for suffix in suffixes):
        return ""
    if any(suffix in formats.SUFFIXES for suffix in suffixes) or _is_of_slices(folder):
        return "stack" if _is_stack(folder) else "pictures"
    return ""


def _is_of_slices(folder: Path) -> bool:
    first = next((entry for entry in sorted(folder.iterdir()) if entry.is_file()), None)
    return first is not None and formats.is_nameless_dicom(first)


def _is_stack(folder: Path) -> bool:
    """By names alone: whether it is one, opening it tells."""
    names = [entry.name for entry in folder.iterdir() if not entry.name.startswith(".")]
    patterns = Counter(pattern_of(name) for name in names if numbers_of(name))
    is_dicom = sum(formats.of_name(name) is formats.BY_KEY["dicom"] for name in names) > 1
    return is_dicom or any(count > 1 for count in patterns.values())
