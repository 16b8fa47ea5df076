"""The recipe for a lent GPU, walked on the CPU: in time, with everything brought out."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent.parent

# Stands for the trainer: reports at once, saves, and then goes on until it is told to end.
_TRAINER = """
import json, pathlib, signal, sys, time
arguments = sys.argv[1:]
run = pathlib.Path(arguments[arguments.index("--run") + 1])
(run / "state").mkdir(parents=True, exist_ok=True)
(run / "photographs").mkdir(exist_ok=True)
(run / "arguments.json").write_text(json.dumps(arguments))
def say(report, **values): print(json.dumps({"report": report, **values}), flush=True)
def end(*_):
    (run / "state" / "state.json").write_text("ended")
    (run / "latest.safetensors").write_text("weights")
    say("StateSaved", images_seen=2)
    say("Finished", images_seen=2, why="It was stopped.")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("something that is no report", flush=True)
say("StepDone", images_seen=1, losses={"l1": 0.5}, images_per_second=1000.0, crop=128, gpu_memory=2048.0)
(run / "state" / "state.json").write_text("begun")
say("StateSaved", images_seen=1)
if "--validation-pictures" in arguments: end()
while True: signal.pause()
"""


@pytest.fixture
def recipe() -> ModuleType:
    spec = importlib.util.spec_from_file_location("train_on_gpu", ROOT / "packaging" / "train_on_gpu.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def photographs(tmp_path: Path) -> Path:
    folder = tmp_path / "photographs"
    folder.mkdir()
    for i in range(3):
        noise = np.random.default_rng(i).integers(0, 255, (100, 110, 3), np.uint8)
        Image.fromarray(noise).resize((110, 100)).save(folder / f"{i}.png")
    return folder


def test_a_run_is_measured_laid_out_and_stopped_in_time(
    recipe: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "trainer.py").write_text(_TRAINER)
    monkeypatch.setattr(recipe, "TRAIN", (sys.executable, str(tmp_path / "trainer.py")))
    monkeypatch.setattr(recipe, "_TO_SAVE", 599.0)  # so the end comes after a second, and not by the limit
    out, work = tmp_path / "out", tmp_path / "work"
    code = recipe.main(["a.tar", "--out", str(out), "--work", str(work), "--minutes", "10", "--", "--thin", "0.5"])
    printed = capsys.readouterr().out
    assert code == 0
    arguments = json.loads((work / "run" / "arguments.json").read_text())
    assert arguments[0] == "a.tar"
    assert arguments[-2:] == ["--thin", "0.5"]
    assert {"--compile", "--compact", "--json"} <= set(arguments)
    assert int(arguments[arguments.index("--images") + 1]) >= 64
    assert not (work / "probe").exists()
    assert "1 crops of 128 px, 1,000 crops/s, 2.0 GiB, l1 0.5000" in printed
    assert "something that is no report" in printed
    assert "ended with exit code 0, 1,000 crops/s" in printed
    assert (out / "state" / "state.json").read_text() == "ended"
    assert sorted(p.name for p in out.iterdir()) == ["latest.safetensors", "state"]


@pytest.mark.drill
def test_a_real_run_is_brought_out_and_gone_on_with(
    recipe: ModuleType, photographs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = ["--crop", "32", "--crop-later", "", "--threads", "1", "--validation-pictures", "1"]
    fixed = ["--device", "cpu", "--batch", "1", "--no-compile"]
    first, second = tmp_path / "first", tmp_path / "second"
    words = [str(photographs), "--minutes", "20", "--work", str(tmp_path / "a"), *fixed]
    assert recipe.main([*words, "--out", str(first), "--images", "2", "--", *small]) == 0
    brought = [path for path in first.rglob("*") if path.is_file()]
    assert len(brought) <= 8
    assert max(path.stat().st_size for path in brought) < 16 * 2**20
    words = [str(photographs), "--minutes", "20", "--work", str(tmp_path / "b"), "--device", "cpu", "--no-compile"]
    assert recipe.main([*words, "--out", str(second), "--images", "3", "--resume-from", str(first)]) == 0
    assert json.loads((second / "state" / "state.json").read_text())["images_seen"] == 3
    assert "All 3 images are seen." in capsys.readouterr().out


def test_a_run_that_cannot_begin_is_no_success(
    recipe: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [str(tmp_path / "none.tar"), "--out", str(tmp_path / "out"), "--work", str(tmp_path / "work")]
    assert recipe.main([*words, "--device", "cpu"]) == 1
    assert "crops/s" not in capsys.readouterr().out
