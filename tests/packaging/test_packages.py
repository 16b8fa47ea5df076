"""The table of packages holds what the scripts, the words for contributors and the workflows say."""

import packages
import pytest
import yaml

ROOT = packages.__file__.rsplit("/packaging/", 1)[0]


def read(name):
    with open(f"{ROOT}/{name}", encoding="utf-8") as file:
        return file.read()


@pytest.fixture
def workflows():
    return {name: yaml.safe_load(read(f".github/workflows/{name}.yml")) for name in ("checks", "packages")}


def commands(workflow):
    return [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]


@pytest.mark.parametrize("package", packages.PACKAGES, ids=lambda one: one.key)
def test_every_package_has_its_command_and_contributors_are_told(package):
    script = package.command.split()[0]
    assert f"python3 packaging/{script}" in read(".github/CONTRIBUTING.md")
    assert '__name__ == "__main__"' in read(f"packaging/{script}")


def test_the_table_is_printed(capsys):
    assert packages.main() == 0
    printed = capsys.readouterr().out
    assert all(one.title in printed for one in packages.PACKAGES)
    assert packages.package("deb").needs[0] == "dpkg-deb"


def test_the_checks_run_on_three_systems_and_two_pythons(workflows):
    job = workflows["checks"]["jobs"]["checks"]
    systems = {name.split("-")[0] for name in job["strategy"]["matrix"]["system"]}
    assert systems == {"ubuntu", "macos", "windows"}
    assert len(job["strategy"]["matrix"]["python"]) == 2
    assert job["env"]["QT_QPA_PLATFORM"] == "offscreen"
    named = {word for command in commands(workflows["checks"]) if "test.py" in command for word in command.split()[2:]}
    assert named == {"ruff", "format", "imports", "mypy", "pytest", "wheel"}


def test_heavy_packages_are_built_by_hand_and_for_tags_alone(workflows):
    # YAML 1.1 reads the key `on` as true.
    assert workflows["packages"][True] == {"workflow_dispatch": None, "push": {"tags": ["v*"]}}
    run = "\n".join(commands(workflows["packages"]))
    for key in ("folder", "deb", "appimage", "macos", "windows"):
        assert f"packaging/{packages.package(key).command.split()[0]}" in run
    for workflow in workflows.values():
        assert workflow["permissions"] == {"contents": "read"}
