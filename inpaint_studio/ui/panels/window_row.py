"""The row of the levels panel that says a range as radiologists do: by its centre and its width."""

from math import floor, log10

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QWidget

from inpaint_studio.editing.level_changes import window_of
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.kit.number_fields import field_width
from inpaint_studio.ui.panels.band_values import decimals_of

_LARGEST = 1e12


class WindowRow(QWidget):
    """Centre and width as numbers, in the unit of the band that is seen.

    Signals:
        changed: both, as a person set them.
    """

    changed = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.centre = self._field(self.tr("Centre"), self.tr("The value that is seen as middle grey"))
        row.addStretch(1)
        self.width_field = self._field(self.tr("Width"), self.tr("How many values lie from black to white"))

    def _field(self, name: str, tip: str) -> QDoubleSpinBox:
        label, field = QLabel(name, self), QDoubleSpinBox(self)
        label.setProperty("role", "faint")
        label.setBuddy(field)
        field.setAccessibleName(name)
        field.setToolTip(tip)
        field.setRange(-_LARGEST, _LARGEST)
        field.setKeyboardTracking(False)  # a number counts once it is typed to its end
        field.valueChanged.connect(lambda: self.changed.emit(self.centre.value(), self.width_field.value()))
        layout = self.layout()
        assert layout is not None
        layout.addWidget(label)
        layout.addWidget(field)
        return field

    def show_picture(self, picture: Picture | None) -> None:
        """Follow the levels of a picture of which one band is seen; else there is nothing to show.

        Windows are said of what has a unit, and of what its file says so of.
        """
        levels = picture.levels if picture is not None else None
        seen = [picture.bands[at] for at in levels.bands] if picture is not None and levels is not None else []
        self.setVisible(len(seen) == 1 and bool(seen[0].unit or seen[0].windows))
        if picture is None or levels is None or self.isHidden():
            return
        band = seen[0]
        centre, width = window_of(levels, picture.bands)
        decimals = decimals_of(band, is_whole=picture.pixels.dtype.kind in "ui", span=width)
        if decimals == 0 and centre % 1 == 0.5:  # between two whole values
            decimals = 1
        step = max(10.0**-decimals, 10.0 ** floor(log10(max(width, 1e-9) / 100)))
        for field, value in ((self.centre, centre), (self.width_field, width)):
            # Only what is another: each of these lays the panel out anew, and a drag sets values many times a second.
            with QSignalBlocker(field):
                if field.decimals() != decimals:
                    field.setDecimals(decimals)
                field.setSingleStep(step)
                field.setValue(value)
                least = field_width(field, f"-0{max(abs(centre), width):.{decimals}f}")
                if least > field.width() or least < 0.7 * field.width():
                    field.setFixedWidth(least)
        self.width_field.setMinimum(1.0 if band.whole_windows else 10.0**-decimals)
