"""Test holes over a folder: every contender on the same seeded holes, measured by the evaluator."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QTemporaryDir, QThread
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.evaluation.bench import Evaluated, HoleMeasured, MethodSkipped, PictureSkipped
from inpaint_studio.evaluation.rivals import RIVALS
from inpaint_studio.files.saving.atomic import replace_file
from inpaint_studio.model.photographs.hole_kinds import HOLE_KINDS, groups
from inpaint_studio.sentence import say
from inpaint_studio.ui.bench import jobs as bench_jobs
from inpaint_studio.ui.bench.jobs import Contender, Evaluation, Report
from inpaint_studio.ui.bench.report_view import ReportView
from inpaint_studio.ui.bench.saving import ask_and_save
from inpaint_studio.ui.bench.slots import Call
from inpaint_studio.ui.kit.buttons import dress
from inpaint_studio.ui.kit.dropping import leave_drops_to_window
from inpaint_studio.ui.kit.hole_names import hole_heading
from inpaint_studio.ui.kit.method_names import method_name
from inpaint_studio.ui.kit.screens import resize_within_screen
from inpaint_studio.ui.kit.sentences import sentence, spoken
from inpaint_studio.ui.kit.worker import Errand, Workers


class FolderDialog(QDialog):
    """Asks for a folder and runs the evaluator on it; what it measured can be saved."""

    def __init__(
        self, contenders: Sequence[Contender], lpips: Path | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Test holes over a folder"))
        resize_within_screen(self, 940, 720)
        self.report: Report | None = None
        self._contenders = tuple(contenders)
        self._lpips = lpips
        self._workers = Workers(self)
        self._errand: Errand | None = None
        self._scratch = QTemporaryDir()
        self._skipped: list[str] = []
        self._build()
        self.rejected.connect(self.cancel)  # however it is closed
        self._show_state()

    @property
    def is_running(self) -> bool:
        return self._errand is not None

    def start(self) -> None:
        """Run the evaluator on what was chosen."""
        folder = self.folder.text().strip()
        kinds = tuple(kind for kind, box in self._kinds.items() if box.isChecked())
        chosen = [self.methods.item(row) for row in range(self.methods.count())]
        chosen = [item for item in chosen if item.checkState() == Qt.CheckState.Checked]
        if not folder or not kinds or not chosen:
            self._say(self.tr("Choose a folder of pictures, a kind of hole, and something to compare."))
            return
        what = [(item.data(Qt.ItemDataRole.UserRole), item.text()) for item in chosen]
        evaluation = Evaluation(
            Path(folder),
            Path(self._scratch.path()),
            _cache_folder(),
            tuple(one for one, _ in what if isinstance(one, Contender)),
            tuple((one, title) for one, title in what if isinstance(one, str)),
            kinds,
            self.limit.value(),
            self._lpips,
        )
        self._skipped = []
        self.progress.setValue(0)
        self._say(self.tr("Looking at the pictures…"))
        self._errand = self._workers.start(
            "bench: folder",
            lambda: bench_jobs.evaluate_folder(evaluation),
            self._take,
            self._fail,
            self._end,
            QThread.Priority.LowPriority,  # the editor goes on meanwhile
        )
        self._show_state()

    def cancel(self) -> None:
        """Stop after the hole that is being filled. What was measured is cached for the next time."""
        if self._errand is not None:
            self._errand.drop()
            self._errand = None
            self._say(self.tr("Stopped. What was measured so far is kept, and not measured again."))
            self._show_state()

    def shut_down(self) -> None:
        """Stop and wait. For the bench, before it goes."""
        self.cancel()
        self._workers.stop_all()
        self._scratch.remove()  # not left to the end of the program, which may not come in good order

    def save_json(self, path: Path) -> None:
        """Everything that was measured. Raises OSError, SaveError."""
        if self.report is not None:
            replace_file(path, self.report.json.read_bytes())

    def save_markdown(self, path: Path) -> None:
        """The tables. Raises SaveError."""
        if self.report is not None:
            replace_file(path, self.report.markdown.encode())

    def save_sheet(self, path: Path) -> None:
        """The contact sheet in sight. Raises OSError, SaveError."""
        sheet = self.results.sheet_file()
        if sheet is not None:
            replace_file(path, sheet.read_bytes())

    # what comes of it

    def _take(self, value: object) -> None:
        match value:
            case HoleMeasured(done=done, total=total, method=method, picture=picture):
                self.progress.setRange(0, total)
                self.progress.setValue(done)
                self._say(f"{method} · {picture}")
            case PictureSkipped(reason=reason):
                self._skipped.append(spoken(reason))
            case MethodSkipped(name=name, reason=reason):
                self._skipped.append(f"{name}: {reason}")
            case Evaluated():
                self.progress.setValue(self.progress.maximum())
            case Report() as report:
                self.report = report
                self.results.show_report(report)

    def _fail(self, error: Exception) -> None:
        self._say(sentence(error))

    def _end(self) -> None:
        self._errand = None
        if self.report is not None and self.progress.value() == self.progress.maximum():
            text = self.tr("{count} pictures were measured.").format(count=self.report.pictures)
            if self._skipped:
                left_out = say(
                    "{count} pictures could not be measured; point here to see why.",
                    one="1 picture could not be measured; point here to see why.",
                    count=len(self._skipped),
                )
                text += f" {spoken(left_out)}"
            self._say(text)
        self.status.setToolTip("\n".join(self._skipped[:40]))
        self._show_state()

    # how it is built

    def _build(self) -> None:
        self.folder = QLineEdit()
        self.folder.setPlaceholderText(self.tr("A folder of undamaged pictures"))
        self.folder.setAccessibleName(self.folder.placeholderText())
        choose = QPushButton(self.tr("&Choose…"))
        dress(choose, "open")
        choose.setToolTip(self.tr("Choose the folder whose pictures get holes"))
        choose.clicked.connect(Call(self._ask_folder))
        folder_row = QHBoxLayout()
        folder_row.addWidget(self.folder, 1)
        folder_row.addWidget(choose)
        first = {members[0] for members in groups().values() if members}  # a small number, and both families
        self._kinds: dict[str, QCheckBox] = {}
        kinds_row = QHBoxLayout()
        for kind in HOLE_KINDS:
            box = QCheckBox(hole_heading(kind))
            box.setChecked(kind in first)
            self._kinds[kind] = box
            kinds_row.addWidget(box)
        kinds_row.addStretch(1)
        self.limit = QSpinBox()
        self.limit.setAccessibleName(self.tr("At most"))
        self.limit.setRange(1, 100_000)
        self.limit.setValue(24)
        self.limit.setToolTip(self.tr("The same pictures every time: a larger number adds to them"))
        self.methods = QListWidget()
        self.methods.setAccessibleName(self.tr("Compare"))
        self.methods.setMaximumHeight(140)
        self.methods.setSpacing(2)
        for contender in self._contenders:
            self._add_method(contender.name, contender, True)
        named = {contender.method for contender in self._contenders}
        for rival in RIVALS.values():
            if rival.is_proposed and rival.key not in named:
                self._add_method(method_name(rival.key), rival.key, False)
        weights = self.tr("none; LPIPS is left out") if self._lpips is None else self._lpips.name
        form = QFormLayout()
        form.addRow(self.tr("Pictures"), folder_row)
        form.addRow(self.tr("At most"), self.limit)
        form.addRow(self.tr("Holes"), kinds_row)
        form.addRow(self.tr("Compare"), self.methods)
        form.addRow(self.tr("LPIPS weights"), QLabel(weights))
        self.go = QPushButton(self.tr("&Measure"))
        dress(self.go, "mdi6.play-outline")
        self.go.setToolTip(self.tr("Fill the same holes with each, and measure what comes of it"))
        self.go.clicked.connect(Call(self.start))
        self.stop = QPushButton(self.tr("S&top"))
        dress(self.stop, "stop")
        self.stop.setToolTip(self.tr("Stop after the hole that is being filled"))
        self.stop.clicked.connect(Call(self.cancel))
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(8)
        self.progress.setAccessibleName(self.windowTitle())
        go_row = QHBoxLayout()
        for widget, room in ((self.go, 0), (self.stop, 0), (self.progress, 1)):
            go_row.addWidget(widget, room)
        self.status = QLabel()
        self.status.setWordWrap(True)
        self.status.setAccessibleName(self.tr("What the evaluator says"))
        self.results = ReportView()
        self.save_json_button = self._save_button(
            self.tr("Save &JSON…"), "evaluation.json", "JSON (*.json)", self.save_json
        )
        self.save_markdown_button = self._save_button(
            self.tr("Save Mark&down…"), "evaluation.md", "Markdown (*.md)", self.save_markdown
        )
        self.save_sheet_button = self._save_button(self.tr("Save s&heet…"), "sheet.png", "PNG (*.png)", self.save_sheet)
        self.results.sheet_shown.connect(self.save_sheet_button.setEnabled)
        close = QPushButton(self.tr("Close"))
        dress(close, "close")
        close.clicked.connect(Call(self.close))
        foot = QHBoxLayout()
        for button in (self.save_json_button, self.save_markdown_button, self.save_sheet_button):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(close)
        choices = QWidget()
        choices.setLayout(form)
        choices.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        form.setContentsMargins(0, 0, 0, 0)
        layout = QVBoxLayout(self)
        layout.addWidget(choices)
        layout.addLayout(go_row)
        layout.addWidget(self.status)
        layout.addWidget(self.results, 100)
        layout.addStretch(1)  # for as long as there are no results
        layout.addLayout(foot)
        leave_drops_to_window(self)

    def _add_method(self, text: str, what: object, checked: bool) -> None:
        item = QListWidgetItem(text)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)
        item.setData(Qt.ItemDataRole.UserRole, what)
        self.methods.addItem(item)

    def _save_button(self, text: str, name: str, kinds: str, save: Callable[[Path], None]) -> QPushButton:
        button = QPushButton(text)
        dress(button, "save")
        button.setAutoDefault(False)
        button.clicked.connect(Call(ask_and_save, self, text.replace("&", ""), name, kinds, save, self._say))
        return button

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Pictures to cut holes in"), self.folder.text())
        if folder:
            self.folder.setText(folder)

    def _show_state(self) -> None:
        self.go.setEnabled(not self.is_running)
        self.stop.setEnabled(self.is_running)
        has_report = self.report is not None
        self.results.setVisible(has_report)
        for button in (self.save_json_button, self.save_markdown_button):
            button.setEnabled(has_report and not self.is_running)
        if not has_report:
            self.save_sheet_button.setEnabled(False)

    def _say(self, text: str) -> None:
        self.status.setText(text)


def _cache_folder() -> Path | None:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.CacheLocation)
    return Path(folder) / "evaluation" if folder else None
