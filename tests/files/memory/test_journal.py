"""What was finished comes back, whatever happened to the program or the end of the journal."""

import errno
import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from weakref import ref

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.brush import Brush, Stroke
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.findings import Finding, Review, ReviewFilter
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.guidance import Guidance, Guide, Guides, SourceRegion
from inpaint_studio.editing.history import fill_step, fills_step
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.state import FillSettings
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.files.errors import ChangedOnDisk, PictureError
from inpaint_studio.files.memory import records
from inpaint_studio.files.memory.abandoned import abandoned, forget
from inpaint_studio.files.memory.finding_facts import pack as records_pack
from inpaint_studio.files.memory.histories import history_bytes, with_history
from inpaint_studio.files.memory.journal import Journal, restore
from inpaint_studio.files.memory.records import JournalBusy
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import save_picture


def stroke(document: Document, x: float, y: float) -> None:
    painted = Stroke(document.mask, Brush(6, 0.5))
    painted.begin(x, y)
    painted.extend(x + 15, y + 3)
    step = painted.finish()
    assert step is not None
    document.commit(step)


def same(one: Document, two: Document) -> bool:
    return (
        np.array_equal(one.mask, two.mask)
        and np.array_equal(one.composite(), two.composite())
        and [fill.id for fill in one.fills] == [fill.id for fill in two.fills]
        and [step.name for step in one.history.steps] == [step.name for step in two.history.steps]
        and one.history.position == two.history.position
    )


@pytest.fixture
def document(tmp_path: Path, smooth: Callable) -> Document:
    Image.fromarray(smooth(3)).save(tmp_path / "photo.png")
    return Document(read_picture(tmp_path / "photo.png"))


def work(document: Document, journal: Journal, fill_of: Callable) -> None:
    """Strokes, a fill, undo, another branch, a hidden fill: everything that a session does."""
    for x in (20, 60, 100):
        stroke(document, x, 40)
        journal.follow(document)
    fill = fill_of(document.picture, Rect(10, 30, 40, 20), 99)
    document.commit(fill_step(document, (fill,), document.mask[fill.rect.slices].copy(), fill.rect))
    journal.follow(document)
    document.undo()
    journal.follow(document)
    document.undo()
    journal.follow(document)
    document.redo()
    journal.follow(document)
    stroke(document, 30, 80)
    journal.follow(document)
    other = replace(fill_of(document.picture, Rect(70, 60, 9, 9), 5), id="b")
    document.commit(fills_step(document, (*document.fills, other), "Fill"))
    journal.follow(document)
    document.commit(fills_step(document, (replace(other, visible=False, strength=0.5),), "Hide"))
    journal.follow(document)


def test_everything_comes_back_with_its_history(tmp_path: Path, document: Document, fill_of: Callable) -> None:
    journal = Journal.create(tmp_path / "journals", document)
    work(document, journal, fill_of)
    journal.close()
    (journals,) = abandoned(tmp_path / "journals")
    assert journals.picture == tmp_path / "photo.png"
    restored = restore(journals.path)
    assert restored.lost is None
    assert same(restored.document, document)
    while document.undo() is not None:
        assert restored.document.undo() is not None
        assert np.array_equal(restored.document.mask, document.mask)
        assert np.array_equal(restored.document.composite(), document.composite())
    assert restored.document.undo() is None
    restored.journal.close()


