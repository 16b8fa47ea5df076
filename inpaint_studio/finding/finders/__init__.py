"""The finders: one module each in this package, in menu order; then those of guests.

A new finder is one module here that defines `FINDER`. Finders import their dependencies when they search.
"""

import pkgutil
from importlib import import_module

from inpaint_studio.finding import guest_finders
from inpaint_studio.finding.finder import Finder
from inpaint_studio.registry import Registry

FINDERS: Registry[Finder] = Registry(guest_finders.GROUP, guest_finders.adopt)


def _builtin() -> list[Finder]:
    modules = [import_module(module_info.name) for module_info in pkgutil.iter_modules(__path__, f"{__name__}.")]
    return sorted((module.FINDER for module in modules), key=lambda finder: finder.order)


for _finder in _builtin():
    FINDERS.register(_finder)
