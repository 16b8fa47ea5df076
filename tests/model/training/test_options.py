"""Every option of a training run on the command line, and back."""

import argparse
import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inpaint_studio.model.nets.config import PRESETS
from inpaint_studio.model.training import options as training_options
from inpaint_studio.model.training.config import TrainingConfig

_PATHS = st.sampled_from(["photos", "my photos", "-odd", "ü/b"]).map(Path)
_SHARE = st.floats(0, 1)
_WEIGHT = st.floats(0, 100)
_CONFIGS = st.builds(
    TrainingConfig,
    photographs=_PATHS.filter(lambda path: not str(path).startswith("-")),
    run=_PATHS.filter(lambda path: not str(path).startswith("-")),
    more_photographs=st.lists(st.just(Path("more")), max_size=2).map(tuple),
    preset=st.sampled_from(list(PRESETS)),
    images=st.integers(1, 10**9),
    minutes=st.none() | st.floats(0.01, 1e4),
    batch=st.integers(1, 512),
    crop=st.integers(1, 16).map(lambda n: n * 32),
    crop_later=st.lists(st.integers(1, 16).map(lambda n: n * 32), max_size=3).map(tuple),
    resume=st.booleans(),
    learning_rate=st.floats(1e-7, 1e-2),
    adversarial_from=_SHARE,
    perceptual=_WEIGHT,
    perceptual_weights=st.none() | _PATHS,
    augment=st.booleans(),
    bfloat16=st.none() | st.booleans(),
    holes=st.none() | _PATHS,
    compact=st.booleans(),
)


def parsed(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    training_options.add_to(parser)
    return parser.parse_args(words)


@given(_CONFIGS)
def test_words_say_the_run_and_are_understood_as_it(config: TrainingConfig) -> None:
    assert training_options.config_of(parsed(training_options.words(config))) == config


@given(_CONFIGS)
def test_a_config_survives_its_state(config: TrainingConfig) -> None:
    assert TrainingConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


def test_every_field_but_the_places_is_an_option() -> None:
    places = {"photographs", "more_photographs", "run"}
    assert set(training_options.OPTIONS) == {field.name for field in fields(TrainingConfig)} - places


def test_a_state_of_an_earlier_version_is_understood() -> None:
    # As the first version wrote it: no further places, fields that were not there yet, one that is no more.
    values = {
        "photographs": "/a",
        "run": "/b",
        "images": 500,
        "thin": 0.7,
        "crop_later": [192],
        "holes": None,
        "gone": 1,
    }
    config = TrainingConfig.from_dict(values)
    assert (config.photographs, config.images, config.thin, config.crop_later) == (Path("/a"), 500, 0.7, (192,))
    assert config.patience == TrainingConfig.patience


def test_what_is_not_said_when_resuming_stays_as_it_was() -> None:
    before = TrainingConfig(Path("a"), Path("b"), images=500, thin=0.7, minutes=3.0)
    config = training_options.config_of(parsed(["--run", "b", "--resume", "--images", "900"]), before)
    assert (config.photographs, config.images, config.thin) == (Path("a"), 900, 0.7)
    assert config.resume
    assert config.minutes is None, "the minutes are of one sitting"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--run", "r"], "Name a folder of photographs"),
        (["a", "--run", "r", "--crop", "100"], "multiple of 32"),
        (["a", "--run", "r", "--perceptual=-1"], "weight of a loss"),
        (["a", "b", "--run", "r", "--damage", "m.png"], "one photograph"),
        (["a", "--run", "r", "--short-side", "9"], "nothing to teach"),
    ],
)
def test_words_that_make_no_sense_are_a_sentence(words: list[str], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        training_options.config_of(parsed(words))


def test_a_list_of_crops_that_is_none_is_refused(capsys: Any) -> None:
    with pytest.raises(SystemExit):
        parsed(["a", "--run", "r", "--crop-later", "192,big"])
    assert "list of whole numbers" in capsys.readouterr().err
