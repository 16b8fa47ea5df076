"""A fill method of another package stands wherever ours stand; one that goes wrong is told of and harms nothing."""

import json
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
from inpaint_studio.filling import guest_methods
from inpaint_studio.filling.costs import Rates
from inpaint_studio.filling.crops import Crop
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.method import Answer, Ask, GrainOptions, Method
from inpaint_studio.filling.methods import METHODS, method_of
from inpaint_studio.filling.request import FillError, FillRequest, FillResult
from inpaint_studio.guests import Guest
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


GUEST = Guest(guest_methods.GROUP, "odd", "odd-package", "2.0", guest_methods.__name__)
FACTS = guest_methods.describe(
    Method("odd", "Odd", "A tip", ("membrane", "exemplar"), Rates(0.5, 1e-7, 2e-8), lambda *_: iter(()))
)


def crop() -> Crop:
    pixels = noise().pixels[:12, :10]
    hole = np.zeros((12, 10), bool)
    hole[4:8, 3:7] = True
    return Crop(Rect(0, 0, 10, 12), pixels, pixels.astype(np.float32) / 255, hole)


def test_a_description_is_adopted_as_it_was_given():
    facts = {**FACTS, "generates": True, "source": True, "candidates": list(range(9)), "is_offered": False}
    method = guest_methods._adopted(GUEST, json.loads(json.dumps(facts)))
    assert (method.key, method.title, method.tip) == ("odd", "Odd", "A tip")
    assert method.cost == Rates(0.5, 1e-7, 2e-8)
    assert method.stages == ("membrane", "generator", "exemplar")
    assert (method.needs.generator, method.needs.source) == ("required", True)
    assert method.candidates == (0, 1, 2, 3)
    assert method.version == "odd-package-2.0"
    assert not method.is_offered


@pytest.mark.parametrize(
    "change",
    [
        {"key": "Odd"},
        {"key": "../odd"},
        {"key": ""},
        {"title": ""},
        {"title": "two\nlines"},
        {"tip": "x" * 200},
        {"rates": [0.1, -1, 0]},
        {"rates": [float("nan"), 0, 0]},
        {"rates": [0, 0, float("inf")]},
        {"rates": [0.1, "fast"]},
        {"candidates": ["first"]},
        {"options": [{"name": "grain"}]},
    ],
)
def test_a_description_that_cannot_be_believed_is_refused(change):
    with pytest.raises((ValueError, TypeError, KeyError)):
        guest_methods._adopted(GUEST, {**FACTS, **change})
    for left_out in change:
        with pytest.raises(KeyError):
            guest_methods._adopted(GUEST, {key: value for key, value in FACTS.items() if key != left_out})


@pytest.mark.parametrize(
    "method",
    [
        Method("odd", "Odd", "", ("membrane",), Rates(0, 0, 0)),
        Method("odd", "Odd", "", ("membrane", "exemplar"), lambda region: None, lambda *_: iter(())),
        "a method",
    ],
)
def test_what_is_no_method_of_another_package_is_said_in_the_helper(method):
    with pytest.raises(TypeError):
        guest_methods.describe(method)


def test_of_an_answer_the_hole_is_taken_within_what_colours_can_be():
    supplied = crop()
    made = supplied.colours.astype(np.float64)
    made[supplied.hole] = [-0.5, 0.25, 7.0]
    answer = guest_methods._checked(GUEST, ({"notes": ["a word", *["x" * 900] * 9]}, [made]), supplied, supplied.hole)
    assert answer.colours is not None
    assert (answer.colours[supplied.hole] == [0, 0.25, 1]).all()
    assert np.array_equal(answer.colours[~supplied.hole], supplied.colours[~supplied.hole])
    assert answer.notes == ("a word", *["x" * 200] * 3)


@pytest.mark.parametrize(("change", "is_said"), [(0.5 / 255, False), (2 / 255, True), (np.nan, True)])
def test_rounding_outside_the_hole_is_no_change(change, is_said):
    supplied = crop()
    made = supplied.colours.copy()
    made[0, 0] += np.float32(change)
    answer = guest_methods._checked(GUEST, ({}, [made]), supplied, supplied.hole)
    assert answer.colours is not None
    assert np.array_equal(answer.colours, supplied.colours)
    assert bool(answer.notes) is is_said


def test_a_guest_that_leaves_the_hole_leaves_it_and_may_say_why():
    supplied = crop()
    answer = guest_methods._checked(GUEST, ({"notes": ["There is nothing to copy."]}, []), supplied, supplied.hole)
    assert answer.colours is None
    assert answer.notes == ("There is nothing to copy.",)


def test_in_the_helper_a_method_gets_what_was_asked_and_its_last_value_is_the_answer(monkeypatch):
    requested = []

    def shade(crop, hole, ask):
        requested.append((crop, hole, ask))
        yield None
        yield Answer(None)
        yield Answer(np.where(hole[:, :, None], 0, crop.colours), notes=("done",))

    item = Method("odd", "Odd", "", ("membrane", "exemplar"), Rates(0, 0, 0), shade, options=GrainOptions)
    supplied = crop()
    lines = (((1.0, 2.0), (3.0, 4.0)), ((5.0, 6.0), (7.0, 8.0)))
    ask = Ask(
        supplied.hole, ~supplied.hole, 3, 0.5, 0.25, lines, (4, 4), is_thin=True, threads=2, options=GrainOptions(0.5)
    )

    def send(self, facts, arrays, expected_seconds, most_bytes):
        yield from guest_methods.work(item, json.loads(json.dumps(facts)), list(arrays))

    monkeypatch.setattr(Guest, "work", send)
    *steps, answer = guest_methods._fill(GUEST, "odd", Rates(0, 0, 0), supplied, supplied.hole, ask)
    assert steps == [None, None, None]  # points of cancellation
    assert answer is not None
    assert (answer.method, answer.is_guided, answer.notes) == ("odd", True, ("done",))
    assert not answer.colours[supplied.hole].any()
    ((seen, hole, got),) = requested
    assert tuple(seen.rect) == tuple(supplied.rect)
    assert np.array_equal(seen.colours, supplied.colours)
    assert np.array_equal(hole, supplied.hole)
    assert (got.seed, got.grain, got.guide, got.threads) == (3, 0.5, 0.25, 2)
    assert (got.lines, got.pieces_of, got.is_thin, got.options) == (lines, (4, 4), True, GrainOptions(0.5))
    assert np.array_equal(got.barred, ask.barred)
    assert np.array_equal(got.hidden, ask.hidden)
