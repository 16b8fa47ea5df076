"""Help in the window: by its key from wherever the person is, searched, walked back, in theme and language."""

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from inpaint_studio.files.errors import PictureError
from inpaint_studio.sentence import say
from inpaint_studio.ui.kit.help_pages import Topic, contents, page_text, parse
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.shell import help_context, help_keys
from inpaint_studio.ui.shell.help_window import START, HelpWindow
from inpaint_studio.ui.tools.tool import TOOLS

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def help_window(preferences: Preferences, qtbot, qapp):
    made = HelpWindow(preferences)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def _top(window) -> int:
    return window.browser.verticalScrollBar().value()


def test_every_page_is_shown_with_its_title_and_its_pictures(help_window):
    for key, page in help_window.pages.items():
        help_window.show_topic(Topic(key))
        assert help_window.windowTitle() == f"{page.title} – Help"
        assert help_window.browser.document().firstBlock().text() == page.title
        needed, room = help_window.browser.document().idealWidth(), help_window.browser.viewport().width()
        assert needed <= room, f"{key} is wider than the window"


def test_a_topic_is_scrolled_to_and_the_way_back_leads_where_it_was_read(help_window):
    help_window.show_topic(Topic("troubleshooting", "extras"))
    assert _top(help_window) > 500
    place = _top(help_window)
    help_window.show_topic(Topic("privacy"))
    assert _top(help_window) == 0
    help_window.browser.setFocus()
    QTest.keyClick(help_window.browser, Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert (help_window.topic, _top(help_window)) == (Topic("troubleshooting", "extras"), place)
    QTest.keyClick(help_window.browser, Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert help_window.topic == Topic("privacy")
    assert not help_window.forward.isEnabled()
    QTest.mouseClick(help_window.browser.viewport(), Qt.MouseButton.BackButton)
    assert help_window.topic.page == "troubleshooting"


def test_what_is_typed_is_searched_in_all_pages_at_once_and_marked(help_window):
    QTest.keyClicks(help_window.search_field, "biharmonic nowhere")
    assert help_window.contents.hits.count() == 1, "it says that nothing was found"
    help_window.search_field.clear()
    QTest.keyClicks(help_window.search_field, "infrared")
    hits = help_window.contents.hits
    assert hits.count() >= 2
    QTest.keyClick(help_window.search_field, Key.Key_Return)
    first = hits.currentRow()
    assert first == 0
    assert help_window.topic.page in hits.item(0).data(Qt.ItemDataRole.UserRole)
    assert len(help_window.browser.extraSelections()) >= 1
    QTest.keyClick(help_window.search_field, Key.Key_Down)
    assert hits.currentRow() == 1
    QTest.keyClick(help_window.search_field, Key.Key_Escape)
    assert help_window.contents.currentWidget() is help_window.contents.tree
    assert help_window.browser.extraSelections() == []
    assert help_window.isVisible()
    QTest.keyClick(help_window, Key.Key_Escape)
    assert not help_window.isVisible()


def test_links_lead_to_pages_and_addresses_outside_are_shown_but_not_opened(help_window, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    help_window.browser.anchorClicked.emit(QUrl("files.md#verify"))
    assert help_window.topic == Topic("files", "verify")
    help_window.browser.anchorClicked.emit(QUrl("#formats"))
    assert help_window.topic == Topic("files", "formats")
    help_window.browser.anchorClicked.emit(QUrl("https://example.org/page"))
    assert help_window.address.isVisible()
    assert "https://example.org/page" in help_window.address.text()
    assert opened == []
    QTest.mouseClick(help_window.open_outside, LEFT)
    assert opened == ["https://example.org/page"]
    help_window.browser.anchorClicked.emit(QUrl("file:///etc/passwd"))
    assert not help_window.open_outside.isEnabled()
    help_window.show_topic(START)
    assert not help_window.address.isVisible()


def test_a_click_in_the_contents_shows_the_place(help_window):
    tree = help_window.contents.tree
    top = tree.topLevelItem(1)
    below = top.child(0)
    tree.expandItem(top)
    QTest.mouseClick(tree.viewport(), LEFT, pos=tree.visualItemRect(below).center())
    assert str(help_window.topic) == below.data(0, Qt.ItemDataRole.UserRole)
    assert tree.currentItem() is below


def test_keys_on_pages_and_the_page_of_keys_are_those_in_force(help_window, preferences):
    help_window.show_topic(Topic("large-objects", "lines"))
    assert "guide tool (G)" in help_window.browser.toPlainText()
    preferences.set_own_shortcut("tool_guide", ["F12"])
    assert "guide tool (F12)" in help_window.browser.toPlainText()
    help_window.show_topic(Topic("keys"))
    text = help_window.browser.toPlainText()
    assert "F12" in text
    assert "Guide line" in text
    preferences.set_own_shortcut("tool_guide", [])
    assert help_keys.in_force("<kbd>G</kbd>", preferences) == "Guide line", "an action without a key is named"
    assert help_keys.in_force("<kbd>Enter</kbd>", preferences) == "`Enter`"


def test_the_page_follows_the_palette(help_window, qapp):
    from inpaint_studio.ui.kit import theme

    help_window.show_topic(Topic("command-line"))
    before = help_window.browser.document()
    try:
        help_window.setPalette(theme.palette(False))
        qapp.processEvents()
        assert help_window.browser.document() is not before
    finally:
        help_window.setPalette(theme.palette(True))


def test_f1_opens_the_page_of_the_tool_the_panel_or_the_dialog(open_window, picture_file, qtbot):
    window = open_window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Key.Key_F1)
    shown = window.dialogs.help.shown
    assert shown.topic == START
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        window.open(picture_file)
    qtbot.waitUntil(lambda: not window.session.is_busy)
    window.set_tool("guide")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Key.Key_F1)
    assert window.dialogs.help.shown is shown, "there is one"
    assert shown.topic == Topic("large-objects", "lines")
    assert help_context.topic_above(window.fills.findChild(QWidget)) == Topic("first-repair", "fills")
    dialog = window.dialogs.show_preferences()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.language.setFocus()
    QTest.keyClick(dialog.language, Key.Key_F1)
    assert shown.topic == Topic("window", "preferences")
    dialog.close()
    window.dialogs.shut_down()


def test_what_help_is_about_is_there():
    import inpaint_studio.ui.batch.window
    import inpaint_studio.ui.bench.window
    import inpaint_studio.ui.marks.window
    import inpaint_studio.ui.training.dialog  # noqa: F401

    def below(kind):
        return {kind.__name__, *(name for one in kind.__subclasses__() for name in below(one))}

    assert set(help_context.TOPICS) - below(QWidget) == set()
    anchors = {key: {one.anchor for one in parse(key, page_text(key, "en")).headings} for key in contents()}
    for text in help_context.TOPICS.values():
        topic = Topic.of(text)
        assert topic.anchor in {"", *anchors[topic.page]}, text
    assert all(help_context.topic_in_hand(kind.action, False) for kind in TOOLS.values())
    assert help_context.topic_in_hand("tool_brush", True) == Topic("old-photographs", "review")


def test_an_error_in_the_window_leads_to_its_page(open_window):
    window = open_window()
    window.session.report_error(PictureError(say("{name} is empty.", name="scan.png")))
    assert window.messages.help_button.isVisible()
    QTest.mouseClick(window.messages.help_button, LEFT)
    assert window.dialogs.help.shown.topic == Topic("troubleshooting", "not-opened")
    assert window.messages.text == "scan.png is empty."
    window.dialogs.shut_down()


def test_the_language_is_changed_while_help_is_open(application, open_window, preferences):
    window = open_window()
    window.dialogs.help.show(Topic("files", "verify"))
    preferences.language = "zh_CN"
    application.change_language()
    again = application.windows[0].dialogs.help.shown
    assert again.topic == Topic("files", "verify")
    assert "文件与保留" in again.windowTitle()
    application.windows[0].dialogs.shut_down()


def test_help_goes_with_its_window(open_window, qapp):
    window = open_window()
    window.dialogs.help.show(START)
    window.dialogs.shut_down()
    qapp.processEvents()
    assert window.dialogs.help.topic() is None
