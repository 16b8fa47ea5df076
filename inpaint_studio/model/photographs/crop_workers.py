"""Worker processes that draw crops. Needs no torch: each of a dozen would take seconds and 300 MB to load it."""

import multiprocessing
import signal
from concurrent.futures import ProcessPoolExecutor

from inpaint_studio.model.photographs.crops import CropDrawing, CropPlan

_drawing: CropDrawing | None = None  # of a worker process, set once: it is larger than what a task sends


def pool(workers: int, drawing: CropDrawing | None) -> ProcessPoolExecutor | None:
    """Workers that draw from `drawing` (`planned`), or run plain functions. None where this system cannot start any."""
    context = multiprocessing.get_context("spawn")  # CUDA does not survive a fork
    try:
        return ProcessPoolExecutor(workers, context, _begin, (drawing,))
    except OSError:
        return None


def planned(seed: int, first: int, count: int, crop: int) -> CropPlan:
    """In a worker: the plan of crops number `first` .. `first + count`, with holes from a bank."""
    assert _drawing is not None, "this pool was made with one"
    return _drawing.plan(seed, first, count, crop, banked=True)


def _begin(drawing: CropDrawing | None) -> None:
    global _drawing
    _drawing = drawing
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches all processes; the run ends its workers itself
