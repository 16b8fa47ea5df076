"""Steps that one undo takes back together: a fill that came as its marks were made, and those marks.

In the history they stay steps of their own, whatever was painted meanwhile. For the person they are one: undo, redo
and the list of steps stop at the same positions.
"""

from collections.abc import Iterator, Sequence

from inpaint_studio.editing.history import FillStep, Step


def position_before(steps: Sequence[Step], position: int) -> int:
    """Where one undo from `position` leads: before the step there, and before its marks where they lie right below it.

    While a fill runs the next mark is made on top of the last one. So marks whose own fill lies above, and is undone
    already, go with those below them.
    """
    return next(_back(steps, position), 0)


def position_after(steps: Sequence[Step], position: int) -> int:
    """Where one redo from `position` leads, as far as the undo that came from there went."""
    return min((stop for stop in stops(steps) if stop > position), default=position)


def stops(steps: Sequence[Step]) -> tuple[int, ...]:
    """All positions that undo comes by on its way from the top, ascending; the first is 0."""
    return (*reversed(tuple(_back(steps, len(steps)))), *([len(steps)] if steps else [])) or (0,)


def has_marks(step: Step) -> bool:
    """Whether it is a fill that undo takes back with the marks that it was asked for by."""
    return isinstance(step, FillStep) and step.marks is not None


def _back(steps: Sequence[Step], position: int) -> Iterator[int]:
    """The positions that one undo after the other leads to."""
    fills = {  # by mark, where its fill lies
        mark: at
        for at, step in enumerate(steps)
        if isinstance(step, FillStep) and step.marks is not None
        for mark in step.living_marks
    }
    while position > 0:
        position -= 1
        if has_marks(steps[position]):
            above = position
            while position and fills.get(steps[position - 1], -1) >= above:
                position -= 1
        yield position
