"""Planes that lie in files: pages of one, or files of a folder. Decoded in the helper when they are asked for."""

import threading
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from inpaint_studio.editing.bands import Levels
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.stack import Axis, Place
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.origin import Source, Stamp, origin_of
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.stacks.cache import CACHE, PlaneCache
from inpaint_studio.files.stacks.kind import PLAIN, Opening
from inpaint_studio.sentence import say


class PlaneSource(NamedTuple):
    """Where a plane lies."""

    path: Path
    page: int = 0


class Form(NamedTuple):
    """What all planes of a stack share."""

    width: int
    height: int
    channels: int
    dtype: str
    bands: tuple[tuple[str, str], ...]  # name and unit of each band of a data picture

    @classmethod
    def of(cls, picture: Picture) -> "Form":
        names = tuple((band.name, band.unit) for band in picture.bands)
        return cls(*picture.size, picture.pixels.shape[2], picture.pixels.dtype.name, names)

    def words(self) -> str:
        """For a sentence."""
        return say(
            "{width} x {height} pixels of {count} channels, {dtype}",
            one="{width} x {height} pixels of {count} channel, {dtype}",
            width=self.width,
            height=self.height,
            count=self.channels,
            dtype=self.dtype,
        )


@dataclass(frozen=True)
class Backup:
    """Where the original of a file is that our own save has replaced."""

    path: Path
    stamp: Stamp  # of the backup
    saved: Stamp  # of what stands in its place


