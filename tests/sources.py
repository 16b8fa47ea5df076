"""The program's own sources as trees, for tests that look at all of them: there is a million of nodes in these."""

import ast
import gc
from collections.abc import Iterator
from pathlib import Path


def parsed(path: Path) -> ast.Module:
    """Without the garbage collector, which goes through all nodes again and again and has 2 of 3 seconds otherwise."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    finally:
        if was_on:
            gc.enable()


def statements(tree: ast.Module) -> Iterator[ast.AST]:
    """Every statement, in functions and classes too, for a tenth of what `ast.walk` takes."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt):
            yield node
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            inside = getattr(node, name, None)
            if isinstance(inside, list):
                waiting += inside


def called(node: ast.AST) -> str:
    """The last name of what a call calls; "" where it has none, and for all else."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name
    return ""
