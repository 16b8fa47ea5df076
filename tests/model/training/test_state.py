"""The state of a run: whole or not there, in parts that can travel."""

from pathlib import Path

import pytest
import torch

from inpaint_studio.model.training import state
from inpaint_studio.model.training.state import LARGEST_PART, StateError


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def test_what_was_written_is_read_in_small_parts(tmp_path: Path) -> None:
    tensors = {f"t{i}": torch.rand(1200, 1000, generator=torch.Generator().manual_seed(i)) for i in range(9)}
    state.write(tmp_path, tensors, {"images_seen": 5})
    parts = sorted((tmp_path / state.FOLDER).glob("*.safetensors"))
    assert len(parts) == 3
    assert max(p.stat().st_size for p in parts) <= LARGEST_PART
    tensors_read, values = state.read(tmp_path)
    assert values["images_seen"] == 5
    assert tensors_read.keys() == tensors.keys()
    assert all(torch.equal(tensors_read[k], tensors[k]) for k in tensors)


def test_a_state_half_written_leaves_the_last_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state.write(tmp_path, {"a": torch.ones(3)}, {"images_seen": 1})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(state, "write_safetensors", full)
    with pytest.raises(OSError, match="No space"):
        state.write(tmp_path, {"a": torch.zeros(3)}, {"images_seen": 2})
    values_read, values = state.read(tmp_path)
    assert values["images_seen"] == 1
    assert torch.equal(values_read["a"], torch.ones(3))


def test_a_death_between_the_renames_loses_nothing(tmp_path: Path) -> None:
    state.write(tmp_path, {"a": torch.ones(3)}, {"images_seen": 1})
    (tmp_path / state.FOLDER).rename(tmp_path / state.OLD)
    assert state.exists(tmp_path)
    assert state.read(tmp_path)[1]["images_seen"] == 1
    state.write(tmp_path, {"a": torch.ones(3)}, {"images_seen": 2})
    assert state.read(tmp_path)[1]["images_seen"] == 2
    assert not (tmp_path / state.OLD).exists()


def test_damage_is_told(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="no state"):
        state.read(tmp_path)
    folder = state.write(tmp_path, {"a": torch.ones(3)}, {})
    part = next(folder.glob("*.safetensors"))
    part.write_bytes(part.read_bytes()[:-4])
    with pytest.raises(StateError, match="damaged"):
        state.read(tmp_path)
    (folder / "state.json").write_text('{"parts": ["../../secret"]}')
    with pytest.raises(StateError, match="damaged"):
        state.read(tmp_path)
