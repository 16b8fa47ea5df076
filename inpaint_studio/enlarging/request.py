"""What is asked of an enlargement, and what it answers. Imports no torch."""

from dataclasses import dataclass
from typing import Annotated

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.model.nets.config import FACTORS
from inpaint_studio.options import Option
from inpaint_studio.sentence import say

__all__ = ["FACTORS", "EnlargeError", "EnlargeOptions", "Enlarged", "Plan", "Preview", "Progress"]

_LARGEST = max(FACTORS)
LEAST_SIDE = 2  # pixels: there is nothing between the pixels of a single row
LONGEST = 1_000_000  # pixels a side, of a result


class EnlargeError(Exception):
    """An enlargement that cannot be made. The message is a sentence for the person."""


@dataclass(frozen=True)
class EnlargeOptions:
    """The size of the result, how much texture is invented in it, and how much noise is taken away first."""

    factor: Annotated[int, Option(say("Factor"), min(FACTORS), _LARGEST, " x")] = 2
    # A size in place of the factor. Of one alone the other follows, in proportion.
    width: Annotated[int, Option(say("Width"), 0, LONGEST, " px")] = 0
    height: Annotated[int, Option(say("Height"), 0, LONGEST, " px")] = 0
    texture: Annotated[
        float,
        Option(
            say("Texture"),
            0,
            1,
            " %",
            100,
            say("0 % shows what is certain; more invents probable detail, which the small picture does not hold."),
        ),
    ] = 0.0
    denoise: Annotated[
        float,
        Option(
            say("Noise reduction"),
            0,
            1,
            " %",
            100,
            say("0 % enlarges noise and JPEG blocks too; more takes them away first, and some of the finest detail."),
        ),
    ] = 0.0

    def size(self, small: Size) -> Size:
        """The size of the result for a picture of size `small`. Raises EnlargeError where it cannot be enlarged so."""
        if min(small) < LEAST_SIDE:
            raise EnlargeError(
                say(
                    "A picture of {width} x {height} pixels cannot be enlarged: it has no detail to go by.",
                    width=small.width,
                    height=small.height,
                )
            )
        if not 0 <= self.texture <= 1:
            raise EnlargeError(say("Texture lies between 0 and 1."))
        if not 0 <= self.denoise <= 1:
            raise EnlargeError(say("Noise reduction lies between 0 and 1."))
        if self.width < 0 or self.height < 0 or max(self.width, self.height) > LONGEST:
            raise EnlargeError(say("A picture has from 1 to {most} pixels a side.", most=f"{LONGEST:,}"))
        if not self.width and not self.height:
            if self.factor not in FACTORS:
                raise EnlargeError(
                    say("Pictures are enlarged by 2, 3 or 4 times, not by {factor}.", factor=self.factor)
                )
            return Size(small.width * self.factor, small.height * self.factor)
        size = Size(
            self.width or max(1, round(small.width * self.height / small.height)),
            self.height or max(1, round(small.height * self.width / small.width)),
        )
        if size.width < small.width or size.height < small.height or size == small:
            raise EnlargeError(
                say(
                    "{width} x {height} pixels are not more than the picture's {across} x {down}.",
                    width=size.width,
                    height=size.height,
                    across=small.width,
                    down=small.height,
                )
            )
        if size.width > _LARGEST * small.width or size.height > _LARGEST * small.height:
            raise EnlargeError(
                say(
                    "A picture of {across} x {down} pixels is enlarged to {width} x {height} at most, {factor} times.",
                    across=small.width,
                    down=small.height,
                    width=_LARGEST * small.width,
                    height=_LARGEST * small.height,
                    factor=_LARGEST,
                )
            )
        return size

    def factor_for(self, small: Size) -> int:
        """The factor of the net: the next one, whose result is then shrunk to the size. Raises EnlargeError."""
        size = self.size(small)
        return next(
            factor for factor in FACTORS if factor * small.width >= size.width and factor * small.height >= size.height
        )


@dataclass(frozen=True)
class Plan:
    """What an enlargement will take. Its seconds are those of this machine as far as they are known."""

    size: Size  # of the result
    factor: int  # of the net
    seconds: float
    megabytes: float  # added at most, the result included


@dataclass(frozen=True)
class Progress:
    """One more tile is done."""

    done: int
    total: int
    seconds: float  # that are left, as far as can be foreseen


@dataclass(frozen=True, eq=False)
class Enlarged:
    """The last value: a picture of its own, with the metadata of the one it was made from."""

    picture: Picture
    seconds: float
    notes: tuple[str, ...] = ()  # messages for the person, one sentence each


@dataclass(frozen=True, eq=False)
class Preview:
    """A part of the result, by every way of enlarging; all of the picture's own dtype and channels."""

    rect: Rect  # in pixels of the result
    bicubic: Pixels
    faithful: Pixels
    textured: Pixels | None  # at the texture of the options; None where that is 0
