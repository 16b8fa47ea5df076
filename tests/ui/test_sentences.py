"""What the files room says is known to the window, so that it can be said in every language."""

import ast
import string
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from inpaint_studio.files import errors, formats
from inpaint_studio.files.errors import PictureError
from inpaint_studio.resources import resource
from inpaint_studio.ui import language
from inpaint_studio.ui.sentences import PATTERNS, _matchers, spoken
from inpaint_studio.ui.session import sentence

CHINESE = "translations/inpaint-studio_zh_CN.ts"
_ROOM = Path(errors.__file__).parent
_REPORTS = ("verify.py",)  # a report is read by programs too and stays English


@pytest.fixture
def chinese(qapp):
    translator = language.LinguistFile(resource(CHINESE))
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def _text(node: ast.AST) -> str | None:
    """A literal as it might read: every value in it is "7"."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join("7" if isinstance(value, ast.FormattedValue) else _text(value) or "" for value in values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            before, after = _text(left), _text(right)
            return None if before is None or after is None else before + after
    return None


def _raised(path: Path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and node.args and hasattr(errors, ast.unparse(node.func).rpartition(".")[2]):
            text = _text(node.args[0])
            if text is not None and text != "7 7":  # a name and a reason of `formats`, looked at by themselves
                yield node.lineno, text


def _noted(path: Path):
    """Literals that are whole sentences and stand in tuples, lists and calls of `append`: notes."""
    for node in ast.walk(ast.parse(path.read_text())):
        inside: list[ast.AST] = []
        if isinstance(node, ast.Tuple | ast.List):
            inside = list(node.elts)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("append"):
            inside = list(node.args)
        elif isinstance(node, ast.Return | ast.Assign) and node.value is not None:
            inside = [node.value]
        for literal in inside:
            text = _text(literal)
            if text and text.endswith(".") and " " in text and text[0].isupper():
                yield node.lineno, text


def _is_known(text: str) -> bool:
    return any(matcher.fullmatch(text) for matcher, _ in _matchers())


def test_every_error_and_note_of_the_files_room_has_a_pattern():
    unknown = [
        (path.name, line, text)
        for path in sorted(_ROOM.glob("*.py"))
        if path.name not in _REPORTS
        for line, text in (*_raised(path), *_noted(path))
        if not _is_known(text)
    ]
    assert unknown == []
    refused = [f"scan.png {reason}" for _, reason in formats._REFUSED if not _is_known(f"scan.png {reason}")]
    assert refused == []
    assert sum(1 for path in _ROOM.glob("*.py") for _ in _raised(path)) > 40


def test_no_pattern_is_without_words_of_its_own():
    for pattern in PATTERNS:
        fields = {field for _, field, _, _ in string.Formatter().parse(pattern) if field}
        assert len(pattern) - sum(len(field) + 2 for field in fields) >= 6 or not fields, pattern


def test_english_stays_as_it_is():
    said = "scan.tif holds 32-bit unsigned samples, which would have to be narrowed. It was not opened."
    assert spoken(said) == said
    assert spoken("What nobody foresaw.") == "What nobody foresaw."


@pytest.mark.usefixtures("chinese")
def test_an_error_is_told_in_the_language_of_the_window():
    assert sentence(PictureError("scan.png is empty.")) == "scan.png 是空文件。"
    told = spoken("Every pixel of the JPEG would change a little, because it has 12 bits a sample; "
                  "PNG or TIFF keeps them exactly.")  # fmt: skip
    assert "因为它的每个样本为 12 位" in told
    assert "because" not in told
    assert spoken("What nobody foresaw.") == "What nobody foresaw."


@pytest.mark.usefixtures("chinese")
def test_a_failed_opening_is_told_in_the_language_of_the_window(open_window, qtbot, tmp_path):
    window = open_window()
    (tmp_path / "leer.png").write_bytes(b"")
    with qtbot.waitSignal(window.session.opening_failed, timeout=20_000):
        window.open(tmp_path / "leer.png")
    assert window.messages.text == "leer.png 是空文件。"
