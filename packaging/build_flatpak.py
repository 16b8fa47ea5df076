#!/usr/bin/env python3
"""Build the Flatpak from the application folder.

python3 packaging/build_flatpak.py --application DIR/inpaint-studio --output DIR

Needs flatpak-builder, and the runtime that the manifest names. What the program may do is in the manifest: a window,
the home folder and removable media, for stacks, folders and copies beside the original are not to be had through the
portal of single files. No network, no devices.
"""

import argparse
import json
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from application import ApplicationError, check_application, copy_application
from environment import ROOT, SetupError, enter, say
from packages import IDENTIFIER, NAME, package

MANIFEST = ROOT / "packaging" / "flatpak" / f"{IDENTIFIER}.json"
WORK = ROOT / "build" / "flatpak"  # the manifest names its sources there


class FlatpakError(Exception):
    """The package cannot be built, as a sentence."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--application", type=Path, required=True, metavar="FOLDER", help="the application folder")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="where the bundle is written")
    chosen = parser.parse_args(arguments)
    try:
        enter(beside=chosen.application)
        bundle = build(chosen.application, chosen.output)
        say(f"{bundle} has {bundle.stat().st_size / 1e6:.0f} MB")
    except (ApplicationError, FlatpakError, SetupError, OSError) as error:
        say(str(error))
        return 1
    return 0


def build(application: Path, output: Path) -> Path:
    """Build the bundle and return its file. Raises ApplicationError, FlatpakError."""
    from integration import IntegrationError, validate

    missing = [tool for tool in package("flatpak").needs if shutil.which(tool) is None]
    if missing:
        raise FlatpakError(f"{' and '.join(missing)} is missing, and without it no Flatpak is built.")
    version = check_application(application)
    lay_sources(application, WORK / "sources")
    try:
        validate(WORK / "sources" / "share")
    except IntegrationError as error:
        raise FlatpakError(str(error)) from error
    check_manifest()
    absent = missing_runtimes()
    if absent:
        raise FlatpakError(
            f"The sources lie in {WORK / 'sources'} and the manifest is sound, but {' and '.join(absent)} is not "
            f"installed: flatpak install flathub {' '.join(absent)}"
        )
    _run(["flatpak-builder", "--force-clean", f"--repo={WORK / 'repo'}", str(WORK / "app"), str(MANIFEST)])
    output.mkdir(parents=True, exist_ok=True)
    bundle = output.resolve() / f"{NAME}-{version}-{platform.machine()}.flatpak"
    _run(["flatpak", "build-bundle", str(WORK / "repo"), str(bundle), IDENTIFIER])
    return bundle


def lay_sources(application: Path, sources: Path) -> None:
    """Lay what the manifest's commands copy into `sources`: application/ and share/."""
    from integration import stage

    shutil.rmtree(sources, ignore_errors=True)
    sources.mkdir(parents=True)
    copy_application(application, sources / "application")
    stage(sources / "share")


def check_manifest() -> None:
    """Raises FlatpakError where flatpak-builder reads the manifest otherwise than it is meant."""
    WORK.mkdir(parents=True, exist_ok=True)
    command = ["flatpak-builder", "--show-manifest", str(MANIFEST)]
    finished = subprocess.run(command, cwd=WORK, capture_output=True, text=True, check=False)
    if finished.returncode != 0 or finished.stderr.strip():
        raise FlatpakError(f"flatpak-builder refuses the manifest: {finished.stderr.strip()}")
    meant, understood = json.loads(MANIFEST.read_text(encoding="utf-8")), json.loads(finished.stdout)
    for key in ("runtime", "runtime-version", "command", "rename-desktop-file", "rename-icon", "finish-args"):
        if understood.get(key) != meant[key]:
            raise FlatpakError(f"flatpak-builder reads {key} of the manifest as {understood.get(key)!r}.")


def missing_runtimes() -> list[str]:
    """Of the runtime and the SDK those that are not installed, as ID//BRANCH."""
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    wanted = [f"{manifest[key]}//{manifest['runtime-version']}" for key in ("runtime", "sdk")]
    return [
        one for one in wanted if subprocess.run(["flatpak", "info", one], capture_output=True, check=False).returncode
    ]


def _run(command: list[str]) -> None:
    # flatpak-builder keeps its state where it is started.
    if subprocess.run(command, cwd=WORK, stdout=sys.stderr, check=False).returncode != 0:
        raise FlatpakError(f"{command[0]} could not build the package; the lines above say why.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
