"""The application of macOS is looked at before it is signed, and signed from the inside out."""

import plistlib
import sys

import build_macos
import pytest
from packages import IDENTIFIER


@pytest.fixture
def bundle(tmp_path):
    folder = tmp_path / "Inpaint Studio.app"
    frameworks = folder / "Contents" / "Frameworks"
    (frameworks / "torch" / "lib").mkdir(parents=True)
    (frameworks / "liba.dylib").write_bytes(b"")
    (frameworks / "torch" / "lib" / "libtorch.dylib").write_bytes(b"")
    (frameworks / "torch" / "_C.so").write_bytes(b"")
    resources = folder / "Contents" / "Resources" / "inpaint_studio" / "_resources"
    resources.mkdir(parents=True)
    (resources / "NOTICES.txt").write_text("Qt: LGPL-3.0-only\n", encoding="utf-8")
    return folder


def write_facts(bundle, **facts):
    whole = {
        "CFBundleIdentifier": IDENTIFIER,
        "CFBundleDocumentTypes": [{"CFBundleTypeName": "PNG picture"}],
        "CFBundleShortVersionString": "1.2.3",
        **facts,
    }
    (bundle / "Contents" / "Info.plist").write_bytes(plistlib.dumps(whole))


def test_the_version_is_read_from_a_bundle_that_opens_files_and_has_windows(bundle):
    write_facts(bundle)
    assert build_macos.check_bundle(bundle) == "1.2.3"


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"CFBundleIdentifier": "inpaint-studio"}, "opens no kind of file"),
        ({"CFBundleDocumentTypes": []}, "opens no kind of file"),
        ({"LSBackgroundOnly": True}, "has no windows"),
    ],
)
def test_a_bundle_without_them_is_refused(bundle, facts, sentence):
    write_facts(bundle, **facts)
    with pytest.raises(build_macos.MacError, match=sentence):
        build_macos.check_bundle(bundle)


def test_a_bundle_without_the_licences_of_its_parts_is_refused(bundle):
    write_facts(bundle)
    (bundle / "Contents" / "Resources" / "inpaint_studio" / "_resources" / "NOTICES.txt").unlink()
    with pytest.raises(build_macos.MacError, match="without the licences of its parts"):
        build_macos.check_bundle(bundle)


def test_no_bundle_is_a_sentence(bundle):
    with pytest.raises(build_macos.MacError, match="left no bundle"):
        build_macos.check_bundle(bundle)


def test_the_innermost_library_is_signed_first_and_the_bundle_last(bundle):
    libraries, whole, check = build_macos.signing(bundle, "-")
    assert [path.rsplit("/", 1)[-1] for path in libraries if path.endswith((".dylib", ".so"))] == [
        "libtorch.dylib",
        "_C.so",
        "liba.dylib",
    ]
    assert whole == ["codesign", "--force", "--sign", "-", str(bundle)]
    assert check[:4] == ["codesign", "--verify", "--deep", "--strict"]


def test_a_signature_for_notarisation_is_hardened_and_stamped(bundle):
    whole = build_macos.signing(bundle, "Developer ID Application: A")[-2]
    assert {"--timestamp", "runtime", str(build_macos.ENTITLEMENTS)} <= set(whole)
    rights = plistlib.loads(build_macos.ENTITLEMENTS.read_bytes())
    assert "com.apple.security.cs.allow-jit" in rights
    assert not any("network" in name or "debugger" in name for name in rights)


@pytest.mark.skipif(sys.platform == "darwin", reason="there it would build")
def test_elsewhere_it_is_not_built(tmp_path):
    with pytest.raises(build_macos.MacError, match="is built on macOS"):
        build_macos.build(tmp_path, "-", None)
