"""Who holds a run's folder, with real processes; and what it is asked."""

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
with running.held(Path(sys.argv[1])):
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
    assert not running.knows_lock(tmp_path)
    process = holder(tmp_path)
    try:
        assert running.is_held(tmp_path)
        with pytest.raises(RunBusyError, match="another process"), running.held(tmp_path):
            pass
        assert running.is_held(tmp_path), "looking takes nothing away"
    finally:
        if way == "is killed":
            process.kill()
        process.communicate("\n")
    assert not running.is_held(tmp_path)
    assert running.knows_lock(tmp_path)
    with running.held(tmp_path):
        assert running.is_held(tmp_path)
    assert not running.is_held(tmp_path)


def test_what_is_asked_is_heard_until_it_is_answered(tmp_path: Path) -> None:
    assert running.asked(tmp_path) is None
    running.ask(tmp_path, "pause")
    assert running.asked(tmp_path) == "pause"
    running.ask(tmp_path, "stop")
    assert running.asked(tmp_path) == "stop"
    with running.held(tmp_path):
        running.ask(tmp_path, "pause")
    assert running.asked(tmp_path) is None, "a run that has ended owes no answer"
    (tmp_path / running.ASKED).write_bytes(b"\xff\xfe nonsense")
    assert running.asked(tmp_path) is None
    running.answer(tmp_path)
    running.answer(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [running.LOCK]


def test_a_folder_that_cannot_be_written_to_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RunBusyError, match=r"cannot be written to.*\.$"), running.held(tmp_path / "gone"):
        pass
