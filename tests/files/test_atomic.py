"""A file is wholly the new one or wholly the old one, and nothing is left lying about."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files import atomic, formats, writing
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


# From the beginning of which stage kills are timed, over how many stages, and how many. Only the last three touch
# files; with the encoding kept, they are met often enough, and the moment of the rename too.
_AIMS = (("e", "d", 20), ("w", "c", 40), ("c", "p", 20), ("p", "d", 20))


def _tell_stages(told: int, coded: dict[bool, object] | None) -> None:
    """In the child: write a letter where a save enters a stage. coded: what the saves have for their encoding."""
    encode, put, check = writing._code, writing.replace_file, writing._check

    def _encode(picture: Picture, fills: tuple[Fill, ...], *more: object) -> object:
        os.write(told, b"e")
        return encode(picture, fills, *more) if coded is None else coded[bool(fills)]

    def _put(path: Path, content: bytes, look: Callable, before: Callable) -> None:
        os.write(told, b"w")
        put(path, content, look, before)
        os.write(told, b"d")

    def _look(*arguments: object) -> None:
        os.write(told, b"c")
        check(*arguments)
        os.write(told, b"p")

    writing._code, writing.replace_file, writing._check = _encode, _put, _look


_STAGES = {"e": "encoding", "w": "writing", "c": "reading back", "p": "putting in place", "d": "done"}


def _save_and_kill(picture: Picture, fill: Fill, path: Path, stage: str, seconds: float, coded: dict | None) -> str:
    """Save in a child over and over, kill it so long after it entered a stage; which stage that met."""
    heard, told = os.pipe()
    child = os.fork()  # a fresh interpreter would spend the drill on starting and decoding
    if not child:
        _tell_stages(told, coded)
        while True:
            for fills in ((fill,), ()):
                save_picture(picture, fills, path, SaveOptions(keep_backup=False, ignore_changes=True))
    os.close(told)
    while os.read(heard, 1) != stage.encode():
        pass
    time.sleep(seconds)  # the moment of the kill is the point of the drill
    os.kill(child, signal.SIGKILL)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL  # it had not ended by itself
    last = os.read(heard, 1 << 16)[-1:].decode() or stage
    os.close(heard)
    return _STAGES[last]


def _drill(tmp_path: Path, suffix: str, pixels: np.ndarray, fill_of: Callable) -> Counter[str]:
    """Kills at random moments of whole saves, then of each stage that touches files (with the encoding kept)."""
    folder = tmp_path / suffix[1:]
    folder.mkdir()
    path = folder / f"photo{suffix}"
    Image.fromarray(pixels).save(path, quality=85)
    picture = read_picture(path)
    fill = fill_of(picture, Rect(40, 40, 60, 60))
    kept: dict[bool, object] = {}
    began: dict[str, float] = {}
    encode, put, check = writing._code, writing.replace_file, writing._check

    def _encode(picture: Picture, fills: tuple[Fill, ...], *more: object) -> object:
        began["e"] = time.monotonic()
        kept[bool(fills)] = encode(picture, fills, *more)
        return kept[bool(fills)]

    def _put(path: Path, content: bytes, look: Callable, before: Callable) -> None:
        began["w"] = time.monotonic()
        put(path, content, look, before)
        began["d"] = time.monotonic()

    def _look(*arguments: object) -> None:
        began["c"] = time.monotonic()
        check(*arguments)
        began["p"] = time.monotonic()

    whole = [path.read_bytes()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "_code", _encode)
        patch.setattr(writing, "replace_file", _put)
        patch.setattr(writing, "_check", _look)
        for fills in ((), (fill,)):
            save_picture(picture, fills, path, SaveOptions(keep_backup=False))
            whole.append(path.read_bytes())
    original, _, repaired = whole
    assert whole[0] == whole[1] != whole[2]
    found = read_picture(path).pixels
    far = np.ones(found.shape[:2], bool)
    far[24:116, 24:116] = False
    if formats.BY_KEY[picture.origin.format].lossless or suffix == ".jpg":  # type: ignore[attr-defined]
        assert np.array_equal(found[far], picture.pixels[far])
    met: Counter[str] = Counter()
    rng = np.random.default_rng(0)
    for start, end, kills in _AIMS:
        for number in range(kills):
            path.write_bytes(original)
            seconds = float(rng.uniform(0, 1.1 * (began[end] - began[start])))
            met[_save_and_kill(picture, fill, path, start, seconds, kept if start != "e" else None)] += 1
            now = path.read_bytes()
            assert now in (original, repaired), f"torn by kill {number} aimed at {_STAGES[start]}"
            met["new file there" if now == repaired else "old file there"] += 1
            met["left to sweep"] += len(list(folder.iterdir())) - 1
            atomic.sweep(path)  # as the next start of the program does, and the next save
            assert [left.name for left in folder.iterdir()] == [path.name]
    print(suffix, f"{sum(kills for *_, kills in _AIMS)} kills, 0 torn:", dict(met))
    assert met["left to sweep"] <= 2  # only between two calls of the system: one of 480 kills met that
    assert met["new file there"]
    assert met["old file there"]  # it was killed before and after the file changed
    return met


@pytest.mark.drill
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".bmp", ".tga", ".ppm", ".webp", ".jp2", ".avif"])
def test_a_hundred_kills_inside_a_save_of_24_megapixels(
    tmp_path: Path, suffix: str, smooth: Callable, fill_of: Callable
) -> None:
    """What was killed left one of two known files, byte for byte, and no other; those two are decoded once."""
    pixels = smooth(3, 4000, 6000)
    met = _drill(tmp_path, suffix, pixels, fill_of)
    assert met["writing"]
    assert met["reading back"]


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
        print(refused, "of 20 places refused, the original intact at each")
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
