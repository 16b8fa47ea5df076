"""Earlier runs: shown, compared, and deleted."""

import json
import os
from pathlib import Path

from pytestqt.qtbot import QtBot

from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.ui.training.dialog import TrainingDialog
from inpaint_studio.ui.training.run_folder import read_run

from .driving import until_shown


def test_an_earlier_run_is_shown_when_its_folder_is_chosen(
    dialog: TrainingDialog, qtbot: QtBot, first: Path, tmp_path: Path
) -> None:
    dialog.settings.run_folder.setText(str(tmp_path / "second"))
    dialog.look_at_run()
    assert not dialog.view.progress_page.losses.plot.curves
    dialog.runs.list.setCurrentItem(dialog.runs.list.topLevelItem(0))
    assert dialog.runs.list.topLevelItem(0).text(0) == "first"
    dialog.runs.compare.click()
    assert all(curve.dashed for curve in dialog.view.progress_page.losses.plot.curves)
    assert dialog.view.progress_page.losses.plot.curves
    dialog.runs.go_on.click()
    assert dialog.settings.run_folder.text() == str(first)
    assert dialog.settings.batch.value() == 2
    assert dialog.newest_checkpoint == first / "latest.safetensors"
    until_shown(dialog, qtbot)
    assert any(not curve.dashed and curve.x for curve in dialog.view.progress_page.losses.plot.curves)


def test_a_deleted_run_is_gone_and_the_others_stay(dialog: TrainingDialog, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "log.jsonl").write_text('{"report": "Started", "images_seen": 0, "images": 10}\n{"repo')
        os.utime(tmp_path / name / "log.jsonl", (0, 0))  # one written just now would be going on
    config = TrainingConfig(Path("/photos"), tmp_path / "one", images=10, thin=0.5).to_dict()
    (tmp_path / "one" / "state").mkdir()
    (tmp_path / "one" / "state" / "state.json").write_text(json.dumps({"config": config, "images_seen": 4}))
    dialog.runs.look_in(tmp_path)
    assert dialog.runs.list.topLevelItemCount() == 2
    names = [dialog.runs.list.topLevelItem(row).text(0) for row in range(2)]
    dialog.runs.list.setCurrentItem(dialog.runs.list.topLevelItem(names.index("one")))
    lines = dialog.runs.summary.toPlainText().splitlines()
    assert lines[0].startswith("0 snapshots, ")
    assert lines[1:] == ["photographs: /photos", f"run: {tmp_path / 'one'}", "images: 10", "thin: 0.5"]
    run = read_run(tmp_path / "one")
    assert run is not None
    dialog.runs.delete_run(run)
    assert not (tmp_path / "one").exists()
    assert (tmp_path / "two" / "log.jsonl").is_file()
    assert dialog.runs.list.topLevelItemCount() == 1
