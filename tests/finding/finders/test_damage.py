"""The damage finder: the shipped net, the rules where it cannot be used, and its evidence."""

import numpy as np
import pytest

from inpaint_studio.editing.findings import Finding
from inpaint_studio.finding import finder_net
from inpaint_studio.finding.finder import Progress, View
from inpaint_studio.finding.finders.damage import FINDER, DamageOptions
from inpaint_studio.model.checkpoints.description import CheckpointError


def scratched() -> View:
    """A soft picture with grain, two light scratches and a dark hair."""
    rng = np.random.default_rng(3)
    rows, columns = np.mgrid[0:240, 0:320]
    grey = 110 + 30 * np.sin(rows / 50) + columns / 10 + rng.normal(0, 3, rows.shape)
    grey[20:220, 80:82] = 245
    grey[60:62, 120:300] = 240
    for step in range(150):
        grey[150 + int(12 * np.sin(step / 25)), 140 + step] = 25
        grey[151 + int(12 * np.sin(step / 25)), 140 + step] = 25
    return View(np.clip(grey, 0, 255).astype(np.uint8)[:, :, None].repeat(3, axis=2))


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
    assert marked[20:220, 80:82].mean() > 0.7
    assert marked[60:62, 120:300].mean() > 0.7
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
