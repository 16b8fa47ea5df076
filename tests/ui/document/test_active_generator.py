"""The generator in use: loaded beside other work, changed when another is found good, never lost to a broken one."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from inpaint_studio.ui.document import active_generator, jobs
from inpaint_studio.ui.document.active_generator import ActiveGenerator
from inpaint_studio.ui.document.open_pictures import OpenPicture
from inpaint_studio.ui.document.workspace import Workspace

from .held_workers import HeldWorkers

GOOD, OTHER, BROKEN = Path("good.safetensors"), Path("other.safetensors"), Path("broken.safetensors")


@dataclass
class Loading:
    """A generator whose workers wait, and all that it said."""

    workspace: Workspace
    workers: HeldWorkers = field(default_factory=HeldWorkers)
    opened: list[Path | None] = field(default_factory=list)
    broken: set[Path | None] = field(default_factory=lambda: {BROKEN})
    stages: list[str] = field(default_factory=list)
    devices: list[str] = field(default_factory=list)
    changes: list[Path | None] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.workspace.workers = self.workers
        self.generator = ActiveGenerator(self.workspace)
        self.generator.preparing.connect(self.stages.append)
        self.generator.ready.connect(self.devices.append)
        self.generator.checkpoint_changed.connect(self.changes.append)
        self.workspace.message.connect(self._hear)

    def _hear(self, level: str, text: str) -> None:
        assert level == "error"
        self.errors.append(text)
        self.bond = self.workspace.bond

    def open(self, checkpoint: Path | None) -> Iterator[jobs.EngineReady]:
        self.opened.append(checkpoint)
        if checkpoint in self.broken:
            raise ValueError(f"{checkpoint} is cut short.")
        yield jobs.EngineReady(f"CPU with {checkpoint}")

    def warm_up(self, checkpoint: Path | None) -> Iterator[jobs.Preparing | jobs.EngineReady]:
        yield jobs.Preparing("library")
        yield jobs.Preparing("generator")
        yield from self.open(checkpoint)


@pytest.fixture
def loading(qapp, monkeypatch) -> Iterator[Loading]:
    made = Loading(Workspace(qapp))
    monkeypatch.setattr(jobs, "warm_up", made.warm_up)
    monkeypatch.setattr(jobs, "open_generator", made.open)
    monkeypatch.setattr(active_generator, "_FIRST_PAINT_MS", 0)
    yield made
    made.workspace.deleteLater()


# warming up


def test_warming_up_says_its_stages_and_what_it_runs_on(loading):
    loading.generator.warm_up()
    assert loading.workers.names == ["engine"]
    loading.workers.run()
    assert loading.stages == ["library", "generator", ""]
    assert loading.generator.stage == ""
    assert loading.devices == ["CPU with None"]
    assert loading.generator.device == "CPU with None"
    assert loading.errors == []


def test_a_checkpoint_that_is_broken_at_the_start_leaves_the_one_that_came_with_the_program(loading):
    loading.generator.checkpoint = BROKEN
    loading.generator.warm_up()
    assert loading.workers.run() == 2
    assert loading.opened == [BROKEN, None]
    assert loading.generator.checkpoint is None
    assert loading.errors == ["broken.safetensors is cut short."]
    assert loading.generator.device == "CPU with None"
    assert loading.generator.stage == ""


def test_where_nothing_can_be_loaded_it_is_said_and_not_tried_for_ever(loading):
    loading.broken.add(None)
    loading.generator.checkpoint = BROKEN
    loading.generator.warm_up()
    assert loading.workers.run() == 2
    assert loading.opened == [BROKEN, None]
    assert len(loading.errors) == 2
    assert loading.generator.device == ""
    assert loading.stages[-1] == "", "the line would stay for ever"


def test_one_that_is_chosen_meanwhile_is_not_put_aside_with_the_broken_one(loading):
    generator = loading.generator
    generator.checkpoint = BROKEN
    generator.warm_up()
    warming = loading.workers.next()
    warming.work()
    generator.use(GOOD)
    loading.workers.run()
    assert generator.checkpoint == GOOD
    warming.arrive()
    assert loading.workers.names == []
    assert generator.checkpoint == GOOD
    assert generator.device == "CPU with good.safetensors"


@pytest.mark.parametrize("is_opened", [True, False])
def test_it_waits_for_the_picture_that_is_on_its_way_however_that_ends(loading, is_opened, qtbot):
    pictures = loading.workspace.pictures
    picture = OpenPicture(Path("photo.png"))
    pictures.add((picture,))
    pictures.set_coming(picture)
    loading.generator.warm_up_beside()
    pictures.add((OpenPicture(Path("another.png")),))  # something else has changed
    QTest.qWait(1)
    assert loading.workers.names == []
    if is_opened:
        pictures.set_in_view(picture)
    else:
        pictures.remove(picture)
    qtbot.waitUntil(lambda: loading.workers.names == ["engine"])
    pictures.set_coming(picture)
    pictures.set_coming(None)
    QTest.qWait(1)
    assert loading.workers.names == ["engine"], "once is enough"


def test_without_a_picture_on_its_way_it_begins_at_once(loading):
    loading.generator.warm_up_beside()
    assert loading.workers.names == ["engine"]


# another one


def test_another_is_used_once_it_is_found_good_and_not_before(loading):
    loading.generator.use(GOOD)
    assert loading.generator.checkpoint is None
    assert loading.changes == []
    loading.workers.run()
    assert loading.generator.checkpoint == GOOD
    assert loading.changes == [GOOD]
    assert loading.devices == ["CPU with good.safetensors"]
    loading.generator.use(None)
    loading.workers.run()
    assert loading.generator.checkpoint is None
    assert loading.changes == [GOOD, None]


@pytest.mark.parametrize("has_worked", [True, False], ids=["has worked", "still works"])
@pytest.mark.parametrize("first", [OTHER, BROKEN])
def test_of_two_that_are_chosen_soon_after_each_other_the_last_counts(loading, first, has_worked):
    loading.generator.use(first)
    earlier = loading.workers.next()
    if has_worked:
        earlier.work()  # it is on its way to the UI thread
    loading.generator.use(GOOD)
    loading.workers.run()
    if not has_worked:
        earlier.work()
    earlier.arrive()
    assert loading.generator.checkpoint == GOOD
    assert loading.changes == [GOOD]
    assert loading.errors == []
    assert loading.generator.device == "CPU with good.safetensors"


def test_a_broken_one_changes_nothing_and_what_is_said_of_it_goes_when_another_is_chosen(loading):
    loading.generator.use(GOOD)
    loading.workers.run()
    loading.generator.use(BROKEN)
    loading.workers.run()
    assert loading.errors == ["broken.safetensors is cut short."]
    assert loading.generator.checkpoint == GOOD
    assert loading.changes == [GOOD]
    assert loading.generator.device == "CPU with good.safetensors"
    assert loading.bond.holds()
    loading.generator.use(OTHER)
    assert not loading.bond.holds()
    loading.workers.run()
    assert loading.changes == [GOOD, OTHER]


# through the window


def test_it_begins_when_what_is_opened_with_the_program_is_seen(
    application, preferences, picture_file, slow_warming, qtbot, monkeypatch
):
    may_open = threading.Event()
    open_picture = jobs.open_picture

    def slowly(*arguments):
        assert may_open.wait(20)
        yield from open_picture(*arguments)

    monkeypatch.setattr(jobs, "open_picture", slowly)
    window = application.open_window(session=None, path=picture_file)
    generator = window.session.generator
    for _ in range(5):
        QTest.qWait(1)
    assert generator.stage == ""
    may_open.set()
    qtbot.waitUntil(lambda: generator.stage == "library", timeout=20_000)
    assert window.session.document is not None
    for _ in range(4):
        slow_warming.release()
    qtbot.waitUntil(lambda: generator.device == "CPU", timeout=20_000)
    assert generator.stage == ""
