"""What the status line says of the fill that runs: what is being made, how far it is, and how long it will take."""

from time import monotonic

from PySide6.QtCore import QCoreApplication, QObject

from inpaint_studio.filling.request import FillProgress
from inpaint_studio.ui.document.jobs import Planned
from inpaint_studio.ui.document.workspace import Workspace

_LONG = 10.0  # seconds; a fill expected to take longer is shown against the clock


class FillActivity(QObject):
    """Tells the activities of a workspace of one fill after the other."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._activities = workspace.activities
        self._planned: Planned | None = None
        self._stage = ""  # of the engine's warming up, while that goes on
        self._awaited = ""  # what the fill itself waits for before it is planned; empty for nothing
        self._is_running = False
        self._name = ""
        self._last: tuple[str, float] = ("", 0.0)
        self._start = 0.0  # of the work on what was planned, on the monotonic clock

    def begin(self, name: str) -> None:
        """name: of the picture, where it is not the one in view."""
        self._planned, self._name, self._is_running, self._awaited = None, name, True, ""
        self._tell(self.tr("Filling …"), 0.0)
        self._tell_stage()

    def prepare(self, stage: str) -> None:
        """The engine is being made ready, which a fill that is asked for meanwhile waits for. Empty when it is."""
        self._stage = stage
        if self._is_running:
            self._tell(*self._last)
            self._tell_stage()

    def wait_for(self, stage: str) -> None:
        """The fill waits for this before it can be planned; first looks may come meanwhile."""
        self._awaited = stage
        self._tell_stage()

    def belongs_to(self, name: str) -> None:
        """The picture went out of view, or came into it."""
        self._name = name
        self._tell(*self._last)
        self._tell_stage()

    def plan(self, planned: Planned) -> None:
        self._planned, self._start, self._awaited = planned, monotonic(), ""
        if planned.regions == 1:
            text = self.tr("Filling 1 region, about {seconds} s, {megabytes} MB")
        else:
            text = self.tr("Filling {regions} regions, about {seconds} s, {megabytes} MB")
        seconds, megabytes = _whole(planned.seconds), _whole(planned.megabytes)
        text = text.format(regions=planned.regions, seconds=seconds, megabytes=megabytes)
        self._tell(text, 0.0)

    def progress(self, progress: FillProgress) -> None:
        """By what is done; where the person has to wait long, by the time that has passed of the time estimated."""
        planned, text = self._planned, self._stage_text(progress)
        done = progress.done / max(progress.total, 1)
        seconds = 0.0 if planned is None else planned.seconds if progress.seconds is None else progress.seconds
        if seconds > _LONG:
            passed = monotonic() - self._start
            # Short of the end: it is a guess, and what is not finished must not look so.
            done = min(passed / seconds, 0.99)
            clock = self.tr("{passed} s of about {seconds} s")
            text = f"{text} · {clock.format(passed=int(passed), seconds=_whole(seconds))}"
        elif planned is not None:
            estimate = self.tr("about {seconds} s").format(seconds=_whole(seconds))
            text = f"{text} · {estimate}"
        self._tell(text, done)
        if self._awaited:
            self._tell_stage()

    def end(self) -> None:
        self._is_running = False
        self._activities.end("fill")

    def _tell_stage(self) -> None:
        stage = self._stage or self._awaited
        text = stage_text(stage) if self._is_running else ""
        if text:
            self._show(text, self._last[1])

    def _tell(self, text: str, done: float) -> None:
        self._last = text, done
        self._show(text, done)

    def _show(self, text: str, done: float) -> None:
        self._activities.tell("fill", f"{self._name} · {text}" if self._name else text, done)

    def _stage_text(self, progress: FillProgress) -> str:
        words = {
            "membrane": self.tr("Filling: first look"),
            "generator": self.tr("Filling: structure"),
            "exemplar": self.tr("Filling: texture"),
        }
        return f"{words[progress.stage]} · {progress.done} / {progress.total}"


def stage_text(stage: str) -> str:
    """What is said of a `WarmingStage`, for which a fill waits the first time; "" of one that has no words."""
    translate = QCoreApplication.translate
    words = {
        "library": translate("FillActivity", "loading torch"),
        "generator": translate("FillActivity", "loading the generator"),
        "kernels": translate("FillActivity", "loading the search for texture"),
        "trial": translate("FillActivity", "trying it out"),
    }
    text = translate("FillActivity", "Preparing the engine (only the first time): {stage} …")
    return text.format(stage=words[stage]) if stage in words else ""


def _whole(amount: float) -> int:
    return max(1, round(amount))
