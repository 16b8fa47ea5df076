"""Python's -OO drops assertions and docstrings: nothing may depend on them."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ..sources import parsed

PACKAGE = Path(__file__).resolve().parents[2] / "inpaint_studio"
PURE = {"all", "any", "callable", "isinstance", "issubclass", "len", "max", "min", "set", "sorted", "sum", "tuple"}
PURE |= {"items", "keys", "values"}


@pytest.fixture(scope="module")
def trees():
    """Of the modules that have what is looked for."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))}
    return {path: parsed(path) for path, text in texts.items() if "assert" in text or "__doc__" in text}


def impure_parts(test):
    """Of the condition of an assertion, what may do something."""
    for node in ast.walk(test):
        is_call = isinstance(node, ast.Call) and ast.unparse(node.func).rsplit(".", 1)[-1] not in PURE
        if is_call or isinstance(node, ast.NamedExpr | ast.Await | ast.Yield | ast.YieldFrom):
            yield ast.unparse(node)


def test_what_counts_as_impure():
    condition = ast.parse("assert (line := file.readline()) and isinstance(line, str) and stack.pop()").body[0].test
    assert list(impure_parts(condition)) == ["(line := file.readline())", "stack.pop()", "file.readline()"]


def test_no_assertion_does_anything(trees):
    conditions = [
        (path, node) for path, tree in trees.items() for node in ast.walk(tree) if isinstance(node, ast.Assert)
    ]
    assert len(conditions) > 20
    assert [
        f"{path.relative_to(PACKAGE)}:{node.lineno}: {part}"
        for path, node in conditions
        for part in impure_parts(node.test)
    ] == []


def test_no_docstring_is_read(trees):
    assert [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr == "__doc__")
        or (isinstance(node, ast.Name) and node.id == "__doc__")
    ] == []


def program(*words, place, flags=("-OO",)):
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    command = [sys.executable, *flags, "-m", "inpaint_studio", *map(str, words)]
    return subprocess.run(
        command, cwd=place, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_a_hole_is_filled(tmp_path):
    rows, columns = np.mgrid[0:64, 0:64]
    picture = np.stack([rows * 3, columns * 3, 128 + 0 * rows], axis=-1).astype(np.uint8)
    hole = np.zeros((64, 64), np.uint8)
    hole[24:40, 24:40] = 255
    Image.fromarray(picture).save(tmp_path / "picture.png")
    Image.fromarray(hole).save(tmp_path / "mask.png")
    words = ("fill", "picture.png", "--mask", "mask.png", "--output", "filled.png", "--method", "membrane")
    done = program(*words, place=tmp_path)
    assert done.returncode == 0, done.stderr
    filled = np.asarray(Image.open(tmp_path / "filled.png"))
    assert (filled[hole == 0] == picture[hole == 0]).all()
    assert (filled[hole > 0] != 0).any()


def test_the_help_has_all_its_words(tmp_path):
    whole, optimized = (program("fill", "--help", place=tmp_path, flags=flags) for flags in ((), ("-OO",)))
    assert whole.returncode == optimized.returncode == 0
    assert optimized.stdout == whole.stdout
    assert "Fill the masked parts" in optimized.stdout
