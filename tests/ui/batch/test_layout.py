from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit

from inpaint_studio.work.jobs.states import STATES


def test_everything_has_a_name_and_a_tip(batch):
    parts = batch.parts
    for button in (parts.accept, parts.reject, parts.open, parts.again, parts.leave_out, parts.add, parts.new_job):
        assert button.toolTip()
        assert button.text()
    for kind in (QComboBox, QLineEdit):
        assert [one for one in parts.setup.findChildren(kind) if not one.accessibleName()] == []
    assert [
        one for one in parts.foot.findChildren(QAbstractButton) if not (one.toolTip() or one is parts.foot.pause)
    ] == []
    assert [parts.filter.itemData(at) for at in range(parts.filter.count())] == ["", *STATES]


def test_it_fits_into_a_small_window(batch, job, qtbot):
    batch.resize(900, 600)
    batch.take([job.folder])
    qtbot.waitUntil(lambda: batch.parts.pages.currentIndex() == 1, timeout=10_000)
    qtbot.waitUntil(lambda: batch.run.condition is not None, timeout=10_000)
    assert batch.width() <= 900
    assert batch.height() <= 600
    assert batch.parts.grid.height() > 250
