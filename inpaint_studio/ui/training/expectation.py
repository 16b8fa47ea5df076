"""What can be expected of a run before it is started: how far its budget goes on this machine."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from inpaint_studio.ui.kit.worker import Errand, Workers
from inpaint_studio.ui.training import jobs as training_jobs
from inpaint_studio.ui.training.choices import Choices
from inpaint_studio.ui.training.curves import grouped
from inpaint_studio.ui.training.settings import TrainingSettings
from inpaint_studio.ui.training.task import FILL

# What a run from scratch needs to get ahead of a smooth fill. Thin holes: +.8 dB after 12,500 crops of 128 pixels on a
# CPU, of three generators tried (DESIGN 6). Large ones: the shipped checkpoint had seen 116,500.
THIN_NEEDS, THICK_NEEDS = 12_000, 100_000  # images

_Machine = tuple[str, str, int]  # preset, device, crop: what a speed is of


class Expectation(QObject):
    """Says how long a budget takes, and warns of one too short to learn anything, by the speed of this machine.

    Signals:
        measured: the speed of the machine is known, so `update` has more to say.
    """

    measured = Signal()

    def __init__(self, settings: TrainingSettings, workers: Workers, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._workers = workers
        self._speeds: dict[_Machine, float | None] = {}  # images a second; None where they could not be measured
        self._errand: Errand | None = None

    def update(self, *, applies: bool, may_measure: bool) -> None:
        """Show how long the budget takes, and the warning, where there is one.

        applies: a new run may be started.  may_measure: somebody is looking, so the speed may be measured.
        """
        if not applies:
            self._settings.show_expectation("")
            self._settings.show_duration("")
            return
        choices = self._settings.choices()
        if choices.task != FILL:  # what is known of speeds and of needs is of generators that fill
            self._settings.show_expectation("")
            self._settings.show_duration("")
            return
        machine = (choices.preset, choices.device, choices.crop)
        speed = self._speeds.get(machine)
        self._settings.show_expectation(self.text(choices, speed))
        self._settings.show_duration(self.duration(choices, speed, is_known=machine in self._speeds))
        if may_measure:
            self._measure(machine)

    def text(self, choices: Choices, images_per_second: float | None) -> str:
        """What a run from scratch can come to within its budget, where that is little; empty where it is enough.

        images_per_second: what this machine was measured to learn from; None = not known (yet).
        """
        images = choices.images
        if choices.minutes is not None and images_per_second is not None:
            images = min(images, round(60 * choices.minutes * images_per_second))
        if choices.start_from or images >= THIN_NEEDS:
            return ""
        text = ""
        if images < choices.images:
            text = self.tr("About {count} images fit into {minutes} min here.") + " "
        text += self.tr(
            "From scratch a generator needs some {thin} images to get ahead of a smooth fill in scratches, and "
            "some {thick} in large holes: <a href='shipped'>start from the checkpoint that is there</a> to see "
            "something sooner."
        )
        numbers: Mapping[str, int] = {"count": images, "thin": THIN_NEEDS, "thick": THICK_NEEDS}
        return text.format(minutes=choices.minutes, **{name: grouped(number) for name, number in numbers.items()})

    def duration(self, choices: Choices, images_per_second: float | None, is_known: bool) -> str:
        """How long the budget takes here; empty where that could not be measured.

        is_known: whether it has been tried.
        """
        if images_per_second is None:
            return "" if is_known else self.tr("Measuring the speed …")
        minutes = round(choices.images / images_per_second / 60)
        rate = f"{images_per_second:.1f}" if images_per_second < 10 else grouped(images_per_second)
        text = self.tr(
            "At least {time} here: the generator alone sees {rate} images a second now. It can be stopped and resumed."
        )
        return text.format(time=self._time(minutes), rate=rate)

    def _time(self, minutes: int) -> str:
        if minutes < 120:
            return self.tr("{minutes} min").format(minutes=max(1, minutes))
        if minutes < 48 * 60:
            return self.tr("{hours} h").format(hours=round(minutes / 60))
        return self.tr("{days} days").format(days=round(minutes / 1440))

    def _measure(self, machine: _Machine) -> None:
        """One machine at a time; the next one is measured when this one is known."""
        if machine in self._speeds or (self._errand is not None and not self._errand.is_dropped):
            return

        def take(speed: float) -> None:
            self._speeds[machine] = speed

        def fail(error: Exception) -> None:
            self._speeds[machine] = None  # a device that cannot do it says why when the run is started

        self._errand = self._workers.start(
            "measuring the speed", lambda: training_jobs.speed(*machine), take, fail, self._end
        )

    def _end(self) -> None:
        self._errand = None
        self.measured.emit()
