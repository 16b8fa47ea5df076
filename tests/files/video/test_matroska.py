from fractions import Fraction
from pathlib import Path

import pytest

from inpaint_studio.files.video.matroska import set_pixel_aspect

av = pytest.importorskip("av")

from tests.files.video.clips import Film, decoded, make  # noqa: E402


@pytest.mark.parametrize("aspect", [(4, 3), (64, 45), (1081, 1080)])
def test_the_shape_of_pixels_is_written_and_nothing_else_moves(aspect: tuple[int, int], tmp_path: Path) -> None:
    film = Film(codec="ffv1", options={}, frames=6, audio="pcm_s16le", chapters=True, metadata={"title": "A"})
    path = make(tmp_path / "a.mkv", film)
    before, size = decoded(path), path.stat().st_size
    assert set_pixel_aspect(path, 96, 64, *aspect)
    assert path.stat().st_size == size
    assert decoded(path) == before
    with av.open(str(path)) as container:
        assert container.streams.video[0].sample_aspect_ratio == Fraction(*aspect)
        assert container.metadata["title"] == "A"
        assert len(container.chapters()) == 2
        container.seek(200000)
        assert next(container.decode(video=0)).pts in dict(before)


def test_a_head_without_room_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.mkv"
    path.write_bytes(b"\x1aE\xdf\xa3\x80\x18\x53\x80\x67\x84\xec\x82\0\0")
    content = path.read_bytes()
    assert not set_pixel_aspect(path, 96, 64, 4, 3)
    assert path.read_bytes() == content
