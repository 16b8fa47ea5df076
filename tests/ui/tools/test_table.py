"""A tool is one file: menus, bars, shortcuts and options come from the table."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from inpaint_studio.ui.kit.actions import ACTIONS
from inpaint_studio.ui.kit.actions.action import register
from inpaint_studio.ui.tools.table import action_of, tool_kinds
from inpaint_studio.ui.tools.tool import TOOLS

_STAMP = '''
from inpaint_studio.ui.tools.controls import Check, Number
from inpaint_studio.ui.tools.tool import TOOLS, Tool, ToolKind


class StampTool(Tool):
    """Marks nothing; notes how wide its stamp was when it was pressed."""

    def press(self, pointer):
        self.width = self.settings.now.value("stamp.width", 8.0)


_CONTROLS = (Number("stamp.width", "Width", 1, 99, default=8.0), Check("stamp.round", "Round", "A round stamp"))
TOOLS.register(
    ToolKind(
        "stamp", "S&tamp", "Mark with a stamp", StampTool, ("T",), "mdi6.stamper", 25,
        presets={"krita": ("Shift+T",)}, options=(_CONTROLS,),
    )
)
'''
_SCRIPT = """
import sys
from inpaint_studio.ui import tools
tools.__path__.append(sys.argv[1])

from PySide6.QtCore import QPointF, QSettings
from PySide6.QtWidgets import QApplication, QCheckBox, QSpinBox
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.shell.window import Window

application = QApplication([])
preferences = Preferences(QSettings(sys.argv[1] + "/settings.ini", QSettings.Format.IniFormat))
session = Session()
window = Window(session, preferences)
tools_menu = next(one for one in window.menuBar().actions() if one.text() == "&Tools").menu()
texts = [one.text() for one in tools_menu.actions()]
assert texts.index("S&tamp") == texts.index("&Eraser") + 1, texts
assert window.actions_by_name["tool_stamp"] in window.tool_bar.actions()
window.actions_by_name["tool_stamp"].trigger()
assert window.toolbox.current == "stamp"
width = next(one for one in window.options.findChildren(QSpinBox) if one.accessibleName() == "Width")
assert not width.parentWidget().isHidden()
assert width.value() == 8, width.value()
width.setValue(20)
window.toolbox.tools["stamp"].press(None)
assert window.toolbox.tools["stamp"].width == 20
round_box = next(one for one in window.options.findChildren(QCheckBox) if one.text() == "Round")
round_box.setChecked(True)
sheet = window.dialogs.show_shortcut_sheet()
editor = window.dialogs.show_shortcut_editor()
assert "tool_stamp" in editor._items
editor.preset.setCurrentIndex(editor.preset.findData("krita"))
assert window.actions_by_name["tool_stamp"].shortcut().toString() == "Shift+T"
window.remember_layout()
from inpaint_studio.ui.tools.tool_settings import ToolSettings
again = ToolSettings(preferences).now
assert again.value("stamp.width", 8.0) == 20 and again.value("stamp.round", False) is True
session.shut_down()
print("ok")
"""


def test_a_tool_is_one_file(tmp_path: Path) -> None:
    """In menu, tool bar, options bar, shortcut sheet and editor; its settings are remembered."""
    (tmp_path / "stamp.py").write_text(_STAMP)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(tmp_path)], env=environment, capture_output=True, text=True, timeout=200
    )
    assert (done.returncode, done.stdout.strip()) == (0, "ok"), done.stderr


def test_tools_stand_in_the_order_of_the_tool_bar() -> None:
    kinds = tool_kinds()
    assert set(TOOLS) == {kind.key for kind in kinds}
    assert [kind.order for kind in kinds] == sorted({kind.order for kind in kinds}), "two tools have one place"


@pytest.mark.parametrize("kind", tool_kinds(), ids=lambda kind: kind.key)
def test_every_tool_has_an_action_that_is_one_of_a_group(kind) -> None:
    action = ACTIONS[kind.action]
    assert action == action_of(kind)
    assert (action.group, action.section, action.needs) == ("tool", "toolbox", kind.needs)
    assert kind.needs in ("nothing", "no_data")  # a tool is chosen before a picture is open, too


def test_an_action_that_stands_twice_is_refused_with_the_modules_of_both() -> None:
    """Tables that are filled through a function know whose row it is."""
    assert ACTIONS.module_of("open") == "inpaint_studio.ui.kit.actions.picture_actions"
    assert ACTIONS.module_of("tool_brush") == "inpaint_studio.ui.tools.brush"
    with pytest.raises(ValueError, match=f"'open', of {__name__}, .* by inpaint_studio.ui.kit.actions.picture_actions"):
        register("file", ACTIONS["open"])
