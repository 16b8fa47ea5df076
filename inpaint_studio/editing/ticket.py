"""Tickets: which document, in which state, a job was started for."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inpaint_studio.editing.document import Document


@dataclass(frozen=True, eq=False)
class Ticket:
    """What a job's result belongs to. Made by `Document.ticket`, handed back with the result to `Document.take`."""

    document: "Document"
    moment: tuple[int, int]  # of the document when the job began

    @property
    def is_current(self) -> bool:
        """Whether the document is open and nothing was done to it since, painting included."""
        document = self.document
        return not document.is_closed and document.stroke is None and document.moment == self.moment
