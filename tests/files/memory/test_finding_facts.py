"""Findings as JSON: what comes back, what a later version may add, and what is refused."""

import json
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from inpaint_studio.editing.findings import Finding, Layer, Review, ReviewFilter
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.memory import finding_facts
from inpaint_studio.files.memory.finding_facts import (
    DAMAGE,
    findings_from_json,
    findings_to_json,
    open_findings,
    pack,
    save_findings,
    unpack,
)
from inpaint_studio.sentence import Sentence, say

SIZE = Size(60, 40)


def blob(x: int, y: int, width: int, height: int, seed: int = 0) -> tuple[Rect, np.ndarray]:
    mask = (np.random.default_rng(seed).random((height, width)) > 0.4).astype(np.uint8) * 255
    mask[height // 2, :] = 255
    return Rect(x, y, width, height), mask


def a_review() -> Review:
    scratch = Finding(*blob(3, 4, 20, 7), "scratch", 0.91, "damage", "lighter", note=say("No picture is open."))
    sign = Finding(*blob(30, 10, 9, 9, 1), "scene-text", 0.5, "text", "none", is_suggested=False)
    soft = Finding(Rect(50, 30, 2, 2), np.array([[255, 90], [7, 255]], np.uint8), "infrared", 0.25, "ir", "darker")
    review = Review((scratch, sign, soft)).decided([scratch], False).decided([sign], True)
    gone = Finding(*blob(0, 0, 4, 4), "dust")
    return replace(review.decided([gone], False), filter=ReviewFilter(0.7, 12, frozenset({"hair"}), "darker", 3))


def same(one: Finding, other: Finding) -> bool:
    names = ("rect", "kind", "confidence", "source", "polarity", "is_suggested", "note", "identity")
    return all(getattr(one, name) == getattr(other, name) for name in names) and np.array_equal(one.mask, other.mask)


def test_all_of_a_review_comes_back_through_text():
    review = a_review()
    text = json.dumps(findings_to_json(review, SIZE, "a.png"))
    again = findings_from_json(json.loads(text), SIZE)
    assert all(map(same, review.findings, again.findings))
    assert again.decisions == review.decisions
    assert again.filter == review.filter
    assert isinstance(again.findings[0].note, Sentence)
    assert [again.is_accepted(one) for one in again.findings] == [False, True, True]


def test_the_format_is_the_one_that_is_written_down():
    dot = Finding(Rect(5, 6, 3, 2), np.array([[0, 255, 255], [0, 0, 255]], np.uint8), "dust", 0.5, "damage", "lighter")
    facts = findings_to_json(Review((dot,)).decided([dot], False), SIZE, "a.png", ["damage", "text"])
    assert facts == {
        "format": "inpaint-studio findings",
        "version": 1,
        "picture": {"name": "a.png", "size": [60, 40]},
        "finders": ["damage", "text"],
        "filter": {
            "sensitivity": 0.5,
            "smallest": 0,
            "without": [],
            "side": "both",
            "margin": 1,
            "extent": "everywhere",
        },
        "findings": [
            {
                "rect": [5, 6, 3, 2],
                "class": "dust",
                "confidence": 0.5,
                "polarity": "lighter",
                "finder": "damage",
                "suggested": True,
                "note": "",
                "decision": False,
                "mask": [1, 2, 2, 1],
            }
        ],
        "decisions": {},
    }


def test_how_much_light_a_layer_takes_comes_back_too():
    values = np.array([[0, 90, 130], [7, 128, 0], [0, 0, 12]], np.uint8)
    finding = Finding(
        Rect(5, 6, 1, 1), np.full((1, 1), 255, np.uint8), "infrared", layer=Layer(Rect(4, 5, 3, 3), values)
    )
    facts = json.loads(json.dumps(findings_to_json(Review((finding,)), SIZE)))
    (again,) = findings_from_json(facts, SIZE).findings
    assert again.layer is not None
    assert again.layer.rect == Rect(4, 5, 3, 3)
    assert np.array_equal(again.layer.opacity, values)
    for wrong in ({"rect": [40, 30, 3, 3]}, {"rect": [4, 5, 2, 2]}, {"opacity": 7}, {"rect": [-1, 5, 3, 3]}):
        damaged = json.loads(json.dumps(facts))
        damaged["findings"][0]["layer"] |= wrong
        with pytest.raises(DAMAGE):
            findings_from_json(damaged, SIZE)


def test_whole_rectangles_and_first_pixels_have_runs_too():
    for mask in (np.full((2, 3), 255, np.uint8), np.array([[255, 0, 255]], np.uint8), np.array([[255]], np.uint8)):
        finding = Finding(Rect(1, 1, mask.shape[1], mask.shape[0]), mask, "dust")
        (again,) = findings_from_json(findings_to_json(Review((finding,)), SIZE), SIZE).findings
        assert np.array_equal(again.mask, mask)


def test_what_a_later_version_adds_is_passed_over_and_its_classes_survive():
    facts = json.loads(json.dumps(findings_to_json(a_review(), SIZE)))
    facts["weather"] = "fair"
    facts["findings"][0] |= {"class": "mould", "polarity": "iridescent", "shape": "round"}
    facts["filter"] |= {"side": "upper", "taste": 1}
    again = findings_from_json(facts, SIZE)
    assert (again.findings[0].kind, again.findings[0].polarity) == ("mould", "none")
    assert again.filter.side == "both"
    assert findings_to_json(again, SIZE)["findings"][0]["class"] == "mould"


@pytest.mark.parametrize(
    "change",
    [
        {"rect": [58, 0, 20, 7]},
        {"rect": [-1, 0, 20, 7]},
        {"rect": [3, 4, 0, 7]},
        {"rect": [3, 4, 20]},
        {"rect": [3.5, 4, 20, 7]},
        {"rect": None},
        {"confidence": 1.5},
        {"confidence": float("nan")},
        {"confidence": "high"},
        {"class": 7},
        {"class": ""},
        {"class": "x" * 1000},
        {"mask": []},
        {"mask": [140]},
        {"mask": [1, 2]},
        {"mask": [-10, 150]},
        {"mask": [70.0, 70.0]},
        {"mask": [True, 139]},
        {"mask": {"grey": "AAAA"}},
        {"mask": {"grey": "not base 64"}},
        {"mask": "0" * 140},
        {"note": ["no sentence"]},
    ],
)
def test_a_finding_that_cannot_be_is_refused(change):
    facts = json.loads(json.dumps(findings_to_json(a_review(), SIZE)))
    facts["findings"][0] |= change
    with pytest.raises(DAMAGE):
        findings_from_json(facts, SIZE)


@pytest.mark.parametrize(
    "change",
    [
        {"findings": {}},
        {"findings": [None]},
        {"decisions": {"x" * 100: True}},
        {"decisions": [1]},
        {"filter": {"sensitivity": 9}},
        {"filter": {"margin": 10**6}},
        {"format": "something else"},
        {"picture": {}},
        {"version": "new"},
    ],
)
def test_a_list_that_cannot_be_is_refused(change):
    with pytest.raises(DAMAGE):
        findings_from_json({**findings_to_json(a_review(), SIZE), **change}, SIZE)


def test_findings_that_cover_the_picture_over_and_over_are_refused_before_they_take_memory():
    whole = Finding(Rect(0, 0, 60, 40), np.full((40, 60), 255, np.uint8), "dust")
    facts = findings_to_json(Review((whole,)), SIZE)
    facts["findings"] *= 65
    with pytest.raises(ValueError, match="cover more"):
        findings_from_json(facts, SIZE)


def test_a_payload_that_unpacks_to_too_much_or_is_cut_off_is_refused(monkeypatch):
    monkeypatch.setattr(finding_facts, "_LARGEST", 1000)
    assert unpack(pack([1, 2])) == [1, 2]
    for content in (pack("x" * 2000), pack([1, 2])[:-3], b"", b"{}"):
        with pytest.raises(DAMAGE):
            unpack(content)


def test_findings_are_saved_to_a_file_of_their_own_one_a_line(tmp_path):
    path, review = tmp_path / "a.findings.json", a_review()
    save_findings(path, review, SIZE, "a.png")
    assert sum('"rect"' in line for line in path.read_text("utf-8").splitlines()) == 3
    again = open_findings(path, SIZE)
    assert all(map(same, review.findings, again.findings))
    assert again.decisions == review.decisions
    save_findings(path, Review(), SIZE)
    assert open_findings(path, SIZE).findings == ()


def test_files_that_are_no_findings_of_this_picture_are_refused_with_a_sentence(tmp_path):
    path = tmp_path / "a.findings.json"
    with pytest.raises(PictureError, match="could not be read"):
        open_findings(path, SIZE)
    for content in (b"", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"format": 1}'):
        path.write_bytes(content)
        with pytest.raises(PictureError, match="holds no findings, or is damaged"):
            open_findings(path, SIZE)
    save_findings(path, a_review(), SIZE)
    with pytest.raises(PictureError, match="The findings are of a picture of 60 x 40 pixels; this one has 10 x 10"):
        open_findings(path, Size(10, 10))
    facts = {**findings_to_json(a_review(), SIZE), "version": 2}
    path.write_text(json.dumps(facts))
    with pytest.raises(PictureError, match="newer version"):
        open_findings(path, SIZE)


def test_an_empty_review_needs_no_room():
    assert not finding_facts.has_content(Review())
    assert finding_facts.has_content(Review(decisions=MappingProxyType({"a": True})))
    assert finding_facts.has_content(Review(filter=ReviewFilter(margin=2)))
