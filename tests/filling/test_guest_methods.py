"""A fill method of another package stands wherever ours stand; one that goes wrong is told of and harms nothing."""

import threading

import numpy as np
import pytest
from PIL import Image

from inpaint_studio import guests
from inpaint_studio.cli import main
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.methods import METHODS, method_of
from inpaint_studio.filling.request import FillError, FillRequest, FillResult
from inpaint_studio.sentence import Sentence

HOLE = Rect(30, 20, 16, 12)


def request(method: str, picture: Picture | None = None) -> FillRequest:
    mask = np.full((HOLE.height, HOLE.width), 255, np.uint8)
    mask[0, 0] = 0
    return FillRequest(picture or noise(), (), HOLE, mask, method)


def noise() -> Picture:
    return Picture(np.random.default_rng(0).integers(90, 110, (64, 80, 3), dtype=np.uint8))


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(device="cpu", threads=1)


def fill(engine: Engine, request: FillRequest) -> FillResult:
    *_, result = engine.fill(request)
    assert isinstance(result, FillResult)
    return result


def test_a_guest_fills_the_hole_and_nothing_else(install, engine):
    install("methods", toy="TOY")
    picture = noise()
    result = fill(engine, request("toy", picture))
    made = composite(picture, result.fills, picture.rect)
    changed = (made != picture.pixels).any(axis=2)
    assert changed.any()
    assert not np.delete(changed, np.r_[HOLE.y : HOLE.bottom], axis=0).any()
    assert (abs(made[HOLE.slices].astype(int)[1:] - 100) < 3).all()
    (recipe,) = [fill.recipe for fill in result.fills]
    assert (recipe.method, recipe.requested_method, recipe.checkpoint) == ("toy", "toy", None)
    assert result.notes == ()


def test_the_plan_foresees_what_a_guest_says_it_takes(install, engine):
    install("methods", toy="TOY")
    plan = engine.plan(request("toy"))
    assert plan.method == "toy"
    assert plan.seconds > engine.plan(request("membrane")).seconds


def test_a_guest_stands_in_the_command_line(install, tmp_path, capsys):
    install("methods", toy="TOY")
    picture, mask = noise().pixels, np.zeros((64, 80), np.uint8)
    mask[HOLE.slices] = 255
    names = [str(tmp_path / name) for name in ("picture.png", "mask.png", "out.png")]
    Image.fromarray(picture).save(names[0])
    Image.fromarray(mask).save(names[1])
    assert main(["fill", names[0], "--mask", names[1], "--output", names[2], "--method", "toy"]) == 0
    made = np.asarray(Image.open(names[2]))
    assert np.array_equal(made[mask == 0], picture[mask == 0])
    assert (abs(made[mask > 0].astype(int) - 100) < 3).all()
    with pytest.raises(SystemExit):
        main(["fill", names[0], "--mask", names[1], "--output", names[2], "--method", "gone"])
    assert "toy" in capsys.readouterr().err


def test_a_guest_is_told_apart_in_the_evaluator_by_its_version(install):
    from inpaint_studio.evaluation import rivals

    install("methods", toy="TOY")
    method = rivals.find("toy")
    assert "toy-guests-1.5" in method.key
    picture = noise().pixels
    mask = np.zeros(picture.shape[:2], np.uint8)
    mask[HOLE.slices] = 255
    assert (abs(method.fill(picture, mask)[mask > 0].astype(int) - 100) < 3).all()


@pytest.mark.parametrize(
    ("method", "message"),
    [
        ("RAISING", "raising, of the package toy-guests, failed: RuntimeError: the toy is broken."),
        ("CRASHING", "ended in the middle of its work."),
        ("READING", "failed: EOFError"),
        ("SMALL", "gave an answer that cannot be used"),
        ("UNKNOWN", "values that are not numbers"),
        ("TEXT", "failed: ValueError"),
        ("HUGE", "cannot be used"),
        ("NOTHING", "int is no Answer"),
    ],
)
def test_a_guest_that_goes_wrong_is_told_of_and_the_next_one_fills(install, engine, method, message):
    install("methods", **{method.lower(): method, "toy": "TOY"})
    document = Document(noise())
    document.mask[HOLE.slices] = 255
    before = document.composite().copy()
    with pytest.raises(FillError) as failure:
        fill(engine, request(method.lower(), document.picture))
    assert message in str(failure.value)
    assert isinstance(failure.value.args[0], Sentence)
    assert np.array_equal(document.composite(), before)
    assert document.fills == ()
    with pytest.raises(FillError):
        fill(engine, request(method.lower(), document.picture))  # another process, and as wrong
    assert fill(engine, request("toy", document.picture)).fills
    assert not [thread for thread in threading.enumerate() if thread.name == "guest"]


def test_a_guest_that_hangs_is_ended(install, engine, monkeypatch):
    install("methods", hanging="HANGING", toy="TOY")
    assert "hanging" in METHODS
    monkeypatch.setattr(guests, "LEAST_SECONDS", 0.5)
    with pytest.raises(FillError, match="hanging, of the package toy-guests, took far longer than it had foreseen"):
        fill(engine, request("hanging"))
    monkeypatch.undo()


def test_a_fill_by_a_guest_can_be_left_at_any_time(install, engine):
    install("methods", hanging="HANGING")
    steps = engine.fill(request("hanging"))
    next(steps)
    assert next(steps).stage == "exemplar"  # a moment to be stopped at
    steps.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "guest"]


def test_of_what_a_guest_paints_outside_the_hole_nothing_is_taken_and_it_is_said(install, engine):
    install("methods", outside="OUTSIDE")
    picture = noise()
    result = fill(engine, request("outside", picture))
    made = composite(picture, result.fills, picture.rect)
    made[HOLE.slices] = picture.pixels[HOLE.slices]
    assert np.array_equal(made, picture.pixels)
    (note,) = result.notes
    assert note.startswith("outside, of the package toy-guests, also changed what lies outside the hole")


def test_what_cannot_be_loaded_or_believed_is_left_out_with_its_reason(install):
    install("methods", absent="toy_guests:ABSENT", number="builtins:int", key="BAD_KEY", auto="TAKEN", toy="TOY")
    own = method_of("auto")
    assert list(METHODS)[-1] == "toy"
    assert set(METHODS.failures) == {"absent", "number", "key", "auto"}
    assert "AttributeError" in str(METHODS.failures["absent"])
    assert METHODS["auto"] is own
    assert "../../etc" not in METHODS


def test_a_method_that_is_not_there_is_a_sentence(engine):
    with pytest.raises(FillError, match="There is no fill method called 'gone'; there are auto, "):
        engine.plan(request("gone"))
