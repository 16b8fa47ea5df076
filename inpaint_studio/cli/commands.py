"""The table of commands, in the order in which they are listed."""

from inpaint_studio.cli import convert, describe, enlarge, evaluate, fill, find, formats, marks, routine, train, verify
from inpaint_studio.cli.command import Command
from inpaint_studio.registry import Registry

COMMANDS: Registry[Command] = Registry()
for _module in (fill, find, marks, enlarge, routine, train, evaluate, describe, convert, verify, formats):
    COMMANDS.register(_module.COMMAND, _module.__name__)
