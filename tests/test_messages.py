"""Whatever a room without Qt says to a person is a `Sentence`, and the window's languages know its template."""

import ast
import re
import string
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import inpaint_studio
from inpaint_studio.resources import resource
from inpaint_studio.ui.kit import language
from inpaint_studio.ui.kit.sentences import CONTEXT

from .sources import called, parsed, statements

_ROOT = Path(inpaint_studio.__file__).parent
_ROOMS = ("editing", "files", "model", "filling", "finding", "evaluation", "work")
# Programmers' errors, which no person meets: a wrong argument.
_ENDINGS = ("Exception", "Error", "ChangedOnDisk", "WouldLose")
_TAKERS = ("append", "say", "Warned", "Finished")  # what a note, or the reason of an end, is handed to
# What the command line alone prints, or what is written into files: by the beginning of each.
_NOT_FOR_THE_WINDOW = (
    *("7: a generator of", "Trained on", "7 hours on", "Its weights expect", "Licence:", "Written 7"),  # describe
    *("7. picture:", "In the hole: PSNR"),  # inside ONNX files; beneath tables in Markdown
)


@cache
def _tree(path: Path) -> ast.Module:
    return parsed(path)


@pytest.fixture(scope="module", autouse=True)
def trees_for_this_module_alone() -> Iterator[None]:
    yield
    _tree.cache_clear()


def _files(room: str = "") -> list[Path]:
    return [path for path in sorted((_ROOT / room).rglob("*.py")) if path.name != "sentence.py" or not room]


def _templates() -> dict[str, list[str]]:
    """Every template, and the values it is given where it stands in a call of `say`."""
    templates: dict[str, list[str]] = {}
    for path in _files():
        if not re.search(r"\b(?:say|template)\b", path.read_text(encoding="utf-8")):
            continue
        for node in ast.walk(_tree(path)):
            if called(node) in ("say", "template") and isinstance(node.args[0] if node.args else None, ast.Constant):
                text = node.args[0].value
                if isinstance(text, str) and isinstance(node.func, ast.Name):
                    templates.setdefault(text, [])
                    if called(node) == "say":
                        names = {key.arg or "" for key in node.keywords} - {"one"}
                        assert names == _fields(text), f"{path.name}:{node.lineno}"
    return templates


def _fields(template: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(template) if field}


@pytest.fixture(scope="module")
def templates() -> dict[str, list[str]]:
    return _templates()


def test_every_linguist_file_parses_and_each_message_has_one_source():
    files = sorted(resource("translations").glob("*.ts"))
    assert files
    wrong = [
        (path.name, message.findtext("source"))
        for path in files
        for message in ElementTree.parse(path).getroot().iter("message")
        if len(message.findall("source")) != 1 or len(message.findall("translation")) != 1
    ]
    assert wrong == [], "a merge has run two messages together: take them apart again"


@pytest.mark.parametrize("name", [name for name in language.NAMES if name != "en"])
def test_every_template_is_translated_with_its_values(name, templates):
    known = language.read_linguist_file(resource(f"translations/inpaint-studio_{name}.ts"))
    assert len(templates) > 300
    missing = [text for text in templates if (CONTEXT, text) not in known]
    assert missing == [], "run packaging/update_translations.py, then translate what it marks as unfinished"
    assert [text for text in templates for form in known[CONTEXT, text] if _fields(form) - _fields(text)] == []


@pytest.mark.parametrize("name", [name for name in language.NAMES if name != "en"])
def test_no_translation_is_left_of_a_template_that_is_gone(name, templates):
    known = language.read_linguist_file(resource(f"translations/inpaint-studio_{name}.ts"))
    assert [source for context, source in known if context == CONTEXT and source not in templates] == []


def _literals(node: ast.AST | None) -> list[str]:
    """A literal as it might read, every value in it being "7"; several where it is one or the other."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=values):
            return ["".join("7" if isinstance(value, ast.FormattedValue) else _literals(value)[0] for value in values)]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [before + after for before in _literals(left) for after in _literals(right)]
        case ast.IfExp(body=body, orelse=other):
            return [*_literals(body), *_literals(other)]
    return []


@cache
def _failures() -> set[str]:
    """The names of the rooms' own exceptions: each carries a sentence."""
    classes = [
        n for room in _ROOMS for path in _files(room) for n in statements(_tree(path)) if isinstance(n, ast.ClassDef)
    ]
    package_names = {one.name for one in classes if any(ast.unparse(base).endswith(_ENDINGS) for base in one.bases)}
    return package_names | {
        one.name for one in classes if any(ast.unparse(base) in package_names for base in one.bases)
    }


def _plain_texts(path: Path, failures: set[str]):
    """Texts that a person would read and that have no template."""
    for node in ast.walk(_tree(path)):
        inside: list[ast.AST | None] = []
        raised = False
        match node:
            case ast.Call(args=[first, *_]) if called(node) in failures and not called(node).startswith("_"):
                inside, raised = [first], True
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                inside = list(elements)
            case ast.Call(args=arguments) if called(node) in _TAKERS and not isinstance(node.func, ast.Name):
                inside = list(arguments)
            case ast.Return(value=value) | ast.Assign(value=value):
                inside = [value]
        for text in (text for literal in inside for text in _literals(literal)):
            whole = text.endswith(".") and text.count(" ") > 2 and (text[0].isupper() or text[0] == "7")
            if whole or (raised and " " in text and (text[0].isupper() or text[0] == "7")):
                yield f"{path.name}:{node.lineno}", text


@pytest.mark.parametrize("room", _ROOMS)
def test_every_error_and_note_of_a_room_keeps_its_template(room):
    failures = _failures()
    assert len(failures) > 10
    plain = [one for path in _files(room) for one in _plain_texts(path, failures)]
    assert [one for one in plain if not one[1].startswith(_NOT_FOR_THE_WINDOW)] == []
