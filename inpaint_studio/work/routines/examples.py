"""The routines that are shipped: resources/routines/NAME.json."""

from pathlib import Path

from inpaint_studio.resources import resource
from inpaint_studio.sentence import say
from inpaint_studio.work.routines.facts import RoutineError
from inpaint_studio.work.routines.routine import Routine, read_routine


def example_names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in resource("routines").glob("*.json")))


def example(name: str) -> Routine:
    """Raises RoutineError where there is none of that name."""
    if name not in example_names():
        raise RoutineError(
            say("There is no example {name}; there are {known}.", name=name, known=", ".join(example_names()))
        )
    return read_routine(resource(f"routines/{name}.json"))


def routine_named(name: str) -> Routine:
    """The routine of a file; where there is none of that name, the shipped one. Raises RoutineError."""
    path = Path(name)
    is_path = path.exists() or path.suffix or path.name != name
    return read_routine(path) if is_path else example(name)
