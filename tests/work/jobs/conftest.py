"""A folder of small pictures with a spot each, the routine that fills it, and a job of both."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.finder import Finder, Progress
from inpaint_studio.options import NoOptions
from inpaint_studio.work.jobs.job import Job, make_job
from inpaint_studio.work.routines.cards.fill import FillCard
from inpaint_studio.work.routines.cards.find import FindCard, FinderChoice
from inpaint_studio.work.routines.cards.review import ReviewCard
from inpaint_studio.work.routines.cards.save import SaveCard
from inpaint_studio.work.routines.piece import Tools
from inpaint_studio.work.routines.routine import Routine

SPOT = Rect(10, 10, 6, 4)


def _spot(view, options):
    """White pixels are a spot; one at the left edge makes it uncertain."""
    yield Progress(1, 2)
    if (view.pixels[SPOT.slices] == 255).all():
        confidence = 0.55 if (view.pixels[0, 0] == 255).all() else 0.9
        yield Finding(SPOT, np.full((4, 6), 255, np.uint8), "dust", confidence, "spot")


@pytest.fixture(autouse=True)
def finder():
    """Registered for the time of a test, so that routines read from files know it."""
    from inpaint_studio.finding.finders import FINDERS

    FINDERS.register(Finder("spot", "Find spots", _spot, NoOptions, nothing="There is no spot."))
    yield
    del FINDERS._items["spot"], FINDERS._modules["spot"]


@pytest.fixture
def paint() -> Callable[..., Path]:
    def paint(path: Path, seed: int = 0, spot: bool = True, unsure: bool = False) -> Path:
        pixels = np.random.default_rng(seed).integers(100, 140, (40, 50, 3), np.uint8)
        if spot:
            pixels[SPOT.slices] = 255
        if unsure:
            pixels[0, 0] = 255
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(path)
        return path

    return paint


@pytest.fixture
def pictures(tmp_path: Path, paint) -> Path:
    """`in` with a, b and c."""
    for number, name in enumerate("abc"):
        paint(tmp_path / "in" / f"{name}.png", number)
    return tmp_path / "in"


@pytest.fixture
def routine() -> Routine:
    find = FindCard(margin=0, finders=(FinderChoice("spot"),))
    return Routine((find, ReviewCard("never"), FillCard("membrane"), SaveCard(edit_note=True)))


@pytest.fixture
def job(pictures: Path, routine: Routine, tmp_path: Path) -> Job:
    return make_job(pictures, routine, tmp_path / "out", tmp_path / "job")


@pytest.fixture(scope="session")
def engine():
    from inpaint_studio.filling.engine import Engine

    return Engine(device="cpu", threads=1)


@pytest.fixture
def tools(engine) -> Tools:
    return Tools(engine, threads=1)
