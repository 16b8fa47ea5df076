"""What a person chose for a run, and the config that it makes."""

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.ui.training.run_folder import RunFolder
from inpaint_studio.ui.training.task import FILL, with_task

REPORT_SECONDS = 1.0  # between two numbers on screen
TUNING_RATE = 1e-4  # learning rate of a run that begins with what another has learnt
SAMPLE_SHEETS = 20  # over a whole run, where it is short
SAMPLE_EVERY = (50, 5_000)  # images between sheets, at least and at most
OWN_HOLES, LOOK = "holes", "look"  # folders within the run: masks cut from the open picture; its hole, to be looked at


@dataclass(frozen=True)
class Choices:
    """The form of a run, filled in; `config_of` makes a config of it."""

    photographs: tuple[str, ...] = ()
    run: str = ""
    preset: str = "standard"
    images: int = 20_000  # hours on two processor cores, minutes on a GPU; a run begins with the shipped checkpoint
    minutes: int | None = None
    device: str = "auto"
    batch: int = 8
    crop: int = 128
    seed: int = 0
    validation: str = ""
    start_from: str = ""
    own_holes: bool = False
    look: bool = True
    task: str = "fill"  # see `task.key_of`


def config_of(
    choices: Choices, run: RunFolder | None, largest_side: int, has_holes: bool, has_look: bool
) -> TrainingConfig:
    """The run as chosen.

    run: what the run folder holds.  largest_side: the shorter side, in pixels, of the largest photograph counted.
    has_holes, has_look: whether there are masks of the person's own, and an open picture with a hole.
    Raises ValueError, a sentence, where something is missing.
    """
    resumes = run is not None and run.is_resumable
    _check(choices, largest_side, has_holes, resumes)
    folder = Path(choices.run)
    places = [Path(place) for place in choices.photographs]
    start = TrainingConfig(places[0], folder)
    if resumes and run is not None:
        with suppress(ValueError):  # what few people touch stays as it is in the run
            start = TrainingConfig.from_dict(run.config)
    else:
        start = replace(
            start,
            crop=choices.crop,
            crop_later=tuple(c for c in (192, 256) if choices.crop < c <= largest_side),
            start_from=Path(choices.start_from) if choices.start_from else None,
            learning_rate=TUNING_RATE if choices.start_from else TrainingConfig.learning_rate,
        )
        start = with_task(start, choices.task)
    fills = start.task == FILL
    return replace(
        start,
        photographs=places[0],
        more_photographs=tuple(places[1:]),
        run=folder,
        preset=choices.preset,
        images=choices.images,
        minutes=choices.minutes,
        batch=choices.batch,
        seed=choices.seed,
        resume=resumes,
        device=choices.device,
        validation=Path(choices.validation) if choices.validation and start.damage is None else None,
        holes=folder / OWN_HOLES if fills and choices.own_holes else None,
        look_at=folder / LOOK if fills and choices.look and (has_look or (folder / LOOK).is_dir()) else None,
        report_every=REPORT_SECONDS,
        sample_every=min(max(choices.images // SAMPLE_SHEETS, SAMPLE_EVERY[0]), SAMPLE_EVERY[1]),
    )


def _check(choices: Choices, largest_side: int, has_holes: bool, resumes: bool) -> None:
    """Raises ValueError, a sentence, where something is missing."""

    def tr(source: str) -> str:
        return QCoreApplication.translate("Choices", source)

    if not choices.photographs:
        raise ValueError(tr("Choose a folder of photographs to learn from."))
    for place in choices.photographs:
        if not Path(place).exists():
            raise ValueError(tr("There is no folder {folder}.").format(folder=place))
    if not choices.run:
        raise ValueError(tr("Choose a folder in which the run is to be kept."))
    if choices.start_from and not resumes and not Path(choices.start_from).is_file():
        # Here, and not by the run once it has read all photographs.
        raise ValueError(tr("There is no checkpoint {path} to start from.").format(path=choices.start_from))
    if largest_side < choices.crop:
        text = tr("The photographs are {side} pixels at most; choose a smaller crop under More settings.")
        raise ValueError(text.format(side=largest_side))
    if choices.task == FILL and choices.own_holes and not has_holes and not (Path(choices.run) / OWN_HOLES).is_dir():
        raise ValueError(tr("There are no holes of yours yet: paint over something in the editor first."))


def next_free(home: Path, name: str) -> Path:
    """A folder that is not there yet: "beach 1", "beach 2", ..."""
    number = 1
    while (home / f"{name} {number}").exists():
        number += 1
    return home / f"{name} {number}"
