#!/usr/bin/env python3
"""Build the AppImage from the application folder.

python3 packaging/build_appimage.py --application DIR/inpaint-studio --output DIR

The AppDir is made and tried first; appimagetool packs it, where it is installed. What the folder takes from the system
(libGL, libEGL, fonts, the keyboard's tables; the Debian package names them all) an AppImage takes from there too.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from application import ApplicationError, check_application, copy_application
from environment import SetupError, enter, say
from packages import NAME
from releases import build_time


class AppImageError(Exception):
    """The package cannot be built, as a sentence."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--application", type=Path, required=True, metavar="FOLDER", help="the application folder")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="where the AppImage is written")
    parser.add_argument(
        "--runtime-file", type=Path, metavar="FILE", help="AppImage's runtime; without it appimagetool fetches one"
    )
    parser.add_argument("--no-pack", action="store_true", help="make and try the AppDir, and leave it so")
    chosen = parser.parse_args(arguments)
    try:
        enter(beside=chosen.application)
        version = check_application(chosen.application)
        folder = make_folder(chosen.application, chosen.output)
        if chosen.no_pack:
            say(f"{folder} runs the program by its AppRun")
            return 0
        image = pack(folder, chosen.output / f"{NAME}-{version}-{platform.machine()}.AppImage", chosen.runtime_file)
        say(f"{image} has {image.stat().st_size / 1e6:.0f} MB")
    except (AppImageError, ApplicationError, SetupError, OSError) as error:
        say(str(error))
        return 1
    return 0


def make_folder(application: Path, output: Path) -> Path:
    """Make the AppDir, try its AppRun, and return it. Raises AppImageError."""
    from integration import IntegrationError, stage, validate

    folder = output / f"{NAME}.AppDir"
    shutil.rmtree(folder, ignore_errors=True)
    copy_application(application, folder / "usr" / "lib" / NAME)
    stage(folder / "usr" / "share")
    try:
        validate(folder / "usr" / "share")
    except IntegrationError as error:
        raise AppImageError(str(error)) from error
    (folder / "usr" / "bin").mkdir()
    links = {
        f"usr/bin/{NAME}": f"../lib/{NAME}/{NAME}",
        "AppRun": f"usr/lib/{NAME}/{NAME}",
        f"{NAME}.desktop": f"usr/share/applications/{NAME}.desktop",
        f"{NAME}.png": f"usr/share/icons/hicolor/256x256/apps/{NAME}.png",
        ".DirIcon": f"{NAME}.png",
    }
    for name, target in links.items():
        (folder / name).symlink_to(target)
    answer = subprocess.run([folder.resolve() / "AppRun", "--version"], capture_output=True, text=True, check=False)
    if answer.returncode != 0 or not answer.stdout.startswith(NAME):
        raise AppImageError(f"{folder / 'AppRun'} does not start: {answer.stderr.strip()}")
    return folder


def pack(folder: Path, image: Path, runtime: Path | None) -> Path:
    """Have appimagetool pack the AppDir. Raises AppImageError."""
    tool = shutil.which("appimagetool")
    if tool is None:
        raise AppImageError(
            f"appimagetool is not installed, so there is no AppImage. {folder} is complete: {folder / 'AppRun'} runs "
            "the program, and `appimagetool FOLDER FILE` packs it where that is."
        )
    command = [tool, *(["--runtime-file", str(runtime)] if runtime else []), str(folder), str(image)]
    environment = dict(os.environ, ARCH=platform.machine(), SOURCE_DATE_EPOCH=str(build_time()))
    if subprocess.run(command, env=environment, stdout=sys.stderr, check=False).returncode != 0:
        raise AppImageError("appimagetool could not pack the AppDir; the lines above say why.")
    return image


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
