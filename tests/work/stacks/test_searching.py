"""Masks proposed for planes of a stack: where each lies, what is left alone, and planes that cannot be read."""

from dataclasses import dataclass

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.files.stacks.opening import open_planes
from inpaint_studio.finding.finder import Finder, Finding, Progress
from inpaint_studio.work.searching import Search
from inpaint_studio.work.stacks.searching import PlaneSearched, mask_path, search_stack

WHERE = Rect(5, 4, 6, 3)


@dataclass(frozen=True)
class NoChoice:
    pass


def _find(view, options):
    """A piece on every plane but the second, and one that is not sure enough to be accepted."""
    yield Progress(1, 2)
    if len(view.beside()) == 2 and _number(view) != 1:
        yield Finding(WHERE, np.full((WHERE.height, WHERE.width), 255, np.uint8), "dust", 0.9)
        yield Finding(Rect(20, 20, 2, 2), np.full((2, 2), 255, np.uint8), "dust", 0.1)


def _number(view):
    return int(view.pixels[0, 0, 0]) - 100


@pytest.fixture
def clip(tmp_path):
    """The first sample of a plane is 100 + its number."""
    folder = tmp_path / "clip"
    folder.mkdir()
    for number in range(4):
        Image.fromarray(np.full((30, 40, 3), 100 + number, np.uint8)).save(folder / f"shot_{number + 7}.png")
    return folder


@pytest.fixture
def by():
    return Search((Finder("test-dust", "Dust", _find, NoChoice, needs_planes=True),))


def _searched(clip, by, folder, wanted=range(4), **how):
    values = list(search_stack(open_planes(clip), wanted, by, folder, **how))
    return [one for one in values if isinstance(one, PlaneSearched)]


def test_each_plane_with_findings_gets_the_mask_of_what_is_accepted(clip, by, tmp_path):
    out = tmp_path / "masks"
    steps = _searched(clip, by, out)
    assert [(one.plane, one.done, one.total, one.findings) for one in steps] == [
        (0, 1, 4, 1),
        (1, 2, 4, 0),
        (2, 3, 4, 1),
        (3, 4, 4, 1),
    ]
    assert sorted(path.name for path in out.iterdir()) == ["shot_10.mask.png", "shot_7.mask.png", "shot_9.mask.png"]
    assert steps[1].mask is None
    mask = np.asarray(Image.open(steps[0].mask))
    assert (mask[WHERE.slices] == 255).all()
    assert not mask[20:22, 20:22].any()
    assert steps[0].share == pytest.approx((mask > 0).mean())


def test_masks_that_are_there_stay_unless_they_are_replaced(clip, by, tmp_path):
    out = tmp_path / "masks"
    out.mkdir()
    for number in (7, 8):
        (out / f"shot_{number}.mask.png").write_bytes(b"a person's own")
    steps = _searched(clip, by, out)
    assert [one.was_there for one in steps] == [True, True, False, False]
    assert (out / "shot_7.mask.png").read_bytes() == b"a person's own"
    again = _searched(clip, by, out, replace=True)
    assert not any(one.was_there for one in again)
    assert (np.asarray(Image.open(out / "shot_7.mask.png"))[WHERE.slices] == 255).all()
    assert not (out / "shot_8.mask.png").exists(), "nothing is found on it any more"


def test_a_plane_that_cannot_be_read_does_not_end_the_others(clip, by, tmp_path):
    (clip / "shot_9.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing of it")
    steps = _searched(clip, by, tmp_path / "masks", wanted=(2, 3))
    assert [one.plane for one in steps] == [2, 3]
    assert steps[0].error is not None
    assert steps[0].mask is None
    assert steps[1].error is None


def test_findings_are_written_beside_where_that_is_asked_for(clip, by, tmp_path):
    out = tmp_path / "masks"
    _searched(clip, by, out, as_json=True)
    written = {path.name for path in out.iterdir()} - {f"shot_{number}.mask.png" for number in (7, 9, 10)}
    assert len(written) == 3
    assert all(name.startswith("shot_") and name.endswith(".json") for name in written)


def test_planes_of_one_file_are_named_by_their_number(tmp_path, by):
    frames = [Image.fromarray(np.full((30, 40, 3), 100 + number, np.uint8)) for number in range(3)]
    frames[0].save(tmp_path / "pages.tif", save_all=True, append_images=frames[1:])
    planes = open_planes(tmp_path / "pages.tif")
    assert mask_path(planes, 1, tmp_path / "m") == tmp_path / "m" / "000002.mask.png"
