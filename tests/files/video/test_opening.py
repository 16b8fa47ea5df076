from pathlib import Path
from typing import Any

import pytest

from inpaint_studio.files.errors import DamagedPicture, PictureError, UnsupportedPicture
from inpaint_studio.files.video.reading import open_video

av = pytest.importorskip("av")

from tests.files.video.clips import Film, decoded, make  # noqa: E402


def test_a_truncated_film_opens_what_is_whole(tmp_path: Path, opened: Any) -> None:
    whole = make(tmp_path / "whole.mp4", Film(container_options={"movflags": "faststart"}))
    content = whole.read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(content[: len(content) * 3 // 4])
    film = opened(cut)
    truth = dict(decoded(whole))
    assert 4 < len(film) < 20
    assert film.notes == (f"The file ends early: {len(film)} of its 20 frames are whole and were opened.",)
    for plane in range(len(film)):
        assert b"".join(part.tobytes() for part in film.samples(plane)) == truth[int(film.index.times[plane])]


def test_frames_before_the_first_key_frame_are_left_out(tmp_path: Path, opened: Any) -> None:
    whole = make(tmp_path / "whole.ts", Film(frames=24))
    with av.open(str(whole)) as source, av.open(str(tmp_path / "cut.ts"), "w") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for number, packet in enumerate(source.demux(source.streams.video[0])):
            if number >= 3 and packet.size:
                packet.stream = stream
                out.mux(packet)
    film = opened(tmp_path / "cut.ts")
    assert len(film) == 16
    assert "5 frames before the first key frame cannot be decoded and are left out." in film.notes


def _sound_only(path: Path) -> Path:
    make(path.with_suffix(".mkv"), Film(audio="pcm_s16le", frames=2))
    with av.open(str(path.with_suffix(".mkv"))) as source, av.open(str(path), "w") as out:
        stream = out.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(source.streams.audio[0]):
            if packet.size:
                packet.stream = stream
                out.mux(packet)
    return path


def _encrypted(path: Path) -> Path:
    path.write_bytes(make(path, Film(frames=2)).read_bytes().replace(b"avc1", b"encv"))
    return path


def _without_index(path: Path) -> Path:
    content = make(path, Film(frames=3)).read_bytes()
    path.write_bytes(content[: content.rindex(b"moov") - 4])
    return path


def _interlaced(path: Path) -> Path:
    return make(path, Film(codec="mpeg2video", frames=3, options={"flags": "+ildct+ilme", "top": "1"}))


def _a_billion_frames(path: Path) -> Path:
    content = bytearray(make(path, Film(frames=2, options={"g": "1"})).read_bytes())
    at = content.rindex(b"stsz")
    content[at + 12 : at + 16] = (10**9).to_bytes(4, "big")
    path.write_bytes(content)
    return path


def _empty(path: Path) -> Path:
    make(path, Film(frames=2))
    content = bytearray(path.read_bytes())
    at = content.rindex(b"stsz")
    content[at + 12 : at + 16] = bytes(4)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "broken", "error", "words"),
    [
        ("sound.mka", _sound_only, UnsupportedPicture, "holds no moving picture"),
        ("secret.mp4", _encrypted, UnsupportedPicture, "is encrypted"),
        ("no_index.mp4", _without_index, DamagedPicture, "ends before its index"),
        ("woven.mpg", _interlaced, UnsupportedPicture, "is interlaced"),
        ("billion.mp4", _a_billion_frames, PictureError, "billion.mp4"),
        ("none.mp4", _empty, DamagedPicture, "none.mp4"),
    ],
)
def test_a_film_that_cannot_be_opened_gets_one_sentence(
    name: str, broken: Any, error: type[Exception], words: str, tmp_path: Path
) -> None:
    path = broken(tmp_path / name)
    with pytest.raises(error, match=words) as caught:
        open_video(path)
    assert str(caught.value).endswith(".")


def test_a_file_that_is_no_video_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.mp4"
    path.write_bytes(b"#EXTM3U\nfile:///etc/passwd\n" * 100)
    with pytest.raises(UnsupportedPicture, match="not a video"):
        open_video(path)
    with pytest.raises(PictureError, match="could not be read"):
        open_video(tmp_path / "missing.mp4")
