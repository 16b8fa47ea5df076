#!/usr/bin/env python3
"""Inpaint Studio for GIMP 3: fills the selection as a layer of its own, or edits the picture in the program's window.

Copy the folder `inpaint-studio` into GIMP's folder of plug-ins (Edit > Preferences > Folders > Plug-ins). Where the
program is not on the PATH, set the environment variable INPAINT_STUDIO to its command. Not tried, because no GIMP 3 was
at hand; each call was held against the reference of libgimp 3.0 and GEGL 0.4 on developer.gimp.org.
"""

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import gi

gi.require_version("Gimp", "3.0")
gi.require_version("Gegl", "0.4")
from gi.repository import Gegl, Gimp, Gio, GLib  # noqa: E402

CHANGED, UNCHANGED = 0, 3  # exit codes of `inpaint-studio --return`
FILL, EDIT = "plug-in-inpaint-studio-fill", "plug-in-inpaint-studio-edit"


class Failed(Exception):
    """A sentence for the person."""


def command():
    """The words that start the program."""
    return shlex.split(os.environ.get("INPAINT_STUDIO", "inpaint-studio"))


def run(words):
    """The exit code, and what was said on the way."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    try:
        ended = subprocess.run([*command(), *words], capture_output=True, text=True, errors="replace", env=environment)
    except OSError as error:
        raise Failed(f"{command()[0]} could not be started ({error}). Set INPAINT_STUDIO to its command.") from error
    return ended.returncode, ended.stderr.strip()


def export(image, path):
    """What is seen, as a file of the image's own precision."""
    if not Gimp.file_save(Gimp.RunMode.NONINTERACTIVE, image, Gio.File.new_for_path(str(path)), None):
        raise Failed(f"The picture could not be written to {path}.")


def write_mask(image, path):
    """The selection as a PGM, its values as they are: a picture would give them the curve of its colours.

    Returns whether anything is selected.
    """
    if Gimp.Selection.is_empty(image):
        return False
    width, height = image.get_width(), image.get_height()
    whole = Gegl.Rectangle.new(0, 0, width, height)
    values = bytes(image.get_selection().get_buffer().get(whole, 1.0, "Y u8", Gegl.AbyssPolicy.NONE))
    path.write_bytes(b"P5 %d %d 255\n" % (width, height) + values)
    return True


def add_layer(image, path, only_selected):
    """What is in a file as a layer above; only_selected: transparent where nothing is selected."""
    layer = Gimp.file_load_layer(Gimp.RunMode.NONINTERACTIVE, image, Gio.File.new_for_path(str(path)))
    if layer is None or (layer.get_width(), layer.get_height()) != (image.get_width(), image.get_height()):
        raise Failed("What came back is no picture of this size.")
    layer.set_name("Inpaint Studio")
    image.insert_layer(layer, None, 0)
    if only_selected:
        layer.add_mask(layer.create_mask(Gimp.AddMaskType.SELECTION))


def work(procedure, image):
    with tempfile.TemporaryDirectory(prefix="inpaint-studio-") as folder:
        picture, mask, output = (Path(folder) / name for name in ("picture.tif", "mask.pgm", "filled.tif"))
        export(image, picture)
        is_marked = write_mask(image, mask)
        if procedure.get_name() == FILL:
            if not is_marked:
                raise Failed("Select what is to be filled first.")
            code, errors = run(["fill", str(picture), "--mask", str(mask), "--output", str(output)])
            if code != 0:
                raise Failed(errors or "The selection could not be filled.")
            add_layer(image, output, True)
        else:
            marks = ["--mask", str(mask)] if is_marked else []
            code, errors = run(["--return", str(picture), "--host", "GIMP", *marks])
            if code not in (CHANGED, UNCHANGED):
                raise Failed(errors or "The picture could not be edited.")
            if code == CHANGED:
                add_layer(image, picture, False)


def procedure_run(procedure, run_mode, image, drawables, config, data):
    Gegl.init(None)
    image.undo_group_start()
    try:
        work(procedure, image)
    except Failed as failure:
        error = GLib.Error.new_literal(Gimp.PlugIn.error_quark(), str(failure), 0)
        return procedure.new_return_values(Gimp.PDBStatusType.EXECUTION_ERROR, error)
    finally:
        image.undo_group_end()
        Gimp.displays_flush()
    return procedure.new_return_values(Gimp.PDBStatusType.SUCCESS, GLib.Error())


class InpaintStudio(Gimp.PlugIn):
    def do_query_procedures(self):
        return [FILL, EDIT]

    def do_set_i18n(self, name):
        return False

    def do_create_procedure(self, name):
        procedure = Gimp.ImageProcedure.new(self, name, Gimp.PDBProcType.PLUGIN, procedure_run, None)
        procedure.set_image_types("RGB*, GRAY*")
        # With an image, whatever is selected of its layers; ALWAYS would be without an image as well.
        sensitive = Gimp.ProcedureSensitivityMask
        procedure.set_sensitivity_mask(sensitive.DRAWABLE | sensitive.DRAWABLES | sensitive.NO_DRAWABLES)
        label = "Fill the selection with Inpaint Studio" if name == FILL else "Edit in Inpaint Studio…"
        procedure.set_menu_label(label)
        procedure.add_menu_path("<Image>/Filters/Enhance/")
        procedure.set_documentation(label, "Runs the program Inpaint Studio on this machine; no network.", name)
        procedure.set_attribution("Inpaint Studio", "MIT", "2026")
        return procedure


Gimp.main(InpaintStudio.__gtype__, sys.argv)
