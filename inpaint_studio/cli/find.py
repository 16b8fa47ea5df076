"""`inpaint-studio find`: the mask that finders propose for one photograph, or for each of a folder."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.cli.command import DONE, JOB_FAILED, Command, WrongCall
from inpaint_studio.cli.finding_flags import (
    add_filter_flags,
    add_finder_option_flags,
    parsed_finders,
    parsed_search,
)
from inpaint_studio.cli.infrared_flag import add_infrared_flag, infrared_rule
from inpaint_studio.cli.object_flags import (
    KIND,
    add_object_flags,
    object_finder,
    points_at_object,
    refuse_object_flags,
)
from inpaint_studio.cli.stack_flags import planes
from inpaint_studio.cli.stack_search import find_in_stack, is_searched_as_stack
from inpaint_studio.sentence import under_name
from inpaint_studio.terminal import Progress

if TYPE_CHECKING:
    from inpaint_studio.finding.finder import Finder


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    from inpaint_studio.finding.finders import FINDERS

    parser.add_argument(
        "picture", metavar="PICTURE|FOLDER", help="what to search; of a folder every picture; or a film"
    )
    parser.add_argument(
        "--output", required=True, metavar="MASK|FOLDER", help="PNG or TIFF; in a folder NAME.mask.png of each picture"
    )
    parser.add_argument(
        "--kinds",
        "--finder",
        dest="kinds",
        metavar="NAME[,NAME]",
        help=f"what to find, of {', '.join((*FINDERS, KIND))}; default: damage, or {KIND} where one is pointed at",
    )
    parser.add_argument(
        "--json", action="store_true", help="write all findings beside the mask too, as NAME.findings.json"
    )
    parser.add_argument("--stack", action="store_true", help="the pictures of a file or folder are planes of a stack")
    parser.add_argument("--planes", type=planes, metavar="A-B", help="of a stack only these, counted from 1")
    add_infrared_flag(parser)
    parser.add_argument("--replace", action="store_true", help="write over masks that are there")
    add_filter_flags(parser)
    add_finder_option_flags(parser)
    add_object_flags(parser)


def _run(arguments: argparse.Namespace) -> int:
    from inpaint_studio.work.searching import Marked, Searching, Unsearched, search, targets

    by = parsed_search(arguments, _finders(arguments))
    if is_searched_as_stack(Path(arguments.picture), by, arguments.stack or arguments.planes is not None):
        return find_in_stack(arguments, by)
    listed = targets(Path(arguments.picture), Path(arguments.output))
    failed = 0
    with Progress(len(listed)) as progress:
        rule = infrared_rule(arguments)
        for value in search(listed, by, replace=arguments.replace, as_json=arguments.json, infrared=rule):
            match value:
                case Searching():
                    progress.show(value.number + value.share)
                case Marked():
                    for note in value.notes:
                        progress.clear()
                        print(under_name(value.target.picture.name, note), file=sys.stderr)
                    pieces = "1 piece" if value.findings == 1 else f"{value.findings} pieces"
                    progress.say(f"{value.target.picture.name}: {pieces}, {value.share:.2%} of the picture")
                    progress.show(value.number + 1)
                case Unsearched():
                    failed += 1
                    progress.clear()
                    print(f"inpaint-studio: {under_name(value.target.picture.name, value.message)}", file=sys.stderr)
                    progress.show(value.number + 1)
    return JOB_FAILED if failed else DONE


def _finders(arguments: argparse.Namespace) -> tuple["Finder", ...]:
    points = points_at_object(arguments)
    keys = [key.strip() for key in (arguments.kinds or (KIND if points else "damage")).split(",")]
    if KIND not in keys:
        if points:
            raise WrongCall(f"--box and --at point at an object; add {KIND} to --kinds.")
        refuse_object_flags(arguments)
        return parsed_finders(",".join(keys))
    others = ",".join(key for key in keys if key != KIND)
    return (*(parsed_finders(others) if others else ()), object_finder(arguments))


COMMAND = Command(
    "find",
    "propose a mask of damage and the like for a photograph, or for a folder of them",
    _add_arguments,
    _run,
    epilog="Look at the masks before they are filled; `fill FOLDER --mask MASKS` takes them by their names. What "
    "--json writes can be opened in the window, to be reviewed there.",
)
