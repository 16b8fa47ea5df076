"""The start page: open a picture, try a sample, go on with a recent file."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.ui.document.thumbnails import Thumbnail
from inpaint_studio.ui.kit.buttons import dress
from inpaint_studio.ui.kit.flow import FlowLayout
from inpaint_studio.ui.kit.icons import application_icon, icon
from inpaint_studio.ui.kit.literal import literal, one_line, tip
from inpaint_studio.ui.kit.pixels import shown
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP
from inpaint_studio.ui.shell.first_steps import FirstStep, step_words

_RECENT_SHOWN = 8
_CARD, _GAP = 206, 12  # pixels: a card's width, and between two
_MARGIN, _TOP = 48, 32
_LEAST_COLUMNS, _MOST_COLUMNS = 3, 4


def sample_pictures(folder: Path) -> list[Path]:
    """Every picture of a folder that is not a mask."""
    suffixes = {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".dcm"}
    pictures = [path for path in folder.iterdir() if path.suffix.lower() in suffixes] if folder.is_dir() else []
    return sorted(path for path in pictures if not path.name.lower().endswith(".mask.png"))


class Card(QToolButton):
    """A picture to click on, with its name below."""

    def __init__(self, path: Path, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.path = path
        self.is_filled = False
        self.setProperty("role", "card")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setIconSize(QSize(184, 128))
        self.setFixedWidth(_CARD)
        shown_title = self.fontMetrics().elidedText(one_line(title), Qt.TextElideMode.ElideMiddle, 186)
        self.setText(literal(shown_title))
        self.setToolTip(tip(str(path)))
        self.setAccessibleName(one_line(title))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._pixels = np.full((128, 184, 3), 128, np.uint8)
        self.set_pixels(self._pixels, faint=True)

    def set_pixels(self, pixels: np.ndarray, faint: bool = False) -> None:
        """Fill the card with the middle of the picture."""
        self.is_filled, self._pixels = not faint, pixels
        ratio = self.devicePixelRatioF()
        target = self.iconSize() * ratio
        pixmap = QPixmap(target)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addRoundedRect(0, 0, target.width(), target.height(), 4 * ratio, 4 * ratio)
        painter.setClipPath(path)
        if faint:
            painter.fillRect(pixmap.rect(), QColor(128, 128, 128, 60))
        else:
            image = shown(np.ascontiguousarray(pixels)).scaled(
                target, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
            )
            painter.drawImage((target.width() - image.width()) // 2, (target.height() - image.height()) // 2, image)
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        self.setIcon(QIcon(pixmap))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:  # on a screen of another scale it would be a blur
            self.set_pixels(self._pixels, faint=not self.is_filled)
        return super().event(event)


class StepCard(QToolButton):
    """What a click does for the person: a title, and below it a sentence."""

    def __init__(self, step: FirstStep, keys: Callable[[str], str], parent: QWidget) -> None:
        super().__init__(parent)
        self.key = step.key
        self.setProperty("role", "card")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        title = step_words(step, step.title, keys)
        words = step_words(step, step.tip, keys)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self._glyph = QLabel(self)
        self._icon = step.icon
        head, tip_ = QLabel(title, self), QLabel(words, self)
        head.setProperty("role", "heading")
        tip_.setProperty("role", "faint")
        head.setWordWrap(True)
        tip_.setWordWrap(True)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._glyph)
        top.addWidget(head, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(tip_)
        column.addStretch(1)
        for label in (self._glyph, head, tip_):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._paint_icon()

    def _paint_icon(self) -> None:
        self._glyph.setPixmap(icon(self._icon).pixmap(QSize(22, 22)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint_icon()

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return QSize(_CARD, layout.totalHeightForWidth(_CARD) if layout is not None else 0)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class WelcomePage(QWidget):
    """What is shown while no picture is open.

    Signals:
        open_requested: the person wants to choose a file.
        find_requested: the same, and to have it searched for damage.
        marks_requested: the person wants to take a mark off several photographs.
        path_chosen: the path of a sample or a recent file.
        step_chosen: the key of a first step that is to be done.
    """

    open_requested = Signal()
    find_requested = Signal()
    marks_requested = Signal()
    path_chosen = Signal(object)
    step_chosen = Signal(str)

    def __init__(
        self,
        samples: Iterable[Path],
        recent: Iterable[Path],
        keys: Callable[[str], str],
        parent: QWidget | None = None,
        steps: Sequence[FirstStep] = (),
    ) -> None:
        """keys: of an action, as this system writes them."""
        super().__init__(parent)
        self._keys = keys
        self.setObjectName("welcome")
        self.samples, self.recent = list(samples), list(recent)[:_RECENT_SHOWN]
        self.cards: list[Card] = []
        self.steps: list[StepCard] = []
        self._first_steps = steps
        inside = QWidget(self)
        centred = QHBoxLayout(inside)
        centred.setContentsMargins(0, 0, 0, 0)
        self._body = QWidget(inside)
        centred.addStretch(1)
        centred.addWidget(self._body)
        centred.addStretch(1)
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(_MARGIN, _TOP, _MARGIN, _TOP)
        self._column.setSpacing(16)
        scroll = QScrollArea(self)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        self._build()

    def set_covered(self, height: int) -> None:
        """Bars lie over so much of the upper edge, in pixels: nothing begins below them."""
        self._column.setContentsMargins(_MARGIN, _TOP + height, _MARGIN, _TOP)

    def _build(self) -> None:
        self._column.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(20)
        mark = QLabel(self)
        mark.setPixmap(application_icon().pixmap(QSize(72, 72)))
        head.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(4)
        title = QLabel("Inpaint Studio", self)
        title.setProperty("role", "title")
        slogan = QLabel(self.tr("Brush over the damage, press Enter, and it is gone."), self)
        slogan.setProperty("role", "faint")
        words.addWidget(title)
        words.addWidget(slogan)
        slogan.setWordWrap(True)
        head.addLayout(words, 1)
        self._column.addLayout(head)
        self._column.addSpacing(10)
        row = FlowLayout()
        self.open_button = QPushButton(self.tr("Open a picture…"), self)
        self.open_button.setProperty("role", "primary")
        dress(self.open_button, "open")
        self.open_button.setToolTip(self.tr("Choose a picture file"))
        self.open_button.clicked.connect(self.open_requested)
        hint = QLabel(self.tr("or drop one anywhere in this window ({keys})").format(keys=self._keys("open")), self)
        hint.setProperty("role", "faint")
        self.find_button = QPushButton(self.tr("Find and repair damage…"), self)
        dress(self.find_button, "find")
        self.find_button.setToolTip(
            self.tr("Choose a picture and have scratches, creases and dust found; you decide what goes")
        )
        self.find_button.clicked.connect(self.find_requested)
        self.marks_button = QPushButton(self.tr("Take a mark off photographs…"), self)
        dress(self.marks_button, "watermark")
        self.marks_button.setToolTip(
            self.tr(
                "A semi-transparent mark that several photographs share is estimated, and what is under it recovered"
            )
        )
        self.marks_button.clicked.connect(self.marks_requested)
        row.addWidget(self.open_button)
        row.addWidget(self.find_button)
        row.addWidget(self.marks_button)
        self._column.addLayout(row)
        hint.setWordWrap(True)
        self._column.addWidget(hint)
        if self.recent:
            self._add_cards(self.tr("Recent pictures"), self.recent, lambda path: path.name)
        if self._first_steps:
            self._add_steps()
        if self.samples:
            self._add_cards(self.tr("Sample photographs"), self.samples, _sample_title)
        self._column.addSpacing(8)
        brief = QLabel(
            self.tr("1. Paint over what should go.   2. Press Enter.   3. Save. Nothing you did not paint is changed."),
            self,
        )
        brief.setProperty("role", "faint")
        brief.setWordWrap(True)
        self._column.addWidget(brief)
        names = {"find": "find_damage", "fading": "correct_fading", "crop": "tool_frame"}
        old = QLabel(
            self.tr(
                "Old photographs: {find} finds scratches and dust, {fading} corrects fading, "
                "{crop} straightens and crops."
            ).format(**{name: self._keys(action) for name, action in names.items()}),
            self,
        )
        old.setProperty("role", "faint")
        old.setWordWrap(True)
        self._column.addWidget(old)
        self._column.addStretch(1)

    def _fit_width(self) -> None:
        """As wide as its cards are, and no wider, so that what is in the middle looks so."""
        room = self.width() - 2 * _MARGIN - 16  # of the scroll bar
        most = max([len(self.recent), len(self.samples), _LEAST_COLUMNS])
        columns = max(1, min(most, _MOST_COLUMNS, (room + _GAP) // (_CARD + _GAP)))
        self._body.setFixedWidth(columns * (_CARD + _GAP) - _GAP + 2 * _MARGIN)

    def _add_cards(self, title: str, paths: list[Path], name: Callable[[Path], str]) -> None:
        self._add_heading(title)
        flow = CardGrid(self)
        for path in paths:
            card = Card(path, name(path), flow)
            card.clicked.connect(self._card_clicked)
            flow.add(card)
            self.cards.append(card)
        self._column.addWidget(flow)

    def _add_steps(self) -> None:
        self._add_heading(self.tr("One click does it, one key takes it back"))
        flow = CardGrid(self)
        for step in self._first_steps:
            card = StepCard(step, self._keys, flow)
            card.clicked.connect(partial(self.step_chosen.emit, step.key))
            flow.add(card)
            self.steps.append(card)
        height = max(card.sizeHint().height() for card in self.steps)
        for card in self.steps:
            card.setFixedSize(_CARD, height)
        self._column.addWidget(flow)

    def _add_heading(self, title: str) -> None:
        self._column.addSpacing(12)
        heading = QLabel(title, self)
        heading.setProperty("role", "heading")
        self._column.addWidget(heading)

    def _card_clicked(self) -> None:
        card = self.sender()
        assert isinstance(card, Card)
        self.path_chosen.emit(card.path)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_width()

    def show_thumbnail(self, thumbnail: Thumbnail) -> None:
        for card in self.cards:
            if card.path == thumbnail.path:
                card.set_pixels(thumbnail.pixels)
                size = thumbnail.size
                card.setToolTip(tip(f"{card.path}\n{size.width} × {size.height}"))


class CardGrid(QWidget):
    """Cards beside each other, in as many rows as the width asks for."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._cards: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._columns = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def add(self, card: QWidget) -> None:
        self._cards.append(card)
        self._arrange(max(self._columns, 1))

    def _arrange(self, columns: int) -> None:
        self._columns = columns
        for number, card in enumerate(self._cards):
            self._grid.addWidget(card, number // columns, number % columns)

    def resizeEvent(self, event: QEvent) -> None:
        columns = max(1, (self.width() + _GAP) // (_CARD + _GAP))
        if columns != self._columns:
            self._arrange(columns)

    def minimumSizeHint(self) -> QSize:
        return QSize(_CARD, super().minimumSizeHint().height())


_SAMPLES = {
    "lake-boat": QT_TRANSLATE_NOOP("Samples", "Boat to be erased"),
    "stack": QT_TRANSLATE_NOOP("Samples", "Film with dust"),
    "slice": QT_TRANSLATE_NOOP("Samples", "Slice with broken rows"),
    "tile": QT_TRANSLATE_NOOP("Samples", "Satellite tile with a cloud"),
    "lake-watermark": QT_TRANSLATE_NOOP("Samples", "Lake with a watermark"),
    "old-couple": QT_TRANSLATE_NOOP("Samples", "Torn double portrait"),
    "old-portrait": QT_TRANSLATE_NOOP("Samples", "Scratched portrait"),
}


def _sample_title(path: Path) -> str:
    known = _SAMPLES.get(path.stem)
    plain = path.stem.replace("-", " ").replace("_", " ").capitalize()
    return QCoreApplication.translate("Samples", known) if known else plain
