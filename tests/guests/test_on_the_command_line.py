"""What other packages bring, on the command line."""

import numpy as np
from PIL import Image

from inpaint_studio.cli import main


def test_a_finder_of_another_package_is_there_with_its_options(tmp_path, install, capsys):
    install("finders", bright="BRIGHT")
    pixels = np.full((90, 120, 3), 100, np.uint8)
    pixels[20:22, 30:34] = 250
    picture, mask = tmp_path / "a.png", tmp_path / "mask.png"
    Image.fromarray(pixels).save(picture)
    assert main(["find", str(picture), "--finder", "bright", "--least", "90", "--output", str(mask)]) == 0
    assert np.array_equal(np.asarray(Image.open(mask)) > 0, pixels[:, :, 0] == 250)
    assert main(["find", str(picture), "--least", "90", "--output", str(tmp_path / "other.png")]) == 2
    assert "damage has no option --least." in capsys.readouterr().err
