"""Guide lines and source regions of a document: every change one step, and which of them stands out."""

import numpy as np
import pytest

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.guidance import Guidance
from inpaint_studio.editing.history import FillStep, fill_step
from inpaint_studio.ui.document.guide_edits import AfterFill

LEFT, RIGHT = Rect(10, 10, 20, 20), Rect(70, 40, 25, 15)
A, B = ((0.0, 0.0), (50.0, 40.0)), ((100.0, 70.0), (110.0, 75.0))


@pytest.fixture
def session(open_session, grey_engine):
    return open_session(grey_engine)


@pytest.fixture
def settled(session, qtbot):
    def wait() -> None:
        qtbot.waitUntil(lambda: not session.changes.is_busy, timeout=20_000)

    return wait


@pytest.fixture
def add_region(session, mark, settled):
    def added(rect: Rect):
        mark(session, rect)
        session.guides.add_region_of_mask(lambda: None)
        settled()
        return session.guides.guidance.regions[-1]

    return added


def _steps(session) -> list[str]:
    history = session.document.history
    return [step.name for step in history.steps[: history.position]]


# changes


def test_every_change_is_a_step_under_its_own_name_and_undo_takes_each_back(session, add_region, settled):
    guides = session.guides
    states = [guides.guidance]

    def note() -> None:
        settled()
        states.append(guides.guidance)

    guides.add_guide(A)
    note()
    guides.set_visible(guides.guidance.guides[0], False)
    note()
    guides.set_visible(guides.guidance.guides[0], True)
    note()
    guides.remove(guides.guidance.guides[0])
    note()
    region = add_region(LEFT)
    states.append(guides.guidance)
    guides.set_visible(region, False)
    note()
    guides.set_visible(guides.guidance.regions[0], True)
    note()
    guides.remove(guides.guidance.regions[0])
    note()
    assert _steps(session) == [
        "Guide line",
        "Hide guide line",
        "Show guide line",
        "Remove guide line",
        *(["Rectangle", "Source region"]),
        "Hide source region",
        "Show source region",
        "Remove source region",
    ]
    for before in reversed(states[5:-1]):
        session.changes.undo()
        settled()
        assert guides.guidance.guides == before.guides
        assert guides.guidance.regions == before.regions


def test_what_changes_nothing_is_no_step(session, settled):
    guides = session.guides
    guides.clear_guides()
    guides.clear_regions()
    guides.add_guide(A)
    line = guides.guidance.guides[0]
    guides.set_visible(line, True)
    guides.remove(line)
    guides.remove(line)  # by a list that was not built anew yet
    guides.set_visible(line, False)
    settled()
    assert _steps(session) == ["Guide line", "Remove guide line"]


def test_all_lines_go_in_one_step_and_regions_stay(session, add_region, settled):
    region = add_region(LEFT)
    session.guides.add_guide(A)
    session.guides.add_guide(B)
    session.guides.clear_guides()
    assert session.guides.guidance == Guidance((), (region,))
    session.changes.undo()
    settled()
    assert [guide.points for guide in session.guides.guidance.guides] == [A, B]
    session.guides.clear_regions()
    settled()
    assert session.guides.guidance.regions == ()
    assert len(session.guides.guidance.guides) == 2


def test_a_region_takes_what_is_marked_out_of_the_mask_and_undo_brings_it_back(session, add_region, settled):
    region = add_region(LEFT)
    mask = session.document.mask
    assert not mask.any()
    assert np.array_equal(region.area.unpack()[LEFT.slices], np.full((20, 20), 255))
    assert np.count_nonzero(region.area.unpack()) == LEFT.area
    session.changes.undo()
    settled()
    assert session.guides.guidance.regions == ()
    assert session.document.mask[LEFT.slices].all()


def test_that_nothing_is_marked_is_told_each_time_it_is_so(session, mark, settled):
    heard: list[str] = []
    session.guides.add_region_of_mask(lambda: heard.append("first"))
    settled()
    mark(session, LEFT)
    session.guides.add_region_of_mask(lambda: heard.append("second"))
    session.guides.add_region_of_mask(lambda: heard.append("third"))  # the second has cleared the mask by then
    settled()
    assert heard == ["first", "third"]
    assert len(session.guides.guidance.regions) == 1


def test_a_change_comes_after_those_that_were_asked_for_before_it(session, mark, settled):
    mark(session, LEFT)
    session.guides.add_region_of_mask(lambda: None)  # worked out on a worker
    session.guides.clear_regions()
    session.guides.add_guide(A)
    settled()
    assert session.guides.guidance.regions == ()
    assert _steps(session) == ["Rectangle", "Source region", "Remove source regions", "Guide line"]


def test_without_a_picture_there_is_nothing_to_change(session):
    session.close_document()
    session.guides.add_guide(A)
    session.guides.choose(None)
    assert session.guides.guidance == Guidance()
    assert session.guides.lit == ()


# regions as one


def test_visible_regions_are_shown_as_one_and_hidden_ones_count_for_nothing(session, add_region, settled):
    first, second = add_region(LEFT), add_region(RIGHT)
    both = np.zeros((80, 120), np.uint8)
    both[LEFT.slices] = both[RIGHT.slices] = 255
    assert np.array_equal(session.source_levels.mask, both)
    assert session.source_area is session.document.state.sources
    session.guides.set_visible(first, False)
    settled()
    assert np.array_equal(session.source_levels.mask, second.area.unpack())
    session.guides.set_visible(second, False)
    settled()
    assert session.source_levels is session.source_area is None  # texture may come from anywhere


