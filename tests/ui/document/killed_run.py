"""A session that fills a run of planes and prints how far it says it is: to be killed.

Arguments: a clip, a folder of journals, a seed.
"""

import sys
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import History, RunStep, mask_step
from inpaint_studio.editing.stack import Stack
from inpaint_studio.editing.state import NamedMasks, State
from inpaint_studio.files.stacks.opening import open_planes
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.planes import Run
from inpaint_studio.ui.document.recovery import JournalKeeper
from inpaint_studio.ui.document.run_jobs import PlaneFilled
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.activities import Activity

HOLE = Rect(20, 10, 500, 300)  # more than a journal writes while its caller waits


def pixels_of(plane: int) -> np.ndarray:
    return np.random.default_rng(plane).integers(0, 256, (HOLE.height, HOLE.width, 3), np.uint8)


def main() -> None:
    clip, journals, seed = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    app = QApplication(sys.argv)
    session = Session()
    JournalKeeper(session, journals)
    planes = open_planes(clip)
    assert planes is not None
    stack = Stack(planes.picture(0), planes)
    session.show(jobs.prepared(clip, Document.of(State(stack, (), NamedMasks(stack.size), History()))))
    document = session.document
    full = np.full((HOLE.height, HOLE.width), 255, np.uint8)
    marks = [mask_step(document.laid_on(plane), "Box", HOLE, full) for plane in stack]
    session.changes.commit(RunStep("Box", tuple(marks)))

    def job(request, fill_one):
        rng = np.random.default_rng(seed)
        for plane in request.planes:
            for _ in range(rng.integers(1, 4)):
                yield None
            fill = Fill(f"f{plane}", HOLE, pixels_of(plane), full, Recipe("grey"), run=request.run)
            yield PlaneFilled(plane, HOLE, full, (fill,))

    def told(shown: Activity | None) -> None:
        if shown is not None and "of" in shown.text:
            print(shown.text.split(":")[1].split()[0], flush=True)

    session.activity_changed.connect(told)
    session.run_filling.job = job
    session.run_filling.finished.connect(lambda: print("end", flush=True))
    session.run_filling.start(Run(0, len(stack) - 1), "membrane")
    QCoreApplication.exec()
    del app


if __name__ == "__main__":
    main()
