"""A document rebuilt record by record: what each kind of record does, and that one that cannot be stops it."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inpaint_studio.editing.adjustments import Frame
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.guidance import Guidance, Guide, SourceRegion
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.editing.stack import Place, Stack
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.files.memory import replay as replaying
from inpaint_studio.files.memory.adjustment_facts import adjustment_facts
from inpaint_studio.files.memory.fill_facts import fill_facts, guidance_facts
from inpaint_studio.files.memory.records import Record
from inpaint_studio.files.memory.replay import Replay

SIZE = Size(40, 30)
RECT = Rect(4, 6, 8, 5)


def _mask(rect: Rect) -> Mask:
    mask = np.zeros((SIZE.height, SIZE.width), np.uint8)
    mask[rect.slices] = 255
    return mask


def _replayed(*done: Record) -> Replay:
    return Replay(Document(_plane(0)), done)


def _plane(plane: int) -> Picture:
    return Picture(np.full((30, 40, 3), 90 + plane, np.uint8), plane=plane)


class _Film:
    path, axis, cuts = Path("film"), "frame", None
    places = tuple(Place(Fraction(plane, 25)) for plane in range(6))

    def picture(self, plane: int) -> Picture:
        return _plane(plane)


def _of_planes(*done: Record) -> Document:
    document = Document(_plane(0))
    document.state = replace(document.state, stack=Stack(_plane(0), _Film()))
    return Replay(document, done).document


def _stroke(number: int, rect: Rect) -> Record:
    """Records hold the exclusive-or of the mask before and after."""
    facts = {"is": "step", "number": number, "name": "Brush", "rect": list(rect)}
    return Record(facts, (PackedTiles.of_mask(_mask(rect)).to_bytes(),))


def _move(to: int | None) -> Record:
    return Record({"is": "move", "to": to}, ())


def _fill(value: int = 7, rect: Rect = RECT) -> Fill:
    pixels = np.full((rect.height, rect.width, 3), value, np.uint8)
    return Fill("a", rect, pixels, np.full((rect.height, rect.width), 255, np.uint8), Recipe("membrane"))


def _fill_record(number: int, fill: Fill, **more: Any) -> Record:
    facts = {"is": "fill", "number": number, **fill_facts(fill), "sources": None, "covered": [], **more}
    return Record(facts, () if "samples_of" in more else (fill.pixels.tobytes(), fill.coverage.tobytes()))


def _filled(number: int, *fills: int, **more: Any) -> Record:
    return Record({"is": "step", "number": number, "name": "Fill", "fills": list(fills), **more}, ())


LEFT, RIGHT = Rect(0, 0, 10, 10), Rect(20, 10, 10, 10)


def test_strokes_come_back_as_steps_that_can_be_undone() -> None:
    replay = _replayed(_stroke(0, LEFT), _stroke(1, RIGHT))
    document = replay.document
    assert np.array_equal(document.mask, _mask(LEFT) | _mask(RIGHT))
    assert (replay.names, replay.next_step) == ([None, 0, 1], 2)
    document.undo()
    assert np.array_equal(document.mask, _mask(LEFT))
    document.undo()
    assert not document.mask.any()


def _on(plane: int, record: Record) -> Record:
    return Record({**record.facts, "plane": plane}, record.blobs)


def test_steps_change_the_plane_that_they_were_made_on() -> None:
    document = _of_planes(_stroke(0, LEFT), Record({"is": "plane", "to": 3}, ()), _on(3, _stroke(1, RIGHT)))
    assert document.plane == 3
    assert np.array_equal(document.mask, _mask(RIGHT))
    assert np.array_equal(document.state.on(0).unpacked_mask(SIZE), _mask(LEFT))
    document.jump_to(0)
    assert not document.mask.any()
    assert not document.state.elsewhere


def test_a_run_of_planes_is_one_step() -> None:
    stroke = _stroke(2, LEFT)
    parts = [{"plane": 0, "fills": [0]}, {"plane": 4, "fills": [1], "rect": list(LEFT)}]
    run = Record({"is": "step", "number": 2, "name": "Fill", "parts": parts}, stroke.blobs)
    document = _of_planes(_fill_record(0, _fill(1)), _fill_record(1, _fill(2)), run)
    assert {plane: fills[0].pixels[0, 0, 0] for plane, fills in document.state.filled_planes.items()} == {0: 1, 4: 2}
    assert np.array_equal(document.state.on(4).unpacked_mask(SIZE), _mask(LEFT))
    document.undo()
    assert not document.state.filled_planes
    assert not document.state.elsewhere


def test_a_snapshot_holds_what_is_laid_on_every_plane() -> None:
    masks = [PackedTiles.of_mask(_mask(rect)).to_bytes() for rect in (LEFT, RIGHT)]
    entry = {"plane": 0, "fills": [0], "mask": True, "guidance": guidance_facts(Guidance(), lambda _: None)}
    facts = {"is": "snapshot", "fills": [], "named": [], "plane": 5, "elsewhere": [entry]}
    document = _of_planes(_fill_record(0, _fill(1)), Record(facts, tuple(masks)))
    assert document.plane == 5
    assert np.array_equal(document.mask, _mask(LEFT))
    assert np.array_equal(document.state.on(0).unpacked_mask(SIZE), _mask(RIGHT))
    assert len(document.state.on(0).fills) == 1


def test_a_move_goes_to_the_state_after_a_step_and_none_is_the_beginning() -> None:
    strokes = (_stroke(3, LEFT), _stroke(8, RIGHT))
    assert np.array_equal(_replayed(*strokes, _move(3)).document.mask, _mask(LEFT))
    assert not _replayed(*strokes, _move(None)).document.mask.any()
    again = _replayed(*strokes, _move(None), _move(8)).document
    assert np.array_equal(again.mask, _mask(LEFT) | _mask(RIGHT))
    assert again.history.position == 2


def test_a_step_after_an_undo_ends_what_could_be_redone() -> None:
    replay = _replayed(_stroke(0, LEFT), _stroke(1, RIGHT), _move(0), _stroke(2, RECT.translate(20, 0)))
    assert (replay.names, replay.next_step) == ([None, 0, 2], 3)
    assert len(replay.document.history.steps) == 2
    with pytest.raises(ValueError, match="not in list"):
        _replayed(_stroke(0, LEFT), _stroke(1, RIGHT), _move(0), _stroke(2, RECT), _move(1))


def test_a_fill_that_was_hidden_shares_the_samples_of_the_one_it_was() -> None:
    fill = _fill()
    hidden = _fill_record(1, fill, samples_of=0, visible=False)
    replay = _replayed(_fill_record(0, fill), _filled(0, 0), hidden, _filled(1, 1))
    (now,) = replay.document.fills
    assert not now.visible
    assert now.pixels is replay.fills[0].pixels
    assert (replay.document.composite() == 90).all()
    replay.document.undo()
    assert (replay.document.composite()[RECT.slices] == 7).all()
    replay.document.undo()
    assert replay.document.fills == ()


def test_a_fill_step_clears_its_mask_in_the_same_undo() -> None:
    change = PackedTiles.of_mask(_mask(RECT)).to_bytes()
    step = Record({"is": "step", "number": 1, "name": "Fill", "fills": [0], "rect": list(RECT)}, (change,))
    document = _replayed(_stroke(0, RECT), _fill_record(0, _fill()), step).document
    assert not document.mask.any()
    document.undo()
    assert np.array_equal(document.mask, _mask(RECT))
    assert document.fills == ()


def test_sources_that_several_records_share_are_one_object() -> None:
    sources = Record({"is": "sources", "number": 5}, (PackedTiles.of_mask(_mask(LEFT)).to_bytes(),))
    records = [_fill_record(number, _fill(rect=RECT.translate(number, 0)), sources=5) for number in (0, 1)]
    replay = _replayed(sources, *records, _filled(0, 0, 1))
    one, other = (fill.recipe.sources for fill in replay.document.fills)
    assert one is other is replay.sources[5]
    assert one is not None
    assert np.array_equal(one.unpack(), _mask(LEFT))


def test_guidance_is_laid_or_done_and_only_what_was_done_is_undone() -> None:
    area = PackedTiles.of_mask(_mask(LEFT))
    guidance = Guidance((Guide(((1.0, 2.0), (30.0, 20.0))),), (SourceRegion(area),))
    settings = {"method": "exemplar", "checkpoint": None, "values": {"grain": 0.5}}
    sources = Record({"is": "sources", "number": 0}, (area.to_bytes(),))
    facts = guidance_facts(guidance, lambda area: None if area is None else 0)
    laid = Record({"is": "laid", **facts, "settings": settings}, ())
    step = Record({"is": "step", "number": 0, "name": "Guide", "guidance": {"guides": [], "sources": None}}, ())
    document = _replayed(sources, laid, step).document
    assert document.state.guidance == Guidance()
    assert document.state.settings.method == "exemplar"
    document.undo()
    assert document.state.guides == guidance.guides
    assert document.state.sources is not None
    assert np.array_equal(document.state.sources.unpack(), _mask(LEFT))
    assert document.undo() is None


def test_adjustments_are_steps() -> None:
    frame = Frame("f", 20, 15, 30, 20, 5.0)
    adjust = {"is": "step", "number": 0, "name": "Crop", "adjustments": adjustment_facts((frame,))}
    document = _replayed(Record(adjust, ())).document
    assert document.adjustments == (frame,)
    document.undo()
    assert document.adjustments == ()


def test_named_masks_are_put_replaced_and_taken_away() -> None:
    def named(name: str, rect: Rect) -> Record:
        return Record({"is": "named mask", "name": name}, (PackedTiles.of_mask(_mask(rect)).to_bytes(),))

    def gone(name: str) -> Record:
        return Record({"is": "named mask", "name": name, "gone": True}, ())

    document = _replayed(named("sky", LEFT), named("sky", RIGHT), named("sea", LEFT), gone("sea"), gone("sea")).document
    assert list(document.named_masks) == ["sky"]
    assert np.array_equal(document.named_masks["sky"], _mask(RIGHT))


def test_after_a_snapshot_the_history_begins_anew() -> None:
    blobs = (PackedTiles.of_mask(_mask(RIGHT)).to_bytes(), PackedTiles.of_mask(_mask(LEFT)).to_bytes())
    frame = Frame("f", 20, 15, 30, 20)
    facts = {"is": "snapshot", "fills": [4], "named": ["sky"], "adjustments": adjustment_facts((frame,))}
    replay = _replayed(_stroke(0, LEFT), _fill_record(4, _fill()), Record(facts, blobs), _stroke(1, LEFT))
    document = replay.document
    assert replay.names == [None, 1]
    assert np.array_equal(document.mask, _mask(LEFT) | _mask(RIGHT))
    assert np.array_equal(document.named_masks["sky"], _mask(LEFT))
    assert document.adjustments == (frame,)
    document.undo()
    assert np.array_equal(document.mask, _mask(RIGHT))
    assert document.undo() is None
    assert [fill.id for fill in document.fills] == ["a"]


def test_steps_past_the_budget_are_forgotten_at_the_end_and_not_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """A move to an early step stands behind many others: all of them are needed until it is done."""
    strokes = [_stroke(number, Rect(number % 30, number % 20, 5, 5)) for number in range(20)]
    monkeypatch.setattr(replaying, "BUDGET_BYTES", 1)
    replay = _replayed(*strokes, _move(2))
    assert np.array_equal(replay.document.mask, _replayed(*strokes[:3]).document.mask)
    assert len(replay.names) == len(replay.document.history.steps) + 1
    forgetful = _replayed(*strokes)
    assert len(forgetful.document.history.steps) == 1
    assert forgetful.names == [18, 19]
    assert np.array_equal(forgetful.document.mask, _replayed(*strokes, _move(2), _move(19)).document.mask)


def test_every_kind_of_record_that_a_replay_does_not_know_is_passed_over() -> None:
    others = [Record({"is": "saving", "to": "/nowhere"}, ()), Record({"is": "of a later version", "number": 1}, ())]
    assert np.array_equal(_replayed(*others, _stroke(0, LEFT), *others).document.mask, _mask(LEFT))


@pytest.mark.parametrize(
    "record",
    [
        _filled(0, 3),  # a fill that was not written
        _fill_record(0, _fill(), samples_of=9),
        _fill_record(0, _fill(), sources=9),
        Record({**_fill_record(0, _fill()).facts}, (b"too short", b"")),
        Record({"is": "step", "number": 0, "name": "Brush", "rect": [0, 0, 9, 9]}, (b"no tiles",)),
        Record({"is": "snapshot", "fills": [], "named": ["sky"]}, (b"",)),  # without the mask of that name
        _move(7),
        Record({"number": 0}, ()),
    ],
)
def test_a_record_that_cannot_be_stops_the_replay(record: Record) -> None:
    with pytest.raises((ValueError, KeyError)):
        _replayed(_stroke(0, LEFT), record)
