#!/usr/bin/env python3
"""Build the application of macOS and its disk image. Not tried on macOS yet.

python3 packaging/build_macos.py --output DIR [--identity "Developer ID Application: ..."] [--notary-profile NAME]

build_application.py makes the bundle, whose icon and kinds of files `bundles.py` gives to PyInstaller. Without an
identity the bundle has the signature "ad hoc", and the Finder of another Mac asks before it opens it.
"""

import argparse
import platform
import plistlib
import shutil
import subprocess
import sys
from pathlib import Path

from application import ApplicationError, notices_of
from environment import ROOT, SetupError, enter, say
from packages import IDENTIFIER, NAME, TITLE, package

ENTITLEMENTS = ROOT / "packaging" / "macos" / "entitlements.plist"


class MacError(Exception):
    """The application cannot be built, as a sentence."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="where the disk image is written")
    parser.add_argument("--identity", default="-", metavar="NAME", help="who signs it; - is nobody (%(default)s)")
    parser.add_argument("--notary-profile", metavar="NAME", help="profile of notarytool in the keychain")
    chosen = parser.parse_args(arguments)
    try:
        enter()
        image = build(chosen.output, chosen.identity, chosen.notary_profile)
        say(f"{image} has {image.stat().st_size / 1e6:.0f} MB")
    except (MacError, SetupError, OSError) as error:
        say(str(error))
        return 1
    return 0


def build(output: Path, identity: str, notary_profile: str | None) -> Path:
    """Build the disk image and return its file. Raises MacError."""
    if sys.platform != "darwin":
        raise MacError(
            "An application of macOS is built on macOS, for PyInstaller packs the libraries that it runs on."
        )
    missing = [tool for tool in package("macos").needs if shutil.which(tool) is None]
    if missing:
        raise MacError(f"{' and '.join(missing)} is missing: install the command line tools of Xcode.")
    _run([sys.executable, str(ROOT / "packaging" / "build_application.py"), "--output", str(output)])
    bundle = output / f"{TITLE}.app"
    version = check_bundle(bundle)
    for command in signing(bundle, identity):
        _run(command)
    image = output / f"{NAME}-{version}-{platform.machine()}.dmg"
    for command in imaging(bundle, image, output / "image"):
        _run(command)
    if notary_profile:
        for command in notarising(image, notary_profile):
            _run(command)
    return image


def check_bundle(bundle: Path) -> str:
    """The version of the bundle.

    Raises MacError where its Info.plist does not say what the Finder needs, or the licences of its parts are not in it.
    """
    try:
        facts = plistlib.loads((bundle / "Contents" / "Info.plist").read_bytes())
    except (OSError, plistlib.InvalidFileException) as error:
        raise MacError(f"build_application.py left no bundle {bundle}: {error}") from error
    if facts.get("CFBundleIdentifier") != IDENTIFIER or not facts.get("CFBundleDocumentTypes"):
        raise MacError(f"{bundle} was built without `bundles.bundle_options`: it opens no kind of file.")
    if facts.get("LSBackgroundOnly"):
        raise MacError(f"{bundle} was built as a program of the terminal, which has no windows.")
    try:
        notices_of(bundle)
    except ApplicationError as error:
        raise MacError(str(error)) from error
    return str(facts["CFBundleShortVersionString"])


def signing(bundle: Path, identity: str) -> list[list[str]]:
    """Commands that sign every library and the bundle, innermost first, and check that."""
    options = ["--force", "--sign", identity]
    if identity != "-":  # notarisation wants both
        options += ["--timestamp", "--options", "runtime", "--entitlements", str(ENTITLEMENTS)]
    inner = sorted(
        (path for path in bundle.rglob("*") if path.suffix in (".dylib", ".so") and not path.is_symlink()),
        key=lambda path: (-len(path.parts), path),
    )
    commands = [["codesign", *options, *map(str, inner[at : at + 100])] for at in range(0, len(inner), 100)]
    return [
        *commands,
        ["codesign", *options, str(bundle)],
        ["codesign", "--verify", "--deep", "--strict", str(bundle)],
    ]


def imaging(bundle: Path, image: Path, folder: Path) -> list[list[str]]:
    """Commands that make a disk image with the bundle beside a link to the folder of applications."""
    return [
        ["rm", "-rf", str(folder)],
        ["mkdir", "-p", str(folder)],
        ["ditto", str(bundle), str(folder / bundle.name)],  # cp would lose extended attributes
        ["ln", "-s", "/Applications", str(folder / "Applications")],
        ["hdiutil", "create", "-volname", TITLE, "-srcfolder", str(folder), "-ov", "-format", "UDZO", str(image)],
        ["rm", "-rf", str(folder)],
    ]


def notarising(image: Path, profile: str) -> list[list[str]]:
    """Commands that have Apple look at the image and staple its ticket."""
    return [
        ["xcrun", "notarytool", "submit", str(image), "--keychain-profile", profile, "--wait"],
        ["xcrun", "stapler", "staple", str(image)],
    ]


def _run(command: list[str]) -> None:
    if subprocess.run(command, stdout=sys.stderr, check=False).returncode != 0:
        raise MacError(f"{' '.join(command[:3])} failed; the lines above say why.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
