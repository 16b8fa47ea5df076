"""Scans with infrared in the window: asked once, remembered by scanner, searched for dust, and saved back whole."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from inpaint_studio.files.origin import origin_of
from inpaint_studio.filling.request import FillResult
from inpaint_studio.filling.unblend.layers import divided

from ...finding.infrared_scans import film, squares

QUESTION = "looks like a scanner's infrared"


def scan(path: Path, kind: int, software: str | None = "VueScan 9 x64") -> np.ndarray:
    """Write an RGBI TIFF; returns its infrared."""
    pixels, infrared = film(0.15, (1.0, -2.0))
    whole = np.dstack([pixels, infrared])
    tifffile.imwrite(path, whole, photometric="rgb", extrasamples=[kind], compression="lzw", software=software or False)
    return infrared


def press(window, words):
    (button,) = (one for one in window.messages.findChildren(QPushButton) if one.text() == words and one.isVisible())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def open_again(window, settle, path):
    window.session.close_document()
    window.session.opening.open(path)
    settle(window)
    QApplication.processEvents()  # the question comes in the turn after the notes of opening


def picture(window):
    return window.session.document.picture


def find(window, settle):
    """By the entry of the menu."""
    (entry,) = (one for one in window.findChildren(QAction) if one.objectName() == "find_infrared")
    entry.trigger()
    settle(window)


def shown(window):
    return window.messages.text


@pytest.mark.parametrize("kind", [0, 2])
def test_dust_is_found_filled_and_a_copy_holds_the_same_infrared(open_window, settle, tmp_path, kind):
    path, copy = tmp_path / "scan.tif", tmp_path / "copy.tif"
    infrared = scan(path, kind)
    window = open_window(path)
    assert np.array_equal(picture(window).infrared, infrared)
    find(window, settle)
    assert window.session.review.accepted
    window.session.review.take()
    settle(window)
    mask = window.session.document.mask > 127
    assert mask[squares()].mean() > 0.9
    assert mask.sum() < 3 * squares().sum()  # soft edges and the margin of the review
    window.actions_by_name["fill"].trigger()
    settle(window)
    assert window.session.document.fills
    window.files.save_to(copy)
    settle(window)
    saved = tifffile.imread(copy)
    assert np.array_equal(saved[:, :, 3], infrared)
    assert not np.array_equal(saved[:, :, :3], tifffile.imread(path)[:, :, :3])


def test_the_question_is_asked_once_for_a_scanner(open_window, settle, tmp_path):
    path, other = tmp_path / "a.tif", tmp_path / "b.tif"
    scan(path, 2)
    scan(other, 2)
    window = open_window(path)
    assert QUESTION in shown(window)
    assert "VueScan 9 x64" in shown(window)
    press(window, "It is infrared")
    assert QUESTION not in shown(window)
    open_again(window, settle, path)
    assert QUESTION not in shown(window)
    assert picture(window).infrared is not None
    open_again(window, settle, other)
    assert QUESTION not in shown(window)
    assert not origin_of(picture(window)).infrared_is_guess


def test_what_is_transparency_is_opened_as_such_at_once_and_next_time(open_window, settle, tmp_path):
    path = tmp_path / "a.tif"
    scan(path, 2)
    window = open_window(path)
    assert picture(window).infrared is not None
    press(window, "It is transparency")
    settle(window)
    assert picture(window).infrared is None
    assert picture(window).has_alpha
    open_again(window, settle, path)
    assert picture(window).has_alpha
    assert QUESTION not in shown(window)


def test_a_file_that_names_no_scanner_is_asked_about_by_itself(open_window, settle, tmp_path):
    path, other = tmp_path / "a.tif", tmp_path / "b.tif"
    scan(path, 2, None)
    scan(other, 2, None)
    window = open_window(path)
    press(window, "It is transparency")
    settle(window)
    assert picture(window).has_alpha
    open_again(window, settle, other)
    assert QUESTION in shown(window)
    assert picture(window).infrared is not None


def test_a_grey_page_that_looks_like_infrared_is_asked_about_and_found_in(open_window, settle, tmp_path):
    path = tmp_path / "a.tif"
    pixels, infrared = film(0.15, (1.0, -2.0))
    with tifffile.TiffWriter(path) as file:
        file.write(pixels, photometric="rgb", software="Silver 9")
        file.write(infrared, photometric="minisblack")
    window = open_window(path)
    assert "Page 2 of a.tif looks like a scanner's infrared" in shown(window)
    assert "Silver 9" in shown(window)
    find(window, settle)
    assert {one.kind for one in window.session.review.accepted} == {"infrared"}
    press(window, "It is infrared")
    open_again(window, settle, path)
    assert "looks like" not in shown(window)
    assert np.array_equal(picture(window).infrared, infrared)


def test_a_grey_page_that_is_another_picture_stays_one(open_window, settle, tmp_path):
    path = tmp_path / "a.tif"
    pixels, infrared = film(0.15)
    with tifffile.TiffWriter(path) as file:
        file.write(pixels, photometric="rgb")
        file.write(infrared, photometric="minisblack")
    window = open_window(path)
    press(window, "It is another picture")
    settle(window)
    assert picture(window).infrared is None
    assert picture(window).pixels.shape == pixels.shape


def test_without_infrared_the_menu_entry_says_so_in_a_sentence(open_window, settle, picture_file):
    window = open_window(picture_file)
    before = window.session.document.mask.copy()
    find(window, settle)
    assert "no infrared" in shown(window)
    assert np.array_equal(window.session.document.mask, before)


def test_enter_brings_back_the_picture_under_dust_that_lets_light_through_and_fills_the_rest(
    open_window, settle, tmp_path
):
    path = tmp_path / "scan.tif"
    spots = tuple((y, x) for y in (40, 90, 140, 190) for x in (40, 95, 150, 205))
    pixels, infrared = film(0.15, (1.0, -2.0), noise=0.004, spots=spots)
    clean, _ = film(0.15, (1.0, -2.0), noise=0.004, spots=())
    opaque = (slice(190, 197), slice(205, 212))
    pixels[opaque], infrared[189:199, 207:214] = 500, 500
    whole = np.dstack([pixels, infrared])
    tifffile.imwrite(path, whole, photometric="rgb", extrasamples=[0], compression="lzw")
    window = open_window(path)
    fill_grey = window.session.filling.job

    def job(request):
        made = divided(request)  # as the engine does, which would take torch
        for value in fill_grey(made.request):
            is_last = isinstance(value, FillResult)
            yield replace(value, fills=(*made.fills, *value.fills)) if is_last else value

    window.session.filling.job = job
    find(window, settle)
    layered = [one for one in window.session.review.accepted if one.layer is not None]
    assert len(layered) >= 5
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    settle(window)
    document = window.session.document
    kinds = {fill.recipe.method for fill in document.fills}
    assert "unblend" in kinds
    assert len(kinds) > 1  # what is opaque was filled
    made = document.composite()
    for one in layered[:5]:
        before, after = (np.abs(of[one.rect.slices].astype(float) - clean[one.rect.slices]) for of in (pixels, made))
        assert after.mean() < before.mean() / 2
    assert np.array_equal(made[:20], pixels[:20])
    window.actions_by_name["undo"].trigger()
    settle(window)
    assert not window.session.document.fills
