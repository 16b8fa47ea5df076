"""PNG files as chunks: taken apart, put together, and what is carried from one file into another."""

import io
from pathlib import Path

import numpy as np
from PIL import Image

from inpaint_studio.files.kinds import png_chunks
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import SaveOptions, save_picture


def test_a_png_block_packed_in_an_unknown_way_costs_itself_and_not_the_save(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (20, 10), (90, 60, 30)).save(buffer, "PNG", dpi=(300, 300))
    chunks = png_chunks.split(buffer.getvalue())
    odd = png_chunks.Chunk(b"iCCP", b"ICC Profile\0\1" + bytes(40))  # the only method there is has the number 0
    (tmp_path / "odd.png").write_bytes(png_chunks.join([chunks[0], odd, *chunks[1:]]))
    picture = read_picture(tmp_path / "odd.png")
    report = save_picture(picture, (), tmp_path / "saved.png", SaveOptions(allow_loss=True))
    assert "The file's structure is damaged; not all metadata was kept." in report.notes
    with Image.open(tmp_path / "saved.png") as saved:
        assert np.array_equal(np.asarray(saved), picture.pixels)
        assert round(saved.info["dpi"][0]) == 300
