"""The Enlarge dialog: how large, with how much texture, and what that looks like, before anything is made."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.state import State
from inpaint_studio.ui.document import enlarge_jobs
from inpaint_studio.ui.document.enlarge_jobs import (
    EnlargeRequest,
    EnlargeSource,
    Expectation,
    ListedEnlarger,
    LoupeKind,
    LoupePatch,
    LoupeRequest,
)
from inpaint_studio.ui.document.enlarge_loupe import LoupeSearch
from inpaint_studio.ui.kit.buttons import dress
from inpaint_studio.ui.kit.checkpoint_menu import run_homes
from inpaint_studio.ui.kit.dropping import leave_drops_to_window
from inpaint_studio.ui.kit.labels import note, show_note
from inpaint_studio.ui.kit.literal import one_line, tip
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.screens import resize_within_screen
from inpaint_studio.ui.kit.sentences import sentence, spoken
from inpaint_studio.ui.kit.slider import Slider
from inpaint_studio.ui.kit.start_folder import start_folder
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.ui.panels.enlarged_size import SizeFields
from inpaint_studio.ui.panels.loupe import Loupe

_COLUMN, _LINE = 272, 15  # pixels: of the controls' width, and of the height of a line at which it is enough
_FACTOR, _TEXTURE, _CHECKPOINT = "enlarge/factor", "enlarge/texture", "enlarge/checkpoint"  # preferences
_DENOISE = "enlarge/denoise"
_BICUBIC, _FAITHFUL, _TEXTURED = range(3)
_PANES: dict[LoupeKind, int] = {"bicubic": _BICUBIC, "faithful": _FAITHFUL, "textured": _TEXTURED}
_FILE = "file"  # the entry that asks for one


class EnlargeDialog(QDialog):
    """Asks how a picture is to be enlarged and shows a part of what would come of it; makes nothing itself.

    Signals:
        requested: an EnlargeSource and an EnlargeRequest.
    """

    requested = Signal(object, object)

    def __init__(self, state: State, workers: Workers, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workers, self._preferences = workers, preferences
        self._source: EnlargeSource | None = None  # once it is prepared
        self._trouble = ""  # why the loupe shows nothing
        self._expectation: Expectation | None = None  # of what was looked at last
        self._came: set[LoupeKind] = set()  # of what is looked at now
        self._has_texture = True  # there is a net that adds some, at the factor that is looked at
        self._chosen: Path | None = None
        self.setWindowTitle(self.tr("Enlarge {name}").format(name=one_line(state.picture.name, 60)))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.loupe = Loupe((self.tr("Bicubic"), self.tr("Faithful"), self.tr("With texture")), self)
        self.size_fields = SizeFields(self)
        self.size_fields.begin(enlarge_jobs.size_before(state), preferences.number(_FACTOR, 2.0, 1.0, 4.0))
        self.new_size = QLabel(self)
        self.texture, self.texture_field = Slider(self, notch=5), QSpinBox(self)
        self.denoise, self.denoise_field = Slider(self, notch=5), QSpinBox(self)
        self.checkpoint = QComboBox(self)
        self.expectation = note(self.tr("Expected"))
        self.buttons = QDialogButtonBox(self)
        self.accept_button, self.cancel_button = QPushButton(self.tr("Enlarge")), QPushButton(self.tr("Cancel"))
        self.accept_button.setProperty("role", "primary")  # before the box dresses it
        self.buttons.addButton(self.accept_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(self.cancel_button, QDialogButtonBox.ButtonRole.RejectRole)
        self._listed: tuple[ListedEnlarger, ...] = ()
        self._search = LoupeSearch(workers, self)
        self._lay_out()
        self._set_texture(round(100 * preferences.number(_TEXTURE, 0.0, 0.0, 1.0)))
        self._set_denoise(round(100 * preferences.number(_DENOISE, 0.0, 0.0, 1.0)))
        self._offer((), self._remembered())
        self._connect()
        leave_drops_to_window(self)
        resize_within_screen(self, 1060, 620)
        self._follow()
        show_note(self.expectation, self.tr("The net is being loaded …"))
        self._preparing = workers.start(
            "prepare enlarging", lambda: enlarge_jobs.prepare(state), self._take_source, self._fail
        )
        homes = run_homes(preferences)
        self._listing = workers.start(
            "enlargers at hand",
            lambda: enlarge_jobs.list_enlargers(homes),
            self._take_list,
            self._fail,
        )

    @property
    def request(self) -> EnlargeRequest:
        """As chosen now."""
        texture = self.texture_field.value() / 100 if self._has_texture else 0.0
        denoise = self.denoise_field.value() / 100
        return EnlargeRequest(self.size_fields.size_now, texture, self.checkpoint.currentData(), denoise)

    # building

    def _lay_out(self) -> None:
        _dress_share(
            self.texture,
            self.texture_field,
            self.tr("Texture"),
            self.tr("How much texture is added that the picture does not hold. 0 % invents nothing: it is faithful."),
        )
        _dress_share(
            self.denoise,
            self.denoise_field,
            self.tr("Noise reduction"),
            self.tr(
                "How much of the noise and the JPEG blocks is taken away before the picture is enlarged, and some of "
                "the finest detail with them. 0 % enlarges them too."
            ),
        )
        self.checkpoint.setAccessibleName(self.tr("Checkpoint"))
        self.checkpoint.setToolTip(self.tr("The net that enlarges"))
        self.checkpoint.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.checkpoint.setMinimumContentsLength(12)
        self.new_size.setAccessibleName(self.tr("Size of the result"))
        self.new_size.setWordWrap(True)
        self.accept_button.setDefault(True)
        self.accept_button.setEnabled(False)  # until it is known what comes of it
        dress(self.accept_button, "enlarge")
        dress(self.cancel_button, "close")
        texture_label, denoise_label, checkpoint_label = (
            QLabel(words, self) for words in (self.tr("Te&xture"), self.tr("De&noise"), self.tr("&Checkpoint"))
        )
        texture_label.setBuddy(self.texture_field)
        denoise_label.setBuddy(self.denoise_field)
        checkpoint_label.setBuddy(self.checkpoint)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.addWidget(texture_label, 0, 0)
        grid.addWidget(self.texture, 0, 1)
        grid.addWidget(self.texture_field, 0, 2)
        grid.addWidget(denoise_label, 1, 0)
        grid.addWidget(self.denoise, 1, 1)
        grid.addWidget(self.denoise_field, 1, 2)
        grid.addWidget(checkpoint_label, 2, 0)
        grid.addWidget(self.checkpoint, 2, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        column = QWidget(self)
        column.setFixedWidth(max(_COLUMN, _COLUMN * column.fontMetrics().height() // _LINE))
        left = QVBoxLayout(column)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(12)
        left.addWidget(self.loupe.map, 1)
        left.addWidget(self.size_fields)
        left.addWidget(self.new_size)
        left.addWidget(_line(self))
        left.addLayout(grid)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(column)
        middle.addWidget(self.loupe, 1)
        foot = QHBoxLayout()
        foot.setSpacing(16)
        foot.addWidget(self.expectation, 1)
        foot.addWidget(self.buttons)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 16, 16, 12)
        outer.setSpacing(12)
        outer.addLayout(middle, 1)
        outer.addLayout(foot)
        self.size_fields.first.setFocus()

    def _connect(self) -> None:
        self.size_fields.changed.connect(self._resize)
        self.texture.valueChanged.connect(self._set_texture)
        self.texture_field.valueChanged.connect(self._set_texture)
        self.denoise.valueChanged.connect(self._set_denoise)
        self.denoise_field.valueChanged.connect(self._set_denoise)
        self.checkpoint.activated.connect(self._choose)
        self.loupe.view_changed.connect(self._look)
        self._search.came.connect(self._take)
        self._search.failed.connect(self._show_trouble)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    # what is chosen

    def _resize(self, size: Size) -> None:
        self.loupe.set_size(size)  # which is looked at anew
        self._follow()

    def _set_texture(self, percent: int) -> None:
        for field in (self.texture, self.texture_field):
            with QSignalBlocker(field):
                field.setValue(percent)
        self._show_texture()
        self._look()

    def _set_denoise(self, percent: int) -> None:
        for field in (self.denoise, self.denoise_field):
            with QSignalBlocker(field):
                field.setValue(percent)
        self._look()

    def _show_texture(self) -> None:
        """How much it is, or that there is none at this factor."""
        for field in (self.texture, self.texture_field):
            field.setEnabled(self._has_texture)
        if self._has_texture:
            words = self.tr("Texture {percent} %").format(percent=self.texture_field.value())
        else:
            factor = self._expectation.factor if self._expectation is not None else 0
            words = self.tr("No texture at {factor}×").format(factor=factor)
        self.loupe.titles[_TEXTURED].setText(words)

    def _remembered(self) -> Path | None:
        """The checkpoint that was chosen last, where it is still there."""
        text = self._preferences.text(_CHECKPOINT)
        return Path(text) if text and Path(text).is_file() else None

    def _offer(self, listed: Sequence[ListedEnlarger], chosen: Path | None) -> None:
        box = self.checkpoint
        box.clear()
        box.addItem(self.tr("Shipped"), None)
        for one in listed:
            words = self.tr("{name} ({factor}×, texture)") if one.has_texture else self.tr("{name} ({factor}×)")
            box.addItem(words.format(name=one_line(one.path.name), factor=one.factor), one.path)
            box.setItemData(box.count() - 1, tip(str(one.path)), Qt.ItemDataRole.ToolTipRole)
        if chosen is not None and chosen not in [one.path for one in listed]:
            box.addItem(one_line(chosen.name), chosen)
            box.setItemData(box.count() - 1, tip(str(chosen)), Qt.ItemDataRole.ToolTipRole)
        box.insertSeparator(box.count())
        box.addItem(self.tr("Another file…"), _FILE)
        paths = [box.itemData(at) for at in range(box.count())]
        box.setCurrentIndex(paths.index(chosen) if chosen in paths else 0)
        self._chosen = chosen

    def _choose(self, index: int) -> None:
        chosen = self.checkpoint.itemData(index)
        if chosen == _FILE:
            self._offer(self._listed, self._chosen)  # until one is chosen
            self.ask_checkpoint()
        else:
            self.use_checkpoint(chosen)

    def ask_checkpoint(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a checkpoint that enlarges"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Checkpoints (*.safetensors *.pt *.pth *.ckpt)"), self.tr("All files (*)")])
        dialog.setDirectory(str(start_folder(self._chosen.parent if self._chosen is not None else None)))
        dialog.fileSelected.connect(lambda name: self.use_checkpoint(Path(name)))
        dialog.open()

    def use_checkpoint(self, path: Path | None) -> None:
        """None = those that came with the program. One that is listed brings its factor along."""
        self._offer(self._listed, path)
        factor = next((one.factor for one in self._listed if one.path == path), None)
        if factor is not None and not factor - 1 < self.size_fields.factor <= factor:
            self.size_fields.factors[factor].click()
        self._look()

    # what comes of it

    def _take_source(self, source: EnlargeSource) -> None:
        self._source = source
        self.loupe.show_picture(source.small, self.size_fields.size_now)

    def _take_list(self, listed: tuple[ListedEnlarger, ...]) -> None:
        self._listed = listed
        self._offer(listed, self._chosen)

    def _look(self) -> None:
        """Have the part that is seen made anew."""
        source, part = self._source, self.loupe.part
        if source is not None and not part.is_empty and self.isVisible():
            self._came = set()
            self._search.ask(source, LoupeRequest(self.request, part))

    def _take(self, value: Expectation | LoupePatch) -> None:
        if isinstance(value, Expectation):
            self._expectation, self._trouble = value, ""
            self._has_texture = value.has_texture
            self._show_texture()
            self._show_expectation()
        else:
            self._came.add(value.kind)
            self.loupe.show_part(_PANES[value.kind], value.rect, value.pixels)

    def _show_trouble(self, words: str) -> None:
        self._trouble = words
        self.loupe.forget_parts(*(number for kind, number in _PANES.items() if kind not in self._came))
        self._show_expectation()

    def _fail(self, error: Exception) -> None:
        self._show_trouble(sentence(error))

    def _follow(self) -> None:
        """Say what size is chosen now."""
        size = self.size_fields.size_now
        words = self.tr("{width} × {height} pixels, {megapixels} megapixels")
        width, height = (QLocale().toString(side) for side in size)
        megapixels = QLocale().toString(size.area / 1e6, "f", 1)
        self.new_size.setText(words.format(width=width, height=height, megapixels=megapixels))

    def _show_expectation(self) -> None:
        """Say what it would take, or why it cannot be."""
        expectation = self._expectation
        refusal = self._trouble or (spoken(expectation.refusal) if expectation is not None else "")
        if refusal:
            show_note(self.expectation, refusal, is_error=True)
        elif expectation is not None:
            words = self.tr("About {time}, and {megabytes} MB of memory while it is made.")
            megabytes = QLocale().toString(max(1, round(expectation.megabytes)))
            words = words.format(time=self._time(expectation.seconds), megabytes=megabytes)
            show_note(self.expectation, words)
        self.accept_button.setEnabled(not refusal and expectation is not None)

    def _time(self, seconds: float) -> str:
        if seconds < 90:
            return self.tr("{seconds} s").format(seconds=max(1, round(seconds)))
        if seconds < 2 * 3600:
            return self.tr("{minutes} min").format(minutes=max(2, round(seconds / 60)))
        return self.tr("{hours} h").format(hours=round(seconds / 3600))

    # what Qt calls

    def accept(self) -> None:
        source = self._source
        if source is None or not self.accept_button.isEnabled():
            return
        request = self.request
        self._preferences.set_number(_FACTOR, self.size_fields.factor)
        self._preferences.set_number(_TEXTURE, request.texture)
        self._preferences.set_number(_DENOISE, request.denoise)
        self._preferences.set_text(_CHECKPOINT, str(request.checkpoint or ""))
        super().accept()
        self.requested.emit(source, request)

    def done(self, result: int) -> None:
        self._search.drop()
        for errand in (self._preparing, self._listing):
            errand.drop()
        super().done(result)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter in a field ends the typing: what was typed is looked at before anything is made of it.
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and isinstance(self.focusWidget(), QAbstractSpinBox):
            self.accept_button.setFocus()
            return
        super().keyPressEvent(event)


def _dress_share(slider: Slider, field: QSpinBox, name: str, words: str) -> None:
    """A slider of percents and the field beside it."""
    slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    slider.step = field.stepBy
    slider.set_default(lambda: field.setValue(0))
    field.setSuffix(" %")
    for control in (slider, field):
        control.setRange(0, 100)
        control.setAccessibleName(name)
        control.setToolTip(words)


def _line(parent: QWidget) -> QFrame:
    line = QFrame(parent)
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFrameShadow(QFrame.Shadow.Plain)
    line.setProperty("role", "line")
    line.setFixedHeight(1)
    return line