def test_what_is_shown_of_regions_is_that_of_the_last_change_however_many_come_at_once(session, add_region, settled):
    first, second = add_region(LEFT), add_region(RIGHT)
    for _ in range(3):
        session.guides.set_visible(first, False)
        session.guides.put("Show", lambda now: Guidance(now.guides, (first, second)))
    session.guides.remove(second)
    settled()
    assert np.array_equal(session.source_levels.mask, first.area.unpack())
    assert not session.source_levels.mask.flags.writeable


def test_a_picture_that_comes_back_shows_its_own_regions(session, add_region, show_picture, settled, tmp_path):
    add_region(LEFT)
    first = session.pictures.in_view
    session.leave()
    session.document_changed.emit()
    assert session.guides.guidance == Guidance()
    session.show_again(first)
    settled()
    assert np.count_nonzero(session.source_levels.mask) == LEFT.area
    show_picture(session, tmp_path / "other.png")
    assert session.source_levels is None


# what stands out


def test_the_pointer_counts_before_what_was_chosen_and_only_as_long_as_it_is_there(session):
    guides, heard = session.guides, []
    guides.lit_changed.connect(lambda: heard.append(guides.lit))
    guides.add_guide(A)
    guides.add_guide(B)
    first, second = guides.guidance.guides
    guides.choose(first)
    guides.point_at(second)
    guides.point_at(second)
    guides.point_at(None)
    guides.choose(None)
    assert heard == [(A,), (B,), (A,), ()]


@pytest.mark.parametrize("way", ["removed", "cleared", "undone", "hidden", "closed"])
def test_what_is_gone_does_not_stand_out_any_more(session, way):
    guides = session.guides
    guides.add_guide(A)
    line = guides.guidance.guides[0]
    guides.choose(line)
    guides.point_at(line)
    match way:
        case "removed":
            guides.remove(line)
        case "cleared":
            guides.clear_guides()
        case "undone":
            session.changes.undo()
        case "hidden":
            guides.set_visible(line, False)
        case "closed":
            session.close_document()
    assert guides.lit == ()
    assert guides.chosen is None


def test_what_stands_out_stays_so_while_others_change(session):
    guides = session.guides
    guides.add_guide(A)
    guides.choose(guides.guidance.guides[0])
    guides.add_guide(B)
    guides.remove(guides.guidance.guides[1])
    assert guides.lit == (A,)


def test_a_region_stands_out_by_its_border(session, add_region, settled):
    region = add_region(LEFT)
    session.guides.choose(region)
    settled()
    corners = {point for line in session.guides.lit for point in line}
    assert corners
    assert all(
        min(abs(x - LEFT.x), abs(x - LEFT.right), abs(y - LEFT.y), abs(y - LEFT.bottom)) <= 1 for x, y in corners
    )
    assert (min(x for x, _ in corners), max(x for x, _ in corners)) == pytest.approx((LEFT.x, LEFT.right), abs=1)
    assert (min(y for _, y in corners), max(y for _, y in corners)) == pytest.approx((LEFT.y, LEFT.bottom), abs=1)


def test_a_border_that_arrives_when_another_was_chosen_is_not_shown(session, add_region, settled):
    region = add_region(LEFT)
    session.guides.add_guide(A)
    session.guides.choose(region)  # its border is looked for
    session.guides.choose(session.guides.guidance.guides[0])
    settled()
    assert session.guides.lit == (A,)


# after a fill


def _fill_step(session, rect: Rect) -> FillStep:
    pixels = np.zeros((rect.height, rect.width, 3), np.uint8)
    coverage = np.full((rect.height, rect.width), 255, np.uint8)
    fill = Fill("f", rect, pixels, coverage, Recipe("exemplar"))
    return fill_step(session.document, (fill,), coverage, rect, "Fill")


def test_lines_that_served_go_with_the_fill_and_come_back_with_its_undo(session):
    guides = session.guides
    guides.add_guide(A)
    guides.add_guide(B)  # far from the hole
    used = guides.guidance
    step = _fill_step(session, LEFT)
    assert guides.served(step, used, session.document, LEFT) is step  # they are kept unless something else is set
    guides.after_fill = AfterFill(guides="clear")
    session.changes.commit(guides.served(step, used, session.document, LEFT))
    assert [guide.points for guide in guides.guidance.guides] == [B]
    session.changes.undo()
    assert guides.guidance.guides == used.guides
    assert session.document.fills == ()
    guides.after_fill = AfterFill(guides="hide")
    session.changes.commit(guides.served(_fill_step(session, LEFT), used, session.document, LEFT))
    assert [guide.visible for guide in guides.guidance.guides] == [False, True]


def test_a_line_that_was_drawn_since_the_fill_began_stays(session):
    guides = session.guides
    guides.after_fill = AfterFill(guides="clear", regions="clear")
    used = guides.guidance
    guides.add_guide(A)
    step = _fill_step(session, LEFT)
    assert guides.served(step, used, session.document, LEFT) is step
