"""`inpaint-studio formats`: which kinds of picture file are opened and saved, and how."""

import argparse

from inpaint_studio.cli.command import DONE, Command


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def _run(_: argparse.Namespace) -> int:
    from inpaint_studio.files.kinds import formats

    for row in formats.table():
        print(f"{row.kind}\n    opened: {row.opened}" + (f"\n    saved:  {row.saved}" if row.saved else ""))
    return DONE


COMMAND = Command("formats", "tell which kinds of picture file are opened and saved, and how", _add_arguments, _run)