def test_which_marks_a_fill_is_for_comes_back_in_journal_and_project(
    tmp_path: Path, document: Document, fill_of: Callable
) -> None:
    journal = Journal.create(tmp_path / "journals", document)
    for number in range(2):
        stroke(document, 20 + 30 * number, 40)
        journal.follow(document)
        (mark,) = document.history.steps[-1:]
        step = fill_step(document, (fill_of(document.picture),), document.mask, document.picture.rect, "Fill")
        document.commit(replace(step, marks=(ref(mark),)))
        journal.follow(document)
    journal.close()
    restored = restore(journal.path)
    again = with_history(document.state.stack, history_bytes(document.snapshot()))
    for one in (restored.document, again):
        steps = one.history.steps
        assert [step.name for step in steps] == ["Brush", "Fill", "Brush", "Fill"]
        assert [steps[1].marks[0](), steps[3].marks[0]()] == [steps[0], steps[2]]
    stroke(restored.document, 90, 80)
    restored.journal.follow(restored.document)
    restored.journal.close()
    twice = restore(journal.path)
    assert twice.document.history.steps[3].marks[0]() is twice.document.history.steps[2]
    twice.journal.close()


def test_work_goes_on_after_a_restore_and_is_kept_too(tmp_path: Path, document: Document, fill_of: Callable) -> None:
    journal = Journal.create(tmp_path, document)
    work(document, journal, fill_of)
    journal.close()
    first = restore(journal.path)
    first.document.undo()
    first.journal.follow(first.document)
    stroke(first.document, 90, 90)
    first.journal.follow(first.document)
    first.journal.close()
    second = restore(journal.path)
    assert same(second.document, first.document)
    second.journal.discard()
    assert abandoned(tmp_path) == []


def test_a_history_that_forgot_its_oldest_steps_comes_back(tmp_path: Path, smooth: Callable, fill_of: Callable) -> None:
    Image.fromarray(smooth(3)).save(tmp_path / "photo.png")
    document = Document(read_picture(tmp_path / "photo.png"), history_bytes=4000)
    journal = Journal.create(tmp_path, document)
    for i in range(12):
        stroke(document, 10 * i, 50)
        journal.follow(document)
    assert len(document.history.steps) < 12
    document.undo()
    journal.follow(document)
    stroke(document, 5, 5)
    journal.follow(document)
    journal.close()
    restored = restore(journal.path)
    assert np.array_equal(restored.document.mask, document.mask)
    restored.journal.close()


@pytest.mark.parametrize("history_bytes", [4000, 1 << 30])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("before", [0, 3])
def test_whatever_is_done_in_whatever_order_comes_back(
    tmp_path: Path, smooth: Callable, fill_of: Callable, history_bytes: int, seed: int, before: int
) -> None:
    """Random strokes, fills, hiding, undo, redo and jumps; a journal begun late; a history that forgets."""
    Image.fromarray(smooth(3)).save(tmp_path / "photo.png")
    document = Document(read_picture(tmp_path / "photo.png"), history_bytes)
    rng = np.random.default_rng(seed)
    for number in range(before):
        stroke(document, 10 + 30 * number, 100)
    document.undo()
    journal = Journal.create(tmp_path, document)
    for number in range(40):
        match int(rng.integers(0, 6)):
            case 0 | 1:
                stroke(document, float(number * 3.3), float(rng.integers(0, 120)))
            case 2:
                fill = replace(fill_of(document.picture, Rect(number, number, 9, 9), number), id=str(number))
                document.commit(fill_step(document, (fill,), document.mask[fill.rect.slices].copy(), fill.rect))
            case 3 if document.fills:
                changed = tuple(replace(fill, visible=not fill.visible) for fill in document.fills)
                document.commit(fills_step(document, changed, "Hide"))
            case 4:
                document.jump_to(int(rng.integers(0, len(document.history.steps) + 1)))
            case _:
                document.undo() if rng.random() < 0.6 else document.redo()
        if rng.random() < 0.9:  # now and then a call is missed
            journal.follow(document)
    journal.follow(document)
    journal.close()
    restored = restore(journal.path)
    assert np.array_equal(restored.document.mask, document.mask)
    assert np.array_equal(restored.document.composite(), document.composite())
    assert [fill.id for fill in restored.document.fills] == [fill.id for fill in document.fills]
    restored.document.undo()
    restored.journal.follow(restored.document)
    restored.journal.close()
    again = restore(journal.path)
    assert np.array_equal(again.document.mask, restored.document.mask)
    again.journal.close()


