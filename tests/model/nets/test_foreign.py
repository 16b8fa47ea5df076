"""Other people's weights, recognised by names and shapes alone. With whole files: test_lama, test_migan."""

import pytest
import torch

from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.config import LamaConfig
from inpaint_studio.model.nets.foreign import Shapes, recognise_lama, recognise_migan


@pytest.fixture
def lama() -> Shapes:
    with torch.device("meta"):
        return {k: tuple(v.shape) for k, v in build(LamaConfig(2, 8)).state_dict().items()}


@pytest.mark.parametrize("prefix", ["", "generator.", "state_dict.generator."])
def test_lama_is_recognised_whatever_stands_before_its_names(lama: Shapes, prefix: str) -> None:
    beside = {"discriminator.model0.0.weight": (64, 3, 4, 4), f"{prefix}model.1.bn_l.num_batches_tracked": ()}
    recognition = recognise_lama({f"{prefix}{name}": shape for name, shape in lama.items()} | beside)
    assert recognition is not None
    assert recognition.config == LamaConfig(2, 8)
    assert recognition.sources == {name: (f"{prefix}{name}",) for name in lama}


def test_of_two_generators_the_one_that_says_so_is_taken(lama: Shapes) -> None:
    both = {f"{prefix}{name}": shape for prefix in ("discriminator.", "generator.") for name, shape in lama.items()}
    recognition = recognise_lama(both)
    assert recognition is not None
    assert all(source.startswith("generator.") for (source,) in recognition.sources.values())


@pytest.mark.parametrize("shape", [(), (3, 4, 7, 7), (10_000, 4, 7, 7)])
def test_shapes_that_describe_no_net_are_none(lama: Shapes, shape: tuple[int, ...]) -> None:
    assert recognise_lama({**lama, "model.1.ffc.convl2l.weight": shape}) is None


def test_a_stem_alone_is_no_migan() -> None:
    assert recognise_migan({"encoder.b256.fromrgb.weight": (64, 4, 1, 1)}) is None
    assert recognise_migan({}) is None
