"""A table gives what was registered, in order, and loads guests once, when it is first read."""

import re
import sys
from dataclasses import dataclass
from importlib.metadata import EntryPoint

import pytest

from inpaint_studio import registry
from inpaint_studio.registry import Registry


@dataclass(frozen=True)
class Dish:
    key: str


@pytest.fixture
def installed(monkeypatch):
    """Entry points that other packages seem to have; the list of loads."""
    loads = []

    def adopt(entry: EntryPoint) -> Dish:
        loads.append(entry.name)
        if entry.name == "broken":
            raise ImportError("no module named soup")
        return Dish(entry.name)

    names = ["guest", "broken"]
    monkeypatch.setattr(
        registry, "entry_points", lambda group: [EntryPoint(name, "cook:Dish", group) for name in names]
    )
    return adopt, loads


def test_kinds_come_in_the_order_they_were_registered():
    table = Registry[Dish]()
    for key in ("soup", "bread"):
        table.register(Dish(key))
    assert list(table) == ["soup", "bread"]
    assert table["bread"] == Dish("bread")
    assert [dish.key for dish in table.values()] == ["soup", "bread"]


def test_a_key_stands_once():
    table = Registry[Dish]()
    table.register(Dish("soup"))
    with pytest.raises(ValueError, match="registered already"):
        table.register(Dish("soup"))
    assert len(table) == 1


def test_two_modules_with_one_key_are_both_named():
    table = Registry[Dish]()
    table.register(Dish("soup"), "cook.first")
    with pytest.raises(ValueError, match=re.escape("'soup', of cook.second, is registered already, by cook.first")):
        table.register(Dish("soup"), "cook.second")
    assert table.module_of("soup") == "cook.first"


def test_a_module_that_registers_its_own_item_is_known_without_naming_itself():
    table = Registry[Dish]()
    table.register(Dish("soup"))
    assert table.module_of("soup") == __name__


@pytest.fixture
def kitchen(tmp_path, monkeypatch):
    """A package of three modules, each with a dish."""
    folder = tmp_path / "kitchen_of_a_test"
    folder.mkdir()
    for module, key, order in (("a", "bread", 2), ("b", "soup", 1), ("c", "bread", 3)):
        text = f"from types import SimpleNamespace\nDISH = SimpleNamespace(key={key!r}, order={order})\n"
        (folder / f"{module}.py").write_text(text)
    (folder / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    for name in [name for name in sys.modules if name.startswith(folder.name)]:
        del sys.modules[name]


def test_modules_of_a_package_are_registered_by_their_order(kitchen):
    (kitchen / "c.py").unlink()
    table = Registry()
    table.register_modules([str(kitchen)], kitchen.name, "DISH")
    assert list(table) == ["soup", "bread"]
    assert table.module_of("soup") == f"{kitchen.name}.b"


def test_two_modules_of_a_package_with_one_key_are_both_named(kitchen):
    with pytest.raises(ValueError, match=r"'bread', of kitchen_of_a_test\.c, .* by kitchen_of_a_test\.a"):
        Registry().register_modules([str(kitchen)], kitchen.name, "DISH")


def test_an_unknown_key_is_a_key_error():
    with pytest.raises(KeyError):
        Registry[Dish]()["soup"]


def test_guests_are_loaded_when_the_table_is_read_and_only_once(installed):
    adopt, loads = installed
    table = Registry("cook.dishes", adopt)
    table.register(Dish("soup"))
    assert table["soup"].key == "soup"
    assert not loads
    assert list(table) == ["soup", "guest"]
    assert len(table) == 2
    assert loads == ["guest", "broken"]


def test_a_guest_that_cannot_be_loaded_is_left_out_with_its_reason(installed):
    adopt, _ = installed
    table = Registry("cook.dishes", adopt)
    assert "broken" not in table
    assert isinstance(table.failures["broken"], ImportError)


def test_a_guest_does_not_replace_what_is_there(installed):
    adopt, _ = installed
    table = Registry("cook.dishes", adopt)
    builtin = table.register(Dish("guest"))
    assert table["guest"] is builtin
    assert list(table) == ["guest"]
    assert isinstance(table.failures["guest"], ValueError)
    assert f"of cook:Dish, is registered already, by {__name__}" in str(table.failures["guest"])


def test_a_table_that_is_refreshed_loads_its_guests_anew_and_keeps_its_own(installed):
    adopt, loads = installed
    table = Registry("cook.dishes", adopt)
    table.register(Dish("soup"))
    assert list(table) == ["soup", "guest"]
    table.refresh()
    assert not table.failures
    assert list(table) == ["soup", "guest"]
    assert loads == ["guest", "broken"] * 2
