"""Releases and their notes, read from the change log, as metainfo and Debian's changelog want them. Standard library
only."""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from environment import ROOT

_HEADING = re.compile(r"## (?P<version>\d+(?:\.\d+)+)(?:, (?P<state>.+))?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Release:
    """One release. `notes` are sentences of plain text; a release that is not out yet has the date of its build."""

    version: str
    date: str  # YYYY-MM-DD
    is_out: bool
    sections: tuple[tuple[str, tuple[str, ...]], ...]  # (heading, items); the heading of a single paragraph is empty


class ReleasesError(Exception):
    """The change log cannot be read, as a sentence."""


def releases(text: str | None = None, today: str | None = None) -> tuple[Release, ...]:
    """The releases of the change log, newest first. Raises ReleasesError.

    text: the change log, None = ours. today: stands for "not yet released"; None = `build_date()`.
    """
    if text is None:
        text = (ROOT / ".github" / "CHANGELOG.md").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]
    return tuple(_release(block, today or build_date()) for block in blocks)


def build_date() -> str:
    """The day of the build: SOURCE_DATE_EPOCH where that is set, else the day of the last commit, else today (UTC)."""
    return time.strftime("%Y-%m-%d", time.gmtime(build_time()))


def build_time() -> int:
    """The same in seconds since 1970, for everything in a package that has a time."""
    if os.environ.get("SOURCE_DATE_EPOCH"):
        return int(os.environ["SOURCE_DATE_EPOCH"])
    last = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=Path(__file__).parent, capture_output=True, text=True, check=False
    )
    return int(last.stdout) if last.returncode == 0 and last.stdout.strip() else int(time.time())


def _release(block: str, today: str) -> Release:
    first, _, rest = block.partition("\n")
    heading = _HEADING.fullmatch(first.strip())
    if heading is None:
        raise ReleasesError(
            f"{first.strip()!r} in the change log is no heading of a release, as `## 1.0.0, 2027-01-31`."
        )
    state = heading["state"] or ""
    is_out = _DATE.fullmatch(state) is not None
    if not is_out and state != "not yet released":
        raise ReleasesError(f"Release {heading['version']} has neither a date (YYYY-MM-DD) nor `not yet released`.")
    return Release(heading["version"], state if is_out else today, is_out, tuple(_sections(rest)))


def _sections(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for part in re.split(r"^(?=### )", text, flags=re.MULTILINE):
        heading, body = "", part.strip()
        if body.startswith("### "):
            first, _, body = body.partition("\n")
            heading = first.removeprefix("### ").strip()
        items = tuple(_plain(item) for item in re.split(r"^- |\n\n", body, flags=re.MULTILINE) if item.strip())
        if items:
            yield heading, items


def _plain(text: str) -> str:
    """Markdown's code, emphasis and links as plain words on one line."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(re.sub(r"`([^`]*)`|\*([^*]+)\*", lambda match: match[1] or match[2], text).split())
