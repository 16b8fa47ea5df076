"""`inpaint-studio evaluate`: methods and checkpoints on the same holes."""

import argparse
import sys
from pathlib import Path
from typing import Any

from inpaint_studio.cli.command import DONE, Command
from inpaint_studio.terminal import Progress


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    from inpaint_studio.model.photographs.hole_kinds import HOLE_KINDS

    parser.add_argument("--pictures", required=True, metavar="FOLDER", help="photographs, whole")
    parser.add_argument(
        "--masks", metavar="FOLDER", help="masks by the names of the photographs, instead of seeded holes"
    )
    parser.add_argument("--methods", metavar="A,B", help="our methods, and rivals where they are installed")
    parser.add_argument("--checkpoints", metavar="A,B", help="files, or names of shipped ones")
    parser.add_argument("--kinds", metavar="A,B", help=f"kinds of holes: {', '.join(HOLE_KINDS)}; default: all")
    parser.add_argument("--limit", type=int, metavar="N", help="pictures at most")
    parser.add_argument("--lpips", type=Path, metavar="FILE", help="LPIPS-AlexNet weights as safetensors")
    parser.add_argument("--threads", type=int, default=1, metavar="N", help="CPU threads; default: 1")
    parser.add_argument("--output", required=True, metavar="FOLDER", help="where tables and sheets go")


def _run(arguments: argparse.Namespace) -> int:
    from inpaint_studio.evaluation.bench import (
        Evaluated,
        EvaluationConfig,
        HoleMeasured,
        MethodSkipped,
        PictureSkipped,
        evaluate,
    )
    from inpaint_studio.files.saving.targets import check_folder
    from inpaint_studio.work.checkpoints import checkpoint_path

    checkpoints = _names(arguments.checkpoints)
    chosen: dict[str, Any] = {  # None = the config's default
        "methods": _names(arguments.methods),
        "kinds": _names(arguments.kinds),
        "checkpoints": None if checkpoints is None else tuple(checkpoint_path(name) for name in checkpoints),
    }
    check_folder(Path(arguments.output))
    config = EvaluationConfig(
        pictures=Path(arguments.pictures),
        output=Path(arguments.output),
        masks=None if arguments.masks is None else Path(arguments.masks),
        lpips=arguments.lpips,
        limit=arguments.limit,
        threads=arguments.threads,
        **{name: value for name, value in chosen.items() if value is not None},
    )
    table = ""
    with Progress(1) as progress:
        for value in evaluate(config):
            match value:
                case HoleMeasured():
                    progress.show(value.done / value.total)
                case MethodSkipped() | PictureSkipped():
                    progress.clear()
                    print(f"inpaint-studio: {value.name} is left out: {value.reason}", file=sys.stderr)
                case Evaluated():
                    table = value.table
    print(table)
    return DONE


def _names(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(name.strip() for name in text.split(",") if name.strip())


COMMAND = Command("evaluate", "measure methods and checkpoints on the same holes", _add_arguments, _run)
