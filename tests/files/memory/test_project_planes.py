"""A project of a stack holds what is laid on every plane, and not the planes."""

import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.adjustments import Frame
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.findings import Finding, Review
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.guidance import Guidance, Guide
from inpaint_studio.editing.history import History, RunStep, Step, fill_step, mask_step
from inpaint_studio.editing.stack import Stack
from inpaint_studio.editing.state import FillSettings, NamedMasks, State
from inpaint_studio.files.errors import ChangedOnDisk, PictureError, SaveError
from inpaint_studio.files.memory import project_layers, project_planes
from inpaint_studio.files.memory.project import open_project, save_project
from inpaint_studio.files.stacks.opening import open_planes

RECT = Rect(20, 10, 12, 8)


@pytest.fixture
def clip(tmp_path: Path, samples: Callable) -> Path:
    folder = tmp_path / "films" / "clip"
    folder.mkdir(parents=True)
    for number in range(5):
        Image.fromarray(samples(3, seed=number)).save(folder / f"frame_{number:03}.png")
    return folder


def mark(document: Document, plane: int, rect: Rect = RECT) -> Step:
    return mask_step(document.laid_on(plane), "Box", rect, np.full((rect.height, rect.width), 255, np.uint8))


@pytest.fixture
def document(clip: Path, fill_of: Callable) -> Document:
    """Fills on planes 1 to 3, marks on 0 and 2, a guide and a finding on 2, which was in view before 3."""
    planes = open_planes(clip)
    assert planes is not None
    stack = Stack(planes.picture(2), planes)
    document = Document.of(State(stack, (), NamedMasks(stack.size), History()))
    parts = []
    for plane in range(1, 4):
        laid = document.laid_on(plane)
        fill = replace(fill_of(laid.picture, RECT, plane), id=f"f{plane}", run="run")
        parts.append(fill_step(laid, (fill,), laid.mask[RECT.slices].copy(), RECT))
    document.commit(RunStep("Fill", tuple(parts)))
    document.commit(RunStep("Box", (mark(document, 0), mark(document, 2, Rect(1, 1, 3, 3)))))
    finding = Finding(RECT, np.full((RECT.height, RECT.width), 255, np.uint8), "dust", 0.9, "test")
    review = Review((finding,), {finding.identity: False})
    line = Guidance((Guide(((1.0, 2.0), (30.0, 20.0))),))
    document.lay(replace(document.state, guidance=line, review=review, settings=FillSettings("exemplar")))
    document.put_mask("sky", mark_array(document))
    document.turn_to(planes.picture(3))
    document.commit(mark(document, 3, Rect(0, 20, 4, 4)))
    document.undo()
    return document


def mark_array(document: Document) -> np.ndarray:
    mask = np.zeros((document.size.height, document.size.width), np.uint8)
    mask[5:9, 5:9] = 255
    return mask


def assert_same(one: Document, two: Document) -> None:
    assert one.plane == two.plane
    assert np.array_equal(one.picture.pixels, two.picture.pixels)
    assert np.array_equal(one.mask, two.mask)
    fills = [
        {plane: [fill.id for fill in of] for plane, of in state.filled_planes.items()}
        for state in (one.state, two.state)
    ]
    assert fills[0] == fills[1]
    for plane, of in one.state.filled_planes.items():
        for fill, other in zip(of, two.state.filled_planes[plane], strict=True):
            assert np.array_equal(fill.pixels, other.pixels)
            assert (fill.recipe.method, fill.run) == (other.recipe.method, other.run)
    assert one.state.elsewhere.keys() == two.state.elsewhere.keys()
    for plane, laid in one.state.elsewhere.items():
        other = two.state.on(plane)
        assert np.array_equal(laid.unpacked_mask(one.size), other.unpacked_mask(one.size))
        assert (laid.guidance, laid.review.decisions) == (other.guidance, other.review.decisions)
        assert len(laid.review.findings) == len(other.review.findings)
    assert one.state.settings == two.state.settings
    assert [*one.named_masks] == [*two.named_masks]


def test_everything_on_every_plane_comes_back_and_can_be_undone(document: Document, tmp_path: Path) -> None:
    save_project(document, tmp_path / "work.ora")
    again = open_project(tmp_path / "work.ora")
    assert_same(again, document)
    assert not again.is_modified
    assert len(again.state.stack) == 5
    document.redo()
    again.redo()
    assert_same(again, document)
    while document.undo() is not None:
        assert again.undo() is not None
        assert_same(again, document)
    assert again.undo() is None
    assert not again.state.filled_planes


def test_the_planes_are_not_in_it_and_other_programs_see_the_one_in_view(document: Document, tmp_path: Path) -> None:
    save_project(document, tmp_path / "work.ora")
    with zipfile.ZipFile(tmp_path / "work.ora") as archive:
        assert "inpaint-studio/original" not in archive.namelist()
        with archive.open("mergedimage.png") as member:
            assert np.array_equal(np.asarray(Image.open(member)), document.composite())
        assert b"fill-000.png" in archive.read("stack.xml")
        assert archive.namelist()[0] == "mimetype"


