"""A film as planes: frames decoded on demand, exactly the one that was asked for.

    film = open_video(path)              # PictureError: one sentence that says what is wrong
    film.picture(17)                     # the picture of frame 17, upright, RGB; for workers
    film.nearest(17)                     # a key frame at or before it, quick: while somebody drags the slider
    film.samples(17)                     # the same frame's own planes (YCbCr as a rule)

Every thread may ask. Decoded frames are cached (`CACHE_BYTES`), as are those that the helper met on the way; a helper
that idle films hold is ended where more than `MOST_HELPERS` run, and started again when its film is looked at.
"""

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Literal

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.stack import Place
from inpaint_studio.files.errors import PictureError, UnsupportedPicture
from inpaint_studio.files.kinds.orientation import upright
from inpaint_studio.files.origin import Stamp
from inpaint_studio.files.video.clip import Clip
from inpaint_studio.files.video.colours import to_pixels
from inpaint_studio.files.video.containers import HEAD_BYTES, demuxer
from inpaint_studio.files.video.index import Index
from inpaint_studio.files.video.layouts import Samples
from inpaint_studio.files.video.process import Helper, never, require_decoder
from inpaint_studio.sentence import say

CACHE_BYTES = 256 << 20  # of a film's decoded frames
MOST_HELPERS = 6  # of all open films together


def is_video(path: Path) -> bool:
    """Whether a file begins like a video of a kind that is opened."""
    try:
        if not path.is_file():
            return False
        with open(path, "rb") as file:
            return demuxer(file.read(HEAD_BYTES)) is not None
    except OSError:
        return False


def open_video(path: str | Path, cancelled: Callable[[], bool] = never) -> "VideoPlanes":
    """Open a film: read its index, and no frame but what is needed to describe it.

    cancelled: polled from another thread; once it is true, opening ends with an error.
    Raises PictureError: a sentence for the person; UnsupportedPicture where PyAV is not installed.
    """
    path = Path(path)
    try:
        stamp = Stamp.of(path)
    except OSError as error:
        raise PictureError(say("{path} could not be read: {reason}.", path=path, reason=error)) from error
    if not is_video(path):
        raise UnsupportedPicture(say("{name} is not a video of a kind that can be opened.", name=path.name))
    require_decoder(path)
    helper = Helper("films", path)
    try:
        facts, arrays = helper.ask({"open": str(path.absolute()), "clip": None, "keys_only": False}, (), cancelled)
    except PictureError:
        helper.stop()
        raise
    return VideoPlanes(path, stamp, Clip.of_json(facts["clip"]), Index.of_arrays(arrays), helper)


class Source:
    """Where a film's bytes are: at first the file itself, and the kept original once our own save has replaced it."""

    def __init__(self, path: Path, stamp: Stamp) -> None:
        self.path, self._stamp = path, stamp

    def changed_on_disk(self) -> bool:
        """Whether another program has written or removed the file since it was opened."""
        try:
            return Stamp.of(self.path) != self._stamp
        except OSError:
            return True

    def moved_to(self, path: Path) -> None:
        """The same bytes stand at `path` now."""
        self.path, self._stamp = path, Stamp.of(path)


