"""Labels that say less where there is less room."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from inpaint_studio.ui.kit.labels import ShortenedLabel


def test_the_longest_wording_that_fits_is_shown_and_the_tooltip_has_all_of_it(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    label = ShortenedLabel(window)
    row = QHBoxLayout(window)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(label, 1)
    wordings = ("1,234 proposed, 1,000 accepted, 0.12 % of the picture", "1,234 proposed, 1,000 accepted", "1,000")
    label.show_longest(*wordings)
    window.show()
    for wording, width in zip(
        wordings, (900, label.fontMetrics().horizontalAdvance(wordings[1]) + 10, 60), strict=True
    ):
        window.resize(width, 40)
        qtbot.waitUntil(lambda wording=wording: label.text() == wording)
    assert label.toolTip() == wordings[0]
