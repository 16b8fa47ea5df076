"""The judge's choice among candidates, and the plan that comes before a fill."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from inpaint_studio.editing.fills import Fill, Recipe, composite
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.filling.request import FillError, FillProgress, FillRequest, FillResult
from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.checkpoints.description import Description
from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.config import GeneratorConfig
from inpaint_studio.model.nets.discriminator import Discriminator
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.jobs import Judged, Planned

CONTROL = Qt.KeyboardModifier.ControlModifier


def prefer_exemplar(request, fills) -> float:
    """A judge with a taste that can be told."""
    return 1.5 if request.method == "exemplar" else -2.0


def marked(window) -> list[int]:
    """The numbers of the cards that bear the star."""
    cards = window.candidates.findChildren(QToolButton)
    return [card.property("number") for card in cards if "★" in card.text()]


@pytest.fixture
def heard() -> list[str]:
    """What the person is told of while candidates are made."""
    return []


@pytest.fixture
def offered(open_window, picture_file, grey_engine, drag, settle, heard):
    def offer(engine=grey_engine, **judge):
        window = open_window(picture_file, engine, **judge)
        window.session.message.connect(lambda level, text: heard.append(text))
        drag(window, (60, 60), (120, 60))
        QTest.keyClick(window.canvas, Qt.Key.Key_Return, CONTROL)
        settle(window)
        return window

    return offer


def test_the_judges_choice_is_marked_for_eyes_and_ears(offered):
    window = offered(judge=prefer_exemplar)
    methods = [candidate.method for candidate in window.session.candidates.offered]
    best = methods.index("exemplar")
    assert marked(window) == [best]
    cards = {card.property("number"): card for card in window.candidates.findChildren(QToolButton)}
    assert cards[best].accessibleName().endswith("the judge's choice")
    assert "Judge's choice" in cards[best].toolTip()
    assert not any("judge" in cards[n].accessibleName() + cards[n].toolTip() for n in cards if n != best)
    QTest.keyClick(window.canvas, Qt.Key.Key_1)  # to look at another takes the mark from none
    assert marked(window) == [best]


def test_without_a_judge_nothing_is_marked(offered):
    window = offered()
    assert len(window.session.candidates.offered) >= 4
    assert marked(window) == []


def test_a_candidate_that_failed_is_not_judged(offered, grey_engine):
    def fails_once(request: FillRequest) -> Iterator[FillProgress | FillResult]:
        if request.method == "exemplar":
            raise FillError("There is no texture.")
        yield from grey_engine(request)

    judged = []

    def judge(request, fills) -> float:
        judged.append(request.method)
        return float(len(judged))

    window = offered(fails_once, judge=judge)
    assert "exemplar" not in judged
    assert marked(window) == [max(n for n, one in enumerate(window.session.candidates.offered) if one.is_ready)]


def test_a_judge_that_fails_is_told_and_the_candidates_stay(offered, heard):
    def judge(request, fills) -> float:
        if request.method == "exemplar":
            raise FillError("The judge is ill.")
        return 0.0

    window = offered(judge=judge)
    assert heard == ["The judge is ill."]
    assert marked(window) == []  # one of some would not be the best of all
    assert all(candidate.is_ready for candidate in window.session.candidates.offered)
    assert window.session.candidates.accept(1)


def test_one_result_is_not_compared(grey_engine):
    picture = Picture(np.zeros((8, 8, 3), np.uint8))
    request = FillRequest(picture, (), picture.rect, np.full((8, 8), 255, np.uint8))
    answers = list(jobs.fill_candidates([request], grey_engine, prefer_exemplar))
    assert not any(isinstance(value, Judged) for _, value in answers)


def test_the_engine_judges_by_the_discriminator_of_a_checkpoint(tmp_path):
    torch.set_num_threads(1)
    torch.manual_seed(0)
    config = GeneratorConfig(channels=(8, 8, 8), down_blocks=(1, 1), up_blocks=(1, 1), middle=(1,), gate_channels=8)
    with_judge, without = tmp_path / "judge.safetensors", tmp_path / "alone.safetensors"
    weights = build(config).state_dict()
    checkpoint.save(with_judge, weights, Description(config), Discriminator((4, 4, 4, 4)))
    checkpoint.save(without, weights, Description(config))
    picture = Picture(np.random.default_rng(0).integers(20, 235, (96, 128, 3), np.uint8))
    mask = np.zeros((96, 128), np.uint8)
    mask[40:60, 50:80] = 255

    def scores(path) -> list[float]:
        requests = [
            FillRequest(picture, (), picture.rect, mask.copy(), method, path) for method in ("membrane", "generator")
        ]
        answers = jobs.fill_candidates(requests, jobs.fill, jobs.judge)
        return [value.score for _, value in answers if isinstance(value, Judged)]

    ratings = scores(with_judge)
    assert len(set(ratings)) == 2
    assert np.isfinite(ratings).all()
    assert scores(without) == []


def test_a_copy_is_seen_over_the_tiles_of_the_generator(open_window, picture_file, drag, qtbot, settle):
    copied, tiled = 200, 100
    may_finish = threading.Event()

    def fill(request: FillRequest) -> Iterator[FillProgress | FillResult]:
        rect, mask = request.rect, request.mask
        tile = Rect(rect.x, rect.y, rect.width // 2, rect.height)
        for stage, part, level in (("membrane", rect, 10), ("generator", tile, tiled), ("exemplar", rect, copied)):
            pixels = np.full((part.height, part.width, 3), level, np.uint8)
            yield FillProgress(stage, part, pixels, mask[:, : part.width], 1, 3)
        assert may_finish.wait(20)
        yield FillResult((Fill("copy", rect, pixels, mask, Recipe("exemplar")),), 0.0)

    window = open_window(picture_file, fill)
    drag(window, (60, 60), (120, 60))
    window.session.filling.start()

    def level_at(x: int, y: int) -> set[int]:
        document, shown = window.session.document, window.session.display.fills
        return set(composite(document.picture, shown, Rect(x, y, 1, 1))[0, 0, :3].tolist())

    qtbot.waitUntil(lambda: level_at(110, 60) == {copied}, timeout=20_000)
    assert level_at(70, 60) == {copied}
    may_finish.set()
    settle(window)


def test_the_engine_plans_before_it_fills():
    jobs.engine()  # made; before, first looks come
    picture = Picture(np.full((64, 64, 3), 90, np.uint8))
    mask = np.zeros((64, 64), np.uint8)
    mask[20:30, 20:30] = 255
    first, second, *_ = jobs.fill(FillRequest(picture, (), picture.rect, mask, "membrane"))
    assert isinstance(first, Planned)
    assert first.regions == 1
    assert first.seconds > 0
    assert first.megabytes > 0
    assert isinstance(second, FillProgress)


def test_what_is_saved_or_opened_in_a_fill_gives_the_status_line_back(
    open_window, picture_file, grey_engine, slow_saving, drag, settle, qtbot, tmp_path
):
    may_finish = threading.Event()

    def fill(request: FillRequest) -> Iterator[Planned | FillProgress | FillResult]:
        first, result = grey_engine(request)
        yield first
        assert may_finish.wait(20)  # and says nothing meanwhile that would take the line back
        yield result

    window = open_window(picture_file, fill)
    drag(window, (60, 60), (120, 60))
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    filling = "Filling: first look · 1 / 2"
    qtbot.waitUntil(lambda: window.status.engine_text == filling)
    window.session.saving.save(tmp_path / "out.png")
    qtbot.waitUntil(lambda: bool(slow_saving.paths))
    assert "out.png" in window.status.engine_text
    slow_saving.may_finish.set()
    qtbot.waitUntil(lambda: window.status.engine_text == filling, timeout=20_000)
    with qtbot.waitSignal(window.session.opening.failed, timeout=20_000):
        window.open(tmp_path / "nothing.png")
        assert "nothing.png" in window.status.engine_text
    qtbot.waitUntil(lambda: window.status.engine_text == filling, timeout=20_000)
    may_finish.set()
    settle(window)
    assert len(window.session.document.fills) == 1
    assert "Filling" not in window.status.engine_text


@pytest.mark.parametrize("preset", ["krita", "gimp"])
def test_a_number_chooses_while_candidates_are_shown_and_does_the_presets_thing_otherwise(
    offered, drag, settle, preferences, preset
):
    preferences.shortcut_preset = preset
    window = offered()
    window.canvas.zoom_to(3.0)
    for painted_on in (False, True):  # which changes what is enabled, and used to give the key back to the preset
        if painted_on:
            drag(window, (200, 200), (220, 200))
            settle(window)
        assert window.session.candidates.offered
        for key, number in ((Qt.Key.Key_2, 1), (Qt.Key.Key_1, 0)):
            QTest.keyClick(window.canvas, key)
            assert window.session.candidates.shown == number
        assert window.canvas.scale == pytest.approx(3.0)
    assert window.actions_by_name["actual"].isEnabled()  # from the menu, and by its other keys
    QTest.keyClick(window.canvas, Qt.Key.Key_1, CONTROL)
    assert window.canvas.scale == pytest.approx(1.0)
    window.session.candidates.drop()
    window.canvas.zoom_to(3.0)
    QTest.keyClick(window.canvas, Qt.Key.Key_1)
    assert window.canvas.scale == pytest.approx(1.0)
