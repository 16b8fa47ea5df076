import numpy as np
from PIL import Image

from inpaint_studio.ui.batch.card_painter import COLOURS
from inpaint_studio.work.jobs.states import STATES
from inpaint_studio.work.jobs.worker import run_worker
from inpaint_studio.work.routines.piece import Tools


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


def test_what_is_done_without_a_proof_says_why(batch, job, folder, engine, qtbot):
    whole = np.random.default_rng(1).integers(100, 140, (64, 64, 3), np.uint8)
    Image.fromarray(whole).save(folder / "half.jpg")
    content = (folder / "half.jpg").read_bytes()
    (folder / "half.jpg").write_bytes(content[: len(content) * 3 // 4])
    for _ in run_worker(job, Tools(engine, threads=1)):
        pass
    batch.take([job.folder])
    qtbot.waitUntil(lambda: batch.rows.entry("half.jpg") is not None, timeout=10_000)
    assert batch.rows.state("half.jpg") == "done"
    painter = batch.parts.grid.itemDelegate()
    assert painter._words("half.jpg").startswith("Done: The file is damaged or incomplete")
    assert painter._words("a.png") == "Done"
