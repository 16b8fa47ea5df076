"""`inpaint-studio describe`: describe a checkpoint, without executing anything in it."""

import argparse
import json
from dataclasses import asdict

from inpaint_studio.cli.command import DONE, Command


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("checkpoint", metavar="CHECKPOINT", help="a file, or the name of a shipped one")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of words")


def _run(arguments: argparse.Namespace) -> int:
    from inpaint_studio.model.checkpoints.description import sha256
    from inpaint_studio.model.checkpoints.inspection import describe
    from inpaint_studio.work.checkpoints import checkpoint_path

    path = checkpoint_path(arguments.checkpoint)
    description = describe(path)
    digest, size = sha256(path), path.stat().st_size
    if arguments.json:
        values = {
            "file": str(path),
            "bytes": size,
            "sha256": digest,
            "title": description.title,
            "paper": description.paper,
            "expects": asdict(description.expects),
            "runs": True,
        }
        print(json.dumps(values | description.to_dict(), indent=2))
    else:
        print(f"{path.name}, {size / 1e6:.1f} MB, sha256 {digest}\n{description.text()}\nThis version can run it.")
    return DONE


COMMAND = Command("describe", "tell what a checkpoint is, without running anything in it", _add_arguments, _run)
