"""The installer's script defines what it uses, and removes what it writes. makensis looks when it is built."""

import re
from pathlib import Path

import build_windows
import bundles
import pytest

SCRIPT = build_windows.SCRIPT.read_text(encoding="utf-8")


def test_every_definition_that_the_script_reads_is_given():
    own = set(re.findall(r"^!define (\w+)", SCRIPT, re.MULTILINE))
    parameters = {name for line in re.findall(r"^!macro \w+ (.+)$", SCRIPT, re.MULTILINE) for name in line.split()}
    read = set(re.findall(r"\$\{(\w+)\}", SCRIPT)) - own - parameters
    of_nsis = {"LANG_ENGLISH", "LANG_SIMPCHINESE", "If", "IfNot", "OrIfNot", "EndIf", "RunningX64", "AtLeastWin10"}
    passed = build_windows.definitions(*map(Path, ("application", "setup.exe")), "1.2.3", Path("icon"), Path("kinds"))
    assert read - of_nsis - {"GetSize"} == {name for name, _ in passed}


def test_every_macro_of_the_kinds_of_files_is_defined():
    defined = set(re.findall(r"^!macro (\w+)", SCRIPT + bundles.associations(), re.MULTILINE))
    used = set(re.findall(r"!insertmacro (\w+)", SCRIPT + bundles.associations()))
    assert {name for name in used if not name.startswith("MUI_")} <= defined
    assert {"REGISTER_FILE_TYPES", "FORGET_FILE_TYPES"} <= used


def test_every_key_that_is_written_is_removed():
    written = set(re.findall(r'WriteReg\w+ HKCU "([^"]+)"', SCRIPT))
    removed = set(re.findall(r'DeleteReg(?:Key|Value)(?: /ifempty)? HKCU "([^"]+)"', SCRIPT))
    left = {key for key in written if not any(key == one or key.startswith(f"{one}\\") for one in removed)}
    assert left == {"${CAPABILITIES}\\FileAssociations", "${CAPABILITIES}"}
    assert re.search(r'!define CAPABILITIES "Software\\Inpaint Studio\\', SCRIPT)
    assert "Software\\Inpaint Studio" in removed


def test_only_what_was_installed_is_deleted():
    """A person may have installed into a folder that holds more."""
    assert re.findall(r"RMDir /r (.+)", SCRIPT) == ['"$INSTDIR\\_internal"']
    assert "HKLM" not in SCRIPT
    assert "RequestExecutionLevel user" in SCRIPT


def test_a_folder_of_another_system_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(build_windows.shutil, "which", lambda tool: "/usr/bin/makensis")
    with pytest.raises(build_windows.InstallerError, match=r"has no inpaint-studio\.exe"):
        build_windows.build(tmp_path, tmp_path, "1.2.3")
    monkeypatch.setattr(build_windows.shutil, "which", lambda tool: None)
    with pytest.raises(build_windows.InstallerError, match="makensis is not installed"):
        build_windows.build(tmp_path, tmp_path, "1.2.3")
