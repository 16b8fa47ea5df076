"""Keys: what no plane shows, filled once in one plane and carried along with what moves. Imports no torch."""

from dataclasses import dataclass, field

import numpy as np
from scipy import ndimage

from inpaint_studio.editing.motion import STEP, Motion, Points
from inpaint_studio.filling.plane_views import Floats, Views
from inpaint_studio.filling.rim import Rim
from inpaint_studio.filling.stack_window import Flags
from inpaint_studio.filling.walks import points_of

_MOST = 4  # keys of a patch


@dataclass(eq=False)
class Key:
    """A plane that was filled in itself, round a patch."""

    plane: int
    values: Floats  # (h, w, C)
    known: Flags  # (h, w): filled, or known before
    at: int = -1  # the plane that `shift` starts from
    shift: Points | None = None  # (h / STEP, w / STEP, 2): from there to `plane`; None = none
    is_still: bool = True

    def follow(self, views: Views, patch: int, plane: int) -> None:
        """Bring `shift` on to a later plane, one motion after the other, so that any length costs one step a plane."""
        if self.at < 0:
            self.at = self.plane
        while self.at != plane:
            step = 1 if plane > self.at else -1
            motion = views.motion(patch, self.at + step, self.at)
            self.at += step
            if motion.is_still:
                continue
            self._move(motion)

    def _move(self, motion: Motion) -> None:
        height, width = self.known.shape
        rows, columns = np.mgrid[: -(-height // STEP), : -(-width // STEP)]
        grid = np.stack([columns.ravel(), rows.ravel()], axis=1) * float(STEP)
        there = motion.moved(grid)
        on = there if self.shift is None else there + self._shifts(there)
        self.shift = (on - grid).reshape(*rows.shape, 2)
        self.is_still = False

    def _shifts(self, points: Points) -> Points:
        assert self.shift is not None
        places = points[:, 1] / STEP, points[:, 0] / STEP
        return np.stack(
            [ndimage.map_coordinates(self.shift[:, :, n], places, order=1, mode="nearest") for n in (0, 1)], axis=1
        )

    def places(self, points: Points) -> Points:
        """Where pixels of the plane that `shift` starts from lie in its own."""
        return points if self.is_still else points + self._shifts(points)

    def at_points(self, points: Points) -> tuple[Floats, Flags]:
        """(N, C) values and (N,) whether it has them."""
        there = self.places(points)
        height, width = self.known.shape
        inside = (there[:, 0] >= 0) & (there[:, 1] >= 0) & (there[:, 0] <= width - 1) & (there[:, 1] <= height - 1)
        columns = np.clip(np.rint(there[:, 0]).astype(np.int64), 0, width - 1)
        rows = np.clip(np.rint(there[:, 1]).astype(np.int64), 0, height - 1)
        has = inside & self.known[rows, columns]
        if self.is_still:
            return self.values[rows, columns], has
        places = there[:, 1], there[:, 0]
        return np.stack(
            [
                ndimage.map_coordinates(self.values[:, :, n], places, np.float32, order=3, mode="nearest")
                for n in range(self.values.shape[2])
            ],
            axis=1,
        ), has


@dataclass(eq=False)
class Keys:
    """The keys of a patch, the newest first."""

    keys: list[Key] = field(default_factory=list)

    def add(self, key: Key) -> None:
        self.keys.insert(0, key)
        del self.keys[_MOST:]

    def follow(self, views: Views, patch: int, plane: int) -> None:
        """Bring all of them on to a plane while the planes between are at hand, needed there or not."""
        for key in self.keys:
            key.follow(views, patch, plane)

    def carried(self, views: Views, patch: int, plane: int, wanted: Flags, rim: Rim) -> tuple[Floats, Flags]:
        """(h, w, C) what keys hold at these pixels of a plane, and (h, w) where what lies round is as in the plane."""
        view = views.view(patch, plane)
        values = np.zeros(view.pixels.shape, np.float32)
        shown = np.zeros(wanted.shape, bool)
        points = points_of(wanted)
        best = np.full(len(points), np.inf, np.float32)
        for key in self.keys:
            key.follow(views, patch, plane)
            error = rim.error_of(view.scale.grey(key.values), key.known, key.places(rim.points), points)
            held, has = key.at_points(points)
            take = has & (error <= rim.most) & (error < best)
            best[take] = error[take]
            rows, columns = points[take, 1].astype(np.int64), points[take, 0].astype(np.int64)
            values[rows, columns] = held[take]
            shown[rows, columns] = True
        return values, shown
