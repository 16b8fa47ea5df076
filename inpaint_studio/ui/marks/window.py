"""The marks window: pictures that carry one mark come in, and those that a person accepts go out without it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QListWidgetItem, QWidget

from inpaint_studio.editing.marks import Mark
from inpaint_studio.files.saving.mark_files import SUFFIX
from inpaint_studio.sentence import say
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.document.unblending import Unblending
from inpaint_studio.ui.kit.dropping import DropWindow, leave_drops_to_window
from inpaint_studio.ui.kit.durations import Remaining, duration
from inpaint_studio.ui.kit.literal import in_sentence, one_line
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.screens import resize_within_screen
from inpaint_studio.ui.kit.sentences import sentence, spoken
from inpaint_studio.ui.kit.window_keys import WindowKeys
from inpaint_studio.ui.marks.asking import Asking
from inpaint_studio.ui.marks.entries import Entries, Entry
from inpaint_studio.ui.marks.jobs import Known
from inpaint_studio.ui.marks.layout import DEFAULT_LEFT, MOST_LEFT, MarksLayout
from inpaint_studio.ui.marks.run import MarkRun
from inpaint_studio.ui.marks.summary import summary, taken_off
from inpaint_studio.work.marks import Group

_GROUP = Qt.ItemDataRole.UserRole


class MarksWindow(DropWindow):
    """Joins the parts: the run works, the entries hold what came of it, sheet and views show it.

    Signals:
        help_requested: the person wants to see the shortcuts.
        picture_opened: a picture stands in the editor with its mark taken off.
    """

    help_requested = Signal()
    picture_opened = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None, preferences: Preferences | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Take a mark off photographs"))
        self.setAcceptDrops(True)
        resize_within_screen(self, 1120, 780)
        self._preferences = preferences
        self._sources: tuple[Path, ...] = ()
        self._known: Known | None = None  # a logo, or a mark that was saved; None = it is estimated
        self.entries = Entries(self)
        self.run = MarkRun(self.entries, self)
        self.unblending = Unblending(session, self)
        self.parts = MarksLayout(self.entries, preferences, self)
        self.setCentralWidget(self.parts)
        number = preferences.number("marks/left", DEFAULT_LEFT, 0, MOST_LEFT) if preferences else DEFAULT_LEFT
        self.parts.score.setValue(round(number))
        self.asking = Asking(preferences, self)
        self._remaining = Remaining()
        self._connect()
        self._add_shortcuts()
        leave_drops_to_window(self)
        self._show_state()

    # what comes in

    def take(self, sources: Sequence[Path]) -> None:
        """Read these folders and pictures, and estimate their marks. A single mark or logo is one to be used."""
        marks = [path for path in sources if path.name.casefold().endswith(SUFFIX)]
        if marks and len(marks) == len(sources):
            self.use(marks[0])
            return
        self._sources = tuple(sources)
        self.asking.remember(sources)
        self._begin()

    def use(self, path: Path) -> None:
        """Take a logo, or a mark that was saved, off the pictures."""
        self.run.read_known(path)

    def estimate(self) -> None:
        """Forget the logo, and estimate."""
        self._known = None
        self._begin()

    def _begin(self) -> None:
        parts = self.parts
        parts.groups.clear()
        parts.mark.show_group(None)
        parts.look.show_look(None)
        if not self._sources:
            self._show_state()
            return
        parts.output.propose(self._sources[0])
        parts.sheet.setFocus()  # its letters and Enter are for the pictures
        self._say(self.tr("Reading the pictures…"))
        self.run.group(self._sources, self._known.mark if self._known is not None else None)
        self._show_state()

    def _take_known(self, known: Known) -> None:
        self._known = known
        if not self._sources:
            words = self.tr("{name} is taken off the pictures that you drop or choose now.")
            self._say(words.format(name=one_line(known.path.name)))
        self._begin()

    # what a person decides

    def decide(self, accepted: bool) -> None:
        """Accept or reject the current picture, and go on to the next one that nobody has decided about."""
        entry = self.parts.sheet.current
        if entry is None:
            self._say(self.tr("Choose a picture first."))
        elif accepted and not entry.can_be_accepted:
            words = self.tr("{name} cannot be accepted: {why}")
            why = spoken(entry.note) if entry.note else self.tr("It is not measured yet.")
            self._say(words.format(name=one_line(entry.path.name), why=why))
        else:
            self.entries.decide([entry.path], accepted)
            self._go_to_undecided()

    def accept_under(self) -> None:
        """Accept all of whose mark no more is left than the slider says."""
        paths = self.entries.under(self.parts.score.value())
        self.entries.decide(paths, True)
        words = say("{count} pictures were accepted.", one="1 picture was accepted.", count=len(paths))
        self._say(spoken(words))

    def take_off(self) -> None:
        """Save the accepted pictures without their mark; over the originals only after a question."""
        accepted = self.entries.accepted
        if not accepted:
            self._say(
                self.tr("No picture is accepted yet. A accepts the one that is chosen, Shift+A all under the score.")
            )
            return
        if self.parts.output.rule == "over":
            self.asking.whether_to_replace(len(accepted), lambda: self._start_taking_off(accepted))
        else:
            self._start_taking_off(accepted)

    def open_current(self) -> None:
        """Open the current picture in the editor, with its mark taken off."""
        entry = self.parts.sheet.current
        if entry is None or entry.marked is None or entry.status not in ("quick", "marked"):
            self._say(self.tr("Choose a picture first, one that has the mark and is not saved without it yet."))
            return
        one = entry.marked
        self._say(self.tr("Opening {name} …").format(name=one_line(one.path.name)))
        self.unblending.open(one.path, one.mark, one.is_shifted)

    def stop(self) -> None:
        """Esc: stop what runs; where nothing does, close the window."""
        if not self.run.cancel():
            self.close()

    def shut_down(self) -> None:
        """Stop everything and wait until it has stopped. For the main window, before it goes."""
        self.close()
        self.run.shut_down()

    def _start_taking_off(self, accepted: Sequence[Entry]) -> None:
        output = self.parts.output
        self._say(self.tr("Taking the mark off…"))
        marked = [one.marked for one in accepted if one.marked is not None]
        self.run.take_off(marked, output.rule, output.path, self.asking.keeps_backup)
        self._show_state()

    # dialogs

    def ask_folder(self) -> None:
        self._take_if_any(self.asking.folder())

    def ask_pictures(self) -> None:
        self._take_if_any(self.asking.pictures())

    def _take_if_any(self, sources: Sequence[Path]) -> None:
        if sources:
            self.take(sources)

    def ask_known(self) -> None:
        path = self.asking.known()
        if path is not None:
            self.use(path)

    def ask_where_to_save_mark(self) -> None:
        group = self._group()
        if group is None or group.mark is None:
            self._say(self.tr("There is no mark to be saved yet."))
            return
        mark: Mark = group.mark
        self.asking.where_to_save_mark(group.size, lambda path: self.run.write_known(mark, path, self._mark_saved))

    def _mark_saved(self, path: Path) -> None:
        self._say(self.tr("The mark was saved as {name}.").format(name=one_line(path.name)))

    # what the run says

    def _show_progress(self, stage: str, share: float) -> None:
        words = {
            "reading": self.tr("Reading the pictures…"),
            "estimating": self.tr("Finding the mark…"),
            "looking": self.tr("Looking at the pictures without the mark…"),
            "taking off": self.tr("Taking the mark off…"),
        }
        self.parts.progress.setValue(round(1000 * share))
        left = self._remaining.seconds(stage, share)
        self._say(words.get(stage, "") + (f" {spoken(duration(left))}" if left is not None else ""))

    def _show_group(self, group: Group) -> None:
        words = say("{count} pictures", one="1 picture", count=len(group.pictures))
        result = self.tr("a mark was found") if group.mark is not None else spoken(group.message)
        item = QListWidgetItem(f"{group.size.width} × {group.size.height}: {spoken(words)}\n{result}")
        item.setData(_GROUP, len(self.run.groups) - 1)
        self.parts.groups.addItem(item)
        if self.parts.groups.currentRow() < 0:
            self.parts.groups.setCurrentRow(0)

    def _ended(self, stage: str) -> None:
        if self.run.error is not None:  # which is said already
            self._show_state()
            return
        if stage == "group" and any(group.mark is not None for group in self.run.groups):
            self.run.look()
        elif stage == "take off":
            output = self.parts.output
            folder = output.path if output.rule == "folder" else None
            self._say(taken_off(self.run.saved, self.entries.rows, folder))
            self.run.look()  # what was given up for it
        else:
            rows = self.entries.rows
            self._say(summary(rows) if rows else self.tr("Stopped."))
        self._show_state()

    def _failed(self, error: Exception) -> None:
        self._say(sentence(error))

    def _opened(self, path: Path) -> None:
        words = self.tr("{name} is open in the editor; its mark is a fill there.")
        self._say(words.format(name=one_line(path.name)))
        self.picture_opened.emit()

    # what is shown

    def _group(self) -> Group | None:
        item = self.parts.groups.currentItem()
        number = item.data(_GROUP) if item is not None else None
        return self.run.groups[number] if isinstance(number, int) and number < len(self.run.groups) else None

    def _group_chosen(self, _: int) -> None:
        group = self._group()
        self.parts.mark.show_group(group)
        current = self.parts.sheet.current
        if group is not None and (current is None or current.path not in group.pictures):
            self.parts.sheet.setCurrentIndex(self.entries.index_of(group.pictures[0]))
            self.parts.sheet.scrollTo(self.parts.sheet.currentIndex())
        self._show_state()

    def _show_current(self, *_: object) -> None:
        entry = self.parts.sheet.current
        words = ""
        if entry is not None and entry.look is None:
            words = spoken(entry.note) if entry.note else self.tr("It is looked at in a moment.")
        self.parts.look.show_look(entry.look if entry is not None else None, words)
        if entry is not None and entry.marked is not None:
            for row, group in enumerate(self.run.groups):
                if entry.path in group.pictures and row != self.parts.groups.currentRow():
                    self.parts.groups.setCurrentRow(row)
        self._show_state()

    def _go_to_undecided(self) -> None:
        sheet, rows = self.parts.sheet, self.entries.rows
        now = sheet.currentIndex().row()
        for step in range(1, len(rows)):
            row = (now + step) % len(rows)
            if rows[row].can_be_accepted and rows[row].accepted is None:
                sheet.go(row - now)
                return

    def _show_state(self) -> None:
        parts, rows = self.parts, self.entries.rows
        is_working = bool(rows) or self.run.stage == "group"
        parts.pages.setCurrentIndex(1 if is_working else 0)
        parts.last.setVisible(is_working)
        parts.progress.setVisible(self.run.is_running)
        parts.stop.setVisible(self.run.is_running)
        accepted = len(self.entries.accepted)
        text = self.tr("Take off")
        parts.take_off.setText(f"{text} ({accepted})" if accepted else text)
        parts.take_off.setEnabled(bool(accepted) and self.run.stage not in ("group", "take off"))
        entry = parts.sheet.current
        parts.open_editor.setEnabled(entry is not None and entry.status in ("quick", "marked"))
        group = self._group()
        parts.save_mark.setEnabled(group is not None and group.mark is not None)
        parts.estimate.setVisible(self._known is not None)
        parts.accept_all.setEnabled(bool(self.entries.under(parts.score.value())))
        parts.output.setEnabled(self.run.stage != "take off")

    def _say(self, text: str) -> None:
        self.parts.message.setText(in_sentence(text))

    # how it is joined

    def _connect(self) -> None:
        parts, run = self.parts, self.run
        run.progressed.connect(self._show_progress)
        run.grouped.connect(self._show_group)
        run.known.connect(self._take_known)
        run.ended.connect(self._ended)
        run.failed.connect(self._failed)
        self.entries.changed.connect(self._show_current)
        self.unblending.opened.connect(self._opened)
        parts.groups.currentRowChanged.connect(self._group_chosen)
        parts.sheet.chosen.connect(self._show_current)
        parts.sheet.decided.connect(self._decided)
        parts.sheet.opened.connect(self._double_clicked)
        parts.score.valueChanged.connect(self._score_changed)
        for button, slot in (
            (parts.folder, self.ask_folder),
            (parts.pictures, self.ask_pictures),
            (parts.known, self.ask_known),
            (parts.estimate, self.estimate),
            (parts.save_mark, self.ask_where_to_save_mark),
            (parts.accept_all, self.accept_under),
            (parts.take_off, self.take_off),
            (parts.open_editor, self.open_current),
            (parts.stop, self.run.cancel),
        ):
            button.clicked.connect(slot)

    def _decided(self, entry: Entry, accepted: bool) -> None:
        """A click on a badge; a second one takes it back."""
        self.entries.decide([entry.path], None if entry.accepted is accepted else accepted)

    def _double_clicked(self, _: Entry) -> None:
        self.open_current()

    def _score_changed(self, value: int) -> None:
        if self._preferences is not None:
            self._preferences.set_number("marks/left", value)
        self._show_state()

    def _add_shortcuts(self) -> None:
        for keys, slot in (
            ("Ctrl+O", self.ask_folder),
            ("Ctrl+Shift+O", self.ask_pictures),
            ("Ctrl+S", self.ask_where_to_save_mark),
            ("Ctrl+W", self.close),
            ("F1", self.help_requested.emit),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        key, sheet = Qt.Key, self.parts.sheet
        slots = {
            (key.Key_A, True): self.accept_under,
            (key.Key_A, False): lambda: self.decide(True),
            (key.Key_X, False): lambda: self.decide(False),
            (key.Key_N, False): lambda: sheet.go(1),
            (key.Key_P, False): lambda: sheet.go(-1),
            (key.Key_O, False): self.open_current,
            (key.Key_Space, False): self.parts.look.flip,
            (key.Key_Return, False): self.take_off,
            (key.Key_Enter, False): self.take_off,
            (key.Key_Escape, False): self.stop,
        }
        self._keys = WindowKeys(slots, (sheet, self.parts.groups), self)

    # what Qt calls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.take(event):
            super().keyPressEvent(event)

    def take_dropped(self, paths: list[Path]) -> None:
        self.take(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.run.cancel()
        super().closeEvent(event)
