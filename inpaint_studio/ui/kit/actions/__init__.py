"""Actions: everything the window can be asked to do, as rows of one table that menus, bars and shortcuts read.

`action` holds the table, `picture_actions`, `stack_actions` and `window_actions` its rows, `shortcuts` the presets, and
`making` turns rows into QActions. The tools bring rows of their own (`ui/tools/table.py`).
"""

from inpaint_studio.ui.kit.actions import picture_actions, stack_actions, window_actions  # noqa: F401 - they fill the table
from inpaint_studio.ui.kit.actions.action import (
    ACTIONS,
    SECTIONS,
    Action,
    Needs,
    Section,
    in_section,
    plain_words,
    words,
)

__all__ = ["ACTIONS", "SECTIONS", "Action", "Needs", "Section", "in_section", "plain_words", "words"]
