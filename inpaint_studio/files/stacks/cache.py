"""Decoded planes, as many as a number of bytes allows: those that were asked for last."""

import itertools
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable

from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.origin import origin_of

MOST_BYTES = 256 << 20  # 40 frames of 1080p in 8 bits; what a fill or a view holds besides is its own


class PlaneCache:
    """Shared by all stacks and threads. A plane that several threads ask for is decoded once."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._pictures: OrderedDict[tuple[int, int], Picture] = OrderedDict()  # by owner and plane, the last one asked
        self._bytes = 0
        self._decoding: dict[tuple[int, int], threading.Lock] = {}
        self._numbers = itertools.count()

    def register(self, owner: object) -> int:
        """A number for a stack, whose planes are forgotten when it is gone."""
        number = next(self._numbers)
        weakref.finalize(owner, self.forget, number).atexit = False
        return number

    def picture(self, owner: int, plane: int, decode: Callable[[], Picture]) -> Picture:
        """The plane, by `decode` where it is not held. Raises what `decode` raises."""
        key = owner, plane
        with self._lock:
            held = self._held(key)
            if held is not None:
                return held
            decoding = self._decoding.setdefault(key, threading.Lock())
        with decoding:
            with self._lock:
                held = self._held(key)
            if held is not None:
                return held
            try:
                picture = decode()
                with self._lock:
                    self._put(key, picture)
            finally:
                with self._lock:
                    self._decoding.pop(key, None)
            return picture

    def put(self, owner: int, plane: int, picture: Picture) -> None:
        """Hold a plane that was decoded on the way to another one."""
        with self._lock:
            self._put((owner, plane), picture)

    def forget(self, owner: int, plane: int | None = None) -> None:
        """plane: None = all of them."""
        with self._lock:
            for key in [one for one in self._pictures if one[0] == owner and plane in (None, one[1])]:
                self._bytes -= _bytes(self._pictures.pop(key))

    @property
    def nbytes(self) -> int:
        return self._bytes

    def _held(self, key: tuple[int, int]) -> Picture | None:
        picture = self._pictures.get(key)
        if picture is not None:
            self._pictures.move_to_end(key)
        return picture

    def _put(self, key: tuple[int, int], picture: Picture) -> None:
        size = _bytes(picture)
        if size > self._most_bytes or key in self._pictures:
            return
        self._pictures[key] = picture
        self._bytes += size
        while self._bytes > self._most_bytes:
            _, oldest = self._pictures.popitem(last=False)
            self._bytes -= _bytes(oldest)


def _bytes(picture: Picture) -> int:
    origin = origin_of(picture)
    arrays = (picture.pixels, picture.unknown, picture.infrared, None if origin is None else origin.beside)
    return sum(array.nbytes for array in arrays if array is not None)


CACHE = PlaneCache()
