"""Settings of the tools: their limits, steps, what is remembered, and how large a brush looks on another picture."""

import pytest

from inpaint_studio.ui.tools.tool_settings import LARGEST_RADIUS, Settings, ToolSettings


@pytest.fixture
def settings(qapp, preferences):
    return ToolSettings(preferences)


def test_a_change_is_told_once_and_what_changes_nothing_is_not(settings):
    changes = []
    settings.changed.connect(changes.append)
    settings.set(radius=30, hardness=0.5)
    settings.set(radius=30.0)
    assert [(one.radius, one.hardness) for one in changes] == [(30, 0.5)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"radius": 0}, {"radius": 0.5}),
        ({"radius": 1e9}, {"radius": LARGEST_RADIUS}),
        ({"hardness": -1}, {"hardness": 0.0}),
        ({"hardness": 2}, {"hardness": 1.0}),
        ({"opacity": 0}, {"opacity": 0.01}),
        ({"edge_width": 12.6}, {"edge_width": 13}),
    ],
)
def test_values_stay_within_their_limits(settings, values, expected):
    settings.set(**values)
    assert {name: getattr(settings.now, name) for name in expected} == expected


def test_brackets_take_finer_steps_for_smaller_brushes_and_lead_back(settings):
    for radius in (1.0, 4.5, 5.0, 9.0, 10.0, 45.0, 50.0, 90.0, 100.0, 300.0):
        settings.set(radius=radius)
        settings.resize(larger=True)
        assert settings.now.radius > radius
        settings.resize(larger=False)
        assert settings.now.radius == radius
    steps = []
    settings.set(radius=0.5)
    while settings.now.radius < 200:
        before = settings.now.radius
        settings.resize(larger=True)
        steps.append(settings.now.radius - before)
    assert steps == sorted(steps)
    assert set(steps) == {0.5, 1, 5, 10, 25}


def test_the_smallest_brush_does_not_vanish(settings):
    settings.set(radius=0.5)
    settings.resize(larger=False)
    assert settings.now.radius == 0.5


def test_hardness_goes_in_tenths_without_leftovers_of_binary_fractions(settings):
    settings.set(hardness=0.0)
    seen = []
    for _ in range(12):
        settings.harden(harder=True)
        seen.append(settings.now.hardness)
    assert seen == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.0, 1.0]


def test_reset_brings_the_brush_back_and_leaves_other_tools(settings):
    settings.begin_picture(0.5)
    settings.set(radius=300, hardness=0.1, opacity=0.2, spacing=1.0, tolerance=99, combine="subtract")
    settings.reset_brush()
    now, plain = settings.now, Settings()
    assert (now.radius, now.hardness, now.opacity, now.spacing) == (24.0, plain.hardness, plain.opacity, plain.spacing)
    assert (now.tolerance, now.combine) == (99, "subtract")


def test_a_brush_that_was_chosen_looks_as_large_on_the_next_picture(settings):
    settings.begin_picture(0.5)
    settings.set(radius=40)  # 20 pixels on the screen
    settings.begin_picture(0.1)
    assert settings.now.radius == 200
    settings.refit(0.2)  # the window became larger, and nobody has drawn yet
    assert settings.now.radius == 100
    settings.refit(0.4, is_untouched=False)
    settings.refit(0.8)
    assert settings.now.radius == 100, "once it was used it stays"


def test_what_was_set_is_remembered_by_type(settings, preferences):
    values = {
        "hardness": 0.3,
        "tolerance": 7.0,
        "contiguous": False,
        "pressure_to_opacity": True,
        "combine": "intersect",
    }
    settings.set(**values, edge_width=33, **{"stamp.width": 12.5, "stamp.word": "ink"})
    settings.remember()
    again = ToolSettings(preferences).now
    assert {name: getattr(again, name) for name in values} == values
    assert again.edge_width == 33
    assert isinstance(again.edge_width, int)
    assert (again.value("stamp.width", 1.0), again.value("stamp.word", "")) == (12.5, "ink")


@pytest.mark.parametrize(
    ("key", "text", "name"),
    [
        ("tools/hardness", "7", "hardness"),
        ("tools/tolerance", "nan", "tolerance"),
        ("tools/edge_width", "-40", "edge_width"),
        ("tools/combine", "multiply", "combine"),
    ],
)
def test_stored_values_out_of_range_are_not_taken(preferences, key, text, name):
    preferences.set_text(key, text)
    value = getattr(ToolSettings(preferences).now, name)
    limits = {"hardness": (0, 1), "tolerance": (0, 255), "edge_width": (2, 100)}
    if name in limits:
        low, high = limits[name]
        assert low <= value <= high
    else:
        assert value == Settings().combine


@pytest.mark.parametrize("stored", ['{"stamp.width": 1' + "0" * 400 + "}", "[" * 100_000, '{"stamp.width": 1e999}'])
def test_own_settings_that_no_number_can_hold_read_as_their_defaults(preferences, stored):
    preferences.set_text("tools/own", stored)
    assert ToolSettings(preferences).now.value("stamp.width", 8.0) == 8.0


def test_the_brush_is_made_of_them(settings):
    settings.set(radius=7, hardness=0.4, opacity=0.6, spacing=0.5, pressure_to_size=False, pressure_to_opacity=True)
    brush = settings.brush(erase=True)
    assert (brush.radius, brush.hardness, brush.opacity, brush.spacing) == (7, 0.4, 0.6, 0.5)
    assert (brush.erase, brush.pressure_to_size, brush.pressure_to_opacity) == (True, False, True)


def test_without_preferences_nothing_is_remembered_and_nothing_fails(qapp):
    alone = ToolSettings()
    alone.set(radius=5)
    alone.remember()
    assert ToolSettings().now == Settings()
