"""All methods that the evaluator can run, by name: rivals, the membrane, generators, the engine.

Rivals are optional (`pip install inpaint-studio[rivals]`); each is imported on first use.
"""

import hashlib
import importlib.metadata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio import __version__
from inpaint_studio.filling.methods import METHODS
from inpaint_studio.installation import how_to_add, how_to_add_package
from inpaint_studio.registry import Registry
from inpaint_studio.sentence import say

Pixels8 = NDArray[np.uint8]  # (H, W, 3) RGB
Mask8 = NDArray[np.uint8]  # (H, W), 255 = fill

# Called with the picture, whose hole is blackened, and the mask; of the result only the hole is used.
Filler = Callable[[Pixels8, Mask8], Pixels8]


class MethodMissing(Exception):
    """A method is not available here. The message is a sentence that says what to do."""


@dataclass(frozen=True)
class Method:
    """A way to fill a hole. Two methods with one `key` give the same pixels for the same hole."""

    name: str  # as in tables
    key: str  # name and version, safe as a folder's name
    fill: Filler
    is_ours: bool = False  # a generator or the engine, which the others are compared with


def find(name: str, device: str = "cpu", threads: int = 1) -> Method:
    """A rival, or a method of the engine, by its name.

    Those of `RIVALS` are called directly; other methods, and engine:METHOD, run the engine as the editor does;
    engine:METHOD@CHECKPOINT with another checkpoint.
    Raises MethodMissing for an unknown name, or where its package is not installed.
    """
    if name in RIVALS:
        return RIVALS[name].prepare(name)
    if name.startswith("engine:") or name in METHODS:
        return _engine(name.removeprefix("engine:"), device, threads)
    raise MethodMissing(
        say(
            "There is no method called {name}; there are {known}.",
            name=repr(name),
            known=", ".join((*dict.fromkeys((*RIVALS, *METHODS)), "engine:METHOD[@CHECKPOINT]")),
        )
    )


def generator(path: Path, device: str = "cpu") -> Method:
    """The generator of a checkpoint alone: the whole picture at its own size, one pass, as the engine calls it.

    Raises CheckpointError where it cannot be opened.
    """
    import torch

    from inpaint_studio.model.checkpoints import checkpoint
    from inpaint_studio.model.nets.inference import paint

    net = checkpoint.load(path, device=device).generator.eval()

    @torch.inference_mode()
    def fill(picture: Pixels8, mask: Mask8) -> Pixels8:
        pixels = torch.from_numpy(picture.copy()).to(device).permute(2, 0, 1)[None].float() / 255
        hole = torch.from_numpy(mask > 0).to(device)[None, None]
        out = paint(net, pixels, hole)[0].clamp(0, 1).mul(255).round().to(torch.uint8)
        return np.ascontiguousarray(out.permute(1, 2, 0).cpu().numpy())

    net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return Method(f"generator {path.stem}", f"generator-{digest}-{_source('model')}", fill, is_ours=True)


def _membrane(name: str) -> Method:
    import torch

    from inpaint_studio.model.nets.membrane import membrane

    def fill(picture: Pixels8, mask: Mask8) -> Pixels8:
        pixels = torch.from_numpy(picture.copy()).permute(2, 0, 1)[None].float() / 255
        hole = torch.from_numpy((mask > 0).astype(np.float32))[None, None]
        out = membrane(pixels, hole)[0].clamp(0, 1).mul(255).round().to(torch.uint8)
        return np.ascontiguousarray(out.permute(1, 2, 0).numpy())

    return Method(name, f"{name}-{_digest_of('model/nets/membrane.py')}", fill)


