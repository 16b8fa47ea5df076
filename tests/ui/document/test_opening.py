"""Opening: what a damaged file lost is marked, and who no longer waits for a slow file is let go."""

import io
import os
import signal
import sys

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.files import sandbox
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
