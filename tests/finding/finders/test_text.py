"""The text finder, with the shipped detector: captions, dates, repeated marks, and pictures without text."""

import importlib.util
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from inpaint_studio.editing.findings import Finding, Review
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.finding.finder import Progress, View
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.finding.finders.text import TextOptions, finding_of, screen_colours
from inpaint_studio.finding.text.boxes import TextBox
from inpaint_studio.finding.text.lines import Line
from inpaint_studio.finding.text.search import FoundLine
from inpaint_studio.finding.text.strokes import Strokes

needs_onnxruntime = pytest.mark.skipif(
    importlib.util.find_spec("onnxruntime") is None, reason="onnxruntime, of the extra text, is not installed"
)
SIZE = Size(480, 360)


def photograph() -> Image.Image:
    rng = np.random.default_rng(11)
    rows, columns = np.mgrid[: SIZE.height, : SIZE.width]
    even = np.stack([90 + columns / 12, 110 - rows / 9, 80 + rows / 10], axis=2)
    return Image.fromarray((even + rng.normal(0, 4, even.shape)).clip(0, 255).astype(np.uint8))


def with_text(words: str, place: tuple[int, int], colour: tuple[int, int, int], letter: int) -> np.ndarray:
    image = photograph()
    ImageDraw.Draw(image).text(place, words, fill=colour, font=ImageFont.load_default(letter))
    return np.asarray(image)


def found(pixels: np.ndarray) -> list[Finding]:
    values = list(FINDERS["text"].find(View(pixels), TextOptions()))
    assert any(isinstance(value, Progress) for value in values)
    return [value for value in values if isinstance(value, Finding)]


@needs_onnxruntime
def test_a_caption_is_one_finding_of_its_strokes():
    pixels = with_text("Harbour 1987", (120, 150), (255, 255, 255), 34)
    (finding,) = Review(tuple(found(pixels))).accepted()
    truth = (pixels > 235).all(axis=2)
    assert finding.kind == "caption"
    assert finding.polarity == "lighter"
    assert (truth[finding.rect.slices] & (finding.mask > 127)).sum() > 0.95 * truth.sum()
    assert finding.area < 2.2 * truth.sum()


@needs_onnxruntime
def test_an_orange_date_in_the_corner_is_a_date_stamp():
    (finding,) = Review(tuple(found(with_text("12 24 '96", (370, 325), (255, 140, 40), 20)))).accepted()
    assert finding.kind == "date"


@needs_onnxruntime
def test_a_picture_without_text_has_no_findings_at_the_default():
    pixels = np.asarray(photograph())
    before = pixels.copy()
    assert Review(tuple(found(pixels))).proposed() == ()
    assert (pixels == before).all()


@needs_onnxruntime
def test_a_search_can_be_ended_after_any_tile():
    search = FINDERS["text"].find(View(np.asarray(photograph())), TextOptions(look_harder=True))
    assert isinstance(next(search), Progress)
    search.close()


def line_of(box: TextBox, is_repeated: bool = False, **how) -> FoundLine:
    rect = box.bounds(Rect.of_size(SIZE))
    mask = np.zeros((rect.height, rect.width), bool)
    mask[2:-2, ::3] = True
    values = {"colour": (1.0, 1.0, 1.0), "opacity": 1.0, "step": 0.5, "fit": 0.8, "unevenness": 0.03} | how
    return FoundLine(Line(box, Strokes(mask, **values), 0.95), rect, is_repeated)


def test_text_of_the_scene_is_proposed_but_not_suggested():
    crooked = line_of(TextBox(200, 100, 120, 24, 0.16, 0.95), colour=(0.45, 0.5, 0.4), unevenness=0.35)
    finding = finding_of(crooked, SIZE)
    assert (finding.kind, finding.is_suggested) == ("scene-text", False)
    assert "belongs to the scene" in finding.note


@pytest.mark.parametrize(("share", "kind"), [(1.0, "caption"), (0.1, "scene-text")])
def test_what_the_net_takes_for_writing_was_laid_over_and_the_rest_is_of_the_scene(share, kind):
    seen = line_of(TextBox(200, 100, 120, 24, 0.0, 0.95), colour=(0.45, 0.5, 0.4), unevenness=0.35)
    finding = finding_of(replace(seen, line=replace(seen.line, written=1.0, seen=share)), SIZE)
    assert (finding.kind, finding.is_suggested) == (kind, kind == "caption")


def test_a_letter_like_thing_that_the_net_does_not_take_for_writing_is_less_certain():
    thing = line_of(TextBox(200, 100, 100, 40, 0.0, 0.9), fit=0.4)
    lines = (replace(thing.line, written=share, seen=share) for share in (1.0, 0.4))
    sure, unsure = (finding_of(replace(thing, line=line), SIZE) for line in lines)
    assert sure.confidence > 0.5 > unsure.confidence


def test_a_repeated_line_is_a_mark_however_faint():
    faint = line_of(TextBox(200, 100, 120, 24, 0.5, 0.55), is_repeated=True, opacity=0.2, fit=0.1)
    finding = finding_of(faint, SIZE)
    assert (finding.kind, finding.is_suggested) == ("mark", True)
    assert finding.confidence >= 0.5


def test_where_no_strokes_stand_out_the_whole_box_is_marked_and_that_is_said():
    box = TextBox(200, 100, 120, 24, 0.0, 0.98)
    finding = finding_of(FoundLine(Line(box, None, 0.98), box.bounds(Rect.of_size(SIZE)), True), SIZE)
    assert finding.area == 120 * 24
    assert "the whole box is marked" in finding.note


@pytest.mark.parametrize(("dtype", "bands"), [(np.uint8, 1), (np.uint8, 4), (np.uint16, 3), (np.float32, 4)])
def test_pictures_of_every_depth_are_searched(dtype, bands):
    white = {np.uint8: 255, np.uint16: 65535, np.float32: 1.0}[dtype]
    colours = screen_colours(np.full((5, 7, bands), white, dtype))
    assert colours.shape == (5, 7, 3)
    assert (colours == 255).all()
