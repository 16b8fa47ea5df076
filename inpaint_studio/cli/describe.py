"""`inpaint-studio describe`: describe a checkpoint, without executing anything in it; or the planes of a stack."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from inpaint_studio.cli.command import DONE, Command


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("checkpoint", metavar="CHECKPOINT", help="a file, the name of a shipped one, or a stack")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of words")


def _run(arguments: argparse.Namespace) -> int:
    from inpaint_studio.model.checkpoints.description import sha256
    from inpaint_studio.model.checkpoints.inspection import describe
    from inpaint_studio.work.checkpoints import checkpoint_path

    if _describe_stack(Path(arguments.checkpoint), arguments.json):
        return DONE
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


def _describe_stack(path: Path, as_json: bool) -> bool:
    """Whether there is a stack, which is described. Raises PictureError for a folder or film that is none."""
    from inpaint_studio.files.errors import PictureError
    from inpaint_studio.files.stacks.description import described, spacing
    from inpaint_studio.files.stacks.opening import open_planes
    from inpaint_studio.files.video.containers import SUFFIXES
    from inpaint_studio.files.video.reading import is_video

    if not path.exists():
        return False
    try:
        planes = open_planes(path)
    except PictureError:
        if path.is_dir() or path.suffix.lower() in SUFFIXES or is_video(path):
            raise
        return False
    if planes is None:
        return False
    if as_json:
        step = spacing(planes)
        values = {
            "path": str(planes.path),
            "kind": planes.kind,
            "planes": len(planes.places),
            "axis": planes.axis,
            "spacing": None if step is None else float(step),
            "cuts": planes.cuts,
            "notes": planes.notes,
        }
        print(json.dumps(values, indent=2))
    else:
        print("\n".join(described(planes)))
    return True


COMMAND = Command(
    "describe",
    "tell what a checkpoint is, without running anything in it; or a stack of pictures",
    _add_arguments,
    _run,
)