def test_steps_that_were_not_followed_one_by_one_are_not_lost(
    tmp_path: Path, document: Document, fill_of: Callable
) -> None:
    stroke(document, 10, 10)
    journal = Journal.create(tmp_path, document)
    document.undo()
    journal.follow(document)
    stroke(document, 50, 50)
    stroke(document, 80, 50)
    document.undo()
    document.undo()
    stroke(document, 90, 90)
    journal.follow(document)
    document.put_mask("sky", document.mask)
    journal.keep_named_mask("sky", document.mask)
    document.undo()
    journal.follow(document)
    journal.close()
    restored = restore(journal.path)
    assert np.array_equal(restored.document.mask, document.mask)
    assert np.array_equal(restored.document.named_masks["sky"], document.named_masks["sky"])
    restored.journal.close()


def test_a_torn_journal_gives_its_longest_valid_beginning(tmp_path: Path, document: Document) -> None:
    journal = Journal.create(tmp_path, document)
    masks, ends = [document.mask.copy()], [journal.path.stat().st_size]
    for x in (20, 60, 100):
        stroke(document, x, 40)
        journal.follow(document)
        masks.append(document.mask.copy())
        ends.append(journal.path.stat().st_size)
    journal.close()
    whole = journal.path.read_bytes()
    for cut in (ends[3] - 1, ends[2] + 3, ends[2], ends[1] + 1, ends[1]):
        journal.path.write_bytes(whole[:cut])
        finished = max(i for i, end in enumerate(ends) if end <= cut)
        restored = restore(journal.path)
        assert np.array_equal(restored.document.mask, masks[finished])
        assert (restored.lost is None) == (cut in ends)
        restored.journal.close()


def test_a_flipped_bit_ends_what_is_believed_and_the_loss_is_said(tmp_path: Path, document: Document) -> None:
    journal = Journal.create(tmp_path, document)
    ends = []
    for x in (20, 60, 100):
        stroke(document, x, 40)
        journal.follow(document)
        ends.append(journal.path.stat().st_size)
    journal.close()
    content = bytearray(journal.path.read_bytes())
    content[(ends[0] + ends[1]) // 2] ^= 16
    journal.path.write_bytes(content)
    restored = restore(journal.path)
    assert len(restored.document.history.steps) == 1
    assert restored.lost is not None
    assert "about 2 operations" in restored.lost
    stroke(restored.document, 33, 33)  # the damaged end is gone: what comes now is kept
    restored.journal.follow(restored.document)
    restored.journal.close()
    again = restore(journal.path)
    assert again.lost is None
    assert same(again.document, restored.document)
    again.journal.close()


def test_two_windows_on_one_picture_cannot_mix_journals(tmp_path: Path, document: Document) -> None:
    one = Journal.create(tmp_path / "journals", document)
    two = Journal.create(tmp_path / "journals", Document(document.picture))
    assert one.path != two.path
    stroke(document, 20, 20)
    one.follow(document)
    assert abandoned(tmp_path / "journals") == []
    with pytest.raises(JournalBusy):
        restore(one.path)
    one.close()
    assert [journal.path for journal in abandoned(tmp_path / "journals")] == [one.path]
    two.discard()


def test_work_survives_a_save_that_overwrote_the_original(
    tmp_path: Path, document: Document, fill_of: Callable
) -> None:
    journal = Journal.create(tmp_path / "journals", document)
    fill = fill_of(document.picture, Rect(10, 30, 40, 20), 99)
    document.commit(fills_step(document, (fill,), "Fill"))
    journal.follow(document)
    journal.keep_original(document.picture)
    journal.flush()  # as the window does on the worker that saves: what is about to be overwritten is read by a thread
    save_picture(document.picture, document.fills, tmp_path / "photo.png")
    stroke(document, 20, 90)
    journal.follow(document)
    journal.close()
    restored = restore(journal.path)
    assert same(restored.document, document)
    assert np.array_equal(restored.document.picture.pixels, document.picture.pixels)
    save_picture(restored.document.picture, (), tmp_path / "photo.png")
    assert np.array_equal(read_picture(tmp_path / "photo.png").pixels, document.picture.pixels)
    restored.journal.discard()


def test_a_picture_that_changed_meanwhile_is_not_painted_over(tmp_path: Path, document: Document) -> None:
    journal = Journal.create(tmp_path, document)
    stroke(document, 20, 20)
    journal.follow(document)
    journal.close()
    Image.new("RGB", (160, 120)).save(tmp_path / "photo.png")
    with pytest.raises(PictureError, match="was changed by another program"):
        restore(journal.path)
    (tmp_path / "photo.png").unlink()
    with pytest.raises(PictureError, match="is gone"):
        restore(journal.path)


def test_a_picture_without_a_file_is_kept_in_the_journal(tmp_path: Path, samples: Callable) -> None:
    document = Document(Picture(samples(4, "uint16"), "pasted"))
    journal = Journal.create(tmp_path, document)
    stroke(document, 20, 20)
    journal.follow(document)
    journal.close()
    restored = restore(journal.path)
    assert np.array_equal(restored.document.picture.pixels, document.picture.pixels)
    assert same(restored.document, document)
    restored.journal.close()


def test_what_is_no_journal_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"something else", records._FIRST):
        (tmp_path / "a.journal").write_bytes(content)
        with pytest.raises(PictureError, match=r"a\.journal"):
            restore(tmp_path / "a.journal")


