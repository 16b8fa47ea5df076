"""Uses an application folder as a person would, under a bare PATH and an empty home. Standard library only.

    python3 packaging/smoke_application.py FOLDER

Fills, decodes in its helper, trains for some seconds, works on a job with two workers, opens its window and every room
of it (where Xvfb and xdotool are), and prints the seconds of each. Raises AssertionError where something does not.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import smoke_window

PROGRAM = "inpaint-studio.exe" if os.name == "nt" else "inpaint-studio"
HELPERS = ("pictures", "guests")  # those of films need an extra
PATIENCE = 900  # seconds that a command may take on a busy machine

# What needs an extra, by the first bytes of such a file: said in a sentence, without a traceback.
FOREIGN = {
    "photo.heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "head.nii": (348).to_bytes(4, "little") + bytes(340) + b"n+1\0" + bytes(64),
    "film.mp4": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
}


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        use = Use([str(folder / PROGRAM)], folder / "_internal" / "inpaint_studio" / "_resources", Path(scratch))
        use.notices()
        use.fills()
        use.helpers()
        use.kinds_of_files()
        use.training()
        use.job()
        use.windows()
    return 0


class Use:
    """One person with an empty home, who starts the program by `command`. `resources`: where its samples lie."""

    def __init__(self, command: list[str], resources: Path, scratch: Path) -> None:
        self.command, self.resources, self.samples = command, resources, resources / "samples"
        self.place, self.home = scratch / "files", scratch / "home"
        self.place.mkdir()
        self.home.mkdir()
        self.environment = {"HOME": str(self.home), "PATH": "/usr/bin:/bin", "QT_QPA_PLATFORM": "offscreen"}
        if os.name == "nt":
            self.environment = {**os.environ, "LOCALAPPDATA": str(self.home), "QT_QPA_PLATFORM": "offscreen"}

    def run(self, what: str, *words: object, code: int = 0) -> str:
        """What the program writes, of both streams. Raises AssertionError where it does not end with `code`."""
        started, before = time.monotonic(), os.times()
        done = subprocess.run(
            [*self.command, *map(str, words)],
            env=self.environment,
            cwd=self.place,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
        after = os.times()
        used = after.children_user + after.children_system - before.children_user - before.children_system
        print(f"{time.monotonic() - started:6.1f} s, of the processor {used:6.1f}  {what}", flush=True)
        assert done.returncode == code, f"{what} ended with {done.returncode}: {done.stdout[-2000:]}"
        assert "Traceback" not in done.stdout, done.stdout[-2000:]
        return done.stdout

    def notices(self) -> None:
        self.run("version", "--version")
        text = (self.resources / "NOTICES.txt").read_text(encoding="utf-8")
        for name in ("PySide6", "torch", "llvmlite", "numpy", "OpenBLAS", "Python"):
            assert name in text, f"the notices do not speak of {name}"

    def fills(self) -> None:
        couple, mask = self.samples / "old-couple.png", self.samples / "old-couple.mask.png"
        fill = ("fill", couple, "--mask", mask)
        self.run("first fill, which compiles", *fill, "--output", self.place / "first.png")
        self.run("fill", *fill, "--output", self.place / "second.png")
        assert (self.place / "first.png").read_bytes() == (self.place / "second.png").read_bytes(), "fills differ"
        self.run("verify", "verify", couple, self.place / "second.png", "--mask", mask)
        compiled = list(self.home.rglob("*.nbi"))
        assert compiled, "nothing compiled was kept in the cache folder"
        apart = [path for path in compiled if "inpaint-studio" not in path.relative_to(self.home).parts]
        assert not apart, f"compiled loops lie outside the program's cache folder: {apart}"
        self.run("find", "find", self.samples / "old-portrait.png", "--output", self.place / "found.png")

    def helpers(self) -> None:
        for name in HELPERS:
            self.run(f"helper {name}, at the end of its input", "--helper", name)

    def kinds_of_files(self) -> None:
        """One fill for each library that reads or writes pictures, and a sentence for each that is not here."""
        boat, mask = self.samples / "lake-boat.jpg", self.samples / "lake-boat.mask.png"
        for name in ("boat.jpg", "boat.png", "boat.tif", "boat.webp"):
            self.run(f"fill into {name}", "fill", boat, "--mask", mask, "--output", self.place / name)
        slice_mask = self.samples / "slice.mask.png"
        self.run(
            "fill of a slice",
            "fill",
            self.samples / "slice.dcm",
            "--mask",
            slice_mask,
            "--output",
            self.place / "s.dcm",
        )
        for name, start in FOREIGN.items():
            (self.place / name).write_bytes(start + bytes(1000))
            answer = self.run(f"refusal of {name}", "find", self.place / name, "--output", self.place / "m.png", code=1)
            assert "extra" in answer, answer

    def training(self) -> None:
        photographs, run = self._photographs(), self.place / "run"
        self.run("train", "train", photographs, "--run", run, "--images", "8", "--batch", "4", "--minutes", "1")
        assert (run / "latest.safetensors").exists(), "no checkpoint"

    def job(self) -> None:
        routine, output, job = self.place / "routine.json", self.place / "output", self.place / "job"
        routine.write_text(self.run("routine", "routine", "--example", "dust", "--without", "review"), encoding="utf-8")
        pictures = self._photographs()
        self.run("job", "job", "new", pictures, "--routine", routine, "--output", output, "--into", job)
        self.run("work with two workers", "work", job, "--workers", "2")
        print(self.run("status", "job", "status", job).strip())
        assert len(list(output.iterdir())) == len(list(pictures.iterdir())), "not every picture of the job was saved"

    def windows(self) -> None:
        """Open the window twice, then every room of it."""
        missing = smoke_window.missing()
        if missing:
            print(f"the window was not tried: {' and '.join(missing)} is missing")
            return
        with smoke_window.display() as display:
            for what in ("window, first", "window, warm", "window, warm, and its rooms"):
                command = [*self.command, "--new"]
                with smoke_window.ProgramWindow(command, self.environment, self.place, display) as window:
                    print(f"{window.seconds:6.2f} s, of the processor {window.cpu_seconds:6.2f}  {what}", flush=True)
                    if what.endswith("rooms"):
                        window.open_rooms()

    def _photographs(self) -> Path:
        folder = self.place / "photographs"
        if not folder.exists():
            folder.mkdir()
            for name in ("old-couple.png", "old-portrait.png", "lake-boat.jpg", "lake-watermark.jpg"):
                shutil.copy(self.samples / name, folder)
        return folder


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
