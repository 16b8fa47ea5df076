"""The view of a report: tables and a sheet of one kind of hole at a time."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QTableWidget
from pytestqt.qtbot import QtBot

from inpaint_studio.ui.bench.jobs import Report
from inpaint_studio.ui.bench.report_view import ReportView

SURE, UNSURE = {"mean": 1.0, "low": 0.5, "high": 1.5}, {"mean": 0.1, "low": -0.2, "high": 0.4}


def report(folder: Path) -> Report:
    scores = {
        "scratch": {"a": {"holes": 8, "psnr": 31.0, "ssim": 0.9}, "b": {"holes": 8, "psnr": 30.0}},
        "thin": {"a": {"holes": 16, "psnr": 29.0}},
    }
    differences = {"scratch": {"a": {"b": {"holes": 8, "psnr": SURE, "ssim": UNSURE}}}}
    sheet = {"scratch": np.zeros((30, 40, 3), np.uint8)}
    return Report(4, scores, differences, sheet, {"scratch": folder / "sheet-scratch.png"}, folder / "a.json", "")


@pytest.fixture
def view(qtbot: QtBot) -> ReportView:
    view = ReportView(lambda kind: kind.title())
    qtbot.addWidget(view)
    return view


def cells(table: QTableWidget) -> list[list[str]]:
    return [[table.item(y, x).text() for x in range(table.columnCount())] for y in range(table.rowCount())]


def test_means_of_one_kind_of_hole_are_shown_with_what_is_missing(view: ReportView, tmp_path: Path) -> None:
    view.show_report(report(tmp_path))
    assert [view.kind.itemText(n) for n in range(view.kind.count())] == ["Scratch", "Thin: scratches and text"]
    assert [row[:2] for row in cells(view.means)] == [["a", "8"], ["b", "8"]]
    assert "–" in cells(view.means)[1], "its SSIM was not measured"
    view.kind.setCurrentIndex(1)
    assert [row[:2] for row in cells(view.means)] == [["a", "16"]]


def test_a_difference_is_bold_where_its_interval_leaves_out_zero(view: ReportView, tmp_path: Path) -> None:
    view.show_report(report(tmp_path))
    (row,) = cells(view.differences)
    assert row[:2] == ["b", "8"]
    bold = [view.differences.item(0, x).font().bold() for x in range(view.differences.columnCount())]
    assert bold == [False, False, True, False]
    assert row[2].startswith("+1.0")


def test_edges_have_a_column_and_their_differences_an_interval(view: ReportView, tmp_path: Path) -> None:
    scores = {"blob": {"a": {"holes": 8, "psnr": 31.0, "edge_f1": 0.7512}, "b": {"holes": 8, "psnr": 30.0}}}
    differences = {"blob": {"a": {"b": {"holes": 8, "edge_f1": SURE}}}}
    view.show_report(Report(4, scores, differences, {}, {}, tmp_path / "a.json", ""))
    headings = [view.means.horizontalHeaderItem(x).text() for x in range(view.means.columnCount())]
    column = headings.index("edge F1")
    assert [row[column] for row in cells(view.means)] == ["0.751", "–"]
    assert view.differences.horizontalHeaderItem(2).text() == "edge F1"
    assert cells(view.differences)[0][2] == "+1.000  [+0.500, +1.500]"


def test_a_group_of_kinds_has_no_sheet(view: ReportView, qtbot: QtBot, tmp_path: Path) -> None:
    assert view.sheet_file() is None
    with qtbot.waitSignal(view.sheet_shown) as shown:
        view.show_report(report(tmp_path))
    assert shown.args == [True]
    assert view.sheet_file() == tmp_path / "sheet-scratch.png"
    with qtbot.waitSignal(view.sheet_shown) as shown:
        view.kind.setCurrentIndex(1)
    assert shown.args == [False]
    assert view.sheet_file() is None
    assert "not for groups" in view.sheet.text()


def test_another_report_stays_at_the_kind_in_sight(view: ReportView, tmp_path: Path) -> None:
    view.show_report(report(tmp_path))
    view.kind.setCurrentIndex(1)
    view.show_report(report(tmp_path))
    assert view.kind.currentData() == "thin"
