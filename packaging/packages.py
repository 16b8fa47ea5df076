#!/usr/bin/env python3
"""The packages of the program: what each is, which command builds it, where, and what it has been tried on.

python3 packaging/packages.py               prints the table

Names and addresses that every package repeats stand here once. Standard library only.
"""

import sys
from dataclasses import dataclass

NAME = "inpaint-studio"  # of the command, the desktop entry, the icon and the Debian package
TITLE = "Inpaint Studio"
SUMMARY = "Fill damage and marks in photographs"
# Reverse DNS, as AppStream, Flatpak and macOS want it. There is no home page yet: whoever publishes the program under
# another name changes it here, and in the name of the Flatpak manifest.
IDENTIFIER = "io.github.inpaint_studio.InpaintStudio"
MAINTAINER = "The Inpaint Studio authors <inpaint-studio@users.noreply.github.com>"


@dataclass(frozen=True)
class Package:
    """One kind of package."""

    key: str
    title: str
    system: str  # sys.platform of the machine that builds it
    command: str  # after `python3 packaging/`; APPLICATION is the folder that the first but one builds
    result: str  # what lies in the output folder then; VERSION and ARCHITECTURE stand for themselves
    needs: tuple[str, ...] = ()  # commands of the system that build it
    tried: str = ""  # in which surroundings it was installed, used and removed; empty: never


PACKAGES = (
    Package(
        "wheel",
        "wheel and sdist",
        "any",
        "test.py wheel",
        "inpaint_studio-VERSION-py3-none-any.whl",
        tried="Debian 12, by pip, pipx and uv",
    ),
    Package(
        "folder", "application folder", "any", "build_application.py --output DIR", "inpaint-studio/", tried="Debian 12"
    ),
    Package(
        "deb",
        "Debian package",
        "linux",
        "build_deb.py --application APPLICATION --output DIR",
        "inpaint-studio_VERSION_ARCHITECTURE.deb",
        ("dpkg-deb", "dpkg-shlibdeps", "lintian", "desktop-file-validate", "appstreamcli"),
        "Debian 12 and 13",
    ),
    Package(
        "appimage",
        "AppImage",
        "linux",
        "build_appimage.py --application APPLICATION --output DIR",
        "inpaint-studio-VERSION-ARCHITECTURE.AppImage",
        ("appimagetool", "desktop-file-validate", "appstreamcli"),
    ),
    Package(
        "flatpak",
        "Flatpak",
        "linux",
        "build_flatpak.py --application APPLICATION --output DIR",
        "inpaint-studio-VERSION-ARCHITECTURE.flatpak",
        ("flatpak-builder", "flatpak", "desktop-file-validate", "appstreamcli"),
    ),
    Package(
        "macos",
        "macOS application",
        "darwin",
        "build_macos.py --output DIR",
        "inpaint-studio-VERSION-ARCHITECTURE.dmg",
        ("codesign", "hdiutil"),
    ),
    Package(
        "windows",
        "Windows installer",
        "win32",
        "build_windows.py --application APPLICATION --output DIR",
        "inpaint-studio-VERSION-setup.exe",
        ("makensis",),
    ),
)


def package(key: str) -> Package:
    """The row of one kind. Raises KeyError."""
    return {one.key: one for one in PACKAGES}[key]


def main() -> int:
    for one in PACKAGES:
        print(f"{one.title}\n    python3 packaging/{one.command}\n    gives:  {one.result}")
        if one.needs:
            print(f"    needs:  {', '.join(one.needs)}")
        print(f"    tried:  {one.tried or 'not as an installed package'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
