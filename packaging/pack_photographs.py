#!/usr/bin/env python3
"""Pack photographs into one file that is small enough to carry to a lent GPU (`train_on_gpu.py`).

.venv/bin/python packaging/pack_photographs.py PHOTOS... --into gpu/photographs.tar --megabytes 28
"""

import argparse
import sys
from pathlib import Path

from safetensors.torch import load_file, save_file

from inpaint_studio.model.photographs.crops import PhotographsError
from inpaint_studio.model.photographs.packing import Packed, pack

_USED = ("conv1_", "conv2_", "conv3_")  # layers of VGG16 that the training loss reads


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photographs", nargs="+", type=Path, help="folders of photographs, or tars of them")
    parser.add_argument("--into", type=Path, required=True, metavar="FILE", help="the tar")
    parser.add_argument("--megabytes", type=float, default=28, help="size of the tar at most, in MiB (%(default)s)")
    parser.add_argument("--short-side", type=int, default=384, metavar="PIXELS", help="(%(default)s)")
    parser.add_argument("--quality", type=int, default=80, help="of WebP, 1..100 (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="draws the sample where not all fit (%(default)s)")
    parser.add_argument(
        "--vgg", type=Path, metavar="FILE", help="VGG16 weights: the layers that are used go beside the tar"
    )
    chosen = parser.parse_args(arguments)
    chosen.into.parent.mkdir(parents=True, exist_ok=True)
    most = round(chosen.megabytes * 2**20)
    steps = pack(tuple(chosen.photographs), chosen.into, most, chosen.short_side, chosen.quality, chosen.seed)
    try:
        for step in steps:
            if isinstance(step, Packed):
                print(
                    f"{step.photographs:,} of {step.of:,} photographs, {step.nbytes / 2**20:.1f} MiB, in {chosen.into}"
                )
            else:
                print(f"{step.done:>9,} of {step.total:,} files, {step.nbytes / 2**20:.1f} MiB", file=sys.stderr)
    except (PhotographsError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    if chosen.vgg is not None:
        weights = {name: tensor.half() for name, tensor in load_file(chosen.vgg).items() if name.startswith(_USED)}
        beside = chosen.into.with_name("vgg16.safetensors")
        save_file(weights, beside)
        print(f"{len(weights)} tensors, {beside.stat().st_size / 2**20:.1f} MiB, in {beside}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
