"""The table of commands, in the order in which they are listed."""

from inpaint_studio.cli import (
    convert,
    describe,
    enlarge,
    evaluate,
    fill,
    find,
    formats,
    job,
    marks,
    routine,
    train,
    verify,
    work,
)
from inpaint_studio.cli.command import Command
from inpaint_studio.registry import Registry

COMMANDS: Registry[Command] = Registry()
for _module in (fill, find, marks, enlarge, routine, job, work, train, evaluate, describe, convert, verify, formats):
    COMMANDS.register(_module.COMMAND, _module.__name__)
