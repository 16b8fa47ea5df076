"""How the person wants to see the mask: style, colour and opacity."""

from dataclasses import dataclass
from typing import Literal, get_args

MaskStyle = Literal["film", "outline", "black-and-white", "hidden"]
MASK_STYLES: tuple[MaskStyle, ...] = get_args(MaskStyle)


@dataclass(frozen=True)
class MaskLook:
    """How the person wants to see the mask."""

    style: MaskStyle = "film"
    colour: tuple[int, int, int] = (235, 45, 75)  # RGB, 0..255
    opacity: float = 0.5  # of the film where the mask is full
