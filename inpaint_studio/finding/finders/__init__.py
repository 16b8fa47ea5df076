"""The finders: one module each in this package, in menu order; then those of guests.

A new finder is one module here that defines `FINDER`. Finders import their dependencies when they search.
"""

from inpaint_studio.finding import guest_finders
from inpaint_studio.finding.finder import Finder
from inpaint_studio.registry import Registry

FINDERS: Registry[Finder] = Registry(guest_finders.GROUP, guest_finders.adopt)
FINDERS.register_modules(__path__, __name__, "FINDER")


def finders_for(is_data: bool, is_stack: bool = False) -> tuple[Finder, ...]:
    """Those that can be asked about a data picture, or about a photograph, in menu order. is_stack: it is a plane."""
    return tuple(finder for finder in FINDERS.values() if finder.takes(is_data, is_stack))
