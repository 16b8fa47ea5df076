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
    words = ["--finder", "bright", "--least", "90", "--margin", "0"]
    assert main(["find", str(picture), *words, "--output", str(mask)]) == 0
    assert np.array_equal(np.asarray(Image.open(mask)) > 0, pixels[:, :, 0] == 250)
    assert main(["find", str(picture), "--least", "90", "--output", str(tmp_path / "other.png")]) == 2
    assert "damage has no option --least." in capsys.readouterr().err


def test_the_options_of_a_method_of_another_package_are_flags_of_fill(tmp_path, install, capsys):
    install("methods", shade="SHADE")
    picture, mask, output = tmp_path / "a.png", tmp_path / "a.mask.png", tmp_path / "out.png"
    Image.fromarray(np.full((60, 80, 3), 100, np.uint8)).save(picture)
    hole = np.zeros((60, 80), np.uint8)
    hole[20:40, 30:50] = 255
    Image.fromarray(hole).save(mask)
    words = ["fill", str(picture), "--mask", str(mask), "--output", str(output), "--device", "cpu"]
    assert main([*words, "--method", "shade", "--shade", "80"]) == 0
    made = np.asarray(Image.open(output))
    assert abs(made[25:35, 35:45].astype(int) - 204).max() <= 1
    assert np.array_equal(made[hole == 0], np.full((60 * 80 - 400, 3), 100))
    assert main([*words, "--method", "membrane", "--grain", "50"]) == 2
    assert "membrane has no option --grain." in capsys.readouterr().err
    assert main([*words, "--method", "exemplar", "--grain", "300"]) == 2
    assert "--grain is 300; it lies between 0 and 200 %." in capsys.readouterr().err
