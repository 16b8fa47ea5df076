"""Children of this program: the words that start them, in an installed Python and in a frozen program."""

import json
import os
import subprocess
import sys
from importlib import import_module

import pytest

from inpaint_studio import children, frames
from inpaint_studio.files import sandbox


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/inpaint-studio/inpaint-studio")
    return sys.executable


def test_a_frozen_program_starts_itself(frozen: str) -> None:
    assert children.program() == [frozen]
    assert children.helper("pictures") == [frozen, "--helper", "pictures"]
    assert children.helper("guests", ["/elsewhere"]) == [frozen, "--helper", "guests"]


def test_an_installed_program_starts_its_python() -> None:
    assert children.program() == [sys.executable, "-m", "inpaint_studio"]
    with pytest.raises(KeyError):
        children.helper("nobody")


def test_a_helper_finds_our_modules_first_and_never_those_of_its_folder(tmp_path) -> None:
    (tmp_path / "inpaint_studio").mkdir()
    (tmp_path / "inpaint_studio" / "__init__.py").write_text("raise SystemExit(77)")
    words = children.helper("pictures", [str(tmp_path)])
    ended = subprocess.run(words, cwd=tmp_path, input=b"", capture_output=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (0, b"")


@pytest.mark.parametrize("name", sorted(children.HELPERS))
def test_each_helper_has_a_module_that_serves(name: str) -> None:
    assert callable(import_module(children.HELPERS[name]).serve)


def test_the_flag_serves_as_a_frozen_program_would(tmp_path) -> None:
    """The whole way of a request, through the program's own entry instead of -c."""
    words = [sys.executable, "-m", "inpaint_studio", children.FLAG, "pictures"]
    request = {
        "path": str(tmp_path / "missing.png"),
        "page": 0,
        "budget_bytes": 1 << 20,
        "complete": True,
        "room": None,
    }
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.flush()
        answer, _ = frames.read(process.stdout)
        process.stdin.close()
        assert process.wait(60) == 0
    assert answer["error"] == "PictureError"
    assert "missing.png" in json.dumps(answer["message"])


def test_arguments_of_the_program_are_no_helper() -> None:
    for words in ([], ["--helper"], ["--helper", "nobody"], ["--helper", "pictures", "more"], ["fill"], ["pictures"]):
        assert not children.serve(words)


def test_a_frozen_program_decodes_in_its_helper_too(frozen: str, monkeypatch, tmp_path) -> None:
    requests = []
    monkeypatch.setattr(
        sandbox, "_ask", lambda path, request, *_: requests.append(request) or (_ for _ in ()).throw(EOFError)
    )
    for decode in (
        lambda path: sandbox.decode_apart(path, 0, 1 << 20),
        sandbox.coefficients_apart,
        lambda path: sandbox.whole_numbers_apart(path, 1 << 20),
    ):
        with pytest.raises(EOFError):
            decode(tmp_path / "a.png")
    assert len(requests) == 3


def test_a_browser_started_from_a_frozen_program_gets_the_environment_of_the_person(frozen: str, monkeypatch) -> None:
    own = {
        "LD_LIBRARY_PATH": "/opt/inpaint-studio/_internal",
        "QT_PLUGIN_PATH": "/opt/inpaint-studio/_internal/plugins",
    }
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/home/me/lib")
    monkeypatch.setenv("PYINSTALLER_RESET_ENVIRONMENT", "0")
    children.restore_environment()
    assert os.environ["LD_LIBRARY_PATH"] == "/home/me/lib"
    assert not {"QT_PLUGIN_PATH", "LD_LIBRARY_PATH_ORIG"} & set(os.environ)
    assert os.environ["PYINSTALLER_RESET_ENVIRONMENT"] == "1"
    monkeypatch.setenv("LD_LIBRARY_PATH", own["LD_LIBRARY_PATH"])
    children.restore_environment()
    assert "LD_LIBRARY_PATH" not in os.environ


def test_nothing_is_restored_where_nothing_was_frozen(monkeypatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/home/me/lib")
    children.restore_environment()
    assert os.environ["LD_LIBRARY_PATH"] == "/home/me/lib"
