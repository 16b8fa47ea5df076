"""A package of somebody else, installed for the time of a test: a module and the metadata that lists what it offers."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inpaint_studio import guests
from inpaint_studio.files.kinds import formats
from inpaint_studio.filling.methods import METHODS
from inpaint_studio.finding.finders import FINDERS

TABLES = (METHODS, FINDERS, formats.BY_KEY)
Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Called with `method="TOY"` and the like: the key and the name in toy_guests of each entry point of a group."""
    site = tmp_path / "site"
    facts = site / "toy_guests-1.5.dist-info"
    facts.mkdir(parents=True)
    shutil.copy(Path(__file__).with_name("toy_guests.py"), site)
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: toy-guests\nVersion: 1.5\n")
    monkeypatch.syspath_prepend(site)

    def install(group: str, **offers: str) -> None:
        lines = [f"{name} = {where if ':' in where else f'toy_guests:{where}'}" for name, where in offers.items()]
        with open(facts / "entry_points.txt", "a") as file:
            file.write("\n".join((f"[inpaint_studio.{group}]", *lines, "")))
        guests.cancel_loading(False)  # a window that was closed in this process has given up
        for table in TABLES:
            table.refresh()

    yield install
    guests.close()
    monkeypatch.undo()
    for table in TABLES:
        table.refresh()
