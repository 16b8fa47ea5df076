#!/usr/bin/env python3
"""Build the Debian package from the application folder, and have lintian look at it.

python3 packaging/build_deb.py --application DIR/inpaint-studio --output DIR

Needs dpkg-dev, lintian, desktop-file-utils and appstream. What the package depends on is what the libraries in the
folder are linked against on the machine that builds it, so build on the oldest Debian or Ubuntu that it is meant for.
"""

import argparse
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

from application import ApplicationError, check_application, copy_application, notices_of
from environment import ROOT, SetupError, enter, say
from packages import MAINTAINER, NAME, SUMMARY, TITLE, package
from releases import Release, ReleasesError, build_time, releases

OPT = Path("opt") / NAME
# Not linked, but read when it runs: where fonts are and one to draw with, what keys mean, how menus of X11 are closed.
UNLINKED = ("fontconfig-config", "xkb-data", "libx11-data")
_RULE = "=" * 20  # between the list of components and the texts of their licences
_DESCRIPTION = """\
A desktop brush-and-fill editor for damaged and marked photographs. Paint over
what should go, press Enter, and an engine on this machine fills it: a trained
generator, and copies of the photograph's own texture at full resolution. Not
one pixel outside the mask is changed, and nothing leaves the machine.

It finds scratches, dust and hairs for review, takes semi-transparent marks
off many photographs at once, fills folders, slices and satellite tiles from
the command line, and proves what was and was not touched."""


class DebError(Exception):
    """The package cannot be built, as a sentence."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--application", type=Path, required=True, metavar="FOLDER", help="the application folder")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="where the package is written")
    parser.add_argument("--maintainer", default=_maintainer(), metavar="'NAME <ADDRESS>'", help="(%(default)s)")
    parser.add_argument("--no-lintian", action="store_true", help="do not have lintian look at it")
    chosen = parser.parse_args(arguments)
    try:
        enter(beside=chosen.application)
        deb = build(chosen.application, chosen.output, chosen.maintainer)
        say(f"{deb} has {deb.stat().st_size / 1e6:.0f} MB")
        if not chosen.no_lintian:
            look_with_lintian(deb)
    except (ApplicationError, DebError, ReleasesError, SetupError, OSError) as error:
        say(str(error))
        return 1
    return 0


def build(application: Path, output: Path, maintainer: str) -> Path:
    """Build the package and return its file. Raises ApplicationError, DebError."""
    from integration import IntegrationError, validate

    missing = [tool for tool in package("deb").needs if tool != "lintian" and shutil.which(tool) is None]
    if missing:
        raise DebError(f"{' and '.join(missing)} is missing: install dpkg-dev, desktop-file-utils and appstream.")
    version = check_application(application)
    architecture = _output_of(["dpkg", "--print-architecture"]).strip()
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="deb-", dir=output) as folder:
        root = Path(folder) / "root"
        lay_out(application, root)
        try:
            validate(root / "usr" / "share")
        except IntegrationError as error:
            raise DebError(str(error)) from error
        (root / "DEBIAN").mkdir()
        depends = ", ".join(dependencies(root / OPT, Path(folder)))
        add_control(root, version, architecture, depends, maintainer)
        deb = output / f"{NAME}_{version}_{architecture}.deb"
        environment = dict(os.environ, SOURCE_DATE_EPOCH=str(build_time()))  # times of the archive's members
        command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(root), str(deb)]
        if subprocess.run(command, env=environment, stdout=sys.stderr, check=False).returncode != 0:
            raise DebError("dpkg-deb could not build the package; the lines above say why.")
    return deb


def lay_out(application: Path, root: Path) -> None:
    """Lay every file that the package installs into `root`."""
    from integration import stage

    copy_application(application, root / OPT)
    stage(root / "usr" / "share")
    add_documents(root, application)
    (root / "usr" / "bin").mkdir()
    (root / "usr" / "bin" / NAME).symlink_to(f"/{OPT.as_posix()}/{NAME}")
    set_modes(root)


def add_documents(root: Path, application: Path) -> None:
    """Lay copyright, changelog and lintian's overrides into the package."""
    documents = root / "usr" / "share" / "doc" / NAME
    documents.mkdir(parents=True)
    notices = notices_of(application)
    place = (OPT / notices.relative_to(application)).as_posix()
    text = copyright_text(notices.read_text(encoding="utf-8"), f"/{place}")
    (documents / "copyright").write_text(text, encoding="utf-8")
    changes = "\n".join(map(changelog_entry, releases()))
    (documents / "changelog.gz").write_bytes(gzip.compress(changes.encode(), 9, mtime=0))
    overrides = root / "usr" / "share" / "lintian" / "overrides" / NAME
    overrides.parent.mkdir(parents=True)
    shutil.copyfile(ROOT / "packaging" / "linux" / "inpaint-studio.lintian-overrides", overrides)


