"""The tool bar of the bench: every command says what it does."""

from PySide6.QtWidgets import QToolButton

from inpaint_studio.ui.bench.window import BenchWindow


def test_every_button_says_what_it_does(bench: BenchWindow) -> None:
    bench.add_method("membrane")
    for button in bench.findChildren(QToolButton):
        if button.objectName() != "qt_toolbar_ext_button":
            assert button.toolTip(), button.text()
    for action in (bench.bar.flicker, bench.bar.difference, bench.bar.heat, bench.bar.blind):
        assert not action.shortcut().isEmpty()
        assert action.statusTip()
