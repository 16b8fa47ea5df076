"""Helper processes of guests: shared, ended and started anew, and the sentence for each way in which one fails."""

import os
import signal
import sys
import threading
from importlib.metadata import entry_points
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio import guests
from inpaint_studio.files.kinds import guest_kinds
from inpaint_studio.guests import Guest, GuestError, adopted
from inpaint_studio.sentence import Sentence


@pytest.fixture
def grid(install, tmp_path) -> Guest:
    """A guest whose requests are paths of files, which it reads."""
    install("kinds", grid="GRID", busy="BUSY")
    (tmp_path / "a.grid").write_text("GRID 1 2\n7 300\n")
    return _guest("grid")


def _guest(name: str) -> Guest:
    (entry,) = entry_points(group=guest_kinds.GROUP, name=name)
    return Guest.of(entry, guest_kinds.__name__)


def _numbers(guest: Guest, path: Path) -> list[int]:
    (answer,) = [step for step in guest.work({"path": str(path)}, [], 0.0, 1000) if step is not None]
    return answer[1][0].ravel().tolist()


def _idle(name: str) -> list[guests._Process]:
    return [process for (_, _, other), process in guests._idle.items() if other == name]


def test_one_process_serves_one_request_after_another(grid, tmp_path):
    assert (grid.package, grid.version) == ("toy-guests", "1.5")
    assert grid.describe()["suffixes"] == [".grid"]
    assert _numbers(grid, tmp_path / "a.grid") == [7, 300]
    (process,) = _idle("grid")
    with pytest.raises(GuestError, match="grid, of the package toy-guests, failed: FileNotFoundError"):
        _numbers(grid, tmp_path / "gone.grid")
    assert _idle("grid") == [process]  # it said so itself, and can go on
    assert _numbers(grid, tmp_path / "a.grid") == [7, 300]


def test_after_a_process_has_died_in_its_sleep_or_was_ended_another_serves(grid, tmp_path):
    assert _numbers(grid, tmp_path / "a.grid") == [7, 300]
    (first,) = _idle("grid")
    os.kill(first._process.pid, signal.SIGKILL)
    first._process.wait()
    assert _numbers(grid, tmp_path / "a.grid") == [7, 300]
    (second,) = _idle("grid")
    assert second is not first
    guests.close()
    assert _idle("grid") == []
    assert not second.is_alive


def test_requests_at_the_same_time_have_processes_of_their_own_and_one_is_kept(grid, tmp_path):
    one = grid.work({"path": str(tmp_path / "a.grid")}, [], 0.0, 1000)
    other = grid.work({"path": str(tmp_path / "a.grid")}, [], 0.0, 1000)
    steps = [next(one), next(other), *one, *other]
    answers = [step[1][0].ravel().tolist() for step in steps if step is not None]
    assert answers == [[7, 300], [7, 300]]
    assert len(_idle("grid")) == 1


def test_a_request_that_is_left_ends_its_process_and_no_thread_is_left(grid, tmp_path):
    guest = _guest("busy")
    steps = guest.work({"path": str(tmp_path / "a.grid")}, [], 100.0, 1000)
    assert next(steps) is None
    steps.close()
    assert _idle("busy") == []
    assert not [thread for thread in threading.enumerate() if thread.name == "guest"]


def test_more_bytes_than_were_agreed_on_are_not_taken(grid, tmp_path):
    with pytest.raises(GuestError, match="an answer that cannot be used \\(4 bytes where 3 are expected at most\\)"):
        list(grid.work({"path": str(tmp_path / "a.grid")}, [], 0.0, most_bytes=3))
    assert _idle("grid") == []  # nobody knows what it would say next


def test_who_leaves_the_program_does_not_wait_for_a_guest_to_load(grid, monkeypatch):
    monkeypatch.setattr(guests._Process, "exchange", lambda *_: threading.Event().wait(0.2))  # it says nothing
    guests.cancel_loading()
    with pytest.raises(GuestError, match="took far longer than it had foreseen"):
        grid.describe()


def test_a_guest_that_says_nothing_in_its_wall_time_is_ended(grid, tmp_path, monkeypatch):
    monkeypatch.setattr(guests, "WALL_SECONDS", 0.0)
    monkeypatch.setattr(guests, "WALL_SLACK", 0.0)
    with pytest.raises(GuestError, match="took far longer than it had foreseen and was ended"):
        list(_guest("busy").work({"path": str(tmp_path / "a.grid")}, [], 100.0, 1000))
    assert _idle("busy") == []


def test_a_frozen_program_has_no_guests_and_says_so(grid, monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(GuestError, match="need an installed Python") as failure:
        grid.describe()
    assert isinstance(failure.value.args[0], Sentence)


def test_a_description_that_cannot_be_used_says_why(monkeypatch):
    class Entry:
        group, name, module, dist = "inpaint_studio.kinds", "odd", "odd_module", None

    monkeypatch.setattr(Guest, "describe", lambda self: {"key": "odd"})
    for error in (KeyError("title"), TypeError("no text"), ValueError("its marks")):

        def make(guest, facts, error=error):
            assert facts == {"key": "odd"}
            raise error

        with pytest.raises(GuestError) as failure:
            adopted(Entry(), "server", make)
        assert str(failure.value) == (f"odd, of the package odd_module, gave an answer that cannot be used ({error}).")
    assert adopted(Entry(), "server", lambda guest, facts: (guest.version, facts)) == ("", {"key": "odd"})


def test_a_helper_imports_our_package_and_nothing_of_the_current_folder(tmp_path, monkeypatch):
    """Or a file called numpy.py beside the pictures would be run."""
    root = str(Path(guests.__file__).resolve().parents[1])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", str(tmp_path), root, "/elsewhere", f"{tmp_path}/../{tmp_path.name}"])
    assert guests._paths() == [root, "/elsewhere"]


def test_arrays_come_back_as_they_were_sent(install):
    install("methods", shade="SHADE")
    from inpaint_studio.editing.geometry import Rect
    from inpaint_studio.filling import guest_methods

    (entry,) = entry_points(group=guest_methods.GROUP, name="shade")
    guest = Guest.of(entry, guest_methods.__name__)
    colours = np.random.default_rng(0).random((6, 5, 3), np.float32)[:, ::-1]  # not contiguous
    hole = np.eye(6, 5, dtype=bool)
    facts = {
        **{"rect": tuple(Rect(0, 0, 5, 6)), "tones": ((0.0, 1.0), 0.0, 0.0, True), "seed": 0, "grain": 0.0},
        **{"guide": None, "lines": (), "pieces_of": (), "is_thin": False, "threads": 1, "options": {"shade": 0.25}},
    }
    arrays = [colours, colours, hole, hole, hole, hole]
    answers = [step for step in guest.work(facts, arrays, 0.0, 1000) if step is not None]
    (made,) = answers[-1][1]
    assert made.dtype == np.float32
    assert (made == 0.25).all()
    assert made.shape == colours.shape
