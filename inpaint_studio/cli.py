"""The command line. Imports Qt or torch only inside the command that needs it."""

import argparse
import contextlib
import ctypes
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from inpaint_studio import __version__, terminal
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.pairing import is_same
from inpaint_studio.filling.request import METHODS
from inpaint_studio.sentence import Sentence, reason
from inpaint_studio.terminal import Progress
from inpaint_studio.threads import wait_asleep

if TYPE_CHECKING:
    from inpaint_studio.model.training.config import TrainingConfig
    from inpaint_studio.model.training.report import Report
    from inpaint_studio.work.pairing import Pairing

WRONG_CALL = 2
JOB_FAILED = 1
# Scripts read 1 of verify as "something was touched", so what could not be compared ends as a wrong call does.
_FAILED: dict[str | None, int] = {"verify": WRONG_CALL}


class JobFailed(Exception):
    """A whole sentence; the program ends with exit code 1."""


class WrongCall(Exception):
    """A whole sentence; the program ends with exit code 2."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 the job failed, 2 the call was wrong.

    arguments: None = those of this process, which then takes over its standard streams as well.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    wait_asleep()
    if arguments is None:
        # The window's and a run's own crashes tell more there than they disturb.
        mutes = given[:1] != ["train"] and given[:1] and given[0] in _COMMANDS
        terminal.take_over(bool(mutes) and not os.environ.get("INPAINT_STUDIO_TRACEBACK"))
    with terminal.quiet():
        return _run(given)


def _run(given: list[str]) -> int:
    # A picture may be called "fill", but then it is reached as ./fill.
    command = given[0] if given and given[0] in _COMMANDS else None
    failed = _FAILED.get(command, JOB_FAILED)
    try:
        if command is not None:
            code = _COMMANDS[command](_parser().parse_args(given))
        else:
            code = _window(_window_parser().parse_args(given))
        sys.stdout.flush()
        return code
    except WrongCall as error:
        terminal.complain(reason(error))
        return WRONG_CALL
    except JobFailed as error:
        terminal.complain(reason(error))
        return failed
    except KeyboardInterrupt:
        print("inpaint-studio: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return failed
    except Exception as error:  # the program's edge: a person gets a sentence, never a traceback
        if os.environ.get("INPAINT_STUDIO_TRACEBACK"):
            raise
        terminal.complain(_sentence(error))
        return failed


# --- the window ---------------------------------------------------------------------------------


def _window(chosen: argparse.Namespace) -> int:
    if not _has_display():
        raise JobFailed(
            "there is no display to open a window on. Without one, fill from the command line:\n"
            "  inpaint-studio fill PICTURE --mask MASK --output FILE"
        )
    missing = _missing_libraries()
    if missing:
        raise JobFailed(
            f"the window needs {' and '.join(missing)}, which this system does not have. "
            "On Debian and Ubuntu: apt-get install libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1"
        )
    from inpaint_studio.ui.shell.app import run

    return run([Path(picture) for picture in chosen.pictures])


def _has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _missing_libraries() -> list[str]:
    """Libraries that Qt needs for an X11 window and does not bring; without them it would abort, not raise."""
    if not sys.platform.startswith("linux") or not os.environ.get("DISPLAY"):
        return []
    if os.environ.get("QT_QPA_PLATFORM") or os.environ.get("WAYLAND_DISPLAY"):  # then Qt does without them
        return []
    missing = []
    for name in ("libxcb-cursor.so.0", "libxcb-icccm.so.4", "libxcb-keysyms.so.1"):
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    return missing


# --- fill ---------------------------------------------------------------------------------------


def _fill(chosen: argparse.Namespace) -> int:
    from inpaint_studio.files.saving import targets
    from inpaint_studio.work.pairing import PairingError, pair

    output = Path(chosen.output)
    if chosen.output.endswith(("/", os.sep)) and not output.is_dir() and not Path(chosen.picture).is_dir():
        raise JobFailed(f"There is no folder {chosen.output} to write to.")
    try:
        pairing = pair(Path(chosen.picture), Path(chosen.mask), output)
    except PairingError as error:
        raise (WrongCall if error.wrong_call else JobFailed)(reason(error)) from error
    checkpoint = _checkpoint_path(chosen.checkpoint)
    report_path = Path(chosen.report) if chosen.report else None
    if report_path is not None:
        used = [path for one in pairing.pairs for path in (one.picture, one.mask, one.output)]
        used += [path for path, _ in pairing.problems] + ([checkpoint] if checkpoint else [])
        _check_report_path(report_path, used, output if pairing.many else None)
    if checkpoint is not None:
        from inpaint_studio.model.checkpoints.inspection import describe

        describe(checkpoint)  # one that is none fails here, and not once for every picture
    if pairing.many:
        targets.check_folder(output)
        try:
            output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise JobFailed(f"The folder {output} could not be made: {error.strerror}.") from error
    else:
        targets.check_place(pairing.pairs[0].output)
    for path, sentence in (*pairing.problems, *pairing.notes):
        print(f"inpaint-studio: {path.name}: {sentence}", file=sys.stderr)
    reports: list[dict[str, Any]] = [{"picture": str(path), "error": why} for path, why in pairing.problems]
    reports += _fill_all(chosen, pairing, checkpoint)
    failed = [report for report in reports if "error" in report]
    if report_path is not None:
        _write_report(report_path, json.dumps(reports if pairing.many else reports[0], indent=2).encode())
    if pairing.many:
        print(f"{len(reports) - len(failed)} of {len(reports)} pictures were filled.")
    return JOB_FAILED if failed else 0


def _fill_all(chosen: argparse.Namespace, pairing: "Pairing", checkpoint: Path | None) -> Iterator[dict[str, Any]]:
    """Fill one picture after another; yields the report of each, or what went wrong with it."""
    from inpaint_studio.filling.engine import Engine
    from inpaint_studio.filling.request import FillProgress
    from inpaint_studio.work.repair import Planned, Repaired, repair

    engine = Engine(device=chosen.device, checkpoint=checkpoint)
    with Progress(len(pairing.pairs)) as progress:
        for number, pair in enumerate(pairing.pairs):
            name = pair.picture.name
            try:
                for value in repair(engine, pair, chosen.method, chosen.seed):
                    match value:
                        case Planned():
                            if chosen.plan:
                                progress.say(f"{name}: {value.plan}")
                        case FillProgress():
                            progress.show(number + value.done / value.total)
                        case Repaired():
                            progress.clear()
                            for note in value.notes:
                                print(f"{name}: {note}", file=sys.stderr)
                            yield value.report
            except Exception as error:  # one bad file must not end a folder of a thousand
                if not pairing.many:
                    raise
                progress.clear()
                print(f"inpaint-studio: {name}: {_sentence(error)}", file=sys.stderr)
                yield {"picture": str(pair.picture), "error": _sentence(error)}
            progress.show(number + 1)


def _check_report_path(path: Path, used: Sequence[Path], made: Path | None) -> None:
    """Find out before any filling that a report cannot go there; `made` is the output folder, which may not be yet."""
    if any(is_same(path, other) for other in used):
        raise WrongCall(f"--report {path} is a file that this call fills, reads or writes, and would be lost.")
    if path.is_dir():
        raise JobFailed(f"The report cannot be written to {path}, which is a folder.")
    folder = os.path.realpath(path.parent)
    if not os.path.isdir(folder) and (made is None or not Path(os.path.realpath(made)).is_relative_to(folder)):
        raise JobFailed(f"The report cannot be written to {path}: there is no folder {path.parent}.")
    if os.path.isdir(folder) and (path.is_file() or not path.exists()):
        from inpaint_studio.files.saving.targets import check_place

        check_place(path)


def _write_report(path: Path, content: bytes) -> None:
    from inpaint_studio.files.saving.atomic import replace_file

    if path.is_file() or not path.exists():
        replace_file(path, content)
        return
    try:  # /dev/stdout and the like are written to, not replaced
        path.write_bytes(content)
    except OSError as error:
        raise JobFailed(f"The report could not be written to {path}: {error.strerror}.") from error


def _checkpoint_path(name: str | None) -> Path | None:
    """A path as it is; a bare name is one of the shipped checkpoints."""
    if name is None or Path(name).exists():
        return None if name is None else Path(name)
    from inpaint_studio.resources import resource

    with contextlib.suppress(FileNotFoundError, ValueError):
        return resource(f"checkpoints/{name}.safetensors")
    shipped = ", ".join(sorted(path.stem for path in resource("checkpoints").glob("*.safetensors"))) or "none"
    raise JobFailed(f"There is no checkpoint {name}: neither a file nor one of the shipped ones ({shipped}).")


# --- train --------------------------------------------------------------------------------------


def _train(chosen: argparse.Namespace) -> int:
    from inpaint_studio.model.training import running
    from inpaint_studio.model.training.options import config_of
    from inpaint_studio.model.training.report import Finished, to_json

    try:
        config = config_of(chosen, _told_before(chosen.run) if chosen.resume else None)
    except ValueError as error:
        raise WrongCall(reason(error)) from error
    from inpaint_studio.files.saving.targets import check_folder

    check_folder(config.run)
    from inpaint_studio.model.training.loop import train

    ended: Finished | None = None
    with _stopping(lambda: running.request(config.run, "stop")):
        for report in train(config):
            line = json.dumps(to_json(report)) if chosen.json else _line(report)
            if line:
                print(line, flush=True)
            if isinstance(report, Finished):
                ended = report
    if ended is None and os.environ.get("RANK", "0") != "0":
        return 0  # of several processes the first one alone reports; torchrun would take a failure for that of the run
    return JOB_FAILED if ended is None or ended.failed else 0


def _told_before(run: Path) -> "TrainingConfig | None":
    """What the run that is to be resumed was told, where that can be read; its trainer says what is wrong with it."""
    from inpaint_studio.model.training.config import TrainingConfig

    for folder in ("state", "state.old"):
        with contextlib.suppress(OSError, ValueError, KeyError):
            return TrainingConfig.from_dict(json.loads((run / folder / "state.json").read_text("utf-8"))["config"])
    return None


@contextlib.contextmanager
def _stopping(ask: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C and a polite kill end the work cleanly at its next step; a second one ends it at once."""

    def heard(number: int, _: object) -> None:
        for each, one in before.items():
            signal.signal(each, one)
        with contextlib.suppress(OSError):
            ask()

    if threading.current_thread() is not threading.main_thread():  # signals are the main thread's
        yield
        return
    before = {number: signal.signal(number, heard) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, one in before.items():
            signal.signal(number, one)


def _line(report: "Report") -> str:
    """One line for a person; an empty one where there is nothing to say."""
    from inpaint_studio.model.training import report as told

    match report:
        case told.Reading():
            return f"{report.done:>9,} of {report.total:,} files read"
        case told.Looked():
            return f"{report.images_seen:>9,}  your hole in {report.path}"
        case told.Paused():
            return f"{report.images_seen:>9,}  standing still"
        case told.Started():
            skipped = f", {report.skipped} skipped" if report.skipped else ""
            return (
                f"{report.photographs} photographs{skipped}; a generator of {report.parameters / 1e6:.1f} million "
                f"parameters on {report.device}; {report.images_seen:,} of {report.images:,} images seen."
            )
        case told.StepDone():
            losses = "  ".join(f"{name} {value:.4f}" for name, value in report.losses.items())
            return f"{report.images_seen:>9,}  {report.images_per_second:6.1f}/s  {report.crop} px  {losses}"
        case told.Samples():
            return f"{report.images_seen:>9,}  samples in {report.path}"
        case told.Validated():
            scores = "  ".join(
                f"{kind} {score['psnr']:.2f} dB (membrane {score['psnr_membrane']:.2f})"
                for kind, score in report.scores.items()
            )
            return f"{report.images_seen:>9,}  {scores}"
        case told.CheckpointSaved():
            return f"{report.images_seen:>9,}  checkpoint {report.path}{', the best so far' if report.is_best else ''}"
        case told.StateSaved():
            return f"{report.images_seen:>9,}  state saved"
        case told.Warned():
            return report.message
        case told.Finished():
            return f"{report.why} {report.images_seen:,} images seen in {report.seconds / 60:.1f} minutes."
    return ""


# --- describe, convert --------------------------------------------------------------------------


def _describe(chosen: argparse.Namespace) -> int:
    from inpaint_studio.model.checkpoints.description import sha256
    from inpaint_studio.model.checkpoints.inspection import describe

    path = _checkpoint_path(chosen.checkpoint) or Path(chosen.checkpoint)
    description = describe(path)
    digest, size = sha256(path), path.stat().st_size
    if chosen.json:
        told = {
            "file": str(path),
            "bytes": size,
            "sha256": digest,
            "title": description.title,
            "paper": description.paper,
            "expects": asdict(description.expects),
            "runs": True,
        }
        print(json.dumps(told | description.to_dict(), indent=2))
    else:
        print(f"{path.name}, {size / 1e6:.1f} MB, sha256 {digest}\n{description.text()}\nThis version can run it.")
    return 0


def _convert(chosen: argparse.Namespace) -> int:
    source, target = _checkpoint_path(chosen.source) or Path(chosen.source), Path(chosen.target)
    if target.is_dir():
        raise WrongCall(f"{target} is a folder. Give the file that is to be written.")
    if is_same(source, target):
        raise WrongCall(f"{target} is what is to be converted, and is not written over. Give another name.")
    if target.exists() and not chosen.overwrite:
        raise WrongCall(f"{target} is there already, and is not written over. Give another name, or --overwrite.")
    from inpaint_studio.files.saving.targets import check_place
    from inpaint_studio.model.checkpoints.conversion import convert

    check_place(target)
    try:
        done = convert(source, target, half=chosen.half, licence=chosen.licence)
    except ValueError as error:
        raise WrongCall(reason(error)) from error
    parameters = done.description.parameters / 1e6
    print(f"{target}: {done.description.title}, {parameters:.1f} million parameters, {_megabytes(target)}.")
    if done.compared:
        print(
            f"ONNX opset {done.opset}: on {done.compared} pictures its fills differ from torch's "
            f"by {done.difference:.1g} at most."
        )
    else:
        print(
            "Every number was kept as it was."
            if done.difference == 0
            else f"Numbers were rounded to 16 bits, by {done.difference:.1g} at most."
        )
    return 0


def _megabytes(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.1f} MB"


# --- evaluate, verify ---------------------------------------------------------------------------


def _evaluate(chosen: argparse.Namespace) -> int:
    from inpaint_studio.evaluation.bench import (
        Evaluated,
        EvaluationConfig,
        HoleMeasured,
        MethodSkipped,
        PictureSkipped,
        evaluate,
    )

    named = {
        "methods": _listed(chosen.methods),
        "kinds": _listed(chosen.kinds),
        "checkpoints": tuple(path for name in _listed(chosen.checkpoints) or () if (path := _checkpoint_path(name))),
    }
    from inpaint_studio.files.saving.targets import check_folder

    check_folder(Path(chosen.output))
    config = EvaluationConfig(
        pictures=Path(chosen.pictures),
        output=Path(chosen.output),
        masks=None if chosen.masks is None else Path(chosen.masks),
        lpips=chosen.lpips,
        limit=chosen.limit,
        threads=chosen.threads,
        **{name: value for name, value in named.items() if value is not None},
    )
    table = ""
    with Progress(1) as progress:
        for value in evaluate(config):
            match value:
                case HoleMeasured():
                    progress.show(value.done / value.total)
                case MethodSkipped() | PictureSkipped():
                    progress.clear()
                    print(f"inpaint-studio: {value.name} is left out: {value.reason}", file=sys.stderr)
                case Evaluated():
                    table = value.table
    print(table)
    return 0


def _listed(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(name.strip() for name in text.split(",") if name.strip())


def _verify(chosen: argparse.Namespace) -> int:
    from inpaint_studio.files.errors import SameFile
    from inpaint_studio.files.saving.verify import verify

    try:
        report = verify(Path(chosen.original), Path(chosen.result), Path(chosen.mask))
    except SameFile as error:
        raise WrongCall(reason(error)) from error
    print(report.to_json() if chosen.json else report.to_text())
    return 0 if report.untouched else JOB_FAILED


# --- the words on the line ----------------------------------------------------------------------


def _formats(_: argparse.Namespace) -> int:
    for row in formats.table():
        print(f"{row.kind}\n    opened: {row.opened}" + (f"\n    saved:  {row.saved}" if row.saved else ""))
    return 0


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "fill": _fill,
    "train": _train,
    "evaluate": _evaluate,
    "describe": _describe,
    "convert": _convert,
    "verify": _verify,
    "formats": _formats,
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message}\n{self.format_usage().rstrip()}", file=sys.stderr)
        raise SystemExit(WRONG_CALL)


def _window_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="inpaint-studio",
        description="Open photographs in the window; or run one of the commands: " + ", ".join(_COMMANDS) + ".",
        epilog="`inpaint-studio COMMAND --help` tells about a command.",
    )
    parser.add_argument("pictures", metavar="PICTURE", nargs="*", help="photographs to open")
    parser.add_argument("--version", action="version", version=f"inpaint-studio {__version__}")
    return parser


