"""An engine on the processor, with a ten-line net in the place of its generator."""

import pytest

from inpaint_studio.filling.engine import Engine

from .small_fills import Grey


@pytest.fixture
def net() -> Grey:
    return Grey()


@pytest.fixture
def engine(net: Grey) -> Engine:
    return Engine(device="cpu", threads=1, generator=net)
