from inpaint_studio.ui.kit.durations import Remaining, duration


def test_durations_have_one_unit():
    assert [str(duration(one)) for one in (0.2, 89, 600, 20_000, 400_000)] == [
        "about 1 second left",
        "about 89 seconds left",
        "about 10 minutes left",
        "about 6 hours left",
        "about 5 days left",
    ]


def test_what_remains_is_extrapolated_for_each_stage_once_enough_is_known():
    now = [0.0]
    remaining = Remaining(lambda: now[0])
    assert remaining.seconds("reading", 0.0) is None
    now[0] = 2.0
    assert remaining.seconds("reading", 0.25) is None, "too little time has passed"
    now[0] = 10.0
    assert remaining.seconds("reading", 0.5) == 10.0
    assert remaining.seconds("finding", 0.0) is None
    now[0] = 20.0
    assert remaining.seconds("finding", 0.01) is None, "too little is done"
    assert remaining.seconds("finding", 0.25) == 30.0
    assert remaining.seconds("finding", 1.0) is None
