"""How packages are added: by pip, and not in an application folder, which has none."""

import sys

import pytest

from inpaint_studio.editing import optical_flow
from inpaint_studio.installation import how_to_add, how_to_add_package


def test_an_installed_program_takes_an_extra_by_pip():
    assert how_to_add("heic") == "Install the extra heic: pip install 'inpaint-studio[heic]'."
    assert how_to_add_package("torchmetrics") == "Install it: pip install torchmetrics."


@pytest.fixture
def frozen(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)


@pytest.mark.usefixtures("frozen")
def test_an_application_folder_says_that_it_takes_none_and_what_does():
    assert "FILE.whl[heic]" in how_to_add("heic")
    assert "pipx inject inpaint-studio torchmetrics" in how_to_add_package("torchmetrics")
    for words in (how_to_add("heic"), how_to_add_package("torchmetrics")):
        assert " pip install" not in words


@pytest.mark.usefixtures("frozen")
def test_messages_say_it_of_the_folder_they_run_in(monkeypatch):
    monkeypatch.setattr(optical_flow, "is_here", lambda: False)
    assert optical_flow.what_is_missing().endswith("pipx install 'FILE.whl[video]'.")
