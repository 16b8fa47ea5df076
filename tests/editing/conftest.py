"""Pictures and documents made in code, small enough to compare pixel by pixel."""

import numpy as np
import pytest
from hypothesis import settings

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.picture import Picture

# The same examples in every run, however loaded the machine is. To look for others, take derandomize away for a while.
settings.register_profile("editing", derandomize=True, deadline=None, database=None)
settings.load_profile("editing")


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(7)


@pytest.fixture
def document(rng: np.random.Generator) -> Document:
    """700 x 600, so that tiles are cut off at both edges."""
    return Document(Picture(rng.integers(0, 256, (600, 700, 3), dtype=np.uint8)))
