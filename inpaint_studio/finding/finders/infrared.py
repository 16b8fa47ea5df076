"""Dust, hairs and scratches that a scanner's infrared shows: film dyes let infrared through, dust does not."""

from collections.abc import Iterator
from typing import Any

from inpaint_studio.editing.findings import Polarity
from inpaint_studio.finding.finder import CannotSearch, Finder, Finding, Progress, View
from inpaint_studio.sentence import say

_SMALLEST = 64  # pixels a side of a frame whose noise can be measured
# Of ln infrared on ln luminance. Crosstalk of dyes gives up to .3 and a correlation of .9; silver about 1, or 2 where
# the colours have a gamma and the infrared has none.
_SILVER_SLOPE, _SILVER_CORRELATION = 0.5, 0.5
_AT_ONCE = 100  # findings between two points of cancellation
_NO_POLARITY = 0.01  # of the range: with less contrast dust is neither lighter nor darker


def _find(view: View, options: Any) -> Iterator[Progress | Finding]:
    infrared = view.infrared
    if infrared is None:
        raise CannotSearch(
            say(
                "The picture has no infrared. Scan it with the infrared channel (RGBI or HDRi TIFF), or put the "
                "scanner's infrared beside it as NAME_ir.tif, and open it again."
            )
        )
    if min(view.size) < _SMALLEST:
        raise CannotSearch(
            say("The picture is smaller than {side} pixels; its infrared cannot be measured.", side=_SMALLEST)
        )
    yield Progress(0, 100)
    from inpaint_studio.finding.infrared.analysis import calibrated
    from inpaint_studio.finding.infrared.detection import Analysed, Dust, detect
    from inpaint_studio.finding.infrared.transmission import Layers

    frame = calibrated(view.pixels, infrared)
    crosstalk = frame.crosstalk
    if crosstalk.slope > _SILVER_SLOPE and crosstalk.correlation > _SILVER_CORRELATION:
        raise CannotSearch(
            say(
                "The infrared shows the picture itself, as it does with black-and-white film of silver: dust cannot be "
                "told from it. Use Find damage."
            )
        )
    yield Progress(15, 100)
    listed: list[Dust] = []
    for value in detect(frame, view.pixels, infrared):
        if isinstance(value, Analysed):
            yield Progress(15 + 70 * value.rows // value.of, 100)
        else:
            listed.append(value)
    layers = Layers(frame, view.pixels, infrared, [one for one in listed if not one.is_holder])
    for number, value in enumerate(listed):
        if number % _AT_ONCE == _AT_ONCE - 1:
            yield Progress(85 + 15 * number // len(listed), 100)  # a point of cancellation, and a batch
        polarity: Polarity = (
            "none" if abs(value.contrast) < _NO_POLARITY else "lighter" if value.contrast > 0 else "darker"
        )
        layer = None if value.is_holder else layers.of(value.rect, value.mask)
        note: str = say("It lies at the edge of the frame and may be the film holder.") if value.is_holder else ""
        if layer is not None:
            note = say("It lets light through: the photograph under it is brought back, not filled.")
        yield Finding(
            value.rect,
            value.mask,
            "infrared",
            value.confidence,
            "infrared",
            polarity,
            not value.is_holder,
            note,
            layer,
        )
    yield Progress(100, 100)


FINDER = Finder(
    "infrared",
    say("Find dust (infrared)"),
    _find,
    progress=say("Looking for dust in the infrared"),
    nothing=say("The infrared shows no dust."),
    seconds_per_pixel=3e-7,
    order=15,
    pictures="photographs",
)
