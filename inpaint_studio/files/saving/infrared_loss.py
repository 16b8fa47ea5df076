"""What of a scanner's infrared a file of another kind can hold."""

from inpaint_studio.editing.picture import Picture, Plane
from inpaint_studio.files.kinds.formats import BY_KEY, Format
from inpaint_studio.files.origin import Origin, origin_of
from inpaint_studio.sentence import Sentence, say


def infrared_band(picture: Picture) -> Plane | None:
    """The infrared as a band of a new TIFF, (H, W, 1); None where the picture has none of its own, or of other type."""
    origin = origin_of(picture)
    if picture.infrared is None or origin is None or origin.infrared != "alpha" or origin.format == "tiff":
        return None
    # After an adjustment the samples are others, or elsewhere.
    return picture.infrared[:, :, None] if picture.infrared.dtype == picture.pixels.dtype else None


def infrared_losses(picture: Picture, origin: Origin, format: Format, is_adjusted: bool) -> list[Sentence]:
    if is_adjusted:
        return [say("A copy with adjustments does not hold the scanner's infrared.")]
    if format.key == origin.format or (format.key == "tiff" and infrared_band(picture) is not None):
        return []
    kind = BY_KEY[origin.format].name if origin.format == "png" else "TIFF"
    return [
        say(
            "{format} cannot hold the scanner's infrared, so it would be dropped; {kind} keeps it.",
            format=format.name,
            kind=kind,
        )
    ]
