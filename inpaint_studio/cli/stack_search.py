"""Finding in stacks on the command line: for `find`, and for `fill --find`."""

import argparse
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.cli.command import DONE, JOB_FAILED, JobFailed, WrongCall
from inpaint_studio.sentence import explanation, says_name, under_name
from inpaint_studio.terminal import Progress as Line

if TYPE_CHECKING:
    from inpaint_studio.files.stacks.kind import OpenPlanes
    from inpaint_studio.work.searching import Search


def is_searched_as_stack(path: Path, search: "Search", is_stack: bool) -> bool:
    """Whether what is searched are planes. is_stack: a flag says so. Opens nothing but headers."""
    from inpaint_studio.files.video.reading import is_video

    return is_stack or is_video(path) or any(finder.needs_planes for finder in search.finders)


def find_in_stack(arguments: argparse.Namespace, search: "Search") -> int:
    """`find STACK --output FOLDER`: a mask for each plane where something was found. Returns the exit code."""
    output = Path(arguments.output)
    if output.exists() and not output.is_dir():
        raise WrongCall(f"The masks of a stack go into a folder, and {output} is a file. Give --output another name.")
    planes = opened(Path(arguments.picture))
    wanted = wanted_planes(planes, arguments)
    marked, failed, pieces = searched(planes, wanted, search, output, arguments.replace, arguments.json)
    print(f"{pieces} pieces on {marked} of {len(wanted)} planes.")
    return JOB_FAILED if failed else DONE


def masks_for_fill(arguments: argparse.Namespace, search: "Search") -> Path:
    """A folder beside the output with the masks of what finders propose; a call that was cut off goes on with it."""
    output = Path(arguments.output)
    folder = output.with_name(f".{output.name}.masks")
    planes = opened(Path(arguments.picture))
    wanted = wanted_planes(planes, arguments)
    _, failed, _ = searched(planes, wanted, search, folder, False, False)
    if failed:
        raise JobFailed(f"{failed} planes could not be read. Fill the others with --planes A-B.")
    if not folder.is_dir() or not any(folder.glob("*.mask.png")):
        raise JobFailed("Nothing was found on these planes. Try a higher --sensitivity.")
    return folder


def opened(path: Path) -> "OpenPlanes":
    from inpaint_studio.files.stacks.opening import open_planes

    if not path.exists():
        raise JobFailed(f"{path} does not exist.")
    planes = open_planes(path)
    if planes is None:
        raise WrongCall(f"{path.name} is no stack: dust on film is told by the frames beside one.")
    for note in planes.notes:
        print(under_name(planes.name, note), file=sys.stderr)
    return planes


def wanted_planes(planes: "OpenPlanes", arguments: argparse.Namespace) -> range:
    """Raises WrongCall."""
    count = len(planes.places)
    first, last = arguments.planes or (None, None)
    first, last = 0 if first is None else first, count - 1 if last is None else last
    if not 0 <= first <= last < count:
        raise WrongCall(f"--planes is {first + 1}-{last + 1}, and {planes.name} has the planes 1-{count}.")
    return range(first, last + 1)


def searched(
    planes: "OpenPlanes", wanted: Iterable[int], search: "Search", folder: Path, replace: bool, as_json: bool
) -> tuple[int, int, int]:
    """How many planes have a mask, how many could not be searched, and how many pieces became mask."""
    from inpaint_studio.work.stacks.searching import PlaneSearched, search_stack

    numbers = list(wanted)
    marked = failed = pieces = 0
    notes: set[str] = set()
    with Line(len(numbers)) as line:
        steps = search_stack(planes, numbers, search, folder, replace=replace, as_json=as_json)
        with closing(steps) as values:  # type: ignore[type-var]
            for value in values:
                if not isinstance(value, PlaneSearched):
                    continue
                for note in (note for note in value.notes if note not in notes):
                    notes.add(note)
                    line.clear()
                    print(f"plane {value.plane + 1}: {note}", file=sys.stderr)
                if value.error is not None:
                    failed += 1
                    line.clear()
                    message, plane = explanation(value.error), f"plane {value.plane + 1}"
                    is_said = says_name(message, plane.capitalize())  # which a file of several planes does
                    print(f"inpaint-studio: {message if is_said else f'{plane}: {message}'}", file=sys.stderr)
                elif value.mask is not None:
                    marked += 1
                    pieces += value.findings
                line.show(value.done)
    return marked, failed, pieces
