"""`inpaint-studio train`: train a generator on photographs, with reports as text or JSON lines."""

import argparse
import contextlib
import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.cli.command import DONE, JOB_FAILED, Command, WrongCall
from inpaint_studio.sentence import reason

if TYPE_CHECKING:
    from inpaint_studio.model.training.config import TrainingConfig
    from inpaint_studio.model.training.report import Report


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    from inpaint_studio.model.training.options import add_to

    add_to(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a line instead of words")


def _run(arguments: argparse.Namespace) -> int:
    from inpaint_studio.files.saving.targets import check_folder
    from inpaint_studio.model.training import running
    from inpaint_studio.model.training.options import config_of
    from inpaint_studio.model.training.report import Finished, to_json

    try:
        config = config_of(arguments, _config_before(arguments.run) if arguments.resume else None)
    except ValueError as error:
        raise WrongCall(reason(error)) from error
    check_folder(config.run)
    from inpaint_studio.model.training.loop import train

    finished: Finished | None = None
    with _stopping(lambda: running.request(config.run, "stop")):
        for report in train(config):
            line = json.dumps(to_json(report)) if arguments.json else _line(report)
            if line:
                print(line, flush=True)
            if isinstance(report, Finished):
                finished = report
    if finished is None and os.environ.get("RANK", "0") != "0":
        return DONE  # only rank 0 reports; a non-zero exit code would count as a failed run for torchrun
    return JOB_FAILED if finished is None or finished.failed else DONE


def _config_before(run: Path) -> "TrainingConfig | None":
    """The settings of the run to resume, where readable; otherwise the trainer reports the error."""
    from inpaint_studio.model.training.config import TrainingConfig

    for folder in ("state", "state.old"):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            return TrainingConfig.from_dict(json.loads((run / folder / "state.json").read_text("utf-8"))["config"])
    return None


@contextlib.contextmanager
def _stopping(request_stop: Callable[[], None]) -> Iterator[None]:
    """SIGINT and SIGTERM end the run cleanly at its next step; a second one ends it at once."""

    def on_signal(number: int, _: object) -> None:
        for each, handler in before.items():
            signal.signal(each, handler)
        with contextlib.suppress(OSError):
            request_stop()

    if threading.current_thread() is not threading.main_thread():  # handlers can be set on the main thread only
        yield
        return
    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _line(report: "Report") -> str:
    """One line for a person; empty for reports that are not printed."""
    from inpaint_studio.model.checkpoints.description import base_of
    from inpaint_studio.model.training import report as reports

    match report:
        case reports.Reading():
            return f"{report.done:>9,} of {report.total:,} files read"
        case reports.Looked():
            return f"{report.images_seen:>9,}  your hole in {report.path}"
        case reports.Paused():
            return f"{report.images_seen:>9,}  standing still"
        case reports.Started():
            skipped = f", {report.skipped} skipped" if report.skipped else ""
            return (
                f"{report.photographs} photographs{skipped}; a generator of {report.parameters / 1e6:.1f} million "
                f"parameters on {report.device}; {report.images_seen:,} of {report.images:,} images seen."
            )
        case reports.StepDone():
            losses = "  ".join(f"{name} {value:.4f}" for name, value in report.losses.items())
            memory = "" if report.gpu_memory is None else f"{report.gpu_memory / 1024:.1f} GiB  "
            return f"{report.images_seen:>9,}  {report.images_per_second:6.1f}/s  {report.crop} px  {memory}{losses}"
        case reports.Samples():
            return f"{report.images_seen:>9,}  samples in {report.path}"
        case reports.Validated():
            scores = "  ".join(
                f"{kind} {score['psnr']:.2f} dB ({base_of(score)} {score[f'psnr_{base_of(score)}']:.2f})"
                for kind, score in report.scores.items()
            )
            return f"{report.images_seen:>9,}  {scores}"
        case reports.CheckpointSaved():
            return f"{report.images_seen:>9,}  checkpoint {report.path}{', the best so far' if report.is_best else ''}"
        case reports.StateSaved():
            return f"{report.images_seen:>9,}  state saved"
        case reports.Warned():
            return report.message
        case reports.Finished():
            return f"{report.why} {report.images_seen:,} images seen in {report.seconds / 60:.1f} minutes."
    return ""


COMMAND = Command(
    "train",
    "train a generator on photographs",
    _add_arguments,
    _run,
    mutes_libraries=False,  # its crash output is useful there
)
