"""The heavy packages, built from a clone of this commit by their commands, and used. By hand, with -m build.

INPAINT_STUDIO_BUILD=DIR keeps the environment and the folder between two runs.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.build, pytest.mark.timeout(0), pytest.mark.xdist_group("build")]


@pytest.fixture(scope="module")
def output(tmp_path_factory) -> Path:
    folder = os.environ.get("INPAINT_STUDIO_BUILD")
    return Path(folder).resolve() if folder else tmp_path_factory.mktemp("build")


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    """What is committed, and nothing else of the checkout."""
    folder = tmp_path_factory.mktemp("clone") / "inpaint-studio"
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", f"file://{ROOT}", folder], check=True)
    return folder


@pytest.fixture(scope="module")
def application(clone, output) -> Path:
    """The folder, built and used by the smoke test, which `build_application.py` starts itself."""
    run(clone, "build_application.py", "--output", output)
    return output / "inpaint-studio"


def run(clone: Path, script: str, *words: object) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "QT_QPA_PLATFORM")}
    subprocess.run([sys.executable, clone / "packaging" / script, *map(str, words)], env=environment, check=True)


def test_the_folder_is_built_and_does_everything(application):
    size = sum(path.stat().st_size for path in application.rglob("*") if path.is_file() and not path.is_symlink())
    assert size < 900e6, f"the folder has {size / 1e6:.0f} MB"


@pytest.mark.skipif(shutil.which("dpkg-shlibdeps") is None, reason="dpkg-dev is missing")
def test_the_debian_package_is_built_without_complaints_of_lintian(clone, application, output):
    run(clone, "build_deb.py", "--application", application, "--output", output / "deb")
    (package,) = (output / "deb").glob("inpaint-studio_*.deb")
    listed = subprocess.run(["dpkg-deb", "--contents", package], capture_output=True, text=True, check=True).stdout
    for name in ("./opt/inpaint-studio/inpaint-studio", "./usr/share/applications/inpaint-studio.desktop"):
        assert f" {name}\n" in listed


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="AppImages are of Linux")
def test_the_appdir_runs(clone, application, output):
    run(clone, "build_appimage.py", "--application", application, "--output", output / "appimage", "--no-pack")
    start = output / "appimage" / "inpaint-studio.AppDir" / "AppRun"
    assert subprocess.run([start, "--version"], capture_output=True, text=True, check=True).stdout.startswith("inpaint")


def test_the_wheel_is_built_and_fills_where_only_it_is_installed(clone):
    run(clone, "test.py", "wheel")
