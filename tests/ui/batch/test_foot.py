import pytest

from inpaint_studio.sentence import say
from inpaint_studio.ui.batch.feed import Condition
from inpaint_studio.ui.batch.foot import Foot
from inpaint_studio.work.jobs.claims import Running
from inpaint_studio.work.jobs.entry import Entry
from inpaint_studio.work.jobs.reporting import Status
from inpaint_studio.work.jobs.workers import Worker


@pytest.fixture
def foot(qtbot):
    made = Foot()
    qtbot.addWidget(made)
    made.show()
    return made


def condition(is_paused=False, running=0, rate=None, **counts):
    hand = tuple(Running(str(number), "a.png", Worker.here()) for number in range(running))
    named = {key.replace("_", "-"): count for key, count in counts.items()}
    return Condition(Status(named, hand, 0, 0.0, is_paused), {}, (), rate)


@pytest.mark.parametrize(
    ("now", "has_crew", "words"),
    [
        (condition(done=2, waiting=8, running=2, rate=2.0), True, "2 of 10 done · 8 left · 2.0 pictures a second"),
        (condition(done=2, waiting=8, running=2, rate=0.1), True, "6 pictures a minute · about 80 seconds left"),
        (condition(done=2, waiting=900, running=1, rate=0.01), True, "36 pictures an hour · about 25 hours left"),
        (condition(done=2, waiting=8, is_paused=True, running=1), True, "finishing what is in hand, then paused"),
        (condition(done=2, waiting=8, is_paused=True), False, "8 left · paused"),
        (condition(done=2, waiting=8), False, "nobody works on it"),
        (condition(done=1, to_review=1, failed=1, skipped=1), False, "1 of 4 done · To review: 1 · Failed: 1"),
    ],
)
def test_it_says_how_far_and_how_fast(foot, now, has_crew, words):
    foot.show_condition(now, has_crew, False)
    assert words in foot.words.text()


def test_a_hot_folder_waits_and_can_be_paused(foot):
    foot.show_condition(condition(done=3), True, True)
    assert "waiting for new pictures" in foot.words.text()
    assert (foot.pause.text(), foot.pause.isEnabled()) == ("Pause", True)
    foot.show_condition(condition(done=3), False, False)
    assert (foot.pause.text(), foot.pause.isEnabled()) == ("Go on", False)


def test_the_log_has_a_line_a_picture(foot):
    foot.add_to_log(
        [Entry("a\nb.png", "failed", message=say("There is no new picture.")), Entry("c.png", "done", seconds=2)]
    )
    assert foot.log.toPlainText() == "a b.png: Failed: There is no new picture.\nc.png: Done: 2.0 s"
    assert foot.log.isHidden()
    foot.log_button.click()
    assert foot.log.isVisible()
    foot.log_button.click()
    assert foot.log.isHidden()
