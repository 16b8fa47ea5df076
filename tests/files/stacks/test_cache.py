"""The cache of planes: bounded by bytes, the same picture to every thread, nothing of a stack that is gone."""

import gc
import threading

import numpy as np
import pytest

from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.stacks.cache import PlaneCache


def _picture(value: int = 0) -> Picture:
    return Picture(np.full((10, 10, 1), value, np.uint8))


class _Owner:
    pass


def test_what_was_asked_for_last_stays():
    cache, owner, made = PlaneCache(300), _Owner(), []
    number = cache.register(owner)

    def get(plane: int) -> Picture:
        return cache.picture(number, plane, lambda: made.append(plane) or _picture(plane))

    for plane in (0, 1, 2, 0, 3, 0, 1):
        assert get(plane).pixels[0, 0, 0] == plane
        assert cache.nbytes <= 300
    assert made == [0, 1, 2, 3, 1]


def test_a_picture_beyond_the_bound_is_not_held():
    cache, owner = PlaneCache(50), _Owner()
    assert cache.picture(cache.register(owner), 0, _picture).pixels.nbytes == 100
    assert cache.nbytes == 0


def test_planes_go_with_their_stack():
    cache, owner = PlaneCache(1000), _Owner()
    cache.picture(cache.register(owner), 0, _picture)
    assert cache.nbytes == 100
    del owner
    gc.collect()
    assert cache.nbytes == 0


def test_threads_that_ask_at_once_get_one_decoding():
    cache, owner, made = PlaneCache(1000), _Owner(), []
    number, ready = cache.register(owner), threading.Barrier(4)
    got: list[Picture] = []

    def work() -> None:
        ready.wait()
        got.append(cache.picture(number, 7, lambda: made.append(1) or _picture()))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert all(picture is got[0] for picture in got)


def test_an_error_is_raised_and_not_held():
    cache, owner = PlaneCache(1000), _Owner()
    number = cache.register(owner)

    def fail() -> Picture:
        raise ValueError("broken")

    for _ in range(2):
        with pytest.raises(ValueError, match="broken"):
            cache.picture(number, 0, fail)
    assert cache.picture(number, 0, _picture).plane == 0
