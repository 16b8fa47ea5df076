"""Opening: what a damaged file lost is marked, and who no longer waits for a slow file is let go."""

import io
import os
import signal
import sys
import threading

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.files import mapped, sandbox
from inpaint_studio.files.errors import PictureError
from inpaint_studio.sentence import say
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.kit.worker import Worker


@pytest.fixture
def damaged(tmp_path):
    """A JPEG whose last third is gone."""
    pixels = np.random.default_rng(0).integers(0, 255, (15, 20, 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).resize((160, 120)).save(buffer, "JPEG", quality=90)
    (tmp_path / "a.jpg").write_bytes(buffer.getvalue()[: buffer.tell() * 2 // 3])
    return tmp_path / "a.jpg"


def test_what_a_damaged_file_lost_is_marked_in_the_window(open_window, damaged):
    window = open_window(damaged)
    mask = window.session.document.mask
    assert mask[-1].all()
    assert not mask[0].any()
    assert "are missing" in window.messages.text


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP", "GIF"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_file_that_ends_early_opens_with_the_rest_marked(open_window, tmp_path, kind, share):
    pixels = np.random.default_rng(0).integers(0, 255, (15, 20, 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).resize((320, 240)).save(buffer, kind, quality=90)
    path = tmp_path / f"a.{kind.lower()}"
    path.write_bytes(buffer.getvalue()[: int(buffer.tell() * share)])
    window = open_window(path)
    mask = window.session.document.mask
    assert 0 < (mask > 0).mean() < 0.9
    assert not mask[0].any()
    assert mask[-1].all()
    assert "are missing. " in window.messages.text
    assert window.messages.text.endswith("What is damaged is marked. Press Enter to fill it.")


@pytest.mark.skipif(sys.platform == "win32", reason="no signal stops a process there")
def test_a_worker_that_is_asked_to_stop_does_not_wait_for_a_slow_file(qtbot, tmp_path):
    Image.new("RGB", (40, 30)).save(tmp_path / "a.png")
    helper = sandbox._running_helper()
    os.kill(helper.process.pid, signal.SIGSTOP)
    worker = Worker("open", lambda: jobs.open_picture(tmp_path / "a.png", 1 << 20))
    worker.start()
    qtbot.waitUntil(helper.lock.locked, timeout=20_000)
    worker.ask_to_stop()
    assert worker.wait(20_000)
    assert helper.process.poll() is not None


class _Held:
    """`read_picture` that waits until it is let go."""

    def __init__(self, monkeypatch) -> None:
        self.go, self._read = threading.Event(), jobs.read_picture
        monkeypatch.setattr(jobs, "read_picture", self)

    def __call__(self, *arguments, **options):
        assert self.go.wait(20)
        return self._read(*arguments, **options)


@pytest.fixture
def large_raster(tmp_path, monkeypatch):
    """A raster of signed samples, which counts as a large one."""
    monkeypatch.setattr(mapped, "LARGE", 1000)
    monkeypatch.setattr(sandbox, "_LITTLE", 0)
    waves = np.sin(np.mgrid[0:90, 0:120].sum(axis=0) / 9)[:, :, None] * np.array([300, 500])
    tifffile = pytest.importorskip("tifffile")
    tifffile.imwrite(tmp_path / "a.tif", waves.astype(np.int16), photometric="minisblack", planarconfig="contig")
    return tmp_path / "a.tif"


def test_a_large_raster_is_seen_before_its_samples_are_there(open_window, qtbot, monkeypatch, large_raster):
    held, window = _Held(monkeypatch), open_window()
    window.open(large_raster)
    qtbot.waitUntil(lambda: window.canvas.display is not None, timeout=20_000)
    assert window.session.document is None
    assert not window.canvas.isEnabled()
    assert window.session.pictures.coming.size == (120, 90)
    seen = window.canvas.display.picture.pixels
    view = window.canvas.view
    held.go.set()
    qtbot.waitUntil(lambda: window.session.document is not None, timeout=20_000)
    assert window.canvas.isEnabled()
    picture = window.session.document.picture
    assert np.array_equal(picture.levels.shown(picture.pixels), seen)  # here every row and column is looked at
    assert window.canvas.view == view


def test_what_is_in_view_stays_there_until_a_large_raster_is_ready(
    open_window, qtbot, monkeypatch, large_raster, picture_file
):
    window = open_window(picture_file)
    held, first = _Held(monkeypatch), window.session.document
    window.open(large_raster)
    coming = window.session.pictures.coming
    qtbot.waitUntil(lambda: coming.thumbnail is not None, timeout=20_000)
    assert window.session.document is first
    held.go.set()
    qtbot.waitUntil(lambda: window.session.document not in (None, first), timeout=20_000)


def test_a_large_raster_that_cannot_be_opened_after_all_leaves_nothing_in_view(
    open_window, qtbot, monkeypatch, large_raster
):
    def fail(*_, **__):
        raise PictureError(say("{name} is damaged.", name="a.tif"))

    monkeypatch.setattr(jobs, "read_picture", fail)
    window = open_window()
    window.open(large_raster)
    qtbot.waitUntil(lambda: "damaged" in window.messages.text, timeout=20_000)
    assert len(window.session.pictures) == 0
    assert window.canvas.display is None
