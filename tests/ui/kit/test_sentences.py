"""What rooms without Qt say is known to the window, so that it can be said in every language."""

import ast
import re
import string
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication

from inpaint_studio.files import errors
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.saving.verify import verify
from inpaint_studio.filling.request import FillError
from inpaint_studio.resources import resource
from inpaint_studio.ui.kit import language
from inpaint_studio.ui.kit.sentences import PATTERNS, _matchers, sentence, spoken
from inpaint_studio.ui.shell.report_dialog import VerifyDialog

CHINESE = "translations/inpaint-studio_zh_CN.ts"
_ROOMS = Path(errors.__file__).parents[1]


@pytest.fixture
def chinese(qapp):
    translator = language.LinguistFile(resource(CHINESE))
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def _texts(node: ast.AST | None) -> list[str]:
    """A literal as it might read, every value in it being "7"; several where it is one or the other."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=values):
            return ["".join("7" if isinstance(value, ast.FormattedValue) else _texts(value)[0] for value in values)]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [before + after for before in _texts(left) for after in _texts(right)]
        case ast.IfExp(body=body, orelse=other):
            return [*_texts(body), *_texts(other)]
    return []


def _failures(room: str) -> set[str]:
    """The names of a room's own exceptions: each carries a sentence."""
    classes = [n for path in _files(room) for n in ast.walk(_tree(path)) if isinstance(n, ast.ClassDef)]
    own = {one.name for one in classes if any(ast.unparse(base).endswith(_ENDINGS) for base in one.bases)}
    return own | {one.name for one in classes if any(ast.unparse(base) in own for base in one.bases)}


_ENDINGS = ("Exception", "Error", "ChangedOnDisk", "WouldLose")
_TOLD = ("append", "say", "Warned", "Finished")  # what a note, or the reason of an end, is handed to


def _raised(path: Path, failures: set[str]):
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).rpartition(".")[2] in failures:
            for text in _texts(node.args[0]):
                # Not a name and a reason of `formats`, looked at by themselves; nor the end of a sentence.
                if text.strip("7 ") and (text[0].isupper() or text[0] == "7"):
                    yield node.lineno, text if text[-1] in ".!?" else f"{text}."


def _noted(path: Path):
    """Literals that are whole sentences and stand in tuples, lists, answers and calls that tell them: notes."""
    for node in ast.walk(_tree(path)):
        inside: list[ast.AST | None] = []
        match node:
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                inside = list(elements)
            case ast.Call(func=func, args=arguments) if ast.unparse(func).endswith(_TOLD):
                inside = list(arguments)
            case ast.Return(value=value) | ast.Assign(value=value):
                inside = [value]
        for text in (text for literal in inside for text in _texts(literal)):
            if text.endswith(".") and text.count(" ") > 2 and (text[0].isupper() or text[0] == "7"):
                yield node.lineno, text


def _files(room: str) -> list[Path]:
    return sorted((_ROOMS / room).rglob("*.py"))


@lru_cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _is_known(text: str) -> bool:
    return any(matcher.fullmatch(text) is not None for matcher, _ in _matchers())


@pytest.mark.parametrize(("room", "least"), [("files", 40), ("model", 80), ("filling", 8), ("evaluation", 12)])
def test_every_error_and_note_of_a_room_has_a_pattern(room, least):
    failures = _failures("files") | _failures("model") | _failures(room)  # a room may raise what another defines
    said = [
        (path.name, line, text)
        for path in _files(room)
        # What a run is told wrongly is a ValueError, which the window shows.
        for line, text in (
            *_raised(path, failures | ({"ValueError"} if path.name == "config.py" else set())),
            *_noted(path),
        )
    ]
    unknown = [one for one in said if not _is_known(one[2]) and not one[2].startswith(_NOT_FOR_THE_WINDOW)]
    assert unknown == []
    assert len(said) > least


# What the command line alone prints, or what is written into files: by the beginning of each.
_NOT_FOR_THE_WINDOW = (
    *("7: a generator of", "Trained on", "7 hours on", "Its weights expect", "Licence:", "Written 7"),  # describe
    *("7. picture:", "In the hole: PSNR"),  # inside ONNX files; beneath tables in Markdown
)


def test_every_reason_to_refuse_a_kind_of_file_has_a_pattern():
    refused = [f"scan.png {reason}" for _, reason in formats._REFUSED if not _is_known(f"scan.png {reason}")]
    assert refused == []


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
def test_the_reason_inside_a_sentence_is_told_in_it_too():
    told = spoken("/a/run is the folder of a training run, not a checkpoint. The run's checkpoint is /a/run/best.")
    assert told == "/a/run 是训练文件夹，不是检查点。该训练的检查点是 /a/run/best。"
    told = spoken("scan.pt looks like MI-GAN 256, but conv.weight is missing.")
    assert told == "scan.pt 看起来像 MI-GAN 256，但缺少 conv.weight。"
    told = spoken("The folder /a cannot be written to: No space left on device.")
    assert told == "无法写入文件夹 /a：设备上没有剩余空间。"
    assert spoken("x.safetensors cannot be used: These numbers describe no generator.") == (
        "x.safetensors 无法使用：这些数值不能描述一个生成器。"
    )
    told = spoken("The run stopped because its l1 is no longer a number. The last good snapshot is /a/b. "
                  "A lower learning rate may help.")  # fmt: skip
    assert told == "训练已停止，因为其 l1 不再是数值。最后一个完好的快照是 /a/b。降低学习率可能有用。"


