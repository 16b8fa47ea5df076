"""Of many that want a picture one gets it, and one that died loses it, whatever the clocks of the machines say."""

import os
import threading
from dataclasses import replace

import pytest

from inpaint_studio.work.jobs.claims import EXPIRY, Claims, claim_id, heart
from inpaint_studio.work.jobs.workers import Worker

ID = claim_id("a/b.png")


@pytest.fixture
def far() -> Worker:
    """On another machine, of which nothing is known."""
    return replace(Worker.here(), machine="elsewhere", nonce="f0f0f0")


@pytest.fixture
def dead() -> Worker:
    return replace(Worker.here(), pid=2**22 + 1, started="", nonce="dead00")


def test_one_of_many_gets_a_picture(tmp_path):
    taken, ready = [], threading.Barrier(8)

    def take():
        claims = Claims(tmp_path, Worker.here())
        ready.wait()
        taken.append(claims.take(ID))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    (claim,) = [one for one in taken if one is not None]
    assert claim.is_mine()
    assert Claims(tmp_path, Worker.here()).held() == {ID}
    claim.release()
    assert list(tmp_path.iterdir()) == []


def test_a_dead_process_of_this_machine_loses_its_claim_at_once(tmp_path, dead):
    lost = Claims(tmp_path, dead).take(ID, "a/b.png")
    lost.record({"line": "x"})
    again = Claims(tmp_path, Worker.here()).take(ID, "a/b.png")
    assert (again.generation, again.deaths, again.left["line"]) == (2, 1, "x")
    assert not lost.is_mine()
    assert again.is_mine()
    assert Claims(tmp_path, Worker.here()).take(ID) is None
    again.release()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("skew", [-7200.0, 0.0, 7200.0])
def test_another_machine_loses_it_by_the_clock_of_the_folder(tmp_path, far, skew):
    """The folder's clock is an hour off ours, which is never looked at."""
    Claims(tmp_path, far).take(ID)
    path = tmp_path / f"{ID}.1"
    written = path.stat().st_mtime + skew
    os.utime(path, (written, written))
    mine = lambda age: Claims(tmp_path, Worker.here(), clock=lambda: written + age).take(ID)  # noqa: E731
    assert mine(EXPIRY - 1) is None
    assert mine(EXPIRY + 1).generation == 2


def test_a_heart_that_beats_keeps_a_claim(tmp_path, far):
    claim = Claims(tmp_path, far).take(ID)
    os.utime(claim.path, (1, 1))
    beaten = threading.Event()
    real = claim.beat
    claim.beat = lambda: (real(), beaten.set())
    with heart(claim, 0.001):
        assert beaten.wait(10)
    assert claim.path.stat().st_mtime > 1
    assert Claims(tmp_path, Worker.here()).take(ID) is None


def test_a_beat_creates_nothing_that_was_released(tmp_path):
    claim = Claims(tmp_path, Worker.here()).take(ID)
    claim.release()
    claim.beat()
    claim.note("filling", 0.5)
    assert list(tmp_path.iterdir()) == []


def test_what_workers_have_in_hand_is_seen(tmp_path, dead):
    Claims(tmp_path, dead).take(claim_id("x"), "x")
    claim = Claims(tmp_path, Worker.here()).take(ID, "a/b.png")
    claim.note("filling", 0.25)
    (one,) = Claims(tmp_path, Worker.here()).running()
    assert (one.key, one.stage, one.share, one.worker.pid) == ("a/b.png", "filling", 0.25, os.getpid())


def test_what_the_dead_left_of_settled_pictures_is_swept(tmp_path, dead):
    for key in ("x", "y"):
        Claims(tmp_path, dead).take(claim_id(key), key)
    Claims(tmp_path, Worker.here()).take(claim_id("z"), "z")
    Claims(tmp_path, Worker.here()).sweep(lambda key: key != "y")
    assert {path.name for path in tmp_path.iterdir()} == {f"{claim_id(key)}.1" for key in "yz"}


def test_a_torn_claim_expires(tmp_path):
    (tmp_path / f"{ID}.1").touch()
    assert Claims(tmp_path, Worker.here()).take(ID) is None
    late = (tmp_path / f"{ID}.1").stat().st_mtime + EXPIRY + 1
    assert Claims(tmp_path, Worker.here(), clock=lambda: late).take(ID).generation == 2


def test_a_worker_is_told_from_another_of_its_number():
    here = Worker.here()
    assert here.is_alive()
    assert Worker.from_facts(here.to_facts()) == here
    assert replace(here, machine="elsewhere").is_alive() is None
    assert replace(here, pid=2**22 + 1).is_alive() is False
    if here.started:
        assert replace(here, started="1").is_alive() is False
    assert Worker.here().name != here.name
