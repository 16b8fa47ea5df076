"""The blend strip: two checkpoints of the same architecture mixed by a slider, looked at and saved."""

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QTemporaryDir, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSpinBox, QWidget

from inpaint_studio.resources import resource
from inpaint_studio.ui.bench import jobs as bench_jobs
from inpaint_studio.ui.bench.contest import Contest, Entry
from inpaint_studio.ui.bench.saving import ask_and_save
from inpaint_studio.ui.bench.slots import Call
from inpaint_studio.ui.kit.buttons import dress
from inpaint_studio.ui.kit.sentences import sentence
from inpaint_studio.ui.kit.slider import Slider
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.work.checkpoints import short_name

_HALF = 50  # percent


class BlendStrip(QWidget):
    """Mixes the weights of the reference and the current contender into a contender of its own.

    Signals:
        notice: a sentence for the person.
    """

    notice = Signal(str)

    def __init__(self, contest: Contest, workers: Workers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._contest = contest
        self._workers = workers
        self._of: tuple[Path, Path] | None = None
        self._key: int | None = None  # of the contender that shows it
        self._scratch = QTemporaryDir()  # for blended weights; goes with the window
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        self.share = QSpinBox()
        self.share.setRange(0, 100)
        self.share.setValue(_HALF)
        self.share.setSuffix(" %")
        self.share.setToolTip(self.tr("How much of the current checkpoint there is in the blend"))
        self._slider = Slider(notch=5)
        self._slider.setRange(0, 100)
        self._slider.setAccessibleName(self.share.toolTip())
        self._slider.setToolTip(self.share.toolTip())
        self._slider.set_default(Call(self._halve))
        self._slider.sliderReleased.connect(Call(self._slider_released))
        self._slider.valueChanged.connect(Call(self._slid))
        self.share.valueChanged.connect(Call(self._blend))
        save = QPushButton(self.tr("Save blend…"))
        dress(save, "save")
        save.setToolTip(self.tr("Save the blended weights as a checkpoint of their own"))
        save.clicked.connect(Call(self._ask_where_to_save))
        for part, room in ((QLabel(self.tr("Blend")), 0), (self._slider, 1), (self.share, 0), (save, 0)):
            row.addWidget(part, room)
        contest.entries_changed.connect(self._follow_entries)
        self._show()

    def start(self) -> None:
        """Add a contender between the current checkpoint and the reference."""
        one, other = self._contest.reference, self._contest.current
        paths = [path for entry in (one, other) if (path := _weights(entry)) is not None]
        if one is other or len(paths) < 2:
            self.notice.emit(
                self.tr("Choose a pane with a checkpoint, and another one as the reference, to blend the two.")
            )
            return
        self._of = (paths[0], paths[1])
        self._key = None
        self.share.blockSignals(True)
        self.share.setValue(_HALF)
        self.share.blockSignals(False)
        self._blend()

    def shut_down(self) -> None:
        """Leave no weights behind. For the bench, once its workers have stopped."""
        self._scratch.remove()

    def holds(self, checkpoint: Path) -> bool:
        """Whether a checkpoint is a blend that was not saved yet."""
        return Path(self._scratch.path()) in checkpoint.parents

    def save(self, target: Path) -> None:
        """Write the blend as the slider stands, on a worker."""
        if self._of is not None and self._contest.entry(self._key) is not None:
            first, second = self._of
            share = self.share.value() / 100
            self._workers.start(
                "bench: blend", lambda: bench_jobs.blend(first, second, share, target), self._report_saved, self._fail
            )

    def _blend(self) -> None:
        if self._of is None:
            return
        first, second = self._of
        percent = self.share.value()
        target = Path(self._scratch.path()) / f"blend-{percent:03}.safetensors"
        self._show()
        self._workers.start(
            "bench: blend", lambda: bench_jobs.blend(first, second, percent / 100, target), self._take, self._fail
        )

    def _take(self, path: Path) -> None:
        if self._of is None or path.stem != f"blend-{self.share.value():03}":
            return  # the slider has moved on
        percent = self.share.value()
        for old in path.parent.glob("blend-*.safetensors"):  # a hundred of them would be a gigabyte
            if old != path:
                with suppress(OSError):  # Windows keeps what is still being read
                    old.unlink()
        first, second = (short_name(p) for p in self._of)
        name = f"{100 - percent} % {first} + {percent} % {second}"
        entry = self._contest.replace(self._key, name, path) if self._key is not None else None
        if entry is None:
            self._key = self._contest.add(name, "generator", path, about=self.tr("Blended"))
        else:
            self._contest.entry_changed.emit(entry)
            self._contest.render([entry.contender])
        self._show()

    def _fail(self, error: Exception) -> None:
        if self._key is None:  # there never was a blend
            self._of = None
            self._show()
        self.notice.emit(sentence(error))

    def _report_saved(self, path: Path) -> None:
        self.notice.emit(self.tr("{name} is saved.").format(name=path.name))

    def _follow_entries(self) -> None:
        if self._key is not None and self._contest.entry(self._key) is None:
            self._key = self._of = None
            self._show()

    def _slider_released(self) -> None:
        self.share.setValue(self._slider.value())

    def _slid(self) -> None:
        if not self._slider.isSliderDown():  # by keys or the wheel; a drag is blended when it ends
            self.share.setValue(self._slider.value())

    def _halve(self) -> None:
        self.share.setValue(_HALF)

    def _ask_where_to_save(self) -> None:
        title = self.tr("Save the blended checkpoint")
        ask_and_save(self, title, "blend.safetensors", "Safetensors (*.safetensors)", self.save, self.notice.emit)

    def _show(self) -> None:
        self.setVisible(self._of is not None)
        if not self._slider.isSliderDown():
            self._slider.setValue(self.share.value())


def _weights(entry: Entry | None) -> Path | None:
    """The checkpoint that a contender's generator fills with; the shipped one where it names none."""
    if entry is None or entry.contender.checkpoint is not None or entry.contender.method != "generator":
        return entry.contender.checkpoint if entry is not None else None
    shipped = resource("checkpoints/standard.safetensors")
    return shipped if shipped.is_file() else None
