#!/usr/bin/env python3
"""Bring the translations up to date with the code: new messages as unfinished, those that are gone as vanished.

.venv/bin/python packaging/update_translations.py [FILE.ts ...]       without a file: inpaint-studio_*.ts

lupdate, which PySide6 brings, finds `tr` and QT_TRANSLATE_NOOP in the code of the window. The other rooms know no Qt:
their messages are templates of `say` and `template` (inpaint_studio/sentence.py), which lupdate would take for gone.
So they are gathered from the syntax trees, and given to it as one more file. Standard library only.
"""

import ast
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "inpaint_studio"
CONTEXT = "Sentences"  # of the templates; inpaint_studio/ui/kit/sentences.py looks them up in it


def main(arguments: list[str]) -> int:
    ours = sorted((ROOT / "resources" / "translations").glob("inpaint-studio_*.ts"))  # qt_*.ts is of Qt's own messages
    files = [Path(name) for name in arguments] or ours
    for path in files:
        if path.suffix != ".ts" or not path.is_file():
            print(f"inpaint-studio: {path} is not a .ts file that is there.", file=sys.stderr)
            return 2
    lupdate = Path(sys.executable).with_name("pyside6-lupdate.exe" if sys.platform == "win32" else "pyside6-lupdate")
    if not lupdate.exists():
        print(f"inpaint-studio: there is no {lupdate}. Run this with .venv's Python.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        gathered = Path(folder) / "sentences.py"
        gathered.write_text(as_code(messages(sorted(PACKAGE.rglob("*.py")))), encoding="utf-8")
        sources = Path(folder) / "sources.lst"  # lupdate looks into no folder for Python files
        code = [*sorted((PACKAGE / "ui").rglob("*.py")), gathered]
        sources.write_text("\n".join(map(str, code)), encoding="utf-8")
        command = [str(lupdate), "-locations", "none", f"@{sources}", "-ts", *map(str, files)]
        return subprocess.run(command, check=False).returncode


def messages(files: Iterable[Path]) -> dict[tuple[str, str], bool]:
    """(context, text) of every message that lupdate does not see, and whether its form depends on a number."""
    gathered: dict[tuple[str, str], bool] = {}
    for path in files:
        source = path.read_text(encoding="utf-8")
        if not re.search(r"\b(?:say|template|tr)\b", source):
            continue
        tree = ast.parse(source)
        for context, text, counts in (*_templates(tree), *_inside_f_strings(tree)):
            gathered[context, text] = gathered.get((context, text), False) or counts
    return gathered


def _templates(tree: ast.Module) -> Iterator[tuple[str, str, bool]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="say" | "template"), args=[ast.Constant(value=str(text)), *_]):
                yield CONTEXT, text, any(keyword.arg == "one" for keyword in node.keywords)


def _inside_f_strings(tree: ast.Module) -> Iterator[tuple[str, str, bool]]:
    """f"{self.tr('...')}": to lupdate a string, and no code."""
    if not any(isinstance(node, ast.Attribute) and node.attr == "tr" for node in ast.walk(tree)):
        return
    for owner in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        for string in (node for node in ast.walk(owner) if isinstance(node, ast.JoinedStr)):
            for node in ast.walk(string):
                match node:
                    case ast.Call(func=ast.Attribute(attr="tr"), args=[ast.Constant(value=str(text)), *_]):
                        yield owner.name, text, False


def as_code(gathered: dict[tuple[str, str], bool]) -> str:
    """Python from which lupdate reads these messages."""
    lines = []
    for names, counts in gathered.items():
        context, text = (json.dumps(name, ensure_ascii=False) for name in names)
        if counts:  # a number in the fourth place is what lupdate knows plural forms by, and only behind a string
            lines.append(f'QCoreApplication.translate({context}, {text}, "", 1)\n')
        else:
            lines.append(f"QT_TRANSLATE_NOOP({context}, {text})\n")
    return "".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
