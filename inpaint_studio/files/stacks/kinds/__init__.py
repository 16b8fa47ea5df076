"""The kinds of stack: one module each in this package; the first by `order` that takes a path opens it.

A new kind is one module here that defines `STACK`.
"""

from inpaint_studio.files.stacks.kind import StackKind
from inpaint_studio.registry import Registry

KINDS: Registry[StackKind] = Registry()
KINDS.register_modules(__path__, __name__, "STACK")
