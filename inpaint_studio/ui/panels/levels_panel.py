"""The levels panel: how the values of a slice or a satellite tile are seen."""

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.editing.bands import Levels
from inpaint_studio.editing.level_changes import Distribution, window, with_ends
from inpaint_studio.editing.level_presets import composites, windows
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.kit.buttons import dress
from inpaint_studio.ui.kit.literal import literal
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.panels.band_scale import BandScale
from inpaint_studio.ui.panels.window_row import WindowRow

_COLOURS = 3
_WIDTH, _SPARE = 250, 24  # pixels; height for a line that is wrapped where the panel is narrow


class LevelsPanel(QWidget):
    """Shows levels, and changes them. Knows no document.

    Signals:
        changed: the Levels as they now are.
        bands_chosen: the numbers of the bands to be seen, one or three.
        composite_chosen: the same, from the 2nd to the 98th percentile.
        own_requested: as the file says.
        robust_requested: from the 2nd to the 98th percentile.
        notice_dismissed: what is said of medical pictures was read.
    """

    changed = Signal(object)
    bands_chosen = Signal(object)
    composite_chosen = Signal(object)
    own_requested = Signal()
    robust_requested = Signal()
    notice_dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: Picture | None = None
        self.presets = QToolButton(self)
        self.presets.setText(self.tr("Presets"))
        self.presets.setToolTip(self.tr("Ranges and bands that are often seen"))
        self.presets.setProperty("role", "segment")
        self.presets.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.presets.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.presets.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        dress(self.presets, "tone")
        self.menu = QMenu(self.presets)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.presets.setMenu(self.menu)
        self.shown_as = QComboBox(self)
        self.shown_as.addItems([self.tr("Grey"), self.tr("Colour")])
        self.shown_as.setAccessibleName(self.tr("Seen in grey or in colour"))
        self.shown_as.setToolTip(self.tr("One band in grey, or three bands as red, green and blue"))
        self.shown_as.activated.connect(self._kind_chosen)
        self.inverted = QCheckBox(self.tr("Inverted"), self)
        self.inverted.setToolTip(self.tr("See low values white and high ones black"))
        self.inverted.toggled.connect(self._inverted_toggled)
        head = self._head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.presets)
        head.addWidget(self.shown_as)
        head.addStretch(1)
        self.scales = [BandScale(name, self) for name in (self.tr("Red"), self.tr("Green"), self.tr("Blue"), "")]
        self.window_row = WindowRow(self)
        self.window_row.changed.connect(self._window_typed)
        foot = self._foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.inverted)
        widest = max(scale.title.sizeHint().width() for scale in self.scales)
        for scale in self.scales[:_COLOURS]:
            scale.title.setMinimumWidth(widest)
        self.notice = QFrame(self)
        self._notice_words = QLabel(self.tr("Not for diagnosis: what is filled was not measured."), self.notice)
        self._notice_words.setProperty("role", "faint")
        self._notice_words.setWordWrap(True)
        self._dismiss = QToolButton(self.notice)
        self._dismiss.setProperty("flat", True)
        self._dismiss.setToolTip(self.tr("Read: hide this until the program starts again"))
        self._dismiss.setAccessibleName(self._dismiss.toolTip())
        dress(self._dismiss, "close")
        self._dismiss.setIconSize(QSize(12, 12))
        self._dismiss.clicked.connect(self.notice_dismissed)
        row = QHBoxLayout(self.notice)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._notice_words, 1)
        row.addWidget(self._dismiss)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(8, 4, 8, 2)
        column.setSpacing(4)
        column.addLayout(head)
        for number, scale in enumerate(self.scales):
            column.addWidget(scale)
            scale.ends_changed.connect(lambda low, high, at=number: self._ends_changed(at, low, high))
            scale.band_chosen.connect(lambda band, at=number: self._band_chosen(at, band))
        column.addWidget(self.window_row)
        column.addLayout(foot)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        self._inside = inside
        self.notice.setContentsMargins(8, 0, 4, 4)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.setSpacing(0)
        outside.addWidget(scroll, 1)
        outside.addWidget(self.notice)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.show_picture(None)

    @property
    def picture(self) -> Picture | None:
        return self._picture

    def show_picture(self, picture: Picture | None, *, has_notice: bool = False) -> None:
        """Follow the levels of a data picture; None for none. has_notice: what is said of medical pictures."""
        self._picture = picture
        self.notice.setVisible(picture is not None and has_notice)
        self._inside.setEnabled(picture is not None)
        if picture is None or picture.levels is None:
            return
        levels, bands = picture.levels, picture.bands
        is_grey = len(levels.bands) == 1
        with QSignalBlocker(self.inverted):
            self.inverted.setChecked(levels.inverted)
        self.shown_as.setCurrentIndex(0 if is_grey else 1)
        self.shown_as.setVisible(len(bands) >= _COLOURS)
        row = self._foot if len(bands) >= _COLOURS else self._head  # the choice of colours takes the room in the head
        if row.indexOf(self.inverted) < 0:
            row.addWidget(self.inverted)
            self.updateGeometry()
        for number, scale in enumerate(self.scales):
            scale.setVisible((number == _COLOURS) is is_grey)
        for scale, at, low, high in zip(self._shown_scales(), levels.bands, levels.low, levels.high, strict=True):
            scale.show_band(bands, at, low, high, is_whole=picture.pixels.dtype.kind in "ui")
        had_row = not self.window_row.isHidden()
        self.window_row.show_picture(picture)
        if had_row == self.window_row.isHidden():
            self.updateGeometry()

    def show_distributions(self, known: dict[int, Distribution | None]) -> None:
        """By the number of each seen band; None where it is not known yet."""
        levels = self._picture.levels if self._picture is not None else None
        if levels is not None:
            for scale, at in zip(self._shown_scales(), levels.bands, strict=True):
                scale.show_distribution(known.get(at))

    def _shown_scales(self) -> list[BandScale]:
        levels = self._picture.levels if self._picture is not None else None
        is_grey = levels is not None and len(levels.bands) == 1
        return self.scales[_COLOURS:] if is_grey else self.scales[:_COLOURS]

    def _fill_menu(self) -> None:
        self.menu.clear()
        picture = self._picture
        if picture is None or picture.levels is None:
            return
        self.menu.addAction(self.tr("As the file says")).triggered.connect(lambda: self.own_requested.emit())
        self.menu.addAction(self.tr("2 to 98 %")).triggered.connect(lambda: self.robust_requested.emit())
        levels, bands = picture.levels, picture.bands
        proposed = bands[levels.bands[0]].windows if len(levels.bands) == 1 else ()
        if len(proposed) > 1:  # the first of them alone is how the file is seen
            self.menu.addSeparator()
            for number, own in enumerate(proposed, 1):
                name = own.name or self.tr("Window {number} of the file").format(number=number)
                self._offer_window(name, own.centre, own.width)
        if tomography := windows(picture):
            self.menu.addSeparator()
        for one in tomography:
            self._offer_window(spoken(one.title), one.centre, one.width)
        if choices := composites(picture):
            self.menu.addSeparator()
        for choice in choices:
            text = f"{spoken(choice.title)}\t{' '.join(str(at + 1) for at in choice.bands)}"
            action = self.menu.addAction(text)
            action.triggered.connect(lambda _=False, bands=choice.bands: self.composite_chosen.emit(bands))

    def _offer_window(self, name: str, centre: float, width: float) -> None:
        picture = self._picture
        assert picture is not None
        assert picture.levels is not None
        wanted = window(picture.levels, picture.bands, centre, width)
        unit = picture.bands[picture.levels.bands[0]].unit
        action = self.menu.addAction(f"{literal(name)}\t{centre:g} / {width:g}{f' {unit}' if unit else ''}")
        action.triggered.connect(lambda: self.changed.emit(wanted))

    def _window_typed(self, centre: float, width: float) -> None:
        picture = self._picture
        if picture is not None and picture.levels is not None:
            self.changed.emit(window(picture.levels, picture.bands, centre, width))

    def _kind_chosen(self, index: int) -> None:
        levels = self._picture.levels if self._picture is not None else None
        if levels is None or self._picture is None or (len(levels.bands) > 1) == bool(index):
            return
        if not index:
            self.bands_chosen.emit(levels.bands[:1])
        elif choices := composites(self._picture):
            self.composite_chosen.emit(choices[0].bands)
        else:
            self.bands_chosen.emit((0, 1, 2))

    def _band_chosen(self, number: int, band: int) -> None:
        levels = self._picture.levels if self._picture is not None else None
        if levels is not None:
            bands = list(levels.bands)
            bands[number % _COLOURS if len(bands) == _COLOURS else 0] = band
            self.bands_chosen.emit(tuple(bands))

    def _ends_changed(self, number: int, low: float, high: float) -> None:
        levels = self._picture.levels if self._picture is not None else None
        if levels is not None:
            self.changed.emit(with_ends(levels, number if len(levels.bands) == _COLOURS else 0, low, high))

    def _inverted_toggled(self, on: bool) -> None:
        levels = self._picture.levels if self._picture is not None else None
        if levels is not None:
            self.changed.emit(Levels(levels.bands, levels.low, levels.high, on))

    # what Qt calls

    def sizeHint(self) -> QSize:
        notice = self._notice_words.heightForWidth(_WIDTH - 40) + 8 if not self.notice.isHidden() else 0
        return QSize(_WIDTH, self._inside.sizeHint().height() + notice + _SPARE)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 90)
