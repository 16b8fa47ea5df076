"""Findings under review as JSON: in journals and projects, and in files, as `find --json` writes them.

    {"format": "inpaint-studio findings", "version": 1,
     "picture": {"name": "portrait.png", "size": [6000, 4000]},
     "finders": ["damage"],
     "filter": {"sensitivity": 0.5, "smallest": 0, "without": [], "side": "both", "margin": 1, "extent": "everywhere"},
     "findings": [
       {"rect": [120, 80, 3, 2],        x, y, width, height in picture pixels
        "class": "dust",                a key; one of a later version stays as it is
        "confidence": 0.83,             0 .. 1; .5 is the finder's default threshold
        "polarity": "lighter",          than its surroundings: lighter, darker or none
        "finder": "damage",
        "suggested": true,              accepted until a person decides
        "note": "",
        "decision": null,               of the person: true accepted, false rejected, null none
        "mask": [1, 2, 2, 1],           run lengths row by row, first of 0, then of 255, and so on
        "layer": {"rect": [119, 79, 5, 4], "opacity": {"grey": "..."}}}],  where it lets light through: the share that
                                                                           it takes, of 255
     "decisions": {"IDENTITY": false}}  of findings that are not in the list

A mask with values between is {"grey": "..."}: its bytes row by row, deflated, in base 64.
"""

import base64
import json
import math
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from inpaint_studio.editing.findings import LAYER_REACH, MOST_FINDINGS, Finding, Layer, Polarity, Review, ReviewFilter
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Mask
from inpaint_studio.files.errors import PictureError, SaveError
from inpaint_studio.files.saving.atomic import replace_file
from inpaint_studio.sentence import from_json, say, to_json

SUFFIX = ".findings.json"
_FORMAT = "inpaint-studio findings"
_VERSION = 1
_LARGEST = 128 << 20  # bytes of JSON
_MOST = 5 * MOST_FINDINGS  # of several searches, and of decisions
_MOST_COVER = 64  # times the area of the picture, that the rectangles of all findings have together
_LONGEST = 400  # characters of a class or of a finder's key
# What reading of strange JSON ends in.
DAMAGE = (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError, RecursionError, zlib.error)


def findings_to_json(review: Review, size: Size, name: str = "", finders: Iterable[str] = ()) -> dict[str, Any]:
    """A review as JSON values. size, name: of its picture. finders: keys of those that searched, besides the sources
    of the findings."""
    sources = dict.fromkeys((*finders, *(finding.source for finding in review.findings)))
    listed = {finding.identity for finding in review.findings}
    return {
        "format": _FORMAT,
        "version": _VERSION,
        "picture": {"name": name, "size": list(size)},
        "finders": [source for source in sources if source],
        "filter": filter_facts(review.filter),
        "findings": [finding_facts(one, review.decisions.get(one.identity)) for one in review.findings],
        "decisions": {identity: taken for identity, taken in review.decisions.items() if identity not in listed},
    }


def findings_from_json(facts: Any, size: Size) -> Review:
    """The review of `findings_to_json`, for a picture of `size`.

    Raises PictureError, a sentence, for those of another picture or of a later version, and one of `DAMAGE` for
    anything else.
    """
    if facts["format"] != _FORMAT:
        raise ValueError("no findings")
    if int(facts["version"]) > _VERSION:
        raise PictureError(say("These findings were saved by a newer version of this program."))
    width, height = (int(value) for value in facts["picture"]["size"])
    if (width, height) != size:
        raise PictureError(
            say(
                "The findings are of a picture of {width} x {height} pixels; this one has {own_width} x {own_height}.",
                width=width,
                height=height,
                own_width=size.width,
                own_height=size.height,
            )
        )
    findings = _findings_from(facts["findings"], size)
    decisions = decisions_from(facts.get("decisions", {}))
    for finding, one in zip(findings, facts["findings"], strict=True):
        if one.get("decision") is not None:
            decisions[finding.identity] = bool(one["decision"])
    return Review(findings, MappingProxyType(decisions), filter_from(facts.get("filter", {})))