def _engine(spec: str, device: str, threads: int) -> Method:
    from inpaint_studio.editing.fills import Fill, composite
    from inpaint_studio.editing.geometry import Rect
    from inpaint_studio.editing.picture import Picture
    from inpaint_studio.filling.engine import Engine
    from inpaint_studio.filling.request import FillRequest, FillResult

    name, _, chosen = spec.partition("@")
    if name not in METHODS:
        raise MethodMissing(
            say("The engine has no method called {name}; it has {known}.", name=f"{name!r}", known=", ".join(METHODS))
        )
    weights = Path(chosen) if chosen else None
    engine = Engine(device=device, checkpoint=weights, threads=threads)

    def fill(picture: Pixels8, mask: Mask8) -> Pixels8:
        rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
        rect = Rect.of_edges(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
        whole = Picture(picture.copy())
        request = FillRequest(whole, (), rect, mask[rect.slices].copy(), method=name, checkpoint=weights)
        fills: tuple[Fill, ...] = ()
        for step in engine.fill(request):
            if isinstance(step, FillResult):
                fills = step.fills
        return np.asarray(composite(whole, fills, whole.rect))

    digest = hashlib.sha256(_weights_of(weights)).hexdigest()[:12]
    guest = f"-{METHODS[name].version}" if METHODS[name].version else ""
    key = f"engine-{name}{guest}-{digest}-{_source('filling')}-{_source('model')}"
    return Method(f"engine {spec.partition('@')[0]}" + (f" {weights.stem}" if weights else ""), key, fill, is_ours=True)


def _weights_of(path: Path | None) -> bytes:
    """The bytes of the checkpoint, of the shipped one for None; b"" where none is shipped."""
    if path is not None:
        return path.read_bytes()
    from inpaint_studio.resources import resource

    try:
        return resource("checkpoints/standard.safetensors").read_bytes()
    except FileNotFoundError:
        return b""


def _opencv(name: str) -> Method:
    cv2 = _import("cv2", name, "opencv-contrib-python-headless")
    if name.startswith("fsr") and not hasattr(cv2, "xphoto"):
        raise MethodMissing(
            say("{name} needs OpenCV's contributed modules. {how}", name=name, how=how_to_add("rivals"))
        )
    if name in ("telea", "navier-stokes"):
        return _classic(name, cv2.__version__)
    cv2.setNumThreads(1)

    def frequency_selective(picture: Pixels8, mask: Mask8) -> Pixels8:
        out = np.zeros_like(picture)
        kind = cv2.xphoto.INPAINT_FSR_FAST if name == "fsr-fast" else cv2.xphoto.INPAINT_FSR_BEST
        # xphoto's masks are inverted: zero is the hole.
        cv2.xphoto.inpaint(picture[..., ::-1].copy(), 255 - mask, out, kind)
        return np.ascontiguousarray(out[..., ::-1])

    return Method(name, f"{name}-{cv2.__version__}", frequency_selective)


def _classic(name: str, version: str) -> Method:
    from inpaint_studio.filling import classic

    called = classic.telea if name == "telea" else classic.navier_stokes

    def fill(picture: Pixels8, mask: Mask8) -> Pixels8:
        return _rounded(called(_unit(picture), mask > 0))

    return Method(name, f"{name}-{version}-radius-{classic.RADIUS}", fill)


def _unit(picture: Pixels8) -> NDArray[np.float32]:
    return picture.astype(np.float32) / np.float32(255)


def _rounded(colours: NDArray[np.float32]) -> Pixels8:
    return np.asarray(np.rint(colours * 255), np.uint8)


def _biharmonic(name: str) -> Method:
    restoration = _import("skimage.restoration", name, "scikit-image")

    def fill(picture: Pixels8, mask: Mask8) -> Pixels8:
        out = restoration.inpaint_biharmonic(picture / 255.0, mask > 0, channel_axis=-1, split_into_regions=True)
        return np.asarray(np.rint(np.clip(out, 0, 1) * 255), np.uint8)

    return Method(name, f"{name}-{importlib.metadata.version('scikit-image')}", fill)


def _patchmatch(name: str) -> Method:
    patchmatch = _import("patchmatch", name, "pypatchmatch")
    if not patchmatch.patchmatch_available:
        raise MethodMissing(say("PyPatchMatch is installed, but its native library cannot be loaded on this system."))

    from inpaint_studio.filling import classic

    def fill(picture: Pixels8, mask: Mask8) -> Pixels8:
        return _rounded(classic.patchmatch(_unit(picture), mask > 0, None, seed=0))

    return Method(name, f"{name}-{importlib.metadata.version('pypatchmatch')}", fill)


def _import(module: str, name: str, package: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise MethodMissing(
            say(
                "{name} needs the package {package}. {how}", name=name, package=package, how=how_to_add_package(package)
            )
        ) from error


@dataclass(frozen=True)
class Rival:
    """A method that runs without the engine."""

    key: str
    prepare: Callable[[str], Method]
    is_proposed: bool = True  # whether menus offer it for comparison


RIVALS = Registry[Rival]()
for _rival in (
    Rival("membrane", _membrane),
    Rival("telea", _opencv),
    Rival("navier-stokes", _opencv),
    Rival("fsr-fast", _opencv),
    Rival("fsr-best", _opencv, is_proposed=False),
    Rival("biharmonic", _biharmonic),
    Rival("patchmatch", _patchmatch),
):
    RIVALS.register(_rival)


def _source(room: str) -> str:
    """A digest of the code that determines the pixels, so that a changed engine invalidates the cache."""
    if room == "model":
        return _digest_of("model/nets/generator.py", "model/nets/membrane.py")
    folder = Path(__file__).resolve().parents[1] / room
    return _digest_of(*sorted(file.relative_to(folder.parent).as_posix() for file in folder.rglob("*.py")))


def _digest_of(*paths: str) -> str:
    digest = hashlib.sha256(__version__.encode())
    for path in paths:
        file = Path(__file__).resolve().parents[1] / path
        if file.exists():  # a frozen app has no sources, but a version
            digest.update(file.read_bytes())
    return digest.hexdigest()[:8]
