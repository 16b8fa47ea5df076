"""Saves that are killed: what was there before is whole, or what was to be written is, and the rest can be done."""

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.stacks.opening import open_planes
from inpaint_studio.files.stacks.saving import save_stack

_SAVE = """
import sys
from pathlib import Path
import numpy as np
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.files.stacks.opening import open_planes
from inpaint_studio.files.stacks.saving import save_stack

planes = open_planes(Path(sys.argv[1]))
rect = Rect(3, 2, 9, 6)
fill = Fill("a", rect, np.full((6, 9, 3), 7, np.uint8), np.full((6, 9), 255, np.uint8), Recipe("membrane"))
planes.picture(0)
print("ready", flush=True)
for step in save_stack(planes, {plane: (fill,) for plane in range(len(planes.places))}):
    pass
"""


def _frames(count, height=200, width=300):
    return np.random.default_rng(count).integers(0, 256, (count, height, width, 3), np.uint8)


def _seconds(path):
    """Of a whole save."""
    process = subprocess.Popen([sys.executable, "-c", _SAVE, str(path)], stdout=subprocess.PIPE)
    with process.stdout:
        assert process.stdout.readline() == b"ready\n"
        begun = time.monotonic()
        process.wait()
    return time.monotonic() - begun


def _killed(path, seconds):
    process = subprocess.Popen([sys.executable, "-c", _SAVE, str(path)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()


def _expected(samples):
    filled = samples.copy()
    filled[:, 2:8, 3:12] = 7
    return filled


@pytest.mark.drill
@pytest.mark.skipif(sys.platform != "linux", reason="kills by signal")
@pytest.mark.parametrize("kind", ["folder", "pages"])
def test_kill_9_at_random_moments_loses_nothing(kind, request, tmp_path):
    samples = _frames(30 if kind == "folder" else 60)
    source, filled = request.getfixturevalue(kind)(samples), _expected(samples)
    rng = random.Random(5)
    torn = {"old": 0, "new": 0}
    whole = tmp_path / f"whole{source.suffix}"
    shutil.copytree(source, whole) if source.is_dir() else shutil.copy(source, whole)
    longest = _seconds(whole)
    for attempt in range(12):
        path = tmp_path / f"try{attempt}{source.suffix}"
        shutil.copytree(source, path) if source.is_dir() else shutil.copy(source, path)
        _killed(path, rng.uniform(0, 1.1 * longest))
        planes = open_planes(path)
        assert len(planes.places) == len(samples)
        for plane in range(len(samples)):
            pixels = planes.picture(plane).pixels
            is_new = np.array_equal(pixels, filled[plane])
            assert is_new or np.array_equal(pixels, samples[plane])
            torn["new" if is_new else "old"] += 1
        for backup in path.glob("*~") if path.is_dir() else ():
            number = int(Path(backup.name.split(".")[0]).name[-4:])
            np.testing.assert_array_equal(read_picture(backup).pixels, samples[number - 1])
    assert min(torn.values()) > 0, torn


def test_nothing_to_save_is_the_stack_as_it_is(folder, pages, tmp_path):
    for source in (folder(_frames(2, 8, 9)), pages(_frames(2, 8, 9))):
        planes = open_planes(source)
        *_, report = save_stack(planes, {})
        assert report.changed == 0
        target = tmp_path / f"out{source.suffix}"
        *_, report = save_stack(planes, {}, target)
        assert (report.changed, report.exact) == (0, True)
        if source.is_file():
            assert target.read_bytes() == source.read_bytes()
