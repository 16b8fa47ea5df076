import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.marks import Mark
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.kinds import png_chunks
from inpaint_studio.files.saving.mark_files import read_logo, read_mark, write_mark


def _mark(linear=False):
    rng = np.random.default_rng(0)
    samples = rng.integers(0, 65536, (20, 30, 4)).astype(np.uint16)
    return Mark(samples, Rect(7, 9, 30, 20), Size(60, 50), linear)


@pytest.mark.parametrize("linear", [False, True])
def test_a_mark_is_read_back_as_it_was_written(tmp_path, linear):
    path = tmp_path / "a.mark.png"
    mark = _mark(linear)
    write_mark(mark, path)
    back = read_mark(path)
    assert (back.samples == mark.samples).all()
    assert (back.rect, back.size, back.linear, back.hash) == (mark.rect, mark.size, linear, mark.hash)
    kinds = [chunk.kind for chunk in png_chunks.split(path.read_bytes())]
    assert b"oFFs" in kinds  # other programs lay it in its place


def test_a_picture_that_is_no_mark_is_refused_in_a_sentence(tmp_path):
    Image.new("RGBA", (20, 20), (255, 255, 255, 100)).save(tmp_path / "logo.png")
    with pytest.raises(PictureError, match="as a logo"):
        read_mark(tmp_path / "logo.png")
    with pytest.raises(PictureError):
        read_mark(tmp_path / "missing.png")


def test_a_mark_beyond_its_picture_is_refused(tmp_path):
    path = tmp_path / "a.mark.png"
    write_mark(_mark(), path)
    content = path.read_bytes()
    chunks = [
        png_chunks.Chunk(chunk.kind, chunk.body.replace(b"60 50", b"20 20")) for chunk in png_chunks.split(content)
    ]
    path.write_bytes(png_chunks.join(chunks))
    with pytest.raises(PictureError, match="outside"):
        read_mark(path)


def test_a_logo_is_cut_to_what_is_seen_and_must_be_transparent_somewhere(tmp_path):
    picture = Image.new("RGBA", (40, 30), (0, 0, 0, 0))
    picture.paste((255, 0, 0, 255), (10, 5, 30, 25))
    picture.save(tmp_path / "logo.png")
    logo = read_logo(tmp_path / "logo.png")
    assert logo.samples.shape == (20, 20, 4)
    assert np.allclose(logo.samples[5, 5], (1, 0, 0, 1))
    Image.new("RGB", (40, 30)).save(tmp_path / "flat.png")
    with pytest.raises(PictureError, match="transparent"):
        read_logo(tmp_path / "flat.png")