def test_a_journal_without_work_is_cleared_away(tmp_path: Path, document: Document) -> None:
    journal = Journal.create(tmp_path / "journals", document)
    journal.close()
    assert abandoned(tmp_path / "journals") == []
    assert list((tmp_path / "journals").iterdir()) == []


def _large_fill(document: Document, samples: Callable, number: int) -> None:
    """Larger than what `append` writes itself."""
    pixels = samples(3, height=400, width=500, seed=number)
    fill = Fill(f"large {number}", Rect(0, 0, 500, 400), pixels, np.full((400, 500), 255, np.uint8), Recipe("membrane"))
    document.commit(fills_step(document, (*document.fills, fill), "Fill"))


@pytest.fixture
def large(tmp_path: Path, samples: Callable) -> Document:
    Image.fromarray(samples(3, height=400, width=500)).save(tmp_path / "photo.png")
    return Document(read_picture(tmp_path / "photo.png"))


def test_large_fills_and_strokes_after_them_come_back_in_order(
    tmp_path: Path, large: Document, samples: Callable
) -> None:
    journal = Journal.create(tmp_path / "journals", large)
    for number in range(4):
        _large_fill(large, samples, number)
        journal.follow(large)
        stroke(large, 40 + 80 * number, 60)
        journal.follow(large)
    large.undo()
    journal.follow(large)
    journal.flush()
    restored = restore(_copy_of(journal.path))
    assert same(restored.document, large)
    restored.journal.discard()
    journal.discard()


def _follow_to_the_disk(journal: Journal, document: Document) -> None:
    journal.follow(document)
    journal.flush()


def _copy_of(path: Path) -> Path:
    """As another start of the program would find it after a kill now."""
    copy = path.with_name(f"copy-{path.name}")
    copy.write_bytes(path.read_bytes())
    return copy


