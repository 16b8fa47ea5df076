#!/usr/bin/env python3
"""Train on a GPU that is lent for minutes: one command, from a checkout to a state that can be gone on from.

python3 packaging/train_on_gpu.py gpu/photographs.tar --out OUT --minutes 9
python3 packaging/train_on_gpu.py gpu/photographs.tar --out OUT --minutes 9 --resume-from gpu/before

Needs Python 3.11 with torch (CUDA), numpy, Pillow, safetensors and scipy; no network, no installation. The folder OUT
gets what is to come back (the state, the newest checkpoint, the log, a sheet), as soon as it is saved and again at
the end. Options after `--` are those of `inpaint-studio train`.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TRAIN = (sys.executable, "-m", "inpaint_studio", "train")
_PROBE = 12.0  # seconds of training that measure the speed
_TO_SAVE = 25.0  # seconds before the end at which the run is stopped: it finishes its step, saves and writes
_SHARE = 0.9  # of the time left that the schedule is laid out for; the end of a run scores and saves


class Lease:
    """One command's time on the machine, and what is told of it."""

    def __init__(self, minutes: float) -> None:
        self._began = time.monotonic()
        self._ends = self._began + 60 * minutes

    def left(self) -> float:
        """Seconds."""
        return self._ends - time.monotonic()

    def say(self, text: str) -> None:
        print(f"[{time.monotonic() - self._began:5.0f} s] {text}", flush=True)


def main(arguments: list[str]) -> int:
    chosen = _parsed(arguments)
    lease = Lease(chosen.minutes)
    out, run = chosen.out, chosen.work / "run"
    out.mkdir(parents=True, exist_ok=True)
    lease.say(f"Python {sys.version.split()[0]}, {len(os.sched_getaffinity(0))} cores, {_gpu()}")
    begin: list[str] = []
    if chosen.resume_from is not None:
        shutil.copytree(chosen.resume_from, run, dirs_exist_ok=True)
        begin = ["--resume"]
    fixed = ["--device", chosen.device, "--compact", "--keep", "0", "--report-every", "4", "--json"]
    images = chosen.images
    if not begin:
        fixed += ["--batch", str(chosen.batch)]
        if images is None:
            speed = _measured(chosen, lease, fixed)
            if speed is None:
                return 1
            images = max(chosen.batch, int(speed * _SHARE * (lease.left() - _TO_SAVE - 15)))
            lease.say(f"{speed:,.0f} crops/s at the full loss: the run is laid out for {images:,} crops.")
    if images is not None:
        begin += ["--images", str(images)]
    if chosen.compile:
        begin.append("--compile")
    minutes = ["--minutes", f"{max(5.0, lease.left() - _TO_SAVE) / 60:.3f}", "--state-minutes", "2"]
    words = [*map(str, chosen.photographs), "--run", str(run), *fixed, *begin, *minutes, *chosen.options]
    code, last = _train(words, lease, lambda: _bring_out(run, out))
    _bring_out(run, out)
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        lease.say(f"{path.relative_to(out)}  {path.stat().st_size / 2**20:.1f} MiB")
    lease.say(f"ended with exit code {code}, {last:,.0f} crops/s in its last report")
    return code


def _parsed(arguments: list[str]) -> argparse.Namespace:
    own, options = arguments, []
    if "--" in arguments:
        at = arguments.index("--")
        own, options = arguments[:at], arguments[at + 1 :]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photographs", nargs="+", type=Path, help="tars of `pack_photographs.py`, or folders")
    parser.add_argument("--out", type=Path, default=os.environ.get("OUT"), help="for what is to come back ($OUT)")
    parser.add_argument("--minutes", type=float, default=9, help="everything together (%(default)s)")
    parser.add_argument("--images", type=int, help="crops in all; without them, as many as the speed allows")
    parser.add_argument("--batch", type=int, default=64, help="crops per step (%(default)s)")
    parser.add_argument("--resume-from", type=Path, metavar="FOLDER", help="what came back last time")
    parser.add_argument("--work", type=Path, default=Path("/tmp/inpaint-studio-gpu"), help="scratch (%(default)s)")
    parser.add_argument("--device", default="cuda", help="cpu tries the recipe out (%(default)s)")
    parser.add_argument("--compile", action=argparse.BooleanOptionalAction, default=True, help="torch.compile")
    chosen = parser.parse_args(own)
    if chosen.out is None:
        parser.error("name a folder for what is to come back: --out FOLDER")
    chosen.out = Path(chosen.out)
    chosen.options = options
    return chosen


