"""Who holds a run's folder, with real processes; and what is requested of it."""

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from inpaint_studio.model.training import running
from inpaint_studio.model.training.running import RunBusyError

_HOLDER = """
import sys
from pathlib import Path
from inpaint_studio.model.training import running
with running.hold(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


@pytest.mark.parametrize("way", ["ends", "is killed"])
def test_a_folder_is_held_by_a_living_process_alone(tmp_path: Path, way: str) -> None:
    assert not running.is_held(tmp_path)
    assert not running.has_lock(tmp_path)
    process = holder(tmp_path)
    try:
        assert running.is_held(tmp_path)
        with pytest.raises(RunBusyError, match="another process"), running.hold(tmp_path):
            pass
        assert running.is_held(tmp_path), "looking takes nothing away"
    finally:
        if way == "is killed":
            process.kill()
        process.communicate("\n")
    assert not running.is_held(tmp_path)
    assert running.has_lock(tmp_path)
    with running.hold(tmp_path):
        assert running.is_held(tmp_path)
    assert not running.is_held(tmp_path)


def test_a_request_stays_until_it_is_withdrawn(tmp_path: Path) -> None:
    assert running.pending(tmp_path) is None
    running.request(tmp_path, "pause")
    assert running.pending(tmp_path) == "pause"
    running.request(tmp_path, "stop")
    assert running.pending(tmp_path) == "stop"
    with running.hold(tmp_path):
        running.request(tmp_path, "pause")
    assert running.pending(tmp_path) is None, "a run that has ended has nothing pending"
    (tmp_path / running.REQUEST).write_bytes(b"\xff\xfe nonsense")
    assert running.pending(tmp_path) is None
    running.withdraw(tmp_path)
    running.withdraw(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [running.LOCK]


@pytest.mark.skipif(sys.platform == "win32", reason="there are other locks")
def test_on_a_disk_without_locks_a_run_goes_on_in_a_folder_that_one_has_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSYS, "Function not implemented")

    (tmp_path / running.LOCK).write_text('{"pid": 1}')
    monkeypatch.setattr(fcntl, "flock", refuse)
    assert not running.is_held(tmp_path)
    with running.hold(tmp_path):
        assert running.has_lock(tmp_path)


def test_a_folder_that_cannot_be_written_to_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RunBusyError, match=r"cannot be written to.*\.$"), running.hold(tmp_path / "gone"):
        pass
