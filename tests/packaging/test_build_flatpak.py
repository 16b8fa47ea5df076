"""The Flatpak's manifest asks for little, and names what the build lays out."""

import json
import sys

import build_flatpak
import pytest
from packages import IDENTIFIER, NAME


@pytest.fixture
def manifest():
    return json.loads(build_flatpak.MANIFEST.read_text(encoding="utf-8"))


def test_it_has_the_identifier_and_renames_what_desktops_must_find_under_it(manifest):
    assert manifest["id"] == build_flatpak.MANIFEST.stem == IDENTIFIER
    assert manifest["rename-desktop-file"] == f"{NAME}.desktop"
    assert manifest["rename-icon"] == manifest["command"] == NAME


def test_no_network_no_devices_no_bus(manifest):
    permissions = manifest["finish-args"]
    assert set(permissions) == {
        "--socket=wayland",
        "--socket=fallback-x11",
        "--share=ipc",
        "--filesystem=home",
        "--filesystem=/media",
        "--filesystem=/run/media",
    }
    options = manifest.get("build-options", {})
    assert "build-args" not in options, "nothing is fetched while it is built"


def test_the_sources_are_those_that_the_build_lays(manifest):
    (module,) = manifest["modules"]
    (source,) = module["sources"]
    assert (build_flatpak.MANIFEST.parent / source["path"]).resolve() == build_flatpak.WORK / "sources"
    assert any("/app/lib/inpaint-studio" in command for command in module["build-commands"])


@pytest.mark.skipif(sys.platform == "win32", reason="the program is a shell script")
def test_sources_hold_the_folder_and_the_desktop_s_files(application_folder, tmp_path):
    build_flatpak.lay_sources(application_folder, tmp_path / "sources")
    assert (tmp_path / "sources" / "application" / NAME).is_file()
    assert (tmp_path / "sources" / "share" / "applications" / f"{NAME}.desktop").is_file()


def test_without_its_tools_it_is_not_built(tmp_path, monkeypatch):
    monkeypatch.setattr(build_flatpak.shutil, "which", lambda tool: None)
    with pytest.raises(build_flatpak.FlatpakError, match="flatpak-builder and flatpak"):
        build_flatpak.build(tmp_path, tmp_path)
