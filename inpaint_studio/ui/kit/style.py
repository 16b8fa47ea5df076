"""The style: Fusion, with icons of ours wherever Qt would put its own, in dialogs, questions and fields."""

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QColor, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QFileDialog,
    QLineEdit,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QWidget,
)

from inpaint_studio.ui.kit.file_dialogs import give_room
from inpaint_studio.ui.kit.icons import icon, tinted

SPACING = 4  # pixels: margins and gaps are multiples of it, or half of it

_Standard = QStyle.StandardPixmap
_GLYPHS = {
    _Standard.SP_DialogOkButton: "done",
    _Standard.SP_DialogYesButton: "done",
    _Standard.SP_DialogApplyButton: "done",
    _Standard.SP_DialogCancelButton: "close",
    _Standard.SP_DialogCloseButton: "close",
    _Standard.SP_DialogNoButton: "close",
    _Standard.SP_DialogDiscardButton: "delete",
    _Standard.SP_DialogResetButton: "remake",
    _Standard.SP_DialogSaveButton: "save",
    _Standard.SP_DialogOpenButton: "open",
    _Standard.SP_DialogHelpButton: "help",
    _Standard.SP_LineEditClearButton: "close",
    _Standard.SP_ToolBarHorizontalExtensionButton: "further",
    _Standard.SP_FileDialogBack: "mdi6.arrow-left",
    _Standard.SP_FileDialogToParent: "mdi6.arrow-up",
    _Standard.SP_ArrowBack: "mdi6.arrow-left",
    _Standard.SP_ArrowForward: "mdi6.arrow-right",
    _Standard.SP_FileDialogNewFolder: "mdi6.folder-plus-outline",
    _Standard.SP_FileDialogListView: "mdi6.view-list-outline",
    _Standard.SP_FileDialogDetailedView: "mdi6.view-headline",
    _Standard.SP_FileDialogStart: "mdi6.home-outline",
    _Standard.SP_DirIcon: "mdi6.folder-outline",
    _Standard.SP_DirOpenIcon: "open",
    _Standard.SP_DirClosedIcon: "mdi6.folder-outline",
    _Standard.SP_DirHomeIcon: "mdi6.home-outline",
    _Standard.SP_FileIcon: "mdi6.file-outline",
    _Standard.SP_ComputerIcon: "mdi6.monitor",
    _Standard.SP_DriveHDIcon: "mdi6.harddisk",
    _Standard.SP_TrashIcon: "delete",
}
_SIGNS = {  # of questions and messages
    _Standard.SP_MessageBoxInformation: ("info", "#3d8be8"),
    _Standard.SP_MessageBoxQuestion: ("help", "#3d8be8"),
    _Standard.SP_MessageBoxWarning: ("warning", "#d9882b"),
    _Standard.SP_MessageBoxCritical: ("error", "#d64545"),
}
_Metric = QStyle.PixelMetric
_METRICS = {  # of layouts that ask for nothing else, on the grid
    _Metric.PM_LayoutLeftMargin: 3 * SPACING,
    _Metric.PM_LayoutTopMargin: 3 * SPACING,
    _Metric.PM_LayoutRightMargin: 3 * SPACING,
    _Metric.PM_LayoutBottomMargin: 3 * SPACING,
    _Metric.PM_LayoutHorizontalSpacing: 2 * SPACING,
    _Metric.PM_LayoutVerticalSpacing: 2 * SPACING,
}
_INSET = 4  # pixels between the edge of a number field and its text


class StudioStyle(QProxyStyle):
    """Fusion but for its pictures."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def polish(self, target: QWidget | QApplication | QPalette) -> None:  # type: ignore[override]
        super().polish(target)
        # A style sheet counts the padding of a number field, and lays its text at the edge all the same.
        if isinstance(target, QLineEdit) and isinstance(target.parent(), QAbstractSpinBox):
            target.setTextMargins(_INSET, 0, 0, 0)
        elif isinstance(target, QFileDialog):
            QTimer.singleShot(0, target, lambda: give_room(target))  # once it has restored its widths of last time

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        grid = _METRICS.get(metric)
        return grid if grid is not None else super().pixelMetric(metric, option, widget)

    def standardIcon(
        self, standard: QStyle.StandardPixmap, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> QIcon:
        if standard in _SIGNS:
            glyph, colour = _SIGNS[standard]
            return tinted(glyph, QColor(colour))
        if standard in _GLYPHS:
            return icon(_GLYPHS[standard])
        return super().standardIcon(standard, option, widget)

    def standardPixmap(
        self, standard: QStyle.StandardPixmap, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> QPixmap:
        if standard in _SIGNS or standard in _GLYPHS:
            side = 48 if standard in _SIGNS else 16
            return self.standardIcon(standard, option, widget).pixmap(QSize(side, side))
        return super().standardPixmap(standard, option, widget)  # type: ignore[arg-type]
