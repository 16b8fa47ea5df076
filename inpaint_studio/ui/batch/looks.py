"""Small looks at the pictures of a job: of results as workers leave them, else of the pictures, made for what is seen.

Those that are made here are kept in the job's folder, too: opening a scan of 150 MB for each scroll would be slow.
"""

import io
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QObject, Qt, QThread, Signal
from PySide6.QtGui import QImage, QPainter, QPen

from inpaint_studio.editing.findings import Review
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files.memory.finding_facts import open_findings
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.atomic import put
from inpaint_studio.ui.kit.finding_look import finding_colour
from inpaint_studio.ui.kit.worker import Errand, Workers
from inpaint_studio.work.jobs.claims import claim_id
from inpaint_studio.work.jobs.job import Job
from inpaint_studio.work.jobs.reviewing import size_in
from inpaint_studio.work.routines.looks import look_of

_MOST = 1500  # in memory: 256 pixels a side, about 200 kB each
_MOST_OUTLINED = 2000  # findings of one picture: more cannot be told apart at this size


@dataclass(frozen=True, eq=False)
class Look:
    """A small look at one picture in one state."""

    key: str
    state: str
    image: QImage  # null where the picture cannot be read


class Looks(QObject):
    """Makes looks on a thread, the last that were asked for first, and keeps some.

    Signals:
        made: the key of a picture whose look is there now.
    """

    made = Signal(str)

    def __init__(self, workers: Workers, parent: QObject) -> None:
        super().__init__(parent)
        self._workers = workers
        self._job: Job | None = None
        self._known: OrderedDict[str, Look] = OrderedDict()
        self._wanted: list[tuple[str, str]] = []  # keys and states
        self._errand: Errand | None = None

    def begin(self, job: Job | None) -> None:
        """The looks of another job."""
        self._job = job
        self._known.clear()
        self._wanted = []
        if self._errand is not None:
            self._errand.drop()
            self._errand = None

    def get(self, key: str) -> QImage | None:
        """None where it was not made yet; null where the picture cannot be read."""
        look = self._known.get(key)
        return None if look is None else look.image

    def want(self, seen: Sequence[tuple[str, str]]) -> None:
        """Make those of what is in view, by key and state; what went out of view is not waited for."""
        self._wanted = [(key, state) for key, state in seen if not self._is_known(key, state)]
        for key, _ in seen:
            if key in self._known:
                self._known.move_to_end(key)
        self._begin()

    def _is_known(self, key: str, state: str) -> bool:
        look = self._known.get(key)
        return look is not None and _kind(look.state) == _kind(state)

    def _begin(self) -> None:
        if self._errand is not None or not self._wanted or self._job is None:
            return
        job, wanted = self._job, self._wanted[:12]
        self._errand = self._workers.start(
            "looks", lambda: _make(job, wanted), self._take, lambda _: None, self._ended, QThread.Priority.LowPriority
        )

    def _take(self, look: Look) -> None:
        self._known[look.key] = look
        self._known.move_to_end(look.key)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        self.made.emit(look.key)

    def _ended(self) -> None:
        self._errand = None
        self._wanted = [(key, state) for key, state in self._wanted if not self._is_known(key, state)]
        self._begin()


def _kind(state: str) -> str:
    """Which of its looks a picture shows in a state."""
    return state if state in ("done", "to-review") else "picture"


def _make(job: Job, wanted: Sequence[tuple[str, str]]) -> Iterator[Look]:
    for key, state in wanted:
        image = QImage()
        with suppress(Exception):  # one that cannot be read is shown as that
            image = _image(job, key, state)
        yield Look(key, state, image)


def _image(job: Job, key: str, state: str) -> QImage:
    id = claim_id(key)
    if _kind(state) == "done":
        image = QImage(str(job.thumb(id)))
        if not image.isNull():
            return image
    image = _of_file(job.picture(key), job.folder / "thumbs" / f"{id}-input.jpg")
    if state == "to-review":
        path = job.findings(id)
        size = size_in(path)
        _outline(image, open_findings(path, size), size.width)
    return image


def _of_file(path: Path, stored: Path) -> QImage:
    """stored: where it is left for the next time; one that is older than its picture is made again."""
    if stored.exists() and stored.stat().st_mtime >= path.stat().st_mtime:
        image = QImage(str(stored))
        if not image.isNull():
            return image
    picture = read_picture(path)
    look = look_of(picture)
    with suppress(OSError):
        put(stored, _jpeg(look))
    height, width = look.shape[:2]
    return QImage(np.ascontiguousarray(look).tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def _jpeg(look: Pixels) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(look).save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def _outline(image: QImage, review: Review, width: int) -> None:
    """What is to be decided about, as boxes: full where it is proposed to be filled, dotted where not."""
    scale = image.width() / max(1, width)
    painter = QPainter(image)
    for finding in review.proposed()[:_MOST_OUTLINED]:
        style = Qt.PenStyle.SolidLine if review.is_accepted(finding) else Qt.PenStyle.DotLine
        x, y, wide, high = (round(part * scale) for part in finding.rect)
        for colour, room in ((Qt.GlobalColor.black, 1), (finding_colour(finding.kind), 0)):
            painter.setPen(QPen(colour, 1, style))
            painter.drawRect(x - 2 - room, y - 2 - room, wide + 4 + 2 * room, high + 4 + 2 * room)
    painter.end()
