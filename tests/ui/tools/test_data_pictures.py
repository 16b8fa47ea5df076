"""Tools on slices and tiles: what reads colours reads what the levels show; what copies, copies all bands' samples."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.document import jobs

from ... import phantoms

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def show(open_window, qtbot):
    def opened(picture: Picture):
        window = open_window()
        window.session.show(jobs.prepared(None, Document(picture)))
        qtbot.waitUntil(lambda: not window.session.levelling.is_busy)
        window.canvas.zoom_to(1.0)
        return window

    return opened


def slab(dtype: type = np.int16, bands: int = 1) -> Picture:
    """A square of 45 in one of -90 HU, with noise of the last bits; the same in every band, a hundred more each."""
    rng = np.random.default_rng(4)
    pixels = np.full((240, 320, bands), -90.0)
    pixels[50:120, 60:140] = 45
    pixels += rng.integers(-2, 3, (240, 320, 1)) + 100 * np.arange(bands)
    if dtype == np.uint16:
        pixels += 1024
    levels = Levels((0,), (float(pixels.min()),), (float(pixels[..., 0].max()),))
    return Picture(pixels.astype(dtype), "slab", bands=(Band("", "HU"),) * bands, levels=levels)


def square() -> np.ndarray:
    mask = np.zeros((240, 320), np.uint8)
    mask[50:120, 60:140] = 255
    return mask


def test_the_wand_sees_what_the_levels_show(show, settle, click):
    window = show(slab())
    window.set_tool("wand")
    window.settings.set(tolerance=32)
    click(window, 100, 80)
    settle(window)
    assert np.array_equal(window.session.document.mask, square())
    window.actions_by_name["undo"].trigger()
    settle(window)
    window.session.levelling.set(Levels((0,), (-3000.0,), (3000.0,)))  # the two look alike
    click(window, 100, 80)
    settle(window)
    assert window.session.document.mask.all()
    window.actions_by_name["undo"].trigger()  # or lines would be looked for in all of it
    settle(window)


def test_a_range_of_brightness_is_one_of_what_is_seen(show, settle, operate):
    window = show(slab())
    operate(window, "brightness", levels=(0.5, 1.0))
    assert np.array_equal(window.session.document.mask, square())


def test_a_mask_snaps_to_edges_that_the_levels_show(show, settle, drag, operate):
    window = show(slab())
    window.set_tool("rectangle")
    drag(window, (63, 53), (137, 117))
    settle(window)
    operate(window, "snap")
    snapped = window.session.document.mask >= 128
    assert (snapped != (square() > 0)).sum() < 80


def test_the_snapping_lasso_clings_to_edges_that_the_levels_show(show, settle, click):
    window = show(slab())
    window.set_tool("livewire")
    for x, y in ((61, 52), (138, 51), (139, 118), (61, 119)):
        click(window, x, y)
        settle(window)
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    settle(window)
    assert ((window.session.document.mask >= 128) != (square() > 0)).sum() < 400


def test_an_object_is_outlined_in_what_the_levels_show(show, qtbot, settle):
    window = show(slab())
    objects = window.session.objects
    from inpaint_studio.editing.geometry import Rect

    objects.point_box(Rect(50, 40, 100, 90), 0)
    qtbot.waitUntil(lambda: not objects.is_busy, timeout=60_000)
    assert objects.finding is not None
    assert abs(objects.finding.area - 80 * 70) < 800


@pytest.mark.parametrize(("dtype", "bands"), [(np.int16, 1), (np.uint16, 4), (np.float32, 2)])
def test_clone_copies_the_samples_of_every_band(show, settle, click, drag, dtype, bands):
    window = show(slab(dtype, bands))
    window.set_tool("clone")
    window.settings.set(radius=6, hardness=1.0)
    click(window, 100, 80, ALT)
    drag(window, (220, 180), (230, 180))
    settle(window)
    (fill,) = window.session.document.fills
    assert fill.pixels.dtype == dtype
    assert fill.pixels.shape[2] == bands
    pixels = window.session.document.picture.pixels
    at = fill.coverage == 255
    there = pixels[fill.rect.y - 100 : fill.rect.bottom - 100, fill.rect.x - 120 : fill.rect.right - 120]
    assert at.sum() > 100
    assert np.array_equal(fill.pixels[at], there[at])


@pytest.mark.parametrize(("dtype", "bands"), [(np.int16, 1), (np.uint16, 4)])
def test_heal_brings_texture_in_the_values_of_the_place(show, settle, click, drag, dtype, bands):
    picture = slab(dtype, bands)
    window = show(picture)
    window.set_tool("heal")
    window.settings.set(radius=6, hardness=1.0)
    click(window, 100, 80, ALT)
    drag(window, (220, 180), (230, 180))
    settle(window)
    (fill,) = window.session.document.fills
    at = fill.coverage == 255
    for band in range(bands):
        around = picture.pixels[150:210, 200:250, band].astype(float)
        assert abs(fill.pixels[at][:, band].astype(float).mean() - around.mean()) < 3
        assert fill.pixels[at][:, band].min() < (around.mean() + 3)


def test_nothing_is_copied_from_what_is_unknown(show, settle, click, drag):
    picture = phantoms.ct_slice(200)
    window = show(picture)
    window.set_tool("clone")
    window.settings.set(radius=8, hardness=1.0)
    click(window, 30, 22, ALT)  # half of the brush lies outside of the tube
    drag(window, (100, 100), (104, 100))
    settle(window)
    (fill,) = window.session.document.fills
    assert fill.coverage.any()
    assert fill.pixels[fill.coverage > 0].min() > -200


def test_the_clipboard_gets_what_is_seen_and_says_so(show, qtbot, settle):
    from PySide6.QtWidgets import QApplication

    from inpaint_studio.ui.kit.pixels import array_of

    picture = phantoms.tile(150, 120)
    window = show(picture)
    window.actions_by_name["copy_picture"].trigger()
    settle(window)
    qtbot.waitUntil(lambda: "as it is seen" in window.messages.text)
    seen = array_of(QApplication.clipboard().image())[:, :, :3]
    assert np.array_equal(seen, picture.levels.shown(picture.pixels))


def test_methods_that_fill_data_are_offered_with_options_of_their_own(show, settle):
    window = show(slab())
    settle(window)
    methods, model = window.options.methods, window.options.methods.model()
    offered = {methods.itemData(row) for row in range(methods.count()) if model.item(row).isEnabled()}
    assert "auto" in offered
    assert "patchmatch" not in offered
    assert window.session.filling.settings_of("auto", window.session.document)["noise"] == 0
    controls = window.options.method_controls
    assert {"noise", "lines"} <= set(controls.options.__dataclass_fields__)
    window.session.show(jobs.prepared(None, Document(Picture(np.zeros((40, 50, 3), np.uint8), "photograph"))))
    settle(window)
    dim = {methods.itemData(row) for row in range(methods.count()) if not model.item(row).isEnabled()}
    assert dim == {"neighbours"}  # there are no other planes
    assert methods.view().isRowHidden(methods.findData("neighbours"))
    assert "grain" in window.options.method_controls.options.__dataclass_fields__


def test_a_method_for_photographs_gives_way_to_one_that_fills_data(show, settle):
    window = show(Picture(np.zeros((40, 50, 3), np.uint8), "photograph"))
    settle(window)
    methods = window.options.methods
    methods.setCurrentIndex(methods.findData("patchmatch"))
    window.session.show(jobs.prepared(None, Document(slab())))
    settle(window)
    assert window.options.method == "auto"
