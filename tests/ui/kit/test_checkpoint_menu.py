"""The menu of checkpoints: what there is to choose from, what is in use, and that folders are looked through once."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMenu

from inpaint_studio.ui.kit import checkpoint_menu
from inpaint_studio.ui.kit.checkpoint_menu import CheckpointMenu
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.work.checkpoints import CheckpointList, ListedRun

SHIPPED, OTHER = "The one that came with the program", "Another file…"


def _run(folder: Path, snapshots: int, **more) -> ListedRun:
    files = tuple((1000 * number, folder / f"{number}.safetensors") for number in range(snapshots, 0, -1))
    return ListedRun(folder, more.get("best"), more.get("newest"), files)


class Listing:
    """What is found, and with what it was looked for."""

    def __init__(self) -> None:
        self.matches = CheckpointList()
        self.requested: list[tuple[object, ...]] = []
        self.error: Exception | None = None

    def __call__(self, used, homes, recent) -> CheckpointList:
        self.requested.append((used, list(homes), list(recent)))
        if self.error is not None:
            raise self.error
        return self.matches


@pytest.fixture
def listing(monkeypatch, tmp_path) -> Listing:
    made = Listing()
    monkeypatch.setattr(checkpoint_menu, "list_checkpoints", made)
    monkeypatch.setattr(checkpoint_menu, "runs_home", lambda: tmp_path / "Runs")
    return made


@pytest.fixture
def workers(qapp):
    made = Workers()
    yield made
    made.stop_all()


@pytest.fixture
def make(qtbot, workers, preferences):
    def made(**more) -> CheckpointMenu:
        menu = QMenu()
        qtbot.addWidget(menu)
        return CheckpointMenu(menu, workers, preferences, **more)

    return made


@pytest.fixture
def look(qtbot, workers):
    """Shows the menu, and waits until the folders were looked through."""

    def looked(checkpoints: CheckpointMenu) -> list[str]:
        checkpoints.menu.aboutToShow.emit()
        qtbot.waitUntil(lambda: not len(workers), timeout=20_000)
        return _words(checkpoints.menu)

    return looked


def _words(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.text()]


def _action(menu: QMenu, words: str):
    return next(action for action in menu.actions() if action.text() == words)


def test_before_anything_was_looked_for_the_shipped_one_and_a_file_can_be_chosen(make, listing):
    assert _words(make().menu) == [SHIPPED, OTHER]
    assert _words(make(has_scratch=True).menu) == [SHIPPED, "None: from scratch", OTHER]
    assert listing.requested == []


def test_all_that_is_found_stands_under_its_heading_and_what_is_in_use_is_checked(
    make, look, listing, preferences, tmp_path
):
    used, recent = tmp_path / "used.safetensors", tmp_path / "a & b.safetensors"
    used.touch()
    preferences.checkpoint = used
    listing.matches = CheckpointList((), used, (_run(tmp_path / "beach", 2),), (recent,))
    checkpoints = make()
    assert look(checkpoints) == [
        SHIPPED,
        "In use",
        "used.safetensors",
        "My runs",
        "beach",
        "Recent",
        "a && b.safetensors",  # no access key
        OTHER,
    ]
    assert [action.text() for action in checkpoints.menu.actions() if action.isChecked()] == ["used.safetensors"]
    assert str(recent) in _action(checkpoints.menu, "a && b.safetensors").statusTip()


def test_runs_are_looked_for_where_they_are_kept_and_where_the_last_one_lay(make, look, listing, preferences, tmp_path):
    look(make())
    preferences.set_text("training/run", str(tmp_path / "elsewhere" / "beach"))
    preferences.remember_checkpoint(tmp_path / "a.safetensors")
    look(make())
    assert listing.requested == [
        (None, [tmp_path / "Runs"], []),
        (None, [tmp_path / "Runs", tmp_path / "elsewhere"], [tmp_path / "a.safetensors"]),
    ]


@pytest.mark.parametrize(("snapshots", "shown"), [(0, 0), (3, 3), (24, 24), (25, 13), (500, 24)])
def test_of_many_snapshots_some_are_shown_spread_over_the_run_the_newest_first(
    make, look, listing, tmp_path, snapshots, shown
):
    folder = tmp_path / "beach"
    listing.matches = CheckpointList(runs=(_run(folder, snapshots),))
    checkpoints = make()
    look(checkpoints)
    menu = _action(checkpoints.menu, "beach").menu()
    words = _words(menu)
    assert len(words) == shown
    assert words[:1] == ([f"After {1000 * snapshots:,} images"] if snapshots else [])


def test_a_run_offers_its_best_and_its_newest_and_can_be_watched_where_that_makes_sense(make, look, listing, tmp_path):
    folder = tmp_path / "beach"
    listing.matches = CheckpointList(runs=(_run(folder, 1, best=folder / "best", newest=folder / "latest"),))
    plain, watching = make(), make(has_runs=True)
    for checkpoints in (plain, watching):
        look(checkpoints)
    words = ["The best so far", "The newest", "After 1,000 images"]
    assert _words(_action(plain.menu, "beach").menu()) == words
    menu = _action(watching.menu, "beach").menu()
    assert _words(menu) == [*words, "Watch the run"]
    watched: list[Path] = []
    watching.run_chosen.connect(watched.append)
    watching.menu.triggered.emit(_action(menu, "Watch the run"))
    assert watched == [folder]


def test_what_is_chosen_is_told_by_what_it_is(make, look, listing, tmp_path):
    path = tmp_path / "a.safetensors"
    listing.matches = CheckpointList(recent=(path,))
    checkpoints = make(has_scratch=True)
    look(checkpoints)
    heard: list[object] = []
    checkpoints.chosen.connect(lambda chosen: heard.append(chosen))
    checkpoints.scratch_chosen.connect(lambda: heard.append("scratch"))
    checkpoints.file_requested.connect(lambda: heard.append("file"))
    for words in ("a.safetensors", SHIPPED, "None: from scratch", OTHER):
        _action(checkpoints.menu, words).trigger()
    assert heard == [path, None, "scratch", "file"]


def test_a_folder_that_cannot_be_read_leaves_a_file_to_choose(make, look, listing, tmp_path):
    checkpoints = make()
    listing.error = OSError("The folder is gone.")
    assert look(checkpoints) == [SHIPPED, OTHER]
    listing.error, listing.matches = None, CheckpointList(recent=(tmp_path / "a.safetensors",))
    assert "a.safetensors" in look(checkpoints)  # the next time it is looked for again


def test_a_menu_that_is_shown_while_it_still_looks_does_not_look_twice(make, look, listing, qtbot, workers):
    checkpoints = make()
    for _ in range(3):
        checkpoints.menu.aboutToShow.emit()
    qtbot.waitUntil(lambda: not len(workers), timeout=20_000)
    assert len(listing.requested) == 1
    look(checkpoints)
    assert len(listing.requested) == 2


def test_submenus_of_before_do_not_pile_up(make, look, listing, tmp_path):
    checkpoints = make()
    for number in range(3):
        listing.matches = CheckpointList(runs=(_run(tmp_path / f"run {number}", 1),))
        look(checkpoints)
    QApplication.sendPostedEvents(None, 52)  # deferred deletes
    assert len(checkpoints.menu.findChildren(QMenu)) == 1


def test_without_preferences_it_works_as_well(qtbot, workers, look, listing):
    menu = QMenu()
    qtbot.addWidget(menu)
    assert look(CheckpointMenu(menu, workers, None)) == [SHIPPED, OTHER]
    assert _action(menu, SHIPPED).isChecked()


@pytest.mark.parametrize("chosen", ["shipped", "scratch", "listed", "elsewhere"])
def test_where_something_else_is_begun_with_that_has_the_tick(make, look, listing, preferences, tmp_path, chosen):
    used, recent = tmp_path / "used.safetensors", tmp_path / "a.safetensors"
    used.touch()
    preferences.checkpoint = used
    listing.matches = CheckpointList((), used, (), (recent,))
    choice = {"listed": recent, "elsewhere": tmp_path / "b.safetensors"}.get(chosen, chosen)
    checkpoints = make(has_scratch=True)
    checkpoints.choice = lambda: choice
    for _ in range(2):
        look(checkpoints)
        ticks = [action.text() for action in checkpoints.menu.actions() if action.isChecked()]
        expected = {"shipped": SHIPPED, "scratch": "None: from scratch", "listed": "a.safetensors"}
        assert ticks == [expected.get(chosen, "b.safetensors")]
