"""A scanner's infrared in projects and journals: the picture opens again as it was opened."""

from pathlib import Path

import numpy as np
import pytest
import tifffile

from inpaint_studio.editing.document import Document
from inpaint_studio.files.infrared import NEVER
from inpaint_studio.files.memory.journal import Journal, restore
from inpaint_studio.files.memory.project import open_project, save_project
from inpaint_studio.files.reading import read_picture

from ..test_infrared import fill_of, scan, written

LAYOUTS = ("unspecified", "unassociated", "page", "file")


def in_layout(folder: Path, layout: str) -> tuple[Path, np.ndarray]:
    path = folder / "scan.tif"
    if layout != "file":
        return path, written(path, layout)
    colours, infrared = scan()
    tifffile.imwrite(path, colours, photometric="rgb")
    tifffile.imwrite(folder / "scan_ir.tif", infrared)
    return path, infrared


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_project_holds_it_even_where_the_scan_is_gone(tmp_path: Path, layout: str) -> None:
    path, infrared = in_layout(tmp_path, layout)
    project = tmp_path / "work.ora"
    save_project(Document(read_picture(path)), project)
    for file in tmp_path.glob("*.tif"):
        file.unlink()
    picture = open_project(project).picture
    assert picture.pixels.shape[2] == 3
    assert picture.infrared is not None
    assert np.array_equal(picture.infrared, infrared)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_journal_opens_the_scan_as_it_was_opened(tmp_path: Path, layout: str) -> None:
    path, infrared = in_layout(tmp_path, layout)
    journal = Journal.create(tmp_path / "journals", Document(read_picture(path)))
    journal.flush()
    journal.close()
    restored = restore(next((tmp_path / "journals").iterdir()))
    picture = restored.document.picture
    restored.journal.close()
    assert picture.infrared is not None
    assert np.array_equal(picture.infrared, infrared)


def test_what_was_opened_as_transparency_stays_transparency(tmp_path: Path) -> None:
    path, _ = in_layout(tmp_path, "unassociated")
    picture = read_picture(path, infrared=NEVER)
    fill = fill_of(picture)
    assert fill.pixels.shape[2] == 4
    journal = Journal.create(tmp_path / "journals", Document(picture))
    journal.flush()
    journal.close()
    restored = restore(next((tmp_path / "journals").iterdir()))
    restored.journal.close()
    assert restored.document.picture.has_alpha
    project = tmp_path / "work.ora"
    save_project(Document(picture), project)
    assert open_project(project).picture.has_alpha
