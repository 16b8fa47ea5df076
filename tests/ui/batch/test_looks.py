import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QImage

from inpaint_studio.ui.batch.looks import Looks
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.work.jobs.claims import claim_id
from inpaint_studio.work.jobs.worker import run_worker
from inpaint_studio.work.routines.piece import Tools


@pytest.fixture
def looks(qapp, job):
    parent = QObject()
    workers = Workers(parent)
    made = Looks(workers, parent)
    made.begin(job)
    yield made
    workers.stop_all()
    parent.deleteLater()


def test_a_waiting_picture_is_looked_at_and_its_look_left_in_the_job(looks, job, qtbot):
    looks.want([("a.png", "waiting"), ("broken.png", "waiting")])
    qtbot.waitUntil(lambda: looks.get("broken.png") is not None, timeout=10_000)
    assert looks.get("a.png").width() == 50
    assert looks.get("broken.png").isNull()
    left = job.folder / "thumbs" / f"{claim_id('a.png')}-input.jpg"
    red = QImage(50, 40, QImage.Format.Format_RGB32)
    red.fill(QColor("red"))
    assert red.save(str(left))
    looks.begin(job)
    looks.want([("a.png", "waiting")])
    qtbot.waitUntil(lambda: looks.get("a.png") is not None, timeout=10_000)
    assert looks.get("a.png").pixelColor(25, 20).red() > 240  # it was not made again


def test_a_result_and_the_boxes_of_what_is_to_be_decided(looks, job, engine, qtbot):
    for _ in run_worker(job, Tools(engine, threads=1)):
        pass
    looks.want([("a.png", "done"), ("b.png", "to-review")])
    qtbot.waitUntil(lambda: looks.get("b.png") is not None, timeout=10_000)
    assert looks.get("a.png").pixelColor(12, 12).red() < 200  # the spot is filled
    box = looks.get("b.png")
    assert box.pixelColor(12, 12).red() > 200
    edge = box.pixelColor(12, 8)
    assert edge.red() > 200 > edge.blue() + 100  # yellow, as dust is outlined


def test_a_look_is_made_anew_when_the_picture_is_done(looks, job, engine, qtbot):
    looks.want([("a.png", "waiting")])
    qtbot.waitUntil(lambda: looks.get("a.png") is not None, timeout=10_000)
    before = looks.get("a.png").pixelColor(12, 12).red()
    for _ in run_worker(job, Tools(engine, threads=1)):
        pass
    with qtbot.waitSignal(looks.made, timeout=10_000):
        looks.want([("a.png", "done")])
    assert looks.get("a.png").pixelColor(12, 12).red() < before - 50
    looks.begin(None)
    assert looks.get("a.png") is None
