"""Uses an application folder as a person would, under a bare PATH and an empty home. Standard library only.

    python3 packaging/smoke_application.py FOLDER

Fills, decodes in its helper, trains for some seconds, works on a job with two workers, opens its window (where Xvfb is)
and prints the seconds of each. Raises AssertionError or CalledProcessError where something does not.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAM = "inpaint-studio.exe" if os.name == "nt" else "inpaint-studio"


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]).resolve()
    samples = folder / "_internal" / "inpaint_studio" / "_resources" / "samples"
    with tempfile.TemporaryDirectory() as scratch:
        use = _Use(folder, Path(scratch))
        use.run("version", "--version")
        couple, mask = samples / "old-couple.png", samples / "old-couple.mask.png"
        fill = ("fill", couple, "--mask", mask)
        use.run("first fill, which compiles", *fill, "--output", use.place / "first.png")
        use.run("fill", *fill, "--output", use.place / "second.png")
        use.run("verify", "verify", couple, use.place / "second.png", "--mask", mask)
        assert list(use.home.rglob("*.nbi")), "nothing compiled was kept in the cache folder"
        slice_mask = samples / "slice.mask.png"
        use.run("fill of a slice", "fill", samples / "slice.dcm", "--mask", slice_mask, "--output", use.place / "s.dcm")
        use.run("find", "find", samples / "old-portrait.png", "--output", use.place / "found.png")
        photographs = use.place / "photographs"
        photographs.mkdir()
        for name in ("old-couple.png", "old-portrait.png", "lake-boat.jpg", "lake-watermark.jpg"):
            shutil.copy(samples / name, photographs)
        run = use.place / "run"
        use.run("train", "train", photographs, "--run", run, "--images", "8", "--batch", "4", "--minutes", "1")
        assert (run / "latest.safetensors").exists(), "no checkpoint"
        routine = use.place / "routine.json"
        routine.write_text(use.run("routine", "routine", "--example", "dust"), encoding="utf-8")
        output, job = use.place / "output", use.place / "job"
        use.run("job", "job", "new", photographs, "--routine", routine, "--output", output, "--into", job)
        use.run("work with two workers", "work", job, "--workers", "2")
        print(use.run("status", "job", "status", job).strip())
        assert len(list(output.iterdir())) == 4, "not every picture of the job was saved"
        use.window("window, first")
        use.window("window, warm")
    return 0


class _Use:
    def __init__(self, folder: Path, scratch: Path) -> None:
        self.program, self.place, self.home = folder / PROGRAM, scratch / "files", scratch / "home"
        self.place.mkdir()
        self.home.mkdir()
        self.environment = {"HOME": str(self.home), "PATH": "/usr/bin:/bin", "QT_QPA_PLATFORM": "offscreen"}
        if os.name == "nt":
            self.environment = {**os.environ, "LOCALAPPDATA": str(self.home), "QT_QPA_PLATFORM": "offscreen"}

    def run(self, what: str, *words: object) -> str:
        started = time.monotonic()
        done = subprocess.run(
            [self.program, *map(str, words)],
            env=self.environment,
            cwd=self.place,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        print(f"{time.monotonic() - started:6.1f} s  {what}", flush=True)
        assert done.returncode == 0, f"{what} ended with {done.returncode}: {done.stderr[-2000:]}"
        return done.stdout

    def window(self, what: str) -> None:
        """Open it on a display of its own and wait until it is seen there."""
        if shutil.which("Xvfb") is None or shutil.which("xdotool") is None:
            print("        the window was not tried: that takes Xvfb and xdotool")
            return
        reading, writing = os.pipe()
        screen = ["-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
        display = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), *screen], pass_fds=[writing], stderr=subprocess.DEVNULL
        )
        os.close(writing)
        try:
            with os.fdopen(reading) as numbers:
                name = f":{numbers.readline().strip()}"
            environment = {**self.environment, "DISPLAY": name, "QT_QPA_PLATFORM": "xcb"}
            started = time.monotonic()
            process = subprocess.Popen([self.program, "--new"], env=environment, cwd=self.place)
            search = ["xdotool", "search", "--sync", "--onlyvisible", "--name", "Inpaint Studio"]
            subprocess.run(search, env={**os.environ, "DISPLAY": name}, check=True, timeout=120, capture_output=True)
            print(f"{time.monotonic() - started:6.2f} s  {what}", flush=True)
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) in (0, -signal.SIGTERM, 143), f"the window ended with {process.returncode}"
        finally:
            display.terminate()
            display.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
