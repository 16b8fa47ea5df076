"""What a Linux desktop knows of the program, for every package alike: desktop entry, icon theme, metainfo, media types
and manual pages. Run with the Python of an environment that has the program."""

import gzip
import shutil
import subprocess
import sys
from pathlib import Path
from xml.sax.saxutils import escape

from environment import ROOT, say
from file_types import media_types
from icon_files import write_theme
from manual import manual_pages
from packages import IDENTIFIER, NAME
from releases import Release, releases

SOURCES = ROOT / "packaging" / "linux"
_FOR_WHOM_IT_IS_NOT = "For those who work on it"  # a section of the change log that software centres do not show


class IntegrationError(Exception):
    """A desktop's file is not valid, as a sentence."""


def desktop_entry() -> str:
    """The desktop entry: name, comment, actions, and the media types of all kinds of file."""
    template = (SOURCES / "inpaint-studio.desktop").read_text(encoding="utf-8")
    return template.replace("@MEDIA_TYPES@", "".join(f"{name};" for name in media_types()))


def metainfo() -> str:
    """The AppStream component, with the releases of the change log."""
    template = (SOURCES / "inpaint-studio.metainfo.xml").read_text(encoding="utf-8")
    types = "\n    ".join(f"<mediatype>{name}</mediatype>" for name in media_types())
    notes = "\n    ".join(_release(one) for one in releases())
    return template.replace("@IDENTIFIER@", IDENTIFIER).replace("@MEDIA_TYPES@", types).replace("@RELEASES@", notes)


def stage(share: Path) -> None:
    """Lay everything into `share` (usr/share of a package)."""
    files = {
        f"applications/{NAME}.desktop": desktop_entry(),
        f"metainfo/{IDENTIFIER}.metainfo.xml": metainfo(),
        f"mime/packages/{NAME}.xml": (SOURCES / "inpaint-studio-mime.xml").read_text(encoding="utf-8"),
    }
    for name, text in files.items():
        file = share / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    manuals = share / "man" / "man1"
    manuals.mkdir(parents=True, exist_ok=True)
    for name, text in manual_pages().items():
        # Without name and time, or two builds of the same differ.
        (manuals / f"{name}.gz").write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    write_theme(share / "icons")


def validate(share: Path, required: bool = True) -> None:
    """Have the tools of freedesktop.org look at what `stage` wrote. Raises IntegrationError.

    required: whether a tool that is missing is an error; else that is said, and the package is built unseen.
    """
    checks = (
        ("desktop-file-validate", str(share / "applications" / f"{NAME}.desktop")),
        ("appstreamcli", "validate", "--no-net", "--explain", str(share / "metainfo" / f"{IDENTIFIER}.metainfo.xml")),
    )
    for tool, *arguments in checks:
        path = shutil.which(tool)
        if path is None:
            if required:
                raise IntegrationError(f"{tool} is not installed, so the desktop's files cannot be validated.")
            say(f"{tool} is not installed: the desktop's files were not validated by it.")
            continue
        finished = subprocess.run([path, *arguments], capture_output=True, text=True, check=False)
        print(finished.stdout + finished.stderr, file=sys.stderr, end="")
        if finished.returncode != 0 or finished.stdout.strip().startswith("error"):
            raise IntegrationError(f"{tool} refuses {Path(arguments[-1]).name}; the lines above say why.")


def _release(release: Release) -> str:
    kind = "stable" if release.is_out else "development"
    lines = [f'<release version="{release.version}" date="{release.date}" type="{kind}">', "  <description>"]
    for heading, items in release.sections:
        if heading == _FOR_WHOM_IT_IS_NOT:
            continue
        if not heading:
            lines += [f"    <p>{escape(item)}</p>" for item in items]
            continue
        lines += [f"    <p>{escape(heading)}</p>", "    <ul>"]
        lines += [f"      <li>{escape(item)}</li>" for item in items]
        lines += ["    </ul>"]
    return "\n    ".join([*lines, "  </description>", "</release>"])
