"""`inpaint-studio fill --find`: what finders propose is filled in one go; the rest of `fill` is in `test_cli`."""

import json

import numpy as np
from PIL import Image

from inpaint_studio.cli import main
from inpaint_studio.editing.finding_classes import FINDING_CLASSES


def test_fill_finds_and_fills_in_one_go(scratched, sky, tmp_path, capsys):
    picture, scratch = scratched
    out, report = tmp_path / "out.png", tmp_path / "report.json"
    call = ["fill", str(picture), "--find", "damage", "--method", "membrane", "--output", str(out)]
    assert main([*call, "--report", str(report)]) == 0
    filled, before = np.asarray(Image.open(out)).astype(int), np.asarray(Image.open(picture)).astype(int)
    assert np.abs(filled[scratch] - sky[scratch]).max() < 30
    changed = (filled != before).any(axis=2)
    facts = json.loads(report.read_text("utf-8"))
    assert set(facts["findings"]) <= set(FINDING_CLASSES)
    assert 1 <= sum(facts["findings"].values()) <= 3
    assert facts["finders"] == ["damage"]
    assert facts["mask"] is None
    assert np.count_nonzero(changed) <= facts["painted_pixels"]


def test_fill_joins_what_is_found_with_a_mask(scratched, tmp_path):
    picture, scratch = scratched
    mask = np.zeros((160, 200), np.uint8)
    mask[20:40, 20:40] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    out = tmp_path / "out.png"
    call = ["fill", str(picture), "--mask", str(tmp_path / "mask.png"), "--find", "damage", "--method", "membrane"]
    assert main([*call, "--output", str(out)]) == 0
    changed = (np.asarray(Image.open(out)) != np.asarray(Image.open(picture))).any(axis=2)
    assert changed[mask > 0].mean() > 0.8
    assert changed[scratch].mean() > 0.9
    assert not changed[100:, :80].any()


def test_where_nothing_is_found_the_picture_is_left_alone_and_that_is_said(tmp_path, capsys):
    picture, out = tmp_path / "plain.png", tmp_path / "out.png"
    Image.fromarray(np.full((60, 80, 3), 120, np.uint8)).save(picture)
    assert main(["fill", str(picture), "--find", "damage", "--method", "membrane", "--output", str(out)]) == 0
    assert "plain.png: No damage was found." in capsys.readouterr().err
    assert np.array_equal(np.asarray(Image.open(out)), np.asarray(Image.open(picture)))


def test_a_folder_is_searched_and_filled(scratched, sky, tmp_path, capsys):
    picture, scratch = scratched
    folder = tmp_path / "scans"
    folder.mkdir()
    picture.rename(folder / "portrait.png")
    (folder / "broken.png").write_bytes(b"no picture")
    Image.fromarray(np.full((60, 80, 3), 120, np.uint8)).save(folder / "plain.png")
    call = ["fill", str(folder), "--find", "damage", "--method", "membrane", "--output", str(tmp_path / "out")]
    assert main(call) == 1
    messages = capsys.readouterr()
    assert "1 of 3 pictures were filled; 1 had nothing to fill." in messages.out
    assert messages.err.count("broken.png") == 1
    assert "plain.png: No damage was found." in messages.err
    filled = np.asarray(Image.open(tmp_path / "out" / "portrait.png")).astype(int)
    assert np.abs(filled[scratch] - sky[scratch]).max() < 30


def test_fill_without_mask_and_finders_is_a_wrong_call(scratched, tmp_path, capsys):
    picture, _ = scratched
    call = ["fill", str(picture), "--output", str(tmp_path / "out.png")]
    assert main(call) == 2
    assert "Give --mask, --find or both" in capsys.readouterr().err
    Image.fromarray(np.zeros((160, 200), np.uint8)).save(tmp_path / "mask.png")
    assert main([*call, "--mask", str(tmp_path / "mask.png"), "--smallest", "5"]) == 2
    assert "--smallest says which findings become mask; give --find too." in capsys.readouterr().err
    assert main([*call, "--mask", str(tmp_path / "mask.png"), "--dark"]) == 2
    assert "auto has no option --dark." in capsys.readouterr().err
