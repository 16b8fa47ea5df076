"""What the bench computes on workers: measures against a known truth, and weights in a bounded memory."""

import gc
import weakref
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.filling.request import FillResult
from inpaint_studio.ui.bench.jobs import Contender, Engines, Hole, compete
from inpaint_studio.ui.document.session import Session

from .tiny import HOLE, write_checkpoint


def test_an_answer_equal_to_the_truth_measures_as_perfect(session: Session) -> None:
    from inpaint_studio.ui.bench.jobs import Hole, Measuring

    document = session.document
    assert document is not None
    mask = np.full((HOLE.height, HOLE.width), 255, np.uint8)
    hole = Hole(document.picture, (), HOLE, mask, is_test=True)
    truth = Fill("truth", HOLE, document.picture.pixels[HOLE.slices].copy(), mask, Recipe("none"))
    perfect = Measuring().measure(hole, (truth,))
    assert perfect.psnr == 60
    assert perfect.ssim == pytest.approx(1)
    worse = Fill("worse", HOLE, 255 - document.picture.pixels[HOLE.slices], mask, Recipe("none"))
    assert Measuring().measure(hole, (worse,)).psnr < 20


def test_checkpoints_in_memory_are_bounded_and_the_least_recently_used_go_first(tmp_path: Path) -> None:
    paths = [write_checkpoint(tmp_path / f"{n}.safetensors", n) for n in range(4)]
    each = 2 * paths[0].stat().st_size
    engines = Engines(max_bytes=2 * each + each // 2)
    first = engines.engine(paths[0])
    engines.engine(paths[1])
    assert engines.engine(paths[0]) is first  # used again, so the other one goes
    engines.engine(paths[2])
    assert engines.checkpoints == (paths[0], paths[2])
    assert engines.nbytes <= 2 * each + each // 2
    assert engines.engine(paths[0]) is first
    write_checkpoint(paths[0], 7)
    assert engines.engine(paths[0]) is not first  # the file was replaced
    assert engines.checkpoints.count(paths[0]) == 1


def test_weights_that_are_put_away_leave_memory_and_come_back(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inpaint_studio.model.checkpoints import checkpoint

    loaded: list[weakref.ref[object]] = []
    load = checkpoint.load

    def noted(path: Path, device: str = "cpu") -> checkpoint.Checkpoint:
        engine = load(path, device=device)
        loaded.append(weakref.ref(engine.generator))
        return engine

    monkeypatch.setattr(checkpoint, "load", noted)
    paths = [write_checkpoint(tmp_path / f"{n}.safetensors", n) for n in range(5)]
    engines = Engines(max_bytes=5 * paths[0].stat().st_size)  # room for two
    document = session.document
    assert document is not None
    hole = Hole(document.picture, (), HOLE, np.full((HOLE.height, HOLE.width), 255, np.uint8))
    everybody = [Contender(n, path.stem, "generator", path) for n, path in enumerate(paths)]

    def in_memory() -> int:
        gc.collect()
        return sum(one() is not None for one in loaded)

    most = 0
    for contender in everybody:
        reports = list(compete(hole, [contender], engines))
        assert isinstance(reports[-1].value, FillResult)
        most = max(most, in_memory())
    assert len(loaded) == 5
    assert most == 2
    list(compete(hole, everybody[3:], engines))  # the two that are still there
    assert len(loaded) == 5
    (first,) = [
        report.value for report in compete(hole, everybody[:1], engines) if isinstance(report.value, FillResult)
    ]
    assert len(loaded) == 6
    assert first.fills[0].recipe.checkpoint == sha256(paths[0].read_bytes()).hexdigest()
