"""Held-out holes for the benchmarks that calibrate: what they are told on the command line, and the holes themselves.

The holes are the evaluator's (`evaluation.holes`), of the pictures from the one numbered --first on, so that those the
evaluator reports on stay unseen.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from inpaint_studio.evaluation.holes import Case, Unusable, picture_names, seeded_cases
from inpaint_studio.model.photographs.hole_kinds import HOLE_KINDS


def arguments(about: str | None, count: int, kinds: str) -> argparse.ArgumentParser:
    """PICTURES, --checkpoint, --lpips, --first, --count and --kinds, to which a benchmark adds its own."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--lpips", type=Path, required=True)
    parser.add_argument("--first", type=int, default=60)
    parser.add_argument("--count", type=int, default=count)
    parser.add_argument("--kinds", default=kinds)
    return parser


def cases(arguments: argparse.Namespace) -> Iterator[Case]:
    """Picture by picture, its holes in the order of HOLE_KINDS. A picture that cannot be used is told and left out."""
    names = arguments.kinds.split(",")
    kinds = [kind for kind in HOLE_KINDS if kind in names]
    for name in picture_names(arguments.pictures)[arguments.first : arguments.first + arguments.count]:
        try:
            yield from seeded_cases(arguments.pictures, name, kinds)
        except Unusable as unusable:
            print(unusable, flush=True)
