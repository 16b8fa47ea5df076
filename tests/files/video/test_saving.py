import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.errors import ChangedOnDisk, PictureError, SaveError
from inpaint_studio.files.video import saving
from inpaint_studio.files.video.reading import VideoPlanes, open_video
from inpaint_studio.files.video.saving import (
    Changes,
    Patch,
    SavedFilm,
    SaveProgress,
    forecast,
    save_exact,
    save_same_kind,
)

av = pytest.importorskip("av")

from tests.files.video.clips import Film, decoded, make  # noqa: E402

Open = Callable[[Path], VideoPlanes]
RECT = Rect(31, 20, 25, 17)


def grey_box(*planes: int) -> Changes:
    """Changes these planes in `RECT`, but for a corner of it."""

    def patches(picture: Picture) -> list[Patch]:
        assert picture.plane in planes
        pixels = np.full((RECT.height, RECT.width, picture.pixels.shape[2]), 200, picture.pixels.dtype)
        touched = np.ones((RECT.height, RECT.width), bool)
        touched[:2, :3] = False
        return [Patch(RECT, pixels, touched)]

    return Changes(frozenset(planes), patches)


def saved(steps: Any) -> SavedFilm:
    *progress, last = list(steps)
    assert all(isinstance(step, SaveProgress) for step in progress)
    assert isinstance(last, SavedFilm)
    return last


def packets(path: Path, kind: str) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux() if packet.size and packet.stream.type == kind]


def sound_times(path: Path) -> list[float]:
    with av.open(str(path)) as container:
        return [float(packet.pts * packet.time_base) for packet in container.demux(audio=0) if packet.size]


def tracks_and_tags(path: Path) -> tuple[Any, ...]:
    with av.open(str(path)) as container:
        video = container.streams.video[0].codec_context
        tags = (
            video.colorspace,
            video.color_trc,
            video.color_primaries,
            container.streams.video[0].sample_aspect_ratio,
        )
        titles = [(one["start"] * one["time_base"], one["metadata"]) for one in container.chapters()]
        return container.metadata.get("title"), tags, titles, len(container.streams.audio)


RICH = Film(
    audio="aac",
    chapters=True,
    metadata={"title": "A film"},
    tags=(1, 1, 1, 1),
    aspect=Fraction(4, 3),
    time_base=Fraction(1, 90000),
    times=[i * 3600 + i % 3 * 300 for i in range(20)],
)