def copyright_text(notices: str, place: str) -> str:
    """Debian's machine-readable copyright file (DEP 5).

    notices: a list of everything that is bundled, then the texts of the licences, each after a rule. The list alone is
    repeated, since Debian wants no copies of texts that are in /usr/share/common-licenses. place: where they are
    installed.
    """
    first, _, rest = (ROOT / "LICENSE").read_text(encoding="utf-8").partition("\n\n")
    holder, _, terms = rest.partition("\n\n")
    assert first == "MIT License"
    return "\n".join(
        (
            "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/",
            f"Upstream-Name: {TITLE}",
            "Comment: Built from the application folder, which brings Python and its libraries along.",
            "",
            "Files: *",
            f"Copyright: {holder.removeprefix('Copyright').replace('(c)', '').strip()}",
            "License: Expat",
            "",
            f"Files: {OPT.as_posix()}/_internal/*",
            "Copyright: the authors named in the notices below",
            "License: bundled",
            "",
            "License: Expat",
            *_continued(terms),
            "",
            "License: bundled",
            " What is bundled keeps its own licence, whose text is in",
            f" {place}",
            " on this system. These are the components and their licences:",
            " .",
            *_continued(notices.partition(_RULE)[0]),
            "",
        )
    )


def _continued(text: str) -> Iterator[str]:
    for line in text.strip().splitlines():
        line = "".join(one for one in line.rstrip() if one.isprintable() or one == "\t")
        yield f" {line}" if line.strip() else " ."


def changelog_entry(release: Release, maintainer: str = MAINTAINER) -> str:
    """One entry of Debian's changelog."""
    lines = [f"{NAME} ({release.version}) {'unstable' if release.is_out else 'UNRELEASED'}; urgency=medium", ""]
    for heading, items in release.sections:
        lines += [f"  [ {heading} ]"] if heading else []
        lines += [_item(item) for item in items]
        lines.append("")
    date = time.mktime(time.strptime(f"{release.date} 12:00:00", "%Y-%m-%d %H:%M:%S")) - time.timezone
    return "\n".join([*lines, f" -- {maintainer}  {formatdate(date)}", ""])


def _item(text: str) -> str:
    lines, line = [], "  *"
    for word in text.split():
        if len(line) + 1 + len(word) > 80:
            lines.append(line)
            line = "   "
        line += f" {word}"
    return "\n".join([*lines, line])


def set_modes(root: Path) -> None:
    """Directories 755, programs 755, everything else 644: libraries are not programs."""
    for path in root.rglob("*"):
        if path.is_symlink():
            continue
        program = path.is_file() and os.access(path, os.X_OK) and not re.search(r"\.so(\.|$)", path.name)
        path.chmod(0o755 if path.is_dir() or program else 0o644)
    root.chmod(0o755)


