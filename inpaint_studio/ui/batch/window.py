"""The batch window: many pictures through one routine, looked at while processes work on them."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from inpaint_studio.ui.batch.feed import Condition
from inpaint_studio.ui.batch.in_editor import InEditor
from inpaint_studio.ui.batch.layout import BatchLayout
from inpaint_studio.ui.batch.looks import Looks
from inpaint_studio.ui.batch.plan import Plan, below, job_in
from inpaint_studio.ui.batch.routine_files import RoutineFiles
from inpaint_studio.ui.batch.rows import Rows
from inpaint_studio.ui.batch.run import BatchRun
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.dropping import DropWindow, leave_drops_to_window
from inpaint_studio.ui.kit.literal import in_sentence, one_line
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.screens import resize_within_screen
from inpaint_studio.ui.kit.sentences import sentence, spoken
from inpaint_studio.ui.kit.window_keys import WindowKeys
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.work.jobs.claims import claim_id
from inpaint_studio.work.jobs.job import Job
from inpaint_studio.work.jobs.reviewing import Decision
from inpaint_studio.work.routines.routine import Routine


class BatchWindow(DropWindow):
    """Joins the parts: the run follows the job, the rows hold what it says, grid, cards and foot show it.

    Signals:
        help_requested: the person wants to see the shortcuts.
        editor_requested: a picture of the job is opened in the editor.
        lent: the key of a picture whose findings are under review in the editor now.
        closed_at_work: the window was closed while its job goes on; said once a job.
    """

    help_requested = Signal()
    editor_requested = Signal()
    lent = Signal(str)
    closed_at_work = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None, preferences: Preferences | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Many pictures"))
        self.setAcceptDrops(True)
        resize_within_screen(self, 1180, 800)
        self._mentioned: Path | None = None  # the job of which was said that it goes on
        self._may_find = True  # a job that runs, when the window is shown first
        self.workers = Workers(self)
        self.rows = Rows(self)
        self.looks = Looks(self.workers, self)
        self.run = BatchRun(self.rows, self.workers, self)
        self.editor = InEditor(session, self)
        self.parts = BatchLayout(self.rows, self.looks, self.workers, preferences, self)
        self.setCentralWidget(self.parts)
        self.files = RoutineFiles(self.parts.routine, preferences, self)
        self._connect()
        self._add_shortcuts()
        leave_drops_to_window(self)
        self._routine_changed()
        self._show_state()

    # which job

    def take(self, sources: Sequence[Path]) -> None:
        """A job, pictures for the job that is shown, or pictures for a new one. A routine is opened."""
        if len(sources) == 1:
            folder = job_in(sources[0])
            if folder is not None:
                self.open_job(folder)
                return
            if sources[0].suffix.lower() == ".json" and sources[0].is_file():
                self.parts.routine.read(sources[0])
                return
        self._may_find = False
        job = self.run.job
        if job is None or self.parts.pages.currentIndex() == 0:
            self.show_setup()
            self.parts.setup.take(sources)
            return
        parts = below(job, sources)
        if parts is None:
            self.show_setup()
            self.parts.setup.take(sources)
            self._say(self.tr("These pictures lie outside the folder of the job: they are a job of their own."))
        elif job.parts or all((job.root / part).exists() for part in parts):
            self.run.add(parts)

    def use(self, routine: Routine) -> None:
        """A routine for a new job."""
        self._may_find = False
        self.show_setup()
        self.parts.routine.show_routine(routine)

    def open_job(self, folder: Path) -> None:
        self._may_find = False
        self.run.open(folder)

    def show_setup(self) -> None:
        """The page of a new job; the one that was shown goes on."""
        self.run.leave()
        self.looks.begin(None)
        self.rows.clear()
        self.parts.routine.set_job_routine(None)
        self.parts.pages.setCurrentIndex(0)
        self.parts.setup.known.refresh()
        self._show_state()

    def new_job_like_this(self) -> None:
        """The same pictures by the routine as it stands on the cards."""
        job, routine = self.run.job, self.parts.routine.routine
        self.show_setup()
        self.parts.routine.show_routine(routine)
        if job is not None:
            sources = tuple(job.root / part for part in job.parts) or (job.root,)
            plan = Plan(sources, routine, job.output, job.subfolders, job.formats, job.watches)
            self.parts.setup.begin_from(plan)
        self.parts.setup.start.setFocus()

    def _start(self, plan: Plan) -> None:
        self._say(self.tr("Making the job…"))
        self.run.make(plan.make)

    def _opened(self, job: Job) -> None:
        self._say("")
        self.looks.begin(job)
        self.parts.setup.known.remember(job.folder)
        self.parts.routine.set_job_routine(job.routine)
        self.parts.foot.log.clear()
        self.parts.filter.setCurrentIndex(0)
        self.parts.pages.setCurrentIndex(1)
        self.setWindowTitle(self.tr("Many pictures – {folder}").format(folder=one_line(job.root.name)))
        self.parts.grid.setFocus()
        self._show_state()

    def _job_runs(self, folder: Path) -> None:
        """Found again, when the window is opened."""
        if self._may_find and self.run.job is None:
            self.open_job(folder)

    # what a person does with pictures

    def decide(self, decision: Decision) -> None:
        keys = self._chosen()
        if keys:
            self.run.decide(keys, decision)

    def try_again(self) -> None:
        keys = self._chosen()
        if keys:
            self.run.try_again(keys)

    def leave_out(self) -> None:
        keys = self._chosen()
        if keys:
            self.run.leave_out(keys)

    def toggle_pause(self) -> None:
        run = self.run
        if run.job is None or run.condition is None:
            return
        if run.has_crew and not run.is_paused:
            run.pause()
        else:
            run.go_on()

    def open_current(self) -> None:
        """Open the current picture in the editor: its findings under review, its result where it is done."""
        key, job = self.parts.grid.current, self.run.job
        if key is None or job is None:
            self._say(self.tr("Choose a picture first."))
            return
        state, entry = self.rows.state(key), self.rows.entry(key)
        findings = job.findings(claim_id(key)) if state == "to-review" else None
        path = job.base / entry.output if state == "done" and entry is not None else job.picture(key)
        self._say(self.tr("Opening {name} …").format(name=one_line(key)))
        self.editor.open(key, path, findings)
        self.editor_requested.emit()

    def take_decisions(self) -> None:
        """What was decided in the editor; the job goes on with it."""
        lent = self.editor.take()
        if lent is not None:
            key, review, size = lent
            self.run.apply(key, review, size)
            self.parts.grid.go_to(key)
        self.parts.grid.setFocus()

    def open_output(self) -> None:
        job = self.run.job
        if job is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(job.base)))

    def stop(self) -> None:
        """Esc: all pictures are shown again; where they are, the window closes."""
        if self.run.job is not None and self.rows.filter:
            self.parts.filter.setCurrentIndex(0)
        else:
            self.close()

    def _chosen(self) -> list[str]:
        keys = self.parts.grid.chosen_keys()
        if not keys:
            self._say(self.tr("Choose a picture first."))
        return keys

    # dialogs

    def ask_open(self) -> None:
        """Of a folder of pictures: for the new job, or to be added to the one that is shown."""
        job = self.run.job
        if job is None:
            self.parts.setup.ask_folder()
            return
        folder = QFileDialog.getExistingDirectory(self, self.tr("Add the pictures of a folder"), str(job.root))
        if folder:
            self.take([Path(folder)])

    # what is shown

    def _moved(self, condition: Condition) -> None:
        self._show_state()
        self._read_seen(self.parts.grid.in_view)
        counts = self.rows.counts()
        box = self.parts.filter
        for at in range(box.count()):
            state = box.itemData(at)
            count = counts.get(state, 0) if state else len(self.rows)
            text = f"{box.itemText(at).split(' (')[0]} ({count})"
            if text != box.itemText(at):
                box.setItemText(at, text)

    def _read_seen(self, keys: Sequence[str]) -> None:
        """What is known of the pictures in view, and their looks."""
        self.run.read(keys)
        self.looks.want([(key, self.rows.state(key)) for key in keys if key in self.rows])

    def _filter_chosen(self, at: int) -> None:
        state = self.parts.filter.itemData(at)
        self.rows.set_filter((state,) if state else ())
        self.parts.grid.setFocus()

    def _routine_changed(self) -> None:
        panel = self.parts.routine
        self.parts.setup.set_routine(panel.routine, panel.trouble)

    def _show_state(self) -> None:
        parts, job = self.parts, self.run.job
        parts.foot.setVisible(job is not None)
        if job is not None:
            parts.foot.show_condition(self.run.condition, self.run.has_crew, job.watches)
        else:
            self.setWindowTitle(self.tr("Many pictures"))
        self._show_current()

    def _show_current(self) -> None:
        parts, key = self.parts, self.parts.grid.current
        has_one = key is not None
        for button in (parts.accept, parts.reject, parts.open, parts.again, parts.leave_out):
            button.setEnabled(has_one)
        lent = self.editor.key
        parts.back.setVisible(lent is not None)

    def _crew_ended(self, why: str) -> None:
        words = self.tr("The workers have ended though pictures wait. Space starts them again.")
        self._say(f"{words} {spoken(why)}" if why else words)

    def _say(self, text: str) -> None:
        self.parts.message.setText(in_sentence(spoken(text)))
        self.parts.message.setVisible(bool(text))

    def _failed(self, error: Exception) -> None:
        self._say(sentence(error))

    def _lent_closed(self, key: str) -> None:
        words = self.tr("{name} was closed in the editor; its findings still wait for a decision.")
        self._say(words.format(name=one_line(key)))

    def _shown_in_editor(self, key: str) -> None:
        words = self.tr("{name} is in the editor: accept and reject there, then take the decisions from here or there.")
        self._say(words.format(name=one_line(key)))
        self.lent.emit(key)

    # how it is joined

    def _connect(self) -> None:
        parts, run = self.parts, self.run
        run.opened.connect(self._opened)
        run.moved.connect(self._moved)
        run.settled.connect(parts.foot.add_to_log)
        run.message.connect(self._say)
        run.failed.connect(self._failed)
        run.crew_ended.connect(self._crew_ended)
        parts.setup.start_requested.connect(self._start)
        parts.setup.known.chosen.connect(self.open_job)
        parts.setup.known.running.connect(self._job_runs)
        parts.routine.changed.connect(self._routine_changed)
        parts.routine.job_requested.connect(self.new_job_like_this)
        parts.routine.failed.connect(self._failed)
        self.files.message.connect(self._say)
        parts.grid.seen.connect(self._read_seen)
        parts.grid.chosen.connect(self._show_current)
        parts.grid.opened.connect(self._double_clicked)
        parts.filter.currentIndexChanged.connect(self._filter_chosen)
        self.editor.changed.connect(self._show_current)
        self.editor.closed.connect(self._lent_closed)
        self.editor.shown.connect(self._shown_in_editor)
        for button, slot in (
            (parts.new_job, self.show_setup),
            (parts.add, self.ask_open),
            (parts.accept, lambda: self.decide("accept")),
            (parts.reject, lambda: self.decide("reject")),
            (parts.open, self.open_current),
            (parts.again, self.try_again),
            (parts.leave_out, self.leave_out),
            (parts.back, self.take_decisions),
            (parts.foot.pause, self.toggle_pause),
            (parts.foot.folder, self.open_output),
        ):
            button.clicked.connect(slot)

    def _double_clicked(self, _: str) -> None:
        self.open_current()

    def _add_shortcuts(self) -> None:
        for keys, slot in (
            ("Ctrl+O", self.ask_open),
            ("Ctrl+Shift+O", self.files.ask_open),
            ("Ctrl+S", self.files.ask_where_to_save),
            ("Ctrl+N", self.show_setup),
            ("Ctrl+Return", self.parts.setup.request_start),
            ("Ctrl+W", self.close),
            ("F1", self.help_requested.emit),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        key = Qt.Key
        slots = {
            (key.Key_A, False): lambda: self.decide("accept"),
            (key.Key_X, False): lambda: self.decide("reject"),
            (key.Key_F, False): self.try_again,
            (key.Key_Delete, False): self.leave_out,
            (key.Key_Space, False): self.toggle_pause,
            (key.Key_Return, False): self.open_current,
            (key.Key_Enter, False): self.open_current,
            (key.Key_Escape, False): self.stop,
        }
        self._keys = WindowKeys(slots, (self.parts.grid,), self)

    def shut_down(self) -> None:
        """Follow nothing more, and wait until all threads have ended. For the main window, before it goes."""
        self.close()
        self.run.leave()
        self.workers.close()
        self.workers.stop_all()

    # what Qt calls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (self.run.job is None and event.key() not in (Qt.Key.Key_Escape,)) or not self._keys.take(event):
            super().keyPressEvent(event)

    def take_dropped(self, paths: list[Path]) -> None:
        self.take(paths)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous() and self.run.job is None:
            self.parts.setup.known.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        run = self.run
        if run.job is not None and run.has_crew and run.job.folder != self._mentioned:
            self._mentioned = run.job.folder
            self.closed_at_work.emit()
        super().closeEvent(event)