@pytest.mark.parametrize("suffix", [".mkv", ".mp4"])
def test_exact_keeps_every_sample_time_and_packet(suffix: str, tmp_path: Path, opened: Open) -> None:
    path, result = make(tmp_path / "a.mp4", RICH), tmp_path / f"b{suffix}"
    film = opened(path)
    report = saved(save_exact(film, grey_box(9, 10), result))
    assert (report.exact, report.frames, report.frames_again, report.backup) == (True, 20, 0, None)
    again = opened(result)
    for plane in range(20):
        for number, (old, new) in enumerate(zip(film.samples(plane), again.samples(plane), strict=True)):
            unlike = old != new
            assert unlike.any() == (plane in (9, 10))
            size = 2 if number else 1
            unlike[20 // size : 37 // size + 1, 31 // size : 56 // size] = False
            assert not unlike.any()
    shown = again.picture(9).pixels[RECT.slices]
    assert np.abs(shown[4:-4, 4:-4].astype(int) - 200).max() <= 2
    differences = [abs(a.at - b.at) for a, b in zip(film.places, again.places, strict=True) if a.at is not None]
    assert max(differences) <= (Fraction(1, 2000) if suffix == ".mkv" else 0)
    assert packets(result, "audio") == packets(path, "audio")
    assert sound_times(result) == pytest.approx(sound_times(path), abs=0.0005)
    assert tracks_and_tags(result) == tracks_and_tags(path)


def test_same_kind_copies_all_groups_but_the_touched(tmp_path: Path, opened: Open) -> None:
    path, result = make(tmp_path / "a.mp4", RICH), tmp_path / "b.mp4"
    film = opened(path)
    plan = forecast(film, {9, 10}, result, "same")
    assert (plan.again, plan.frames, plan.is_exact) == (8, 20, False)
    assert plan.sentences()[0].startswith("8 of 20 frames are encoded again")
    report = saved(save_same_kind(film, grey_box(9, 10), result))
    assert (report.exact, report.frames_again, report.largest_time_error) == (False, 8, 0.0)
    assert report.least_psnr is not None
    assert report.least_psnr > 44  # a pattern without a single smooth block
    before, after = decoded(path), decoded(result)
    assert [time for time, _ in before] == [time for time, _ in after]
    assert [a == b for (_, a), (_, b) in zip(before, after, strict=True)] == [True] * 8 + [False] * 8 + [True] * 4
    own, others = packets(path, "video"), packets(result, "video")
    assert own[:8] + own[16:] == others[:8] + others[16:]
    assert packets(result, "audio") == packets(path, "audio")
    assert tracks_and_tags(result) == tracks_and_tags(path)
    assert np.abs(opened(result).picture(9).pixels[RECT.slices][4:-4, 4:-4].astype(int) - 200).max() <= 9


def test_a_film_that_is_saved_over_is_read_from_its_original(tmp_path: Path, opened: Open) -> None:
    path = make(tmp_path / "a.mp4")
    content = path.read_bytes()
    film = opened(path)
    report = saved(save_same_kind(film, grey_box(3), path))
    assert report.backup == tmp_path / "a.mp4~"
    assert report.backup.read_bytes() == content
    film.close()
    film._cache.clear()
    original = opened(report.backup)
    assert np.array_equal(film.samples(3)[0], original.samples(3)[0])
    saved(save_same_kind(film, grey_box(12), path))
    assert report.backup.read_bytes() == content
    again = opened(path)
    assert np.array_equal(again.samples(3)[0], original.samples(3)[0])
    assert not np.array_equal(again.samples(12)[0], original.samples(12)[0])
    path.write_bytes(content)
    with pytest.raises(ChangedOnDisk):
        list(save_same_kind(film, grey_box(3), path))


def test_cancelling_leaves_what_stood_there(tmp_path: Path, opened: Open) -> None:
    film = opened(make(tmp_path / "a.mp4"))
    result = tmp_path / "b.mkv"
    result.write_bytes(b"before")
    steps = save_exact(film, grey_box(3), result)
    while not (isinstance(step := next(steps), SaveProgress) and step.stage == "compare"):
        pass
    steps.close()
    assert result.read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.mp4", "b.mkv"]


def test_what_came_out_otherwise_is_not_saved(tmp_path: Path, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    film = opened(make(tmp_path / "a.mp4"))
    monkeypatch.setattr(saving, "digest", lambda samples: "other")
    with pytest.raises(SaveError, match="other samples than it was to have"):
        list(save_exact(film, grey_box(3), tmp_path / "b.mkv"))
    assert not (tmp_path / "b.mkv").exists()


def test_colours_are_held_to_the_bar_too(tmp_path: Path, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    film = opened(make(tmp_path / "a.mp4"))
    of_json = saving.Comparison.of_json

    def coarse(facts: dict[str, Any]) -> Any:
        return of_json({**facts, "least_psnr": 48.0, "least_chroma_psnr": 39.9})

    monkeypatch.setattr(saving.Comparison, "of_json", coarse)
    with pytest.raises(SaveError, match="other samples than it was to have"):
        list(save_same_kind(film, grey_box(3), tmp_path / "b.mp4"))
    assert not (tmp_path / "b.mp4").exists()
    sentence, _ = forecast(film, {3}, tmp_path / "b.mp4", "same").sentences()
    assert "their brightness and their colours are like" in sentence


def test_what_cannot_be_saved_gets_a_sentence_before(tmp_path: Path, opened: Open) -> None:
    film = opened(make(tmp_path / "a.mov", Film(codec="cfhd", pixel_format="yuv422p10le", options={}, frames=3)))
    assert "no encoder here for cfhd" in forecast(film, {1}, tmp_path / "b.mov", "same").refusal
    assert "not of the film's own kind, .mov" in forecast(film, {1}, tmp_path / "b.mkv", "same").refusal
    assert "Matroska (.mkv) or MP4" in forecast(film, {1}, tmp_path / "b.avi", "exact").refusal
    with pytest.raises(SaveError, match="no encoder here"):
        list(save_same_kind(film, grey_box(1), tmp_path / "b.mov"))
    cinema = Film(codec="prores_ks", pixel_format="yuv444p10le", options={"profile": "4"}, frames=2)
    made = make(tmp_path / "d.mov", cinema)  # which decodes to 12 bits
    assert "cannot write it as d.mov has it (4444" in forecast(opened(made), {1}, made, "same").refusal
    colours = opened(make(tmp_path / "c.mkv", Film(codec="ffv1", pixel_format="bgr0", options={}, frames=2)))
    assert "MP4 cannot hold exactly" in forecast(colours, {1}, tmp_path / "b.mp4", "exact").refusal
    film.path.write_bytes(b"another")
    with pytest.raises(ChangedOnDisk):
        list(save_exact(film, grey_box(1), tmp_path / "b.mkv"))


def test_what_is_whole_of_a_truncated_film_is_saved(tmp_path: Path, opened: Open) -> None:
    content = make(tmp_path / "a.mp4", Film(container_options={"movflags": "faststart"})).read_bytes()
    (tmp_path / "a.mp4").write_bytes(content[: len(content) * 3 // 4])
    film = opened(tmp_path / "a.mp4")
    report = saved(save_exact(film, grey_box(3), tmp_path / "b.mkv"))
    assert report.exact
    assert len(opened(tmp_path / "b.mkv")) == len(film) < 20


def test_an_error_of_whoever_repairs_ends_the_save(tmp_path: Path, opened: Open) -> None:
    film = opened(make(tmp_path / "a.mp4", Film(frames=4)))

    def fail(picture: Picture) -> list[Patch]:
        raise PictureError("the repairs are gone.")

    with pytest.raises(SaveError, match="repairs are gone"):
        list(save_exact(film, Changes(frozenset({2}), fail), tmp_path / "b.mkv"))
    assert not (tmp_path / "b.mkv").exists()


_CHILD = """
import sys
from pathlib import Path
import numpy as np
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.files.video.reading import open_video
from inpaint_studio.files.video.saving import Changes, Patch, save_exact, save_same_kind
film = open_video(Path(sys.argv[1]))
def patches(picture):
    return [Patch(Rect(8, 8, 16, 16), np.zeros((16, 16, 3), np.uint8), np.ones((16, 16), bool))]
print("begun", flush=True)
for step in save_same_kind(film, Changes(frozenset({3, 11}), patches), Path(sys.argv[1])):
    print(step, flush=True)
print("end", flush=True)
"""


@pytest.mark.drill
@pytest.mark.skipif(sys.platform != "linux", reason="counts lines of a child until it is killed")
def test_killing_a_save_leaves_the_old_or_the_new_film_whole(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mp4", RICH)
    content, truth = path.read_bytes(), decoded(path)
    lines = 0
    while True:
        path.write_bytes(content)
        child = subprocess.Popen([sys.executable, "-c", _CHILD, str(path)], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        seen = [line for _, line in zip(range(lines + 1), child.stdout, strict=False)]
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()
        times = [time for time, _ in decoded(path)]
        assert times == [time for time, _ in truth]
        if path.read_bytes() != content:
            assert (tmp_path / "a.mp4~").read_bytes() == content
        left = {one.name for one in tmp_path.iterdir()} - {"a.mp4", "a.mp4~"}
        assert left == set()
        if seen[-1:] == ["end\n"]:
            break
        lines += 3
    with contextlib.closing(open_video(path)) as film:
        assert len(film) == 20
