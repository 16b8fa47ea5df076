from inpaint_studio.ui.batch.card_painter import COLOURS
from inpaint_studio.work.jobs.states import STATES


def test_every_state_has_its_colour_and_is_painted(batch, job, qtbot):
    assert set(COLOURS) == set(STATES)
    batch.take([job.folder])
    qtbot.waitUntil(lambda: batch.rows.rowCount() == 5, timeout=10_000)
    batch.rows.set_live({"a.png": ("finding", 0.5)})
    image = batch.parts.grid.grab().toImage()
    place = batch.parts.grid.visualRect(batch.rows.index_of("a.png"))
    ratio = image.devicePixelRatio()
    colours = {
        image.pixelColor(int(x * ratio), int(y * ratio)).name()
        for x in range(place.left(), place.center().x())
        for y in range(place.top(), place.bottom())
    }
    assert COLOURS["finding"] in colours  # the bar of how far it is
