"""A file is wholly the new one or wholly the old one, and nothing is left lying about."""

import contextlib
import errno
import os
import select
import signal
import stat
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files import locking, placing, sandbox
from inpaint_studio.files.errors import PictureError, SaveError, Unconfirmed
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving import atomic, writing
from inpaint_studio.files.saving.atomic import replace_file
from inpaint_studio.files.saving.writing import SaveOptions, save_picture


@pytest.fixture(params=["by the helper", "nameless", "named"])
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    match request.param:
        case "by the helper":
            sandbox._running_helper()
        case "nameless":
            monkeypatch.setattr(sandbox, "link_over_apart", lambda *_: False)
        case "named":
            monkeypatch.setattr(placing, "open_nameless", lambda _folder: None)


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


def _sync_fails_of(folders: bool, number: int) -> Callable[[int], None]:
    """An `os.fsync` that fails with this error: of folders, or of files."""

    def sync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode) == folders:
            raise OSError(number, os.strerror(number))

    return sync


@pytest.mark.usefixtures("_way")
def test_a_folder_that_the_disk_fails_to_sync_is_said_and_the_file_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", _sync_fails_of(folders=True, number=errno.EIO))
    with pytest.raises(Unconfirmed, match="was written, but the disk did not confirm it"):
        replace_file(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"


@pytest.mark.usefixtures("_way")
def test_a_system_that_cannot_sync_folders_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", _sync_fails_of(folders=True, number=errno.EINVAL))
    replace_file(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"


def test_a_picture_that_the_disk_did_not_confirm_keeps_its_backup_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(np.arange(192, dtype=np.uint8).reshape(8, 8, 3)).save(path)
    original = path.read_bytes()
    picture = read_picture(path)
    fill = Fill(
        "x", Rect(1, 1, 2, 2), np.zeros((2, 2, 3), np.uint8), np.full((2, 2), 255, np.uint8), Recipe("membrane")
    )
    monkeypatch.setattr(os, "fsync", _sync_fails_of(folders=True, number=errno.EIO))
    report = save_picture(picture, (fill,), path)
    assert any("did not confirm" in note for note in report.notes)
    assert (tmp_path / "a.png~").read_bytes() == original
    save_picture(picture, (fill,), path)  # ours, so nobody is asked


@pytest.mark.usefixtures("_way")
def test_two_saves_of_one_file_sweep_nothing_of_each_other(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    replace_file(tmp_path / "a", b"first", before=lambda: replace_file(tmp_path / "a", b"second"))
    assert (tmp_path / "a").read_bytes() == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_what_a_killed_save_left_is_swept_and_what_lives_is_not(tmp_path: Path) -> None:
    dead, alive = tmp_path / ".b.7-00ff00ff.part", tmp_path / ".a.7-ff00ff00.part"
    for path in (dead, alive, tmp_path / ".a.part", tmp_path / "a.7-00ff00ff.part"):
        path.write_bytes(b"half")
    with open(alive, "r+b") as locked:
        assert locking.lock(locked)
        replace_file(tmp_path / "a", b"new")
        assert sorted(path.name for path in tmp_path.iterdir()) == [alive.name, ".a.part", "a", "a.7-00ff00ff.part"]
    atomic.sweep(tmp_path / "a")
    assert not alive.exists()


@pytest.fixture
def scan(tmp_path: Path, smooth: Callable) -> Picture:
    Image.fromarray(smooth(3)).save(tmp_path / "scan.png")
    os.setxattr(tmp_path / "scan.png", "user.rating", b"5")
    return read_picture(tmp_path / "scan.png")


@pytest.mark.usefixtures("_way")
@pytest.mark.parametrize("had_backup", [False, True])
def test_the_backup_is_the_very_file_that_was_overwritten(
    tmp_path: Path, scan: Picture, fill_of: Callable, had_backup: bool
) -> None:
    path, backup = tmp_path / "scan.png", tmp_path / "scan.png~"
    if had_backup:
        backup.write_bytes(b"of another day")
    before, content = path.stat(), path.read_bytes()
    save_picture(scan, (fill_of(scan),), path)
    status = backup.stat()
    assert (status.st_ino, status.st_mtime_ns, status.st_nlink) == (before.st_ino, before.st_mtime_ns, 1)
    save_picture(scan, (fill_of(scan, value=9),), path)  # of the second save it is still the original
    assert backup.read_bytes() == content
    assert os.getxattr(backup, "user.rating") == b"5"
    assert sorted(left.name for left in tmp_path.iterdir()) == ["scan.png", "scan.png~"]


def test_without_second_names_the_backup_is_a_copy(
    tmp_path: Path, scan: Picture, fill_of: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "scan.png"
    content = path.read_bytes()
    monkeypatch.setattr(placing, "open_nameless", lambda _folder: None)

    def unknown(*_arguments: object, **_more: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))  # what FAT says

    monkeypatch.setattr(placing.os, "link", unknown)
    save_picture(scan, (fill_of(scan),), path)
    assert (tmp_path / "scan.png~").read_bytes() == content
    assert path.read_bytes() != content


@pytest.mark.usefixtures("_way")
def test_a_save_refused_at_the_last_moment_leaves_no_backup(
    tmp_path: Path, scan: Picture, fill_of: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "scan.png"
    content = path.read_bytes()
    keep_as = writing.keep_as

    def and_then_no_more(path: Path, backup: Path) -> None:
        keep_as(path, backup)
        assert backup.exists()

        def refuse(*_arguments: object) -> None:
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

        monkeypatch.setattr(atomic.os, "replace", refuse)
        monkeypatch.setattr(sandbox, "link_over_apart", refuse)

    monkeypatch.setattr(writing, "keep_as", and_then_no_more)
    with pytest.raises(SaveError, match="Operation not permitted"):
        save_picture(scan, (fill_of(scan),), path)
    assert path.read_bytes() == content
    assert [left.name for left in tmp_path.iterdir()] == ["scan.png"]


def test_a_pipe_a_folder_or_a_circle_of_links_is_not_replaced(tmp_path: Path, scan: Picture) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "circle.png").symlink_to("circle.png")
    for name in ("pipe.png", "folder.png", "circle.png"):
        with pytest.raises(SaveError, match=rf"{name} could not be saved \([\d,]+ bytes\): (It is not|Too many)"):
            save_picture(scan, (), tmp_path / name)
    with pytest.raises(PictureError, match="is a pipe or a device"):
        read_picture(tmp_path / "pipe.png")
    assert len(list(tmp_path.iterdir())) == 4


_KILLED_AFTER_ASKING = """
import os, signal, sys
from pathlib import Path
from inpaint_studio.files import sandbox
from inpaint_studio.files.saving import atomic
helper = sandbox._running_helper()
print(helper.process.pid, flush=True)
ask = helper.process.stdin.flush
helper.process.stdin = type("Pipe", (), {"write": helper.process.stdin.write, "flush": lambda self: (ask(), die())})()
die = lambda: os.kill(os.getpid(), signal.SIGKILL)
atomic.replace_file(Path(sys.argv[1]), b"new")
"""


def test_a_program_killed_while_a_file_is_replaced_leaves_nothing(tmp_path: Path) -> None:
    """The helper was asked for the two calls of the system and makes both, or none where the file is gone already."""
    (tmp_path / "a").write_bytes(b"old")
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED_AFTER_ASKING, str(tmp_path / "a")], capture_output=True, text=True
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    _wait_for_the_end(int(killed.stdout))
    assert (tmp_path / "a").read_bytes() in (b"old", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def _wait_for_the_end(process: int) -> None:
    try:
        watched = os.pidfd_open(process)
    except ProcessLookupError:
        return
    try:  # readable once it has ended, even where nobody reaps it
        assert select.select([watched], [], [], 60)[0]
    finally:
        os.close(watched)


def test_what_the_helper_cannot_place_is_said_or_placed_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"old")
    sandbox._running_helper().process.kill()  # between two requests, where nobody notices
    replace_file(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    sandbox._running_helper()
    monkeypatch.setattr(atomic, "_name_beside", lambda _: tmp_path / ("n" * 300))
    with pytest.raises(SaveError, match="File name too long"):
        replace_file(tmp_path / "a", b"newer")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.usefixtures("_way")
def test_the_longest_name_there_can_be_is_replaced_and_backed_up(
    tmp_path: Path, smooth: Callable, fill_of: Callable
) -> None:
    path = tmp_path / ("🖼" * 62 + "abc.png")
    assert len(os.fsencode(path.name)) == 255
    Image.fromarray(smooth(3)).save(path)
    before = path.read_bytes()
    picture = read_picture(path)
    report = save_picture(picture, (fill_of(picture),), path)
    assert report.backup is not None
    assert report.backup.read_bytes() == before
    assert report.backup.name.endswith("~")
    assert sorted(tmp_path.iterdir()) == sorted([path, report.backup])


# From the beginning of which stage kills are timed, over how many stages, and how many. Only the last three touch
# files; with the encoding kept, they are met often enough, and the moment of the rename too.
_AIMS = (("e", "d", 20), ("w", "c", 40), ("c", "p", 20), ("p", "d", 20))


def _tell_stages(pipe: int, coded: dict[bool, object] | None) -> None:
    """In the child: write a letter where a save enters a stage. coded: what the saves have for their encoding."""
    encode, put, check = writing._encode, writing.replace_file, writing.readback.check

    def _encode(picture: Picture, fills: tuple[Fill, ...], *more: object) -> object:
        os.write(pipe, b"e")
        return encode(picture, fills, *more) if coded is None else coded[bool(fills)]

    def _put(path: Path, content: bytes, check_written: Callable, before: Callable) -> None:
        os.write(pipe, b"w")
        put(path, content, check_written, before)
        os.write(pipe, b"d")

    def _check(*arguments: object) -> None:
        os.write(pipe, b"c")
        check(*arguments)
        os.write(pipe, b"p")

    writing._encode, writing.replace_file, writing.readback.check = _encode, _put, _check


_STAGES = {"e": "encoding", "w": "writing", "c": "reading back", "p": "putting in place", "d": "done"}


def _save_and_kill(picture: Picture, fill: Fill, path: Path, stage: str, seconds: float, coded: dict | None) -> str:
    """Save in a child over and over, kill it so long after it entered a stage; which stage that met."""
    heard, pipe = os.pipe()
    child = os.fork()  # a fresh interpreter would spend the drill on starting and decoding
    if not child:
        # A helper of its own, as any program has that opened a picture; the parent learns when it has ended too.
        helper = sandbox._running_helper()
        os.write(pipe, b"%d\n" % helper.process.pid)
        _tell_stages(pipe, coded)
        while True:
            for fills in ((fill,), ()):
                save_picture(picture, fills, path, SaveOptions(keep_backup=False, ignore_changes=True))
    os.close(pipe)
    helper = b""
    while not helper.endswith(b"\n"):
        helper += os.read(heard, 1)
    while os.read(heard, 1) != stage.encode():
        pass
    time.sleep(seconds)  # the moment of the kill is the point of the drill
    os.kill(child, signal.SIGKILL)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL  # it had not ended by itself
    _wait_for_the_end(int(helper))
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
    encoded: dict[bool, object] = {}
    began: dict[str, float] = {}
    encode, put, check = writing._encode, writing.replace_file, writing.readback.check

    def _encode(picture: Picture, fills: tuple[Fill, ...], *more: object) -> object:
        began["e"] = time.monotonic()
        encoded[bool(fills)] = encode(picture, fills, *more)
        return encoded[bool(fills)]

    def _put(path: Path, content: bytes, check_written: Callable, before: Callable) -> None:
        began["w"] = time.monotonic()
        put(path, content, check_written, before)
        began["d"] = time.monotonic()

    def _check(*arguments: object) -> None:
        began["c"] = time.monotonic()
        check(*arguments)
        began["p"] = time.monotonic()

    whole = [path.read_bytes()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "_encode", _encode)
        patch.setattr(writing, "replace_file", _put)
        patch.setattr(writing.readback, "check", _check)
        for fills in ((), (fill,)):
            save_picture(picture, fills, path, SaveOptions(keep_backup=False))
            whole.append(path.read_bytes())
    original, _, repaired = whole
    assert whole[0] == whole[1] != whole[2]
    saved = read_picture(path).pixels
    far = np.ones(saved.shape[:2], bool)
    far[24:116, 24:116] = False
    if formats.BY_KEY[picture.origin.format].lossless or suffix == ".jpg":  # type: ignore[attr-defined]
        assert np.array_equal(saved[far], picture.pixels[far])
    met: Counter[str] = Counter()
    rng = np.random.default_rng(0)
    for start, end, kills in _AIMS:
        for number in range(kills):
            path.write_bytes(original)
            seconds = float(rng.uniform(0, 1.1 * (began[end] - began[start])))
            met[_save_and_kill(picture, fill, path, start, seconds, encoded if start != "e" else None)] += 1
            now = path.read_bytes()
            assert now in (original, repaired), f"torn by kill {number} aimed at {_STAGES[start]}"
            met["new file there" if now == repaired else "old file there"] += 1
            assert [left.name for left in folder.iterdir()] == [path.name]
    print(suffix, f"{sum(kills for *_, kills in _AIMS)} kills, 0 torn, 0 left-over files:", dict(met))
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


@pytest.mark.drill
@pytest.mark.timeout(3600)
def test_a_hundred_kills_while_a_backup_is_kept(tmp_path: Path, smooth: Callable, fill_of: Callable) -> None:
    """The first save gives the original a second name, later ones write it: at no moment is there no original."""
    path, backup = tmp_path / "photo.png", tmp_path / "photo.png~"
    Image.fromarray(smooth(3)).save(path)
    original = path.read_bytes()
    save_picture(read_picture(path), (fill_of(read_picture(path)),), tmp_path / "repaired.png")
    repaired = (tmp_path / "repaired.png").read_bytes()
    met: Counter[str] = Counter()
    rng = np.random.default_rng(0)
    for _ in range(100):
        backup.unlink(missing_ok=True)
        path.write_bytes(original)
        heard, pipe = os.pipe()
        child = os.fork()
        if not child:
            picture = read_picture(path)
            os.write(pipe, b"%d\n" % sandbox._running_helper().process.pid)
            while True:
                for fills in ((fill_of(picture),), ()):
                    os.write(pipe, b"s\n")
                    save_picture(picture, fills, path)
        os.close(pipe)
        with os.fdopen(heard) as lines:
            helper = int(lines.readline())
            for _ in range(int(rng.integers(1, 4))):  # within the first, second or third save
                lines.readline()
        time.sleep(float(rng.uniform(0, 0.02)))
        os.kill(child, signal.SIGKILL)
        assert os.waitpid(child, 0)[1] == signal.SIGKILL
        _wait_for_the_end(helper)
        assert path.read_bytes() in (original, repaired)
        assert {left.name for left in tmp_path.iterdir()} <= {"photo.png", "photo.png~", "repaired.png"}
        met["backup there" if backup.exists() else "none yet"] += 1
        assert original in (path.read_bytes(), backup.read_bytes() if backup.exists() else b"")
    print("100 kills while a backup is kept, 0 torn, 0 left-over files:", dict(met))


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
            message = _refusal(lambda: save_picture(picture, (fill_of(picture),), path))
            if message is not None:
                refused += 1
                assert "No space left" in message
                assert "bytes" in message
                assert "another place" in message
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


def test_a_file_of_the_program_is_whole_or_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    atomic.put(path, b"old")
    with contextlib.suppress(RuntimeError), atomic.new_file(path) as file:
        file.write(b"half of the n")
        raise RuntimeError("in the midst")
    assert path.read_bytes() == b"old"
    path.chmod(0o640)
    atomic.put(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [left.name for left in tmp_path.iterdir()] == ["state.json"]
    with pytest.raises(OSError, match="not a file"):
        atomic.put(tmp_path, b"over a folder")
    with pytest.raises(FileNotFoundError):
        atomic.put(tmp_path / "nowhere" / "state.json", b"new")
