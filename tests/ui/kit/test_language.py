"""Every sentence is there in every language, and none is cut off."""

import re
import shutil
import string
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QFileInfo, Qt, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFileIconProvider,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from inpaint_studio.resources import resource
from inpaint_studio.sentence import say
from inpaint_studio.ui.kit import language
from inpaint_studio.ui.kit.language import read_linguist_file
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.shell.preferences_dialog import PreferencesDialog
from inpaint_studio.ui.tools.table import tool_kinds

_LUPDATE = Path(sys.executable).with_name("pyside6-lupdate")
_SOURCES = Path(language.__file__).parents[1]
CHINESE = "translations/inpaint-studio_zh_CN.ts"


@pytest.fixture(scope="module")
def in_the_code(tmp_path_factory) -> set[tuple[str, str]]:
    """(context, source) of every sentence that goes through tr()."""
    lupdate = str(_LUPDATE) if _LUPDATE.exists() else shutil.which("pyside6-lupdate")
    assert lupdate, "pyside6-lupdate comes with PySide6-Essentials"
    linguist_file = tmp_path_factory.mktemp("lupdate") / "all.ts"
    files = sorted(str(path) for path in _SOURCES.rglob("*.py"))
    subprocess.run(
        [lupdate, *files, "-ts", str(linguist_file), "-silent"], check=True, timeout=120, capture_output=True
    )
    sentences = set()
    for context in ElementTree.parse(linguist_file).getroot().iter("context"):
        for message in context.iter("message"):
            sentences.add((context.findtext("name") or "", message.findtext("source") or ""))
    return sentences


def test_every_sentence_is_translated_into_chinese(in_the_code):
    assert len(in_the_code) > 300
    translated = read_linguist_file(resource(CHINESE))
    assert sorted(in_the_code - set(translated)) == []


def test_translations_keep_the_places_for_names_and_numbers():
    def places(text: str) -> set[str]:
        return {field for _, field, _, _ in string.Formatter().parse(text) if field}

    wrong = [
        source
        for (_, source), forms in read_linguist_file(resource(CHINESE)).items()
        for text in forms
        if places(source) != places(text)
    ]
    assert wrong == []


def test_menu_letters_and_dots_survive_translation():
    wrong = []
    every = read_linguist_file(resource(CHINESE)).items()
    for (context, source), text in ((key, text) for key, forms in every for text in forms):
        if context in ("Actions", "Menus") and source.endswith("…") != text.endswith("…"):
            wrong.append(source)
        if "&" in source and "&" not in text:
            wrong.append(source)
    assert wrong == []


def test_the_language_changes_while_a_document_is_open(application, open_window, qtbot, picture_file, drag):
    window = open_window(picture_file)
    drag(window, (60, 60), (100, 60))
    document = window.session.document
    window.preferences.language = "zh_CN"
    window.language_requested.emit()
    qtbot.waitUntil(lambda: len(application.windows) == 1 and application.windows[0] is not window)
    after = application.windows[0]
    assert after.session.document is document
    assert after.actions_by_name["open"].text() == "打开(&O)…"
    assert after.history.list.model().index(1, 0).data() == "画笔"
    after.preferences.language = "en"
    after.language_requested.emit()
    assert application.windows[0].actions_by_name["open"].text() == "&Open…"
    assert application.windows[0].session.document is document


def test_the_preferences_stay_open_in_the_language_that_is_chosen_there(application, open_window, qtbot):
    window = open_window()
    dialog = window.dialogs.show_preferences()
    dialog.move(60, 40)
    dialog.language.setFocus()
    for code, title in (("zh_CN", "首选项"), ("en", "Preferences")):
        while dialog.language.currentData() != code:
            QTest.keyClick(dialog.language, Qt.Key.Key_Down if code == "zh_CN" else Qt.Key.Key_Up)
            (dialog,) = (one for one in _preferences_of(application.windows) if one.isVisible())
        assert len(application.windows) == 1
        assert dialog.windowTitle() == title
        assert (dialog.x(), dialog.y()) == (60, 40)
        assert dialog.focusWidget() is dialog.language
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    application.windows[0].preferences.language = "zh_CN"
    application.change_language()
    assert _preferences_of(application.windows) == []  # what is closed stays closed