def _parser() -> argparse.ArgumentParser:
    from inpaint_studio.model.training.options import add_to as add_training_options

    parser = _Parser(prog="inpaint-studio")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)

    fill = commands.add_parser("fill", help="fill the masked parts of a photograph, or of a folder of them")
    fill.add_argument("picture", metavar="PICTURE|FOLDER")
    fill.add_argument("--mask", required=True, metavar="MASK|FOLDER", help="black keeps, white is filled, grey in part")
    fill.add_argument("--output", required=True, metavar="FILE|FOLDER")
    fill.add_argument("--method", choices=METHODS, default="auto")
    fill.add_argument("--checkpoint", metavar="NAME|PATH", help="default: standard")
    fill.add_argument("--device", choices=("auto", "cpu", "cuda", "mps"), default="auto")
    fill.add_argument("--seed", type=int, default=0)
    fill.add_argument("--report", metavar="FILE.json")
    fill.add_argument(
        "--plan", action="store_true", help="print the regions, and the seconds and MB foreseen, before each is filled"
    )

    train = commands.add_parser("train", help="train a generator on photographs")
    add_training_options(train)
    train.add_argument("--json", action="store_true", help="one JSON object a line instead of words")

    evaluate = commands.add_parser("evaluate", help="measure methods and checkpoints on the same holes")
    evaluate.add_argument("--pictures", required=True, metavar="FOLDER")
    evaluate.add_argument("--masks", metavar="FOLDER")
    evaluate.add_argument("--methods", metavar="A,B")
    evaluate.add_argument("--checkpoints", metavar="A,B")
    evaluate.add_argument("--kinds", metavar="A,B", help="kinds of holes: scratch, text, brush, blob, ...")
    evaluate.add_argument("--limit", type=int, metavar="N", help="pictures at most")
    evaluate.add_argument("--lpips", type=Path, metavar="FILE", help="LPIPS-AlexNet weights as safetensors")
    evaluate.add_argument("--threads", type=int, default=1, metavar="N")
    evaluate.add_argument("--output", required=True, metavar="FOLDER")

    describe = commands.add_parser("describe", help="tell what a checkpoint is, without running anything in it")
    describe.add_argument("checkpoint", metavar="CHECKPOINT")
    describe.add_argument("--json", action="store_true")

    convert = commands.add_parser(
        "convert", help="keep weights from elsewhere in the safe form that describes itself, or write an ONNX graph"
    )
    convert.add_argument("source", metavar="IN", help="a checkpoint: .safetensors, .pt, .pth, .ckpt, TorchScript")
    convert.add_argument("target", metavar="OUT", help="what to write: NAME.safetensors or NAME.onnx")
    convert.add_argument("--half", action="store_true", help="round the numbers to 16 bits, for half the size")
    convert.add_argument("--licence", default="", metavar="TEXT", help="of the weights, to be written down with them")
    convert.add_argument("--overwrite", action="store_true", help="write over OUT where it is there already")

    commands.add_parser("formats", help="tell which kinds of picture file are opened and saved, and how")

    verify = commands.add_parser(
        "verify",
        help="prove what was and was not touched",
        epilog="Ends with 0 where nothing outside the mask was touched, with 1 where something was, and with 2 where "
        "that could not be compared or the call is wrong.",
    )
    verify.add_argument("original", metavar="ORIGINAL")
    verify.add_argument("result", metavar="RESULT")
    verify.add_argument("--mask", required=True, metavar="MASK")
    verify.add_argument("--json", action="store_true")
    return parser


def _sentence(error: Exception) -> str:
    message = reason(error)
    if isinstance(message, Sentence):
        return message
    text = " ".join(message.split()) or type(error).__name__
    return text if text.endswith((".", "!", "?")) else f"{text}."
