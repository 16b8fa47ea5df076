"""Test holes over a folder: every contender on the same seeded holes, measured by the evaluator."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QTemporaryDir, QThread
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.evaluation.bench import Evaluated, HoleMeasured, MethodSkipped, PictureSkipped
from inpaint_studio.evaluation.table import MEASURES
from inpaint_studio.files.saving.atomic import replace_file
from inpaint_studio.model.photographs.masks import KINDS
from inpaint_studio.ui.bench import jobs as bench_jobs
from inpaint_studio.ui.bench.jobs import Contender, Evaluation, Report
from inpaint_studio.ui.bench.saving import ask_and_save
from inpaint_studio.ui.bench.slots import Call
from inpaint_studio.ui.kit.dropping import leave_drops_to_window
from inpaint_studio.ui.kit.method_names import method_name
from inpaint_studio.ui.kit.pixels import shown
from inpaint_studio.ui.kit.sentences import sentence, spoken
from inpaint_studio.ui.kit.worker import Errand, Workers

_RIVALS = ("membrane", "telea", "navier-stokes", "fsr-fast", "biharmonic", "patchmatch")
_SHOWN = ("psnr", "ssim", "lpips", "sharpness", "seam", "texture", "cpu_seconds")  # of the measures, in the table
_COMPARED = ("psnr", "l1", "ssim", "lpips", "texture")


class FolderDialog(QDialog):
    """Asks for a folder and has the evaluator run on it; shows its tables and sheets, and saves them."""

    def __init__(
        self,
        contenders: Sequence[Contender],
        kind_name: Callable[[str], str],
        lpips: Path | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Test holes over a folder"))
        self.resize(940, 720)
        self.report: Report | None = None
        self._contenders = tuple(contenders)
        self._lpips = lpips
        self._workers = Workers(self)
        self._errand: Errand | None = None
        self._scratch = QTemporaryDir()
        self._skipped: list[str] = []
        self._build(kind_name)
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
        if self.report is not None and self.kind.currentData() in self.report.sheets:
            replace_file(path, self.report.sheet_files[self.kind.currentData()].read_bytes())

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
                self._show_report()

    def _fail(self, error: Exception) -> None:
        self._say(sentence(error))

    def _end(self) -> None:
        self._errand = None
        if self.report is not None and self.progress.value() == self.progress.maximum():
            text = self.tr("{count} pictures were measured.").format(count=self.report.pictures)
            if self._skipped:
                text += " " + self.tr("{count} were left out; point here to see why.").format(count=len(self._skipped))
            self._say(text)
        self.status.setToolTip("\n".join(self._skipped[:40]))
        self._show_state()

    def _show_report(self) -> None:
        report = self.report
        if report is None:
            return
        before = self.kind.currentData()
        self.kind.blockSignals(True)
        self.kind.clear()
        for kind in report.scores:
            self.kind.addItem(self._group_names.get(kind, kind), kind)
        self.kind.setCurrentIndex(max(0, self.kind.findData(before)))
        self.kind.blockSignals(False)
        self._show_kind()

    def _show_kind(self) -> None:
        report, kind = self.report, self.kind.currentData()
        if report is None or kind is None:
            return
        of_kind = report.scores[kind]
        measures = [m for m in MEASURES if m[0] in _SHOWN and any(m[0] in scores for scores in of_kind.values())]
        rows = [
            [method, str(scores["holes"])]
            + [form.format(scores[n]) if n in scores else "–" for n, _, form, _ in measures]
            for method, scores in of_kind.items()
        ]
        _fill(self.means, [self.tr("Method"), self.tr("Holes"), *(self._heading(m) for m in measures)], rows)
        before = self.ours.currentText()
        self.ours.blockSignals(True)
        self.ours.clear()
        self.ours.addItems(list(report.differences.get(kind, {})))
        self.ours.setCurrentIndex(max(0, self.ours.findText(before)))
        self.ours.blockSignals(False)
        self._show_differences()
        pixels = report.sheets.get(kind)
        self.sheet.setPixmap(QPixmap() if pixels is None else QPixmap.fromImage(shown(pixels)))
        self.sheet.setText(self.tr("A sheet is made for each kind of hole, not for groups.") if pixels is None else "")
        self.save_sheet_button.setEnabled(pixels is not None)

    def _show_differences(self) -> None:
        report, kind = self.report, self.kind.currentData()
        if report is None or kind is None:
            return
        others = report.differences.get(kind, {}).get(self.ours.currentText(), {})
        measures = [m for m in MEASURES if m[0] in _COMPARED and any(m[0] in values for values in others.values())]
        rows, sure = [], set()
        for row, (other, values) in enumerate(others.items()):
            cells = [other, str(values["holes"])]
            for column, (name, _, form, _) in enumerate(measures, start=2):
                value = values.get(name)
                cells.append("–" if value is None else _interval(value, form.replace("{:", "{:+")))
                if value is not None and (value["low"] > 0 or value["high"] < 0):
                    sure.add((row, column))
            rows.append(cells)
        _fill(self.differences, [self.tr("minus"), self.tr("Holes"), *(self._heading(m) for m in measures)], rows, sure)

    def _heading(self, measure: tuple[str, str, str, bool | None]) -> str:
        """What the person calls a measure; those with a name of their own keep it in every language."""
        words = {
            "sharpness": self.tr("sharpness"),
            "seam": self.tr("seam"),
            "texture": self.tr("texture SWD"),
            "cpu_seconds": self.tr("CPU s"),
        }
        return words.get(measure[0], measure[1])

    # how it is built

    def _build(self, kind_name: Callable[[str], str]) -> None:
        self.folder = QLineEdit()
        self.folder.setPlaceholderText(self.tr("A folder of undamaged pictures"))
        choose = QPushButton(self.tr("&Choose…"))
        choose.setToolTip(self.tr("Choose the folder whose pictures get holes"))
        choose.clicked.connect(Call(self._ask_folder))
        folder_row = QHBoxLayout()
        folder_row.addWidget(self.folder, 1)
        folder_row.addWidget(choose)
        self._kinds: dict[str, QCheckBox] = {}
        kinds_row = QHBoxLayout()
        for kind in KINDS:
            box = QCheckBox(kind_name(kind))
            box.setChecked(kind in ("scratch", "brush"))
            self._kinds[kind] = box
            kinds_row.addWidget(box)
        kinds_row.addStretch(1)
        self._group_names = {kind: kind_name(kind) for kind in KINDS} | {
            "thin": self.tr("Thin: scratches and text"),
            "large": self.tr("Large: brush strokes and blobs"),
        }
        self.limit = QSpinBox()
        self.limit.setRange(1, 100_000)
        self.limit.setValue(24)
        self.limit.setToolTip(self.tr("The same pictures every time: a larger number adds to them"))
        self.methods = QListWidget()
        self.methods.setMaximumHeight(140)
        self.methods.setSpacing(1)
        for contender in self._contenders:
            self._add_method(contender.name, contender, True)
        named = {contender.method for contender in self._contenders}
        for name in _RIVALS:
            if name not in named:
                self._add_method(method_name(name), name, False)
        weights = self.tr("none; LPIPS is left out") if self._lpips is None else self._lpips.name
        form = QFormLayout()
        form.addRow(self.tr("Pictures"), folder_row)
        form.addRow(self.tr("At most"), self.limit)
        form.addRow(self.tr("Holes"), kinds_row)
        form.addRow(self.tr("Compare"), self.methods)
        form.addRow(self.tr("LPIPS weights"), QLabel(weights))
        self.go = QPushButton(self.tr("&Measure"))
        self.go.setToolTip(self.tr("Fill the same holes with each, and measure what comes of it"))
        self.go.clicked.connect(Call(self.start))
        self.stop = QPushButton(self.tr("S&top"))
        self.stop.setToolTip(self.tr("Stop after the hole that is being filled"))
        self.stop.clicked.connect(Call(self.cancel))
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        go_row = QHBoxLayout()
        for widget, room in ((self.go, 0), (self.stop, 0), (self.progress, 1)):
            go_row.addWidget(widget, room)
        self.status = QLabel()
        self.status.setWordWrap(True)
        self.status.setAccessibleName(self.tr("What the evaluator says"))
        self.kind = QComboBox()
        self.kind.setToolTip(self.tr("Which holes the tables are of"))
        self.kind.currentIndexChanged.connect(Call(self._show_kind))
        self.means, self.differences = QTableWidget(), QTableWidget()
        self.ours = QComboBox()
        self.ours.setToolTip(self.tr("Which one the others are subtracted from"))
        self.ours.currentIndexChanged.connect(Call(self._show_differences))
        below = QWidget()
        below_layout = QVBoxLayout(below)
        below_layout.setContentsMargins(0, 0, 0, 0)
        below_head = QHBoxLayout()
        below_head.addWidget(QLabel(self.tr("Differences, with their 95 % interval; bold where it leaves out zero")), 1)
        below_head.addWidget(self.ours)
        below_layout.addLayout(below_head)
        below_layout.addWidget(self.differences)
        tables = QSplitter(Qt.Orientation.Vertical)
        tables.setChildrenCollapsible(False)
        tables.addWidget(self.means)
        tables.addWidget(below)
        self.sheet = QLabel()
        self.sheet.setAlignment(Qt.AlignmentFlag.AlignCenter)
        scroll = QScrollArea()
        scroll.setWidget(self.sheet)
        scroll.setWidgetResizable(True)
        self.results = QTabWidget()
        self.results.addTab(tables, self.tr("Numbers"))
        self.results.addTab(scroll, self.tr("Contact sheet"))
        self.results.setCornerWidget(self.kind)
        self.save_json_button = self._save_button(
            self.tr("Save &JSON…"), "evaluation.json", "JSON (*.json)", self.save_json
        )
        self.save_markdown_button = self._save_button(
            self.tr("Save Mark&down…"), "evaluation.md", "Markdown (*.md)", self.save_markdown
        )
        self.save_sheet_button = self._save_button(self.tr("Save s&heet…"), "sheet.png", "PNG (*.png)", self.save_sheet)
        close = QPushButton(self.tr("Close"))
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


def _fill(
    table: QTableWidget,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    bold: set[tuple[int, int]] | None = None,
) -> None:
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.verticalHeader().hide()
    table.setColumnCount(len(headings))
    table.setHorizontalHeaderLabels(list(headings))
    table.setRowCount(len(rows))
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            item = QTableWidgetItem(text)
            if x:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if bold and (y, x) in bold:
                font = item.font()
                font.setBold(True)
                item.setFont(font)
            table.setItem(y, x, item)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)


def _interval(value: dict[str, float], form: str) -> str:
    return f"{form.format(value['mean'])}  [{form.format(value['low'])}, {form.format(value['high'])}]"


def _cache_folder() -> Path | None:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.CacheLocation)
    return Path(folder) / "evaluation" if folder else None
