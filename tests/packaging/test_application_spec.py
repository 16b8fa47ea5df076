"""The spec gives PyInstaller what each system wants of the executable. PyInstaller itself is not here."""

import sys
import types
from pathlib import Path

import pytest
import write_notices
from packages import IDENTIFIER, TITLE

SPEC = Path(__file__).resolve().parents[2] / "packaging" / "application.spec"


@pytest.fixture
def written():
    """Arguments of the calls that write the licences of a folder."""
    return []


@pytest.fixture
def collected():
    """Files of the installed package, as (source, folder in the application)."""
    return [("icons/brush.svg", "inpaint_studio/_resources/icons")]


@pytest.fixture
def run_spec(tmp_path, monkeypatch, written, collected):
    """Executes the spec as PyInstaller does, on a system of a name. Returns {class: arguments by name}."""
    hooks = types.ModuleType("PyInstaller.utils.hooks")
    for name in ("collect_data_files", "collect_dynamic_libs", "collect_submodules", "copy_metadata"):
        setattr(hooks, name, lambda *_, **__: [])
    hooks.collect_data_files = lambda *_, **__: collected
    for name in ("PyInstaller", "PyInstaller.utils"):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    monkeypatch.setitem(sys.modules, "PyInstaller.utils.hooks", hooks)

    folder = tmp_path / "inpaint-studio"
    monkeypatch.setattr(write_notices, "main", written.append)

    def run(system):
        monkeypatch.setattr(sys, "platform", system)
        calls = {}

        def record(name):
            def make(*positional, **named):
                calls[name] = {**named, "inputs": positional}
                return types.SimpleNamespace(name=str(folder), pure=[], scripts=[], binaries=[], datas=[])

            return make

        namespace = {name: record(name) for name in ("Analysis", "PYZ", "EXE", "COLLECT", "BUNDLE")}
        namespace |= {"SPECPATH": str(SPEC.parent), "workpath": str(tmp_path / "work")}
        exec(compile(SPEC.read_text(encoding="utf-8"), str(SPEC), "exec"), namespace)
        return calls

    return run


def test_on_linux_there_is_a_program_of_the_terminal_and_no_bundle(run_spec):
    calls = run_spec("linux")
    options = {name: value for name, value in calls["EXE"].items() if name != "inputs"}
    assert options == {"exclude_binaries": True, "name": "inpaint-studio", "console": True}
    assert calls["COLLECT"]["name"] == "inpaint-studio"
    assert "BUNDLE" not in calls


def test_a_checkout_is_not_taken_for_the_installed_package(run_spec, collected):
    collected.clear()
    with pytest.raises(SystemExit, match="no installed package"):
        run_spec("linux")


def test_on_macos_there_is_a_bundle_that_opens_files(run_spec):
    calls = run_spec("darwin")
    assert calls["EXE"]["console"] is False
    assert calls["BUNDLE"]["name"] == f"{TITLE}.app"
    assert calls["BUNDLE"]["bundle_identifier"] == IDENTIFIER
    assert calls["BUNDLE"]["info_plist"]["CFBundleDocumentTypes"]
    assert Path(calls["BUNDLE"]["icon"]).is_file()


def test_the_bundle_of_macos_has_the_licences_of_its_parts(run_spec, written, tmp_path):
    calls = run_spec("darwin")
    assert written == [[str(tmp_path / "inpaint-studio")]]
    _, (entry,) = calls["BUNDLE"]["inputs"]
    inside = "inpaint_studio/_resources/NOTICES.txt"
    assert entry == (inside, str(tmp_path / "inpaint-studio" / "_internal" / inside), "DATA")


def test_on_windows_the_program_has_icon_and_version_and_hides_its_console(run_spec):
    calls = run_spec("win32")
    assert calls["EXE"]["hide_console"] == "hide-early"
    assert Path(calls["EXE"]["icon"]).is_file()
    assert "VSVersionInfo" in Path(calls["EXE"]["version"]).read_text(encoding="utf-8")
    assert "BUNDLE" not in calls
