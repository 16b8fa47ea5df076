"""The environment of the wheel has what the wheel declares, and nothing of what else is installed here."""

import os
from zipfile import ZipFile

import pytest
import wheel_environment
from environment import SetupError
from packaging.requirements import Requirement


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Lay a distribution of one module and one command into a folder on the import path."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(site)

    def installed(name, version, *requires):
        facts = site / f"{name}-{version}.dist-info"
        facts.mkdir()
        lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
        (facts / "METADATA").write_text("\n".join(lines + [f"Requires-Dist: {one}" for one in requires]) + "\n")
        (site / name).mkdir()
        (site / name / "__init__.py").write_text("")
        (tmp_path / name).write_text("#!/bin/sh\n")
        (facts / "RECORD").write_text(f"{name}/__init__.py,,\n{name}/gone.py,,\n../{name},,\n{facts.name}/METADATA,,\n")

    return installed


def named(*wanted):
    return [one.metadata["Name"] for one in wheel_environment.closure([Requirement(one) for one in wanted])]


def test_what_is_needed_is_followed_to_its_end_and_extras_only_where_asked_for(install):
    install("toy_a", "1.0", "toy-b>=2", "toy_c; extra == 'more'", "toy_d; python_version < '3'")
    install("toy_b", "2.1", "toy_a[more]")
    install("toy_c", "1.0")
    install("toy_e", "1.0", "toy_c")
    assert named("toy-a") == ["toy_a", "toy_b", "toy_c"]
    assert named("toy_c") == ["toy_c"]


@pytest.mark.parametrize(
    ("wanted", "words"), [("toy_b>=1", "toy_b>=1 is needed, and not installed"), ("toy_a>=2", "1.0 is installed")]
)
def test_what_is_missing_or_too_old_is_named(install, wanted, words):
    install("toy_a", "1.0")
    with pytest.raises(SetupError, match=words):
        named(wanted)


def test_modules_are_linked_and_commands_are_not(install, tmp_path):
    install("toy_a", "1.0")
    (one,) = wheel_environment.closure([Requirement("toy_a")])
    modules = tmp_path / "new" / "modules"
    assert wheel_environment.link(one, modules) == 2
    assert os.path.samefile(modules / "toy_a" / "__init__.py", one.locate_file("toy_a/__init__.py"))
    assert sorted(path.name for path in modules.iterdir()) == ["toy_a", "toy_a-1.0.dist-info"]
    assert wheel_environment.link(one, modules) == 0


def test_where_links_are_refused_files_are_copied(install, tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError

    install("toy_a", "1.0")
    monkeypatch.setattr(wheel_environment.os, "link", refuse)
    (one,) = wheel_environment.closure([Requirement("toy_a")])
    assert wheel_environment.link(one, tmp_path / "new") == 2
    assert (tmp_path / "new" / "toy_a" / "__init__.py").is_file()


def test_a_wheel_s_own_requirements_leave_extras_out(tmp_path):
    with ZipFile(tmp_path / "toy.whl", "w") as archive:
        archive.writestr("toy-1.dist-info/METADATA", "Name: toy\nRequires-Dist: a>=1\nRequires-Dist: b; extra == 'x'\n")
    assert [str(one) for one in wheel_environment.requirements(tmp_path / "toy.whl")] == ["a>=1"]
