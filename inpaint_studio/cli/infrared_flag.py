"""`--infrared`: whether a fourth channel, a page or a file beside is a scanner's infrared."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inpaint_studio.files.infrared import InfraredRule


def add_infrared_flag(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--infrared",
        choices=("auto", "yes", "no"),
        default="auto",
        help="whether a fourth channel, a mask page or NAME_ir.tif is the scanner's infrared; auto: what looks like it",
    )


def infrared_rule(arguments: argparse.Namespace) -> "InfraredRule":
    from inpaint_studio.files.infrared import InfraredRule

    return InfraredRule(arguments.infrared)
