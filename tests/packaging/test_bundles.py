"""What Windows and macOS are told of the program; neither is here, so it is held against itself."""

import plistlib
import re

import bundles
from file_types import file_types
from packages import IDENTIFIER, TITLE

from inpaint_studio import __version__


def test_every_kind_of_file_is_a_document_of_macos():
    facts = plistlib.loads(plistlib.dumps(bundles.info_plist()))
    kinds = facts["CFBundleDocumentTypes"]
    assert len(kinds) == len(file_types())
    assert {kind["CFBundleTypeRole"] for kind in kinds} == {"Editor", "Viewer"}
    owned = [kind["LSItemContentTypes"] for kind in kinds if kind["LSHandlerRank"] == "Owner"]
    assert owned == [[f"{IDENTIFIER}.project"]]


def test_types_that_macos_does_not_know_are_declared_once():
    facts = bundles.info_plist()
    used = {name for kind in facts["CFBundleDocumentTypes"] for name in kind["LSItemContentTypes"]}
    declared = [one["UTTypeIdentifier"] for one in facts["UTImportedTypeDeclarations"]]
    assert set(declared) == {name for name in used if name.startswith(IDENTIFIER)}
    assert len(declared) == len(set(declared))
    for one in facts["UTImportedTypeDeclarations"]:
        tags = one["UTTypeTagSpecification"]
        assert tags["public.filename-extension"]
        assert not any(suffix.startswith(".") for suffix in tags["public.filename-extension"])


def test_a_window_is_had_on_every_system(tmp_path):
    assert bundles.executable_options(tmp_path, "linux") == {"console": True}
    assert bundles.executable_options(tmp_path, "darwin") == {"console": False}  # else it may have no windows
    windows = bundles.executable_options(tmp_path, "win32")
    assert (windows["console"], windows["hide_console"]) == (True, "hide-early")
    assert (tmp_path / "inpaint-studio.ico").read_bytes()[:4] == b"\0\0\1\0"


def test_the_bundle_has_name_icon_and_version(tmp_path):
    options = bundles.bundle_options(tmp_path)
    assert options["name"] == f"{TITLE}.app"
    assert (options["bundle_identifier"], options["version"]) == (IDENTIFIER, __version__)
    assert (tmp_path / "inpaint-studio.icns").read_bytes()[:4] == b"icns"


def test_the_version_resource_is_what_pyinstaller_evaluates():
    """Its loader evaluates the text with these names."""
    seen = {}

    def record(name):
        def make(*positional, **named):
            seen.setdefault(name, []).append((positional, named))
            return name

        return make

    names = ("VSVersionInfo", "FixedFileInfo", "StringFileInfo", "StringTable", "StringStruct", "VarFileInfo")
    eval(bundles.version_resource(), {name: record(name) for name in (*names, "VarStruct")})
    ((_, fixed),) = seen["FixedFileInfo"]
    assert len(fixed["filevers"]) == 4
    assert ".".join(map(str, fixed["filevers"])).startswith(__version__)
    strings = dict(positional for positional, _ in seen["StringStruct"])
    assert (strings["ProductName"], strings["ProductVersion"]) == (TITLE, __version__)


def test_every_suffix_is_registered_and_forgotten_again():
    register, forget = bundles.associations().split("!macroend")[:2]
    suffixes = sorted(suffix for kind in file_types() for suffix in kind.suffixes)
    for text, verb in ((register, "REGISTER"), (forget, "FORGET")):
        assert sorted(re.findall(rf'{verb}_SUFFIX "(\S+)"', text)) == suffixes
        assert len(re.findall(rf"{verb}_KIND ", text)) == len(file_types())
