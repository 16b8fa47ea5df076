"""What damage and writing are painted from: textures of dust and hairs, outlines of real ones, and fonts."""

import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Opacity = NDArray[np.uint8]  # (H, W), 255 = opaque


@dataclass(frozen=True, eq=False)
class Outlines:
    """Damage of one frame of film, outlined by hand. Coordinates are pixels of its scan."""

    shapes: tuple[NDArray[np.float32], ...]  # (N, 2) each: x, y
    boxes: NDArray[np.float32]  # (len(shapes), 4): left, top, right, bottom

    @classmethod
    def read(cls, path: Path) -> "Outlines":
        """From JSON: [[label, [[x, y], ...]], ...]. Raises OSError, ValueError."""
        listed = [np.asarray(points, np.float32) for _, points in json.loads(path.read_text(encoding="utf-8"))]
        shapes = tuple(points for points in listed if points.ndim == 2 and len(points) > 2)
        if not shapes:
            raise ValueError(f"{path.name} holds no outlines.")
        boxes = [np.concatenate([points.min(0), points.max(0)]) for points in shapes]
        return cls(shapes, np.stack(boxes).astype(np.float32))

    def near(self, left: float, top: float, right: float, bottom: float) -> list[NDArray[np.float32]]:
        """Those that touch a rectangle."""
        boxes = self.boxes
        inside = (boxes[:, 2] > left) & (boxes[:, 0] < right) & (boxes[:, 3] > top) & (boxes[:, 1] < bottom)
        return [self.shapes[index] for index in np.flatnonzero(inside)]


@dataclass(frozen=True, eq=False)
class Sources:
    """All of these may be empty: then damage is painted without them."""

    pieces: Mapping[str, Sequence[Opacity]] = field(default_factory=dict)  # by kind
    frames: Sequence[Outlines] = ()
    fonts: Sequence[Path] = ()


def read_pieces(path: Path, held_out: bool = False) -> dict[str, list[Opacity]]:
    """Textures from a tar of KIND/NAME.png, by kind: those to train with, or every fifth, which is held out."""
    encoded: dict[str, list[bytes]] = {}
    with tarfile.open(path, "r:") as tar:
        for member in sorted((one for one in tar if one.isfile()), key=lambda one: one.name):
            file = tar.extractfile(member)
            if file is not None and member.name.endswith(".png"):
                encoded.setdefault(PurePosixPath(member.name).parent.name, []).append(file.read())
    return {
        kind: [
            np.asarray(Image.open(io.BytesIO(data)).convert("L"))
            for number, data in enumerate(listed)
            if (number % 5 == 4) == held_out
        ]
        for kind, listed in encoded.items()
    }


def installed_fonts(folder: Path = Path("/usr/share/fonts")) -> list[Path]:
    """Fonts that Pillow can draw Latin letters with."""
    return sorted(path for path in folder.rglob("*.ttf") if "Math" not in path.name) if folder.is_dir() else []
