"""What a person chose becomes the config of a run, or a sentence that says what is missing."""

from dataclasses import replace
from pathlib import Path

import pytest

from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.ui.training.choices import Choices, config_of, next_free
from inpaint_studio.ui.training.run_folder import RunFolder

LARGE = 1000  # pixels of the shorter side of the largest photograph


@pytest.fixture
def choices(tmp_path: Path) -> Choices:
    for name in ("beach", "wood"):
        (tmp_path / name).mkdir()
    return Choices((str(tmp_path / "beach"), str(tmp_path / "wood")), str(tmp_path / "run"))


def config(choices: Choices, run: RunFolder | None = None, **facts: bool) -> TrainingConfig:
    return config_of(choices, run, LARGE, facts.get("has_holes", False), facts.get("has_look", False))


def test_a_new_run_learns_from_every_folder_in_crops_that_grow(choices: Choices, tmp_path: Path) -> None:
    made = config(choices)
    assert made.places == (tmp_path / "beach", tmp_path / "wood")
    assert not made.resume
    assert (made.crop, made.crop_later) == (128, (192, 256))
    assert made.learning_rate == TrainingConfig.learning_rate
    assert made.look_at is None, "nothing is marked"
    assert config_of(choices, None, 200, False, False).crop_later == (192,), "no photograph has room for more"
    assert config(replace(choices, crop=256)).crop_later == ()


def test_what_has_learnt_already_is_tuned_more_carefully(choices: Choices, tmp_path: Path) -> None:
    (tmp_path / "best.safetensors").touch()
    made = config(replace(choices, start_from=str(tmp_path / "best.safetensors")))
    assert made.start_from == tmp_path / "best.safetensors"
    assert made.learning_rate < TrainingConfig.learning_rate


@pytest.mark.parametrize(("images", "every"), [(100, 50), (10_000, 500), (1_000_000, 5_000)])
def test_a_run_of_any_length_has_some_twenty_sheets_of_samples(choices: Choices, images: int, every: int) -> None:
    assert config(replace(choices, images=images)).sample_every == every


def test_a_resumed_run_keeps_what_is_not_in_the_form(choices: Choices, tmp_path: Path) -> None:
    before = TrainingConfig(tmp_path, tmp_path / "run", thin=0.7, learning_rate=3e-4, crop=64, crop_later=(96,))
    run = RunFolder(tmp_path / "run", 40, 100, "standard", before.to_dict(), {}, {}, resumable_at=40)
    made = config(replace(choices, images=500, minutes=5), run)
    assert made.resume
    assert (made.thin, made.learning_rate, made.crop, made.crop_later) == (0.7, 3e-4, 64, (96,))
    assert (made.images, made.minutes) == (500, 5)
    assert made.places == (tmp_path / "beach", tmp_path / "wood")


def test_a_run_of_one_picture_is_not_judged_by_others_when_it_is_resumed(choices: Choices, tmp_path: Path) -> None:
    before = TrainingConfig(tmp_path / "photo.png", tmp_path / "run", damage=tmp_path / "damage.png")
    run = RunFolder(tmp_path / "run", 40, 100, "standard", before.to_dict(), {}, {}, resumable_at=40)
    wanted = replace(choices, photographs=(str(tmp_path / "beach"),), validation=str(tmp_path / "wood"))
    assert config(wanted, run).validation is None
    assert config(wanted).validation == tmp_path / "wood"


def test_holes_of_the_person_are_used_where_there_are_some(choices: Choices, tmp_path: Path) -> None:
    wanted = replace(choices, own_holes=True)
    with pytest.raises(ValueError, match="There are no holes of yours yet"):
        config(wanted)
    assert config(wanted, has_holes=True).holes == tmp_path / "run" / "holes"
    (tmp_path / "run" / "holes").mkdir(parents=True)
    assert config(wanted).holes == tmp_path / "run" / "holes", "those of an earlier start"
    assert config(choices, has_look=True).look_at == tmp_path / "run" / "look"
    assert config(replace(choices, look=False), has_look=True).look_at is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"photographs": ()}, "Choose a folder of photographs"),
        ({"photographs": ("/nowhere/at all",)}, "There is no folder /nowhere/at all."),
        ({"start_from": "150"}, "There is no checkpoint 150 to start from."),
        ({"run": ""}, "Choose a folder in which the run is to be kept."),
        ({"crop": 2000}, "The photographs are 1000 pixels at most"),
    ],
)
def test_what_is_missing_is_a_sentence(choices: Choices, change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        config(replace(choices, **change))


def test_a_run_folder_is_never_one_that_is_there(tmp_path: Path) -> None:
    assert next_free(tmp_path, "beach").name == "beach 1"
    (tmp_path / "beach 1").mkdir()
    (tmp_path / "beach 2").touch()
    assert next_free(tmp_path, "beach").name == "beach 3"
