"""Packed photographs fit where they must, and are read as photographs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from inpaint_studio.model.photographs.crops import PhotographsError
from inpaint_studio.model.photographs.packing import Packed, Packing, pack
from inpaint_studio.model.photographs.reading import read_all


def packed(folder: Path, archive: Path, most: int, **options: int) -> Packed:
    steps = list(pack((folder,), archive, most, **options))
    assert all(isinstance(step, Packing) for step in steps[:-1])
    assert isinstance(steps[-1], Packed)
    return steps[-1]


def test_all_are_packed_scaled_down_and_read_again(folder: Path, tmp_path: Path) -> None:
    (folder / "broken.png").write_bytes(b"no picture")
    result = packed(folder, tmp_path / "a.tar", 1 << 20, short_side=120)
    assert (result.photographs, result.of) == (4, 5)
    assert [skipped.name for skipped in result.skipped] == ["broken.png"]
    assert result.nbytes == (tmp_path / "a.tar").stat().st_size <= 1 << 20
    photographs = read_all(tmp_path / "a.tar")
    assert len(photographs) == 4
    assert photographs.skipped == ()
    assert {min(photographs.pixels(i).shape[:2]) for i in range(4)} == {120}
    packed(folder, tmp_path / "b.tar", 1 << 20, short_side=120)
    assert (tmp_path / "a.tar").read_bytes() == (tmp_path / "b.tar").read_bytes()


def test_as_many_are_packed_as_fit_and_another_seed_packs_others(
    tmp_path: Path, photograph: Callable[..., Image.Image]
) -> None:
    for i in range(12):
        photograph(110, 100, seed=i).save(tmp_path / f"{i:02}.png")
    whole = packed(tmp_path, tmp_path / "all.tar", 1 << 20).nbytes
    most = whole * 2 // 3
    some = packed(tmp_path, tmp_path / "some.tar", most)
    assert 3 < some.photographs < 12
    assert some.nbytes <= most
    packed(tmp_path, tmp_path / "others.tar", most, seed=1)
    assert (tmp_path / "some.tar").read_bytes() != (tmp_path / "others.tar").read_bytes()


def test_where_nothing_fits_nothing_is_written(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(PhotographsError, match="None of 4 files can be packed into 12,000 bytes"):
        list(pack((folder,), tmp_path / "a.tar", 12_000))
    assert not (tmp_path / "a.tar").exists()
