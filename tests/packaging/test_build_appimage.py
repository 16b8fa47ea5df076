"""The AppDir runs the program, and says so where nothing can pack it."""

import subprocess
import sys

import build_appimage
import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs links of Linux")


@pytest.fixture
def tools(tmp_path, monkeypatch):
    """A folder in front of the PATH, with freedesktop.org's tools that accept everything."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for name in ("desktop-file-validate", "appstreamcli"):
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder


def test_the_folder_has_what_appimagetool_wants_and_runs(application_folder, tmp_path, tools):
    folder = build_appimage.make_folder(application_folder, tmp_path)
    answer = subprocess.run([folder / "AppRun", "--version"], capture_output=True, text=True, check=True, cwd="/")
    assert answer.stdout == "inpaint-studio 1.2.3\n"
    assert (folder / "inpaint-studio.desktop").read_text().startswith("[Desktop Entry]")
    assert (folder / ".DirIcon").read_bytes().startswith(b"\x89PNG")
    assert (folder / "usr" / "bin" / "inpaint-studio").resolve().is_file()
    assert not [path for path in folder.rglob("*") if path.is_symlink() and path.readlink().is_absolute()]


def test_a_program_that_does_not_start_is_refused(application_folder, tmp_path, tools):
    (application_folder / "inpaint-studio").write_text("#!/bin/sh\necho broken >&2; exit 1\n")
    with pytest.raises(build_appimage.AppImageError, match="does not start: broken"):
        build_appimage.make_folder(application_folder, tmp_path)


def test_without_appimagetool_a_sentence_names_the_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(build_appimage.shutil, "which", lambda tool: None)
    with pytest.raises(build_appimage.AppImageError, match=r"a\.AppDir is complete"):
        build_appimage.pack(tmp_path / "a.AppDir", tmp_path / "a.AppImage", None)


def test_appimagetool_is_called_with_the_architecture_and_the_runtime(tmp_path, tools):
    tool = tools / "appimagetool"
    tool.write_text('#!/bin/sh\necho "$ARCH $SOURCE_DATE_EPOCH $*" > "$4"\n')
    tool.chmod(0o755)
    image = build_appimage.pack(tmp_path / "a.AppDir", tmp_path / "a.AppImage", tmp_path / "runtime")
    architecture, time, *arguments = image.read_text().split()
    assert architecture == build_appimage.platform.machine()
    assert int(time) > 0
    assert arguments == ["--runtime-file", *(str(tmp_path / name) for name in ("runtime", "a.AppDir", "a.AppImage"))]