def test_programs_that_know_of_no_stacks_are_told_by_the_version(document: Document, tmp_path: Path) -> None:
    """They say that the project was made by a newer version, and so does this one of what comes after it."""
    save_project(document, tmp_path / "work.ora")
    with zipfile.ZipFile(tmp_path / "work.ora") as archive:
        facts = json.loads(archive.read("inpaint-studio/document.json"))
    assert facts["version"] == 2
    _with_facts(tmp_path / "work.ora", version=3)
    with pytest.raises(PictureError, match="made by a newer version"):
        open_project(tmp_path / "work.ora")


def _with_facts(path: Path, without: str = "", **changed: object) -> None:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist() if name != without}
    name = "inpaint-studio/document.json"
    members[name] = json.dumps({**json.loads(members[name]), **changed}).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)


def test_the_source_is_found_beside_the_project_or_where_it_was_and_no_other_is_taken(
    document: Document, clip: Path, tmp_path: Path
) -> None:
    project = tmp_path / "elsewhere" / "work.ora"
    project.parent.mkdir()
    save_project(document, project)
    beside = project.parent / "clip"
    shutil.move(clip, beside)
    assert open_project(project).state.stack.planes.path == beside
    (beside / "frame_001.png").write_bytes((beside / "frame_002.png").read_bytes())
    with pytest.raises(PictureError, match=r"clip is not what the project work\.ora was made of"):
        open_project(project)
    shutil.rmtree(beside)
    with pytest.raises(PictureError, match=r"belongs to clip, which is neither beside it nor at"):
        open_project(project)


def test_without_its_files_no_project_is_written(document: Document, clip: Path, tmp_path: Path) -> None:
    shutil.rmtree(clip)
    with pytest.raises(SaveError, match="could not be saved"):
        save_project(document, tmp_path / "work.ora")
    assert not (tmp_path / "work.ora").exists()


def test_a_project_that_another_program_wrote_is_not_replaced_whichever_plane_is_in_view(
    document: Document, tmp_path: Path
) -> None:
    save_project(document, tmp_path / "work.ora")
    document.turn_to(document.state.stack.picture(0))
    (tmp_path / "work.ora").write_bytes(b"of another program")
    with pytest.raises(ChangedOnDisk):
        save_project(document, tmp_path / "work.ora")


def test_a_history_that_leads_elsewhere_or_is_too_long_is_left_out(
    document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project_planes, "LARGEST_HISTORY", 10)
    save_project(document, tmp_path / "short.ora")
    again = open_project(tmp_path / "short.ora")
    assert_same(again, document)
    assert not again.history.steps
    monkeypatch.setattr(project_planes, "LARGEST_HISTORY", project_layers.LARGEST_HISTORY)
    save_project(document, tmp_path / "work.ora")
    with zipfile.ZipFile(tmp_path / "work.ora") as archive:
        history = archive.read("inpaint-studio/history")
    document.commit(mark(document, 4))
    save_project(document, tmp_path / "more.ora")
    with zipfile.ZipFile(tmp_path / "more.ora") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(tmp_path / "mixed.ora", "w") as archive:
        for name, content in {**members, "inpaint-studio/history": history}.items():
            archive.writestr(name, content)
    again = open_project(tmp_path / "mixed.ora")
    assert_same(again, document)
    assert not again.history.steps


def test_adjustments_are_of_all_planes(document: Document, tmp_path: Path) -> None:
    frame = Frame("f", 20, 15, 30, 20)
    document.state = replace(document.state, adjustments=(frame,), history=History())
    save_project(document, tmp_path / "work.ora")
    assert open_project(tmp_path / "work.ora").adjustments == (frame,)


@pytest.mark.parametrize(
    ("without", "changed"),
    [
        ("inpaint-studio/planes", {}),
        ("", {"stack": {}}),
        ("", {"stack": None}),
        ("", {"plane": "x"}),
    ],
)
def test_a_project_without_a_part_is_refused_in_a_sentence(
    document: Document, tmp_path: Path, without: str, changed: dict
) -> None:
    save_project(document, tmp_path / "work.ora")
    _with_facts(tmp_path / "work.ora", without, **changed)
    with pytest.raises(PictureError, match="is damaged or incomplete"):
        open_project(tmp_path / "work.ora")


def test_what_was_laid_on_planes_that_are_not_there_is_refused(
    document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = {**document.state.elsewhere, 70: document.state.on(1)}
    document.state = replace(document.state, elsewhere=elsewhere, history=History())
    save_project(document, tmp_path / "work.ora")
    with pytest.raises(PictureError, match="is damaged or incomplete"):
        open_project(tmp_path / "work.ora")
