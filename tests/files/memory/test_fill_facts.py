"""Fills, guides, sources and settings as facts: there and back, and what cannot be is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.files.memory.fill_facts import fill_facts, fill_from
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
