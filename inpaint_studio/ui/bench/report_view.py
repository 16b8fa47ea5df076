"""What the evaluator measured, one kind of hole at a time: means, differences and a contact sheet."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QScrollArea,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.evaluation.table import MEASURES
from inpaint_studio.model.photographs.masks import KINDS
from inpaint_studio.ui.bench.jobs import Report
from inpaint_studio.ui.bench.slots import Call
from inpaint_studio.ui.kit.pixels import shown

_SHOWN = (
    "psnr",
    "ssim",
    "lpips",
    "edge_f1",
    "sharpness",
    "seam",
    "texture",
    "cpu_seconds",
)  # of the measures, in the table
_COMPARED = ("psnr", "l1", "ssim", "lpips", "edge_f1", "texture")


class ReportView(QTabWidget):
    """Shows a Report.

    Signals:
        sheet_shown: whether there is a contact sheet of the kind of hole in sight.
    """

    sheet_shown = Signal(bool)

    def __init__(self, kind_name: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.report: Report | None = None
        self._group_names = {kind: kind_name(kind) for kind in KINDS} | {
            "thin": self.tr("Thin: scratches and text"),
            "large": self.tr("Large: brush strokes and blobs"),
        }
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
        self.addTab(tables, self.tr("Numbers"))
        self.addTab(scroll, self.tr("Contact sheet"))
        self.setCornerWidget(self.kind)

    def sheet_file(self) -> Path | None:
        """The contact sheet in sight; None where there is none of this kind of hole."""
        return self.report.sheet_files.get(self.kind.currentData()) if self.report is not None else None

    def show_report(self, report: Report) -> None:
        self.report = report
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
        self.sheet_shown.emit(pixels is not None)

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
            "edge_f1": self.tr("edge F1"),
            "sharpness": self.tr("sharpness"),
            "seam": self.tr("seam"),
            "texture": self.tr("texture SWD"),
            "cpu_seconds": self.tr("CPU s"),
        }
        return words.get(measure[0], measure[1])


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
