"""What is learnt, and how it is kept."""

from dataclasses import replace
from pathlib import Path

import torch

from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.training import state
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.model.training.loop import train
from inpaint_studio.model.training.report import Finished, Validated


def weights(run: Path) -> dict[str, torch.Tensor]:
    return state.read(run)[0]


def test_the_snapshot_is_the_average_and_opens(config: TrainingConfig) -> None:
    reports = list(train(config))
    ended = reports[-1]
    assert isinstance(ended, Finished)
    assert ended.checkpoint == config.run / "latest.safetensors"
    opened = checkpoint.load(ended.checkpoint)
    average = {k: v for k, v in weights(config.run).items() if k.startswith("average.")}
    for name, value in opened.generator.state_dict().items():
        assert torch.equal(value, average[f"average.{name}"].half().float())
    assert not torch.equal(average["average.stem.weight"], weights(config.run)["generator.stem.weight"])
    assert opened.discriminator is not None
    assert opened.description.images_seen >= 24
    assert opened.description.scores.keys() == {"scratch", "text", "brush", "blob", "rectangle", "border"}
    assert (config.run / "best.safetensors").exists()


def test_a_compact_state_is_small_and_close(config: TrainingConfig, tmp_path: Path) -> None:
    half = replace(config, images=12, adversarial_from=0.0)
    list(train(half))
    list(train(replace(half, run=tmp_path / "compact", compact=True)))
    sizes = [
        sum(p.stat().st_size for p in (run / "state").glob("*.safetensors")) for run in (half.run, tmp_path / "compact")
    ]
    assert sizes[1] < 0.7 * sizes[0]
    for run, compact in ((half.run, False), (tmp_path / "compact", True)):
        list(train(replace(half, run=run, compact=compact, images=16, resume=True)))
    a, b = weights(half.run), weights(tmp_path / "compact")
    assert torch.allclose(a["generator.stem.weight"], b["generator.stem.weight"], atol=0.01)


def test_a_short_run_learns_its_holes(config: TrainingConfig) -> None:
    """Not a number of merit: that the loss of the very pictures it sees falls is what training means."""
    reports = list(
        train(
            replace(
                config,
                images=240,
                crop_later=(),
                thin=1.0,
                adversarial_from=1.0,
                learning_rate=3e-3,
                validation=config.photographs,
                validation_pictures=4,
            )
        )
    )
    scores = next(r for r in reversed(reports) if isinstance(r, Validated)).scores
    assert scores["scratch"]["psnr"] > scores["scratch"]["psnr_membrane"]
