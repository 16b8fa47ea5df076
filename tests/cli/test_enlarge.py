"""`inpaint-studio enlarge`: larger pictures from the command line."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.cli import main
from inpaint_studio.resources import resource


@pytest.fixture
def small(tmp_path: Path) -> Path:
    with Image.open(resource("samples/old-portrait.png")) as photo:
        part = photo.convert("RGB").crop((100, 100, 160, 140))
    path = tmp_path / "portrait.png"
    part.save(path)
    return path


def test_a_picture_is_enlarged_with_what_a_script_wants_to_know(small, tmp_path, capsys):
    target = tmp_path / "large.png"
    assert main(["enlarge", str(small), "--by", "3", "--output", str(target), "--json", "--device", "cpu"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["size"] == [180, 120]
    assert report["recipe"].startswith("60x40 to 180x120 by enlarge, texture 0.00, checkpoint ")
    assert report["planned"]["seconds"] > 0
    with Image.open(target) as image:
        assert image.size == (180, 120)
        assert report["recipe"] in image.info["XML:com.adobe.xmp"]


def test_a_size_is_reached_and_the_plan_is_told(small, tmp_path, capsys):
    target = tmp_path / "large.jpg"
    assert main(["enlarge", str(small), "--size", "150x", "--output", str(target), "--plan"]) == 0
    assert capsys.readouterr().out.startswith("portrait.png: 150 x 100 pixels, about ")
    with Image.open(target) as image:
        assert image.size == (150, 100)


def test_a_folder_is_enlarged_and_one_bad_file_does_not_stop_it(small, tmp_path, capsys):
    folder, output = tmp_path / "scans", tmp_path / "larger"
    folder.mkdir()
    small.rename(folder / "b.png")
    (folder / "a.png").write_bytes(b"no picture")
    Image.new("RGB", (1, 1)).save(folder / "c.png")
    assert main(["enlarge", str(folder), "--output", str(output)]) == 1
    out = capsys.readouterr()
    assert out.out == "1 of 3 pictures were enlarged.\n"
    assert "c.png: A picture of 1 x 1 pixels cannot be enlarged: it has no detail to go by." in out.err
    assert [path.name for path in output.iterdir()] == ["b.png"]


def test_a_folder_goes_on_where_it_was_left(small, tmp_path, capsys):
    folder, output = tmp_path / "scans", str(tmp_path / "larger")
    folder.mkdir()
    small.rename(folder / "b.png")
    assert main(["enlarge", str(folder), "--output", output]) == 0
    Image.new("RGB", (9, 9)).save(folder / "a.png")
    assert main(["enlarge", str(folder), "--output", output, "--resume"]) == 0
    assert capsys.readouterr().out.endswith("1 of 2 pictures were enlarged, 1 was there already.\n")
    assert main(["enlarge", str(folder / "a.png"), "--output", output, "--resume", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kept"] is True


def test_a_palette_is_enlarged_in_full_colour_and_that_is_said(small, tmp_path, capsys):
    with Image.open(small) as image:
        image.quantize(16).save(tmp_path / "icon.png")
    target = tmp_path / "large.png"
    assert main(["enlarge", str(tmp_path / "icon.png"), "--output", str(target)]) == 0
    assert "The file's palette was opened as 8-bit RGB." in capsys.readouterr().err
    with Image.open(target) as image:
        assert (image.mode, image.size) == ("RGB", (120, 80))


@pytest.mark.parametrize(
    ("words", "sentence", "code"),
    [
        (["--size", "wide"], "--size is 'wide'; write it as 3000x2000, 3000x or x2000.", 2),
        (["--texture", "2"], "--texture is 2; it lies between 0 and 1.", 2),
        (["--denoise", "1.5"], "--denoise is 1.5; it lies between 0 and 1.", 2),
        (["--size", "40x"], "40 x 27 pixels are not more than the picture's 60 x 40.", 1),
        (["--checkpoint", "FILLER"], "standard.safetensors fills holes: it cannot enlarge pictures.", 1),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_nothing_is_written(small, tmp_path, capsys, words, sentence, code):
    filler = str(resource("checkpoints/standard.safetensors"))
    words = [filler if word == "FILLER" else word for word in words]
    assert main(["enlarge", str(small), "--output", str(tmp_path / "large.png"), *words]) == code
    assert capsys.readouterr().err == f"inpaint-studio: {sentence}\n"
    assert not (tmp_path / "large.png").exists()


def test_the_original_is_not_written_over(small, capsys):
    before = small.read_bytes()
    assert main(["enlarge", str(small), "--output", str(small)]) == 2
    assert "is the original and is not written over" in capsys.readouterr().err
    assert small.read_bytes() == before


def test_a_net_that_enlarges_does_not_fill(small, tmp_path, capsys):
    mask = np.zeros((40, 60), np.uint8)
    mask[10:20, 10:20] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    words = ["fill", str(small), "--mask", str(tmp_path / "mask.png"), "--output", str(tmp_path / "o.png")]
    assert main([*words, "--checkpoint", str(resource("enlarge/x2.safetensors"))]) == 1
    assert capsys.readouterr().err == "inpaint-studio: x2.safetensors enlarges pictures: it cannot fill holes.\n"
    assert not (tmp_path / "o.png").exists()


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (("--checkpoint", "x2-texture"), "x2-texture.safetensors was trained for texture: give it as"),
        (("--texture-checkpoint", "x2"), "x2.safetensors was not trained for texture."),
    ],
)
def test_nets_in_each_other_s_place_are_refused(flags, sentence, small, tmp_path, capsys):
    flag, name = flags
    words = [flag, str(resource(f"enlarge/{name}.safetensors")), "--texture", "0.5"]
    assert main(["enlarge", str(small), "--by", "2", "--output", str(tmp_path / "large.png"), *words]) == 1
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "large.png").exists()
