"""The text detector: PP-OCRv6 small, an ONNX file beside its licence, run by onnxruntime.

It answers one probability a pixel, of belonging to the shrunken core of a line of text.
"""

import importlib.util
import os
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.finding.finder import FinderError
from inpaint_studio.installation import how_to_add
from inpaint_studio.resources import resource
from inpaint_studio.sentence import say

WEIGHTS = "finders/PP-OCRv6_det_small.onnx"
_BYTES = 9_929_594
_SHA256 = "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f"  # as in the notice of rapidocr 3.10.0
_STEP = 32  # pixels: sides of what the net sees are multiples
_ENLARGED = 3.0  # times at most
# Blue first. With means of .5, as rapidocr's settings have them, more animals are taken for letters: over ten pictures
# with little text 7.9 % of pixels are hot at a short side of 736, against 6.1 % with these; recall was not compared.
_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)
_TILE = 1024  # pixels: of a side of what is run at once, which bounds memory
_OVERLAP = 64  # pixels that neighbouring tiles share; each answers for its half

Heat = NDArray[np.float32]  # (H, W), 0 .. 1
Colours = NDArray[np.uint8]  # (H, W, 3), RGB


class TextDetector:
    """The net, loaded."""

    def __init__(self, path: Path) -> None:
        """Raises FinderError, a sentence, where onnxruntime is missing or the file is not the one that was measured."""
        if importlib.util.find_spec("onnxruntime") is None:
            raise FinderError(say("Finding text needs the package onnxruntime. {how}", how=how_to_add("text")))
        try:
            content = path.read_bytes()
        except OSError as error:
            raise FinderError(say("{name} cannot be read: {error}", name=path.name, error=str(error))) from error
        if len(content) != _BYTES or sha256(content).hexdigest() != _SHA256:
            raise FinderError(
                say(
                    "{name} is not the text detector that comes with this program: it has {count} bytes of {expected},"
                    " or other ones. Install the program again.",
                    name=path.name,
                    count=len(content),
                    expected=_BYTES,
                )
            )
        self._session = _session(content, path.name)

    def heat(self, colours: Colours) -> Heat:
        """The probability of each pixel; sides of any length from 32 pixels, multiples of 32 best.

        colours: at most about `tiles_of` gives, for the sake of memory.
        """
        height, width = colours.shape[:2]
        rows, columns = -height % _STEP, -width % _STEP
        if rows or columns:
            colours = np.pad(colours, ((0, rows), (0, columns), (0, 0)), mode="edge")
        values = (colours[..., ::-1].astype(np.float32) / np.float32(255) - _MEAN) / _DEVIATION
        batch = np.ascontiguousarray(values.transpose(2, 0, 1)[None])
        (answer,) = self._session.run(None, {self._session.get_inputs()[0].name: batch})
        heat: Heat = answer[0, 0, :height, :width]
        return heat


@lru_cache(maxsize=1)
def text_detector() -> TextDetector:
    """The shipped one, loaded once a process: 0.2 s. Raises FinderError, a sentence."""
    try:
        return TextDetector(resource(WEIGHTS))
    except FileNotFoundError as error:
        raise FinderError(say("The text detector is missing from this installation. Install it again.")) from error


def resized(colours: Colours, short: int) -> Colours:
    """With a shorter side of about `short` pixels, both multiples of 32; no more than three times as large.

    A strip of 640 x 140 would be seen at 4,960 x 1,088 else, which took 19 s and shows no more.
    """
    height, width = colours.shape[:2]
    scale = min(short / min(height, width), _ENLARGED)
    sides = tuple(max(_STEP, round(side * scale / _STEP) * _STEP) for side in (width, height))
    if sides == (width, height):
        return colours
    image = Image.fromarray(colours)
    return np.asarray(image.resize((sides[0], sides[1]), Image.Resampling.BICUBIC, reducing_gap=2.0))


def tiles_of(size: Size, part: Rect | None = None) -> list[tuple[Rect, Rect]]:
    """Even tiles that cover a picture or a part of it: what each is run on, and what of it each answers for."""
    part = Rect.of_size(size) if part is None else part
    tiles = []
    for top, bottom in _spans(part.height):
        for left, right in _spans(part.width):
            own = Rect.of_edges(left, top, right, bottom).translate(part.x, part.y)
            tiles.append((own.grow(_OVERLAP // 2).clip(size), own))
    return tiles


def _spans(length: int) -> list[tuple[int, int]]:
    count = 1 if length <= _TILE else -(-length // (_TILE - _OVERLAP))
    edges = [round(length * number / count / _STEP) * _STEP for number in range(count)] + [length]
    return list(pairwise(edges))


def _session(content: bytes, name: str) -> Any:
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    settings.enable_cpu_mem_arena = False  # an arena keeps the most that any picture needed
    settings.intra_op_num_threads = _threads()
    settings.log_severity_level = 3
    settings.add_session_config_entry("session.intra_op.allow_spinning", "0")  # see `threads`
    try:
        session = onnxruntime.InferenceSession(content, settings, providers=["CPUExecutionProvider"])
        inputs, outputs = session.get_inputs(), session.get_outputs()
        if len(inputs) != 1 or len(outputs) != 1 or len(inputs[0].shape) != 4 or inputs[0].shape[1] != 3:
            raise ValueError(f"{[one.shape for one in inputs]}")
    except Exception as error:  # onnxruntime's own kinds, which derive from RuntimeError or from nothing of the kind
        raise FinderError(
            say("onnxruntime cannot run {name}: {error}. Update the package onnxruntime.", name=name, error=str(error))
        ) from error
    return session


def _threads() -> int:
    cores = os.cpu_count() or 1
    try:
        return max(1, min(cores, int(os.environ.get("OMP_NUM_THREADS", cores) or cores)))
    except ValueError:
        return cores
