import pytest

from inpaint_studio.ui.kit.activities import Activities, Activity


@pytest.fixture
def shown():
    return []


@pytest.fixture
def activities(shown):
    return Activities(shown.append)


def test_one_is_told_of_until_it_ends(activities, shown):
    activities.tell("save", "Saving")
    activities.tell("save", "Saving", 0.5)
    activities.tell("save", "Saving", 0.5)
    assert activities
    activities.end("save")
    assert shown == [Activity("Saving"), Activity("Saving", 0.5), None]
    assert not activities


def test_what_ends_leaves_the_line_to_what_still_goes_on(activities, shown):
    activities.tell("open", "Opening")
    activities.tell("fill", "Filling", 0.0)
    activities.end("open")  # a picture is shown, and painted on, before its opening has quite ended
    assert shown[-1] == Activity("Filling", 0.0)
    activities.tell("save", "Saving")
    activities.end("save", "search")
    assert shown[-1] == Activity("Filling", 0.0)
    assert len(shown) == 4


def test_the_one_told_of_last_is_shown(activities, shown):
    activities.tell("fill", "Filling", 0.0)
    activities.tell("search", "Looking", 0.1)
    activities.tell("fill", "Filling", 0.5)
    assert shown[-1] == Activity("Filling", 0.5)
    activities.end("fill")
    assert shown[-1] == Activity("Looking", 0.1)
