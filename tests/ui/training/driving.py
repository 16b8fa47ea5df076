"""The training dialog as a person drives it: photographs laid out, a run prepared, and what is waited for."""

from pathlib import Path

import numpy as np
from PIL import Image
from pytestqt.qtbot import QtBot
from scipy import ndimage

from inpaint_studio.ui.training.dialog import TrainingDialog

LONG = 120_000  # ms; the machines that run this are slow and shared, and nothing here waits without need

# Adam imports the whole of the compiler in order to be left out of it: a third of what so short a run costs.
TINY_RUN = """
import sys
import types
import torch
torch._dynamo = sys.modules["torch._dynamo"] = types.ModuleType("torch._dynamo")
torch._dynamo.disable = lambda function, *arguments, **named: function
torch._dynamo.graph_break = lambda: None
torch.set_num_threads(1)
from inpaint_studio import cli
from inpaint_studio.model.nets.config import PRESETS, GeneratorConfig
PRESETS["standard"] = GeneratorConfig(
    channels=(8, 8, 16), middle=(1, 0), gate_channels=8, down_blocks=(0, 1), up_blocks=(1, 0)
)
sys.exit(cli.main(sys.argv[1:]))
"""


def make_photographs(folder: Path) -> Path:
    (folder / "inner").mkdir(parents=True)
    rng = np.random.default_rng(0)
    for number in range(5):
        noise = ndimage.gaussian_filter(rng.random((112, 128, 3)), (6, 6, 0))
        pixels = (255 * (noise - noise.min()) / np.ptp(noise)).astype(np.uint8)
        Image.fromarray(pixels).save((folder if number else folder / "inner") / f"soft-{number}.png")
    (folder / "letter.txt").write_text("no picture")
    (folder / "cut.jpg").write_bytes(b"\xff\xd8\xff\xe0 and no more")
    return folder


def prepare(dialog: TrainingDialog, qtbot: QtBot, photographs: Path, run: Path, images: int) -> None:
    dialog.settings.run_folder.setText(str(run))
    dialog.choose_photographs(photographs)
    qtbot.waitUntil(lambda: "5 photographs" in dialog.settings.count_note.text(), timeout=LONG)
    dialog.settings.preset.setCurrentIndex(dialog.settings.preset.findData("standard"))
    dialog.settings.start_from.clear()  # the shipped checkpoint is no generator of TINY_RUN's preset
    dialog.settings.images.setValue(images)
    dialog.settings.batch.setValue(2)
    dialog.settings.crop.setCurrentIndex(dialog.settings.crop.findData(64))


def to_be_closed(dialog: TrainingDialog, qtbot: QtBot) -> None:
    """Close a dialog when the test ends. Where that failed while a run went on, closing would ask about the run, and
    the question would be waited for: the run is followed no longer first."""
    qtbot.addWidget(dialog, before_close_func=TrainingDialog.shut_down)


def until_ended(dialog: TrainingDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not dialog.is_training, timeout=LONG)


def until_shown(dialog: TrainingDialog, qtbot: QtBot) -> None:
    """Sheets of samples are read on a worker."""
    qtbot.waitUntil(lambda: dialog.view.progress_page.samples.sheet.pixels is not None, timeout=LONG)