def dependencies(application: Path, scratch: Path) -> list[str]:
    """What the folder's programs and libraries need of the system, with versions, as dpkg-shlibdeps sees it.

    Libraries that the folder has itself are taken from there. Raises DebError where one is found nowhere.
    """
    binaries = sorted(path for path in application.rglob("*") if is_elf(path))
    (scratch / "debian").mkdir(parents=True)
    (scratch / "debian" / "control").write_text(f"Source: {NAME}\n\nPackage: {NAME}\nArchitecture: any\n")
    own = sorted({str(path.parent) for path in binaries if ".so" in path.name})
    command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0", *(f"-l{folder}" for folder in own)]
    finished = subprocess.run([*command, *map(str, binaries)], cwd=scratch, capture_output=True, text=True, check=False)
    match = re.search(r"^shlibs:Depends=(.*)$", finished.stdout, re.MULTILINE)
    if finished.returncode != 0 or match is None:
        errors = [line for line in finished.stderr.splitlines() if "error: " in line]
        raise DebError("\n".join(["dpkg-shlibdeps could not say what the folder needs:", *errors]))
    # It looks for a library in the system first, also for one that the folder has and the program will take.
    outside = needed(binaries) - {path.name for path in application.rglob("*")}
    depends = (one for one in match[1].split(", ") if _library_names(one.split(" ", 1)[0]) & outside)
    return sorted({*depends, *UNLINKED})


def needed(binaries: list[Path]) -> set[str]:
    """Names of the libraries that programs and libraries are linked against."""
    listed = subprocess.run(["objdump", "-p", *map(str, binaries)], capture_output=True, text=True, check=False).stdout
    return set(re.findall(r"^  NEEDED +(\S+)$", listed, re.MULTILINE))


def _library_names(package: str) -> set[str]:
    """Names of the files of an installed package."""
    return {line.rsplit("/", 1)[-1] for line in _output_of(["dpkg", "-L", package]).splitlines()}


def is_elf(path: Path) -> bool:
    """Whether a file is a program or library of Linux."""
    if path.is_symlink() or not path.is_file():
        return False
    with open(path, "rb") as file:
        return file.read(4) == b"\x7fELF"


def add_control(root: Path, version: str, architecture: str, depends: str, maintainer: str) -> None:
    """Write DEBIAN/control and DEBIAN/md5sums.

    No maintainer scripts: caches of desktop entries, media types, icons and manual pages are brought up to date by
    triggers of the packages that own them.
    """
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    size = sum(-(-path.stat().st_size // 1024) for path in files)
    description = [f" {line}" if line else " ." for line in _DESCRIPTION.splitlines()]
    lines = (
        f"Package: {NAME}",
        f"Version: {version}",
        f"Architecture: {architecture}",
        f"Maintainer: {maintainer}",
        f"Installed-Size: {size}",
        f"Depends: {depends}",
        "Suggests: fonts-noto-cjk",
        "Section: graphics",
        "Priority: optional",
        f"Description: {SUMMARY[0].lower()}{SUMMARY[1:]}",
        *description,
        "",
    )
    sums = "".join(f"{_md5(path)}  {path.relative_to(root).as_posix()}\n" for path in files)
    (root / "DEBIAN" / "control").write_text("\n".join(lines), encoding="utf-8")
    (root / "DEBIAN" / "md5sums").write_text(sums, encoding="utf-8")


def look_with_lintian(deb: Path) -> None:
    """Raises DebError where lintian has an error or a warning that no override answers, or is missing."""
    if shutil.which("lintian") is None:
        raise DebError("lintian is not installed, so nobody looked at the package; --no-lintian does without it.")
    say("lintian looks at it")
    command = ["lintian", "--allow-root", "--fail-on", "error,warning", "--tag-display-limit", "0", str(deb)]
    if subprocess.run(command, stdout=sys.stderr, check=False).returncode != 0:
        raise DebError("lintian has complaints that no override answers; the lines above name them.")


def _md5(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "md5").hexdigest()


def _output_of(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _maintainer() -> str:
    """As Debian's tools take it from the environment."""
    name, address = os.environ.get("DEBFULLNAME"), os.environ.get("DEBEMAIL")
    return f"{name} <{address}>" if name and address else MAINTAINER


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
