"""Test holes over a folder, from the bench: the evaluator on a worker, its tables, sheets and files."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QStandardPaths, Qt
from pytestqt.qtbot import QtBot

from inpaint_studio.model.checkpoints.description import Description
from inpaint_studio.model.nets.config import GeneratorConfig
from inpaint_studio.ui.bench.folder import FolderDialog
from inpaint_studio.ui.bench.jobs import Contender

LONG = 120_000  # ms; a loaded machine took 40 s for one fill, and nothing here waits without need


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(tmp_path / "standard"))


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(3):
        rng = np.random.default_rng(number)
        coarse = Image.fromarray(rng.integers(0, 255, (4, 5, 3), np.uint8))
        coarse.resize((130, 110), Image.Resampling.BICUBIC).save(folder / f"{number}.png")
    (folder / "broken.png").write_bytes(b"no picture")
    return folder


@pytest.fixture
def net(tmp_path: Path) -> Path:
    import torch

    from inpaint_studio.model.checkpoints import checkpoint
    from inpaint_studio.model.nets.architectures import build

    torch.set_num_threads(1)
    torch.manual_seed(0)
    config = GeneratorConfig(channels=(4, 8, 8), middle=(1, 0), gate_channels=8, gate_blocks=1)
    made = build(config)
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.05)
    checkpoint.save(tmp_path / "00003000.safetensors", made.state_dict(), Description(config))
    return tmp_path / "00003000.safetensors"


@pytest.fixture
def dialog(qtbot: QtBot, net: Path) -> Iterator[FolderDialog]:
    contenders = [Contender(1, "my run · 3000", "generator", net), Contender(2, "Smooth", "membrane")]
    made = FolderDialog(contenders)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.shut_down()


def choose(dialog: FolderDialog, folder: Path, *kinds: str) -> None:
    dialog.folder.setText(str(folder))
    for kind, box in dialog._kinds.items():
        box.setChecked(kind in kinds)


def cells(table) -> list[list[str]]:
    return [
        [table.item(row, column).text() for column in range(table.columnCount())] for row in range(table.rowCount())
    ]


def test_a_folder_is_measured_shown_and_saved(
    dialog: FolderDialog, pictures: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    choose(dialog, pictures, "scratch", "text")
    assert not dialog.results.isVisible()
    dialog.go.click()
    assert dialog.stop.isEnabled()
    assert not dialog.go.isEnabled()
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=LONG)
    assert dialog.status.text() == "3 pictures were measured. 1 picture could not be measured; point here to see why."
    assert "broken.png" in dialog.status.toolTip()
    assert dialog.results.isVisible()
    dialog.save_json(tmp_path / "e.json")
    result = json.loads((tmp_path / "e.json").read_text())
    assert [dialog.results.kind.itemData(n) for n in range(dialog.results.kind.count())] == ["scratch", "text", "thin"]
    for kind in ("text", "scratch"):
        dialog.results.kind.setCurrentIndex(dialog.results.kind.findData(kind))
        rows = {row[0]: row for row in cells(dialog.results.means)}
        assert set(rows) == {"my run · 3000", "Smooth"}
        for name, row in rows.items():
            assert row[1] == "3"
            assert row[2] == f"{result['scores'][kind][name]['psnr']:.2f}"
        dialog.results.ours.setCurrentText("my run · 3000")
        ((other, holes, psnr, *_),) = cells(dialog.results.differences)
        difference = result["differences"][kind]["my run · 3000"]["Smooth"]["psnr"]
        assert (other, holes) == ("Smooth", "3")
        assert psnr == f"{difference['mean']:+.2f}  [{difference['low']:+.2f}, {difference['high']:+.2f}]"
        bold = dialog.results.differences.item(0, 2).font().bold()
        assert bold == (difference["low"] > 0 or difference["high"] < 0)
        assert dialog.results.sheet.pixmap().width() > 300
    dialog.save_sheet(tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.size == (dialog.results.sheet.pixmap().width(), dialog.results.sheet.pixmap().height())
    dialog.save_markdown(tmp_path / "e.md")
    assert "| my run · 3000 | 3 |" in (tmp_path / "e.md").read_text(encoding="utf-8")
    dialog.results.kind.setCurrentIndex(dialog.results.kind.findData("thin"))
    assert dialog.results.sheet.pixmap().isNull()
    assert not dialog.save_sheet_button.isEnabled()


def test_stopping_answers_at_once_and_going_on_measures_nothing_twice(
    dialog: FolderDialog, pictures: Path, qtbot: QtBot
) -> None:
    choose(dialog, pictures, "scratch", "blob")
    dialog.start()
    qtbot.waitUntil(lambda: dialog.progress.value() >= 2, timeout=LONG)
    dialog.stop.click()
    assert not dialog.is_running
    assert dialog.go.isEnabled()
    assert dialog.report is None
    assert dialog.status.text().startswith("Stopped.")
    seen = []
    take = dialog._take

    def noted(value: object) -> None:
        seen.append(value)
        take(value)

    dialog._take = noted  # type: ignore[method-assign]
    dialog.start()
    qtbot.waitUntil(lambda: dialog.report is not None and not dialog.is_running, timeout=LONG)
    assert sum(getattr(value, "from_cache", False) for value in seen) >= 2


def test_closing_it_stops_it(dialog: FolderDialog, pictures: Path, qtbot: QtBot) -> None:
    choose(dialog, pictures, "scratch", "blob")
    dialog.start()
    qtbot.waitUntil(lambda: dialog.progress.value() >= 1, timeout=LONG)
    dialog.close()
    assert not dialog.is_running
    assert dialog.report is None


@pytest.mark.parametrize("what", ["nowhere", "empty", "nothing chosen"])
def test_what_cannot_be_measured_is_one_sentence(
    dialog: FolderDialog, pictures: Path, qtbot: QtBot, tmp_path: Path, what: str
) -> None:
    (tmp_path / "empty").mkdir()
    choose(dialog, pictures if what == "nothing chosen" else tmp_path / what, "blob")
    if what == "nothing chosen":
        for row in range(dialog.methods.count()):
            dialog.methods.item(row).setCheckState(Qt.CheckState.Unchecked)
    dialog.start()
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=LONG)
    wanted = {
        "nowhere": "There is no folder",
        "empty": "There are no pictures in",
        "nothing chosen": "Choose a folder of pictures, a kind of hole, and something to compare.",
    }
    assert dialog.status.text().startswith(wanted[what])
    assert dialog.report is None
    assert dialog.go.isEnabled()
