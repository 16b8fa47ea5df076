"""A file with spans replaced, longer and shorter, and inserted and appended parts: what is written, and where it is."""

import io

import numpy as np
import pytest

from inpaint_studio.files.saving.pieces import Pieces


def _written(pieces: Pieces) -> bytes:
    file = io.BytesIO()
    pieces.write_to(file)
    assert len(file.getvalue()) == len(pieces)
    return file.getvalue()


def test_replacements_insertions_and_what_is_appended_stand_where_they_say() -> None:
    pieces = Pieces(memoryview(b"0123456789"))
    pieces.replace(2, 3, b"abcde")
    pieces.replace(8, 1, b"")
    assert pieces.insert(5, b"XX") == 0
    assert pieces.insert(5, b"YYY") == 2
    pieces.fill(5, 2, b"ZZZ")
    moves = pieces.moves()
    content = _written(pieces)
    assert content == b"01abcdeXXZZZ5679"
    assert [content[moves(at) : moves(at) + 1] for at in (0, 1, 5, 7, 9)] == [b"0", b"1", b"5", b"7", b"9"]
    assert content[moves.inserted(5) :].startswith(b"XX")
    assert moves(2) == 2


def test_appended_parts_begin_on_even_bytes() -> None:
    pieces = Pieces(memoryview(b"abc"))
    places = [pieces.append(b"12345"), pieces.append(b"6")]
    assert places == [4, 10]
    assert _written(pieces) == b"abc\x0012345\x006"


def test_what_overlaps_or_leaves_the_file_is_refused() -> None:
    pieces = Pieces(memoryview(b"0123456789"))
    pieces.replace(2, 3, b"abc")
    with pytest.raises(ValueError, match="overlap"):
        pieces.replace(2, 1, b"a")
    with pytest.raises(ValueError, match="overlap"):
        pieces.replace(9, 2, b"ab")
    pieces.insert(7, b"abc")
    with pytest.raises(ValueError, match="of that length"):
        pieces.fill(7, 1, b"ab")
    pieces.replace(4, 1, b"x")
    with pytest.raises(ValueError, match="overlap"):
        list(pieces.parts())


def test_any_changes_are_as_those_of_a_list_of_bytes() -> None:
    rng = np.random.default_rng(3)
    original = bytes(rng.integers(0, 256, 5000, np.uint8))
    for _ in range(20):
        pieces, parts, at = Pieces(memoryview(original)), [], 0
        while at < len(original) - 60:
            step, length = int(rng.integers(0, 40)), int(rng.integers(0, 20))
            new = bytes(rng.integers(0, 256, int(rng.integers(0, 30)), np.uint8))
            parts += [original[at : at + step], new]
            pieces.replace(at + step, length, new)
            at += step + max(length, 1)
            parts.append(original[at - 1 : at] if length == 0 else b"")
        assert _written(pieces) == b"".join([*parts, original[at:]])


def test_whether_they_stand_in_a_file_is_known_without_holding_it(tmp_path) -> None:
    pieces = Pieces(memoryview(b"0123456789"))
    pieces.replace(2, 3, b"abcde")
    (tmp_path / "a").write_bytes(b"01abcde56789")
    assert pieces.stand_in(tmp_path / "a")
    for other in (b"01abcde5678", b"01abcde567890", b"01abcdf56789"):
        (tmp_path / "a").write_bytes(other)
        assert not pieces.stand_in(tmp_path / "a")
    with pytest.raises(OSError, match="missing"):
        pieces.stand_in(tmp_path / "missing")
