"""Objects that are pointed at in a session: what outlines them fails, waits or is another."""

import threading

import numpy as np
import pytest

from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.finder import Progress
from inpaint_studio.finding.objects.chosen import ChosenOutliner
from inpaint_studio.finding.objects.outliner import Outliner, OutlinerError

PIECE = Finding(Rect(40, 30, 20, 10), np.full((10, 20), 255, np.uint8), "object", source="object")
BOX = Rect(30, 20, 40, 30)


def outliner_of(outline) -> ChosenOutliner:
    return ChosenOutliner(Outliner("toy", "Toy", lambda _: outline))


@pytest.fixture
def pointed(open_window, picture_file, qtbot):
    """A session with a picture, whose outliner yields one piece; its messages; and what waits for its outline."""
    session = open_window(picture_file).session
    messages = []
    session.message.connect(lambda level, text: messages.append((level, text)))
    session.objects.outliner = outliner_of(lambda pixels, prompt: iter((PIECE,)))

    def rest():
        qtbot.waitUntil(lambda: not session.objects.is_busy, timeout=20_000)

    return session, messages, rest


def test_an_error_is_a_sentence_and_leaves_nothing(pointed):
    session, messages, rest = pointed

    def fail(pixels, prompt):
        yield Progress(0, 1)
        raise ValueError("The pixels are gone.")

    session.objects.outliner = outliner_of(fail)
    session.objects.point_box(BOX, 0)
    rest()
    assert messages == [("error", "The pixels are gone.")]
    assert session.review.review.findings == ()
    assert not session.activities


def test_files_that_fail_are_said_and_ours_goes_on(pointed):
    session, messages, rest = pointed

    def fail(files):
        raise OutlinerError("The files are gone.")

    session.objects.outliner = ChosenOutliner(Outliner("toy", "Toy", fail))
    session.objects.point_box(BOX, 0)
    rest()
    assert messages[0][0] == "warning"
    assert messages[0][1].startswith("The files are gone. Objects are outlined by graph cut")


def test_a_halo_that_changes_meanwhile_counts(pointed, qtbot):
    session, _, rest = pointed
    leave, begun = threading.Event(), threading.Event()

    def outline(pixels, prompt):
        yield PIECE
        begun.set()
        while not leave.wait(0.005):
            yield Progress(0, 1)

    session.objects.outliner = outliner_of(outline)
    session.objects.point_box(BOX, 3)
    qtbot.waitUntil(lambda: begun.is_set() and session.objects.finding is not None)
    session.objects.set_halo(5)
    leave.set()
    rest()
    (finding,) = session.review.review.findings
    assert finding.rect == PIECE.rect.grow(5)


def test_an_outline_in_the_place_of_another_keeps_the_rest_of_the_review(pointed):
    session, _, rest = pointed
    other = Finding(Rect(0, 0, 3, 3), np.full((3, 3), 255, np.uint8), "dust", source="damage")
    session.review.add((other,))
    session.objects.point_box(BOX, 2)
    rest()
    session.objects.click(50, 35, 4, is_inside=True)
    rest()
    assert [one.rect for one in session.review.review.findings] == [other.rect, PIECE.rect.grow(4)]
    assert session.objects.take_back()
    rest()
    assert session.objects.take_back()
    assert session.review.review.findings == (other,)
    assert not session.objects.take_back()
