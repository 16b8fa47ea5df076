"""Findings in files of their own: saved for others and for scripts, and opened beside those under review."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QObject, Signal

from inpaint_studio.editing.findings import Review
from inpaint_studio.files.memory.finding_facts import open_findings, save_findings
from inpaint_studio.ui.document.reviewing import Reviewing
from inpaint_studio.ui.document.workspace import Workspace


class FindingFiles(QObject):
    """Saves and opens the review of the document in view, on a worker.

    Signals:
        opened: findings of a file are under review, to be looked at.
    """

    opened = Signal()

    def __init__(self, workspace: Workspace, reviewing: Reviewing) -> None:
        super().__init__(workspace)
        self._workspace, self._reviewing = workspace, reviewing

    def save(self, path: Path) -> None:
        """Write all findings with their decisions, those that the filter leaves out included; a sentence follows."""
        document = self._workspace.document
        if document is None:
            return
        review, plane = document.state.review, document.plane
        if not review.findings:
            self._workspace.tell("info", self.tr("There are no findings to save. Search first."), document)
            return

        def write() -> Iterator[Path]:
            save_findings(path, review, document.size, document.picture.name)
            yield path

        def written(path: Path) -> None:
            document.saved = document.saved.with_decisions({**document.saved.decisions, plane: review.decisions})
            words = self.tr("The findings were saved as {name}.")
            self._workspace.tell("done", words.format(name=path.name), document)

        self._workspace.run(f"save findings {path.name}", write, written, about=document)

    def open(self, path: Path, is_told: bool = True) -> None:
        """Review what a file holds, besides what there is; its decisions and its filter count.

        is_told: a sentence names the file, as whoever has chosen it expects.
        """
        document = self._workspace.document
        if document is None:
            return

        def read() -> Iterator[Review]:
            review = open_findings(path, document.size)
            for finding in review.findings:
                finding.prepare()
            yield review

        def take(review: Review) -> None:
            now = document.state.review.with_findings(review.findings)
            decisions = MappingProxyType({**now.decisions, **review.decisions})
            self._reviewing.put(replace(now, decisions=decisions, filter=review.filter), document)
            if is_told:
                words = self.tr("The findings of {name} are under review.")
                self._workspace.tell("done", words.format(name=path.name), document)
            if document is self._workspace.document:
                self.opened.emit()

        self._workspace.run(f"findings {path.name}", read, take, ticket=document.ticket())
