"""The long work of a window as generators: what they yield, in which order, and when."""

from dataclasses import replace
from itertools import chain

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.guidance import SourceRegion
from inpaint_studio.editing.history import Step, fills_step, mask_step
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.memory.project import save_project
from inpaint_studio.filling.request import FillProgress, FillRequest, FillResult
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.jobs import Judged, Planned
from inpaint_studio.ui.document.shared_mask import SharedMask

RECT = Rect(4, 4, 8, 6)


def _document(width=40, height=30) -> Document:
    return Document(Picture(np.zeros((height, width, 3), np.uint8), "photo.png"))


def _step(document: Document, rect: Rect, value: int = 255) -> Step:
    return mask_step(document, "Mark", rect, np.full((rect.height, rect.width), value, np.uint8))


# what the UI thread may do by itself


def test_what_changes_much_is_worked_out_ahead_and_the_document_stays_as_it_is(monkeypatch):
    document = _document()
    step = _step(document, Rect(0, 0, 20, 10))
    area = step.mask_change.rect.area
    monkeypatch.setattr(jobs, "AT_ONCE", area)
    assert jobs.is_small(document, step)
    assert jobs.precompute(document, step).precomputed is None
    monkeypatch.setattr(jobs, "AT_ONCE", area - 1)
    assert not jobs.is_small(document, step)
    before = document.mask.copy()
    change = jobs.precompute(document, step)
    assert np.array_equal(document.mask, before)
    assert document.history.steps == ()
    document.commit(step, change.precomputed)
    assert np.count_nonzero(document.mask) == 200
    assert change.levels.mask is document.mask


def test_a_way_through_the_history_is_as_large_as_all_steps_on_it(monkeypatch):
    document = _document()
    for x in (0, 10, 20):
        document.commit(_step(document, Rect(x, 0, 5, 10)))
    area = sum(step.mask_change.rect.area for step in document.history.steps)
    monkeypatch.setattr(jobs, "AT_ONCE", area - 1)
    assert jobs.is_small(document, 2)
    assert jobs.is_small(document, 1)
    assert not jobs.is_small(document, 0)
    assert not jobs.is_small(document, -5)  # clamped as the history does
    assert jobs.is_small(document, 3)
    change = jobs.precompute(document, 0)
    assert not change.precomputed.mask.any()
    document.jump_to(0, change.precomputed)
    assert document.history.position == 0


def test_steps_that_leave_the_mask_alone_are_small_however_large_they_are(monkeypatch):
    document = _document()
    monkeypatch.setattr(jobs, "AT_ONCE", 0)
    rect = Rect(0, 0, 40, 30)
    coverage = np.full((30, 40), 255, np.uint8)
    fill = Fill("f", rect, np.zeros((30, 40, 3), np.uint8), coverage, Recipe("membrane"))
    assert jobs.is_small(document, fills_step(document, (fill,), "Fill"))
    assert jobs.precompute_step(document, lambda _: None) is None


# candidates

PICTURE = Picture(np.zeros((30, 40, 3), np.uint8))


def _requests(*methods: str) -> list[FillRequest]:
    mask = np.full((RECT.height, RECT.width), 255, np.uint8)
    return [FillRequest(PICTURE, (), RECT, mask, method) for method in methods]


def _result(request: FillRequest) -> FillResult:
    pixels = np.zeros((RECT.height, RECT.width, 3), np.uint8)
    return FillResult((Fill(request.method, RECT, pixels, request.mask, Recipe(request.method)),), 0.0)


def _fill(request: FillRequest):
    yield Planned(1, 1.0, 1.0)
    if request.method == "fails":
        raise ValueError("No.")
    if request.method == "nothing":
        yield FillResult((), 0.0)
        return
    yield FillProgress("membrane", RECT, np.zeros((RECT.height, RECT.width, 3), np.uint8), request.mask, 1, 1)
    yield _result(request)


def _walk(requests, fill=_fill, judge=lambda request, fills: float(len(request.method))):
    return [(number, type(value)) for number, value in jobs.fill_candidates(requests, fill, judge)]


def test_candidates_come_one_after_the_other_and_are_judged_when_all_are_there():
    assert _walk(_requests("one", "three")) == [
        (0, FillProgress),
        (0, FillResult),
        (1, FillProgress),
        (1, FillResult),
        (0, Judged),
        (1, Judged),
    ]
    scores = [
        value.score
        for _, value in jobs.fill_candidates(_requests("one", "three"), _fill, lambda one, _: float(len(one.method)))
        if isinstance(value, Judged)
    ]
    assert scores == [3.0, 5.0]


