"""The config of an evaluation, and the version of the protocol, which `bench` documents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from inpaint_studio.evaluation.holes import LONGEST
from inpaint_studio.model.photographs.hole_kinds import HOLE_KINDS
from inpaint_studio.sentence import say

PROTOCOL = 1


@dataclass(frozen=True)
class EvaluationConfig:
    """Configuration of an evaluation."""

    pictures: Path  # a folder
    output: Path  # a folder; evaluation.json, evaluation.md and sheet-KIND.png are written there
    masks: Path | None = None  # a folder of masks by the pictures' stems, instead of seeded holes
    methods: tuple[str, ...] = ("membrane", "telea", "navier-stokes", "fsr-fast", "patchmatch")  # `rivals.find`
    checkpoints: tuple[Path, ...] = ()  # each one's generator alone
    names: tuple[str, ...] = ()  # display names of the checkpoints, in order; () = "generator" and the stem
    titles: Mapping[str, str] = field(default_factory=dict)  # display names of methods
    # Weights of LPIPS on AlexNet as safetensors, or Path("torchmetrics") for those of that package; None = left out.
    lpips: Path | None = None
    kinds: tuple[str, ...] = field(default_factory=lambda: tuple(HOLE_KINDS))  # of hole
    limit: int | None = None  # pictures at most
    seed: int = 0
    longest: int = LONGEST  # pixels
    cache: Path | None = None  # a folder; None = output/cache
    cache_bytes: int | None = (
        None  # limit above which the least recently used fills are deleted at the end; None = no limit
    )
    device: str = "cpu"  # of generators and the engine
    threads: int = 1
    # Fewer pictures for a slow method, on all kinds or on one: {"fsr-best": 4, "fsr-fast:blob": 12}.
    limits: Mapping[str, int] = field(default_factory=dict)
    sheet_pictures: int = 8  # rows of each contact sheet
    sheet_cell: int = 224  # pixels of a cell's side; shown at the picture's own scale

    def __post_init__(self) -> None:
        if self.names and len(self.names) != len(self.checkpoints):
            raise ValueError(
                say(
                    "{count} names were given for {checkpoints} checkpoints.",
                    count=len(self.names),
                    checkpoints=len(self.checkpoints),
                )
            )
