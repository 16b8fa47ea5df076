from collections.abc import Callable
from pathlib import Path

import pytest

from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.video.reading import VideoPlanes
from inpaint_studio.files.video.saving import save_exact, save_same_kind

av = pytest.importorskip("av")

from tests.files.video.clips import Film, make  # noqa: E402
from tests.files.video.test_saving import grey_box, packets, saved  # noqa: E402

WORDS = "1\n00:00:00,100 --> 00:00:00,400\nHello\n\n2\n00:00:00,500 --> 00:00:00,700\nagain\n"


def with_subtitles(path: Path) -> Path:
    plain = make(path.with_name("plain.mkv"), Film(audio="libopus"))
    (path.parent / "words.srt").write_text(WORDS)
    with (
        av.open(str(plain)) as source,
        av.open(str(path.parent / "words.srt")) as words,
        av.open(str(path), "w") as out,
    ):
        copies = [out.add_stream_from_template(stream) for stream in source.streams]
        subtitles = out.add_stream_from_template(words.streams[0])
        subtitles.metadata["language"] = "eng"
        for packet in [*words.demux(), *source.demux()]:
            if packet.size:
                packet.stream = subtitles if packet.stream.type == "subtitle" else copies[packet.stream.index]
                out.mux(packet)
    return path


def test_subtitles_are_copied(tmp_path: Path, opened: Callable[[Path], VideoPlanes]) -> None:
    path = with_subtitles(tmp_path / "a.mkv")
    film = opened(path)
    for save, name in ((save_exact, "b.mkv"), (save_same_kind, "c.mkv")):
        saved(save(film, grey_box(3), tmp_path / name))
        assert packets(tmp_path / name, "subtitle") == packets(path, "subtitle") == [b"Hello", b"again"]
        assert packets(tmp_path / name, "audio") == packets(path, "audio")
        with av.open(str(tmp_path / name)) as result:
            assert result.streams.subtitles[0].language == "eng"


def test_a_track_that_the_file_cannot_hold_is_named(tmp_path: Path, opened: Callable[[Path], VideoPlanes]) -> None:
    film = opened(with_subtitles(tmp_path / "a.mkv"))
    with pytest.raises(SaveError, match=r"subtitles of the kind subrip.*Save it as Matroska \(.mkv\)"):
        list(save_exact(film, grey_box(3), tmp_path / "b.mp4"))
    assert not (tmp_path / "b.mp4").exists()


def test_an_index_at_the_beginning_stays_there(tmp_path: Path, opened: Callable[[Path], VideoPlanes]) -> None:
    film = opened(make(tmp_path / "a.mp4", Film(container_options={"movflags": "faststart"})))
    saved(save_same_kind(film, grey_box(3), tmp_path / "b.mp4"))
    content = (tmp_path / "b.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
