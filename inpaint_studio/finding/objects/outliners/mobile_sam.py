"""MobileSAM as two ONNX graphs of the person's own: an encoder of pictures and a decoder of prompts.

C. Zhang et al., Faster Segment Anything, 2023; the interface is that of the export of Segment Anything. Nothing of it
is shipped or fetched. The encoder takes either (H, W, 3) in 0 .. 255 and normalises itself, or (1, 3, 1024, 1024),
normalised, the picture in the upper left corner.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.finding.finder import Progress
from inpaint_studio.finding.objects.outliner import Files, FileSlot, Outline, Outliner, OutlinerError
from inpaint_studio.finding.objects.prompt import Prompt
from inpaint_studio.installation import how_to_add
from inpaint_studio.sentence import say

Floats = NDArray[np.float32]

_LONGEST = 1024  # pixels of the picture's longer side, as the encoder sees it
_EMBEDDING = (1, 256, 64, 64)
_LARGEST = 1 << 30  # bytes of a file; the encoder has 28 MB, that of the largest Segment Anything 2.5 GB
_MEAN = np.array([123.675, 116.28, 103.53], np.float32)  # of ImageNet, as the network was trained
_SPREAD = np.array([58.395, 57.12, 57.375], np.float32)
_DECODER = ("image_embeddings", "point_coords", "point_labels", "mask_input", "has_mask_input", "orig_im_size")
_OUTSIDE, _INSIDE, _CORNERS, _NO_BOX = 0, 1, (2, 3), -1  # labels of points


def _open(files: Files) -> Outline:
    return _Pair(_session(files, "encoder"), _session(files, "decoder")).outline


def _session(files: Files, key: str) -> Any:
    path = files.get(key)
    if path is None:
        raise OutlinerError(say("Choose both files of MobileSAM, the encoder and the decoder."))
    try:
        import onnxruntime
    except ImportError:
        message = say("MobileSAM runs in onnxruntime. {how}", how=how_to_add("onnx"))
        raise OutlinerError(message) from None
    try:
        size = path.stat().st_size
    except OSError:
        raise OutlinerError(say("{path} is not there any more.", path=path)) from None
    if not path.is_file() or not 0 < size <= _LARGEST:
        raise OutlinerError(say("{name} is no ONNX graph of MobileSAM: it is empty or too large.", name=path.name))
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4  # what is wrong is said in our words
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception:  # whatever onnxruntime raises for a file that is cut short or of another kind
        message = say("{name} is no ONNX graph that can be read. Fetch it again; it may be cut short.", name=path.name)
        raise OutlinerError(message) from None
    check = _check_encoder if key == "encoder" else _check_decoder
    check(session, path)
    return session


def _check_encoder(session: Any, path: Path) -> None:
    inputs, outputs = session.get_inputs(), session.get_outputs()
    fits = len(inputs) == 1 and len(outputs) >= 1 and inputs[0].type == "tensor(float)"
    if fits:
        shape, made = inputs[0].shape, outputs[0].shape
        fits = (_matches(shape, (None, None, 3)) or _matches(shape, (1, 3, _LONGEST, _LONGEST))) and _matches(
            made, _EMBEDDING
        )
    if not fits:
        message = say("{name} is no encoder of MobileSAM: its inputs and outputs are others.", name=path.name)
        raise OutlinerError(message)


def _check_decoder(session: Any, path: Path) -> None:
    inputs = {one.name: one.shape for one in session.get_inputs()}
    outputs = {one.name for one in session.get_outputs()}
    if (
        set(inputs) != set(_DECODER)
        or not {"masks", "iou_predictions"} <= outputs
        or not _matches(inputs["image_embeddings"], _EMBEDDING)
        or not _matches(inputs["point_coords"], (1, None, 2))
        or not _matches(inputs["mask_input"], (1, 1, 256, 256))
    ):
        message = say("{name} is no decoder of MobileSAM: its inputs and outputs are others.", name=path.name)
        raise OutlinerError(message)


def _matches(shape: Any, wanted: tuple[int | None, ...]) -> bool:
    """Whether a shape of a graph, with names for what varies, allows the wanted one."""
    return len(shape) == len(wanted) and all(
        need is None or not isinstance(has, int) or has == need for has, need in zip(shape, wanted, strict=True)
    )


@dataclass(eq=False)
class _Pair:
    """Encoder and decoder, with what the encoder made of the last picture."""

    encoder: Any
    decoder: Any
    _lock: Lock = field(default_factory=Lock)
    _pixels: Pixels | None = None  # that `_embedding` is of
    _embedding: Floats | None = None

    def outline(self, pixels: Pixels, prompt: Prompt) -> Iterator[Progress | Finding]:
        from inpaint_studio.finding.objects.outline import finding_of
        from inpaint_studio.finding.objects.refinement import enlarged, is_refined, refined

        yield Progress(0, 3)
        if prompt.is_empty:
            return
        whole = Rect(0, 0, pixels.shape[1], pixels.shape[0])
        scale = _LONGEST / max(whole.size)
        height, width = max(1, round(whole.height * scale)), max(1, round(whole.width * scale))
        embedding = self._embedding_of(pixels, height, width)
        yield Progress(1, 3)
        small = self._decoded(embedding, prompt, scale, height, width)
        yield Progress(2, 3)
        if not small.any():
            return
        if is_refined(whole, small):
            yield finding_of(enlarged(small, whole.size), whole, 0, whole.size)
        for made in refined(pixels, whole, small):
            if made is None:
                yield Progress(2, 3)
            elif made.any():
                yield finding_of(made, whole, 0, whole.size)

    def _embedding_of(self, pixels: Pixels, height: int, width: int) -> Floats:
        with self._lock:
            if self._pixels is pixels and self._embedding is not None:
                return self._embedding
            colours = _resized(pixels, height, width)
            entry = self.encoder.get_inputs()[0]
            if len(entry.shape) == 4:
                padded = np.zeros((1, 3, _LONGEST, _LONGEST), np.float32)
                padded[0, :, :height, :width] = ((colours - _MEAN) / _SPREAD).transpose(2, 0, 1)
                colours = padded
            made = self._run(self.encoder, {entry.name: np.ascontiguousarray(colours, np.float32)})[0]
            if made.shape != _EMBEDDING:
                raise OutlinerError(say("The encoder of MobileSAM made something else than an embedding."))
            self._pixels, self._embedding = pixels, made
            return self._embedding

    def _decoded(self, embedding: Floats, prompt: Prompt, scale: float, height: int, width: int) -> NDArray[np.bool_]:
        places = [*prompt.inside, *prompt.outside]
        labels = [*[_INSIDE] * len(prompt.inside), *[_OUTSIDE] * len(prompt.outside)]
        if prompt.box is not None:
            places += [(prompt.box.x, prompt.box.y), (prompt.box.right, prompt.box.bottom)]
            labels += _CORNERS
        else:
            places.append((0.0, 0.0))
            labels.append(_NO_BOX)
        masks, scores = self._run(
            self.decoder,
            {
                "image_embeddings": embedding,
                "point_coords": np.array([places], np.float32) * np.float32(scale),
                "point_labels": np.array([labels], np.float32),
                "mask_input": np.zeros((1, 1, 256, 256), np.float32),
                "has_mask_input": np.zeros(1, np.float32),
                "orig_im_size": np.array(
                    [height, width], np.float32
                ),  # not the picture's own: our refinement does that
            },
            ["masks", "iou_predictions"],
        )
        if masks.ndim != 4 or masks.shape[2:] != (height, width) or scores.size < masks.shape[1]:
            raise OutlinerError(say("The decoder of MobileSAM made a mask of another size than the picture's."))
        best: NDArray[np.bool_] = masks[0, int(np.argmax(scores.ravel()[: masks.shape[1]]))] > 0
        return best

    def _run(self, session: Any, values: dict[str, Any], names: list[str] | None = None) -> list[Any]:
        try:
            made: list[Any] = session.run(names, values)
        except Exception:  # whatever onnxruntime raises
            raise OutlinerError(say("MobileSAM stopped with an error of its own.")) from None
        return made


def _resized(pixels: Pixels, height: int, width: int) -> Floats:
    """(height, width, 3) in 0 .. 255."""
    from PIL import Image

    from inpaint_studio.finding.objects.refinement import reduced_colours

    rough = reduced_colours(pixels, Rect(0, 0, pixels.shape[1], pixels.shape[0]), 2 * _LONGEST)
    image = Image.fromarray((rough * 255 + 0.5).astype(np.uint8))
    return np.asarray(image.resize((width, height), Image.Resampling.BILINEAR), np.float32)


OUTLINER = Outliner(
    "mobile-sam",
    say("MobileSAM (files of your own)"),
    _open,
    (FileSlot("encoder", say("Encoder")), FileSlot("decoder", say("Decoder"))),
    order=20,
)
