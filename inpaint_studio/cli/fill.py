"""`inpaint-studio fill`: the masked parts of one photograph, or of a folder of them."""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inpaint_studio.cli.command import DONE, JOB_FAILED, Command, JobFailed, WrongCall
from inpaint_studio.cli.finding_flags import (
    add_filter_flags,
    add_finder_option_flags,
    parsed_finders,
    parsed_search,
    refuse_filter_flags,
)
from inpaint_studio.cli.infrared_flag import add_infrared_flag, infrared_rule
from inpaint_studio.cli.option_flags import add_option_flags, parsed_option_sets
from inpaint_studio.cli.page_flag import add_page_flag
from inpaint_studio.cli.stack_flags import add_stack_flags, is_of_stack, run_stack
from inpaint_studio.sentence import under_name
from inpaint_studio.terminal import Progress as Line

if TYPE_CHECKING:
    from inpaint_studio.filling.method import Method


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    from inpaint_studio.filling.methods import METHODS

    parser.add_argument("picture", metavar="PICTURE|FOLDER", help="what to fill; of a folder every picture; or a film")
    parser.add_argument("--mask", metavar="MASK|FOLDER", help="black keeps, white is filled, grey in part")
    parser.add_argument(
        "--find",
        metavar="NAME[,NAME]",
        help="fill what these finders propose, besides what a mask marks; look at the masks of `find` first",
    )
    parser.add_argument("--output", required=True, metavar="FILE|FOLDER", help="never the original")
    parser.add_argument("--method", choices=METHODS, default="auto", help="default: %(default)s")
    parser.add_argument("--checkpoint", metavar="NAME|PATH", help="default: standard")
    parser.add_argument(
        "--device", choices=("auto", "cpu", "cuda", "mps"), default="auto", help="what computes; default: %(default)s"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="another one, another fill; default: 0")
    parser.add_argument("--report", metavar="FILE.json", help="what was done, and what could not be done")
    parser.add_argument(
        "--plan", action="store_true", help="print the regions, and the seconds and MB foreseen, before each is filled"
    )

    add_page_flag(parser)
    parser.add_argument(
        "--keep-identity",
        action="store_true",
        help="of DICOM: change no tag; without it the result says that it is derived, and not for diagnosis",
    )
    add_stack_flags(parser)
    add_infrared_flag(parser)
    add_option_flags(parser, ((method.key, method.options) for method in METHODS.values()))
    of_data = ((method.key, method.data_options) for method in METHODS.values() if method.data_options is not None)
    add_option_flags(parser, of_data, ("lines",))  # photographs have that too
    add_filter_flags(parser)
    add_finder_option_flags(parser)


def _option_kinds(method: "Method") -> list[tuple[str, type]]:
    """What a method has options for: photographs, and measured data where it fills them."""
    kinds = [(method.key, method.options)]
    return kinds if method.data_options is None else [*kinds, (f"{method.key} of data", method.data_options)]


def _settings(options: Sequence[Any]) -> dict[str, Any]:
    """The options of photographs, and of those of data what differs from the default."""
    photographs, *data = options
    settings = asdict(photographs)
    for one in data:
        usual = asdict(type(one)())
        settings.update({name: value for name, value in asdict(one).items() if value != usual[name]})
    return settings


def _run(arguments: argparse.Namespace) -> int:
    from inpaint_studio.filling.methods import METHODS
    from inpaint_studio.filling.request import FillProgress
    from inpaint_studio.finding.finder import Progress
    from inpaint_studio.work.batch import Batch, Failed, Remark, Step, Summary, fill_batch, prepare
    from inpaint_studio.work.checkpoints import checkpoint_path
    from inpaint_studio.work.pairing import pair
    from inpaint_studio.work.repair import Planned, Repaired

    picture, output = Path(arguments.picture), Path(arguments.output)
    if arguments.output.endswith(("/", os.sep)) and not output.is_dir() and not picture.is_dir():
        raise JobFailed(f"There is no folder {arguments.output} to write to.")
    if arguments.mask is None and arguments.find is None:
        raise WrongCall("Give --mask, --find or both: what is to be filled.")
    kinds = _option_kinds(METHODS[arguments.method])
    search = None
    if arguments.find is not None:
        search = parsed_search(arguments, parsed_finders(arguments.find), *kinds)
        finders = [(finder.key, finder.options) for finder in search.finders]
    else:
        refuse_filter_flags(arguments, "--find")
        finders = []
    options = parsed_option_sets(arguments, [*kinds, *finders])
    if is_of_stack(arguments, search):
        return run_stack(arguments, _settings([options[key] for key, _ in kinds]), search)
    pairing = pair(picture, Path(arguments.mask) if arguments.mask is not None else None, output)
    batch = Batch(
        pairing,
        output,
        method=arguments.method,
        checkpoint=checkpoint_path(arguments.checkpoint) if arguments.checkpoint is not None else None,
        device=arguments.device,
        seed=arguments.seed,
        report=Path(arguments.report) if arguments.report else None,
        settings=_settings([options[key] for key, _ in kinds]),
        infrared=infrared_rule(arguments),
        search=search,
        page=arguments.page - 1,
        keep_identity=arguments.keep_identity,
    )
    half = 0.5 if search is not None else 0.0  # of the progress of a picture: it is searched, then filled
    prepare(batch)
    summary = Summary((), 0)
    with Line(len(pairing.pairs)) as progress:
        for value in fill_batch(batch):
            match value:
                case Remark():
                    print(f"inpaint-studio: {under_name(value.picture.name, value.message)}", file=sys.stderr)
                case Step(number, one, Planned(plan)):
                    if arguments.plan:
                        progress.say(f"{one.picture.name}: {plan}")
                case Step(number, _, Progress() as searched):
                    progress.show(number + half * searched.done / max(searched.total, 1))
                case Step(number, _, FillProgress() as filled):
                    progress.show(number + half + (1 - half) * filled.done / filled.total)
                case Step(number, one, Repaired() as repaired):
                    progress.clear()
                    for note in repaired.notes:
                        print(under_name(one.picture.name, note), file=sys.stderr)
                    progress.show(number + 1)
                case Step(number, one, Failed(message)):
                    progress.clear()
                    print(f"inpaint-studio: {under_name(one.picture.name, message)}", file=sys.stderr)
                    progress.show(number + 1)
                case Summary():
                    summary = value
    if pairing.many:
        blank = f"; {summary.blank} had nothing to fill" if summary.blank else ""
        print(f"{summary.filled} of {summary.total} pictures were filled{blank}.")
    return JOB_FAILED if summary.failed else DONE


COMMAND = Command("fill", "fill the masked parts of a photograph, or of a folder of them", _add_arguments, _run)
