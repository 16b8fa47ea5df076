"""The finders: one module each in this package, in menu order; then those of guests.

A new finder is one module here that defines `FINDER`. Finders import their dependencies when they search.
"""

from inpaint_studio.finding import guest_finders
from inpaint_studio.finding.finder import Finder
from inpaint_studio.registry import Registry, builtin_items

FINDERS: Registry[Finder] = Registry(guest_finders.GROUP, guest_finders.adopt)
for _finder in builtin_items(__path__, __name__, "FINDER"):
    FINDERS.register(_finder)
