"""The Debian package: its files, modes, control and documents. dpkg and lintian look when it is built."""

import gzip
import itertools
import os
import re
import stat
import sys

import build_deb
import pytest
from packages import MAINTAINER
from releases import Release, releases

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs modes and links of Linux")


@pytest.fixture
def root(application_folder, tmp_path):
    build_deb.lay_out(application_folder, tmp_path / "root")
    return tmp_path / "root"


def test_files_are_where_debian_wants_them(root):
    assert os.readlink(root / "usr" / "bin" / "inpaint-studio") == "/opt/inpaint-studio/inpaint-studio"
    for name in (
        "opt/inpaint-studio/_internal/liba.so.1",
        "usr/share/applications/inpaint-studio.desktop",
        "usr/share/doc/inpaint-studio/changelog.gz",
        "usr/share/doc/inpaint-studio/copyright",
        "usr/share/icons/hicolor/48x48/apps/inpaint-studio.png",
        "usr/share/lintian/overrides/inpaint-studio",
        "usr/share/man/man1/inpaint-studio-fill.1.gz",
    ):
        assert (root / name).is_file(), name
    assert {path.name for path in root.iterdir()} == {"opt", "usr"}
    assert not list(root.rglob("__pycache__"))


def test_programs_can_be_run_and_nobody_but_the_owner_writes(root):
    def mode(name):
        return stat.S_IMODE((root / name).stat().st_mode)

    assert mode("opt/inpaint-studio/inpaint-studio") == 0o755
    assert mode("opt/inpaint-studio/_internal/liba.so.1") == 0o644
    assert mode("opt/inpaint-studio/_internal") == 0o755
    assert mode("opt/inpaint-studio/NOTICES.txt") == 0o644


def test_the_control_file_has_what_policy_asks_for(root):
    (root / "DEBIAN").mkdir()
    build_deb.add_control(root, "1.2.3", "amd64", "libc6 (>= 2.34), xkb-data", MAINTAINER)
    text = (root / "DEBIAN" / "control").read_text()
    fields = dict(line.split(": ", 1) for line in text.splitlines() if not line.startswith(" "))
    assert (fields["Package"], fields["Version"], fields["Architecture"]) == ("inpaint-studio", "1.2.3", "amd64")
    assert fields["Depends"] == "libc6 (>= 2.34), xkb-data"
    assert int(fields["Installed-Size"]) > 50
    assert re.fullmatch(r".+ <\S+@\S+>", fields["Maintainer"])
    assert len(fields["Description"]) < 80
    assert not re.match(r"(an?|the|inpaint)\b", fields["Description"], re.IGNORECASE)
    assert all(len(line) <= 80 for line in text.splitlines() if line.startswith(" "))
    assert not re.search(r"^ *$", text.rstrip("\n"), re.MULTILINE)
    sums = (root / "DEBIAN" / "md5sums").read_text().splitlines()
    assert "opt/inpaint-studio/NOTICES.txt" in {line.split("  ")[1] for line in sums}
    assert not any("DEBIAN" in line or "usr/bin" in line for line in sums)


def test_the_copyright_file_holds_our_licence_and_lists_what_is_bundled():
    """Texts of licences that every Debian system has are refused by lintian, as copies."""
    notices = f"Components.\n\n  liba 1.0: MIT\n\x0c\n{'=' * 80}\nliba 1.0\n{'=' * 80}\n\nCopyright 2020 A. Person\n"
    text = build_deb.copyright_text(notices, "/opt/a/NOTICES.txt")
    paragraphs = text.strip().split("\n\n")
    assert paragraphs[0].startswith("Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/")
    assert "Copyright: 2026 The Inpaint Studio authors\nLicense: Expat" in paragraphs[1]
    assert "Files: opt/inpaint-studio/_internal/*" in paragraphs[2]
    assert 'THE SOFTWARE IS PROVIDED "AS IS"' in paragraphs[3]
    assert {" /opt/a/NOTICES.txt", "   liba 1.0: MIT"} <= set(paragraphs[4].splitlines())
    assert "A. Person" not in text
    used = set(re.findall(r"^License: (\S+)$", text, re.MULTILINE))
    assert {paragraph.split("\n")[0] for paragraph in paragraphs[3:]} == {f"License: {name}" for name in used}