class VideoPlanes:
    """`editing.stack.Planes` of a film. `close` ends its helpers early; they end with it in any case."""

    def __init__(self, path: Path, stamp: Stamp, clip: Clip, index: Index, helper: Helper) -> None:
        self.path, self.clip, self.index = path, clip, index
        self.source = Source(path, stamp)
        self._saved: Stamp | None = None  # of the file at `path`, once our own save has replaced it
        self._cache: OrderedDict[int, Samples] = OrderedDict()
        self._cache_lock = threading.Lock()
        self._after_damage: set[int] = set()  # planes that were decoded after a damaged one of their group
        self._exact = _Reader(self.source, clip, index, helper, keys_only=False)
        self._scrub = _Reader(self.source, clip, index, None, keys_only=True)
        for reader in (self._exact, self._scrub):
            weakref.finalize(self, reader.close)

    @property
    def axis(self) -> Literal["frame"]:
        return "frame"

    @cached_property
    def places(self) -> tuple[Place, ...]:
        tick = self.clip.tick
        return tuple(Place(Fraction(int(time)) * tick) for time in self.index.times)

    @property
    def cuts(self) -> None:
        return None

    @property
    def kind(self) -> str:
        return "video"

    @property
    def name(self) -> str:
        """What a person calls the film: its file's name."""
        return self.path.name

    def __len__(self) -> int:
        return len(self.index)

    @property
    def size(self) -> Size:
        """Of each plane, upright."""
        return self.clip.size

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of the film, one sentence each."""
        return self.clip.notes

    def picture(self, plane: int) -> Picture:
        """The picture of exactly this frame. Raises PictureError where it cannot be decoded."""
        return self._shown(plane, self.samples(plane))

    def nearest(self, plane: int) -> Picture:
        """A frame near this one that is quickly there; `Picture.plane` says which: this one itself where it is cached,
        else the key frame at or before it. Raises PictureError."""
        with self._cache_lock:
            cached = self._cache.get(plane)
        if cached is not None:
            return self._shown(plane, cached)
        key = self.index.key_plane(plane)
        return self._shown(key, self._samples(key, self._scrub))

    def samples(self, plane: int) -> Samples:
        """The frame's own planes, as stored: read-only. Raises PictureError."""
        return self._samples(plane, self._exact)

    def replaced(self, path: Path, backup: Path) -> None:
        """Our own save has put another file at `path`; frames are read from `backup` from now on."""
        if path == self.path:
            self.source.moved_to(backup)
            self._saved = Stamp.of(path)

    def changed_since_saved(self) -> bool:
        """Whether another program has written the file at `path` since our own save did."""
        return self._saved is not None and self._saved != Stamp.of(self.path)

    def original(self, path: Path) -> Path:
        """Where the film as it was opened lies: itself, or its backup once our own save has replaced it."""
        return self.source.path if path == self.path else path

    def close(self) -> None:
        for reader in (self._exact, self._scrub):
            reader.close()

    def _samples(self, plane: int, reader: "_Reader") -> Samples:
        if not 0 <= plane < len(self.index):
            raise IndexError(plane)
        with self._cache_lock:
            if plane in self._cache:
                self._cache.move_to_end(plane)
                return self._cache[plane]
        samples, follows_damage = reader.samples(plane)
        if follows_damage:
            self._after_damage.add(plane)
        for array in samples:
            array.flags.writeable = False
        with self._cache_lock:
            self._cache[plane] = samples
            while len(self._cache) > max(1, CACHE_BYTES // self.clip.frame_bytes):
                self._cache.popitem(last=False)
        return samples

    def _shown(self, plane: int, samples: Samples) -> Picture:
        pixels = upright(to_pixels(samples, self.clip.coding), self.clip.orientation)
        damage = (self._words_of_damage(plane),) if plane in self._after_damage else ()
        return replace(Picture(pixels, self.path.name, None, None, self.clip.notes), plane=plane, damage=damage)

    def _words_of_damage(self, plane: int) -> str:
        return say(
            "Frame {frame} of {name} may be wrong: it builds on a damaged frame, and nothing tells where.",
            name=self.name,
            frame=plane + 1,
        )


class _Reader:
    """A helper that has the film open, started when it is needed."""

    def __init__(self, source: Source, clip: Clip, index: Index, helper: Helper | None, keys_only: bool) -> None:
        self._source, self._clip, self._index, self._helper, self._keys_only = source, clip, index, helper, keys_only
        self._lock = threading.Lock()
        _Readers.use(self)

    def samples(self, plane: int) -> tuple[Samples, bool]:
        """The frame's own planes, and whether it builds on a damaged one."""
        _Readers.use(self)
        with self._lock:
            facts, arrays = self._running().ask({"plane": plane, "key": self._keys_only})
            return tuple(arrays), bool(facts["follows_damage"])

    def close(self) -> None:
        with self._lock:
            if self._helper is not None:
                self._helper.stop()
            self._helper = None

    def close_if_idle(self) -> bool:
        """False where it is in the middle of a request."""
        if not self._lock.acquire(blocking=False):
            return False
        try:
            if self._helper is not None:
                self._helper.stop()
            self._helper = None
            return True
        finally:
            self._lock.release()

    @property
    def is_running(self) -> bool:
        return self._helper is not None

    def _running(self) -> Helper:
        helper = self._helper
        if helper is not None and helper.is_alive:
            return helper
        path = self._source.path
        if self._source.changed_on_disk():
            raise PictureError(
                say("{name} was changed by another program since it was opened. Open it again.", name=path.name)
            )
        helper = Helper("films", path)
        request = {"open": str(path.absolute()), "clip": self._clip.to_json(), "keys_only": self._keys_only}
        try:
            helper.ask(request, self._index.to_arrays())
        except PictureError:
            helper.stop()
            raise
        self._helper = helper
        return helper


class _Readers:
    """All readers of the process by when they were used last."""

    lock = threading.Lock()
    order: ClassVar["OrderedDict[int, weakref.ref[_Reader]]"] = OrderedDict()

    @classmethod
    def use(cls, reader: _Reader) -> None:
        with cls.lock:
            cls.order[id(reader)] = weakref.ref(reader)
            cls.order.move_to_end(id(reader))
            known = [(key, other()) for key, other in cls.order.items()]
            for key, other in known:
                if other is None:
                    del cls.order[key]
            running = [other for _, other in known if other is not None and other.is_running and other is not reader]
            for other in running[: max(0, len(running) - MOST_HELPERS + 1)]:
                other.close_if_idle()