def has_content(review: Review) -> bool:
    """Whether there is anything to be stored of a review."""
    return bool(review.findings or review.decisions) or review.filter != ReviewFilter()


def save_findings(path: Path, review: Review, size: Size, name: str = "", finders: Iterable[str] = ()) -> None:
    """Write a review to a file of its own, atomically. Raises SaveError."""
    facts = findings_to_json(review, size, name, finders)
    findings = facts.pop("findings")
    # One finding a line: a person reads it, and a version control shows what changed.
    head = json.dumps(facts, indent=1, ensure_ascii=False)
    lines = ",\n  ".join(json.dumps(one, ensure_ascii=False) for one in findings)
    text = f'{head[:-2]},\n "findings": [\n  {lines}\n ]\n}}\n' if findings else f'{head[:-2]},\n "findings": []\n}}\n'
    replace_file(Path(path), text.encode(), _check)


def open_findings(path: Path, size: Size) -> Review:
    """The review in a file, for a picture of `size`. Raises PictureError, a sentence."""
    path = Path(path)
    try:
        with open(path, "rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise PictureError(say("{path} could not be read: {reason}.", path=path, reason=error)) from error
    try:
        if len(content) > _LARGEST:
            raise ValueError("more than findings can be")
        return findings_from_json(json.loads(content), size)
    except PictureError:
        raise
    except DAMAGE as error:
        raise PictureError(say("{name} holds no findings, or is damaged.", name=path.name)) from error


def pack(facts: object) -> bytes:
    """JSON values, deflated: for journals and projects."""
    return zlib.compress(json.dumps(facts, separators=(",", ":")).encode(), 6)


def unpack(content: bytes) -> Any:
    """The inverse of `pack`. Raises one of `DAMAGE`."""
    return json.loads(_inflate(content, _LARGEST))


def finding_facts(finding: Finding, decision: bool | None = None) -> dict[str, Any]:
    """All of a finding, for JSON."""
    return {
        "rect": [int(value) for value in finding.rect],
        "class": finding.kind,
        "confidence": float(finding.confidence),
        "polarity": finding.polarity,
        "finder": finding.source,
        "suggested": finding.is_suggested,
        "note": to_json(finding.note),
        "decision": decision,
        "mask": _mask_facts(finding.mask),
        **({} if finding.layer is None else {"layer": _layer_facts(finding.layer)}),
    }


def finding_from(facts: Mapping[str, Any], size: Size) -> Finding:
    """The content of `finding_facts`. Raises one of `DAMAGE` for other content, and outside the picture."""
    rect = Rect(*(_whole(value) for value in facts["rect"]))
    if rect.width < 1 or rect.height < 1 or not Rect.of_size(size).contains(rect):
        raise ValueError("a finding lies outside the picture")
    confidence, polarity = float(facts["confidence"]), facts.get("polarity", "none")
    kind, source = facts["class"], facts.get("finder", "")
    if not (isinstance(kind, str) and isinstance(source, str) and kind and len(kind) + len(source) <= _LONGEST):
        raise ValueError("a finding of no class")
    if not (math.isfinite(confidence) and 0 <= confidence <= 1):
        raise ValueError("a finding more certain than certain")
    mask = _mask_from(facts["mask"], rect)
    if not mask.any():
        raise ValueError("a finding of nothing")
    known: Polarity = polarity if polarity in ("lighter", "darker") else "none"
    suggested, note = bool(facts.get("suggested", True)), from_json(facts.get("note", ""))
    layer = _layer_from(facts["layer"], rect, size) if facts.get("layer") is not None else None
    return Finding(rect, mask, kind, confidence, source, known, suggested, note, layer)


def filter_facts(filter: ReviewFilter) -> dict[str, Any]:
    return {**asdict(filter), "without": sorted(filter.without)}


def filter_from(facts: Mapping[str, Any]) -> ReviewFilter:
    """The content of `filter_facts`; what is missing, or of a later version, is as in a new review."""
    new = ReviewFilter()
    sensitivity = float(facts.get("sensitivity", new.sensitivity))
    smallest, margin = int(facts.get("smallest", new.smallest)), int(facts.get("margin", new.margin))
    without = frozenset(str(kind) for kind in facts.get("without", ()))
    if not (math.isfinite(sensitivity) and 0 <= sensitivity <= 1 and smallest >= 0 and 0 <= margin <= 1000):
        raise ValueError("a filter that cannot be")
    side, extent = facts.get("side"), facts.get("extent")
    return ReviewFilter(
        sensitivity,
        smallest,
        without,
        side if side in ("both", "lighter", "darker") else new.side,
        margin,
        extent if extent in ("everywhere", "inside", "outside") else new.extent,
    )


def decisions_from(facts: Mapping[str, Any]) -> dict[str, bool]:
    """Decisions by identity. Raises one of `DAMAGE`."""
    if len(facts) > _MOST or not all(isinstance(key, str) and len(key) <= 64 for key in facts):
        raise ValueError("decisions about no findings")
    return {identity: bool(accepted) for identity, accepted in facts.items()}


def _findings_from(listed: Any, size: Size) -> tuple[Finding, ...]:
    if not isinstance(listed, list) or len(listed) > _MOST:
        raise ValueError("more findings than can be")
    budget = _MOST_COVER * size.area
    findings = []
    for facts in listed:
        budget -= _whole(facts["rect"][2]) * _whole(facts["rect"][3])
        if budget < 0:
            raise ValueError("the findings cover more than can be")
        findings.append(finding_from(facts, size))
    return tuple(findings)


def _layer_facts(layer: Layer) -> dict[str, Any]:
    return {"rect": [int(value) for value in layer.rect], "opacity": _mask_facts(layer.opacity)}


def _layer_from(facts: Any, finding: Rect, size: Size) -> Layer:
    rect = Rect(*(_whole(value) for value in facts["rect"]))
    around = finding.grow(LAYER_REACH).clip(size)
    if rect.width < 1 or rect.height < 1 or not around.contains(rect):
        raise ValueError("a layer lies elsewhere than its finding")
    return Layer(rect, _mask_from(facts["opacity"], rect))


def _mask_facts(mask: Mask) -> list[int] | dict[str, str]:
    flat = np.ascontiguousarray(mask).reshape(-1)
    is_set = flat == 255
    if not np.array_equal(is_set, flat != 0):
        return {"grey": base64.b64encode(zlib.compress(flat.tobytes(), 6)).decode()}
    turns = np.flatnonzero(is_set[1:] != is_set[:-1]) + 1
    edges = [0, *([0] if is_set[0] else []), *turns.tolist(), len(flat)]
    return [after - before for before, after in pairwise(edges)]


def _mask_from(facts: Any, rect: Rect) -> Mask:
    if isinstance(facts, dict):
        content = _inflate(base64.b64decode(facts["grey"], validate=True), rect.area)
        return np.frombuffer(content, np.uint8).reshape(rect.height, rect.width).copy()
    if not isinstance(facts, list) or not facts or not all(type(run) is int and run >= 0 for run in facts):
        raise ValueError("a mask without runs")
    if sum(facts) != rect.area:
        raise ValueError("a mask that does not fit its rectangle")
    values = np.zeros(len(facts), np.uint8)
    values[1::2] = 255
    return np.repeat(values, facts).reshape(rect.height, rect.width)


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError("no whole number")
    return value


def _inflate(content: bytes, most: int) -> bytes:
    """Raises ValueError where it is more than `most` bytes, or is cut off."""
    unpacking = zlib.decompressobj()
    made = unpacking.decompress(content, most + 1)
    if len(made) > most or not unpacking.eof:
        raise ValueError("more than it can be, or cut off")
    return made


def _check(written: Path) -> None:
    with open(written, "rb") as file:
        try:
            json.load(file)
        except ValueError as error:
            raise SaveError(say("What was written could not be read back ({wrong}).", wrong=error)) from error
