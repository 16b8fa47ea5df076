"""Plug-ins for other programs: what of them runs without those programs."""

import ast
import importlib.util
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.cli.parsing import window_parser
from inpaint_studio.editing.geometry import Size
from inpaint_studio.files.reading import read_mask

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


class _Buffer:
    def get(self, rect, scale, format, policy):
        assert (rect, scale, format) == ((0, 0, 6, 4), 1.0, "Y u8")
        return list(SELECTED.tobytes())  # an array of bytes is a list in some versions of PyGObject


SELECTED = np.array([[0, 255, 128, 0, 0, 1]] * 4, np.uint8)


@pytest.fixture
def gimp(monkeypatch):
    """GIMP's plug-in, and what it calls of libgimp in one record: names that are not there fail."""
    calls = []
    flags = types.SimpleNamespace(DRAWABLE=1, DRAWABLES=2, NO_DRAWABLES=4)
    image = types.SimpleNamespace(
        get_width=lambda: 6,
        get_height=lambda: 4,
        get_selection=lambda: types.SimpleNamespace(get_buffer=_Buffer),
        undo_group_start=lambda: calls.append("begin"),
        undo_group_end=lambda: calls.append("end"),
        insert_layer=lambda layer, parent, at: calls.append("layer"),
    )
    layer = types.SimpleNamespace(
        get_width=lambda: 6,
        get_height=lambda: 4,
        set_name=lambda name: None,
        create_mask=lambda kind: kind,
        add_mask=lambda mask: calls.append(mask),
    )
    modules = {
        "Gimp": types.SimpleNamespace(
            PlugIn=type("PlugIn", (), {"__gtype__": None, "error_quark": staticmethod(lambda: 7)}),
            main=lambda *_: None,
            RunMode=types.SimpleNamespace(NONINTERACTIVE=1),
            Selection=types.SimpleNamespace(is_empty=lambda _: False),
            AddMaskType=types.SimpleNamespace(SELECTION="of the selection"),
            PDBStatusType=types.SimpleNamespace(SUCCESS="success", EXECUTION_ERROR="error"),
            ProcedureSensitivityMask=flags,
            file_save=lambda mode, image, file, options: True,
            file_load_layer=lambda mode, image, file: layer,
            displays_flush=lambda: None,
        ),
        "Gegl": types.SimpleNamespace(
            init=lambda _: None,
            AbyssPolicy=types.SimpleNamespace(NONE=0),
            Rectangle=types.SimpleNamespace(new=lambda *sides: sides),
        ),
        "Gio": types.SimpleNamespace(File=types.SimpleNamespace(new_for_path=str)),
        "GLib": types.SimpleNamespace(
            Error=type("Error", (), {"new_literal": staticmethod(lambda quark, words, code: words)})
        ),
    }
    repository = types.ModuleType("gi.repository")
    vars(repository).update(modules)
    gi = types.ModuleType("gi")
    gi.require_version = lambda name, version: None
    monkeypatch.setitem(sys.modules, "gi", gi)
    monkeypatch.setitem(sys.modules, "gi.repository", repository)
    path = PLUGINS / "gimp" / "inpaint-studio" / "inpaint-studio.py"
    spec = importlib.util.spec_from_file_location("gimp_plugin", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module, image, calls


def _procedure(name):
    return types.SimpleNamespace(get_name=lambda: name, new_return_values=lambda status, error: (status, error))


def test_gimp_gives_the_values_of_the_selection_and_takes_a_layer(gimp, monkeypatch):
    module, image, calls = gimp
    masks = []

    def run(words):
        assert words[0] == "fill"
        masks.append(read_mask(Path(words[3]), Size(6, 4)).mask)
        return 0, ""

    monkeypatch.setattr(module, "run", run)
    status, _ = module.procedure_run(_procedure(module.FILL), 1, image, [], None, None)
    assert status == "success"
    assert (masks[0] == SELECTED).all()
    assert calls == ["begin", "layer", "of the selection", "end"]


def test_gimp_is_told_what_went_wrong(gimp, monkeypatch):
    module, image, calls = gimp
    monkeypatch.setattr(module, "run", lambda words: (1, "The disk is full."))
    assert module.procedure_run(_procedure(module.FILL), 1, image, [], None, None) == ("error", "The disk is full.")
    monkeypatch.setattr(module, "run", lambda words: (3, ""))  # edited in the window, and not changed
    assert module.procedure_run(_procedure(module.EDIT), 1, image, [], None, None)[0] == "success"
    assert "layer" not in calls