@pytest.mark.usefixtures("chinese")
def test_several_sentences_in_a_row_are_told_one_by_one():
    told = spoken("All 1,000 images are seen. Held-out scores only became worse, so what it began with was put back.")
    assert told == "全部 1,000 张图都已看完。 留出评分只变得更差，因此恢复了开始时的状态。"
    assert spoken("The 7 minutes are over. What nobody foresaw.") == "7 分钟已到。 What nobody foresaw."


@pytest.mark.usefixtures("chinese")
def test_patterns_are_matched_as_lazy_expressions_are():
    """First come the shortest parts that fit, to the very end, as regular expressions with `.*?` do."""
    random = np.random.default_rng(3)
    words = ["a", "b.png", "could not be saved", ": ", ". ", " is ", "x", " of ", ", ", "no", "The ", "."]
    for matcher, pattern in _matchers():
        pieces = re.split(r"\{(\w+)\}", pattern)
        lazy = "".join(f"(?P<{p}>.*?)" if n % 2 else re.escape(p) for n, p in enumerate(pieces))
        for _ in range(4):
            filled = [("".join(random.choice(words, 2)) if n % 2 else p) for n, p in enumerate(pieces)]
            text = "".join(filled) + ("" if random.random() < 0.8 else "more")
            expected = re.fullmatch(lazy, text, re.DOTALL)
            assert matcher.fullmatch(text) == (expected and expected.groupdict()), (pattern, text)


class _Counted(str):
    """A text that counts how often it is looked through."""

    looks = 0

    def find(self, *arguments: object) -> int:
        _Counted.looks += 1
        return super().find(*arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("unit", ["Word is odd. ", "a is a instead of b and a x b pixels and the picture is ", "x"])
def test_a_text_that_is_not_known_is_looked_through_in_linear_time(unit, monkeypatch):
    """Of a text of any length each pattern looks for each of its own words once, and for nothing in a very long one."""
    looks: list[int] = []
    for matcher, pattern in _matchers():
        text = _Counted(unit * 300)
        _Counted.looks = 0
        matcher.fullmatch(text)
        assert _Counted.looks <= pattern.count("{")
    match = type(_matchers()[0][0]).fullmatch
    monkeypatch.setattr(
        type(_matchers()[0][0]), "fullmatch", lambda m, text: (looks.append(len(text)), match(m, text))[1]
    )
    for length in (1_000, 3_900, 100_000):
        looks.clear()
        text = (unit * (length // len(unit) + 1))[:length]
        assert spoken(text) == text
        assert len(looks) <= 13 * len(PATTERNS)
    assert looks == []


@pytest.mark.usefixtures("chinese")
def test_a_note_of_a_fill_is_told_in_the_language_of_the_window():
    assert "内存不足" in spoken("Memory was short: the generator worked in tiles of 128 pixels.")
    assert sentence(FillError("The CUDA device stopped working during the fill: it went")) == (
        "CUDA 设备在填充期间停止工作：it went。"
    )


@pytest.mark.usefixtures("chinese")
def test_a_verify_report_is_told_in_the_language_of_the_window(qtbot, tmp_path):
    before = np.zeros((40, 50, 3), np.uint8)
    after = before.copy()
    after[5, 7] = 9
    Image.fromarray(before).save(tmp_path / "a.png")
    Image.fromarray(after).save(tmp_path / "b.tif", tiffinfo={271: "maker"})
    Image.fromarray(after).save(tmp_path / "b.png", dpi=(300, 300))
    mask = np.zeros((40, 50), np.uint8)
    mask[20:30] = 255
    for result in (tmp_path / "b.tif", tmp_path / "b.png"):
        report = verify(tmp_path / "a.png", result, mask)
        dialog = VerifyDialog(report)
        qtbot.addWidget(dialog)
        text = dialog.text.toPlainText()
        assert text.splitlines()[0] == "否：不该改动的像素中有 1 个不同，最大相差 9；蒙版外第一个位于 7, 5。"
        for known in (report.original, report.result, report.original_sha256, report.result_sha256):
            text = text.replace(known, "")
        words = set(re.findall(r"[A-Za-z]{2,}", text)) - {"SHA", "EXIF", "pHYs"}
        assert words == set(), dialog.text.toPlainText()


@pytest.mark.usefixtures("chinese")
def test_a_failed_opening_is_told_in_the_language_of_the_window(open_window, qtbot, tmp_path):
    window = open_window()
    (tmp_path / "leer.png").write_bytes(b"")
    with qtbot.waitSignal(window.session.opening_failed, timeout=20_000):
        window.open(tmp_path / "leer.png")
    assert window.messages.text == "leer.png 是空文件。"
