"""The command line as scripts lean on it: what it writes, what it says, how it ends."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from inpaint_studio.cli import main, window
from inpaint_studio.editing.adjustments import Frame, Tone
from inpaint_studio.editing.document import Document
from inpaint_studio.files.memory.project import save_project
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import SaveOptions, save_picture
from inpaint_studio.resources import resource


@pytest.fixture
def photo(tmp_path):
    """A picture file and a mask file of the same size, with a hole of 12 x 20."""
    rows, columns = np.mgrid[0:90, 0:120]
    pixels = np.stack([rows * 2, columns * 2, (rows + columns) % 256], axis=-1).astype(np.uint8)
    mask = np.zeros((90, 120), np.uint8)
    mask[40:52, 50:70] = 255
    pixels[44:48, 52:68] = (240, 20, 20)  # what should go
    Image.fromarray(pixels).save(tmp_path / "photo.png")
    Image.fromarray(mask).save(tmp_path / "mask.png")
    return tmp_path / "photo.png", tmp_path / "mask.png"


def run(*arguments) -> int:
    return main([str(argument) for argument in arguments])


def pixels_of(path):
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def one_sentence(capsys) -> str:
    text = capsys.readouterr().err
    assert "Traceback" not in text
    assert text.startswith("inpaint-studio: ")
    assert text.count("\n") == 1
    return text


def test_fill_changes_the_hole_and_nothing_else(photo, tmp_path):
    picture, mask = photo
    output = tmp_path / "out.png"
    before = picture.read_bytes()
    assert run("fill", picture, "--mask", mask, "--output", output, "--method", "membrane") == 0
    assert picture.read_bytes() == before
    hole = pixels_of(mask)[..., 0] > 0
    old, new = pixels_of(picture), pixels_of(output)
    assert (old[~hole] == new[~hole]).all()
    assert (old[hole] != new[hole]).any()


def test_the_plan_is_told_before_the_fill_and_its_totals_are_in_the_report(photo, tmp_path, capsys):
    picture, mask = photo
    report = tmp_path / "report.json"
    call = ("fill", picture, "--mask", mask, "--output", tmp_path / "out.png", "--method", "generator")
    assert run(*call, "--report", report) == 0
    assert capsys.readouterr().out == ""
    planned = json.loads(report.read_text())["planned"]
    assert planned["regions"] == 1
    assert planned["seconds"] > 0
    assert planned["megabytes"] > 0
    assert run(*call, "--plan") == 0
    head, totals, region = capsys.readouterr().out.splitlines()
    assert head == "photo.png: 1 region (1 thin, 0 small, 0 large), 240 pixels to fill, method generator"
    assert "s and" in totals
    assert "MB" in totals
    assert "thin   20 x 12 at 50, 40; 1 tile, sees" in region


def test_nothing_is_planned_where_nothing_is_painted(photo, tmp_path, capsys):
    picture, mask = photo
    Image.new("L", (120, 90)).save(mask)
    report = tmp_path / "report.json"
    call = ("fill", picture, "--mask", mask, "--output", tmp_path / "out.png", "--plan", "--report", report)
    assert run(*call) == 0
    assert json.loads(report.read_text())["planned"] == {"regions": 0, "tiles": 0, "seconds": 0.0, "megabytes": 0.0}
    assert capsys.readouterr().out == ""


def test_verify_says_yes_to_a_fill_and_no_to_a_stray_pixel(photo, tmp_path, capsys):
    picture, mask = photo
    output = tmp_path / "out.png"
    assert run("fill", picture, "--mask", mask, "--output", output, "--method", "membrane") == 0
    assert run("verify", picture, output, "--mask", mask, "--json") == 0
    assert json.loads(capsys.readouterr().out)["differing_pixels_outside"] == 0
    stray = pixels_of(output).copy()
    stray[3, 5] ^= 1
    Image.fromarray(stray).save(output)
    assert run("verify", picture, output, "--mask", mask, "--json") == 1
    printed = json.loads(capsys.readouterr().out)
    assert printed["differing_pixels_outside"] == 1
    assert printed["first_difference_outside"] == [5, 3]


def test_verify_of_a_file_with_itself_is_a_wrong_call(photo, tmp_path, capsys):
    picture, mask = photo
    (tmp_path / "link.png").symlink_to(picture)
    for other in (picture, tmp_path / "link.png"):
        assert run("verify", picture, other, "--mask", mask) == 2
        assert "proves nothing" in one_sentence(capsys)


def test_verify_of_a_lossy_copy_with_adjustments_ends_with_2_and_of_a_damaged_one_with_1(photo, tmp_path, capsys):
    picture, mask = photo
    project, copy = tmp_path / "work.ora", tmp_path / "copy.jpg"
    document = Document(read_picture(picture))
    adjustments = (Tone("t", (0.1, 0.2, 0.1), (0.8, 0.9, 0.7)), Frame("f", 60.0, 45.0, 100.0, 70.0))
    document.state = replace(document.state, adjustments=adjustments)
    save_project(document, project)
    save_picture(document.picture, (), copy, SaveOptions(), adjustments)
    call = ("verify", picture, copy, "--mask", mask, "--project", project)
    assert run(*call) == 2
    out = capsys.readouterr().out
    assert out.startswith("CANNOT BE PROVED for a JPEG (lossy) copy")
    assert "Save as PNG, TIFF or WebP to prove it." in out
    assert run(*call, "--json") == 2
    printed = json.loads(capsys.readouterr().out)
    assert (printed["untouched"], printed["provable"], printed["encoded_anew_as"]) == (False, False, "JPEG")
    half = pixels_of(copy).copy()
    half[:, 50:] = 0
    Image.fromarray(half).save(copy)
    assert run(*call) == 1
    assert capsys.readouterr().out.startswith("NO: ")


def test_formats_are_printed_without_docstrings_and_asserts_too():
    outputs = [
        subprocess.run([sys.executable, *flags, "-m", "inpaint_studio", "formats"], capture_output=True, check=True)
        for flags in ((), ("-OO",))
    ]
    assert outputs[0].stdout == outputs[1].stdout
    assert b"TIFF" in outputs[1].stdout


def test_evaluate_measures_and_writes_a_table(tmp_path, capsys):
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    noise = np.random.default_rng(0).integers(0, 255, (2, 16, 16, 3), dtype=np.uint8)
    for number, coarse in enumerate(noise):
        Image.fromarray(coarse).resize((128, 128), Image.Resampling.BICUBIC).save(pictures / f"{number}.png")
    call = ("evaluate", "--pictures", pictures, "--methods", "membrane", "--kinds", "scratch,blob")
    assert run(*call, "--output", tmp_path / "out") == 0
    assert "membrane" in capsys.readouterr().out
    assert json.loads((tmp_path / "out" / "evaluation.json").read_text())
    assert (tmp_path / "out" / "evaluation.md").exists()


@pytest.mark.parametrize("name", ["old-couple.png", "old-portrait.png"])
def test_a_sample_is_repaired_by_the_shipped_checkpoint(name, tmp_path):
    picture, mask = (
        tmp_path / name,
        tmp_path / "mask.png",
    )  # the part of it where most is marked: a whole one takes 20 s
    with Image.open(resource(f"samples/{name[:-4]}.mask.png")) as whole:
        marked = np.asarray(whole.convert("L")).astype(float)
    y, x = np.unravel_index(ndimage.uniform_filter(marked, 300, mode="constant").argmax(), marked.shape)
    left, top = (min(max(0, at - 150), side - 300) for at, side in ((x, marked.shape[1]), (y, marked.shape[0])))
    for source, target in ((resource(f"samples/{name}"), picture), (resource(f"samples/{name[:-4]}.mask.png"), mask)):
        with Image.open(source) as whole:
            whole.crop((left, top, left + 300, top + 300)).save(target)
    output, report = tmp_path / "out.png", tmp_path / "report.json"
    assert run("fill", picture, "--mask", mask, "--output", output, "--report", report) == 0
    hole = pixels_of(mask)[..., 0] > 0
    old, new = pixels_of(picture), pixels_of(output)
    assert (old[~hole] == new[~hole]).all()
    assert (old[hole] != new[hole]).any(axis=-1).mean() > 0.5
    result = json.loads(report.read_text())
    assert result["painted_pixels"] == hole.sum()
    assert any(fill["checkpoint"] for fill in result["fills"])


def test_a_folder_goes_on_after_a_bad_file_and_says_so(photo, tmp_path, capsys):
    picture, mask = photo
    pictures, masks, output = tmp_path / "pictures", tmp_path / "masks", tmp_path / "out"
    pictures.mkdir()
    masks.mkdir()
    for name in ("a", "b", "c", "d"):
        shutil.copy(picture, pictures / f"{name}.png")
        shutil.copy(mask, masks / f"{name}.png")
    (pictures / "b.png").write_bytes(b"this is no picture")
    (masks / "d.png").unlink()
    report = tmp_path / "report.json"
    call = ("fill", pictures, "--mask", masks, "--output", output, "--method", "membrane", "--report", report)
    assert run(*call) == 1
    assert sorted(path.name for path in output.iterdir()) == ["a.png", "c.png"]
    messages = capsys.readouterr()
    assert "2 of 4 pictures were filled." in messages.out
    assert "b.png" in messages.err
    assert "There is no mask called d" in messages.err
    assert {entry["picture"][-5:]: "error" in entry for entry in json.loads(report.read_text())} == {
        "a.png": False,
        "b.png": True,
        "c.png": False,
        "d.png": True,
    }


@pytest.fixture
def folders(photo, tmp_path):
    """A folder with two pictures, a folder with their masks, and one for the output that is not there yet."""
    picture, mask = photo
    pictures, masks = tmp_path / "pictures", tmp_path / "masks"
    pictures.mkdir()
    masks.mkdir()
    for name in ("a", "b"):
        shutil.copy(picture, pictures / f"{name}.png")
        shutil.copy(mask, masks / f"{name}.png")
    return pictures, masks, tmp_path / "out"


def test_a_folder_of_originals_or_masks_is_not_written_over(folders, capsys):
    pictures, masks, output = folders
    call = ("fill", pictures, "--mask", masks, "--method", "membrane", "--output")
    files = {path: path.read_bytes() for folder in (pictures, masks) for path in folder.iterdir()}
    for more in ((pictures,), (masks,), *((output, "--report", path) for path in (*files, output / "b.png"))):
        assert run(*call, *more) == 2
        one_sentence(capsys)
        assert {path: path.read_bytes() for folder in (pictures, masks) for path in folder.iterdir()} == files
        assert not output.exists()


def test_of_two_masks_the_one_that_says_so_is_taken(folders):
    pictures, masks, output = folders
    empty = Image.new("L", (120, 90))
    empty.save(masks / "a.mask.png")
    shutil.move(masks / "b.png", masks / "b.mask.png")
    empty.save(masks / "b.tif")
    report = output / "report.json"  # in a folder that the call itself makes
    call = ("fill", pictures, "--mask", masks, "--output", output, "--method", "membrane", "--report", report)
    assert run(*call) == 0
    assert [entry["mask"][-10:] for entry in json.loads(report.read_text())] == ["a.mask.png", "b.mask.png"]


def test_a_photo_without_a_mask_beside_others_with_masks_is_not_filled(photo, tmp_path, capsys):
    picture, mask = photo
    both, output = tmp_path / "scans", tmp_path / "out"
    both.mkdir()
    for name in ("a.png", "b.png", "c.png"):
        shutil.copy(picture, both / name)
    for name in ("a.mask.png", "c_mask.png"):
        shutil.copy(mask, both / name)
    (both / "._a.png").write_bytes(b"what a Mac leaves beside every file")
    assert run("fill", both, "--mask", both, "--output", output, "--method", "membrane") == 1
    assert sorted(path.name for path in output.iterdir()) == ["a.png", "c.png"]
    messages = capsys.readouterr()
    assert "2 of 3 pictures were filled." in messages.out
    assert "b.png: There is no mask called b" in messages.err


def test_one_mask_fills_a_folder_and_a_picture_of_another_size_fails_alone(folders, tmp_path, capsys):
    pictures, masks, output = folders
    Image.new("RGB", (50, 40)).save(pictures / "small.png")
    assert run("fill", pictures, "--mask", masks / "a.png", "--output", output, "--method", "membrane") == 1
    assert sorted(path.name for path in output.iterdir()) == ["a.png", "b.png"]
    assert "small.png: The mask a.png is 120 x 90 pixels" in capsys.readouterr().err


def test_two_pictures_of_one_name_become_two_files(folders, capsys):
    pictures, masks, output = folders
    with Image.open(pictures / "a.png") as image:
        image.quantize(32).save(pictures / "a.gif")
    assert run("fill", pictures, "--mask", masks, "--output", output, "--method", "membrane") == 0
    assert sorted(path.name for path in output.iterdir()) == ["a.gif.png", "a.png", "b.png"]
    assert "a.gif: Its result is a.gif.png, because a.png is that of a.png." in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_a_sentence(folders, tmp_path, capsys):
    pictures, masks, output = folders
    missing = tmp_path / "nowhere"
    for opened, masked in ((pictures, missing), (missing, masks)):
        assert run("fill", opened, "--mask", masked, "--output", output) == 1
        text = one_sentence(capsys)
        assert str(missing) in text
        assert "Errno" not in text
        assert not output.exists()


def test_a_report_that_cannot_be_written_is_told_before_any_filling(photo, folders, tmp_path, capsys):
    picture, mask = photo
    pictures, masks, output = folders
    for report in (tmp_path / "nowhere" / "report.json", tmp_path):
        for call in (
            (picture, "--mask", mask, "--output", tmp_path / "o.png"),
            (pictures, "--mask", masks, "--output", output),
        ):
            assert run("fill", *call, "--method", "membrane", "--report", report) == 1
            assert str(report) in one_sentence(capsys)
            assert not output.exists()
            assert not (tmp_path / "o.png").exists()


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="needs /dev/fd")
def test_a_report_can_go_down_a_pipe(photo, tmp_path):
    picture, mask = photo
    reading, writing = os.pipe()
    call = ("fill", picture, "--mask", mask, "--output", tmp_path / "out.png", "--method", "membrane")
    assert run(*call, "--report", f"/dev/fd/{writing}") == 0
    os.close(writing)
    with open(reading, "rb") as file:
        assert json.loads(file.read())["painted_pixels"] == 240


@pytest.mark.parametrize(
    "call",
    [
        ["fill", "photo.png"],
        ["fill", "photo.png", "--mask", "mask.png", "--output", "out.png", "--method", "magic"],
        ["fill", "photo.png", "--mask", "mask.png", "--output", "photo.png"],
        ["fill", "photo.png", "--mask", "mask.png", "--output", "."],
        ["fill", "photo.png", "--mask", "mask.png", "--output", "mask.png"],
        ["fill", "photo.png", "--mask", "mask.png", "--output", "out.png", "--report", "photo.png"],
        ["fill", "photo.png", "--mask", "mask.png", "--output", "out.png", "--report", "mask.png"],
        ["fill", "photo.png", "--mask", "mask.png", "--output", "out.png", "--report", "./out.png"],
        ["fill", "photo.png", "--mask", ".", "--output", "out.png"],
        ["train", ".", "--run", "run", "--preset", "gigantic"],
        ["train", ".", "--run", "run", "--images", "0"],
        ["--colour"],
    ],
)
def test_a_wrong_call_ends_with_2_and_leaves_everything(call, photo, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    try:
        code = main(call)
    except SystemExit as stop:
        code = stop.code
    assert code == 2
    assert "Traceback" not in capsys.readouterr().err
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_what_cannot_be_opened_is_a_sentence(photo, tmp_path, capsys):
    picture, mask = photo
    output = tmp_path / "out.png"
    Image.new("L", (60, 60)).save(tmp_path / "small.png")
    (tmp_path / "torn.png").write_bytes(picture.read_bytes()[:60])  # no pixel of it
    calls = [
        (tmp_path / "missing.png", mask),
        (tmp_path / "torn.png", mask),
        (picture, tmp_path / "small.png"),
        (picture, tmp_path / "no-mask.png"),
    ]
    for opened, masked in calls:
        assert run("fill", opened, "--mask", masked, "--output", output, "--method", "membrane") == 1
        one_sentence(capsys)
        assert not output.exists()


def test_a_checkpoint_that_is_none_is_a_sentence(photo, tmp_path, capsys):
    picture, mask = photo
    wrong = tmp_path / "wrong.safetensors"
    wrong.write_bytes(b"<!DOCTYPE html><html>not found</html>")
    call = ("fill", picture, "--mask", mask, "--output", tmp_path / "out.png", "--checkpoint")
    assert run(*call, wrong) == 1
    one_sentence(capsys)
    assert run(*call, "no-such-checkpoint") == 1
    assert "neither a file nor one of the shipped ones" in one_sentence(capsys)
    assert run("describe", wrong) == 1
    one_sentence(capsys)


def test_a_checkpoint_that_is_none_fails_a_folder_once(folders, tmp_path, capsys):
    pictures, masks, output = folders
    wrong = tmp_path / "wrong.safetensors"
    wrong.write_bytes(b"<!DOCTYPE html><html>not found</html>")
    before = wrong.read_bytes()
    call = ("fill", pictures, "--mask", masks, "--output", output, "--checkpoint", wrong)
    assert run(*call) == 1
    assert "wrong.safetensors" in one_sentence(capsys)
    assert run(*call, "--report", wrong) == 2
    assert wrong.read_bytes() == before
    assert not output.exists()


def test_describe_tells_about_the_shipped_checkpoint(capsys):
    assert run("describe", "standard", "--json") == 0
    output = json.loads(capsys.readouterr().out)
    assert output["images_seen"] > 0


def test_x11_libraries_are_asked_for_only_where_qt_needs_them(monkeypatch):
    def none_is_there(name):
        raise OSError(name)

    monkeypatch.setattr(window.ctypes, "CDLL", none_is_there)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    assert "libxcb-icccm.so.4" in window.missing_libraries()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert window.missing_libraries() == []


def test_without_a_display_the_fill_command_is_shown(monkeypatch, capsys):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert main([]) == 1
    assert "inpaint-studio fill PICTURE --mask MASK --output FILE" in capsys.readouterr().err


def test_a_mask_of_ones_fills_and_verify_reads_it_as_fill_did(photo, tmp_path, capsys):
    picture, mask = photo
    ones = tmp_path / "ones.png"
    Image.fromarray((pixels_of(mask)[..., 0] > 0).astype(np.uint8)).save(ones)
    output = tmp_path / "out.png"
    assert run("fill", picture, "--mask", ones, "--output", output, "--method", "membrane") == 0
    assert "photo.png: The mask's values of 0 and 1 were taken as keep and fill." in capsys.readouterr().err
    assert not (pixels_of(output)[44:48, 52:68, 0] > 200).any()
    assert run("verify", picture, output, "--mask", ones, "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["pixels_in_mask"] == 240
    assert any("keep and fill" in note for note in printed["notes"])


def test_a_mask_that_is_none_fills_nothing(photo, tmp_path, capsys):
    picture, _ = photo
    output, white = tmp_path / "out.png", tmp_path / "white.png"
    Image.new("L", (120, 90), 255).save(white)
    noise = np.random.default_rng(3).normal(110, 30, (90, 120))
    Image.fromarray(np.clip(noise, 0, 255).astype(np.uint8)).save(tmp_path / "other-photo.png")
    for mask in (white, tmp_path / "other-photo.png"):
        assert run("fill", picture, "--mask", mask, "--output", output, "--method", "membrane") == 1
        assert f"{mask.name} cannot be used as a mask: it " in one_sentence(capsys)
        assert not output.exists()


@pytest.mark.parametrize(
    ("output", "code"),
    [("nowhere/o.png", 1), ("o.gif", 2), ("o", 2), ("folder.png", 1), ("folder/", 1), ("o" * 300 + ".png", 1)],
)
def test_an_output_that_cannot_be_written_is_told_before_any_filling(
    output, code, photo, tmp_path, monkeypatch, capsys
):
    picture, mask = photo
    monkeypatch.setattr("inpaint_studio.work.repair.repair", lambda *_: pytest.fail("it was filled"))
    (tmp_path / "folder.png" / "photo.png").mkdir(parents=True)
    call = ("fill", picture, "--mask", mask, "--method", "membrane", "--output", f"{tmp_path}/{output}")
    assert run(*call) == code
    one_sentence(capsys)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_the_right_to_write_is_told_before_any_work(photo, tmp_path, capsys):
    picture, mask = photo
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    assert run("fill", picture, "--mask", mask, "--output", locked / "o.png") == 1
    assert "Permission denied" in one_sentence(capsys)
    assert run("evaluate", "--pictures", tmp_path, "--output", locked / "new") == 1
    assert "Permission denied" in one_sentence(capsys)


def test_an_output_folder_below_a_file_is_told_before_any_work(folders, tmp_path, monkeypatch, capsys):
    pictures, masks, _ = folders
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setattr("inpaint_studio.evaluation.bench.evaluate", lambda _: pytest.fail("it was evaluated"))
    monkeypatch.setattr("inpaint_studio.model.training.loop.train", lambda _: pytest.fail("it was trained"))
    for call in (
        ("fill", pictures, "--mask", masks, "--output"),
        ("evaluate", "--pictures", pictures, "--output"),
        ("train", pictures, "--run"),
    ):
        assert run(*call, tmp_path / "file" / "out") == 1
        assert "is a file" in one_sentence(capsys)


def test_a_picture_too_large_for_its_format_is_told_before_it_is_filled(tmp_path, capsys):
    wide = np.zeros((3, 16_384), np.uint8)
    Image.fromarray(wide).save(tmp_path / "wide.png")
    wide[1, 50:60] = 255
    Image.fromarray(wide).save(tmp_path / "mask.png")
    call = ("fill", tmp_path / "wide.png", "--mask", tmp_path / "mask.png", "--plan", "--output")
    assert run(*call, tmp_path / "out.webp") == 1
    messages = capsys.readouterr()
    assert messages.out == ""  # nothing was planned
    assert "WebP holds at most 16,383 pixels a side, and the picture is 16,384 x 3." in messages.err


@pytest.mark.skipif(sys.platform != "linux", reason="needs file names that are no text")
def test_an_evaluation_takes_names_that_are_no_text(tmp_path, capsys):
    (tmp_path / "pictures").mkdir()
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (16, 16, 3), dtype=np.uint8))
    noise.resize((128, 128), Image.Resampling.BICUBIC).save(tmp_path / "x.png")
    shutil.move(tmp_path / "x.png", os.fsencode(tmp_path) + b"/pictures/gr\xfc\xdfe.png")
    call = (
        "--pictures",
        tmp_path / "pictures",
        "--methods",
        "membrane",
        "--kinds",
        "blob",
        "--output",
        tmp_path / "out",
    )
    assert run("evaluate", *call) == 0
    assert json.loads((tmp_path / "out" / "evaluation.json").read_text())["rows"]


def test_verify_ends_with_2_where_nothing_could_be_compared(photo, tmp_path, capsys):
    picture, mask = photo
    (tmp_path / "torn.png").write_bytes(picture.read_bytes()[:200])
    Image.new("L", (120, 90), 255).save(tmp_path / "white.png")
    for result, marked in (
        (tmp_path / "torn.png", mask),
        (tmp_path / "missing.png", mask),
        (picture, tmp_path / "missing.png"),
        (picture, tmp_path / "white.png"),
    ):
        assert run("verify", picture, result, "--mask", marked) == 2
        one_sentence(capsys)
    Image.open(picture).resize((60, 45)).save(tmp_path / "small.png")
    assert run("verify", picture, tmp_path / "small.png", "--mask", mask) == 1
    assert capsys.readouterr().out.startswith("NO")
