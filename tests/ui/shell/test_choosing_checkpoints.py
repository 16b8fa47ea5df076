"""A checkpoint is used once it is found good; a broken or hostile one changes nothing, and is told of in a sentence."""

import json
import os
import pickle
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.shell.window import Window


class _Runs:
    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch '{self.mark}'",)


def _zip(path: Path, table: bytes, numbers: bytes = b"", packed: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path, "w", packed) as archive:
        archive.writestr("archive/data.pkl", table)
        archive.writestr("archive/data/0", numbers)


def _overlapping(path: Path) -> None:
    _zip(path, b"\x80\x02}.", bytes(1000))
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02")
    content[at + 20 : at + 28] = struct.pack("<II", 2**30, 2**30)
    path.write_bytes(content)


def _hostile(folder: Path, good: Path) -> Iterator[tuple[Path, str]]:
    """Files that are not to be used, and words of what is said of each."""
    import torch
    from safetensors.torch import load_file, save_file

    from inpaint_studio.model.checkpoints.description import KEY
    from inpaint_studio.model.checkpoints.inspection import describe
    from inpaint_studio.model.nets.architectures import build
    from inpaint_studio.model.nets.config import PRESETS

    def at(name: str) -> Path:
        return folder / name

    payload = pickle.dumps({"state_dict": {"weight": _Runs(folder / "it-ran")}}, protocol=2)
    _zip(at("reduce.pt"), payload)
    yield at("reduce.pt"), "weights"
    magic = b"".join(pickle.dumps(value, protocol=2) for value in (0x1950A86A20F9469CFC6C, 1001, {}))
    at("legacy.pth").write_bytes(magic + payload)
    yield at("legacy.pth"), "could run code"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        net = torch.nn.Sequential(torch.nn.Conv2d(4, 4, 1)).eval()
        torch.jit.save(torch.jit.freeze(torch.jit.trace(net, torch.rand(1, 4, 8, 8))), str(at("script.pt")))
    yield at("script.pt"), "frozen TorchScript"
    weights = build(PRESETS["baseline"]).state_dict()
    largest = max(weights, key=lambda name: weights[name].numel())
    torch.save({**weights, largest: torch.zeros(1).expand(weights[largest].shape)}, at("said-often.pth"))
    yield at("said-often.pth"), "claim"
    text = json.dumps({"a": {"dtype": "F32", "shape": [2**40], "data_offsets": [0, 2**42]}}).encode()
    at("expanded.safetensors").write_bytes(struct.pack("<Q", len(text)) + text)
    yield at("expanded.safetensors"), "cut short"
    header = {KEY: json.dumps(describe(good).to_dict())}
    held = load_file(good)
    name = next(iter(held))
    save_file({**held, name: held[name] * float("nan")}, at("nan.safetensors"), header)
    yield at("nan.safetensors"), "no numbers"
    save_file({**held, name: torch.zeros(7, 7)}, at("shape.safetensors"), header)
    yield at("shape.safetensors"), "instead of"
    _overlapping(at("overlap.pt"))
    yield at("overlap.pt"), "overlap"
    _zip(at("deflate.pt"), b"\x80\x02}" + b"N0" * 10_000_000 + b".", packed=zipfile.ZIP_DEFLATED)
    yield at("deflate.pt"), "too large"
    at("page.safetensors").write_bytes(b"<!DOCTYPE html><html><body>Sign in</body></html>")
    yield at("page.safetensors"), "web page"
    at("short.safetensors").write_bytes(good.read_bytes()[:-100])
    yield at("short.safetensors"), "cut short"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    from inpaint_studio.model.checkpoints import checkpoint
    from inpaint_studio.model.checkpoints.description import Description
    from inpaint_studio.model.nets.architectures import build
    from inpaint_studio.model.nets.config import GeneratorConfig

    small = GeneratorConfig(channels=(8, 8, 16), middle=(1, 0), gate_channels=8)
    checkpoint.save(tmp_path / "good.safetensors", build(small).state_dict(), Description(small))
    return tmp_path / "good.safetensors"


def test_hostile_checkpoints_leave_the_one_in_use(
    open_window: Callable[..., Window], qtbot, preferences: Preferences, good: Path, tmp_path: Path
) -> None:
    window = open_window()
    session = window.session
    with qtbot.waitSignal(session.generator.checkpoint_changed, timeout=60_000):
        window.session.generator.use(good)
    assert session.generator.checkpoint == preferences.checkpoint == good
    folder = tmp_path / "hostile"
    folder.mkdir()
    for path, words in _hostile(folder, good):
        with qtbot.waitSignal(session.message, timeout=60_000) as message:
            window.session.generator.use(path)
        level, sentence = message.args
        assert level == "error", path.name
        assert path.name in sentence
        assert words in sentence, (path.name, sentence)
        assert window.messages.text == sentence
        assert session.generator.checkpoint == preferences.checkpoint == good
    assert not (folder / "it-ran").exists()
    qtbot.waitUntil(lambda: len(session.workers) == 0, timeout=20_000)


def test_a_remembered_checkpoint_that_went_bad_gives_way_to_the_shipped_one(
    open_window: Callable[..., Window], qtbot, preferences: Preferences, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.safetensors"
    bad.write_bytes(b"no checkpoint")
    preferences.checkpoint = bad
    window = open_window()
    assert window.session.generator.checkpoint == bad
    with qtbot.waitSignal(window.session.generator.ready, timeout=60_000):
        window.session.generator.warm_up()
    assert window.session.generator.checkpoint is None
    assert "bad.safetensors" in window.messages.text
    assert preferences.checkpoint == bad  # it may lie on a disk that is not here today
    qtbot.waitUntil(lambda: len(window.session.workers) == 0, timeout=20_000)
