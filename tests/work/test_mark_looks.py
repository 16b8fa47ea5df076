import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.marks import Mark
from inpaint_studio.files.saving.mark_files import Logo
from inpaint_studio.work.mark_looks import Look, grouped_by, looked_at, quick_look, surroundings
from inpaint_studio.work.mark_outputs import outputs_for
from inpaint_studio.work.marks import Group, LeftAlone, Unread, WorkError
from tests.filling.unblend.marked import SHAPE, as_bytes, letters, photographs, under

SIZE = Size(SHAPE[1], SHAPE[0])


@pytest.fixture(scope="module")
def mark():
    opacity, colour = letters(0.5)
    return Mark.of(opacity, np.ascontiguousarray(colour.transpose(1, 2, 0)), (0, 0), SIZE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A picture with the mark, one without, one of another size, one that is none."""
    folder = tmp_path_factory.mktemp("looks")
    photos = photographs(2, seed=11)
    Image.fromarray(as_bytes(under(photos, *letters(0.5))[0])).save(folder / "marked.png")
    Image.fromarray(as_bytes(photos[0])).save(folder / "truth.png")
    Image.fromarray(as_bytes(photos[1])).save(folder / "plain.png")
    Image.new("RGB", (50, 40), (90, 90, 90)).save(folder / "other.png")
    (folder / "broken.png").write_bytes(b"no picture")
    return folder


def test_a_first_look_at_a_thumbnail_shows_nearly_what_the_exact_one_shows(folder, mark):
    truth, marked = (np.asarray(Image.open(folder / f"{name}.png")) for name in ("truth", "marked"))
    small = np.asarray(Image.fromarray(marked).resize((56, 36), Image.Resampling.BOX))
    quick = quick_look(folder / "marked.png", small, mark)
    assert quick.left is None
    *_, exact = looked_at(folder / "marked.png", mark, False)
    assert isinstance(exact, Look)
    assert exact.left < 0.05
    place = surroundings(mark.rect, SIZE).slices
    assert (exact.before == marked[place]).all()
    assert np.abs(exact.after.astype(int) - truth[place]).mean() < 1
    reduced = np.asarray(Image.fromarray(truth).resize((56, 36), Image.Resampling.BOX)).astype(int)
    reduced = reduced[place[0].start // 2 :, place[1].start // 2 :][: quick.after.shape[0], : quick.after.shape[1]]
    assert np.abs(quick.after - reduced).mean() < 2 < np.abs(quick.before - reduced).mean()


def test_pictures_without_the_mark_and_files_that_are_none_are_told_with_a_sentence(folder, mark):
    *_, plain = looked_at(folder / "plain.png", mark, False)
    assert isinstance(plain, LeftAlone)
    *_, broken = looked_at(folder / "broken.png", mark, False)
    assert isinstance(broken, Unread)


def test_a_known_mark_is_for_pictures_of_its_size_and_a_logo_for_all(folder, mark):
    paths = [folder / name for name in ("marked.png", "plain.png", "other.png", "broken.png")]
    groups = [value for value in grouped_by(paths, mark) if isinstance(value, Group)]
    assert [(tuple(one.size), len(one.pictures), one.mark is mark) for one in groups] == [
        ((112, 72), 2, True),
        ((50, 40), 1, False),
    ]
    logo = Logo(np.dstack([mark.colour, mark.opacity / mark.opacity.max()]).astype(np.float32))
    (group,) = [value for value in grouped_by(paths[:1], logo) if isinstance(value, Group)]
    assert abs(float(group.mark.opacity.max()) - 0.5) < 0.05
    assert abs(group.mark.rect.x - mark.rect.x) <= 3
    (group,) = [value for value in grouped_by(paths[1:2], logo) if isinstance(value, Group)]
    assert group.mark is None
    assert group.message.startswith(
        "The logo was not found in this picture. It is looked for at 85 to 112 % of its size"
    )


def test_what_is_seen_round_a_mark_stays_within_the_picture():
    assert surroundings(Rect(0, 10, 30, 10), Size(40, 60)) == Rect(0, 0, 40, 44)


def test_outputs_never_take_a_name_that_is_there_unless_originals_are_to_be_replaced(tmp_path):
    a, b = tmp_path / "a.png", tmp_path / "b.gif"
    (tmp_path / "a_unmarked.png").write_bytes(b"of somebody")
    assert [path.name for path in outputs_for([a, b], "beside")] == ["a_unmarked (2).png", "b_unmarked.png"]
    assert outputs_for([a], "over") == [a]
    assert outputs_for([a], "folder", tmp_path / "out") == [tmp_path / "out" / "a.png"]
    with pytest.raises(WorkError, match=r"b\.gif is of a kind"):
        outputs_for([b], "over")
    with pytest.raises(WorkError, match="Choose the folder"):
        outputs_for([a], "folder")
