#!/usr/bin/env python3
"""Build the installer of Windows from the application folder, by NSIS. Not tried on Windows yet.

python packaging/build_windows.py --application DIR/inpaint-studio --output DIR

The application folder must have been built on Windows. makensis itself runs on every system.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from application import ApplicationError, check_application
from environment import ROOT, SetupError, enter, say
from packages import NAME

SCRIPT = ROOT / "packaging" / "windows" / "inpaint-studio.nsi"


class InstallerError(Exception):
    """The installer cannot be built, as a sentence."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--application", type=Path, required=True, metavar="FOLDER", help="the application folder")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="where the installer is written")
    chosen = parser.parse_args(arguments)
    try:
        enter(beside=chosen.application)
        version = check_application(chosen.application)
        installer = build(chosen.application, chosen.output, version)
        say(f"{installer} has {installer.stat().st_size / 1e6:.0f} MB")
    except (ApplicationError, InstallerError, SetupError, OSError) as error:
        say(str(error))
        return 1
    return 0


def build(application: Path, output: Path, version: str) -> Path:
    """Build the installer and return its file. Raises InstallerError."""
    from bundles import associations
    from icon_files import write_ico

    tool = shutil.which("makensis")
    if tool is None:
        raise InstallerError("makensis is not installed: get NSIS 3, and see that it is on the PATH.")
    if not (application / f"{NAME}.exe").is_file():
        raise InstallerError(f"{application} has no {NAME}.exe: build the application folder on Windows.")
    output.mkdir(parents=True, exist_ok=True)
    installer = output.resolve() / f"{NAME}-{version}-setup.exe"
    with tempfile.TemporaryDirectory() as folder:
        icon, kinds = Path(folder) / f"{NAME}.ico", Path(folder) / "associations.nsh"
        write_ico(icon)
        kinds.write_text(associations(), encoding="utf-8")
        command = [tool, "-INPUTCHARSET", "UTF8", "-WX"]
        command += [f"-D{name}={value}" for name, value in definitions(application, installer, version, icon, kinds)]
        if subprocess.run([*command, str(SCRIPT)], stdout=sys.stderr, check=False).returncode != 0:
            raise InstallerError("makensis could not build the installer; the lines above say why.")
    return installer


def definitions(
    application: Path, installer: Path, version: str, icon: Path, kinds: Path
) -> tuple[tuple[str, object], ...]:
    """Every definition that the script reads."""
    return (
        ("VERSION", version),
        ("APPLICATION", application.resolve()),
        ("LICENSE", ROOT / "LICENSE"),
        ("ASSOCIATIONS", kinds),
        ("ICON", icon),
        ("OUTPUT", installer),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