@pytest.mark.parametrize("which", ["large", "small"])
def test_a_disk_that_was_full_for_a_while_costs_nothing(
    tmp_path: Path, large: Document, samples: Callable, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    journal = Journal.create(tmp_path / "journals", large)
    stroke(large, 40, 60)
    journal.follow(large)
    write = records.Records._write

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(records.Records, "_write", full)
    if which == "large":  # told when the thread has met it, by the next call
        _large_fill(large, samples, 1)
        journal.follow(large)
        with pytest.raises(OSError, match="No space left"):
            journal.flush()
    stroke(large, 120, 60)
    with pytest.raises(OSError, match="No space left"):
        _follow_to_the_disk(journal, large)
    monkeypatch.setattr(records.Records, "_write", write)
    stroke(large, 200, 60)
    journal.follow(large)
    journal.flush()
    journal.close()
    restored = restore(journal.path)
    assert np.array_equal(restored.document.mask, large.mask)
    assert np.array_equal(restored.document.composite(), large.composite())
    restored.journal.discard()


def _fails(*_: object) -> None:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_a_disk_that_fails_to_sync_is_told_by_every_flush(
    tmp_path: Path, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system tells of lost bytes once; the next sync succeeds and brings none of them back."""
    journal = Journal.create(tmp_path / "journals", document)
    sync = os.fsync
    monkeypatch.setattr(records.os, "fsync", _fails)
    stroke(document, 20, 20)
    for _ in range(2):
        with pytest.raises(OSError, match=os.strerror(errno.EIO)):
            _follow_to_the_disk(journal, document)
        monkeypatch.setattr(records.os, "fsync", sync)
    journal.close()
    restored = restore(journal.path)  # a kill of the program takes nothing all the same
    assert np.array_equal(restored.document.mask, document.mask)
    restored.journal.discard()


def test_a_disk_that_never_answers_is_no_promise(
    tmp_path: Path, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal.create(tmp_path / "journals", document)
    answers, sync = threading.Event(), os.fsync
    monkeypatch.setattr(records, "_PATIENCE", 0.01)
    monkeypatch.setattr(records.os, "fsync", lambda number: answers.wait(20) and sync(number))
    stroke(document, 20, 20)
    journal.follow(document)
    with pytest.raises(TimeoutError):
        journal.flush()
    answers.set()
    journal.discard()


@pytest.mark.parametrize("what", ["saving", "original", "named mask"])
def test_a_failure_that_another_call_was_told_of_is_made_good_by_the_next_follow(
    tmp_path: Path, large: Document, samples: Callable, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """The fill's record is lost; were only `follow` to know, the steps after it would speak of a fill that is not."""
    journal = Journal.create(tmp_path / "journals", large)
    write = records.Records._write
    monkeypatch.setattr(records.Records, "_write", _fails)
    _large_fill(large, samples, 1)
    journal.follow(large)
    written = journal._records
    with written._synced:
        assert written._synced.wait_for(lambda: written._failure is not None, 20)
    monkeypatch.setattr(records.Records, "_write", write)
    calls = {
        "saving": lambda: journal.note_saving(tmp_path / "out.png"),
        "original": lambda: journal.keep_original(large.picture),
        "named mask": lambda: journal.keep_named_mask("one", large.mask),
    }
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        calls[what]()
    stroke(large, 120, 60)
    journal.follow(large)
    journal.close()
    restored = restore(journal.path)
    assert np.array_equal(restored.document.mask, large.mask)
    assert np.array_equal(restored.document.composite(), large.composite())
    restored.journal.discard()


def _with_recipe(fill: Fill, sources: PackedTiles | None, guides: Guides | None) -> Fill:
    return replace(fill, recipe=replace(fill.recipe, requested_method="auto", guides=guides, sources=sources))


def test_recipes_come_back_whole_and_sources_are_written_once(
    tmp_path: Path, document: Document, fill_of: Callable
) -> None:
    mask = np.zeros((120, 160), np.uint8)
    mask[10:50, 20:90] = 255
    guides = (Guide(((1.5, 2.25), (100.0, 7.125))), Guide(((0.1, 0.2), (0.3, 0.4), (5.0, 6.0)), 1, "automatic", 0.75))
    sources = PackedTiles.of_mask(mask)
    journal = Journal.create(tmp_path / "journals", document)
    fills = tuple(
        _with_recipe(fill_of(document.picture, Rect(10, 30 * n, 20, 20), n), sources, guides) for n in range(3)
    )
    fills += (_with_recipe(fill_of(document.picture, Rect(60, 60, 9, 9), 9), None, None),)
    document.commit(fills_step(document, fills, "Fill"))
    journal.follow(document)
    journal.close()
    written = records.read(journal.path).records
    assert sum(record.facts["is"] == "sources" for record in written) == 1
    restored = restore(journal.path)
    recipes = [fill.recipe for fill in restored.document.fills]
    assert [recipe.guides for recipe in recipes] == [guides, guides, guides, None]
    assert [recipe.is_complete for recipe in recipes] == [True, True, True, False]
    assert {recipe.requested_method for recipe in recipes} == {"auto"}
    first = recipes[0].sources
    assert first is not None
    assert recipes[1].sources is first is recipes[2].sources
    assert recipes[3].sources is None
    assert np.array_equal(first.unpack(), mask)
    hidden = replace(restored.document.fills[0], visible=False)
    restored.document.commit(fills_step(restored.document, (hidden, *restored.document.fills[1:]), "Hide"))
    restored.journal.follow(restored.document)
    restored.journal.close()
    written = records.read(journal.path).records
    assert sum(record.facts["is"] == "sources" for record in written) == 1
    again = restore(journal.path)
    assert not again.document.fills[0].visible
    assert again.document.fills[0].recipe.sources is again.document.fills[1].recipe.sources is not None
    again.journal.discard()


def test_work_survives_that_another_window_saved_over_the_file(
    tmp_path: Path, document: Document, fill_of: Callable
) -> None:
    journal = Journal.create(tmp_path / "journals", document)
    stroke(document, 20, 20)
    journal.follow(document)
    journal.close()
    other = Document(read_picture(tmp_path / "photo.png"))
    for number in (99, 100):
        fill = fill_of(other.picture, Rect(10, 30, 40, 20), number)
        save_picture(other.picture, (fill,), tmp_path / "photo.png")
    saved = (tmp_path / "photo.png").read_bytes()
    restored = restore(journal.path)
    assert same(restored.document, document)
    assert np.array_equal(restored.document.picture.pixels, document.picture.pixels)
    with pytest.raises(ChangedOnDisk):
        save_picture(restored.document.picture, (), tmp_path / "photo.png")
    assert (tmp_path / "photo.png").read_bytes() == saved
    restored.journal.discard()


def test_a_journal_written_anew_in_mid_stroke_holds_the_stroke_once(tmp_path: Path, document: Document) -> None:
    journal = Journal.create(tmp_path / "journals", document)
    stroke(document, 20, 20)
    painted = document.begin_stroke(Brush(6, 0.5))
    painted.begin(40, 40)
    painted.extend(90, 40)
    journal._is_torn = True  # as after a disk that was full
    journal.follow(document)
    step = document.end_stroke()
    assert step is not None
    document.commit(step)
    journal.follow(document)
    journal.close()
    restored = restore(journal.path)
    assert np.array_equal(restored.document.mask, document.mask)
    restored.document.undo()
    document.undo()
    assert np.array_equal(restored.document.mask, document.mask)
    restored.journal.discard()


def test_what_a_kill_left_beside_a_saved_file_is_swept_at_the_next_start(tmp_path: Path, document: Document) -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    journal = Journal.create(tmp_path / "journals", document)
    stroke(document, 20, 20)
    journal.follow(document)
    journal.note_saving(tmp_path / "photo_restored.png")
    journal.close()
    left = tmp_path / f".photo_restored.png.{process.pid}-00ff00ff.part"
    left.write_bytes(b"half a picture")
    (left_behind,) = abandoned(tmp_path / "journals")
    assert not left.exists()
    restored = restore(left_behind.path)
    assert same(restored.document, document)
    restored.journal.discard()


def test_the_file_that_work_was_saved_to_is_known_once_it_is_there(tmp_path: Path, document: Document) -> None:
    journal = Journal.create(tmp_path / "journals", document)
    stroke(document, 20, 20)
    journal.follow(document)
    journal.note_saving(tmp_path / "plain.png")
    (tmp_path / "plain.png").write_bytes(b"saved")
    journal.note_saving(tmp_path / "failed.png")
    journal.close()
    (left_behind,) = abandoned(tmp_path / "journals")
    assert left_behind.saved == tmp_path / "plain.png"
    assert forget(left_behind.path)


PAINTER = textwrap.dedent("""
    import sys
    from inpaint_studio.editing.brush import Brush, Stroke
    from inpaint_studio.editing.document import Document
    from inpaint_studio.files.memory.journal import Journal
    from inpaint_studio.files.reading import read_picture

    document = Document(read_picture(sys.argv[1]))
    journal = Journal.create(__import__("pathlib").Path(sys.argv[2]), document)
    for number in range(10_000):
        stroke = Stroke(document.mask, Brush(6, 0.5))
        stroke.begin(7 * number % 160, 11 * number % 120)
        document.commit(stroke.finish()) if number < 2000 else sys.exit(3)
        journal.follow(document)
        print(number, flush=True)
""")


def _killed_while_painting(folder: Path, after: int) -> tuple[int, Path]:
    """Runs a painter, kills it once it has told of stroke `after`, and gives the last stroke it told of."""
    process = subprocess.Popen(
        [sys.executable, "-c", PAINTER, str(folder / "photo.png"), str(folder / "journals")],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])},
    )
    assert process.stdout is not None
    reported = -1
    with process:
        while reported < after:
            reported = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        for line in process.stdout:
            reported = int(line) if line.endswith("\n") else reported
    return reported, abandoned(folder / "journals")[0].path


