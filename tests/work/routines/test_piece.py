import numpy as np

from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.infrared import AUTO, NEVER
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.work.routines.piece import Item, Piece, Tools


def test_tools_are_made_once_and_lent():
    tools = Tools(device="cpu", threads=1)
    assert tools.finders is FINDERS
    assert tools.engine() is tools.engine()
    assert tools.enlarger() is tools.enlarger()
    own = object()
    assert Tools(own).engine() is own
    assert tools.infrared_rule("auto") == AUTO
    assert tools.infrared_rule("yes").choice == "yes"
    assert Tools(infrared=NEVER).infrared_rule("yes") == NEVER


def test_a_piece_is_changed_by_fills_and_by_another_picture(tmp_path):
    picture = Picture(np.zeros((4, 5, 3), np.uint8), "a")
    piece = Piece(Item(tmp_path, tmp_path), picture, picture, np.zeros((4, 5), np.uint8))
    assert not piece.is_changed
    other = Picture(np.zeros((8, 10, 3), np.uint8), "a")
    assert Piece(piece.item, picture, other, piece.mask).is_changed
