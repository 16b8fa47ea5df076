"""Pictures and documents made in code, small enough to compare pixel by pixel."""

import numpy as np
import pytest

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.picture import Picture


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(7)


@pytest.fixture
def document(rng: np.random.Generator) -> Document:
    """700 x 600, so that tiles are cut off at both edges."""
    return Document(Picture(rng.integers(0, 256, (600, 700, 3), dtype=np.uint8)))
