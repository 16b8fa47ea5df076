"""PyTorch archives, read as data only: what is built, and what is refused."""

import io
import os
import pickle
import warnings
import zipfile
from pathlib import Path

import pytest
import torch

from inpaint_studio.model.checkpoints import archive, checkpoint
from inpaint_studio.model.checkpoints.description import CheckpointError


class Hostile:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch {os.environ['HOSTILE_MARK']}",)


def write_archive(path: Path, table: bytes, files: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path, "w", compression) as made:
        made.writestr("archive/data.pkl", table)
        for name, content in files.items():
            made.writestr(f"archive/{name}", content)


def test_code_in_a_pickle_never_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = tmp_path / "it-ran"
    monkeypatch.setenv("HOSTILE_MARK", str(mark))
    table = pickle.dumps({"state_dict": {"a": Hostile()}, "b": [Hostile(), Hostile()]})
    write_archive(tmp_path / "hostile.pt", table, {})
    with pytest.raises(CheckpointError, match="no weights"):
        archive.read(tmp_path / "hostile.pt")
    with pytest.raises(CheckpointError):
        checkpoint.load(tmp_path / "hostile.pt")
    assert not mark.exists()


class _Pickler(pickle.Pickler):
    """Writes tensors as torch does, with whatever shape is claimed."""

    def persistent_id(self, value: object) -> object:
        return value[1:] if isinstance(value, tuple) and value and value[0] == "persistent" else None


def claim(size: tuple[int, ...], stride: tuple[int, ...], offset: int) -> bytes:
    class Claimed:
        def __reduce__(self) -> tuple[object, tuple[object, ...]]:
            storage = ("persistent", "storage", torch.FloatStorage, "0", "cpu", 4)
            return torch._utils._rebuild_tensor_v2, (storage, offset, size, stride, False, {})

    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _Pickler(stream, protocol=2).dump({"weight": Claimed()})
    return stream.getvalue()


def test_a_tensor_is_built_from_its_storage(tmp_path: Path) -> None:
    numbers = torch.arange(4, dtype=torch.float32).numpy().tobytes()
    write_archive(tmp_path / "good.pt", claim((2, 2), (1, 2), 0), {"data/0": numbers})
    assert torch.equal(archive.read(tmp_path / "good.pt")["weight"], torch.tensor([[0.0, 2.0], [1.0, 3.0]]))


@pytest.mark.parametrize(
    ("size", "stride", "offset"),
    [((5,), (1,), 0), ((4,), (1,), 1), ((2, 2), (3, 1), 0), ((2**30,), (0,), 0), ((4,), (-1,), 3), ((4,), (1,), -1)],
)
def test_a_tensor_that_reaches_outside_its_storage_is_refused(
    tmp_path: Path, size: tuple[int, ...], stride: tuple[int, ...], offset: int
) -> None:
    write_archive(tmp_path / "claims.pt", claim(size, stride, offset), {"data/0": b"\0" * 16})
    with pytest.raises(CheckpointError, match="weight"):
        archive.read(tmp_path / "claims.pt")


def test_a_compressed_archive_and_a_missing_storage_are_refused(tmp_path: Path) -> None:
    table = claim((4,), (1,), 0)
    write_archive(tmp_path / "bomb.pt", table, {"data/0": b"\0" * 10_000}, zipfile.ZIP_DEFLATED)
    with pytest.raises(CheckpointError, match="does not compress"):
        archive.read(tmp_path / "bomb.pt")
    write_archive(tmp_path / "empty.pt", table, {})
    with pytest.raises(CheckpointError, match="missing"):
        archive.read(tmp_path / "empty.pt")
    write_archive(tmp_path / "cut.pt", table[:20], {})
    with pytest.raises(CheckpointError, match="damaged"):
        archive.read(tmp_path / "cut.pt")
