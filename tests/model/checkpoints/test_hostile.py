"""Broken and hostile files: each ends in a sentence or a checkpoint, in bounded memory, and nothing in them is run."""

import json
import os
import pickle
import resource
import struct
import subprocess
import sys
import time
import warnings
import zipfile
from pathlib import Path

import pytest
import torch

from inpaint_studio.model.checkpoints import archive, checkpoint
from inpaint_studio.model.checkpoints.description import CheckpointError, Description
from inpaint_studio.model.checkpoints.inspection import describe
from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.config import GeneratorConfig, LamaConfig

PROGRAM = Path(__file__).with_name("corrupt_checkpoints.py")
SMALL = GeneratorConfig(channels=(8, 8, 16), middle=(1, 0), gate_channels=8)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def corrupted(count: int, seed: int, folder: Path) -> dict[str, dict[str, int]]:
    command = [sys.executable, str(PROGRAM), str(count), str(seed), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    assert done.returncode == 0, done.stderr
    header = json.loads(done.stdout)
    assert header["wrong"] == []  # each a sentence, within the memory allowed
    assert header["noted"] == {}  # nothing imported, run, started, unpickled or written
    return header


def test_a_hundred_corruptions_end_in_a_sentence(tmp_path: Path) -> None:
    taken = corrupted(105, 7, tmp_path)["taken"]
    assert sum(n for kind, n in taken.items() if "load" in kind) == 105
    refused = sum(n for kind, n in taken.items() if "load: refused" in kind)
    assert refused > 66  # the others changed a number or a comment, which no reader can know


@pytest.mark.drill
def test_tens_of_thousands_of_corruptions_end_in_a_sentence(tmp_path: Path) -> None:
    corrupted(30_000, 8, tmp_path)


def refused(path: Path) -> str:
    with pytest.raises(CheckpointError) as caught:
        checkpoint.load(path)
    with pytest.raises(CheckpointError):
        describe(path)
    return str(caught.value)


def archive_of(path: Path, table: bytes, numbers: dict[str, bytes] | None = None) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("archive/data.pkl", table)
        for name, content in (numbers or {}).items():
            made.writestr(f"archive/data/{name}", content)
    return path


class Runs:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch {os.environ['HOSTILE_MARK']}",)


@pytest.mark.parametrize("protocol", range(6))
def test_code_never_runs_in_a_pickle_of_any_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, protocol: int
) -> None:
    mark = tmp_path / "it-ran"
    monkeypatch.setenv("HOSTILE_MARK", str(mark))
    table = pickle.dumps({"state_dict": {"a": Runs()}, "b": [Runs()]}, protocol=protocol)
    assert "could run code" in refused(bare(tmp_path / "bare.pkl", table)) or protocol < 2
    refused(bare(tmp_path / "bare.pt", table))
    refused(archive_of(tmp_path / "hostile.pt", table))
    magic = pickle.dumps(0x1950A86A20F9469CFC6C, protocol=2)
    version, system = pickle.dumps(1001, protocol=2), pickle.dumps({"little_endian": True}, protocol=2)
    assert "could run code" in refused(bare(tmp_path / "old.pt", magic + version + system + table))
    assert not mark.exists()


