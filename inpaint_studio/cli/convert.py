"""`inpaint-studio convert`: foreign weights to safetensors, or a generator to an ONNX graph."""

import argparse
from pathlib import Path

from inpaint_studio.cli.command import DONE, Command, WrongCall
from inpaint_studio.sentence import reason


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="IN", help="a checkpoint: .safetensors, .pt, .pth, .ckpt, TorchScript")
    parser.add_argument("target", metavar="OUT", help="what to write: NAME.safetensors or NAME.onnx")
    parser.add_argument("--half", action="store_true", help="round the numbers to 16 bits, for half the size")
    parser.add_argument("--licence", default="", metavar="TEXT", help="of the weights, to be written down with them")
    parser.add_argument("--overwrite", action="store_true", help="write over OUT where it is there already")


def _run(arguments: argparse.Namespace) -> int:
    from inpaint_studio.files.pairing import is_same
    from inpaint_studio.files.saving.targets import check_place
    from inpaint_studio.work.checkpoints import checkpoint_path

    source, target = checkpoint_path(arguments.source), Path(arguments.target)
    if target.is_dir():
        raise WrongCall(f"{target} is a folder. Give the file that is to be written.")
    if is_same(source, target):
        raise WrongCall(f"{target} is what is to be converted, and is not written over. Give another name.")
    if target.exists() and not arguments.overwrite:
        raise WrongCall(f"{target} is there already, and is not written over. Give another name, or --overwrite.")
    check_place(target)
    from inpaint_studio.model.checkpoints.conversion import convert

    try:
        done = convert(source, target, half=arguments.half, licence=arguments.licence)
    except ValueError as error:
        raise WrongCall(reason(error)) from error
    parameters, megabytes = done.description.parameters / 1e6, target.stat().st_size / 1e6
    print(f"{target}: {done.description.title}, {parameters:.1f} million parameters, {megabytes:.1f} MB.")
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
    return DONE


COMMAND = Command(
    "convert",
    "keep weights from elsewhere in the safe form that describes itself, or write an ONNX graph",
    _add_arguments,
    _run,
)
