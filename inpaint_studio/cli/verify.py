"""`inpaint-studio verify`: prove that nothing outside a mask changed."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.cli.command import DONE, JOB_FAILED, WRONG_CALL, Command, WrongCall
from inpaint_studio.cli.page_flag import add_page_flag
from inpaint_studio.sentence import reason, say

if TYPE_CHECKING:
    from inpaint_studio.editing.state import State
    from inpaint_studio.files.saving.verify import VerifyReport
    from inpaint_studio.files.stacks.masks import StackMasks
    from inpaint_studio.files.stacks.verifying import StackVerifyReport
    from inpaint_studio.files.video.verify import FilmReport


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("original", metavar="ORIGINAL", help="the picture as it was")
    parser.add_argument("result", metavar="RESULT", help="the picture as it is now")
    parser.add_argument(
        "--mask", metavar="MASK", help="what might be touched; without it, what the project's fills cover"
    )
    parser.add_argument(
        "--project",
        metavar="PROJECT",
        help="the project (.ora) of the result, saved in the window: its fills are what might be touched, and the "
        "result is compared with the adjustments it was saved with",
    )
    add_page_flag(parser)
    parser.set_defaults(page=None)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of words")


def _run(arguments: argparse.Namespace) -> int:
    from inpaint_studio.files.errors import SameFile
    from inpaint_studio.files.memory.project import open_project
    from inpaint_studio.files.video.reading import is_video

    original, result = Path(arguments.original), Path(arguments.result)
    mask = Path(arguments.mask) if arguments.mask is not None else None
    if mask is None and arguments.project is None:
        raise WrongCall(
            say(
                "Say what might be touched: --mask with a picture of it, or --project with the project that the "
                "window saves (File, Save project), which holds the fills."
            )
        )
    project = open_project(arguments.project).state if arguments.project is not None else None
    is_whole = arguments.page is None and (project is None or project.stack.planes is not None)
    report: VerifyReport | StackVerifyReport | FilmReport
    try:
        if is_whole and is_video(original):
            report = _of_films(original, result, mask, project)
        elif is_whole and _is_stack(original):
            report = _of_stacks(original, result, mask, project)
        else:
            report = _of_pictures(original, result, mask, project, arguments.page)
    except SameFile as error:
        raise WrongCall(reason(error)) from error
    print(report.to_json() if arguments.json else report.to_text())
    if not report.is_provable:
        return WRONG_CALL
    return DONE if report.untouched else JOB_FAILED


def _is_stack(path: Path) -> bool:
    from inpaint_studio.files.errors import PictureError
    from inpaint_studio.files.stacks.kind import IN_FILES
    from inpaint_studio.files.stacks.opening import open_planes

    if path.is_dir():
        return True
    try:
        planes = open_planes(path)
    except PictureError:  # said when it is read
        return False
    return planes is not None and planes.kind not in IN_FILES  # a slice brings its series, and is compared alone


def _of_pictures(
    original: Path, result: Path, mask: Path | None, project: "State | None", page: int | None
) -> "VerifyReport":
    """page: counted from 1; None = the one that the project is of, or else the first."""
    from inpaint_studio.editing.fills import covered_by
    from inpaint_studio.files.origin import origin_of
    from inpaint_studio.files.saving.verify import verify

    if project is None:
        return verify(original, result, mask, (page or 1) - 1)
    origin = origin_of(project.picture)
    number = page - 1 if page is not None else origin.page if origin is not None else 0
    plane = number if project.stack.planes is not None else project.plane
    covered = mask if mask is not None else covered_by(project.filled_planes.get(plane, ()), project.size)
    return verify(original, result, covered, number, project.adjustments)


def _of_stacks(original: Path, result: Path, mask: Path | None, project: "State | None") -> "StackVerifyReport":
    from inpaint_studio.files.stacks.verifying import StackVerifyReport, verify_stacks

    steps = verify_stacks(original, result, mask if mask is not None else _masks_of(project))
    return next(step for step in steps if isinstance(step, StackVerifyReport))


def _masks_of(project: "State | None") -> "StackMasks":
    """What the fills of a project cover."""
    from inpaint_studio.files.stacks.masks import filled_masks

    assert project is not None, "a mask is given or a project"
    return filled_masks(project.filled_planes, project.size)


def _of_films(original: Path, result: Path, mask: Path | None, project: "State | None") -> "FilmReport":
    from contextlib import closing

    from inpaint_studio.files.stacks.masks import read_masks
    from inpaint_studio.files.video.reading import open_video
    from inpaint_studio.files.video.verify import verify_video

    with closing(open_video(original)) as film:
        masks = read_masks(mask, film, film.size) if mask is not None else _masks_of(project)
        return verify_video(original, result, masks.get)


COMMAND = Command(
    "verify",
    "prove what was and was not touched",
    _add_arguments,
    _run,
    epilog="Ends with 0 where nothing outside the mask was touched, with 1 where something was, and with 2 where "
    "that could not be compared or proved (a lossy copy) or the call is wrong. Give --mask, or the --project that was "
    "saved in the window. Stacks (folders of numbered pictures, "
    "files of several pages, volumes, films) are compared plane by plane, where --page does not choose one.",
    # Scripts read 1 as "something was touched", so a failed comparison ends with 2, as a wrong call does.
    failure=WRONG_CALL,
)