def bare(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def peak() -> int:
    """Bytes this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def view(name: bytes, size: bytes, stride: bytes) -> bytes:
    """A dict entry that builds a tensor of the storage in memo 0."""
    return (
        b"X" + struct.pack("<I", len(name)) + name + b"ctorch._utils\n_rebuild_tensor_v2\n(h\x00K\x00" + size + stride
    ) + b"\x89ccollections\nOrderedDict\n)RtR"


def storage(numbers: int) -> bytes:
    """A storage "0" of so many floats, put into memo 0 and taken off again."""
    identity = b"(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuJ"
    return identity + struct.pack("<I", numbers) + b"tQq\x000"


def test_a_memo_at_a_huge_place_takes_no_memory(tmp_path: Path) -> None:
    before = peak()
    refused(archive_of(tmp_path / "memo.pt", b"\x80\x02}r\xff\xff\xff\x7f."))
    refused(archive_of(tmp_path / "bytes.pt", b"\x80\x05\x96" + struct.pack("<Q", 2**40) + b"."))
    refused(archive_of(tmp_path / "text.pt", b"\x80\x04\x8d" + struct.pack("<Q", 2**62) + b"."))
    assert peak() - before < 100 * 2**20


def test_a_key_whose_hash_would_never_end_is_not_hashed(tmp_path: Path) -> None:
    pairs = b"K\x01" + b"2\x86" * 100  # a pair of the same twice, a hundred times over
    started = time.process_time()
    refused(archive_of(tmp_path / "hash.pt", b"\x80\x02}" + pairs + b"K\x02s."))
    refused(archive_of(tmp_path / "set.pt", b"\x80\x04\x8f(" + pairs + b"\x90."))
    assert time.process_time() - started < 20


def test_many_views_of_one_storage_take_no_memory(tmp_path: Path) -> None:
    numbers = 4 * 2**20
    size, stride = b"J" + struct.pack("<I", numbers) + b"\x85", b"K\x01\x85"
    entries = b"".join(view(b"w%d" % n, size, stride) for n in range(2000))  # 32 GB, were they copied
    table = b"\x80\x02" + storage(numbers) + b"}(" + entries + b"u."
    path = archive_of(tmp_path / "views.pt", table, {"0": bytes(4 * numbers)})
    before = peak()
    assert len(archive.read(path)) == 2000
    assert "fit none of our generators" in refused(path)
    assert peak() - before < 200 * 2**20


def test_one_number_said_many_times_is_no_net(tmp_path: Path) -> None:
    """A small file whose weights are all the same few numbers would make a large net out of nothing."""
    shapes = {k: v.shape for k, v in build(LamaConfig(2, 16)).state_dict().items()}
    largest = max(shape.numel() for shape in shapes.values())
    one = torch.zeros(largest)
    torch.save({k: one[: shape.numel()].view(shape) for k, shape in shapes.items()}, tmp_path / "same.pt")
    assert "claim more numbers than it holds" in refused(tmp_path / "same.pt")


def test_names_that_grow_without_end_are_refused(tmp_path: Path) -> None:
    name = b"X" + struct.pack("<I", 300) + b"n" * 300
    table = (
        b"\x80\x02" + storage(1) + (b"}" + name) * 5 + b"}" + view(b"w", b"K\x01\x85", b"K\x01\x85") + b"s" * 6 + b"."
    )
    assert "holds more than weights" in refused(archive_of(tmp_path / "long.pt", table, {"0": b"\0" * 4}))


def test_tables_in_tables_without_end_are_passed_over(tmp_path: Path) -> None:
    table = b"\x80\x02" + b"]" * 50_000 + b"a" * 49_999 + b"."
    assert "no weights" in refused(archive_of(tmp_path / "deep.pt", table))
    itself = b"\x80\x02}q\x00X\x01\x00\x00\x00ah\x00s."
    assert "no weights" in refused(archive_of(tmp_path / "itself.pt", itself))


def test_a_zip_that_claims_more_than_it_is_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pt"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("archive/data.pkl", b"\x80\x02}" + b"N0" * 10_000_000 + b".")
    assert path.stat().st_size < 200_000
    assert "too large" in refused(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("archive/data.pkl", b"\x80\x02}.")
        made.writestr("archive/data/0", bytes(50 * 2**20))
    assert "does not compress" in refused(path)
    path = archive_of(tmp_path / "overlap.pt", b"\x80\x02}.", {str(n): bytes(1000) for n in range(50)})
    data = bytearray(path.read_bytes())
    for n in range(len(data) - 46):  # each part of the directory now says that it is a megabyte long
        if data[n : n + 4] == b"PK\x01\x02" and b"data/" in data[n + 46 : n + 70]:
            data[n + 20 : n + 28] = struct.pack("<II", 2**20, 2**20)
    path.write_bytes(data)
    assert "overlap" in refused(path)


def test_an_old_file_that_claims_gigabytes_takes_none(tmp_path: Path) -> None:
    path = tmp_path / "old.pth"
    torch.save({"a": torch.zeros(1000)}, path, _use_new_zipfile_serialization=False)
    whole, thousand = path.read_bytes(), b"M" + struct.pack("<H", 1000)
    assert thousand in whole
    before = peak()
    for claimed in (2**29, 2**31 - 1):
        path.write_bytes(whole.replace(thousand, b"J" + struct.pack("<i", claimed)))
        assert "damaged" in refused(path)
    assert peak() - before < 200 * 2**20


def test_a_header_that_lies_is_refused_without_reading_on(tmp_path: Path) -> None:
    def written(header: dict[str, object], body: bytes = b"") -> str:
        text = json.dumps(header).encode()
        path = tmp_path / "lie.safetensors"
        path.write_bytes(struct.pack("<Q", len(text)) + text + body)
        return refused(path)

    message = {"inpaint_studio": json.dumps(Description(SMALL).to_dict())}
    assert "cut short" in written({"a": {"dtype": "F32", "shape": [2**40], "data_offsets": [0, 2**42]}})
    assert "damaged" in written({"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}, b"\0" * 4)
    assert "damaged" in written({"a": {"dtype": "F32", "shape": "x", "data_offsets": [0, 4]}}, b"\0" * 4)
    assert "damaged" in written({"a": {"dtype": "F32", "shape": [True], "data_offsets": [0, 4]}}, b"\0" * 4)
    assert "damaged" in written({"a": 3, "__metadata__": message})
    huge = Description(SMALL).to_dict()
    huge["config"] |= {"channels": [10**9, 8, 8]}
    assert "describe no generator" in written({"__metadata__": {"inpaint_studio": json.dumps(huge)}})
    deep = json.dumps(huge).replace('"scores": {}', '"scores": ' + "[" * 5000 + "]" * 5000)
    assert "damaged" in written({"__metadata__": {"inpaint_studio": deep}})


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "a picture"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 20, "a picture"),
        (b"\x89HDF\r\n\x1a\n" + b"\0" * 20, "Keras"),
        (b"PK\x03\x04" + b"\0" * 30, "damaged"),
        (b"", "is empty"),
        (b"hello", "not a checkpoint"),
    ],
)
@pytest.mark.parametrize("suffix", [".safetensors", ".pt", ".ckpt", ".bin"])
def test_other_files_are_told_apart_whatever_they_are_called(
    tmp_path: Path, content: bytes, what: str, suffix: str
) -> None:
    assert what in refused(bare(tmp_path / f"thing{suffix}", content))


def test_what_cannot_be_read_as_data_is_refused_with_the_way_to_convert_it(tmp_path: Path) -> None:
    net = torch.nn.Sequential(torch.nn.Conv2d(4, 4, 1)).eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch deprecates TorchScript, which is what is handed around
        frozen = torch.jit.freeze(torch.jit.trace(net, torch.rand(1, 4, 8, 8)))
        torch.jit.save(frozen, str(tmp_path / "frozen.pt"))
    sentence = refused(tmp_path / "frozen.pt")
    assert "frozen TorchScript" in sentence
    assert "torch.save(net.state_dict(), 'weights.pt')" in sentence
    with zipfile.ZipFile(tmp_path / "other.pt", "w") as made:
        made.writestr("model.json", b"{}")
    assert "To convert it" in refused(tmp_path / "other.pt")


def test_a_state_is_no_checkpoint_and_is_told_so(tmp_path: Path) -> None:
    run = tmp_path / "run"
    (run / "state").mkdir(parents=True)
    (run / "state" / "state.json").write_text("{}")
    weights = {f"average.{k}": v.contiguous() for k, v in build(SMALL).state_dict().items()}
    checkpoint.write_safetensors(run / "state" / "part-00.safetensors", weights, {})
    checkpoint.save(run / "latest.safetensors", build(SMALL).state_dict(), Description(SMALL))
    for path in (run, run / "state", run / "state" / "part-00.safetensors", run / "state" / "state.json"):
        sentence = refused(path)
        assert "not a checkpoint" in sentence
        assert str(run / "latest.safetensors") in sentence
    assert "is a state, not a checkpoint" in refused(run / "state")
    alone = tmp_path / "moved.safetensors"
    alone.write_bytes((run / "state" / "part-00.safetensors").read_bytes())
    assert "is part of a state, not a checkpoint" in refused(alone)


def test_a_checkpoint_is_known_by_what_is_in_it_and_not_by_its_name(tmp_path: Path) -> None:
    net = build(LamaConfig(1, 4))
    torch.save(net.state_dict(), tmp_path / "lama.safetensors")
    checkpoint.save(tmp_path / "ours.pt", build(SMALL).state_dict(), Description(SMALL))
    assert checkpoint.load(tmp_path / "lama.safetensors").description.config == LamaConfig(1, 4)
    assert checkpoint.load(tmp_path / "ours.pt").description.config == SMALL
