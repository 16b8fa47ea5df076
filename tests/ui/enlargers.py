"""An enlarger for tests of the window: three greys in the loupe, each pixel repeated in the result, at once or held."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.derived import Enlargement, enlarged_from
from inpaint_studio.sentence import say
from inpaint_studio.ui.document import enlarge_jobs, jobs
from inpaint_studio.ui.document.enlarge_jobs import (
    EnlargeRequest,
    EnlargeSource,
    Expectation,
    LoupePatch,
    LoupeRequest,
    result_name,
)


def tiny_net(path: Path, factor: int, preset: str) -> Path:
    """A net of four channels that adds something to bicubic interpolation, other things with another name."""
    import torch

    from inpaint_studio.model.checkpoints import checkpoint
    from inpaint_studio.model.checkpoints.description import Description
    from inpaint_studio.model.nets.config import EnlargeConfig
    from inpaint_studio.model.nets.enlarger import Enlarger

    torch.manual_seed(len(path.name))
    config = EnlargeConfig(factor, 4, 1)
    net = Enlarger(config)
    torch.nn.init.normal_(net.last.weight, std=0.3)
    checkpoint.save(path, net.state_dict(), Description(config, preset))
    return path


def ship(monkeypatch, folder: Path) -> dict[tuple[int, bool], Path]:
    """Nets of 2 and 3, with and without texture, in place of the shipped ones; by factor and whether textured."""
    from inpaint_studio.enlarging import engine as engines

    nets = {
        (factor, texture): tiny_net(
            folder / f"x{factor}{'-texture' if texture else ''}.safetensors",
            factor,
            "texture" if texture else "faithful",
        )
        for factor in (2, 3)
        for texture in (False, True)
    }

    def shipped(factor: int, texture: bool) -> Path:
        if (factor, texture) not in nets:
            raise FileNotFoundError
        return nets[factor, texture]

    monkeypatch.setattr(engines, "shipped", shipped)
    enlarge_jobs._made_engine.cache_clear()
    return nets


GREYS = {"bicubic": 60, "faithful": 120, "textured": 180}


class QuickEnlarger:
    """Notes what it was asked for. `most`: pixels of a result, beyond which it refuses."""

    def __init__(self, monkeypatch) -> None:
        self.may_finish, self.was_closed = threading.Event(), threading.Event()
        self.may_finish.set()
        self.may_look = threading.Event()
        self.may_look.set()
        self.looks: list[LoupeRequest] = []
        self.requests: list[EnlargeRequest] = []
        self.most = 4_000_000
        self.without_texture: set[int] = set()
        self.notes: tuple[str, ...] = ()
        self.look_error: Exception | None = None
        for name in ("look", "enlarge", "list_enlargers"):
            monkeypatch.setattr(enlarge_jobs, name, getattr(self, name))
        self.listed: tuple[enlarge_jobs.ListedEnlarger, ...] = ()

    def list_enlargers(self, *_: object) -> Iterator[tuple[enlarge_jobs.ListedEnlarger, ...]]:
        yield self.listed

    def look(self, source: EnlargeSource, request: LoupeRequest, memory: object) -> Iterator[Expectation | LoupePatch]:
        self.looks.append(request)
        area = request.request.target.area
        refusal = say("The result would be too large.") if area > self.most else ""
        factor = -(-request.request.target.width // source.picture.size.width)
        yield Expectation(area / 1e5, area / 1e6, refusal, factor, factor not in self.without_texture)
        if self.look_error is not None:
            raise self.look_error
        for kind, grey in GREYS.items():
            if kind == "textured":
                grey = round(grey * request.request.texture)
            yield LoupePatch(kind, request.part, np.full((request.part.height, request.part.width, 3), grey, np.uint8))
            assert self.may_look.wait(20)

    def enlarge(
        self, source: EnlargeSource, request: EnlargeRequest, name: str, history_bytes: int
    ) -> Iterator[float | jobs.Opened]:
        self.requests.append(request)
        try:
            yield from (0.25, 0.5)
            while not self.may_finish.wait(0.002):
                yield 0.5
            before = source.picture
            rows = np.arange(request.target.height) * before.size.height // request.target.height
            columns = np.arange(request.target.width) * before.size.width // request.target.width
            recipe = Enlargement(before.size, request.target, request.texture, "ab" * 32, None, "0.3")
            pixels = before.pixels[rows[:, None], columns[None, :]]
            named = result_name(name, before.size, request.target)
            picture = Picture(pixels, named, before.profile, enlarged_from(before, recipe), self.notes)
            yield jobs.prepared(None, Document(picture, history_bytes))
        finally:
            self.was_closed.set()
