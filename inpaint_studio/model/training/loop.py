"""Training: a run that can be stopped anywhere and resumed, reported as a stream of values.

Every batch is determined by (seed, images seen), so a resumed run equals an uninterrupted one.
"""

import time
from collections.abc import Generator, Iterator
from contextlib import closing

from inpaint_studio.model.training import running
from inpaint_studio.model.training.config import TrainingConfig, TrainingError
from inpaint_studio.model.training.processes import Processes, ProcessGroup, is_lost_process
from inpaint_studio.model.training.report import Report
from inpaint_studio.model.training.run import Run
from inpaint_studio.sentence import joined, say

__all__ = ["TrainingError", "train"]

_LOST = say("The run stopped because another of its processes has ended or does not answer.")
_LOST_BUT_SAVED = say(
    "The run stopped because another of its processes has ended or does not answer. All that is needed to go on "
    "was saved."
)


def train(config: TrainingConfig) -> Iterator[Report]:
    """Train a generator; the last report is Finished.

    Closing the iterator stops the run and saves its state and a snapshot; so does a request of another process
    (`running.request`). Started by torchrun, every process walks this and only the first one reports and writes.
    Raises TrainingError, a sentence, where the run cannot begin: no photographs, no state to resume, a folder in use.
    Then no new folder is left behind.
    """
    began = time.monotonic()
    try:
        with ProcessGroup() as processes:
            yield from _train(config, processes, began)
    except RuntimeError as error:
        if not is_lost_process(error):
            raise
        raise TrainingError(_LOST) from error


def _train(config: TrainingConfig, processes: Processes, began: float) -> Iterator[Report]:
    if processes.is_first and not running.is_held(config.run):
        running.withdraw(config.run)  # a stale request of a crashed run
    run = Run(config, processes)
    with run.files.open(), closing(run):
        yield from run.read()
        yield from run.tell(run.started())
        try:
            why = yield from _walk(run)
        except GeneratorExit:
            run.save_state()
            run.save_snapshot(None)
            raise
        except OSError as error:
            why = say("The run stopped because its folder cannot be written to: {reason}.", reason=error)
            yield from run.tell(run.finished(began, why, failed=True))
            return
        except RuntimeError as error:
            if not processes.is_first or not is_lost_process(error):
                raise
            # All processes have identical nets, so this one can save the whole run as of its last step.
            yield from run.tell([*run.save_state(), *run.save_snapshot(None)])
            yield from run.tell(run.finished(began, _LOST_BUT_SAVED, failed=True))
            return
        yield from run.tell(run.finished(began, why, failed=run.learner.broken is not None))


def _walk(run: Run) -> Generator[Report, None, str]:
    """Step until the run ends, with everything saved. Returns why it did, a sentence."""
    config = run.config
    if config.patience and not run.images_seen:
        yield from run.judge()  # the baseline of patience
    while run.images_seen < config.images:
        run.step()
        if run.is_broken():
            return run.why_broken()
        if run.report_due():
            yield from run.tell(run.step_done())
        if run.score_due():
            yield from run.judge()
        if run.is_out_of_patience():
            yield from run.tell(run.roll_back())
            return run.why_rolled_back()
        if run.state_due():
            yield from run.tell(run.save_state())
        interruption = run.interruption()
        if interruption == "pause":
            interruption = yield from run.pause()
        if interruption == "stop":
            yield from run.tell([*run.save_state(), *run.save_snapshot(None)])
            return say("The run was stopped, with all that is needed to go on saved.")
        if interruption == "time":
            why = say("The {count} minutes are over.", count=f"{config.minutes:g}")
            break
    else:
        why = say("All {count} images are seen.", count=f"{config.images:,}")
    yield from run.tell(run.save_state())
    yield from run.judge()
    if config.patience and run.stale:
        yield from run.tell(run.roll_back())
        why = joined([why, run.why_rolled_back()])
    return why
