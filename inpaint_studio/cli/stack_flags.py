"""Flags of `fill` for stacks, when a call is about one, and filling it."""

import argparse
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inpaint_studio.cli.command import DONE, WrongCall
from inpaint_studio.cli.stack_search import masks_for_fill
from inpaint_studio.sentence import under_name
from inpaint_studio.terminal import Progress as Line

if TYPE_CHECKING:
    from inpaint_studio.work.searching import Search
    from inpaint_studio.work.stacks.job import StackJob
    from inpaint_studio.work.stacks.segments import Division


def add_stack_flags(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(
        "stacks",
        "A film is always filled as a stack. A TIFF of several pages, DICOM of several frames, or NIfTI is, where one "
        "of these flags is given or --mask has several planes too; a folder of numbered pictures needs --stack.",
    )
    group.add_argument("--stack", action="store_true", help="the pictures of a file or folder are planes of a stack")
    group.add_argument("--planes", type=planes, metavar="A-B", help="fill only these, counted from 1; default: all")
    how = group.add_mutually_exclusive_group()
    how.add_argument(
        "--exact", action="store_true", help="of a film: every sample outside the fills stays (default; .mkv, .mp4)"
    )
    how.add_argument(
        "--same-kind", action="store_true", help="of a film: only touched groups of frames are encoded again"
    )
    group.add_argument("--workers", type=int, default=1, metavar="N", help="processes that fill segments; default: 1")


def planes(text: str) -> tuple[int | None, int | None]:
    """From 0, both inclusive; None = from the beginning, or to the end."""
    first, dash, last = text.partition("-")
    parts = (first, last if dash else first)
    if not any(parts) or not all(part.isdecimal() and int(part) > 0 for part in parts if part):
        raise argparse.ArgumentTypeError(f"{text} is no run of planes, such as 10-25, 10- or 7; they count from 1.")
    begins, ends = (int(part) - 1 if part else None for part in parts)
    if begins is not None and ends is not None and begins > ends:
        raise argparse.ArgumentTypeError(f"{text} ends before it begins.")
    return begins, ends


def is_of_stack(arguments: argparse.Namespace, search: "Search | None" = None) -> bool:
    """Whether the call fills a stack. Opens nothing but headers. Raises PictureError."""
    from inpaint_studio.files.stacks.opening import open_planes
    from inpaint_studio.files.video.reading import is_video

    picture = Path(arguments.picture)
    if arguments.stack or arguments.planes or arguments.exact or arguments.same_kind or is_video(picture):
        return True
    if search is not None and any(finder.needs_planes for finder in search.finders):
        return True
    mask = None if arguments.mask is None else Path(arguments.mask)
    if picture.is_dir() or mask is None or arguments.page > 1 or not picture.exists() or not mask.exists():
        return False
    has_planes = mask.is_dir() or is_video(mask) or mask.suffix.lower() in (".tif", ".tiff", ".gif", ".webp")
    return has_planes and open_planes(picture) is not None and (mask.is_dir() or open_planes(mask) is not None)


def run_stack(arguments: argparse.Namespace, settings: dict[str, Any], search: "Search | None" = None) -> int:
    """Fill the stack of a call of `fill`. search: what is filled, where no mask says it. Returns the exit code."""
    from inpaint_studio.work.checkpoints import checkpoint_path
    from inpaint_studio.work.stacks.job import StackJob

    if search is not None and arguments.mask is not None:
        raise WrongCall("Of a stack give --mask or --find. `find` writes masks, to be looked at and put together.")
    if arguments.mask is None and search is None:
        raise WrongCall("Give --mask: a picture for all planes, a folder of masks, or a clip.")
    if arguments.workers < 1:
        raise WrongCall(f"--workers is {arguments.workers}; it is 1 or more.")
    if arguments.page > 1:
        raise WrongCall("--page takes one picture of a file, and --planes several of a stack: give one of them.")
    first, last = arguments.planes or (None, None)
    masks = masks_for_fill(arguments, search) if search is not None else Path(arguments.mask)
    job = StackJob(
        Path(arguments.picture),
        masks,
        Path(arguments.output),
        first,
        last,
        arguments.method,
        checkpoint_path(arguments.checkpoint) if arguments.checkpoint is not None else None,
        arguments.device,
        arguments.seed,
        settings,
        "same" if arguments.same_kind else "exact",
    )
    code = _fill(job, arguments)
    if search is not None:
        shutil.rmtree(masks, ignore_errors=True)
    return code


def _fill(job: "StackJob", arguments: argparse.Namespace) -> int:
    from inpaint_studio.files.saving.writing import SaveOptions
    from inpaint_studio.work.reporting import check_report, write_report
    from inpaint_studio.work.stacks.joining import StackSaved
    from inpaint_studio.work.stacks.running import fill_stack, open_stack, report_of
    from inpaint_studio.work.stacks.working import PlaneDone

    report = None if arguments.report is None else Path(arguments.report)
    opened = open_stack(job)
    for note in opened.notes:
        print(under_name(opened.planes.name, note), file=sys.stderr)
    if report is not None:
        check_report(report, (job.source, job.mask, job.output))
    for sentence in opened.sentences:
        print(under_name(job.output.name, sentence))
    began = time.monotonic()
    saved: StackSaved | None = None
    incomplete: list[int] = []
    with closing(fill_stack(opened, arguments.workers, SaveOptions(keep_identity=arguments.keep_identity))) as values:
        for value in show(values, arguments.plan):
            if isinstance(value, StackSaved):
                saved = value
            elif isinstance(value, PlaneDone) and value.is_incomplete:
                incomplete.append(value.plane + 1)
    if saved is None:
        print(f"Another process has saved {job.output}.")
        return DONE
    for note in saved.notes:
        print(under_name(saved.path.name, note), file=sys.stderr)
    if incomplete:
        print(_incomplete(incomplete), file=sys.stderr)
    if report is not None:
        write_report(report, report_of(job, saved, time.monotonic() - began))
    print(f"{saved.changed} of {saved.planes} planes were filled.")
    return DONE


def _incomplete(planes: list[int]) -> str:
    count = f"{len(planes)} planes are damaged" if len(planes) > 1 else "1 plane is damaged"
    return f"{count}: {', '.join(map(str, planes))}. What is missing of them was filled too."


def show(values: Iterable[Any], has_plan: bool = False) -> Iterator[Any]:
    """Pass on what filling a stack yields, and show how far it is and how long it will take."""
    from inpaint_studio.filling.scenes import Looked
    from inpaint_studio.work.stacks.joining import Saving
    from inpaint_studio.work.stacks.working import Divided, PlaneDone

    line: Line | None = None
    stage = ""
    notes: set[str] = set()

    def bar(of: str, total: int) -> Line:
        nonlocal line, stage
        if line is None or of != stage:
            if line is not None:
                line.clear()
            line, stage = Line(total), of
        return line

    try:
        for value in values:
            match value:
                case Looked(done, total):
                    bar("cuts", total).show(done)
                case Divided(division, done):
                    if has_plan or done:
                        print(_plan(division, done), flush=True)
                case PlaneDone(plane, done, total, left, messages, damage):
                    for note in (note for note in messages if note not in notes):
                        notes.add(note)
                        bar("planes", total).clear()
                        print(f"plane {plane + 1}: {note}", file=sys.stderr)
                    for note in damage:
                        bar("planes", total).clear()
                        print(f"plane {plane + 1}: {note}", file=sys.stderr)
                    bar("planes", total).show(done, f"{_clock(left)} left")
                case Saving(share):
                    bar("saving", 100).show(int(100 * share))
            yield value
    finally:
        if line is not None:
            line.clear()


def _plan(division: "Division", done: int) -> str:
    segments = len(division.segments)
    text = f"{division.planes} planes in {segments} segment{'s' if segments != 1 else ''}"
    return f"{text}; {done} were filled before." if done else f"{text}."


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
