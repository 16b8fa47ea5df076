"""`inpaint-studio enlarge`: one photograph, or a folder of them, at a larger size."""

import argparse
import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.cli.command import DONE, JOB_FAILED, Command, JobFailed, WrongCall
from inpaint_studio.sentence import under_name
from inpaint_studio.terminal import Progress as Line

if TYPE_CHECKING:
    from inpaint_studio.enlarging.request import EnlargeOptions


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    from inpaint_studio.enlarging.request import FACTORS

    parser.add_argument("picture", metavar="PICTURE|FOLDER", help="what to enlarge; of a folder every picture")
    parser.add_argument("--output", required=True, metavar="FILE|FOLDER", help="never the original")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--by", type=int, choices=FACTORS, metavar="N", help="2, 3 or 4 times; default: 2")
    size.add_argument(
        "--size", metavar="WxH", help="to so many pixels; 3000x or x2000 keeps the proportions. At most 4 times"
    )
    parser.add_argument(
        "--texture",
        type=float,
        default=0.0,
        metavar="0..1",
        help="0 is faithful; more invents probable detail, which the small picture does not hold. default: 0",
    )
    parser.add_argument(
        "--denoise",
        type=float,
        default=0.0,
        metavar="0..1",
        help="0 enlarges noise and JPEG blocks too; more takes them away first, and some fine detail. default: 0",
    )
    parser.add_argument("--checkpoint", metavar="PATH", help="in place of the shipped one; faithful")
    parser.add_argument("--texture-checkpoint", metavar="PATH", help="in place of the shipped one; with texture")
    parser.add_argument(
        "--denoise-checkpoint", metavar="PATH", help="a net that reduces noise, of a run with --factor 1"
    )
    parser.add_argument(
        "--device", choices=("auto", "cpu", "cuda", "mps"), default="auto", help="what computes; default: %(default)s"
    )
    parser.add_argument(
        "--resume", action="store_true", help="leave a result that is there, and is what would be made, as it is"
    )
    parser.add_argument("--plan", action="store_true", help="print the seconds and MB foreseen, before each")
    parser.add_argument("--json", action="store_true", help="one JSON object a picture instead of words")


def _run(arguments: argparse.Namespace) -> int:
    from inpaint_studio.enlarging.request import Plan, Progress
    from inpaint_studio.work.enlarging import EnlargeBatch, Kept, Saved, Step, Unsaved, enlarge_batch, prepare
    from inpaint_studio.work.pairing import pair

    picture, output = Path(arguments.picture), Path(arguments.output)
    if arguments.output.endswith(("/", os.sep)) and not output.is_dir() and not picture.is_dir():
        raise JobFailed(f"There is no folder {arguments.output} to write to.")
    options = _options(arguments)
    pairing = pair(picture, None, output)
    checkpoint, textured, denoiser = (
        Path(name) if name is not None else None
        for name in (arguments.checkpoint, arguments.texture_checkpoint, arguments.denoise_checkpoint)
    )
    batch = EnlargeBatch(pairing, output, options, checkpoint, textured, arguments.device, denoiser, arguments.resume)
    prepare(batch)
    for path, message in pairing.notes:
        print(f"inpaint-studio: {under_name(path.name, message)}", file=sys.stderr)
    failed = present = 0
    with Line(len(pairing.pairs)) as progress:
        for step in enlarge_batch(batch):
            match step:
                case Step(number, one, Plan() as plan):
                    if arguments.plan:
                        progress.say(
                            f"{one.picture.name}: {plan.size.width} x {plan.size.height} pixels, about "
                            f"{plan.seconds:.0f} s and {plan.megabytes:,.0f} MB"
                        )
                case Step(number, _, Progress() as done):
                    progress.show(number + done.done / done.total)
                case Step(number, one, Saved(notes, report)):
                    progress.clear()
                    for note in notes:
                        print(under_name(one.picture.name, note), file=sys.stderr)
                    if arguments.json:
                        print(json.dumps(report), flush=True)
                    progress.show(number + 1)
                case Step(number, one, Kept()):
                    present += 1
                    if arguments.json:
                        progress.clear()
                        print(json.dumps({"picture": str(one.picture), "output": str(one.output), "kept": True}))
                    progress.show(number + 1)
                case Step(number, one, Unsaved(message)):
                    failed += 1
                    progress.clear()
                    print(f"inpaint-studio: {under_name(one.picture.name, message)}", file=sys.stderr)
                    if arguments.json:
                        print(json.dumps({"picture": str(one.picture), "error": message}), flush=True)
                    progress.show(number + 1)
    if pairing.many and not arguments.json:
        total = len(pairing.pairs)
        there = f", {present} {'was' if present == 1 else 'were'} there already" if arguments.resume else ""
        print(f"{total - failed - present} of {total} pictures were enlarged{there}.")
    elif present and not arguments.json:
        print(f"{pairing.pairs[0].output} is there already, as it would be made.")
    return JOB_FAILED if failed else DONE


def _options(arguments: argparse.Namespace) -> "EnlargeOptions":
    from inpaint_studio.enlarging.request import EnlargeOptions

    if not 0 <= arguments.texture <= 1:
        raise WrongCall(f"--texture is {arguments.texture:g}; it lies between 0 and 1.")
    if not 0 <= arguments.denoise <= 1:
        raise WrongCall(f"--denoise is {arguments.denoise:g}; it lies between 0 and 1.")
    texture, denoise = arguments.texture, arguments.denoise
    if arguments.size is None:
        return EnlargeOptions(arguments.by or 2, texture=texture, denoise=denoise)
    sides = re.fullmatch(r"(\d{0,7})[xX×](\d{0,7})", arguments.size.strip())
    width, height = (int(side or 0) for side in sides.groups()) if sides else (0, 0)
    if not width and not height:
        raise WrongCall(f"--size is {arguments.size!r}; write it as 3000x2000, 3000x or x2000.")
    return EnlargeOptions(width=width, height=height, texture=texture, denoise=denoise)


COMMAND = Command("enlarge", "enlarge a photograph, or a folder of them, 2 to 4 times", _add_arguments, _run)
