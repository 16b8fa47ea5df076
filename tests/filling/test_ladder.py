"""The memory ladder of the generator: what is tried when memory is short, and what is said."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.filling import ladder
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.notes import Notes
from inpaint_studio.filling.request import FillError, FillRequest

from .small_fills import Grey, request_of, run, texture


def test_a_device_that_is_lost_during_a_fill_is_a_sentence_and_changes_nothing(monkeypatch: pytest.MonkeyPatch):
    """The meta device stands in for one that is not this machine's processor."""
    monkeypatch.setattr("inpaint_studio.filling.engine.pick", lambda name: torch.device("meta"))
    engine = Engine(generator=Starved(0, RuntimeError("device-side assert triggered")))
    document = Document(Picture(texture(100, 100, 3, "uint8")))
    document.mask[40:60, 40:60] = 255
    before = document.composite().copy()
    with pytest.raises(FillError, match="META device stopped working"):
        list(engine.fill(FillRequest(document.picture, (), document.picture.rect, document.mask.copy())))
    assert document.fills == ()
    np.testing.assert_array_equal(document.composite(), before)


class Starved(Grey):
    """Runs out of memory above a number of pixels."""

    def __init__(self, limit: int, error: Exception) -> None:
        super().__init__()
        self.limit = limit
        self.error = error

    def forward(self, picture: Tensor, mask: Tensor) -> Tensor:
        if picture.shape[2] * picture.shape[3] > self.limit:
            raise self.error
        return super().forward(picture, mask)


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory."),
        MemoryError(),
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes."),
    ],
    ids=["cuda", "python", "cpu"],
)
@pytest.mark.parametrize(("limit", "words"), [(300 * 300, "half size"), (200 * 200, "tiles of 128")])
def test_out_of_memory_falls_down_the_ladder_and_still_delivers(limit: int, words: str, error: Exception):
    mask = np.zeros((1200, 1200), np.uint8)
    mask[350:850, 350:850] = 255
    engine = Engine(device="cpu", threads=1, generator=Starved(limit, error))
    request = request_of(np.full((1200, 1200, 3), 128, np.uint8), mask, "generator")
    _, result = run(engine, request)
    assert any(words in note for note in result.notes)
    out = composite(request.picture, result.fills, request.picture.rect)
    assert abs(out[mask == 255].astype(int) - 128).max() <= 1


def nearly_all(height: int, width: int) -> Mask:
    mask = np.full((height, width), 255, np.uint8)
    mask[0, 0] = 0
    return mask


def test_no_memory_at_all_is_a_sentence():
    engine = Engine(device="cpu", threads=1, generator=Starved(0, MemoryError()))
    with pytest.raises(FillError, match="not enough memory"):
        run(engine, request_of(texture(100, 100, 3, "uint8"), nearly_all(100, 100), "generator"))


def test_another_error_of_the_generator_is_not_hidden():
    engine = Engine(device="cpu", threads=1, generator=Starved(0, RuntimeError("expected 7 channels")))
    with pytest.raises(RuntimeError, match="7 channels"):
        run(engine, request_of(texture(100, 100, 3, "uint8"), nearly_all(100, 100), "generator"))


def test_values_that_are_not_numbers_are_refused():
    engine = Engine(device="cpu", threads=1, generator=Grey(float("nan")))
    mask = np.zeros((100, 100), np.uint8)
    mask[40:60, 40:60] = 255
    with pytest.raises(FillError, match="not numbers"):
        run(engine, request_of(texture(100, 100, 3, "uint8"), mask))


class Mean(nn.Module):
    """Paints the mean of what it sees, and remembers the sizes."""

    def __init__(self) -> None:
        super().__init__()
        self.level = nn.Parameter(torch.tensor(0.0))
        self.shapes: list[tuple[int, int]] = []

    def forward(self, picture: Tensor, mask: Tensor) -> Tensor:
        self.shapes.append((picture.shape[3], picture.shape[2]))
        known = 1 - mask
        return ((picture * known).sum((2, 3), keepdim=True) / known.sum((2, 3), keepdim=True)).expand(picture.shape)


def crops(height: int = 300, width: int = 200) -> tuple[np.ndarray, np.ndarray]:
    colours = np.full((1, height, width, 3), 0.25, np.float32)
    hole = np.zeros((1, height, width), bool)
    hole[:, 100:140, 60:150] = True
    colours[hole] = 1
    return colours, hole


def cpu(module: nn.Module) -> ladder.Net:
    return ladder.Net(module, torch.device("cpu"), None)


@pytest.mark.parametrize(
    ("rung", "sizes", "message"),
    [
        (0, {(200, 300)}, None),
        (1, {(100, 150)}, "half size"),
        (2, {(100, 128), (100, 54)}, "tiles of 128 pixels"),
    ],
)
@torch.inference_mode()
def test_each_rung_shows_the_generator_less_and_fills_alike(rung: int, sizes: set, message: str | None):
    colours, hole = crops()
    before = colours.copy()
    net, notes = Mean(), Notes(rung=rung)
    raw = ladder.run(cpu(net), colours, hole, 1.0, notes, False, True)
    assert set(net.shapes) <= sizes
    assert raw.shape == colours.shape
    np.testing.assert_allclose(raw[hole], 0.25, atol=0.01)  # the hole's own colours have not leaked
    np.testing.assert_array_equal(colours, before)
    assert notes.rung == rung
    assert [message in note for note in notes.messages] == ([] if message is None else [True])


@torch.inference_mode()
def test_beside_others_memory_that_is_short_is_the_callers_to_solve():
    colours, hole = crops()
    notes = Notes()
    with pytest.raises(torch.OutOfMemoryError):
        ladder.run(cpu(Starved(10, torch.OutOfMemoryError("short"))), colours, hole, 1.0, notes, False, False)
    assert (notes.rung, notes.messages) == (0, [])


@torch.inference_mode()
def test_a_rung_that_was_reached_is_where_the_next_call_begins():
    colours, hole = crops()
    notes, net = Notes(), Starved(100 * 150, torch.OutOfMemoryError("short"))
    ladder.run(cpu(net), colours, hole, 1.0, notes, False, True)
    assert notes.rung == 1
    net.shapes.clear()
    ladder.run(cpu(net), colours, hole, 1.0, notes, False, True)
    assert net.shapes == [(100, 150)]
    assert len(notes.messages) == 1


@torch.inference_mode()
def test_a_tile_without_a_hole_is_not_shown_to_the_generator():
    colours, hole = crops(600, 600)
    net = Mean()
    raw = ladder.run(cpu(net), colours, hole, 1.0, Notes(rung=2), False, True)
    assert 0 < len(net.shapes) < 9
    np.testing.assert_allclose(raw[:, 500:], 0.25)
