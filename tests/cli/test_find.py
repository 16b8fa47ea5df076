"""`inpaint-studio find`: masks that a finder proposes, from the command line."""

import numpy as np
import pytest
import tifffile
from PIL import Image

from inpaint_studio.cli import main
from inpaint_studio.editing.findings import Finding, Review, joined
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.files.memory.finding_facts import open_findings
from inpaint_studio.files.reading import read_picture
from inpaint_studio.finding.finder import View
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.finding.search import find
from inpaint_studio.work import searching

from ..finding.infrared_scans import film, squares


def mask_of(path) -> np.ndarray:
    return np.asarray(Image.open(path)) > 0


def test_a_scratch_is_marked_and_counted(scratched, tmp_path, capsys):
    picture, scratch = scratched
    assert main(["find", str(picture), "--output", str(tmp_path / "found.png")]) == 0
    mask = mask_of(tmp_path / "found.png")
    assert mask[scratch].mean() > 0.95
    assert mask[~scratch].mean() < 0.05
    assert capsys.readouterr().out.startswith("portrait.png: 1 piece, ")


def test_the_options_of_the_finder_are_flags_in_the_units_of_the_window(scratched, tmp_path, capsys):
    picture, _ = scratched
    with pytest.raises(SystemExit):
        main(["find", "--help"])
    words = " ".join(capsys.readouterr().out.split())
    assert "0 .. 100 %, how unsure a finding may be; default: 50" in words
    assert "Light of damage, default: yes" in words
    assert main(["find", str(picture), "--output", str(tmp_path / "a.png"), "--sensitivity", "100"]) == 0
    assert main(["find", str(picture), "--output", str(tmp_path / "b.png"), "--sensitivity", "0"]) == 0
    assert mask_of(tmp_path / "a.png").sum() > mask_of(tmp_path / "b.png").sum()
    assert main(["find", str(picture), "--output", str(tmp_path / "c.png"), "--sensitivity", "101"]) == 2
    assert "--sensitivity is 101; it lies between 0 and 100 %." in capsys.readouterr().err


def test_switches_are_flags_that_can_be_turned_off(scratched, tmp_path):
    picture, scratch = scratched
    assert main(["find", str(picture), "--output", str(tmp_path / "dark.png"), "--no-bright", "--dark"]) == 0
    assert mask_of(tmp_path / "dark.png")[scratch].mean() < 0.2


def test_a_folder_is_searched_whole_and_its_masks_are_called_as_fill_expects_them(scratched, tmp_path, capsys):
    picture, scratch = scratched
    (tmp_path / "broken.png").write_bytes(b"no picture")
    folder = tmp_path / "scans"
    folder.mkdir()
    for path in (picture, tmp_path / "broken.png"):
        path.rename(folder / path.name)
    assert main(["find", str(folder), "--output", str(folder)]) == 1  # of one picture that could not be opened
    assert sorted(path.name for path in folder.iterdir()) == ["broken.png", "portrait.mask.png", "portrait.png"]
    assert capsys.readouterr().err.count("broken.png") == 1
    assert mask_of(folder / "portrait.mask.png")[scratch].mean() > 0.95


def test_a_mask_is_replaced_only_on_request_and_the_original_never(scratched, tmp_path, capsys):
    picture, _ = scratched
    mask = tmp_path / "portrait.mask.png"
    mask.write_bytes(b"drawn by hand")
    assert main(["find", str(picture), "--output", str(mask)]) == 1
    assert "is there already. Give --replace to write over it." in capsys.readouterr().err
    assert mask.read_bytes() == b"drawn by hand"
    assert main(["find", str(picture), "--output", str(mask), "--replace"]) == 0
    assert mask_of(mask).shape == (160, 200)
    before = picture.read_bytes()
    assert main(["find", str(picture), "--output", str(picture), "--replace"]) == 2
    assert picture.read_bytes() == before


