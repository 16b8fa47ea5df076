"""Fills, guides, sources and settings as facts: there and back, and what cannot be is refused."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import HandStroke, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.guidance import Guidance, Guide, SourceRegion
from inpaint_studio.editing.state import FillSettings
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.files.memory.fill_facts import (
    fill_facts,
    fill_from,
    guidance_facts,
    guidance_from,
    laid_facts,
    with_laid,
)
from inpaint_studio.files.reading import read_picture


@pytest.fixture
def document(tmp_path: Path, smooth: Callable) -> Document:
    Image.fromarray(smooth(3)).save(tmp_path / "photo.png")
    return Document(read_picture(tmp_path / "photo.png"))


def test_facts_of_an_older_version_are_a_recipe_that_is_not_whole(document: Document, fill_of: Callable) -> None:
    fill = fill_of(document.picture, Rect(10, 30, 20, 20), 1)
    facts = {key: value for key, value in fill_facts(fill).items() if key not in ("asked", "guides")}
    recipe = fill_from(facts, fill.pixels, fill.coverage).recipe
    assert not recipe.is_complete
    assert (recipe.requested_method, recipe.guides, recipe.sources) == ("", None, None)
    for guides in ([[["a", 1]]], [[[1.0, float("nan")]]], [[[1.0]]], 7):
        with pytest.raises((ValueError, TypeError)):
            fill_from({**facts, "guides": guides}, fill.pixels, fill.coverage)


def _area(document: Document, value: int = 255) -> PackedTiles:
    mask = np.zeros(document.mask.shape, np.uint8)
    mask[10:50, 20:90] = value
    return PackedTiles.of_mask(mask)


def _through_json(facts: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(facts))


def test_all_of_a_fill_comes_back_through_its_facts(document: Document, fill_of: Callable) -> None:
    guides = (
        Guide(((0.1, 2.0), (1e-9, 1 / 3))),
        Guide(((5.0, 6.0),), plane=2, source="automatic", probability=0.25, visible=False),
    )
    covered = (_area(document), _area(document, 128))
    strokes = (HandStroke(-3, 4, covered[0], 5.5, 0.25, 1.0), HandStroke(0, 0, covered[1], 1.0, 1.0, 0.5))
    recipe = Recipe(
        "exemplar", "0" * 64, 2**40, {"grain": 0.1}, Rect(1, 2, 30, 40), "0.2.0", "auto", guides, covered[0], strokes
    )
    plain = fill_of(document.picture, Rect(10, 30, 20, 20), 1)
    fill = replace(plain, recipe=recipe, visible=False, strength=1 / 3)
    assert fill.recipe.packed == (covered[0], *covered)
    made = fill_from(_through_json(fill_facts(fill)), fill.pixels, fill.coverage, covered[0], covered)
    assert replace(made.recipe, strokes=()) == replace(recipe, strokes=())
    assert [vars(stroke) for stroke in made.recipe.strokes] == [vars(stroke) for stroke in strokes]
    assert (made.id, made.rect, made.visible, made.strength) == (fill.id, fill.rect, False, 1 / 3)


def test_a_fill_that_knows_nothing_of_guides_is_not_one_without_guides(document: Document, fill_of: Callable) -> None:
    fill = fill_of(document.picture, Rect(10, 30, 20, 20), 1)
    for guides in (None, ()):
        facts = _through_json(fill_facts(replace(fill, recipe=replace(fill.recipe, guides=guides))))
        assert fill_from(facts, fill.pixels, fill.coverage).recipe.guides == guides


@pytest.mark.parametrize(
    "change",
    [
        {"rect": [0, 0, 9, 9]},  # of another size than its samples
        {"rect": [0, 0, 20]},
        {"seed": "many"},
        {"settings": 7},
        {"strength": None},
        {"strokes": [[1, 2, 3, 4, 5]]},  # of which none says what it covers
        {"guides": [[]]},
        {"guides": [[[1, 2]]], "guide_facts": []},
        {"guides": [[[1, 2]]], "guide_facts": [{"source": "a stranger"}]},
        {"guides": [[[1, 2]]], "guide_facts": [{"plane": -1}]},
        {"guides": [[[1, 2]]], "guide_facts": [{"probability": 1.5}]},
        {"guides": [[[1, float("inf")]]]},
    ],
)
def test_facts_of_a_fill_that_cannot_be_are_refused(
    document: Document, fill_of: Callable, change: dict[str, Any]
) -> None:
    fill = fill_of(document.picture, Rect(10, 30, 20, 20), 1)
    with pytest.raises((ValueError, TypeError)):
        fill_from({**fill_facts(fill), **change}, fill.pixels, fill.coverage)


@pytest.mark.parametrize("left_out", ["id", "rect", "method", "checkpoint", "seed", "crop", "visible", "strength"])
def test_facts_without_what_every_version_wrote_are_refused(
    document: Document, fill_of: Callable, left_out: str
) -> None:
    fill = fill_of(document.picture, Rect(10, 30, 20, 20), 1)
    facts = fill_facts(fill)
    del facts[left_out]
    with pytest.raises(KeyError, match=left_out):
        fill_from(facts, fill.pixels, fill.coverage)


def test_a_stroke_that_covers_nothing_is_refused(document: Document, fill_of: Callable) -> None:
    fill = fill_of(document.picture, Rect(10, 30, 20, 20), 1)
    facts = {**fill_facts(fill), "strokes": [[1, 2, 3.0, 0.5, 1.0]]}
    assert fill_from(facts, fill.pixels, fill.coverage, covered=(_area(document),)).recipe.strokes
    with pytest.raises(ValueError, match="covers nothing"):
        fill_from(facts, fill.pixels, fill.coverage, covered=(_area(document, 0),))


@pytest.mark.parametrize("visible", [(), (True,), (False,), (True, True), (True, False), (False, False)])
def test_guidance_comes_back_region_by_region(document: Document, visible: tuple[bool, ...]) -> None:
    areas = [_area(document, 200 + number) for number in range(len(visible))]
    regions = tuple(SourceRegion(area, shown) for area, shown in zip(areas, visible, strict=True))
    guidance = Guidance((Guide(((1.5, 2.5), (3.0, 4.0)), visible=False), Guide(((0.0, 0.0), (9.0, 9.0)))), regions)
    stored: list[PackedTiles] = []

    def number_of(area: PackedTiles | None) -> int | None:
        if area is None:
            return None
        if not any(area is one for one in stored):
            stored.append(area)
        return next(number for number, one in enumerate(stored) if one is area)

    facts = _through_json(guidance_facts(guidance, number_of))
    made = guidance_from(facts, stored.__getitem__)
    assert made.guides == guidance.guides
    assert [(region.area, region.visible) for region in made.regions] == list(zip(areas, visible, strict=True))
    old = guidance_from({key: facts[key] for key in ("guides", "sources")}, stored.__getitem__)  # as version 0.2.0 does
    assert [guide.points for guide in old.guides] == [guide.points for guide in guidance.guides]
    if not any(visible):
        assert old.regions == ()
    else:
        assert guidance.sources is not None
        assert np.array_equal(old.regions[0].area.unpack(), guidance.sources.unpack())


@pytest.mark.parametrize("checkpoint", [None, "other.safetensors"])
def test_settings_are_laid_as_they_were(document: Document, checkpoint: str | None) -> None:
    settings = FillSettings("exemplar", checkpoint, {"grain": 0.25, "edges": True})
    facts = _through_json(laid_facts(replace(document.state, settings=settings), lambda area: None))
    state = with_laid(document.state, facts, {}.__getitem__)
    assert state.settings == settings
    assert state.guidance == Guidance()
    for wrong in ({**facts, "settings": None}, {**facts, "sources": 4}, {**facts, "regions": [[0]]}):
        with pytest.raises((TypeError, KeyError, ValueError)):
            with_laid(document.state, wrong, {}.__getitem__)
