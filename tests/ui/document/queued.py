"""A queue of changes whose workers wait for a test, and what it has told."""

from dataclasses import dataclass, field
from typing import cast

import numpy as np

from inpaint_studio.editing.brush import Brush
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.ui.document.change_queue import ChangeQueue
from inpaint_studio.ui.kit.worker import Workers

from .held_workers import HeldWorkers


@dataclass
class Queued:
    """A queue, what it has told, and a mask to look at."""

    workers: HeldWorkers = field(default_factory=HeldWorkers)
    document: Document = field(default_factory=lambda: Document(Picture(np.zeros((40, 60, 3), np.uint8))))
    heard: list[object] = field(default_factory=list)

    def __post_init__(self) -> None:
        workers = cast(Workers, self.workers)
        self.queue = ChangeQueue(workers, self.document, self._done, self.heard.append)
        self.queue.levels = MaskLevels(self.document.mask)

    def _done(self, queue: ChangeQueue, touched: Rect, has_other_fills: bool) -> None:
        assert queue is self.queue
        self.heard.append((touched, has_other_fills))

    @property
    def steps(self) -> list[str]:
        return [step.name for step in self.document.history.steps]

    def set(self, name: str, rect: Rect, value: int = 255, **more) -> None:
        """A change of the mask."""
        self.queue.change(name, lambda _: (rect, full(rect, value)), **more)

    def paint(self, x: float, y: float) -> None:
        stroke = self.queue.begin_stroke(Brush(2.0, 1.0))
        stroke.begin(x, y)
        self.queue.end_stroke(stroke)

    def levels_agree(self) -> bool:
        levels, afresh = self.queue.levels, MaskLevels(self.document.mask)
        assert levels is not None
        stored = range(2, afresh.coarsest + 1)
        return levels.mask is self.document.mask and all(
            np.array_equal(levels.plane(level), afresh.plane(level)) for level in stored
        )


def full(rect: Rect, value: int = 255) -> Mask:
    return np.full((rect.height, rect.width), value, np.uint8)
