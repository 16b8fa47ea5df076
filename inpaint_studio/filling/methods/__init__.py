"""The fill methods: one module each in this package, in menu order; then those of guests.

A new method is one module here that defines `METHOD`. Importing the table imports no torch: methods import
their dependencies when they fill.
"""

from inpaint_studio.filling import guest_methods
from inpaint_studio.filling.method import Method
from inpaint_studio.filling.request import FillError
from inpaint_studio.registry import Registry
from inpaint_studio.sentence import reason, say

METHODS: Registry[Method] = Registry(guest_methods.GROUP, guest_methods.adopt)
METHODS.register_modules(__path__, __name__, "METHOD")


def method_of(key: str) -> Method:
    """Raises FillError where there is no such method."""
    try:
        return METHODS[key]
    except KeyError:
        failure = METHODS.failures.get(key)  # of a guest that could not be loaded
        if failure is not None:
            raise FillError(reason(failure)) from failure
        raise FillError(
            say("There is no fill method called {name}; there are {known}.", name=repr(key), known=", ".join(METHODS))
        ) from None


def needs_planes(key: str) -> bool:
    """Whether a method fills from other planes. One that is no row of the table, such as clone, does not."""
    return key in METHODS and METHODS[key].needs.planes


def offered_methods(is_data: bool = False, planes: int = 1) -> tuple[Method, ...]:
    """The methods that the editor offers for photographs, or for data pictures, in a stack of so many planes."""
    return tuple(
        method
        for method in METHODS.values()
        if method.is_offered and (method.fills_data or not is_data) and (planes > 1 or not method.needs.planes)
    )


def candidate_choices(is_data: bool = False) -> list[tuple[str, int]]:
    """Method and seed of each candidate for a hole of a photograph, or of a data picture: each method once, then
    further seeds."""
    fitting = (method for method in METHODS.values() if method.fills_data or not is_data)
    choices = [(method.key, seed) for method in fitting for seed in method.candidates]
    return sorted(choices, key=lambda choice: choice[1])
