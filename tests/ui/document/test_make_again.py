"""Made again, a fill is the same: its recipe holds all that took part, and what is set today does not matter."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.guidance import Guidance, Guide, SourceRegion
from inpaint_studio.editing.history import fills_step, mask_step
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.files.memory import records
from inpaint_studio.files.memory.project import open_project
from inpaint_studio.filling.request import FillRequest
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.recovery import JournalKeeper

HOLE = Rect(60, 50, 36, 30)
GUIDES = (Guide(((40.0, 65.5), (110.25, 66.0))),)


@pytest.fixture
def textured_file(tmp_path: Path) -> Path:
    """Two textures, left and right, so that it matters where a copy comes from."""
    rng = np.random.default_rng(11)
    pixels = rng.integers(0, 90, (128, 160, 3), np.uint8)
    pixels[:, 80:] += np.uint8(120)
    pixels[64:67] = 240
    path = tmp_path / "textured.png"
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def filled(open_window, textured_file, settle):
    """A window with one fill that was led by guides, sources and less grain than usual."""
    window = open_window(textured_file, engine=jobs.fill)
    session = window.session
    sources = np.zeros((128, 160), np.uint8)
    sources[:, :50] = 255
    sources[100:, 120:] = 255
    _lead(session, GUIDES, sources)
    session.filling.values["grain"] = 0.25
    ellipse = np.zeros((HOLE.height, HOLE.width), np.uint8)
    ellipse[4:-4, 3:-6] = 255
    session.changes.commit(mask_step(session.document, "Mark", HOLE, ellipse))
    assert session.filling.start("exemplar", 5)
    settle(window)
    return window


def _lead(session, guides=(), sources=None) -> None:
    regions = () if sources is None else (SourceRegion(PackedTiles.of_mask(sources)),)
    session.guides.put("Lead", lambda _: Guidance(guides, regions))


def _again(window, settle):
    (fill,) = window.session.document.fills
    window.session.filling.remake(fill.id, fill.recipe.requested_method, fill.recipe.seed)
    settle(window)
    (now,) = window.session.document.fills
    assert now is not fill
    return now


def _is_same(one, two) -> bool:
    return np.array_equal(one.pixels, two.pixels) and np.array_equal(one.coverage, two.coverage)


def test_a_fill_is_made_again_bit_for_bit_after_save_and_reopen(filled, settle, qtbot, tmp_path):
    session = filled.session
    (fill,) = session.document.fills
    with qtbot.waitSignal(session.saving.saved, timeout=20_000):
        session.saving.save_project(tmp_path / "work.ora")
    with qtbot.waitSignal(session.document_changed, timeout=20_000):
        filled.open(tmp_path / "work.ora")
    _lead(session)
    session.filling.values["grain"] = 1.0
    again = _again(filled, settle)
    assert again.id == fill.id
    assert _is_same(again, fill)
    assert again.recipe.guides == fill.recipe.guides
    assert again.recipe.guides[: len(GUIDES)] == GUIDES  # then those that were found
    assert again.recipe.settings == {"grain": 0.25, "lines": False}  # all that took part are in the recipe
    assert np.array_equal(again.recipe.sources.unpack(), fill.recipe.sources.unpack())
    assert "did not write down" not in filled.messages.text


def test_guides_and_sources_do_take_part(filled, settle):
    """Else the test above would prove nothing."""
    session = filled.session
    (fill,) = session.document.fills
    for recipe in (replace(fill.recipe, sources=None), replace(fill.recipe, guides=())):
        session.changes.commit(fills_step(session.document, (replace(fill, recipe=recipe),), "Fill"))
        assert not _is_same(_again(filled, settle), fill)


def test_what_is_set_today_changes_no_fill_of_yesterday(filled, settle):
    session = filled.session
    (fill,) = session.document.fills
    _lead(session, (Guide(((0.0, 0.0), (9.0, 9.0))),), np.zeros((128, 160), np.uint8))
    session.filling.values["grain"] = 2.0
    assert _is_same(_again(filled, settle), fill)


def test_a_fill_whose_recipe_is_not_whole_says_so_when_it_is_made_again(filled, settle):
    session = filled.session
    (fill,) = session.document.fills
    old = replace(fill, recipe=replace(fill.recipe, guides=None, sources=None, requested_method=""))
    session.changes.commit(fills_step(session.document, (old,), "Fill"))
    session.filling.remake(old.id, "exemplar", 5)
    settle(filled)
    assert "did not write down guides and sources" in filled.messages.text


def test_all_fills_of_a_request_share_its_sources_in_a_project(open_window, textured_file, settle, qtbot, tmp_path):
    window = open_window(textured_file, engine=jobs.fill)
    session = window.session
    sources = np.full((128, 160), 255, np.uint8)
    sources[:20] = 0
    _lead(session, sources=sources)
    mask = np.zeros((128, 160), np.uint8)
    mask[10:40, 10:40] = mask[90:120, 120:150] = 255
    session.changes.commit(mask_step(session.document, "Mark", session.document.picture.rect, mask))
    session.filling.start("exemplar", 1)
    settle(window)
    with qtbot.waitSignal(session.saving.saved, timeout=20_000):
        session.saving.save_project(tmp_path / "two.ora")
    opened = open_project(tmp_path / "two.ora")
    assert len(opened.fills) == 2
    first, second = (fill.recipe.sources for fill in opened.fills)
    assert first is second
    assert np.array_equal(first.unpack(), sources)


def test_a_request_packs_its_sources_once(filled):
    picture = filled.session.document.picture
    mask = np.full((HOLE.height, HOLE.width), 255, np.uint8)
    request = FillRequest(picture, (), HOLE, mask, sources=np.full((128, 160), 255, np.uint8))
    assert request.packed_sources is request.packed_sources
    assert FillRequest(picture, (), HOLE, mask).packed_sources is None


def test_guides_and_sources_are_there_again_when_a_project_is_opened(filled, settle, tmp_path):
    session = filled.session
    guides, sources = session.guides.guidance.guides, session.filling.sources.copy()
    assert session.filling.guides == ()  # hidden since the fill that they served
    settings = session.document.state.settings
    assert settings.values == {"grain": 0.25, "lines": True}
    session.saving.save_project(tmp_path / "work.ora")
    settle(filled)
    session.close_document()
    assert session.filling.guides == ()
    assert session.filling.sources is None
    session.opening.open(tmp_path / "work.ora")
    settle(filled)
    assert session.guides.guidance.guides == guides == tuple(replace(guide, visible=False) for guide in GUIDES)
    assert np.array_equal(session.filling.sources, sources)
    assert np.array_equal(session.source_levels.mask, sources)
    assert session.document.state.settings == settings
    assert not session.document.is_modified


def test_guides_that_were_drawn_are_in_the_journal_at_once(open_window, textured_file, settle, tmp_path):
    window = open_window()
    keeper = JournalKeeper(window.session, tmp_path / "journals")
    window.open(textured_file)
    settle(window)
    window.session.guides.add_guide(((1.0, 1.0), (50.0, 60.0)))
    (path,) = (tmp_path / "journals").iterdir()
    steps = [record.facts for record in records.read(path).records if record.facts["is"] == "step"]
    assert steps[-1]["guidance"]["guides"] == [[[1.0, 1.0], [50.0, 60.0]]]
    keeper.end()