def test_an_entry_of_the_changelog_has_the_form_that_debian_reads():
    release = Release("1.2.3", "2026-01-31", True, (("Files", ("A " + "long " * 30 + "item.", "Short.")),))
    entry = build_deb.changelog_entry(release)
    assert entry.startswith("inpaint-studio (1.2.3) unstable; urgency=medium\n\n  [ Files ]\n  * A long")
    assert entry.endswith(f" -- {MAINTAINER}  Sat, 31 Jan 2026 12:00:00 -0000\n")
    assert all(len(line) <= 80 or line.startswith(" -- ") for line in entry.splitlines())
    assert "inpaint-studio (1.2.3) UNRELEASED;" in build_deb.changelog_entry(Release("1.2.3", "2026-01-31", False, ()))


def test_the_changelog_has_every_release(root):
    text = gzip.decompress((root / "usr/share/doc/inpaint-studio/changelog.gz").read_bytes()).decode()
    assert re.findall(r"^inpaint-studio \((.*?)\)", text, re.MULTILINE) == [one.version for one in releases()]


def test_every_override_of_lintian_has_a_reason_above_it():
    lines = (build_deb.ROOT / "packaging/linux/inpaint-studio.lintian-overrides").read_text().splitlines()
    assert lines[0].startswith("# ")
    for before, line in itertools.pairwise(lines):
        if not line.startswith("#"):
            assert before.startswith("# "), line
            assert re.fullmatch(r"inpaint-studio: [a-z-]+ \S.*", line)


def test_libraries_and_programs_are_known_by_their_first_bytes(application_folder):
    assert build_deb.is_elf(application_folder / "_internal" / "liba.so.1")
    assert not build_deb.is_elf(application_folder / "_internal" / "liba.so")
    assert not build_deb.is_elf(application_folder / "inpaint-studio")


def test_what_dpkg_shlibdeps_cannot_find_is_named(application_folder, tmp_path, monkeypatch):
    tools = tmp_path / "tools"
    tools.mkdir()
    tool = tools / "dpkg-shlibdeps"
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    tool.write_text("#!/bin/sh\necho 'x: warning: w' >&2; echo 'x: error: cannot find libb.so.2' >&2; exit 2\n")
    tool.chmod(0o755)
    with pytest.raises(build_deb.DebError, match="cannot find libb") as refused:
        build_deb.dependencies(application_folder, tmp_path / "scratch")
    assert "warning" not in str(refused.value)


def test_what_the_folder_has_itself_is_not_asked_of_the_system(application_folder, tmp_path, monkeypatch):
    """dpkg-shlibdeps names the system's package all the same."""
    tools = tmp_path / "tools"
    tools.mkdir()
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    for name, text in {
        "dpkg-shlibdeps": "echo 'shlibs:Depends=liba1 (>= 1.0), libb2 (>= 2.0), libc6'",
        "objdump": "echo '  NEEDED               liba.so.1'; echo '  NEEDED               libb.so.2'",
        "dpkg": "case $2 in liba1) echo /usr/lib/liba.so.1;; libb2) echo /usr/lib/libb.so.2;; *) echo /lib/c;; esac",
    }.items():
        (tools / name).write_text(f"#!/bin/sh\n{text}\n")
        (tools / name).chmod(0o755)
    assert build_deb.dependencies(application_folder, tmp_path / "scratch") == sorted(
        ["libb2 (>= 2.0)", *build_deb.UNLINKED]
    )


def test_without_its_tools_it_is_not_built(application_folder, tmp_path, monkeypatch):
    monkeypatch.setattr(build_deb.shutil, "which", lambda tool: None)
    with pytest.raises(build_deb.DebError, match="dpkg-deb and dpkg-shlibdeps"):
        build_deb.build(application_folder, tmp_path, MAINTAINER)
    with pytest.raises(build_deb.DebError, match="lintian is not installed"):
        build_deb.look_with_lintian(tmp_path / "a.deb")
