"""At 100 to 300 % scale, with text 40 % larger, in both languages, no word is cut; what is moved to a screen of another
scale follows. Drills: each takes a process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.drill
@pytest.mark.parametrize(
    ("scale", "language", "larger"),
    [("1", "zh_CN", 1.4), ("1.5", "en", 1.4), ("2", "zh_CN", 1.4), ("3", "en", 1.4), ("3", "zh_CN", 1.0)],
)
def test_no_word_is_cut(scale, language, larger):
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.look.at_scale", language, str(larger)],
        cwd=ROOT,
        env={**os.environ, "QT_SCALE_FACTOR": scale, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-3000:]}"


@pytest.mark.drill
def test_a_window_follows_from_screen_to_screen():
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.look.two_screens"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-3000:]}"
