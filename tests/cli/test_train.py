"""`train`: what it prints, how it is stopped, and which settings it goes on with."""

import json
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.cli import main, train
from inpaint_studio.model.nets.config import PRESETS, GeneratorConfig
from inpaint_studio.model.training import report as reports
from inpaint_studio.model.training.config import TrainingConfig


def run(*arguments) -> int:
    return main([str(argument) for argument in arguments])


def one_sentence(capsys) -> str:
    text = capsys.readouterr().err
    assert "Traceback" not in text
    assert text.startswith("inpaint-studio: ")
    assert text.count("\n") == 1
    return text


def test_training_on_nothing_is_a_sentence_and_leaves_nothing(tmp_path, capsys):
    (tmp_path / "photos").mkdir()
    assert run("train", tmp_path / "photos", "--run", tmp_path / "run") == 1
    assert "There are no photographs in" in one_sentence(capsys)
    assert not (tmp_path / "run").exists()


@pytest.fixture
def photographs(tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(3):
        pixels = np.random.default_rng(number).integers(0, 255, (100, 110, 3), np.uint8)
        Image.fromarray(pixels).save(folder / f"{number}.png")
    return folder


TINY = GeneratorConfig(channels=(8, 8, 16), middle=(1, 0), gate_channels=8, down_blocks=(0, 1), up_blocks=(1, 0))
# As the command is, with so small a generator. Adam imports the whole of the compiler in order to be left out of it.
TINY_RUN = f"""
import sys, types
import torch
torch._dynamo = sys.modules["torch._dynamo"] = types.ModuleType("torch._dynamo")
torch._dynamo.disable = lambda function, *arguments, **named: function
torch._dynamo.graph_break = lambda: None
from inpaint_studio import cli
from inpaint_studio.model.nets.config import PRESETS, GeneratorConfig
PRESETS["standard"] = {TINY!r}
sys.exit(cli.main(sys.argv[1:]))
"""
QUICK = ("--crop", 32, "--crop-later=", "--batch", 2, "--validation-pictures", 1, "--device", "cpu", "--json")


def test_train_tells_what_it_does_and_goes_on_by_what_it_was_told_before(photographs, tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(PRESETS, "standard", TINY)
    folder = tmp_path / "run"
    assert run("train", photographs, "--run", folder, "--images", 3, "--thin", 1, *QUICK) == 0
    output = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert output[0] == {"report": "Reading", "done": 3, "total": 3}
    assert output[-1]["report"] == "Finished"
    assert output[-1]["images_seen"] == 3
    assert run("train", photographs, "--run", folder, "--images", 3) == 1
    assert "go on with it, or choose another folder" in one_sentence(capsys)
    assert run("train", "--run", folder, "--resume", "--images", 5) == 0
    assert "All 5 images are seen." in capsys.readouterr().out
    settings = json.loads((folder / "state" / "state.json").read_text())["config"]
    assert (settings["thin"], settings["crop"], settings["batch"], settings["photographs"]) == (
        1.0,
        32,
        2,
        str(photographs),
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM that a process can hear")
def test_a_training_process_that_is_not_to_report_is_no_failure(photographs, tmp_path, monkeypatch, capsys):
    """Or torchrun would end the others, in the middle of what the first one has to save."""
    from inpaint_studio.model.training import loop

    monkeypatch.setattr(loop, "train", lambda config: iter(()))
    assert run("train", photographs, "--run", tmp_path / "run") == 1
    monkeypatch.setenv("RANK", "1")
    assert run("train", photographs, "--run", tmp_path / "run") == 0


def test_a_training_process_that_is_told_to_end_saves_everything_first(photographs, tmp_path):
    folder = tmp_path / "run"
    words = ["train", photographs, "--run", folder, "--images", 100_000, "--report-every", 0.01, *QUICK]
    process = subprocess.Popen(
        [sys.executable, "-c", TINY_RUN, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    lines = iter(process.stdout)
    assert any('"StepDone"' in line for line in lines)
    process.send_signal(signal.SIGTERM)
    rest, errors = process.stdout.read(), process.stderr.read()
    assert process.wait(timeout=240) == 0, errors
    process.stdout.close()
    process.stderr.close()
    ended = json.loads(rest.splitlines()[-1])
    assert "was stopped" in ended["why"]
    assert json.loads((folder / "state" / "state.json").read_text())["images_seen"] == ended["images_seen"]
    assert (folder / "latest.safetensors").is_file()


LINES = [
    (reports.Reading(3, 1200), "        3 of 1,200 files read"),
    (
        reports.Started("CPU, 2 threads", 6_240_000, 17, 0, 0, 200_000),
        "17 photographs; a generator of 6.2 million parameters on CPU, 2 threads; 0 of 200,000 images seen.",
    ),
    (
        reports.Started("CPU", 1_000_000, 17, 2, 512, 1000),
        "17 photographs, 2 skipped; a generator of 1.0 million parameters on CPU; 512 of 1,000 images seen.",
    ),
    (
        reports.StepDone(1234, {"l1": 0.12345, "adversarial": 2.0}, 9.87, 1e-4, 256),
        "    1,234     9.9/s  256 px  l1 0.1235  adversarial 2.0000",
    ),
    (
        reports.StepDone(1234, {"l1": 0.5}, 4321.0, 1e-4, 128, 12_800.0),
        "    1,234  4321.0/s  128 px  12.5 GiB  l1 0.5000",
    ),
    (reports.Samples(8, np.zeros((1, 1, 3), np.uint8), Path("run/s.png")), "        8  samples in run/s.png"),
    (reports.Looked(8, Path("run/look.png")), "        8  your hole in run/look.png"),
    (
        reports.Validated(8, {"scratch": {"psnr": 30.126, "psnr_membrane": 28.0}}),
        "        8  scratch 30.13 dB (membrane 28.00)",
    ),
    (reports.CheckpointSaved(8, Path("a.safetensors"), False), "        8  checkpoint a.safetensors"),
    (reports.CheckpointSaved(8, Path("a"), True), "        8  checkpoint a, the best so far"),
    (reports.StateSaved(8, Path("state")), "        8  state saved"),
    (reports.Paused(8), "        8  standing still"),
    (reports.Warned("Two pictures are alike."), "Two pictures are alike."),
    (reports.Finished(1500, "All is seen.", 90.0), "All is seen. 1,500 images seen in 1.5 minutes."),
]


@pytest.mark.parametrize(("report", "line"), LINES)
def test_each_report_is_one_line(report, line):
    assert train._line(report) == line


def test_every_kind_of_report_has_its_line():
    assert {type(report) for report, _ in LINES} == set(get_args(reports.Report))


@pytest.mark.parametrize(
    ("folders", "crop"), [({"state": 64}, 64), ({"state.old": 32}, 32), ({"state": 64, "state.old": 32}, 64)]
)
def test_a_run_goes_on_by_the_settings_of_its_state_or_of_the_one_before(tmp_path, folders, crop):
    for name, value in folders.items():
        config = TrainingConfig(photographs=tmp_path, run=tmp_path, crop=value)
        (tmp_path / name).mkdir()
        (tmp_path / name / "state.json").write_text(json.dumps({"config": config.to_dict()}))
    config = train._config_before(tmp_path)
    assert config is not None
    assert config.crop == crop


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b'{"config": {}}', b'{"config": 7}', b"\xff\xfe"])
def test_a_state_that_cannot_be_read_is_left_to_the_trainer_to_tell_of(tmp_path, content):
    if content is not None:
        (tmp_path / "state").mkdir()
        (tmp_path / "state" / "state.json").write_bytes(content)
    assert train._config_before(tmp_path) is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM that a process can hear")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_for_the_end_and_a_second_one_is_not_held_up(number):
    requested, heard = [], []
    before = {
        each: signal.signal(each, lambda *_: heard.append("by the one before"))
        for each in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        with train._stopping(lambda: requested.append("stop")):
            signal.raise_signal(number)
            assert (requested, heard) == (["stop"], [])
            signal.raise_signal(number)
            assert (requested, heard) == (["stop"], ["by the one before"])
        signal.raise_signal(number)
        assert heard == ["by the one before"] * 2
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM that a process can hear")
def test_a_request_that_cannot_be_written_does_not_end_the_run():
    def full() -> None:
        raise OSError(28, "No space left on device")

    before = signal.getsignal(signal.SIGTERM)
    with train._stopping(full):
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before


def test_on_another_thread_signals_are_left_alone():
    before = signal.getsignal(signal.SIGINT)
    seen = []

    def work() -> None:
        with train._stopping(lambda: None):
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]


def test_settings_that_cannot_be_are_a_wrong_call(photographs, tmp_path, capsys):
    assert run("train", photographs, "--run", tmp_path / "run", "--batch", 0) == 2
    one_sentence(capsys)
    assert not (tmp_path / "run").exists()