def test_kinds_are_keys_of_the_table_and_finder_is_another_name_for_them(scratched, tmp_path, capsys):
    picture, scratch = scratched
    for number, flag in enumerate(("--kinds", "--finder")):
        mask = tmp_path / f"{number}.png"
        assert main(["find", str(picture), flag, "damage,damage", "--output", str(mask)]) == 0
        assert mask_of(mask)[scratch].mean() > 0.95
    capsys.readouterr()
    for kinds in ("spirits", "damage,spirits"):
        assert main(["find", str(picture), "--kinds", kinds, "--output", str(tmp_path / "no.png")]) == 2
        error = capsys.readouterr().err
        assert "There is no finder 'spirits'; there are damage" in error
    assert not (tmp_path / "no.png").exists()


def test_all_findings_are_written_beside_the_mask(scratched, tmp_path):
    picture, _ = scratched
    pixels = np.asarray(Image.open(picture)).copy()
    pixels[40:44, 40:44] = 250  # a speck that the filter leaves out
    Image.fromarray(pixels).save(picture)
    flags = ["--json", "--sensitivity", "40", "--smallest", "60"]
    assert main(["find", str(picture), "--output", str(tmp_path), *flags]) == 0
    review = open_findings(tmp_path / "portrait.findings.json", Size(200, 160))
    assert (review.filter.sensitivity, review.filter.smallest) == (0.4, 60)
    assert len(review.findings) > len(review.accepted()) == 1
    assert np.array_equal(searching.mask_of(review, Size(200, 160)) > 0, mask_of(tmp_path / "portrait.mask.png"))


def test_the_command_line_marks_what_the_window_marks(scratched, tmp_path):
    picture, _ = scratched
    assert main(["find", str(picture), "--output", str(tmp_path / "found.png")]) == 0
    view = View(read_picture(picture).pixels, first=Rect(0, 0, 10, 10))
    review = Review().with_findings(one for one in find(view, [FINDERS["damage"]]) if isinstance(one, Finding))
    rect, mask = joined(review.accepted(), view.size, review.filter.margin)
    whole = mask_of(tmp_path / "found.png")
    assert np.array_equal(whole[rect.slices], mask > 0)
    assert np.count_nonzero(whole) == np.count_nonzero(mask)


def test_dust_is_found_by_the_infrared_of_a_folder_of_scans(tmp_path, capsys):
    scans, masks = tmp_path / "scans", tmp_path / "masks"
    scans.mkdir()
    pixels, infrared = film(0.1, (1.0, 0.0))
    tifffile.imwrite(scans / "a.tif", np.dstack([pixels, infrared]), photometric="rgb", extrasamples=[0])
    tifffile.imwrite(scans / "b.tif", pixels, photometric="rgb")
    tifffile.imwrite(scans / "b_ir.tif", infrared)
    call = ["find", str(scans), "--finder", "infrared", "--output", str(masks)]
    assert main(call) == 0
    assert sorted(path.name for path in masks.iterdir()) == ["a.mask.png", "b.mask.png"]
    for path in masks.iterdir():
        assert mask_of(path)[squares()].mean() > 0.9
    assert main([*call, "--infrared", "no", "--replace"]) == 1
    assert "no infrared" in capsys.readouterr().err


def test_infrared_that_a_scan_calls_associated_alpha_is_searched_when_the_person_says_so(tmp_path, capsys):
    pixels, infrared = film(0.1, (1.0, 0.0))
    tifffile.imwrite(tmp_path / "a.tif", np.dstack([pixels, infrared]), photometric="rgb", extrasamples=[1])
    call = ["find", str(tmp_path / "a.tif"), "--finder", "infrared", "--output", str(tmp_path / "a.png")]
    assert main([*call, "--infrared", "yes"]) == 0
    assert mask_of(tmp_path / "a.png")[squares()].mean() > 0.9
    assert main([*call, "--infrared", "no", "--replace"]) == 1
    assert "no infrared" in capsys.readouterr().err
