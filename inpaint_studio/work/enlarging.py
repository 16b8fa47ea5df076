"""Enlarging one picture or a folder of them with the same options: checked in advance, enlarged, saved."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inpaint_studio.enlarging.request import Enlarged, EnlargeOptions, Plan, Progress
from inpaint_studio.files.derived import derived_of
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.infrared import NEVER
from inpaint_studio.files.kinds import metadata_reading
from inpaint_studio.files.origin import origin_of
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.edit_note import enlargements_in
from inpaint_studio.files.saving.loss import saving_loss
from inpaint_studio.files.saving.writing import SaveOptions, save_picture
from inpaint_studio.model.checkpoints.inspection import describe
from inpaint_studio.model.nets.config import EnlargeConfig
from inpaint_studio.sentence import explanation, say
from inpaint_studio.work.errors import WorkError
from inpaint_studio.work.outputs import prepare_output
from inpaint_studio.work.pairing import Pair, Pairing

if TYPE_CHECKING:
    from inpaint_studio.enlarging.engine import Engine


_TEXTURE = "texture"  # preset of a net that invents texture


@dataclass(frozen=True)
class EnlargeBatch:
    """The pictures of a call, and how they are enlarged."""

    pairing: Pairing  # without masks
    output: Path  # the folder of the outputs; of one picture its file
    options: EnlargeOptions
    checkpoint: Path | None = None  # None = the shipped ones
    texture_checkpoint: Path | None = None
    device: str = "auto"
    denoise_checkpoint: Path | None = None
    resume: bool = False  # results that are there, and are what would be made, are left as they are


@dataclass(frozen=True)
class Saved:
    """The last value of a picture: its result is saved."""

    notes: tuple[str, ...]  # messages for the person, one sentence each
    report: dict[str, Any]  # of plain values


@dataclass(frozen=True)
class Kept:
    """The last value of a picture whose result was there already."""


@dataclass(frozen=True)
class Unsaved:
    """One picture of several could not be enlarged, and nothing was written for it. The others continue."""

    message: str


@dataclass(frozen=True)
class Step:
    """An event of one picture. The last of each is Saved, Kept or Unsaved."""

    number: int  # of the picture among those of the pairing, from 0
    pair: Pair
    value: Plan | Progress | Saved | Kept | Unsaved


def prepare(batch: EnlargeBatch) -> None:
    """Check in advance everything that would make the whole call fail, and create the folder of the outputs.

    Raises WorkError, CheckpointError and SaveError, sentences.
    """
    for path in (batch.checkpoint, batch.texture_checkpoint, batch.denoise_checkpoint):
        if path is not None and not isinstance(describe(path).config, EnlargeConfig):
            raise WorkError(say("{name} fills holes: it cannot enlarge pictures.", name=path.name))
    if batch.checkpoint is not None and describe(batch.checkpoint).preset == _TEXTURE:
        raise WorkError(
            say(
                "{name} was trained for texture: give it as --texture-checkpoint, and a faithful net as --checkpoint.",
                name=batch.checkpoint.name,
            )
        )
    if batch.texture_checkpoint is not None and describe(batch.texture_checkpoint).preset != _TEXTURE:
        raise WorkError(say("{name} was not trained for texture.", name=batch.texture_checkpoint.name))
    prepare_output(batch.pairing, batch.output)


def enlarge_batch(batch: EnlargeBatch) -> Iterator[Step]:
    """Enlarge a prepared batch.

    Of a single picture raises PictureError, EnlargeError, CheckpointError or SaveError; of several, one bad file does
    not stop the others.
    """
    from inpaint_studio.enlarging.engine import Engine

    engine = Engine(
        batch.device,
        checkpoint=batch.checkpoint,
        texture_checkpoint=batch.texture_checkpoint,
        denoise_checkpoint=batch.denoise_checkpoint,
    )
    for number, pair in enumerate(batch.pairing.pairs):
        try:
            for value in enlarge_file(engine, pair, batch.options, batch.resume):
                yield Step(number, pair, value)
        except Exception as error:  # a folder of a thousand continues
            if not batch.pairing.many:
                raise
            yield Step(number, pair, Unsaved(explanation(error)))


def enlarge_file(
    engine: "Engine", pair: Pair, options: EnlargeOptions, resume: bool = False
) -> Iterator[Plan | Progress | Saved | Kept]:
    """Enlarge the picture of a pair and write it to its output, with a note of what was done."""
    picture = read_picture(pair.picture, infrared=NEVER)
    plan = engine.plan(picture, options)
    if resume and _is_made(pair, plan, engine.recipe(picture, options).note):
        yield Kept()
        return
    saving_loss(picture, pair.output)  # fails early where the output cannot be saved
    yield plan
    enlarged: Enlarged | None = None
    for value in engine.enlarge(picture, options):
        if isinstance(value, Enlarged):
            enlarged = value
        else:
            yield value
    assert enlarged is not None, "enlarging ends with the result"
    saved = save_picture(enlarged.picture, (), pair.output, SaveOptions(edit_note=True))
    made = derived_of(enlarged.picture)
    yield Saved(
        (*picture.notes, *enlarged.notes, *saved.notes),
        {
            "picture": str(pair.picture),
            "output": str(pair.output),
            "size": list(plan.size),
            "factor": plan.factor,
            "texture": options.texture,
            "denoise": options.denoise,
            "recipe": made.enlargements[-1].note if made is not None else "",
            "planned": {"seconds": round(plan.seconds, 3), "megabytes": round(plan.megabytes, 1)},
            "seconds": round(enlarged.seconds, 3),
            "notes": [*enlarged.notes, *saved.notes],
        },
    )


def _is_made(pair: Pair, plan: Plan, note: str) -> bool:
    """Whether the output of a pair is whole, no older than its picture, and by its own note what would be made."""
    try:
        if not pair.output.exists() or pair.output.stat().st_mtime_ns < pair.picture.stat().st_mtime_ns:
            return False
        made = read_picture(pair.output, infrared=NEVER)
    except (OSError, PictureError):
        return False
    origin = origin_of(made)
    content = origin.source.read() if origin is not None else None
    if origin is None or content is None or made.unknown is not None or made.size != plan.size:
        return False
    return enlargements_in(metadata_reading.read(origin.format, content, origin.page).xmp)[-1:] == (note,)
