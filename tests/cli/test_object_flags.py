"""`inpaint-studio find` of an object that is pointed at."""

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.cli import main


@pytest.fixture
def call(tmp_path, capsys):
    """Calls find for a red square on blue, 60..140 across and 50..120 down; returns the exit status and its mask."""
    rng = np.random.default_rng(5)
    pixels = np.full((200, 300, 3), (40, 60, 170), np.int16)
    pixels[50:120, 60:140] = (210, 50, 40)
    pixels += rng.integers(-12, 13, pixels.shape, np.int16)
    Image.fromarray(pixels.astype(np.uint8)).save(tmp_path / "photo.png")

    def called(*arguments, picture="photo.png"):
        mask = tmp_path / "mask.png"
        mask.unlink(missing_ok=True)
        status = main(["find", str(tmp_path / picture), "--output", str(mask), "--margin", "0", *map(str, arguments)])
        return status, np.asarray(Image.open(mask)) > 0 if mask.exists() else None, capsys.readouterr()

    return called


def test_a_box_or_places_outline_an_object(call):
    truth = np.zeros((200, 300), np.bool_)
    truth[50:120, 60:140] = True
    for flags in (("--box", 50, 40, 100, 90), ("--at", 100, 85, "--not-at", 200, 85, "--kinds", "object")):
        status, mask, words = call(*flags, "--halo", 0)
        assert status == 0
        assert (mask & truth).sum() / (mask | truth).sum() > 0.95
        assert words.out.startswith("photo.png: 1 piece, ")
    _, wide, _ = call("--at", 100, 85, "--halo", 10)
    assert wide[42, 100]


def test_it_is_detected_beside_other_kinds(call, tmp_path):
    status, _, _ = call("--box", 50, 40, 100, 90, "--kinds", "damage,object", "--json")
    assert status == 0
    assert '"object"' in (tmp_path / "mask.findings.json").read_text()


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--kinds", "object"), "Point at an object by --box X Y W H or by --at X Y."),
        (("--not-at", 3, 3), "Point at an object"),
        (("--box", 0, 0, 0, 5), "--box is empty"),
        (("--box", 0, 0, 9, 9, "--halo", 101), "--halo is 101; it lies between 0 and 100 pixels."),
        (("--at", "nan", 3), "Places and boxes are numbers of pixels."),
        (("--halo", 3), "--halo is about an object"),
        (("--at", 3, 3, "--kinds", "damage"), "add object to --kinds"),
        (("--at", 3, 3, "--mobile-sam", "no.onnx", "no.onnx"), "no.onnx is not there any more."),
    ],
)
def test_wrong_calls_are_answered_by_a_sentence(call, flags, words):
    status, mask, message = call(*flags)
    assert status == 2
    assert mask is None
    assert words in message.err


def test_a_place_outside_the_picture_and_a_folder_are_refused(call, tmp_path):
    status, mask, message = call("--at", 300, 10)
    assert (status, mask) == (1, None)
    assert "outside the picture, which has 300 × 200 pixels" in message.err
    status, mask, message = call("--at", 3, 3, picture=".")
    assert status == 2
    assert "PICTURE is a folder" in message.err
