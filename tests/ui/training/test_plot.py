"""The curves of a training run: what is drawn, read, and laid beside another."""

from math import log10, nan

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from pytestqt.qtbot import QtBot

from inpaint_studio.ui.kit.pixels import array_of
from inpaint_studio.ui.training.curves import Curve
from inpaint_studio.ui.training.plot import ON_DARK, ON_LIGHT, CurvePanel, Plot


@pytest.fixture
def plot(qtbot: QtBot) -> Plot:
    made = Plot("Losses", logarithmic=True)
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    return made


def drawn(plot: Plot, name: str) -> list[tuple[float, float]]:
    x, y = plot._lines[name].getOriginalDataset()
    return list(zip(x.tolist(), y.tolist(), strict=True))


def test_points_are_drawn_where_they_belong(plot: Plot) -> None:
    assert plot.add(10, [("thin", 1.0), ("thick", 0.1)])
    assert not plot.add(20, [("thin", 0.01), ("thick", nan)])
    assert drawn(plot, "thin") == [(10, 0), (20, -2)]
    assert drawn(plot, "thick") == [(10, -1)], "a number that is none is no point"
    plot.grab()  # the range is settled when it is painted
    left, right = plot.viewRange()[0]
    assert left <= 10 < 20 <= right


def test_a_single_point_is_seen_and_a_long_curve_has_no_dots(plot: Plot) -> None:
    plot.add(256, [("thin", 0.5)])
    colour = plot.colour("thin")
    seen = array_of(plot.grab().toImage())[:, :, :3].astype(int)
    wanted = np.array((colour.red(), colour.green(), colour.blue()))
    assert (np.abs(seen - wanted).max(axis=2) < 12).sum() >= 6
    for x in range(257, 300):
        plot.add(x, [("thin", 0.5)])
    assert plot._lines["thin"].opts["symbol"] is None


def test_a_resumed_run_cuts_the_curve_back_to_where_it_goes_on(plot: Plot) -> None:
    for x in (10, 20, 30):
        plot.add(x, [("thin", 0.5)])
    plot.add(20, [("thin", 0.25)])
    assert drawn(plot, "thin") == [(10, log10(0.5)), (20, log10(0.25))]


def test_the_arrow_keys_read_the_values_of_what_is_shown(plot: Plot, qtbot: QtBot) -> None:
    plot.put(Curve("thin", x=[10, 20, 30], y=[0.5, 0.4, 0.3]))
    plot.put(Curve("thick", x=[10, 20, 30], y=[0.9, 0.8, 0.7]))
    plot.show_curve("thick", False)
    with qtbot.waitSignal(plot.read) as first:
        qtbot.keyClick(plot, Qt.Key.Key_Left)
    with qtbot.waitSignal(plot.read) as second:
        qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert (first.args, second.args) == ([30], [20])
    assert plot.values_at(20) == [("thin", 0.4)]
    assert plot._values.isVisible()
    assert "thin 0.4" in plot._values.toPlainText()
    assert "thick" not in plot._values.toPlainText()


def test_a_comparison_is_dashed_and_wears_the_colour_of_its_original(plot: Plot) -> None:
    plot.put(Curve("thin", x=[1, 2], y=[0.5, 0.4]))
    plot.put(Curve("thin · other run", dashed=True, x=[1, 2], y=[0.6, 0.5]))
    pens = [plot._lines[name].opts["pen"] for name in ("thin", "thin · other run")]
    assert pens[0].color() == pens[1].color()
    assert [pen.style() for pen in pens] == [Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine]
    plot.remove(["thin · other run"])
    assert [curve.name for curve in plot.curves] == ["thin"]


@pytest.mark.parametrize(("ground", "colours"), [("#202020", ON_DARK), ("#fafafa", ON_LIGHT)])
def test_curves_follow_the_theme(plot: Plot, ground: str, colours: tuple[str, ...]) -> None:
    plot.put(Curve("thin", x=[1, 2], y=[0.5, 0.4]))
    palette = QPalette(plot.palette())
    palette.setColor(QPalette.ColorRole.Base, QColor(ground))
    plot.setPalette(palette)
    assert plot._lines["thin"].opts["pen"].color() == QColor(colours[0])
    corner = plot.grab().toImage().pixelColor(3, 3)
    assert corner == QColor(ground)


def test_less_than_a_decade_still_has_numbers(plot: Plot) -> None:
    for low, high in ((-0.3, 0.02), (-4.0, 0.0), (-0.02, 0.01)):
        ((_, positions),) = plot.getAxis("left").tickValues(low, high, 300)
        assert 2 <= len(positions) <= 12
        assert all(low <= position <= high for position in positions)
        texts = plot.getAxis("left").tickStrings(positions, 1, 1)
        assert len(set(texts)) == len(texts)


def test_curves_can_be_switched_off_and_on(qtbot: QtBot) -> None:
    panel = CurvePanel("Losses", logarithmic=True)
    qtbot.addWidget(panel)
    panel.hide_at_first(["gradient"])
    panel.show()
    panel.add(1, [("thin", 0.5), ("gradient", 3.0)])
    assert [curve.shown for curve in panel.plot.curves] == [True, False]
    assert not panel.plot._lines["gradient"].isVisible()
    qtbot.mouseClick(panel._switches["gradient"], Qt.MouseButton.LeftButton)
    assert panel.plot._lines["gradient"].isVisible()
    panel.clear()
    assert panel.plot.curves == ()
    assert panel.plot._empty.isVisible()


def test_a_closed_plot_may_still_hear_of_a_theme(qtbot: QtBot) -> None:
    plot = Plot("Losses", logarithmic=True)
    plot.close()
    palette = QPalette(plot.palette())
    palette.setColor(QPalette.ColorRole.Base, QColor("#123456"))
    plot.setPalette(palette)  # raised from changeEvent, in whatever ran then
    assert plot.palette().color(QPalette.ColorRole.Base) == QColor("#123456")
    plot.deleteLater()


def test_without_values_there_is_a_sentence_and_no_numbers(plot: Plot) -> None:
    for _ in range(2):
        assert plot._empty.isVisible()
        assert plot._empty.text() == "No values yet. Curves appear here when a run has measured the first ones."
        assert not plot.getAxis("left").isVisible()
        assert not plot.getAxis("bottom").isVisible()
        plot.add(256, [("thin", nan)])
        assert plot._empty.isVisible(), "a number that is none is no value"
        plot.add(256, [("thin", 0.5)])
        assert not plot._empty.isVisible()
        assert plot.getAxis("left").isVisible()
        assert plot.getAxis("bottom").isVisible()
        plot.forget()


def test_the_axis_of_images_has_whole_numbers_where_there_is_one_value(qapp):
    axis = Plot("Losses").getAxis("bottom")
    ticks = [value for _, values in axis.tickValues(255.5, 256.5, 300) for value in values]
    assert ticks == [256.0]