def test_one_that_fails_is_told_in_its_place_and_the_others_are_made_and_judged():
    assert _walk(_requests("one", "fails", "three")) == [
        (0, FillProgress),
        (0, FillResult),
        (1, ValueError),
        (2, FillProgress),
        (2, FillResult),
        (0, Judged),
        (2, Judged),
    ]


@pytest.mark.parametrize("others", [("fails",), ("nothing",), ()])
def test_where_there_is_one_left_there_is_nothing_to_compare(others):
    kinds = [kind for _, kind in _walk(_requests("one", *others), judge=lambda *_: pytest.fail("It was judged."))]
    assert Judged not in kinds


def test_without_a_judge_nobody_is_asked_twice():
    requested: list[str] = []

    def judge(request, fills):
        requested.append(request.method)

    assert Judged not in [kind for _, kind in _walk(_requests("one", "three"), judge=judge)]
    assert requested == ["one"]


def test_who_leaves_in_the_middle_ends_the_fill_that_runs_and_begins_no_other():
    closed: list[str] = []
    begun: list[str] = []

    def fill(request):
        begun.append(request.method)
        try:
            yield from _fill(request)
        finally:
            closed.append(request.method)

    walk = jobs.fill_candidates(_requests("one", "three"), fill, lambda *_: 1.0)
    next(walk)
    walk.close()
    assert begun == closed == ["one"]


# opening


@pytest.fixture
def picture_path(tmp_path):
    path = tmp_path / "photo.png"
    Image.new("RGB", (40, 30), (10, 20, 30)).save(path)
    return path


def _open(path, masks=()):
    (opened,) = jobs.open_picture(path, 1 << 20, masks=masks)
    return opened


def test_an_opened_picture_is_ready_to_be_shown(picture_path):
    opened = _open(picture_path)
    assert opened.document.size == Size(40, 30)
    assert opened.mask_levels.mask is opened.document.mask
    assert min(opened.levels) == 2
    assert opened.thumbnail.shape == (30, 40, 3)
    assert not opened.document.is_modified


def test_masks_of_other_pictures_are_laid_on_those_that_have_their_proportions(picture_path):
    mask = np.zeros((60, 80), np.uint8)
    mask[20:40, 20:60] = 255
    other = np.full((30, 30), 255, np.uint8)
    opened = _open(picture_path, (SharedMask(PackedTiles.of_mask(other)), SharedMask(PackedTiles.of_mask(mask))))
    assert np.array_equal(opened.document.mask > 127, mask[::2, ::2] > 0)
    assert len(opened.document.history.steps) == 1
    assert opened.mask_levels.plane(2)[7 // 2, 7 // 2] == 255
    opened.document.undo()
    assert not opened.document.mask.any()


def test_a_project_opens_as_it_was_saved(picture_path, tmp_path):
    document = _open(picture_path).document
    document.commit(_step(document, RECT))
    area = np.zeros((30, 40), np.uint8)
    area[:10] = 255
    guidance = replace(document.state.guidance, regions=(SourceRegion(PackedTiles.of_mask(area)),))
    document.lay(replace(document.state, guidance=guidance))
    save_project(document, tmp_path / "work.ora")
    opened = _open(tmp_path / "work.ora")
    assert np.array_equal(opened.document.mask, document.mask)
    assert np.array_equal(opened.source_levels.mask, area)
    assert not opened.document.is_modified
    assert opened.document.history.budget_bytes == 1 << 20


def test_what_cannot_be_opened_is_an_error_and_yields_nothing(tmp_path):
    (tmp_path / "text.png").write_text("no picture")
    for path in (tmp_path / "text.png", tmp_path / "gone.png"):
        with pytest.raises((PictureError, OSError)):
            list(chain(jobs.open_picture(path, 1 << 20)))
    with pytest.raises((PictureError, OSError)):
        list(jobs.size_of(tmp_path / "text.png"))


def test_a_mask_is_written_and_read_back_as_it_is(tmp_path):
    mask = np.random.default_rng(1).integers(0, 256, (30, 40), np.uint8)
    mask[0, 0], mask[0, 1] = 0, 255
    (path,) = jobs.save_mask(mask, tmp_path / "mask.png")
    (size,) = jobs.size_of(path)
    assert size == Size(40, 30)
    assert np.array_equal(np.asarray(Image.open(path)), mask)
    with pytest.raises(PictureError):
        list(jobs.open_mask(path, Size(41, 30)))