def _measured(chosen: argparse.Namespace, lease: Lease, fixed: list[str]) -> float | None:
    """Crops per second with every loss. The photographs it decodes are then the run's. None where it failed."""
    probe, run = chosen.work / "probe", chosen.work / "run"
    shutil.rmtree(probe, ignore_errors=True)
    every_loss = ["--perceptual-from", "0", "--adversarial-from", "0"]
    ends = ["--images", "1000000000", "--minutes", f"{_PROBE / 60}", "--validation-pictures", "1"]
    places = map(str, chosen.photographs)
    code, speed = _train([*places, "--run", str(probe), *fixed, *every_loss, *chosen.options, *ends], lease, None)
    if (probe / "photographs").is_dir() and not (run / "photographs").exists():
        run.mkdir(parents=True, exist_ok=True)
        (probe / "photographs").rename(run / "photographs")
    shutil.rmtree(probe, ignore_errors=True)
    return speed if code == 0 and speed else None


def _train(arguments: list[str], lease: Lease, saved: Any) -> tuple[int, float]:
    """Run `inpaint-studio train` to its end, within the lease. Returns its exit code and its last speed.

    saved: called after every state and checkpoint.
    """
    environment = dict(os.environ, PYTHONPATH=str(ROOT), PYTHONUNBUFFERED="1")
    command = [*TRAIN, *arguments]
    speed = 0.0
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        # SIGTERM ends the run cleanly at its next step; who does not come to one by the end is ended.
        timers = [
            threading.Timer(max(0.0, lease.left() - _TO_SAVE), process.terminate),
            threading.Timer(max(1.0, lease.left() - 2), process.kill),
        ]
        for timer in timers:
            timer.daemon = True
            timer.start()
        for line in process.stdout:
            report = _report(line)
            speed = report.get("images_per_second", speed)
            if text := _line(report, line):
                lease.say(text)
            if saved is not None and report.get("report") in ("StateSaved", "CheckpointSaved"):
                saved()
        for timer in timers:
            timer.cancel()
    return process.returncode, speed


def _report(line: str) -> dict[str, Any]:
    try:
        values = json.loads(line)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _line(report: dict[str, Any], line: str) -> str:
    """One line of the screen; empty for reports that are not printed."""
    match report.get("report"):
        case "StepDone":
            memory = f"{report['gpu_memory'] / 1024:.1f} GiB, " if report.get("gpu_memory") else ""
            losses = ", ".join(f"{name} {value:.4f}" for name, value in report["losses"].items())
            return (
                f"{report['images_seen']:,} crops of {report['crop']} px, {report['images_per_second']:,.0f} crops/s, "
                f"{memory}{losses}"
            )
        case "Started":
            return f"{report['photographs']:,} photographs on {report['device']}"
        case "Validated":
            return ", ".join(f"{kind} {score['psnr']:.2f} dB" for kind, score in report["scores"].items())
        case "Warned" | "Finished":
            return str(report.get("message") or report.get("why"))
        case "StateSaved":
            return f"state saved at {report['images_seen']:,} crops"
        case None:
            return line.rstrip()
    return ""


def _bring_out(run: Path, out: Path) -> None:
    """Copy what is to come back: at most eight files, each whole or not at all."""
    for name in ("state", "latest.safetensors", "log.jsonl"):
        if (run / name).exists():
            _copied(run / name, out / name)
    sheets = sorted((run / "samples").glob("*.png"))
    if sheets:
        _copied(sheets[-1], out / "samples.png")


def _copied(source: Path, target: Path) -> None:
    """Beside the target first, so that a command that is cut off leaves the copy before."""
    new = target.with_name(f"{target.name}.new")
    if source.is_dir():
        shutil.rmtree(new, ignore_errors=True)
        shutil.copytree(source, new)
        shutil.rmtree(target, ignore_errors=True)
    else:
        shutil.copyfile(source, new)
    new.replace(target)


def _gpu() -> str:
    """The GPU as its driver names it."""
    if shutil.which("nvidia-smi") is None:
        return "no nvidia-smi here"
    done = subprocess.run(["nvidia-smi", "-L"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or done.stderr.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