def _preferences_of(windows) -> list[PreferencesDialog]:
    return [one for window in windows for one in window.findChildren(PreferencesDialog)]


class Longer(QTranslator):
    """Makes every sentence 40 % longer, as German would."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        if not source or source.startswith("{") or len(source.strip()) < 2 or context.startswith("Q"):
            return None
        return source + "m" * (-(-len(source) * 4 // 10))

    def isEmpty(self) -> bool:
        return False


def _cut_off(root) -> list[str]:
    cut = []
    for widget in root.findChildren(QLabel) + root.findChildren(QAbstractButton):
        if not widget.isVisible() or not widget.text():
            continue
        if isinstance(widget, QLabel) and widget.wordWrap():
            continue
        if isinstance(widget, QLabel | QPushButton | QCheckBox):
            needed = widget.sizeHint().width()
            if widget.width() + 1 < needed:
                cut.append(f"{widget.text()!r}: {widget.width()} of {needed}")
    return cut


@pytest.mark.parametrize("kind", ["english", "longer", "chinese"])
def test_no_text_is_cut_off(qapp, open_window, qtbot, picture_file, kind):
    translator = {"english": None, "longer": Longer(), "chinese": language.LinguistFile(resource(CHINESE))}[kind]
    if translator is not None:
        QCoreApplication.installTranslator(translator)
    try:
        window = open_window()
        qapp.processEvents()
        cut = _cut_off(window)
        window.session.opening.open(picture_file)
        qtbot.waitUntil(lambda: window.session.document is not None and not window.session.is_busy, timeout=20_000)
        window.hints.point_out()
        window.resize(1366, 768)
        for kind in tool_kinds():
            window.set_tool(kind.key)
            qapp.processEvents()
            cut += _cut_off(window)
        assert window.width() <= 1366, "the window does not fit a small laptop's screen"
        dialogs: list[QDialog] = [window.dialogs.show_preferences(), window.dialogs.show_shortcut_editor()]
        for dialog in dialogs:
            qapp.processEvents()
            cut += _cut_off(dialog)
            dialog.close()
        assert cut == []
    finally:
        if translator is not None:
            QCoreApplication.removeTranslator(translator)


_COUNTED = """<?xml version="1.0" encoding="utf-8"?>
<TS version="2.1" language="de_DE"><context><name>Sentences</name>
<message numerus="yes"><source>{count} frames</source>
<translation><numerusform>{count} Bild</numerusform><numerusform>{count} Bilder</numerusform></translation>
</message></context></TS>"""


def test_a_counted_message_takes_the_form_for_its_count(qapp, tmp_path):
    path = tmp_path / "inpaint-studio_de.ts"
    path.write_text(_COUNTED, encoding="utf-8")
    translator = language.LinguistFile(path)
    qapp.installTranslator(translator)
    try:
        forms = [spoken(say("{count} frames", one="{count} frame", count=count)) for count in (0, 1, 2)]
    finally:
        qapp.removeTranslator(translator)
    assert forms == ["0 Bilder", "1 Bild", "2 Bilder"]


def _words_shown(root) -> set[str]:
    """Every text of a window, its tooltips and names included, as it is shown."""
    texts: set[str] = set()
    for widget in root.findChildren(QWidget):
        texts |= {widget.toolTip(), widget.accessibleName(), widget.windowTitle(), widget.statusTip()}
        if isinstance(widget, QLabel | QAbstractButton):
            texts.add(widget.text())
        if isinstance(widget, QLineEdit):
            texts.add(widget.placeholderText())
        if isinstance(widget, QComboBox):
            texts |= {widget.itemText(number) for number in range(widget.count())}
    for action in root.findChildren(QAction):
        texts |= {action.text(), action.toolTip(), action.statusTip()}
    return texts


def test_a_window_opened_in_chinese_says_nothing_in_english(application, open_window, picture_file):
    application.preferences.language = "zh_CN"
    application.change_language()
    window = open_window(picture_file)
    sources = {text for (_, text) in read_linguist_file(resource(CHINESE)) if re.search(r"[a-z] [a-z]", text)}
    plain = {source.replace("&", "").rstrip("…") for source in sources}
    dialogs = [window.dialogs.show_preferences(), window.dialogs.show_shortcut_editor()]
    dialogs.append(window.dialogs.show_shortcut_sheet())
    shown = {text for root in (window, *dialogs) for text in _words_shown(root)}
    assert any("画笔" in text for text in shown)
    assert sorted(text for text in shown if text.replace("&", "").rstrip("…") in plain) == []
    for dialog in dialogs:
        dialog.close()


@pytest.fixture
def malformed(monkeypatch, tmp_path) -> Path:
    """The Chinese translation as a merge might leave it, or a disk."""
    path = tmp_path / "inpaint-studio_zh_CN.ts"
    whole = resource(CHINESE).read_text(encoding="utf-8")
    path.write_text(whole.replace("</message>", "<<<<<<< HEAD", 1), encoding="utf-8")
    monkeypatch.setattr(language, "resource", lambda name: path)
    return path


def _in_english_and_says_so(window) -> bool:
    text = window.messages.text
    assert "inpaint-studio_zh_CN.ts cannot be read, so the program is in English" in text, text
    return bool(window.actions_by_name["open"].text() == "&Open…")


@pytest.mark.parametrize("mode", [QFileDialog.FileMode.Directory, QFileDialog.FileMode.ExistingFiles])
def test_the_file_dialog_of_qt_says_nothing_in_english(qapp, qtbot, tmp_path, mode):
    (tmp_path / "a folder").mkdir()
    installed = language.install(qapp, "zh_CN")
    try:
        dialog = QFileDialog(directory=str(tmp_path))
        qtbot.addWidget(dialog)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setFileMode(mode)
        texts = {one.text() for kind in (QLabel, QAbstractButton) for one in dialog.findChildren(kind)}
        texts |= {one.toolTip() for one in dialog.findChildren(QWidget)}
        assert "查找范围(&L)：" in texts
        assert [text for text in texts if re.search("[a-z]{2}", text) and not text.startswith("qt_")] == []
        assert QFileIconProvider().type(QFileInfo(str(tmp_path))) == "文件夹"
        assert QCoreApplication.translate("QFileSystemModel", "Size") == "大小"  # Qt's own says volume
    finally:
        language.remove(qapp, installed)
        language.install(qapp, "en")  # the locale too


def test_a_malformed_translation_does_not_keep_the_program_from_starting(
    malformed, qapp, preferences, request, caplog, picture_file
):
    preferences.language = "zh_CN"
    made = request.getfixturevalue("application")
    assert _in_english_and_says_so(request.getfixturevalue("open_window")())
    assert made._translators == []
    assert [record.levelname for record in caplog.records if "inpaint-studio_zh_CN.ts" in record.message] == ["WARNING"]


def test_a_malformed_translation_that_is_chosen_leaves_the_window_in_english(malformed, application, open_window):
    window = open_window()
    window.preferences.language = "zh_CN"
    window.language_requested.emit()
    assert _in_english_and_says_so(application.windows[0])


@pytest.mark.parametrize("content", [b"", b"<?xml version='1.0' encoding='x-none'?><TS/>", b"\xff\xfe\x00", None])
def test_whatever_is_wrong_with_a_translation_the_language_is_english(malformed, qapp, content):
    if content is None:
        malformed.unlink()
    else:
        malformed.write_bytes(content)
    failures: list[str] = []
    assert language.install(qapp, "zh_CN", lambda name, error: failures.append(name)) == []
    assert failures == ["inpaint-studio_zh_CN.ts"]
