"""The page on which a new job is made: which pictures, where results go, and what the first one will be called."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.files.kinds import formats
from inpaint_studio.sentence import say
from inpaint_studio.ui.batch.known_jobs import KnownJobs
from inpaint_studio.ui.batch.plan import Plan, Surveyed, preview
from inpaint_studio.ui.kit.buttons import dress
from inpaint_studio.ui.kit.labels import heading, note, show_note
from inpaint_studio.ui.kit.literal import in_sentence, one_line
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.sentences import sentence, spoken
from inpaint_studio.ui.kit.start_folder import start_folder
from inpaint_studio.ui.kit.worker import Errand, Workers
from inpaint_studio.work.errors import WorkError
from inpaint_studio.work.routines.routine import Routine

_WAIT = 250  # ms after the last change, before the folder is looked through
_WIDEST = 720  # pixels


class Setup(QScrollArea):
    """Signals:
    start_requested: the Plan, as it stands.
    """

    start_requested = Signal(object)

    def __init__(self, workers: Workers, preferences: Preferences | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workers, self._preferences = workers, preferences
        self._sources: tuple[Path, ...] = ()
        self._routine: Routine | None = None
        self._trouble = ""
        self._proposed = ""
        self._errand: Errand | None = None
        self._surveyed: Surveyed | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the control that has the keyboard
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._build_pictures()
        self._build_results()
        self.known = KnownJobs(workers, preferences, self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_WAIT)
        self._later.timeout.connect(self._survey)
        self._lay_out()
        self._show()

    # what is chosen

    @property
    def sources(self) -> tuple[Path, ...]:
        return self._sources

    def take(self, sources: Sequence[Path]) -> None:
        """These folders and pictures; in place of what was chosen before."""
        self._sources = tuple(sources)
        self._propose_output()
        self._changed()

    def set_routine(self, routine: Routine, trouble: str) -> None:
        """trouble: why it cannot be carried out."""
        self._routine, self._trouble = routine, trouble
        self._show()

    @property
    def plan(self) -> Plan | None:
        if self._routine is None or not self._sources:
            return None
        return Plan(
            self._sources,
            self._routine,
            self._output(),
            self.subfolders.isChecked(),
            tuple(suffix for key in self._kinds() for suffix in formats.BY_KEY[key].suffixes),
            self.hot.isChecked(),
        )

    def _output(self) -> Path | None:
        beside = self._routine is not None and self._routine.save.where == "beside"
        text = self.output.text().strip()
        return None if beside or not text else Path(text).expanduser()

    def begin_from(self, plan: Plan) -> None:
        """The same pictures once more."""
        self._sources = plan.sources
        self.subfolders.setChecked(plan.subfolders)
        self.hot.setChecked(plan.watches)
        for key, action in self._kind_actions.items():
            action.setChecked(bool(set(formats.BY_KEY[key].suffixes) & set(plan.formats)))
        self._propose_output()
        self._changed()

    # building

    def _build_pictures(self) -> None:
        self.where = QLabel(self)
        self.where.setTextFormat(Qt.TextFormat.PlainText)
        self.where.setWordWrap(True)
        self.folder = self._button(self.tr("Folders…"), "open", self.tr("Choose a folder of pictures (Ctrl+O)"))
        self.pictures = self._button(self.tr("Pictures…"), "picture", self.tr("Choose single pictures"))
        self.folder.clicked.connect(self.ask_folder)
        self.pictures.clicked.connect(self.ask_pictures)
        self.subfolders = QCheckBox(self.tr("With subfolders"), self)
        self.subfolders.setToolTip(self.tr("Also the pictures in folders below"))
        self.subfolders.toggled.connect(self._changed)
        self.kinds = QToolButton(self)
        self.kinds.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.kinds.setToolTip(self.tr("Which kinds of files are taken"))
        menu = QMenu(self.kinds)
        self._kind_actions = {}
        for one in formats.FORMATS:
            action = menu.addAction(one.name)
            action.setCheckable(True)
            action.toggled.connect(self._changed)
            self._kind_actions[one.key] = action
        self.kinds.setMenu(menu)
        self.hot = QCheckBox(self.tr("Hot folder: go on with what is put there later"), self)
        self.hot.setToolTip(
            self.tr("The job does not end: a file that comes into the folder is taken once it is still for 5 seconds")
        )

    def _build_results(self) -> None:
        self.output = QLineEdit(self)
        self.output.setPlaceholderText(self.tr("Folder of the results"))
        self.output.setAccessibleName(self.output.placeholderText())
        self.output.textChanged.connect(self._show)
        self.choose = QToolButton(self)
        self.choose.setAutoRaise(True)
        dress(self.choose, "open")
        self.choose.setToolTip(self.tr("Choose the folder of the results"))
        self.choose.setAccessibleName(self.choose.toolTip())
        self.choose.clicked.connect(self._ask_output)
        self.beside = QLabel(self.tr("Beside the originals, as the card “Save” says."), self)
        self.preview = QLabel(self)
        self.preview.setTextFormat(Qt.TextFormat.PlainText)
        self.preview.setWordWrap(True)
        self.preview.setObjectName("namePreview")
        self.preview.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.problem = note(self.tr("What is missing"))
        self.start = self._button(
            self.tr("Start"), "mdi6.play-outline", self.tr("Make the job and begin (Ctrl+Return)")
        )
        self.start.setProperty("role", "primary")
        dress(self.start, "mdi6.play-outline")
        self.start.clicked.connect(self.request_start)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        source = QHBoxLayout()
        source.setSpacing(8)
        source.addWidget(self.folder)
        source.addWidget(self.pictures)
        source.addStretch(1)
        kinds = QHBoxLayout()
        kinds.setSpacing(8)
        kinds.addWidget(self.subfolders)
        kinds.addSpacing(12)
        kinds.addWidget(QLabel(self.tr("Kinds"), self))
        kinds.addWidget(self.kinds)
        kinds.addStretch(1)
        output = QHBoxLayout()
        output.setSpacing(8)
        output.addWidget(self.output, 1)
        output.addWidget(self.choose)
        output.addWidget(self.beside, 1)
        begin = QHBoxLayout()
        begin.setSpacing(8)
        begin.addWidget(self.problem, 1)
        begin.addStretch(0)
        begin.addWidget(self.start)
        rows: tuple[tuple[str, QWidget | QHBoxLayout], ...] = (
            (self.tr("Pictures"), source),
            ("", self.where),
            ("", kinds),
            ("", self.hot),
            (self.tr("Results"), output),
            ("", self.preview),
            ("", begin),
        )
        for number, (title, widget) in enumerate(rows):
            if title:
                label = heading(title)
                grid.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
            if isinstance(widget, QHBoxLayout):
                grid.addLayout(widget, number, 1)
            else:
                grid.addWidget(widget, number, 1)
        inside = QWidget(self)
        narrow = QWidget(inside)
        narrow.setMaximumWidth(_WIDEST)
        lines = QVBoxLayout(narrow)
        lines.setContentsMargins(12, 4, 12, 4)
        lines.setSpacing(16)
        words = QLabel(
            self.tr(
                "Drop folders or pictures here. The job goes on when this window is closed, and is found again; "
                "originals are never written over."
            ),
            narrow,
        )
        words.setWordWrap(True)
        words.setProperty("role", "faint")
        lines.addWidget(words)
        lines.addLayout(grid)
        lines.addWidget(self.known)
        lines.addStretch(1)
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(narrow, 10)
        row.addStretch(1)
        self.setWidget(inside)

    def _button(self, text: str, glyph: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        dress(button, glyph)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        return button

    # asking

    def ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("A folder of pictures"), self._last())
        if folder:
            self._remember(Path(folder))
            self.take([Path(folder)])

    def ask_pictures(self) -> None:
        kinds = " ".join(f"*{suffix}" for one in formats.FORMATS for suffix in one.suffixes)
        names, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Pictures"), self._last(), self.tr("Pictures") + f" ({kinds})"
        )
        if names:
            self._remember(Path(names[0]).parent)
            self.take([Path(name) for name in names])

    def _ask_output(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.choose.toolTip(), str(start_folder(self.output.text())))
        if folder:
            self.output.setText(folder)

    def _last(self) -> str:
        return str(start_folder(self._preferences.text("batch/folder") if self._preferences is not None else None))

    def _remember(self, folder: Path) -> None:
        if self._preferences is not None:
            self._preferences.set_text("batch/folder", str(folder))

    def request_start(self) -> None:
        plan = self.plan
        if plan is not None and self.start.isEnabled():
            self.start_requested.emit(plan)

    # what is shown

    def _propose_output(self) -> None:
        """A folder in that of the pictures, where none was chosen, or one of other pictures was proposed."""
        if self._sources and self.output.text() in ("", self._proposed):
            first = self._sources[0]
            self._proposed = str((first if first.is_dir() else first.parent) / "repaired")
            self.output.setText(self._proposed)

    def _kinds(self) -> list[str]:
        return [key for key, action in self._kind_actions.items() if action.isChecked()]

    def _changed(self, *_: object) -> None:
        self._surveyed = None
        self._later.start()
        self._show()

    def _survey(self) -> None:
        plan = self.plan
        if self._errand is not None:
            self._errand.drop()
            self._errand = None
        if plan is not None:
            self._errand = self._workers.start("survey", plan.survey, self._take_survey, self._survey_failed)

    def _take_survey(self, surveyed: Surveyed) -> None:
        self._surveyed = surveyed
        self._show()

    def _survey_failed(self, error: Exception) -> None:
        self._surveyed = Surveyed(None, 0, True)
        self._show()
        show_note(self.problem, sentence(error), is_error=True)

    def _show(self, *_: object) -> None:
        kinds = [formats.BY_KEY[key].name for key in self._kinds()]
        self.kinds.setText(", ".join(kinds[:3]) + ("…" if len(kinds) > 3 else "") if kinds else self.tr("All"))
        self.where.setText(self._where())
        beside = self._routine is not None and self._routine.save.where == "beside"
        for widget in (self.output, self.choose):
            widget.setVisible(not beside)
        self.beside.setVisible(beside)
        problem = self._problem(beside)
        self.preview.setText(self._preview())
        show_note(self.problem, problem)
        self.start.setEnabled(not problem and self._surveyed is not None and self._surveyed.count > 0)

    def _where(self) -> str:
        if not self._sources:
            return self.tr("No folder is chosen yet.")
        names = ", ".join(one_line(str(path)) for path in self._sources[:3])
        more = len(self._sources) - 3
        if more > 0:
            names += self.tr(" and {count} more").format(count=more)
        if self._surveyed is None:
            return names
        words = spoken(say("{count} pictures", one="1 picture", count=self._surveyed.count))
        return f"{names}\n{words}" + ("" if self._surveyed.is_all else " …")

    def _preview(self) -> str:
        routine, surveyed = self._routine, self._surveyed
        if routine is None or not self._sources:
            return ""
        first = surveyed.first if surveyed is not None and surveyed.first is not None else None
        with suppress(WorkError):  # of a rule that cannot be: the cards say what is wrong with it
            return in_sentence(preview(routine, first or PurePosixPath("a.jpg"), self._output()))
        return ""

    def _problem(self, beside: bool) -> str:
        if self._trouble:
            return self._trouble
        if not self._sources:
            return ""
        if not beside and not self.output.text().strip():
            return self.tr("Say into which folder the results go.")
        if self._surveyed is not None and self._surveyed.is_all and not self._surveyed.count:
            return self.tr("There is no picture in this folder.")
        return ""