@pytest.mark.parametrize("after", [0, 5])
def test_a_killed_program_loses_no_finished_stroke(tmp_path: Path, smooth: Callable, after: int) -> None:
    Image.fromarray(smooth(3)).save(tmp_path / "photo.png")
    reported, path = _killed_while_painting(tmp_path, after)
    restored = restore(path)
    # It may have finished one more than it had time to tell of.
    assert reported + 1 <= len(restored.document.history.steps) <= reported + 2
    restored.journal.close()


@pytest.mark.drill
def test_a_hundred_kills_while_painting(tmp_path: Path, smooth: Callable) -> None:
    Image.fromarray(smooth(3)).save(tmp_path / "photo.png")
    for number in range(100):
        reported, path = _killed_while_painting(tmp_path, number % 37)
        restored = restore(path)
        assert reported + 1 <= len(restored.document.history.steps) <= reported + 2
        restored.journal.discard()


def test_guides_sources_and_settings_come_back(document: Document, tmp_path: Path) -> None:
    folder = tmp_path / "journals"
    journal = Journal.create(folder, document)
    sources = PackedTiles.of_mask(np.tri(*document.mask.shape, dtype=np.uint8) * np.uint8(255))
    settings = FillSettings("exemplar", "other.safetensors", {"grain": 0.25})
    guides = (Guide(((1.5, 2.0), (30.0, 40.0))),)
    regions = (SourceRegion(sources),)
    document.lay(replace(document.state, guidance=Guidance(guides, regions), settings=settings))
    journal.follow(document)
    document.lay(replace(document.state, guidance=Guidance((), regions)))
    journal.follow(document)
    journal.close()
    restored = restore(journal.path)
    state = restored.document.state
    assert state.guides == ()
    assert state.settings == settings
    assert state.sources is not None
    assert np.array_equal(state.sources.unpack(), sources.unpack())
    restored.journal.discard()


