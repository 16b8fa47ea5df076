import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from inpaint_studio.files.errors import PictureError, UnsupportedPicture
from inpaint_studio.files.video import process
from inpaint_studio.files.video.reading import open_video

av = pytest.importorskip("av")

from tests.files.video.clips import Film, make  # noqa: E402


def test_without_pyav_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(tmp_path / "a.mp4", Film(frames=2))
    monkeypatch.setattr(process.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UnsupportedPicture, match=r"pip install 'inpaint-studio\[video\]'"):
        open_video(path)


def test_reading_never_imports_av_here(tmp_path: Path, opened: Any) -> None:
    path = make(tmp_path / "a.mp4", Film(frames=2))
    code = (
        "import sys; from inpaint_studio.files.video.reading import open_video; from pathlib import Path;"
        f"film = open_video(Path({str(path)!r})); film.picture(1); film.close(); sys.exit('av' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_opening_can_be_cancelled(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mp4", Film(frames=2))
    with pytest.raises(PictureError, match="cancelled"):
        open_video(path, cancelled=lambda: True)
