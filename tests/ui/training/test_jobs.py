"""What the training room lays out and measures on workers."""

from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.picture import Picture
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.ui.training import jobs as training_jobs


@pytest.mark.parametrize(("every", "crop", "batch"), [(0, 256, 2), (150, 128, 8), (100, 64, 8)])
def test_one_photo_is_learnt_from_in_the_largest_crops_there_is_room_for(
    tmp_path: Path, every: int, crop: int, batch: int
) -> None:
    """every: pixels between two scratches, each 4 wide, both ways; 0 = one spot of damage."""
    document = Document(Picture(np.zeros((600, 900, 3), np.uint8)))
    if every:
        for offset in range(4):
            document.mask[offset::every] = 255
            document.mask[:, offset::every] = 255
    else:
        document.mask[250:300, 400:460] = 255
    home = tmp_path / "tune"
    config = TrainingConfig(home / "photo.png", tmp_path, damage=home / "damage.png", crop=256, batch=8)
    (prepared,) = training_jobs.prepare(config, document)
    assert (prepared.crop, prepared.batch) == (crop, batch)
    assert (home / "photo.png").is_file()


def test_the_speed_of_this_machine_is_measured() -> None:
    (tiny,) = training_jobs.speed("standard", "cpu", 32)
    assert 0.01 < tiny < 10_000
