"""`inpaint-studio marks`: one semi-transparent mark taken off photographs, by what is left of them under it."""

import argparse
import json
import sys
from pathlib import Path

from inpaint_studio.cli.command import DONE, JOB_FAILED, Command
from inpaint_studio.sentence import under_name
from inpaint_studio.terminal import Progress


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pictures", nargs="+", metavar="PICTURE|FOLDER", help="what carries the mark")
    parser.add_argument("--output", required=True, metavar="FOLDER", help="where pictures without it go")
    known = parser.add_mutually_exclusive_group()
    known.add_argument("--mark", metavar="NAME.mark.png", help="one that was estimated before")
    known.add_argument("--logo", metavar="LOGO.png", help="the mark's own file, with transparency")
    parser.add_argument("--json", action="store_true", help="print what was done as JSON")


def _run(arguments: argparse.Namespace) -> int:
    from inpaint_studio.editing.marks import Mark
    from inpaint_studio.files.saving.mark_files import Logo, read_logo, read_mark
    from inpaint_studio.work.marks import Group, LeftAlone, Saved, Unread, Working, take_off

    mark: Mark | Logo | None = None
    if arguments.mark:
        mark = read_mark(Path(arguments.mark))
    elif arguments.logo:
        mark = read_logo(Path(arguments.logo))
    reports: list[dict[str, object]] = []
    failed = 0
    stages = {"reading": 0.0, "estimating": 0.3, "taking off": 0.5}
    with Progress(1) as progress:
        for value in take_off([Path(one) for one in arguments.pictures], Path(arguments.output), mark):
            match value:
                case Working():
                    start = stages[value.stage]
                    progress.show(start + value.share * (0.5 if start else 0.3))
                case Group():
                    reports.append(_of_group(value))
                case Saved():
                    reports.append({**value.report, "message": value.message, "notes": list(value.notes)})
                    _say(progress, arguments.json, value.path, value.message)
                case LeftAlone():
                    reports.append({"picture": str(value.path), "left_alone": value.message})
                    _say(progress, arguments.json, value.path, value.message)
                case Unread():
                    failed += 1
                    reports.append({"picture": str(value.picture), "error": value.message})
                    progress.clear()
                    print(f"inpaint-studio: {under_name(value.picture.name, value.message)}", file=sys.stderr)
    if arguments.json:
        print(json.dumps(reports, indent=2))
    else:
        done = sum("output" in report for report in reports)
        print(f"The mark was taken off {done} of {sum('picture' in report for report in reports)} pictures.")
    return JOB_FAILED if failed else DONE


def _of_group(group: object) -> dict[str, object]:
    from inpaint_studio.work.marks import Group

    assert isinstance(group, Group)
    facts: dict[str, object] = {"size": list(group.size), "pictures": len(group.pictures)}
    if group.mark is None:
        return {**facts, "message": group.message}
    opacity = group.mark.opacity
    return {
        **facts,
        "mark": group.mark.hash,
        "rect": list(group.mark.rect),
        "highest_opacity": round(float(opacity.max()), 4),
        "blending": "linear" if group.mark.linear else "srgb",
    }


def _say(progress: Progress, quiet: bool, path: Path, message: str) -> None:
    if not quiet:
        progress.say(under_name(path.name, message))


COMMAND = Command(
    "marks",
    "take a semi-transparent mark off photographs that you own or may change",
    _add_arguments,
    _run,
    epilog="Estimates the mark from several pictures of one size that carry it, 12 or more where there are; saves it "
    "as WIDTHxHEIGHT.mark.png to be used again. Pictures without it are left alone.",
)
