"""What import-linter cannot see: what really gets imported, and what a checkout may contain."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def modules_after(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("import inpaint_studio.cli", {"torch", "PySide6", "PIL", "scipy", "numpy"}),
        ("import inpaint_studio.editing.document", {"torch", "PySide6", "PIL", "OpenImageIO"}),
        ("import inpaint_studio.files.reading, inpaint_studio.files.saving.writing", {"torch", "PySide6"}),
        ("import inpaint_studio.model.training.config, inpaint_studio.model.training.report", {"torch", "PySide6"}),
        ("import inpaint_studio.model.checkpoints.inspection", {"torch", "PySide6"}),
        ("import inpaint_studio.filling.request, inpaint_studio.filling.plan", {"torch", "PySide6"}),
        ("import inpaint_studio.filling.engine", {"PySide6"}),
        ("import inpaint_studio.ui.shell.window", {"torch"}),
    ],
)
def test_a_room_does_not_bring_in_what_it_must_not(statement, absent):
    assert not modules_after(statement) & absent


def test_training_needs_nothing_that_a_bare_gpu_machine_lacks():
    """Such a machine has torch, numpy, pillow and safetensors."""
    absent = {"PySide6", "scipy", "msgspec", "OpenImageIO", "cv2", "patchmatch", "qtawesome"}
    assert not modules_after("import inpaint_studio.model.training.loop") & absent


def test_the_top_of_the_house_holds_only_what_it_may():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    top = {line.split("/")[0] for line in listed.stdout.splitlines()}
    rooms = {"inpaint_studio", "resources", "tests", "packaging"}
    assert {name for name in top if not name.startswith(".")} - rooms <= {"pyproject.toml", "README.md", "LICENSE"}


def test_no_room_is_called_utils():
    forbidden = {"utils", "util", "common", "helpers", "core", "manager"}
    assert not {path.stem for path in (ROOT / "inpaint_studio").rglob("*.py")} & forbidden


def test_torch_is_pinned_alike_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    (pinned,) = (line for line in project["dependencies"] if line.startswith("torch"))
    told = re.search(r'^TORCH = "(.*)"', (ROOT / "packaging" / "environment.py").read_text(), re.MULTILINE)
    assert told
    assert told[1] == pinned
    assert "PySide6-Essentials>=6.8,<6.12" in project["dependencies"]
