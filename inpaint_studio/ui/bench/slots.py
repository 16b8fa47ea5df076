"""Slots of the bench: calls that take nothing from the signal that triggers them."""

from collections.abc import Callable


class Call:
    """Calls a slot with what it was made with, whatever the signal carries."""

    def __init__(self, slot: Callable[..., object], *arguments: object) -> None:
        self._slot, self._arguments = slot, arguments

    def __call__(self, *_: object) -> None:
        self._slot(*self._arguments)
