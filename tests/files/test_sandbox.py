"""The helper process: what ends it, and what is said of the file then."""

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from inpaint_studio.files import sandbox, scratch
from inpaint_studio.files.errors import PictureError, SaveError, TemporaryFolderFull
from inpaint_studio.files.reading import read_picture
from inpaint_studio.limits import limit_time

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGXCPU"), reason="counts processor time by the system's limit")


@pytest.fixture
def picture(tmp_path: Path, smooth: Callable) -> Path:
    Image.fromarray(smooth(3)).save(tmp_path / "a.png")
    return tmp_path / "a.png"


def test_a_helper_that_waits_is_not_ended_however_little_it_may_work(
    picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper = sandbox._running_helper().process.pid
    os.kill(helper, signal.SIGSTOP)  # a busy machine, a slow share
    timer = threading.Timer(0.8, os.kill, (helper, signal.SIGCONT))
    timer.start()
    try:
        monkeypatch.setattr(sandbox, "SECONDS", 0.1)
        assert read_picture(picture).pixels.shape == (120, 160, 3)
    finally:
        timer.join()


def test_only_processor_time_says_that_a_file_keeps_its_decoder_busy(picture: Path) -> None:
    helper = sandbox._running_helper()
    os.kill(helper.process.pid, signal.SIGSTOP)
    os.kill(helper.process.pid, signal.SIGXCPU)  # what the system sends when the time is used up
    timer = threading.Timer(0.2, os.kill, (helper.process.pid, signal.SIGCONT))
    timer.start()
    try:
        with pytest.raises(PictureError, match=r"kept its decoder busy.*made to do harm"):
            sandbox.decode_apart(picture, 0, 1 << 30)
    finally:
        timer.join()
    assert read_picture(picture).pixels.shape == (120, 160, 3)


def test_the_limit_grows_with_the_pixels() -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_CPU)
    try:
        limit_time(1000)
        small = resource.getrlimit(resource.RLIMIT_CPU)[0]
        limit_time(1000 + 400e6 / sandbox.PIXELS_A_SECOND)
        assert resource.getrlimit(resource.RLIMIT_CPU)[0] - small == pytest.approx(200, abs=2)
    finally:
        resource.setrlimit(resource.RLIMIT_CPU, before)


def test_who_no_longer_waits_ends_the_helper(picture: Path) -> None:
    os.kill(sandbox._running_helper().process.pid, signal.SIGSTOP)
    with pytest.raises(PictureError, match=r"Opening a\.png was cancelled"):
        read_picture(picture, cancelled=lambda: True)
    assert read_picture(picture).pixels.shape == (120, 160, 3)


def test_a_wait_without_end_is_given_up_without_a_verdict(picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.kill(sandbox._running_helper().process.pid, signal.SIGSTOP)
    monkeypatch.setattr(sandbox, "LONGEST_WAIT", 0.3)
    with pytest.raises(PictureError) as caught:
        read_picture(picture)
    assert "harm" not in str(caught.value)
    assert "damaged" not in str(caught.value)


def test_a_helper_that_the_system_kills_says_nothing_of_the_file(picture: Path) -> None:
    helper = sandbox._running_helper().process
    os.kill(helper.pid, signal.SIGSTOP)
    timer = threading.Timer(0.2, os.kill, (helper.pid, signal.SIGKILL))
    timer.start()
    try:
        with pytest.raises(PictureError, match="the system ended its decoder"):
            read_picture(picture)
    finally:
        timer.join()


def test_who_waits_behind_a_file_that_ends_the_helper_is_served_by_the_next(picture: Path, tmp_path: Path) -> None:
    helper = sandbox._running_helper()
    os.kill(helper.process.pid, signal.SIGSTOP)
    cancel = threading.Event()
    errors: list[Exception] = []

    def first() -> None:
        try:
            read_picture(picture, cancelled=cancel.is_set)
        except PictureError as error:
            errors.append(error)

    thread = threading.Thread(target=first)
    thread.start()
    deadline = time.monotonic() + 10
    while not helper.lock.locked() and time.monotonic() < deadline:
        cancel.wait(0.01)
    timer = threading.Timer(0.2, cancel.set)
    timer.start()
    assert read_picture(picture).pixels.shape == (120, 160, 3)
    thread.join()
    timer.join()
    assert "cancelled" in str(errors[0])


def test_a_full_temporary_folder_is_named_and_not_the_target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scratch.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(scratch.tempfile, "tempdir", str(tmp_path))
    with pytest.raises(TemporaryFolderFull, match=str(tmp_path)) as caught, scratch.folder():
        raise OSError(28, "No space left on device")
    assert isinstance(caught.value, SaveError)
    with pytest.raises(TemporaryFolderFull), scratch.folder() as folder:
        (folder / "missing" / "a").write_bytes(b"")
    with pytest.raises(FileNotFoundError), scratch.folder():
        Path("/nowhere/at/all").read_bytes()  # another place's trouble stays its own


def test_the_helper_is_ended_when_it_hangs_and_another_takes_over(
    tmp_path: Path, smooth: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.fromarray(smooth(3)).save(tmp_path / "a.png")
    os.kill(sandbox._running_helper().process.pid, signal.SIGSTOP)  # as if a decoder never came to an end
    monkeypatch.setattr(sandbox, "LONGEST_WAIT", 0.5)
    with pytest.raises(PictureError, match="took longer"):
        sandbox.decode_apart(tmp_path / "a.png", 0, 1 << 30)
    monkeypatch.undo()
    assert read_picture(tmp_path / "a.png").pixels.shape == (120, 160, 3)


def test_the_helper_is_asked_to_work_ahead_and_goes_on_decoding(picture: Path) -> None:
    sandbox.prepare()
    helper = sandbox._running_helper().process.pid
    assert read_picture(picture).pixels.shape == (120, 160, 3)
    assert sandbox._running_helper().process.pid == helper