def _piece(x: int, kind: str = "dust") -> Finding:
    return Finding(Rect(x, 5, 4, 3), np.full((3, 4), 255, np.uint8), kind, 0.75, "damage", "lighter")


def _put(document: Document, journal: Journal, review: Review) -> None:
    document.lay(replace(document.state, review=review))
    journal.follow(document)


def _facts_of(review: Review) -> tuple:
    return [(one.identity, one.kind, one.confidence, one.polarity) for one in review.findings], review.decisions


def _crashed(journal: Journal) -> Path:
    journal.flush()
    journal.close()
    return journal.path


def test_findings_decisions_and_filter_come_back_after_a_crash(document, tmp_path, fill_of):
    journal = Journal.create(tmp_path / "journals", document)
    work(document, journal, fill_of)
    one, two, three, of_later = _piece(1), _piece(10, "hair"), _piece(20), _piece(30, "mould")
    review = Review((one, two))
    _put(document, journal, review)
    _put(document, journal, review.with_findings([three, of_later]))
    _put(document, journal, document.state.review.decided([one, two], False))
    _put(document, journal, document.state.review.decided([two], None))
    _put(document, journal, replace(document.state.review, filter=ReviewFilter(0.8, 5, frozenset({"hair"}))))
    left = tuple(finding for finding in document.state.review.findings if finding is not three)
    _put(document, journal, replace(document.state.review, findings=left))
    restored = restore(_crashed(journal))
    assert same(document, restored.document)
    assert _facts_of(restored.document.state.review) == _facts_of(document.state.review)
    assert restored.document.state.review.filter == document.state.review.filter
    assert [finding.kind for finding in restored.document.state.review.findings] == ["dust", "hair", "mould"]
    assert restored.lost is None
    # and what is done after that is written where it was left
    _put(restored.document, restored.journal, Review())
    again = restore(_crashed(restored.journal))
    again.journal.close()
    assert _facts_of(again.document.state.review) == ([], {})


