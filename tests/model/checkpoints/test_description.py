"""What a checkpoint says of itself: as JSON in its header, and as text for a person."""

import json
from dataclasses import replace

import pytest

from inpaint_studio.model.checkpoints.description import Description
from inpaint_studio.model.nets.config import GeneratorConfig, LamaConfig

SMALL = GeneratorConfig(channels=(8, 8, 16), middle=(1, 0), gate_channels=8)
DESCRIPTION = Description(
    SMALL,
    preset="small",
    images_seen=1234,
    data="3 photographs",
    losses=("L1",),
    scores={"scratch": {"psnr": 24.5, "psnr_membrane": 23.0}},
    hours=1.5,
    hardware="CPU",
)


def test_a_description_can_be_read_by_a_person() -> None:
    text = DESCRIPTION.text()
    for words in ("preset small", "1,234 crops", "3 photographs", "1.5 hours on CPU", "24.50 dB", "+1.50 dB"):
        assert words in text
    assert Description(SMALL).text().splitlines()[1] == "Untrained."


def test_it_survives_json_and_entries_of_a_later_version_are_passed_over() -> None:
    values = json.loads(json.dumps(DESCRIPTION.to_dict()))
    assert Description.from_dict(values) == DESCRIPTION
    assert Description.from_dict({**values, "mood": "good"}) == DESCRIPTION


@pytest.mark.parametrize("wrong", [{"format": 2}, {"scores": [1]}, {"scores": {"text": 3}}])
def test_what_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"^it"):
        Description.from_dict({**DESCRIPTION.to_dict(), **wrong})


def test_where_weights_come_from_is_said() -> None:
    text = replace(Description(LamaConfig(18)), source="big-lama.pt", licence="Apache-2.0").text()
    assert text.startswith("Big LaMa, 18 residual blocks: ")
    for words in ("Trained elsewhere.", "From big-lama.pt.", "Licence: Apache-2.0.", "pictures of any size will do"):
        assert words in text
