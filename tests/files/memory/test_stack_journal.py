"""What was made on any plane of a stack comes back after a crash, and the plane that was in view with it."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.findings import Finding, Review
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.guidance import Guidance, Guide
from inpaint_studio.editing.history import GuidanceChange, GuidanceStep, History, RunStep, Step, fill_step, mask_step
from inpaint_studio.editing.plane_state import with_plane
from inpaint_studio.editing.stack import Stack
from inpaint_studio.editing.state import FillSettings, NamedMasks, State
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.memory import journal as journal_module
from inpaint_studio.files.memory import records
from inpaint_studio.files.memory.abandoned import abandoned
from inpaint_studio.files.memory.journal import Journal, restore
from inpaint_studio.files.stacks.opening import open_planes

RECT = Rect(20, 10, 12, 8)
COUNT = 6


def make_clip(folder: Path, samples: Callable, count: int = COUNT) -> Path:
    folder.mkdir()
    for number in range(count):
        Image.fromarray(samples(3, seed=number)).save(folder / f"frame_{number:03}.png")
    return folder


@pytest.fixture
def clip(tmp_path: Path, samples: Callable) -> Path:
    return make_clip(tmp_path / "clip", samples)


def opened(path: Path, plane: int = 0) -> Document:
    planes = open_planes(path)
    assert planes is not None
    stack = Stack(planes.picture(plane), planes)
    return Document.of(State(stack, (), NamedMasks(stack.size), History()))


def turn(document: Document, plane: int) -> None:
    document.turn_to(document.state.stack.picture(plane))


def mark(document: Document, plane: int, rect: Rect = RECT) -> Step:
    return mask_step(document.laid_on(plane), "Box", rect, np.full((rect.height, rect.width), 255, np.uint8))


def filled_run(document: Document, planes: range, fill_of: Callable, name: str = "run") -> RunStep:
    parts = []
    for plane in planes:
        laid = document.laid_on(plane)
        fill = replace(fill_of(laid.picture, RECT, plane + 1), id=f"{name}-{plane}", run=name)
        parts.append(fill_step(laid, (fill,), laid.mask[RECT.slices].copy(), RECT))
    return RunStep("Fill", tuple(parts))


def fills_of(state: State) -> dict[int, list[tuple[str, str, bytes]]]:
    def facts(fill: Fill) -> tuple[str, str, bytes]:
        return fill.id, fill.run, fill.pixels.tobytes()

    return {plane: [facts(fill) for fill in fills] for plane, fills in state.filled_planes.items()}


def assert_same(one: Document, two: Document) -> None:
    assert one.plane == two.plane
    assert np.array_equal(one.picture.pixels, two.picture.pixels)
    assert np.array_equal(one.mask, two.mask)
    assert fills_of(one.state) == fills_of(two.state)
    assert set(one.state.elsewhere) == set(two.state.elsewhere)
    for plane, laid in one.state.elsewhere.items():
        other = two.state.on(plane)
        assert np.array_equal(laid.unpacked_mask(one.size), other.unpacked_mask(one.size))
        assert (laid.guidance, laid.review.decisions) == (other.guidance, other.review.decisions)
    assert [step.name for step in one.history.steps] == [step.name for step in two.history.steps]
    assert one.history.position == two.history.position


def work(document: Document, journal: Journal, fill_of: Callable) -> None:
    """On several planes: marks, a run of marks, a run of fills, guide lines, undo, and another plane in view."""

    def done(step: Step) -> None:
        document.commit(step)
        journal.follow(document)

    done(mark(document, 0))
    turn(document, 3)
    journal.follow(document)
    done(mark(document, 3, Rect(1, 2, 5, 5)))
    done(RunStep("Box", tuple(mark(document, plane) for plane in range(1, 5))))
    done(filled_run(document, range(1, 5), fill_of))
    line = Guidance((Guide(((1.0, 2.0), (30.0, 20.0))),))
    done(GuidanceStep("Guide", GuidanceChange(document.state.guidance, line), plane=3))
    done(filled_run(document, range(2, 4), fill_of, "again"))
    document.undo()
    journal.follow(document)
    turn(document, 5)
    journal.follow(document)
    done(mark(document, 0, Rect(0, 0, 4, 4)))


def test_everything_on_every_plane_comes_back_with_its_history(clip: Path, tmp_path: Path, fill_of: Callable) -> None:
    document = opened(clip, 1)
    journal = Journal.create(tmp_path / "journals", document)
    work(document, journal, fill_of)
    journal.close()
    (left,) = abandoned(tmp_path / "journals")
    assert left.picture == clip
    restored = restore(left.path)
    assert restored.lost is None
    assert_same(restored.document, document)
    while document.undo() is not None:
        assert restored.document.undo() is not None
        assert_same(restored.document, document)
    assert restored.document.undo() is None
    assert not restored.document.state.elsewhere
    for again in (document, restored.document):
        again.jump_to(99)
        turn(again, 2)
        again.commit(mark(again, 2, Rect(30, 20, 3, 3)))
    restored.journal.follow(restored.document)
    restored.journal.close()
    once_more = restore(left.path)
    assert_same(once_more.document, document)
    once_more.journal.discard()


def growing(document: Document, journal: Journal, fill_of: Callable, *, torn: bool = False) -> None:
    """Fills of a run as they come, with strokes on other planes and of a filled one, and an undo, between them."""

    def done(step: Step) -> None:
        document.commit(step)
        journal.follow(document)

    def fill(plane: int) -> None:
        step = filled_run(document, range(plane, plane + 1), fill_of)
        done(replace(step, run="run"))

    done(RunStep("Box", tuple(mark(document, plane) for plane in range(5))))
    for plane in (0, 1):
        fill(plane)
    done(mark(document, 5))
    fill(2)
    if torn:
        journal._is_torn = True  # the disk was full for a moment
    document.undo()
    journal.follow(document)
    fill(3)
    document.redo()
    journal.follow(document)
    done(mark(document, 4, Rect(0, 0, 3, 3)))
    fill(4)


def test_a_run_that_grows_comes_back_as_one_undo(clip: Path, tmp_path: Path, fill_of: Callable) -> None:
    document = opened(clip, 1)
    journal = Journal.create(tmp_path / "journals", document)
    growing(document, journal, fill_of)
    journal.flush()
    assert journal.holds(document)
    journal.close()
    (left,) = abandoned(tmp_path / "journals")
    restored = restore(left.path)
    assert [len(step.parts) for step in restored.document.history.steps] == [5, 4, 1, 1, 1]
    assert_same(restored.document, document)
    while document.undo() is not None:
        assert restored.document.undo() is not None
        assert_same(restored.document, document)
    contents = records.read(left.path)
    assert sum(record.facts["is"] == "snapshot" for record in contents.records) == 0
    restored.journal.discard()


def test_a_run_that_goes_on_after_a_failed_write_is_there_to_its_end(
    clip: Path, tmp_path: Path, fill_of: Callable
) -> None:
    document = opened(clip, 1)
    journal = Journal.create(tmp_path / "journals", document)
    growing(document, journal, fill_of, torn=True)
    journal.close()
    (left,) = abandoned(tmp_path / "journals")
    restored = restore(left.path)
    assert fills_of(restored.document.state) == fills_of(document.state)
    assert np.array_equal(restored.document.mask, document.mask)
    restored.journal.discard()


def test_settings_are_of_the_stack_and_guidance_is_of_its_plane(clip: Path, tmp_path: Path) -> None:
    document = opened(clip)
    journal = Journal.create(tmp_path / "journals", document)
    one, two = (Guidance((Guide(((1.0, float(at)), (30.0, 20.0))),)) for at in (2, 9))
    for plane, guidance, method in ((0, one, "exemplar"), (2, two, "auto"), (4, Guidance(), "auto")):
        turn(document, plane)
        document.lay(replace(document.state, guidance=guidance, settings=FillSettings(method)))
        journal.follow(document)
    journal.close()
    restored = restore(journal.path)
    state = restored.document.state
    assert (state.settings.method, state.guidance) == ("auto", Guidance())
    assert [state.on(plane).guidance for plane in (0, 2)] == [one, two]
    restored.journal.discard()


def test_findings_and_decisions_on_planes_that_are_not_in_view_come_back(clip: Path, tmp_path: Path) -> None:
    document = opened(clip)
    journal = Journal.create(tmp_path / "journals", document)
    finding = Finding(RECT, np.full((RECT.height, RECT.width), 255, np.uint8), "dust", 0.9, "test")
    for plane, accepted in ((2, True), (4, False), (2, False)):
        laid = replace(document.state.on(plane), review=Review((finding,), {finding.identity: accepted}))
        document.state = replace(document.state, elsewhere=with_plane(document.state.elsewhere, plane, laid))
        journal.follow(document)
    turn(document, 4)
    journal.follow(document)
    emptied = replace(document.state.on(2), review=Review())
    document.state = replace(document.state, elsewhere=with_plane(document.state.elsewhere, 2, emptied))
    journal.follow(document)
    journal.close()
    restored = restore(journal.path)
    assert [one.identity for one in restored.document.state.review.findings] == [finding.identity]
    assert not restored.document.state.elsewhere
    assert_same(restored.document, document)
    restored.journal.discard()


def test_a_snapshot_is_of_the_plane_that_was_in_view_whatever_was_before(clip: Path, tmp_path: Path) -> None:
    document = opened(clip)
    journal = Journal.create(tmp_path / "journals", document)
    turn(document, 3)
    journal.follow(document)
    turn(document, 0)
    document.commit(mark(document, 0))
    journal._is_torn = True  # as after a disk that was full
    journal.follow(document)
    journal.close()
    restored = restore(journal.path)
    assert restored.document.plane == 0
    assert restored.document.is_modified  # or closing it would not ask
    assert np.array_equal(restored.document.mask, document.mask)
    assert not restored.document.state.elsewhere
    restored.journal.discard()


def test_a_journal_that_begins_with_work_on_many_planes_holds_it(clip: Path, tmp_path: Path, fill_of: Callable) -> None:
    """As of a project that was opened."""
    document = opened(clip, 2)
    document.commit(RunStep("Box", tuple(mark(document, plane) for plane in range(1, 5))))
    document.commit(filled_run(document, range(1, 4), fill_of))
    journal = Journal.create(tmp_path / "journals", document)
    journal.close()
    restored = restore(journal.path)
    assert fills_of(restored.document.state) == fills_of(document.state)
    assert restored.document.has_unsaved_fills
    assert np.array_equal(restored.document.state.on(4).unpacked_mask(document.size), mark_of(document, 4))
    restored.journal.discard()


def mark_of(document: Document, plane: int) -> np.ndarray:
    return document.state.on(plane).unpacked_mask(document.size)


def test_work_on_a_stack_whose_plane_in_view_cannot_be_read_any_more_is_not_lost(
    clip: Path, tmp_path: Path, fill_of: Callable
) -> None:
    document = opened(clip)
    journal = Journal.create(tmp_path / "journals", document)
    work(document, journal, fill_of)
    journal.close()
    file = clip / "frame_005.png"
    stat = file.stat()
    file.write_bytes(bytes(stat.st_size))  # as a bad block leaves it
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    restored = restore(journal.path)
    assert restored.document.plane == 4
    assert np.array_equal(restored.document.picture.pixels, document.state.stack.picture(4).pixels)
    assert fills_of(restored.document.state) == fills_of(document.state)
    restored.journal.follow(restored.document)
    restored.journal.discard()


def test_a_frame_that_changed_meanwhile_is_not_painted_over(clip: Path, tmp_path: Path) -> None:
    document = opened(clip)
    journal = Journal.create(tmp_path / "journals", document)
    document.commit(mark(document, 2))
    journal.follow(document)
    journal.close()
    (clip / "frame_003.png").unlink()
    with pytest.raises(PictureError, match=r"frame_003\.png is gone"):
        restore(journal.path)
    assert abandoned(tmp_path / "journals")[0].steps == 1  # for when it is back


def test_programs_that_know_of_no_stacks_do_not_take_one_plane_for_the_whole(clip: Path, tmp_path: Path) -> None:
    journal = Journal.create(tmp_path / "journals", opened(clip))
    journal.close()
    opening = records.read(journal.path).records[0].facts
    assert opening["shape"][0] == COUNT
    assert len(opening["shape"]) == 4  # they compare it with three numbers


def test_a_run_of_many_planes_is_queued_and_nothing_of_it_copied(
    clip: Path, tmp_path: Path, fill_of: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "_MANY", COUNT - 1)
    document = opened(clip)
    journal = Journal.create(tmp_path / "journals", document)
    run = filled_run(document, range(COUNT), fill_of)
    document.commit(run)
    queued, at_once = [], []
    own = journal._records
    queue, append = own.queue, own.append
    monkeypatch.setattr(own, "queue", lambda batch: (queued.extend(batch), queue(batch)))
    monkeypatch.setattr(own, "append", lambda *record: (at_once.append(record), append(*record)))
    journal.follow(document)
    assert [(facts() if callable(facts) else facts)["is"] for facts, _ in queued] == ["fill"] * COUNT + ["step"]
    assert not at_once
    samples = [np.frombuffer(blobs[0], np.uint8) for _, blobs in queued[:-1]]
    for part, blob in zip(run.parts, samples, strict=True):
        assert np.shares_memory(part.after[-1].pixels, blob)
    document.commit(mark(document, 0))
    journal.follow(document)
    journal.close()
    restored = restore(journal.path)
    assert_same(restored.document, document)
    restored.journal.discard()


PAINTER = textwrap.dedent("""
    import sys
    from pathlib import Path
    import numpy as np
    from inpaint_studio.editing.document import Document
    from inpaint_studio.editing.fills import Fill, Recipe
    from inpaint_studio.editing.geometry import Rect
    from inpaint_studio.editing.history import History, RunStep, fill_step, mask_step
    from inpaint_studio.editing.stack import Stack
    from inpaint_studio.editing.state import NamedMasks, State
    from inpaint_studio.files.memory.journal import Journal
    from inpaint_studio.files.stacks.opening import open_planes

    planes = open_planes(sys.argv[1])
    stack = Stack(planes.picture(0), planes)
    document = Document.of(State(stack, (), NamedMasks(stack.size), History()))
    journal = Journal.create(Path(sys.argv[2]), document)
    count = len(planes.places)
    for number in range(2000):
        plane = number % count
        rect = Rect(number % 40, number % 27, 9, 9)
        if number % 5 == 4:
            document.turn_to(planes.picture(plane))
        samples = np.full((9, 9), 255, np.uint8)
        if number % 3 == 2:
            parts = []
            for at in range(count):
                laid = document.laid_on(at)
                fill = Fill(f"{number}-{at}", rect, np.full((9, 9, 3), number % 251, np.uint8), samples, Recipe("a"))
                parts.append(fill_step(laid, (fill,), laid.mask[rect.slices].copy(), rect))
            document.commit(RunStep("Fill", tuple(parts)))
        else:
            document.commit(mask_step(document.laid_on(plane), "Box", rect, samples))
        journal.follow(document)
        if number % 3 == 2:
            journal.flush()
        print(number, document.plane, flush=True)