def test_nothing_is_written_for_a_review_that_is_the_same(document, tmp_path):
    journal = Journal.create(tmp_path / "journals", document)
    _put(document, journal, Review((_piece(1),)))
    journal.flush()
    size = journal.path.stat().st_size
    _put(document, journal, replace(document.state.review))
    journal.flush()
    assert journal.path.stat().st_size == size
    journal.discard()


def test_a_snapshot_holds_the_review_and_a_history_does_not(document, tmp_path):
    journal = Journal.create(tmp_path / "journals", document)
    _put(document, journal, Review((_piece(1),)).decided([_piece(1)], True))
    journal._is_torn = True
    journal.follow(document)
    restored = restore(_crashed(journal))
    restored.journal.close()
    assert _facts_of(restored.document.state.review) == _facts_of(document.state.review)
    content = history_bytes(document.snapshot())
    assert not with_history(document.state.stack, content).state.review.findings


def test_decisions_alone_are_work_to_be_had_back_and_findings_alone_are_not(document, tmp_path):
    folder = tmp_path / "journals"
    journal = Journal.create(folder, document)
    _put(document, journal, Review((_piece(1),)))
    _crashed(journal)
    assert abandoned(folder) == []
    journal = Journal.create(folder, document)
    _put(document, journal, document.state.review.decided([_piece(1)], False))
    path = _crashed(journal)
    assert [one.path for one in abandoned(folder)] == [path]


@pytest.mark.parametrize(
    ("facts", "blobs"),
    [
        ({"decided": [1, 2]}, ()),
        ({"filter": {"sensitivity": 7}}, ()),
        ({"gone": 5}, ()),
        ({}, [b"no payload"]),
        ({}, [records_pack([{"rect": [0, 0, 9999, 9999], "class": "dust", "confidence": 1, "mask": [0, 1]}])]),
    ],
)
def test_a_review_that_was_tampered_with_loses_nothing_else(document, tmp_path, fill_of, facts, blobs):
    journal = Journal.create(tmp_path / "journals", document)
    work(document, journal, fill_of)
    journal._append({"is": "review", **facts}, blobs)
    restored = restore(_crashed(journal))
    restored.journal.close()
    assert same(document, restored.document)
    assert not restored.document.state.review.findings
    assert "search again" in restored.lost
