"""The damage finder: the shipped net, the rules where it cannot be used, and its evidence."""

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.findings import Finding
from inpaint_studio.finding import finder_net
from inpaint_studio.finding.finder import Progress, View
from inpaint_studio.finding.finders.damage import FINDER, DamageOptions
from inpaint_studio.model.checkpoints.description import CheckpointError
from inpaint_studio.resources import resource


def _scratches() -> tuple[np.ndarray, np.ndarray]:
    """Two light scratches and a dark hair, a little bent as they are: (240, 320) each, light and dark."""
    light, dark = np.zeros((2, 240, 320), bool)
    for row in range(20, 220):
        column = 80 + round(4 * np.sin(row / 14))
        light[row, column : column + 2] = True
    for column in range(120, 300):
        row = 60 + round(3 * np.sin(column / 17))
        light[row : row + 2, column] = True
    for column in range(140, 290):
        row = 150 + round(12 * np.sin((column - 140) / 25))
        dark[row : row + 2, column] = True
    return light, dark


def scratched() -> View:
    """A part of a photograph with those."""
    light, dark = _scratches()
    with Image.open(resource("samples/lake-watermark.jpg")) as photograph:
        pixels = np.asarray(photograph.convert("RGB").crop((1180, 40, 1500, 280))).copy()
    pixels[light], pixels[dark] = 245, 25
    return View(pixels)


def findings_of(options: DamageOptions) -> tuple[list[Finding], str]:
    values = list(FINDER.find(scratched(), options))
    note = [value.note for value in values if isinstance(value, Progress)][-1]
    return [value for value in values if isinstance(value, Finding)], note


def test_the_net_finds_scratches_of_both_sides_with_their_classes():
    matches, note = findings_of(DamageOptions())
    sure = [one for one in matches if one.confidence >= 0.5]
    assert note == ""
    assert {"lighter", "darker"} <= {one.polarity for one in sure}
    marked = np.zeros((240, 320), bool)
    for one in sure:
        marked[one.rect.slices] |= one.mask > 0
    light, dark = _scratches()
    assert marked[light].mean() > 0.7
    assert marked[dark].mean() > 0.7
    assert marked.mean() < 0.03
    assert {one.kind for one in sure} <= {"scratch", "hair", "crack", "fold", "dust"}


@pytest.mark.parametrize(("bright", "dark"), [(True, False), (False, True), (False, False)])
def test_only_the_sides_that_are_wanted_are_proposed(bright, dark):
    matches, _ = findings_of(DamageOptions(bright=bright, dark=dark))
    sides = {"lighter": bright, "darker": dark, "none": bright or dark}
    assert all(sides[one.polarity] for one in matches)
    assert bool(matches) == (bright or dark)


def test_without_the_net_the_rules_search_and_that_is_said(monkeypatch):
    def missing():
        raise finder_net.NoNetError("The finder's net is missing from this installation.")

    monkeypatch.setattr(finder_net, "shipped_net", missing)
    matches, note = findings_of(DamageOptions())
    assert matches
    assert {one.kind for one in matches} == {"damage"}
    assert all(one.is_suggested == (one.polarity != "darker") for one in matches)
    assert "missing from this installation. Damage was looked for by simple rules instead" in note


@pytest.mark.parametrize("error", [FileNotFoundError("It"), CheckpointError("f.safetensors does not hold it.")])
def test_a_net_that_cannot_be_opened_is_a_sentence(monkeypatch, error):
    def fail(*_):
        raise error

    monkeypatch.setattr(finder_net, "_loaded", fail)
    with pytest.raises(finder_net.NoNetError, match=r"is missing from this installation|does not hold it"):
        finder_net.shipped_net()


def test_the_net_is_loaded_once():
    assert finder_net.shipped_net() is finder_net.shipped_net()
