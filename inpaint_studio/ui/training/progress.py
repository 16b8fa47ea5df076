"""How a run goes: its curves, its numbers, and what it makes of the same holes again and again."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from inpaint_studio.model.nets.config import DENOISE
from inpaint_studio.model.training.report import Looked, Samples, StepDone, Validated
from inpaint_studio.ui.kit.hole_names import hole_name
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.ui.training.curves import Reading, grouped, reading_row
from inpaint_studio.ui.training.plot import CurvePanel
from inpaint_studio.ui.training.run_folder import RunFolder, gain_of
from inpaint_studio.ui.training.samples import SampleStrip

# Columns of the sheet of a run that enlarges, and of one that reduces noise.
_ENLARGED, _DENOISED = ("bicubic", "generator", "original"), ("degraded", "generator", "original")


class ProgressPage(QWidget):
    """Curves, numbers and samples of one run, and the curves of another to compare with."""

    def __init__(self, workers: Workers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.losses = CurvePanel(self.tr("Losses"), logarithmic=True)
        self.losses.plot.setToolTip(
            self.tr(
                "Thin, thick and coarse are errors in units of the smooth fill's own: "
                "below 1 the generator is ahead of it"
            )
        )
        self.losses.hide_at_first([self._loss_name("gradient")])  # no loss, and larger than all of them
        self.scores = CurvePanel(self.tr("Ahead of the smooth fill"), unit=self.tr("dB in the hole"))
        self.samples = SampleStrip(workers)
        self.looks = SampleStrip(workers)
        self._strips = QTabWidget()
        self._strips.setDocumentMode(True)
        self._strips.addTab(self.samples, self.tr("Fixed holes"))
        self._strips.addTab(self.looks, self.tr("My hole"))
        self._strips.setTabVisible(1, False)
        curves = QSplitter(Qt.Orientation.Horizontal)
        curves.addWidget(self.losses)
        curves.addWidget(self.scores)
        curves.setChildrenCollapsible(False)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(curves)
        split.addWidget(self._strips)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        split.setChildrenCollapsible(False)
        self.seen = Reading(self.tr("Images seen"))
        self.speed = Reading(self.tr("Images per second"))
        self.remaining = Reading(self.tr("Remaining"))
        self.score = Reading(self.tr("Ahead of the smooth fill"))
        self.score.setToolTip(
            self.tr(
                "Mean over the kinds of holes, of the PSNR gained on the smooth fill, in dB; where a run enlarges, on "
                "bicubic interpolation"
            )
        )
        layout = QVBoxLayout(self)
        layout.addLayout(reading_row([self.seen, self.speed, self.remaining, self.score]))
        layout.addWidget(split, 1)

    # What a run tells while it goes.

    def take_step(self, report: StepDone, images: int, seconds_left: float | None) -> None:
        """images: where the run will end.  seconds_left: of its minutes, where it has some."""
        self.losses.add(report.images_seen, [(self._loss_name(k), v) for k, v in report.losses.items()])
        self.seen.set(grouped(report.images_seen))
        self.speed.set(f"{report.images_per_second:.1f}")
        if report.images_per_second > 0 and images:
            seconds = (images - report.images_seen) / report.images_per_second
            self.remaining.set(self._span(max(0.0, seconds if seconds_left is None else min(seconds, seconds_left))))

    def take_scores(self, report: Validated) -> None:
        gains = {kind: gain for kind, scores in report.scores.items() if (gain := gain_of(scores)) is not None}
        self.scores.add(report.images_seen, [(hole_name(kind), gain) for kind, gain in gains.items()])
        if gains:
            self.score.set(f"{sum(gains.values()) / len(gains):+.2f} dB")

    def take_samples(self, report: Samples) -> None:
        self.samples.add(report.images_seen, report.path, self._sample_columns(report.columns))

    def take_look(self, report: Looked) -> None:
        self._strips.setTabVisible(1, True)
        self.looks.add(report.images_seen, report.path, self._look_columns())

    def mark_snapshot(self, images_seen: int) -> None:
        self.losses.plot.mark(images_seen)

    # A run as its folder tells it.

    def show_run(self, run: RunFolder) -> None:
        """This run in the place of whatever was shown."""
        self._clear_numbers()
        self.losses.put([run.curve(key, self._loss_name(key)) for key in run.losses])
        self.scores.put([run.gain_curve(kind, hole_name(kind)) for kind in run.scores])
        self.seen.set(grouped(run.images_seen))
        if run.gain is not None:
            self.score.set(f"{run.gain:+.2f} dB")
        enlarged = _DENOISED if run.config.get("factor") == DENOISE else _ENLARGED
        columns = enlarged if run.config.get("task") == "enlarge" else Samples.columns
        self.samples.put(list(run.samples), self._sample_columns(columns))
        self._strips.setTabVisible(1, bool(run.looks))
        self.looks.put(list(run.looks), self._look_columns())

    def compare(self, run: RunFolder | None) -> None:
        """Lay another run's curves under these, dashed; None takes them away."""
        mark = " · " + self.tr("other run")
        for panel in (self.losses, self.scores):
            panel.remove([curve.name for curve in panel.plot.curves if curve.dashed and curve.name.endswith(mark)])
        if run is not None:
            self.losses.put([run.curve(key, self._loss_name(key) + mark, dashed=True) for key in run.losses])
            self.scores.put([run.gain_curve(kind, hole_name(kind) + mark, dashed=True) for kind in run.scores])

    def clear(self) -> None:
        self._clear_numbers()
        self.samples.clear()
        self.looks.clear()
        self._strips.setTabVisible(1, False)

    def _clear_numbers(self) -> None:
        self.losses.clear()
        self.scores.clear()
        for reading in (self.seen, self.speed, self.remaining, self.score):
            reading.set("–")

    # In words.

    def _sample_columns(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        names = {
            "with its hole": self.tr("with its hole"),
            "membrane": self.tr("smooth fill"),
            "bicubic": self.tr("bicubic"),
            "degraded": self.tr("with noise"),
            "generator": self.tr("generator"),
            "original": self.tr("original"),
        }
        return tuple(names.get(column, column) for column in columns)

    def _look_columns(self) -> tuple[str, ...]:
        return self._sample_columns(("with its hole", "generator"))

    def _span(self, seconds: float) -> str:
        minutes = round(seconds / 60)
        if seconds < 90:
            return self.tr("{seconds} s").format(seconds=round(seconds))
        if minutes < 120:
            return self.tr("{minutes} min").format(minutes=minutes)
        return self.tr("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)

    def _loss_name(self, key: str) -> str:
        names = {
            "l1": self.tr("thick holes"),
            "l1 thin": self.tr("thin holes"),
            "luma": self.tr("luma"),
            "pooled": self.tr("coarse"),
            "gradient": self.tr("gradient"),
            "adversarial": self.tr("adversarial"),
            "matching": self.tr("feature matching"),
            "perceptual": self.tr("perceptual"),
            "discriminator": self.tr("discriminator"),
            "lattice": self.tr("grid"),
            "r1": self.tr("gradient penalty"),
        }
        return names.get(key, key)
