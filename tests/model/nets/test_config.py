"""Configs of generators: what describes a net, ours and other people's."""

import json

import pytest

from inpaint_studio.model.nets.config import PRESETS, GeneratorConfig, LamaConfig, MiganConfig


@pytest.mark.parametrize(
    "values",
    [
        {"architecture": "transformer"},
        {"channels": (32, 64)},
        {"channels": (32, 64, -128)},
        {"channels": (30, 64, 128)},
        {"middle": (1,) * 65},
        {"gate_blocks": 10**9},
        {"speed": 3},
    ],
)
def test_a_config_that_describes_no_net_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="generator"):
        GeneratorConfig.from_dict(values)


def test_a_config_survives_json() -> None:
    for config in PRESETS.values():
        assert GeneratorConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


@pytest.mark.parametrize("config", [LamaConfig(9), MiganConfig(256, 32, 256)])
def test_a_config_of_others_survives_json(config: LamaConfig | MiganConfig) -> None:
    assert type(config).from_dict(json.loads(json.dumps(config.to_dict()))) == config


def test_lama_as_version_0_1_wrote_it_is_read() -> None:
    assert LamaConfig.from_dict({"channels": [64, 128, 256], "middle": [0] * 9}) == LamaConfig(9, 64)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (LamaConfig, {"blocks": 0}),
        (LamaConfig, {"blocks": 9.0}),
        (LamaConfig, {"speed": 3}),
        (MiganConfig, {"resolution": 100}),
        (MiganConfig, {"channels": 600, "most": 512}),
    ],
)
def test_numbers_that_describe_no_net_of_others_are_refused(
    kind: type[LamaConfig | MiganConfig], values: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match="describe no"):
        kind.from_dict(values)


def test_migan_has_a_block_for_each_side() -> None:
    config = MiganConfig(64, channels=16, most=100)
    assert config.sides == (4, 8, 16, 32, 64)
    assert [config.width(side) for side in config.sides] == [100, 100, 64, 32, 16]
