"""The finders: a module each, found beside this one, in the order they are offered in; then those of guests.

A new finder is one module here that defines `FINDER`. What it needs for looking it imports when it looks.
"""

import pkgutil
from importlib import import_module

from inpaint_studio.finding import guest_finders
from inpaint_studio.finding.finder import Finder
from inpaint_studio.registry import Registry

FINDERS: Registry[Finder] = Registry(guest_finders.GROUP, guest_finders.adopt)


def _own() -> list[Finder]:
    modules = [import_module(found.name) for found in pkgutil.iter_modules(__path__, f"{__name__}.")]
    return sorted((module.FINDER for module in modules), key=lambda finder: finder.order)


for _finder in _own():
    FINDERS.register(_finder)
