"""`inpaint-studio find`: the mask that a finder proposes for one photograph, or for each of a folder."""

import argparse
import sys
from pathlib import Path

from inpaint_studio.cli.command import DONE, JOB_FAILED, Command
from inpaint_studio.cli.infrared_flag import add_infrared_flag, infrared_rule
from inpaint_studio.cli.option_flags import add_option_flags, parsed_options
from inpaint_studio.terminal import Progress


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    from inpaint_studio.finding.finders import FINDERS

    parser.add_argument("picture", metavar="PICTURE|FOLDER", help="what to search; of a folder every picture")
    parser.add_argument(
        "--output", required=True, metavar="MASK|FOLDER", help="PNG or TIFF; in a folder NAME.mask.png of each picture"
    )
    parser.add_argument("--finder", choices=FINDERS, default="damage", help="default: %(default)s")
    add_infrared_flag(parser)
    parser.add_argument("--replace", action="store_true", help="write over masks that are there")
    add_option_flags(parser, ((finder.key, finder.options) for finder in FINDERS.values()))


def _run(arguments: argparse.Namespace) -> int:
    from inpaint_studio.finding.finders import FINDERS
    from inpaint_studio.work.searching import Marked, Searching, Unsearched, search, targets

    finder = FINDERS[arguments.finder]
    options = parsed_options(arguments, finder.key, finder.options)
    listed = targets(Path(arguments.picture), Path(arguments.output))
    failed = 0
    with Progress(len(listed)) as progress:
        for value in search(listed, finder, options, replace=arguments.replace, infrared=infrared_rule(arguments)):
            match value:
                case Searching():
                    progress.show(value.number + value.share)
                case Marked():
                    for note in value.notes:
                        progress.clear()
                        print(f"{value.target.picture.name}: {note}", file=sys.stderr)
                    pieces = "1 piece" if value.findings == 1 else f"{value.findings} pieces"
                    progress.say(f"{value.target.picture.name}: {pieces}, {value.share:.2%} of the picture")
                    progress.show(value.number + 1)
                case Unsearched():
                    failed += 1
                    progress.clear()
                    print(f"inpaint-studio: {value.target.picture.name}: {value.message}", file=sys.stderr)
                    progress.show(value.number + 1)
    return JOB_FAILED if failed else DONE


COMMAND = Command(
    "find",
    "propose a mask by a finder, such as damage, for a photograph or a folder of them",
    _add_arguments,
    _run,
    epilog="Look at the masks before they are filled; `fill FOLDER --mask MASKS` takes them by their names.",
)
