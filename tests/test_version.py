"""One version, in pyproject.toml: shown in a checkout, an installed wheel and a frozen program."""

import tomllib
from pathlib import Path

import pytest

import inpaint_studio
from inpaint_studio import version
from inpaint_studio.cli import main

ROOT = Path(__file__).resolve().parents[1]


def test_a_checkout_says_what_its_file_says(capsys) -> None:
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert inpaint_studio.__version__ == stated
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"inpaint-studio {stated}\n"


def test_the_changelog_has_this_version() -> None:
    assert f"## {inpaint_studio.__version__}" in (ROOT / ".github/CHANGELOG.md").read_text(encoding="utf-8")


def test_without_a_checkout_the_metadata_says_it(tmp_path, monkeypatch) -> None:
    other = tmp_path / "pyproject.toml"
    other.write_text('[project]\nname = "another"\nversion = "7"\n', encoding="utf-8")
    monkeypatch.setattr(version, "version", lambda name: {"inpaint-studio": "3.2.1"}[name])
    for path in (other, tmp_path / "missing.toml"):
        monkeypatch.setattr(version, "_CHECKOUT", path)
        assert version.program_version() == "3.2.1"
