"""`inpaint-studio verify`: prove that nothing outside a mask changed."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.cli.command import DONE, JOB_FAILED, WRONG_CALL, Command, WrongCall
from inpaint_studio.cli.page_flag import add_page_flag
from inpaint_studio.sentence import reason

if TYPE_CHECKING:
    from inpaint_studio.files.saving.verify import VerifyReport
    from inpaint_studio.files.stacks.verifying import StackVerifyReport
    from inpaint_studio.files.video.verify import FilmReport


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("original", metavar="ORIGINAL", help="the picture as it was")
    parser.add_argument("result", metavar="RESULT", help="the picture as it is now")
    parser.add_argument("--mask", required=True, metavar="MASK", help="what might be touched")
    parser.add_argument(
        "--project",
        metavar="PROJECT",
        help="the project (.ora) the result was saved from, with the adjustments it was saved with",
    )
    add_page_flag(parser)
    parser.set_defaults(page=None)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of words")


def _run(arguments: argparse.Namespace) -> int:
    from inpaint_studio.files.errors import SameFile
    from inpaint_studio.files.memory.project import open_project
    from inpaint_studio.files.saving.verify import verify
    from inpaint_studio.files.video.reading import is_video

    original, result, mask = Path(arguments.original), Path(arguments.result), Path(arguments.mask)
    adjustments = open_project(arguments.project).adjustments if arguments.project is not None else ()
    is_whole = arguments.page is None and arguments.project is None
    report: VerifyReport | StackVerifyReport | FilmReport
    try:
        if is_whole and is_video(original):
            report = _of_films(original, result, mask)
        elif is_whole and _is_stack(original):
            report = _of_stacks(original, result, mask)
        else:
            report = verify(original, result, mask, (arguments.page or 1) - 1, adjustments)
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


def _of_stacks(original: Path, result: Path, mask: Path) -> "StackVerifyReport":
    from inpaint_studio.files.stacks.verifying import StackVerifyReport, verify_stacks

    return next(step for step in verify_stacks(original, result, mask) if isinstance(step, StackVerifyReport))


def _of_films(original: Path, result: Path, mask: Path) -> "FilmReport":
    from contextlib import closing

    from inpaint_studio.files.stacks.masks import read_masks
    from inpaint_studio.files.video.reading import open_video
    from inpaint_studio.files.video.verify import verify_video

    with closing(open_video(original)) as film:
        return verify_video(original, result, read_masks(mask, film, film.size).get)


COMMAND = Command(
    "verify",
    "prove what was and was not touched",
    _add_arguments,
    _run,
    epilog="Ends with 0 where nothing outside the mask was touched, with 1 where something was, and with 2 where "
    "that could not be compared or proved (a lossy copy) or the call is wrong. Stacks (folders of numbered pictures, "
    "files of several pages, volumes, films) are compared plane by plane, where --page does not choose one.",
    # Scripts read 1 as "something was touched", so a failed comparison ends with 2, as a wrong call does.
    failure=WRONG_CALL,
)
