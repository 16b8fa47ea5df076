"""The undo history of a document as records, as a journal has them: for projects."""

from dataclasses import replace
from pathlib import Path

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.findings import Review
from inpaint_studio.editing.history import History
from inpaint_studio.editing.stack import Stack
from inpaint_studio.editing.state import NamedMasks, State
from inpaint_studio.files import scratch
from inpaint_studio.files.memory import records
from inpaint_studio.files.memory.journal import KNOWN, Journal
from inpaint_studio.files.memory.records import Records
from inpaint_studio.files.memory.replay import Replay


def snapshot_into(path: Path, state: State) -> Path:
    """Write a state, with its masks and without its history, as records. Raises OSError."""
    journal = Journal(Records(path), {})
    try:
        journal._write_snapshot(state)
    finally:
        journal.close()
    journal.flush()
    return path


def replayed(stack: Stack, path: Path) -> Document:
    """The document of a file of records, where the plane in memory stands for the others.

    Raises PictureError, or ValueError and others for damaged content.
    """
    contents = records.read(path)
    if contents.lost_bytes:
        raise ValueError("records are damaged")
    return Replay(Document.of(State(stack, (), NamedMasks(stack.size), History())), contents.records).document


def history_bytes(document: State) -> bytes | None:
    """The document's history as records, for a project; None where a step is of a kind that is not recorded."""
    steps, position = document.history.steps, document.history.position
    if not all(isinstance(step, KNOWN) for step in steps):
        return None
    begun = Document.of(replace(document, review=Review()))  # which a project has beside its history
    begun.jump_to(0)
    with scratch.folder() as folder:
        journal = Journal(Records(folder / "history"), {})
        try:
            journal._write_snapshot(begun.snapshot())
            numbers = [journal._write_step(step) for step in steps]
            if position != len(steps):
                to = numbers[position - 1] if position else None
                journal._records.append({"is": "move", "to": to})
        finally:
            journal.close()
        return journal.path.read_bytes()


def with_history(stack: Stack, content: bytes) -> Document:
    """The inverse of `history_bytes`. Raises as `replayed` does."""
    with scratch.folder() as folder:
        path = folder / "history"
        path.write_bytes(content)
        return replayed(stack, path)
