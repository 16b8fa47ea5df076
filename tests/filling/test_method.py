"""Methods: rows of the table that say what they are, and are refused where that cannot be."""

import pytest

from inpaint_studio.filling.costs import Rates
from inpaint_studio.filling.method import GrainOptions, Method
from inpaint_studio.filling.methods import METHODS
from inpaint_studio.filling.request import STAGES
from inpaint_studio.options import options_from, options_of


def nothing(crop, hole, ask):
    yield None


@pytest.mark.parametrize(
    ("stages", "fill"),
    [
        (("membrane", "exemplar"), None),  # a stage that nobody fills
        (("membrane",), nothing),  # a fill that is never asked for
        (("membrane", "dream"), None),
    ],
)
def test_a_method_has_a_fill_where_it_has_a_stage_for_it(stages, fill):
    with pytest.raises(ValueError, match="The method 'odd' has the stages"):
        Method("odd", "Odd", "", stages, Rates(), fill)


@pytest.mark.parametrize(
    ("stages", "generates", "copies"),
    [
        (("membrane",), False, False),
        (("membrane", "generator"), True, False),
        (("membrane", "exemplar"), False, True),
        (STAGES, True, True),
    ],
)
def test_what_a_method_does_follows_from_its_stages(stages, generates, copies):
    method = Method("odd", "Odd", "", stages, Rates(), nothing if copies else None)
    assert (method.generates, method.copies) == (generates, copies)


@pytest.mark.parametrize("key", METHODS)
def test_each_of_ours_needs_what_its_stages_need_and_has_words(key):
    method = METHODS[key]
    assert method.key == key
    assert method.title
    assert method.tip
    assert method.generates or method.needs.generator != "required"
    assert not method.needs.source or method.copies
    assert set(method.stages) <= set(STAGES)
    assert [STAGES.index(stage) for stage in method.stages] == sorted(STAGES.index(stage) for stage in method.stages)


def test_grain_is_asked_for_in_hundredths_and_kept_as_a_share():
    (field,) = options_of(GrainOptions)
    assert (field.name, field.shown, field.option.unit) == ("grain", (100, 0, 200), " %")
    assert options_from(GrainOptions, {"grain": 0.25, "of another method": 1}) == GrainOptions(0.25)
