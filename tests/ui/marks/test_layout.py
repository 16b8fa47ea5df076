import pytest
from PySide6.QtWidgets import QLabel, QPushButton


@pytest.mark.parametrize("language_name", ["en", "zh_CN"])
def test_no_words_of_the_empty_page_and_no_button_are_cut(application, open_window, preferences, qapp, language_name):
    preferences.language = language_name
    application.change_language()
    try:
        window = open_window()
        marks = window.dialogs.show_marks()
        marks.resize(900, 600)
        for _ in range(3):
            qapp.processEvents()
        page = marks.parts.pages.currentWidget()
        for label in page.findChildren(QLabel):
            needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
            assert label.height() >= needed, label.text()
        for button in marks.parts.findChildren(QPushButton):
            if button.isVisible():
                assert button.width() >= button.sizeHint().width(), button.text()
                assert marks.rect().contains(button.mapTo(marks, button.rect().bottomRight()))
        window.dialogs.shut_down()
    finally:
        preferences.language = "en"
        application.change_language()
