import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import ndimage

from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.video import reading

av = pytest.importorskip("av")

from tests.files.video.clips import HEIGHT, WIDTH, Film, decoded, make  # noqa: E402

OPEN_GROUPS = {"x264-params": "open-gop=1:keyint=8:min-keyint=8:bframes=3:b-adapt=0:scenecut=0"}
FILMS = {
    "reordered.avi": Film(codec="mpeg4", options={"g": "8", "bf": "2"}),
    "h264.mp4": Film(audio="aac", chapters=True),
    "long_group.mp4": Film(frames=50, options={"g": "50", "bf": "3", "preset": "veryfast"}),
    "open_groups.mp4": Film(frames=30, options=OPEN_GROUPS),
    "open_groups.mkv": Film(frames=30, options=OPEN_GROUPS),
    "hevc.mp4": Film(codec="libx265", options={"x265-params": "log-level=none:keyint=8:open-gop=1"}),
    "mpeg4.mp4": Film(codec="mpeg4", options={"g": "8", "bf": "2"}),
    "mpeg4.avi": Film(codec="mpeg4", options={"g": "8"}),
    "mpeg2.mpg": Film(codec="mpeg2video", options={"g": "8", "bf": "2"}),
    "mjpeg.avi": Film(codec="mjpeg", pixel_format="yuvj420p", options={}, frames=8),
    "ffv1.mkv": Film(codec="ffv1", pixel_format="yuv422p", options={}, size=(37, 23), frames=16),
    "rgb.mkv": Film(codec="ffv1", pixel_format="bgr0", options={}, frames=6),
    "grey.mkv": Film(codec="ffv1", pixel_format="gray", options={}, frames=6),
    "vp9.webm": Film(codec="libvpx-vp9", options={"g": "8", "deadline": "realtime", "cpu-used": "8"}),
    "ten_bits.mp4": Film(pixel_format="yuv420p10le", tags=(1, 1, 1, 1), frames=10),
    "times.mp4": Film(time_base=Fraction(1, 90000), times=[i * 3600 + i % 3 * 300 for i in range(20)]),
    "broadcast.ts": Film(audio="aac"),
}


@pytest.mark.parametrize("name", FILMS)
def test_any_frame_in_any_order_is_the_one_of_sequential_decoding(name: str, tmp_path: Path, opened: Any) -> None:
    path = make(tmp_path / name, FILMS[name])
    truth = decoded(path)
    film = opened(path)
    assert film.index.times.tolist() == [time for time, _ in truth]
    order = list(range(len(truth)))
    random.Random(5).shuffle(order)
    film_bytes, reading_cache = film.clip.frame_bytes, reading.CACHE_BYTES
    assert film_bytes * 2 < reading_cache
    for plane in order:
        assert b"".join(part.tobytes() for part in film.samples(plane)) == truth[plane][1], plane
        film._cache.clear()


def test_a_change_of_size_is_refused_where_it_happens(tmp_path: Path, opened: Any) -> None:
    small = make(tmp_path / "small.ts", Film(frames=8, options={"g": "8", "bf": "0"}))
    large = make(tmp_path / "large.ts", Film(frames=8, size=(128, 80), options={"g": "8", "bf": "0"}))
    with av.open(str(tmp_path / "both.ts"), "w") as out:
        shift = 0
        for path in (small, large):
            with av.open(str(path)) as source:
                stream = out.streams.video[0] if out.streams else out.add_stream_from_template(source.streams.video[0])
                for packet in source.demux(source.streams.video[0]):
                    if packet.size:
                        packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                        packet.stream = stream
                        out.mux(packet)
            shift += 8 * 3600
    film = opened(tmp_path / "both.ts")
    assert film.picture(2).size == (WIDTH, HEIGHT)
    with pytest.raises(PictureError, match="from 96 x 64 to 128 x 80"):
        film.picture(12)


def test_an_avi_that_holds_no_times_for_its_order_gets_a_sentence(tmp_path: Path, opened: Any) -> None:
    path = make(tmp_path / "a.avi", Film(options={"g": "8", "bf": "2"}))
    with pytest.raises(PictureError, match=r"AVI holds no times for that\. Convert it to Matroska"):
        reading.open_video(path)
    assert len(opened(make(tmp_path / "b.avi", Film(options={"g": "8", "bf": "0"})))) == 20


def _textured(plane: int, width: int, height: int) -> np.ndarray:
    rng = np.random.default_rng(5)
    whole = ndimage.gaussian_filter(rng.standard_normal((height + 40, width + 80, 3)), (2, 2, 0))
    part = whole[plane : plane + height, 2 * plane : 2 * plane + width]
    return np.clip(128 + 250 * part, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("name", "codec"), [("a.mp4", "libx264"), ("b.mp4", "mpeg4")])
def test_frames_that_build_on_a_damaged_one_say_so(name: str, codec: str, tmp_path: Path, opened: Any) -> None:
    quality = {"crf": "18"} if codec == "libx264" else {"qscale": "3"}
    options = {"g": "10", "bf": "2", **quality}
    path = make(tmp_path / name, Film(frames=30, codec=codec, size=(320, 192), options=options, picture=_textured))
    truth = decoded(path)
    film = opened(path)
    key = int(film.index.starts[1])
    damaged = next(n for n in range(key + 1, key + 9) if film.index.pts[n] > film.index.pts[key])  # others build on it
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(container.streams.video[0]) if packet.size]
        place, size = packets[damaged].pos, packets[damaged].size
    content = bytearray(path.read_bytes())
    for at in range(place + size // 2, place + size // 2 + 30):
        content[at] ^= 0x5A
    torn = tmp_path / f"torn_{name}"
    torn.write_bytes(content)
    film = opened(torn)
    order = list(range(30))
    random.Random(3).shuffle(order)
    wrong, warned = set(), set()
    for plane in order:
        try:
            picture = film.picture(plane)
        except PictureError:
            warned.add(plane)
            continue
        if picture.damage:
            assert "it builds on a damaged frame" in picture.damage[0]
            warned.add(plane)
        if b"".join(part.tobytes() for part in film.samples(plane)) != truth[plane][1]:
            wrong.add(plane)
    assert len(wrong) > 1
    assert wrong <= warned
    start, end = (film.index.plane_at(int(film.index.pts[film.index.starts[group]])) for group in (1, 2))
    assert warned <= set(range(start - 2, end)), "what does not build on it is whole"
