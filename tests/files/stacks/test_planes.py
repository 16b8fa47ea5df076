"""Planes in files: decoded once, alike, and always those that were opened."""

import gc
import threading

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.stack import Stack
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.stacks.cache import PlaneCache
from inpaint_studio.files.stacks.opening import open_planes


def _frames(count=5, height=20, width=24, channels=3):
    return np.random.default_rng(count).integers(0, 255, (count, height, width, channels), np.uint8)


def test_planes_are_those_of_a_stack(pages):
    samples = _frames(4)
    planes = open_planes(pages(samples))
    stack = Stack(planes.picture(2), planes)
    assert (len(stack), stack.plane, stack.size) == (4, 2, (24, 20))
    np.testing.assert_array_equal(stack.picture(3).pixels, samples[3])


def test_all_pages_share_one_source(pages):
    planes = open_planes(pages(_frames(3)))
    assert planes.picture(0).origin.source is planes.picture(2).origin.source


def test_a_plane_that_another_program_changes_is_refused(folder):
    there = folder(_frames(3))
    planes = open_planes(there)
    planes.picture(0)
    planes._cache.forget(planes._number)
    Image.new("RGB", (24, 20)).save(there / "frame_0001.png")
    with pytest.raises(PictureError, match="changed by another program since the stack was opened"):
        planes.picture(0)


def test_a_file_that_another_program_changes_is_refused(pages):
    path = pages(_frames(3))
    planes = open_planes(path)
    path.write_bytes(path.read_bytes() + b"1")
    with pytest.raises(PictureError, match=r"pages\.tif was changed"):
        planes.picture(0)


def test_a_replaced_file_is_read_from_its_backup(folder):
    samples = _frames(3)
    there = folder(samples)
    planes = open_planes(there)
    path, backup = there / "frame_0002.png", there / "frame_0002.png~"
    original = path.read_bytes()
    before = planes.picture(1).origin.source
    path.rename(backup)
    Image.new("RGB", (24, 20)).save(path)
    planes.replaced(path, backup)
    assert planes.original(path) == backup
    assert (before.read(), before.is_on_disk(), before.changed_on_disk()) == (original, False, False)
    del before
    planes._cache.forget(planes._number)
    again = planes.picture(1)
    np.testing.assert_array_equal(again.pixels, samples[1])
    source = again.origin.source
    assert (again.name, source.path, source.read()) == ("frame_0002.png", path, original)
    assert not source.is_on_disk()
    assert not source.changed_on_disk()


def test_many_threads_get_the_same_planes(pages):
    samples = _frames(6)
    planes = open_planes(pages(samples))
    planes._cache, planes._number = (cache := PlaneCache(3 * samples[0].nbytes)), cache.register(planes)
    wrong = []

    def work(seed):
        for plane in np.random.default_rng(seed).integers(0, 6, 12):
            picture = planes.picture(int(plane))
            if picture.plane != plane or not np.array_equal(picture.pixels, samples[plane]):
                wrong.append(plane)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert cache.nbytes <= 3 * samples[0].nbytes


def test_a_stack_that_is_gone_leaves_nothing_in_the_cache(pages):
    planes = open_planes(pages(_frames(3)))
    cache, before = planes._cache, planes._cache.nbytes
    planes.picture(0)
    assert cache.nbytes > before
    del planes
    gc.collect()
    assert cache.nbytes <= before