""")


def _killed(folder: Path, after: int) -> tuple[int, int, Path]:
    """Runs a painter, kills it once it has told of step `after`: the last step it told of, the plane, its journal."""
    process = subprocess.Popen(
        [sys.executable, "-c", PAINTER, str(folder / "clip"), str(folder / "journals")],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])},
    )
    assert process.stdout is not None
    reported = plane = -1
    with process:
        while reported < after:
            reported, plane = map(int, process.stdout.readline().split())
        process.send_signal(signal.SIGKILL)
        for line in process.stdout:
            if line.endswith("\n"):
                reported, plane = map(int, line.split())
    return reported, plane, abandoned(folder / "journals")[0].path


def _assert_whole(reported: int, plane: int, path: Path) -> None:
    restored = restore(path)
    document = restored.document
    steps = document.history.steps
    assert reported + 1 <= len(steps) <= reported + 2  # it may have finished one more than it had time to tell of
    assert document.plane in (plane, (reported + 1) % COUNT)
    assert np.array_equal(document.picture.pixels, document.state.stack.picture(document.plane).pixels)
    runs = sum(isinstance(step, RunStep) for step in steps)
    assert {at: len(fills) for at, fills in document.state.filled_planes.items()} == (
        dict.fromkeys(range(COUNT), runs) if runs else {}
    )
    assert document.jump_to(0) is not None
    assert not document.state.filled_planes
    assert not document.mask.any()
    assert not document.state.elsewhere
    restored.journal.discard()


def test_a_killed_program_loses_nothing_on_any_plane(tmp_path: Path, samples: Callable) -> None:
    make_clip(tmp_path / "clip", samples)
    _assert_whole(*_killed(tmp_path, 11))


@pytest.mark.drill
@pytest.mark.timeout(1800)
def test_kills_at_many_moments_while_working_on_many_planes(tmp_path: Path, samples: Callable) -> None:
    make_clip(tmp_path / "clip", samples)
    for number in range(25):
        _assert_whole(*_killed(tmp_path, 3 * number % 47))
