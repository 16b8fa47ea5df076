"""Plug-ins for other programs: what of them runs without those programs."""

import ast
import importlib.util
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.cli.parsing import window_parser

PLUGINS = Path(__file__).resolve().parents[2] / "packaging" / "plugins"


@pytest.fixture
def pixels(monkeypatch):
    """Krita's module of pixels; it has PyQt5, which is not here."""
    gui = types.ModuleType("PyQt5.QtGui")
    gui.QImage = types.SimpleNamespace(Format_ARGB32="argb", Format_RGBA64="rgba64", Format_Grayscale8="grey")
    monkeypatch.setitem(sys.modules, "PyQt5", types.ModuleType("PyQt5"))
    monkeypatch.setitem(sys.modules, "PyQt5.QtGui", gui)
    spec = importlib.util.spec_from_file_location(
        "krita_pixels", PLUGINS / "krita" / "inpaint_studio_krita" / "pixels.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_sixteen_bits_change_the_order_of_their_colours_and_back(pixels):
    colours = np.random.default_rng(0).integers(0, 65536, (3, 5, 4)).astype("<u2")
    swapped = pixels._swapped(colours.tobytes())
    assert swapped == colours[:, :, [2, 1, 0, 3]].tobytes()
    assert pixels._swapped(swapped) == colours.tobytes()


@pytest.mark.parametrize(("sample", "kind"), [(1, "u1"), (2, "<u2")])
def test_grey_is_spread_over_three_colours_and_gathered(pixels, sample, kind):
    grey = np.random.default_rng(0).integers(0, 256**sample, (3, 5, 2)).astype(kind)
    spread = pixels._spread(grey.tobytes(), sample)
    assert spread == grey[:, :, [0, 0, 0, 1]].tobytes()
    assert pixels._gathered(spread, sample) == grey.tobytes()


def test_differences_are_where_bytes_differ(pixels):
    one = np.random.default_rng(0).integers(0, 256, (4, 24)).astype(np.uint8)
    other = one.copy()
    other[1, 5] ^= 7
    other[3, 0] ^= 1
    assert (np.frombuffer(pixels._differences(one.tobytes(), other.tobytes(), 24), np.uint8) != 0).nonzero()[
        0
    ].tolist() == [29, 72]


@pytest.mark.parametrize("path", sorted(PLUGINS.rglob("*.py")), ids=lambda path: path.name)
def test_a_plug_in_is_python_that_others_run(path):
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_their_calls_are_calls_of_the_program():
    arguments = window_parser().parse_args(["--return", "a.tif", "--host", "Krita", "--mask", "m.png"])
    assert (arguments.returns, arguments.host, arguments.mask) == ("a.tif", "Krita", "m.png")
