"""The spec gives PyInstaller what each system wants of the executable. PyInstaller itself is not here."""

import sys
import types
from pathlib import Path

import pytest
from packages import IDENTIFIER, TITLE

SPEC = Path(__file__).resolve().parents[2] / "packaging" / "application.spec"


@pytest.fixture
def run_spec(tmp_path, monkeypatch):
    """Executes the spec as PyInstaller does, on a system of a name. Returns {class: arguments by name}."""
    hooks = types.ModuleType("PyInstaller.utils.hooks")
    for name in ("collect_data_files", "collect_dynamic_libs", "collect_submodules", "copy_metadata"):
        setattr(hooks, name, lambda *_, **__: [])
    for name in ("PyInstaller", "PyInstaller.utils"):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    monkeypatch.setitem(sys.modules, "PyInstaller.utils.hooks", hooks)

    def run(system):
        monkeypatch.setattr(sys, "platform", system)
        calls = {}

        def record(name):
            def make(*positional, **named):
                calls[name] = named
                return types.SimpleNamespace(name=name, pure=[], scripts=[], binaries=[], datas=[], inputs=positional)

            return make

        namespace = {name: record(name) for name in ("Analysis", "PYZ", "EXE", "COLLECT", "BUNDLE")}
        namespace |= {"SPECPATH": str(SPEC.parent), "workpath": str(tmp_path / "work")}
        exec(compile(SPEC.read_text(encoding="utf-8"), str(SPEC), "exec"), namespace)
        return calls

    return run


def test_on_linux_there_is_a_program_of_the_terminal_and_no_bundle(run_spec):
    calls = run_spec("linux")
    assert calls["EXE"] == {"exclude_binaries": True, "name": "inpaint-studio", "console": True}
    assert calls["COLLECT"]["name"] == "inpaint-studio"
    assert "BUNDLE" not in calls


def test_on_macos_there_is_a_bundle_that_opens_files(run_spec):
    calls = run_spec("darwin")
    assert calls["EXE"]["console"] is False
    assert calls["BUNDLE"]["name"] == f"{TITLE}.app"
    assert calls["BUNDLE"]["bundle_identifier"] == IDENTIFIER
    assert calls["BUNDLE"]["info_plist"]["CFBundleDocumentTypes"]
    assert Path(calls["BUNDLE"]["icon"]).is_file()


def test_on_windows_the_program_has_icon_and_version_and_hides_its_console(run_spec):
    calls = run_spec("win32")
    assert calls["EXE"]["hide_console"] == "hide-early"
    assert Path(calls["EXE"]["icon"]).is_file()
    assert "VSVersionInfo" in Path(calls["EXE"]["version"]).read_text(encoding="utf-8")
    assert "BUNDLE" not in calls
