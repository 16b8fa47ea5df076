"""Pictures that were made from another one: what they carry of its file, and how they were made.

Such a picture is in no file until it is saved. It has no `Origin`, so nothing compares it with the file it was made
from or writes over that; what it carries was read when it was made and does not depend on the file any more.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.kinds import metadata_reading
from inpaint_studio.files.kinds.metadata_reading import Metadata
from inpaint_studio.files.origin import origin_of
from inpaint_studio.sentence import Sentence, say


@dataclass(frozen=True)
class Enlargement:
    """The recipe of an enlarged picture: all it takes to make it again from the same pixels."""

    before: Size
    after: Size
    texture: float = 0.0  # 0 = faithful .. 1 = all the texture that the checkpoint adds
    # SHA-256 of the weights that took part: the faithful ones, unless all of the texture was asked for, and those
    # that add texture, where it was. None of both: bicubic interpolation alone.
    checkpoint: str | None = None
    texture_checkpoint: str | None = None
    version: str = ""  # of the program that made it
    denoise: float = 0.0  # how much of the noise and JPEG blocks was taken away first: 0 = nothing .. 1
    denoise_checkpoint: str | None = None  # of a net that did so, where one did

    @property
    def note(self) -> str:
        """In the words of edit notes, which other programs read: in English, with whole digests."""
        words = f"{self.before.width}x{self.before.height} to {self.after.width}x{self.after.height}"
        if self.checkpoint is None and self.texture_checkpoint is None:
            return f"{words}, bicubic"
        words += f" by enlarge, texture {self.texture:.2f}"
        words += f", checkpoint {self.checkpoint}" if self.checkpoint else ""
        words += f", texture checkpoint {self.texture_checkpoint}" if self.texture_checkpoint else ""
        words += f", noise reduction {self.denoise:.2f}" if self.denoise else ""
        return words + (f", denoise checkpoint {self.denoise_checkpoint}" if self.denoise_checkpoint else "")

    @property
    def sentence(self) -> Sentence:
        (width, height), checkpoint = self.before, self.checkpoint or self.texture_checkpoint
        if checkpoint is None:
            return say(
                "Enlarged from {width} x {height} to {new_width} x {new_height} pixels, bicubic.",
                width=width,
                height=height,
                new_width=self.after.width,
                new_height=self.after.height,
            )
        if self.denoise:
            return say(
                "Enlarged from {width} x {height} to {new_width} x {new_height} pixels, texture {percent} %, noise "
                "reduction {denoise} %, checkpoint {checkpoint}.",
                width=width,
                height=height,
                new_width=self.after.width,
                new_height=self.after.height,
                percent=round(self.texture * 100),
                denoise=round(self.denoise * 100),
                checkpoint=checkpoint[:12],
            )
        return say(
            "Enlarged from {width} x {height} to {new_width} x {new_height} pixels, texture {percent} %, "
            "checkpoint {checkpoint}.",
            width=width,
            height=height,
            new_width=self.after.width,
            new_height=self.after.height,
            percent=round(self.texture * 100),
            checkpoint=checkpoint[:12],
        )


@dataclass(frozen=True, eq=False)
class Derived:
    """What a picture carries of the file of the one it was made from. In `Picture.origin`."""

    enlargements: tuple[Enlargement, ...]  # one after the other
    path: Path | None = None  # of the file, to propose a place beside it; None = it never was one
    format: str = "png"  # of the file: key in `formats.BY_KEY`
    orientation: int = 1  # EXIF 1..8: how the file's pixels were turned to stand upright
    mode: str = ""  # the file's own sample layout, as `Origin.mode`
    metadata: Metadata = field(default_factory=Metadata)  # of the file, as it is stored there


def derived_of(picture: Picture) -> Derived | None:
    """None for a picture that was opened from a file or never was one."""
    return picture.origin if isinstance(picture.origin, Derived) else None


def enlarged_from(picture: Picture, enlargement: Enlargement) -> Derived:
    """For `Picture.origin` of what was made from `picture`, whose file is read here: not for the UI thread."""
    before, origin = derived_of(picture), origin_of(picture)
    if before is not None:
        return replace(before, enlargements=(*before.enlargements, enlargement))
    if origin is None:
        return Derived((enlargement,))
    content = origin.source.read()
    metadata = Metadata() if content is None else metadata_reading.read(origin.format, content, origin.page)
    return Derived((enlargement,), origin.path, origin.format, origin.orientation, origin.mode, metadata)
