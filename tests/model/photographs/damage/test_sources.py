"""What damage is painted from."""

import io
import json
import tarfile

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.model.photographs.damage.sources import Outlines, Sources, installed_fonts, read_pieces, varied


def test_every_fifth_piece_of_a_kind_is_held_out(tmp_path):
    path = tmp_path / "pieces.tar"
    with tarfile.open(path, "w") as tar:
        for kind in ("dust", "hair"):
            for number in range(11):
                stream = io.BytesIO()
                Image.fromarray(np.full((3, 4), number, np.uint8)).save(stream, "PNG")
                info = tarfile.TarInfo(f"{kind}/{kind}-{number:02}.png")
                info.size = stream.tell()
                stream.seek(0)
                tar.addfile(info, stream)
    trained, held_out = read_pieces(path), read_pieces(path, held_out=True)
    assert [int(piece[0, 0]) for piece in held_out["hair"]] == [4, 9]
    assert len(trained["dust"]) == 9
    assert not {4, 9} & {int(piece[0, 0]) for piece in trained["dust"]}


def test_outlines_are_looked_up_by_place(tmp_path):
    path = tmp_path / "outlines.json"
    square = [[10, 10], [20, 10], [20, 20], [10, 20]]
    far = [[x + 500, y] for x, y in square]
    path.write_text(json.dumps([["Dust", square], ["Dust", far], ["Dust", [[1, 1], [2, 2]]]]))
    outlines = Outlines.read(path)
    assert len(outlines.shapes) == 2
    assert len(outlines.near(0, 0, 100, 100)) == 1
    assert outlines.near(30, 30, 100, 100) == []


@pytest.mark.parametrize("text", ["[]", "{", '[["Dust", [[1, 2]]]]', '[["Dust"]]'])
def test_a_file_without_outlines_is_refused(tmp_path, text):
    path = tmp_path / "outlines.json"
    path.write_text(text)
    with pytest.raises(ValueError):  # noqa: PT011  # of json and of ours
        Outlines.read(path)


def test_a_machine_without_fonts_has_none(tmp_path):
    assert installed_fonts(tmp_path / "nothing") == []


def test_copies_of_textures_and_frames_are_varied_and_the_same_for_a_seed():
    wedge = np.tile(np.linspace(0, 255, 40).astype(np.uint8), (20, 1))
    square = np.asarray([[100, 100], [140, 100], [140, 120], [100, 120]], np.float32)
    frame = Outlines((square,), np.asarray([[100, 100, 140, 120]], np.float32))
    sources = Sources({"hair": [wedge]}, [frame])
    more = varied(sources, 3, seed=5)
    assert [len(more.pieces["hair"]), len(more.frames)] == [4, 4]
    assert more.pieces["hair"][0] is wedge
    assert more.frames[0] is frame
    assert len({piece.shape for piece in more.pieces["hair"]}) > 1
    for piece in more.pieces["hair"][1:]:
        assert piece.size == pytest.approx(wedge.size, rel=0.2)  # stretched one way, shrunken the other
        assert (piece.min(), piece.max()) == (0, 255)
    for copy in more.frames[1:]:
        sides = np.linalg.norm(np.roll(copy.shapes[0], -1, 0) - copy.shapes[0], axis=1)
        assert not np.allclose(sides, [40, 20, 40, 20])
        left, top, right, bottom = copy.boxes[0].tolist()
        assert len(copy.near(left, top, right, bottom)) == 1
        assert copy.shapes[0].min(0) == pytest.approx((left, top))
    again = varied(sources, 3, seed=5)
    assert all((one == other).all() for one, other in zip(more.pieces["hair"], again.pieces["hair"], strict=True))
    assert varied(sources, 0, seed=5).pieces["hair"] == [wedge]
