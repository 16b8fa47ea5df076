"""Registries: items of one kind by key, in order, including those of other packages.

Modules register their items; menus, command line and plan read the table. Packages add items through entry
points of the table's group, which are loaded when the table is first read.
"""

import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from threading import RLock, get_ident
from typing import Any, Generic, Protocol, TypeVar


class Keyed(Protocol):
    """An item of a registry."""

    @property
    def key(self) -> str: ...


T = TypeVar("T", bound=Keyed)


def calling_module() -> str:
    """The module that called the function which calls this one."""
    return str(sys._getframe(2).f_globals["__name__"])


class Registry(Mapping[str, T], Generic[T]):
    """A table of items in the order of registration; guests, from entry points, come last.

    group: of the entry points; None = no guests.  adopt: makes an item of an entry point, or raises: those that
    cannot be loaded are left out and listed in `failures`.
    """

    def __init__(self, group: str | None = None, adopt: Callable[[EntryPoint], T] | None = None) -> None:
        self._items: dict[str, T] = {}
        self._modules: dict[str, str] = {}  # by key: which module registered it, or an entry point's value
        self._group, self._adopt = group, adopt
        self._has_guests = False
        self._guests: set[str] = set()  # their keys
        self._does_not_wait: int | None = None  # the thread that reads what is there, and waits for no guest
        self._lock = RLock()  # a worker may be the first to read a table
        self.failures: dict[str, Exception] = {}  # by the name of the entry point

    def register(self, item: T, module: str = "") -> T:
        """Raises ValueError where the key is taken, and names both modules.

        module: which defines the item; "" = the caller.
        """
        origin = module or calling_module()
        if item.key in self._items:
            raise ValueError(
                f"{item.key!r}, of {origin}, is registered already, by {self._modules[item.key]}: "
                "one of the two needs another key."
            )
        self._items[item.key], self._modules[item.key] = item, origin
        return item

    def register_modules(self, paths: Iterable[str], package: str, name: str) -> None:
        """Register what each module of a package defines under `name`, by its `order`.

        paths: `__path__` of the package.
        """
        modules = [import_module(info.name) for info in pkgutil.iter_modules(paths, f"{package}.")]
        items: list[tuple[Any, str]] = [(getattr(module, name), module.__name__) for module in modules]
        for item, module in sorted(items, key=lambda item_and_module: item_and_module[0].order):
            self.register(item, module)

    def module_of(self, key: str) -> str:
        """Which module registered a key, or what the entry point of a guest refers to. Raises KeyError."""
        return self._modules[key]

    def defer_guests(self) -> None:
        """This thread reads what is there from now on and waits for no guest; others load them: `load_guests` does."""
        self._does_not_wait = get_ident()

    def load_guests(self) -> None:
        """Look for guests now, where nobody has yet, or wait for who does. Each may take half a minute."""
        self._load_guests()

    def _load_guests(self) -> None:
        if get_ident() == self._does_not_wait:
            return
        with self._lock:
            if self._has_guests or self._group is None or self._adopt is None:
                return
            self._has_guests = True
            for entry in entry_points(group=self._group):
                try:
                    self._guests.add(self.register(self._adopt(entry), entry.value).key)
                except Exception as error:  # a faulty package must not crash the program
                    self.failures[entry.name] = error

    def exclude_guests(self) -> None:
        """Load no guests from now on, in a process that must not run any."""
        self._has_guests = True

    def refresh(self) -> None:
        """Reload guests when the table is read next: packages were installed or removed."""
        with self._lock:
            for key in self._guests:
                del self._items[key], self._modules[key]
            self._guests.clear()
            self.failures.clear()
            self._has_guests = False
            self._does_not_wait = None

    def __getitem__(self, key: str) -> T:
        if key not in self._items:  # built-in items need no entry points
            self._load_guests()
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        self._load_guests()
        return iter(tuple(self._items))

    def __len__(self) -> int:
        self._load_guests()
        return len(self._items)
