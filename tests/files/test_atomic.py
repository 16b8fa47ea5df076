"""A file is wholly the new one or wholly the old one, and nothing is left lying about."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files import atomic
from inpaint_studio.files.atomic import replace_file
from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.writing import SaveOptions, save_picture


@pytest.fixture(params=["nameless", "named"])
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "named":
        monkeypatch.setattr(atomic, "_open_nameless", lambda _folder: None)


@pytest.mark.usefixtures("_way")
def test_a_new_file_has_the_usual_mode_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    replace_file(tmp_path / "new", b"content")
    (tmp_path / "plain").write_bytes(b"")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "plain").stat().st_mode
    (tmp_path / "new").chmod(0o604)
    replace_file(tmp_path / "new", b"other")
    assert (tmp_path / "new").read_bytes() == b"other"
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o604
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "plain"]


@pytest.mark.usefixtures("_way")
def test_extended_attributes_are_kept(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    os.setxattr(tmp_path / "a", "user.rating", b"5")
    replace_file(tmp_path / "a", b"new")
    assert os.getxattr(tmp_path / "a", "user.rating") == b"5"


@pytest.mark.usefixtures("_way")
def test_a_check_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")

    def check(written: Path) -> None:
        assert written.read_bytes() == b"new"
        raise SaveError("It is not right.")

    with pytest.raises(SaveError, match="not right"):
        replace_file(tmp_path / "a", b"new", check)
    assert (tmp_path / "a").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.usefixtures("_way")
def test_a_full_disk_is_said_with_path_and_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SaveError, match=r"/a could not be saved \(3 bytes\): No space left on device\..*another place"):
        replace_file(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_what_a_killed_save_left_is_swept_and_what_lives_is_not(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    gone, alive = tmp_path / f".a.{process.pid}-00.part", tmp_path / f".a.{os.getpid()}-00.part"
    for path in (gone, alive):
        path.write_bytes(b"half")
    replace_file(tmp_path / "a", b"new")
    assert sorted(path.name for path in tmp_path.iterdir()) == [alive.name, "a"]


def _save_and_kill(picture: Picture, fill: Fill, path: Path, seconds: float) -> None:
    """Save in a child over and over, and kill it after so long."""
    ready, told = os.pipe()
    child = os.fork()  # a fresh interpreter would spend the drill on starting and decoding
    if not child:
        os.write(told, b"x")
        while True:
            for fills in ((fill,), ()):
                save_picture(picture, fills, path, SaveOptions(keep_backup=False, ignore_changes=True))
    os.read(ready, 1)
    time.sleep(seconds)  # the moment of the kill is the point of the drill
    os.kill(child, signal.SIGKILL)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL  # it had not ended by itself
    os.close(ready)
    os.close(told)


def _drill(tmp_path: Path, suffix: str, pixels: np.ndarray, kills: int, fill_of: Callable) -> None:
    folder = tmp_path / suffix[1:]
    folder.mkdir()
    path = folder / f"photo{suffix}"
    Image.fromarray(pixels).save(path, quality=85)
    picture = read_picture(path)
    original = picture.pixels
    fill = fill_of(picture, Rect(40, 40, 60, 60))
    start = time.monotonic()
    save_picture(picture, (fill,), path, SaveOptions(keep_backup=False))
    longest = 1.5 * (time.monotonic() - start)
    keep = np.ones(original.shape[:2], bool)
    keep[24:116, 24:116] = False
    seen = set()
    rng = np.random.default_rng(0)
    for _ in range(kills):
        _save_and_kill(picture, fill, path, float(rng.uniform(0, longest)))
        found = read_picture(path).pixels
        assert found.shape == original.shape
        assert np.array_equal(found[keep], original[keep])
        seen.add(bool(np.array_equal(found, original)))
        assert [left.name for left in folder.iterdir()] == [path.name]
    assert seen == {True, False}  # it was killed before and after the file changed


@pytest.mark.drill
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".webp", ".bmp"])
def test_a_hundred_kills_inside_a_save_of_24_megapixels(
    tmp_path: Path, suffix: str, smooth: Callable, fill_of: Callable
) -> None:
    _drill(tmp_path, suffix, smooth(3, 4000, 6000), 100, fill_of)


def _refusal(save: Callable[[], object]) -> str | None:
    try:
        save()
    except SaveError as error:
        return str(error)
    return None


@pytest.mark.drill
def test_a_full_disk_at_twenty_places(tmp_path: Path, smooth: Callable, fill_of: Callable) -> None:
    """A tmpfs of a few megabytes, filled up to leave less and less room."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)], check=True)
    try:
        path = disk / "photo.png"
        Image.fromarray(smooth(3, 700, 900)).save(path)
        original = path.read_bytes()
        picture = read_picture(path)
        refused = 0
        for place in range(20):
            filler = disk / "filler"
            free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
            filler.write_bytes(bytes(max(0, free - place * len(original) // 9)))
            said = _refusal(lambda: save_picture(picture, (fill_of(picture),), path))
            if said is not None:
                refused += 1
                assert "No space left" in said
                assert "bytes" in said
                assert "another place" in said
                assert path.read_bytes() == original
                assert {left.name for left in disk.iterdir()} <= {"filler", "photo.png", "photo.png~"}
            filler.unlink()
            (disk / "photo.png~").unlink(missing_ok=True)
            if path.read_bytes() != original:
                save_picture(picture, (), path)
                (disk / "photo.png~").unlink(missing_ok=True)
        assert 5 <= refused < 20
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_read_only_folder_leaves_everything(
    tmp_path: Path, smooth: Callable, fill_of: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.fromarray(smooth(3)).save(tmp_path / "a.png")
    before = (tmp_path / "a.png").read_bytes()
    picture = read_picture(tmp_path / "a.png")

    def refuse(*_arguments: object, **_more: object) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(atomic.os, "open", refuse)  # root, whom tests may run as, may write anywhere
    with pytest.raises(SaveError, match="Permission denied"):
        save_picture(picture, (fill_of(picture),), tmp_path / "a.png")
    monkeypatch.undo()
    assert (tmp_path / "a.png").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]
