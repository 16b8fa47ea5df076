"""Scripts that need the program go on in an environment that has it."""

import sys
from pathlib import Path

import environment
import pytest


class Replaced(Exception):
    """Instead of os.execv, which does not come back."""


def test_where_the_program_is_installed_a_script_just_goes_on(monkeypatch):
    monkeypatch.setattr(environment, "ensure", lambda *_: pytest.fail("an environment was made"))
    environment.enter()


@pytest.mark.skipif(sys.platform == "win32", reason="there a process is started instead")
def test_elsewhere_it_is_started_again_with_its_arguments_in_the_project_s_environment(monkeypatch):
    calls = []

    def replace(program, command):
        calls.append((program, command))
        raise Replaced

    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(environment, "ensure", lambda folder, extras: Path("/env/bin/python"))
    monkeypatch.setattr(environment.os, "execv", replace)
    monkeypatch.setattr(environment.sys, "argv", ["build_deb.py", "--output", "a b"])
    with pytest.raises(Replaced):
        environment.enter()
    assert calls == [("/env/bin/python", ["/env/bin/python", "build_deb.py", "--output", "a b"])]


@pytest.mark.skipif(sys.platform == "win32", reason="there a process is started instead")
def test_the_environment_of_the_folder_s_build_is_taken_first(tmp_path, monkeypatch):
    calls = []

    def replace(program, command):
        calls.append(program)
        raise Replaced

    python = tmp_path / "build-venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(environment, "ensure", lambda folder, extras: Path("/env/bin/python"))
    monkeypatch.setattr(environment.os, "execv", replace)
    for _ in range(2):
        with pytest.raises(Replaced):
            environment.enter(beside=tmp_path / "inpaint-studio")
        monkeypatch.setattr(environment.sys, "prefix", str(tmp_path / "build-venv"))  # which has it not: no circle
    assert calls == [str(python), "/env/bin/python"]