class FilePlanes:
    """Planes of one kind in files; see `kind.OpenPlanes`.

    Planes are always those that were opened: a file that another program changes meanwhile raises PictureError, and
    what our own save replaces is read from its backup.
    """

    def __init__(
        self,
        path: Path,
        kind: str,
        axis: Axis,
        sources: Sequence[PlaneSource],
        places: Sequence[Place],
        *,
        size: tuple[int, int] | None = None,
        cuts: tuple[int, ...] | None = None,
        notes: tuple[str, ...] = (),
        opening: Opening = PLAIN,
        stamp: Stamp | None = None,
        adapt: Callable[[Picture], Picture] | None = None,
        name: str = "",
        cache: PlaneCache = CACHE,
    ) -> None:
        """size: that most planes have by their headers.  stamp: of the one file that all planes lie in.

        adapt: brings a decoded plane to the stack's channels.  name: where it is not that of the path.
        """
        self.path, self.kind, self.axis, self.cuts, self.notes = path, kind, axis, cuts, notes
        self.sources, self.places = tuple(sources), tuple(places)
        self.opening = opening
        self.name = name or path.name or str(path)
        self._in_one_file = self.sources[0].path == self.sources[-1].path
        self._adapt, self._size = adapt, size
        self._stamps: dict[Path, Stamp] = {} if stamp is None else {path: stamp}
        self._backups: dict[Path, Backup] = {}
        self._open: weakref.WeakValueDictionary[Path, Source] = weakref.WeakValueDictionary()
        self._lock = threading.Lock()  # of the three above
        self._reference: tuple[Form, Levels | None] | None = None
        self._spare: dict[int, Picture] = {}  # the wanted plane, where the form was taken from it
        self._referring = threading.Lock()
        self._cache = cache
        self._number = cache.register(self)

    def __len__(self) -> int:
        return len(self.sources)

    @cached_property
    def _plane_of(self) -> dict[Path, int]:
        """The plane of each file of a folder."""
        return {source.path: plane for plane, source in enumerate(self.sources)}

    def plane_of(self, path: Path) -> int:
        """The plane that a person means by one file of the stack: 0 where all lie in one."""
        return 0 if self._in_one_file else self._plane_of.get(path, 0)

    def picture(self, plane: int) -> Picture:
        """See `Planes.picture`. Raises IndexError, PictureError."""
        if not 0 <= plane < len(self.sources):
            raise IndexError(plane)
        return self._cache.picture(self._number, plane, lambda: self._decoded(plane))

    def replaced(self, path: Path, backup: Path) -> None:
        """Our own save has put another file at `path`; its planes are read from `backup` from now on."""
        with self._lock:
            self._backups[path] = Backup(backup, Stamp.of(backup), Stamp.of(path))
            shared = self._open.get(path)
            if shared is not None:  # of pictures that somebody holds
                shared.replaced_by_us(Source(backup, Stamp.of(backup)).view())

    def original(self, path: Path) -> Path:
        """Where the file as it was opened lies: itself, or its backup once our own save has replaced it."""
        with self._lock:
            backup = self._backups.get(path)
        return path if backup is None else backup.path

    def _decoded(self, plane: int) -> Picture:
        form, levels = self._form(plane)
        held = self._spare.pop(plane, None)
        picture = self._read(plane) if held is None else held
        if Form.of(picture) != form:
            raise PictureError(
                say(
                    "{plane} is {form}, and the stack {name} is {others}. All planes of a stack must be alike.",
                    plane=self._called(plane),
                    form=Form.of(picture).words(),
                    name=self.name,
                    others=form.words(),
                )
            )
        return replace(picture, plane=plane, levels=levels)

    def _form(self, wanted: int) -> tuple[Form, Levels | None]:
        """What all planes share, and the levels that they are seen through: those of the middle one that is readable.

        Levels of their own would let the planes of a volume flicker, and the first slice is often air.
        """
        with self._referring:
            if self._reference is None:
                plane, picture = self._first_readable(wanted)
                self._reference = Form.of(picture), picture.levels
                if plane == wanted:
                    self._spare[plane] = picture
                else:
                    self._cache.put(self._number, plane, replace(picture, plane=plane))
            return self._reference

    def _first_readable(self, wanted: int) -> tuple[int, Picture]:
        """Of some planes, the middle one first; one of another size than most only where there is no other."""
        count = len(self.sources)
        failure: PictureError | None = None
        unlike: tuple[int, Picture] | None = None
        for plane in dict.fromkeys((count // 2, 0, count - 1, count // 4, 3 * count // 4, wanted)):
            try:
                picture = self._read(plane)
            except PictureError as error:
                failure = error if failure is None or plane == wanted else failure
                continue
            if self._size in (None, picture.size):
                return plane, picture
            unlike = unlike or (plane, picture)
        if unlike is not None:
            return unlike
        assert failure is not None
        raise failure

    def _read(self, plane: int) -> Picture:
        path, page = self.sources[plane]
        with self._lock:
            backup = self._backups.get(path)
        how = self.opening
        try:
            picture = read_picture(
                path if backup is None else backup.path, page, how.budget_bytes, how.complete, infrared=how.infrared
            )
        except PictureError as error:
            if not self._in_one_file:
                raise
            raise PictureError(
                say("{plane} cannot be read: {reason}", plane=self._called(plane), reason=error)
            ) from error
        picture = picture if self._adapt is None else self._adapt(picture)
        origin = origin_of(picture)
        assert origin is not None
        return replace(
            picture, name=path.name, origin=replace(origin, source=self._source(path, backup, origin.source))
        )

    def _source(self, path: Path, backup: Backup | None, read: Source) -> Source:
        """One source for all planes of a file, so that a save of one is known to the others."""
        with self._lock:
            if backup is not None:
                if read.stamp[:2] != backup.stamp[:2]:
                    raise self._changed(backup.path)
                shared = self._open.get(path)
                if shared is None:
                    shared = Source(path, backup.saved, read.view())
                    self._open[path] = shared
                return shared
            if self._stamps.setdefault(path, read.stamp) != read.stamp:
                raise self._changed(path)
            return self._open.setdefault(path, read)

    def _changed(self, path: Path) -> PictureError:
        return PictureError(
            say(
                "{name} was changed by another program since the stack was opened. Open the stack again.",
                name=path.name,
            )
        )

    def _called(self, plane: int) -> str:
        """What a person calls a plane, at the beginning of a sentence."""
        path, _ = self.sources[plane]
        if not self._in_one_file:
            return path.name
        return say("Plane {number} of {name}", number=plane + 1, name=path.name)
