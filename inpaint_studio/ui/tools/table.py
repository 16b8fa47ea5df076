"""The table of tools, complete: finds the modules beside this one, in which the tools register themselves.

A new tool is one module here. Its action joins the table of actions, from which menus, bars and shortcuts come.
"""

import pkgutil
from importlib import import_module

from inpaint_studio.ui import tools
from inpaint_studio.ui.kit.actions import ACTIONS, Action
from inpaint_studio.ui.tools.tool import TOOLS, ToolKind


def tool_kinds() -> tuple[ToolKind, ...]:
    """Every tool, in the order of the tool bar."""
    return tuple(sorted(TOOLS.values(), key=lambda kind: kind.order))


def action_of(kind: ToolKind) -> Action:
    """What takes the tool in hand."""
    return Action(
        kind.action,
        kind.title,
        kind.tip,
        kind.keys,
        kind.icon,
        presets=kind.presets,
        needs=kind.needs,
        checkable=True,
        group="tool",
        section="toolbox",
    )


for _module in pkgutil.iter_modules(tools.__path__, f"{tools.__name__}."):
    if _module.name != __name__:
        import_module(_module.name)
for _kind in tool_kinds():
    ACTIONS.register(action_of(_kind), TOOLS.module_of(_kind.key))
