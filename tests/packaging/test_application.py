"""An application folder is packed only when it is one."""

import sys

import pytest
from application import ApplicationError, check_application, copy_application, notices_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the program is a shell script")


def test_the_version_is_what_the_program_says(application_folder):
    assert check_application(application_folder) == "1.2.3"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda folder: (folder / "inpaint-studio").unlink(), "Build the application folder first"),
        (lambda folder: (folder / "NOTICES.txt").unlink(), "licences of its parts"),
        (lambda folder: (folder / "inpaint-studio").chmod(0o644), "does not start"),
        (lambda folder: (folder / "inpaint-studio").write_text("#!/bin/sh\nexit 3\n"), "does not start"),
        (lambda folder: (folder / "inpaint-studio").write_text("#!/bin/sh\necho hello\n"), "which is no version"),
    ],
)
def test_what_is_no_application_folder_is_refused(application_folder, change, sentence):
    change(application_folder)
    with pytest.raises(ApplicationError, match=sentence):
        check_application(application_folder)


def test_a_copy_has_the_links_and_no_caches(application_folder, tmp_path):
    copy_application(application_folder, tmp_path / "copy")
    assert (tmp_path / "copy" / "_internal" / "liba.so").is_symlink()
    assert not (tmp_path / "copy" / "_internal" / "__pycache__").exists()


def test_notices_may_lie_among_the_resources(application_folder):
    deep = application_folder / "_internal" / "resources" / "notices.txt"
    deep.parent.mkdir()
    (application_folder / "NOTICES.txt").rename(deep)
    assert notices_of(application_folder) == deep
    assert check_application(application_folder) == "1.2.3"
