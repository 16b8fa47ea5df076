"""What import-linter cannot see: what really gets imported, and what a checkout may contain."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from .sources import parsed, statements

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
        ("import inpaint_studio.filling.method, inpaint_studio.filling.crops", {"torch", "PySide6", "scipy"}),
        ("import inpaint_studio.enlarging.request", {"torch", "PySide6"}),
        ("import inpaint_studio.work.jobs.crew, inpaint_studio.work.routines.examples", {"torch", "PySide6"}),
        ("import inpaint_studio.filling.engine", {"PySide6"}),
        ("import inpaint_studio.ui.shell.window", {"torch", "OpenImageIO"}),
    ],
)
def test_a_room_does_not_bring_in_what_it_must_not(statement, absent):
    assert not modules_after(statement) & absent


def test_training_needs_nothing_that_a_bare_gpu_machine_lacks():
    """Such a machine has torch, numpy, pillow and safetensors."""
    absent = {"PySide6", "scipy", "msgspec", "OpenImageIO", "cv2", "patchmatch", "qtawesome"}
    assert not modules_after("import inpaint_studio.model.training.loop") & absent


def _contracts() -> dict[str, dict]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["name"]: contract for contract in project["tool"]["importlinter"]["contracts"]}


def test_import_linter_refuses_a_module_that_stands_in_no_layer():
    layered = [contract for contract in _contracts().values() if contract["type"] == "layers"]
    assert len(layered) == 5
    assert [contract["name"] for contract in layered if not contract.get("exhaustive")] == []
    assert not any(contract.get("exhaustive_ignores") for contract in layered)


@pytest.mark.parametrize(
    ("name", "exceptions"),
    [
        ("Qt lives in ui and nowhere else", {"ui", "cli", "__main__"}),  # the command line opens the window
        (
            "torch lives in model, enlarging, filling and evaluation",
            {"model", "enlarging", "filling", "evaluation", "__main__"},
        ),
    ],
)
def test_what_lives_in_one_room_is_forbidden_to_all_others(name, exceptions):
    modules = {path.stem for path in (ROOT / "inpaint_studio").glob("*.py")} - {"__init__"}
    rooms = {path.parent.name for path in (ROOT / "inpaint_studio").glob("*/__init__.py")}
    assert {f"inpaint_studio.{one}" for one in (modules | rooms) - exceptions} == set(
        _contracts()[name]["source_modules"]
    )


def _imports_between_files() -> dict[str, set[str]]:
    """Module -> modules of ours that it imports, at its top or inside a function, for types alone or not."""
    files = {}
    for path in (ROOT / "inpaint_studio").rglob("*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        files[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    imports: dict[str, set[str]] = {}
    for name, path in files.items():
        named = set()
        for node in statements(parsed(path)):
            if isinstance(node, ast.ImportFrom) and node.module:
                # Of `from package import module` it is the module that is needed.
                whole = (f"{node.module}.{alias.name}" for alias in node.names)
                named |= {name if name in files else node.module for name in whole}
            elif isinstance(node, ast.Import):
                named |= {alias.name for alias in node.names}
        imports[name] = {other for other in named if other in files and other != name}
    return imports


def _circles(imports: dict[str, set[str]]) -> list[list[str]]:
    """Strongly connected components of more than one module, by Tarjan's algorithm."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    circles = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in imports[name]:
            if other not in index:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            at = stack.index(name)
            if len(stack) - at > 1:
                circles.append(sorted(stack[at:]))
            del stack[at:]

    for name in imports:
        if name not in index:
            visit(name)
    return circles


def test_no_files_import_each_other_in_a_circle():
    imports = _imports_between_files()
    assert len(imports) > 200
    assert _circles(imports) == []


def test_a_circle_would_be_seen():
    assert _circles({"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set()}) == [["a", "b", "c"]]


_LONGEST_FILE, _LONGEST_CLASS, _MOST_METHODS = 500, 400, 40


def test_no_file_and_no_class_holds_two_thoughts():
    """Lines of a file, lines of a class and methods of a class."""
    large = []
    for path in sorted((ROOT / "inpaint_studio").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > _LONGEST_FILE:
            large.append((path.name, text.count("\n")))
        if text.count("\n") <= _LONGEST_CLASS and text.count("def ") <= _MOST_METHODS:
            continue  # nor can a class in it be too large
        for node in statements(parsed(path)):
            if isinstance(node, ast.ClassDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                methods = sum(isinstance(one, ast.FunctionDef) for one in node.body)
                if lines > _LONGEST_CLASS or methods > _MOST_METHODS:
                    large.append((f"{path.name} {node.name}", lines, methods))
    assert large == []


_UNTESTED_LENGTH = 100


# Modules without a test file of their own, by folder. Names are only ever taken away.
def test_every_longer_module_has_its_test_file():
    """inpaint_studio/ROOM/NAME.py has tests/ROOM/test_NAME.py."""
    package, longer, without = ROOT / "inpaint_studio", set(), set()
    for path in package.rglob("*.py"):
        name = path.relative_to(package).with_suffix("")
        if path.name == "__init__.py" or path.read_text(encoding="utf-8").count("\n") <= _UNTESTED_LENGTH:
            continue
        longer.add(name.as_posix())
        if not (ROOT / "tests" / name.parent / f"test_{name.name}.py").is_file():
            without.add(name.as_posix())
    assert len(longer) > 100
    assert sorted(without) == [], "modules without their test file"


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


def test_names_say_what_a_thing_is_and_not_how_it_came():
    """Parameters, variables and attributes that are assigned."""
    participles = {"found", "kept", "told", "said", "given", "asked", "foreseen"}
    # What follows a name that is assigned, wherever it may be; in prose mostly another word does.
    assigned = re.compile(rf"\b_*(?:{'|'.join(participles)})_*\b(?=\s*(?:[=:,)\]#\\]|in\b|[-+*/%@&|^<>]+=))")
    named = []
    for path in sorted(
        path for room in ("inpaint_studio", "packaging", "tests") for path in (ROOT / room).rglob("*.py")
    ):
        text = path.read_text(encoding="utf-8")
        if not assigned.search(text):
            continue
        for node in ast.walk(parsed(path)):
            match node:
                case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                    if name.strip("_") in participles:
                        named.append(f"{path.relative_to(ROOT)}:{node.lineno} {name}")
    assert named == []


def test_torch_is_pinned_alike_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    (pinned,) = (line for line in project["dependencies"] if line.startswith("torch"))
    ranges = re.search(r'^TORCH = "(.*)"', (ROOT / "packaging" / "environment.py").read_text(), re.MULTILINE)
    assert ranges
    assert ranges[1] == pinned
    assert "PySide6-Essentials>=6.8,<6.12" in project["dependencies"]
