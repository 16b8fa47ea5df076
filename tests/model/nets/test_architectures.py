"""The table of generators: each is found by its name, described, and built from its config."""

import pytest
import torch

from inpaint_studio.model.nets import architectures
from inpaint_studio.model.nets.config import Config, EnlargeConfig, GeneratorConfig, LamaConfig, MiganConfig

CONFIGS: tuple[Config, ...] = (
    GeneratorConfig(channels=(8, 8, 16), middle=(1, 0), gate_channels=8),
    GeneratorConfig(architecture="encoder-decoder", channels=(8, 8, 16), middle=(), gate_channels=16),
    EnlargeConfig(2, 8, 1),
    LamaConfig(blocks=1, channels=8),
    MiganConfig(32, 8, 32),
)


def test_every_architecture_is_tried_here() -> None:
    assert [config.architecture for config in CONFIGS] == list(architectures.TABLE)


@pytest.mark.parametrize("config", CONFIGS, ids=lambda config: config.architecture)
def test_a_net_is_built_from_its_config_and_called_like_any(config: Config) -> None:
    torch.set_num_threads(1)
    net = architectures.build(config).eval()
    assert net.config == config
    assert next(p for p in net.parameters() if p.dim() == 4).is_contiguous(memory_format=torch.channels_last)
    enlarges = isinstance(config, EnlargeConfig)
    inputs = (torch.rand(1, 3, 20, 24),) if enlarges else (torch.rand(1, 3, 20, 24), torch.ones(1, 1, 20, 24))
    with torch.inference_mode():
        answer = net(*inputs)
    assert (answer.shape, answer.dtype) == ((1, 3, 40, 48) if enlarges else (1, 3, 20, 24), torch.float32)


@pytest.mark.parametrize("config", CONFIGS, ids=lambda config: config.architecture)
def test_a_config_is_read_by_the_architecture_it_names(config: Config) -> None:
    assert architectures.config_from_dict(config.to_dict()) == config
    described = architectures.of(config.architecture)
    assert described.title(config)
    assert described.expects(config).values in ("0..1", "-1..1")


@pytest.mark.parametrize(
    "values", [3, None, {"architecture": "magic"}, {"channels": 3}, {"architecture": "mi-gan", "x": 1}]
)
def test_values_that_describe_no_generator_are_refused_with_a_sentence(values: object) -> None:
    with pytest.raises(ValueError, match=r"^(There is|These).*\.$"):
        architectures.config_from_dict(values)


def test_names_and_shapes_of_nothing_known_are_recognised_as_nothing() -> None:
    assert architectures.recognise({"weight": (3, 3), "bias": ()}) is None
