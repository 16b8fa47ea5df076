"""Findings under review: what finders proposed, what a person decided, and which of them are in view.

A finder never paints. Its findings become mask when they are taken, and of those only the accepted ones.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.geometry import NOWHERE, Rect, Size
from inpaint_studio.editing.mask import bounds, grow
from inpaint_studio.editing.picture import Mask

Polarity = Literal["lighter", "darker", "none"]  # than its surroundings; "none": neither, or unknown
Side = Literal["both", "lighter", "darker"]
Extent = Literal["everywhere", "inside", "outside"]  # of what is marked
CERTAIN = 0.5  # confidence at the default threshold of every finder
MOST_FINDINGS = 20_000  # of one search
LAYER_REACH = 16  # pixels that a layer may reach past its finding
_LARGE = 4096  # pixels of a rectangle, from which on its finding's own pixels are looked at


@dataclass(frozen=True, eq=False)
class Layer:
    """What lies over the picture and lets some of its light through: divided by 1 - opacity, the picture is back."""

    rect: Rect  # in the picture; a layer that ends softly reaches past its finding
    opacity: Mask  # (rect.height, rect.width): the share of light that it takes, of 255

    def __post_init__(self) -> None:
        if self.opacity.shape != (self.rect.height, self.rect.width) or self.opacity.dtype != np.uint8:
            raise ValueError(f"A layer of {self.opacity.shape} and {self.opacity.dtype} does not fit {self.rect}.")
        self.opacity.flags.writeable = False


@dataclass(frozen=True, eq=False)
class Finding:
    """A proposed piece of mask. Immutable, its mask too."""

    rect: Rect  # in the picture
    mask: Mask  # (rect.height, rect.width), 255 = to be filled: a connected component, or one line's strokes; no margin
    kind: str  # its class, a key of `FINDING_CLASSES`
    confidence: float = 1.0  # 0 .. 1; each finder is calibrated so that .5 is its default threshold
    source: str = ""  # the key of its finder
    polarity: Polarity = "none"
    is_suggested: bool = True  # accepted until a person decides; False where it may belong to the picture, e.g. a sign
    note: str = ""  # a message: one sentence for the person; "" = none
    layer: Layer | None = None  # of what is semi-transparent: it is taken off, and only what that loses is filled

    def __post_init__(self) -> None:
        if self.mask.shape != (self.rect.height, self.rect.width) or self.mask.dtype != np.uint8:
            raise ValueError(f"A finding's mask of {self.mask.shape} and {self.mask.dtype} does not fit {self.rect}.")
        self.mask.flags.writeable = False

    @cached_property
    def identity(self) -> str:
        """The same for the same place and shape, whatever is thought of it: decisions are stored by it."""
        packed = np.packbits(self.mask > 127).tobytes()
        return blake2b(f"{tuple(map(int, self.rect))}".encode() + packed, digest_size=12).hexdigest()

    @cached_property
    def area(self) -> int:
        """Pixels to be filled, without a margin."""
        return int(np.count_nonzero(self.mask))

    @cached_property
    def pixels(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Rows and columns in the picture of what is to be filled."""
        rows, columns = np.nonzero(self.mask)
        return rows + self.rect.y, columns + self.rect.x

    def is_covered(self, mask: Mask, fills: Iterable[Fill]) -> bool:
        """Whether all of it is marked or filled. mask: (H, W)."""
        bare = (self.mask > 0) & (mask[self.rect.slices] == 0)
        for fill in fills:
            common = fill.rect.intersect(self.rect)
            if not common.is_empty:
                bare[common.inside(self.rect).slices] &= fill.coverage[common.inside(fill.rect).slices] == 0
        return not bare.any()

    def prepare(self) -> None:
        """Work out, on a worker, what filters and decisions look at."""
        _ = self.identity, self.area
        if self.rect.area > _LARGE:
            _ = self.pixels


@dataclass(frozen=True)
class ReviewFilter:
    """Which findings are proposed, and how wide. Changing it searches nothing anew."""

    sensitivity: float = 0.5  # 0 .. 1: those of a confidence of at least 1 - sensitivity
    smallest: int = 0  # pixels of area
    without: frozenset[str] = frozenset()  # classes that are left out
    side: Side = "both"  # of those with a polarity
    margin: int = 1  # picture pixels that a mask reaches past its finding
    extent: Extent = "everywhere"

    def admits(self, finding: Finding) -> bool:
        """Whether a finding is proposed, by all but the extent, which depends on the mask."""
        return (
            finding.confidence >= 1 - self.sensitivity - 1e-9
            and finding.area >= self.smallest
            and finding.kind not in self.without
            and (self.side == "both" or finding.polarity in (self.side, "none"))
        )


@dataclass(frozen=True, eq=False)
class Review:
    """Findings, the decisions about them and the filter: a value. Nothing of it is mask before it is taken."""

    findings: tuple[Finding, ...] = ()  # in the order in which they came, most certain first
    decisions: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))  # by identity: accepted or not
    filter: ReviewFilter = field(default_factory=ReviewFilter)

    def is_accepted(self, finding: Finding) -> bool:
        """The person's decision; without one, what the finder suggests."""
        return self.decisions.get(finding.identity, finding.is_suggested)

    def is_decided(self, finding: Finding) -> bool:
        return finding.identity in self.decisions

    def proposed(self, mask: Mask | None = None) -> tuple[Finding, ...]:
        """Those that the filter admits, rejected ones included. mask: (H, W), what is marked; None = nothing."""
        admitted = (finding for finding in self.findings if self.filter.admits(finding))
        extent = self.filter.extent
        if extent == "everywhere":
            return tuple(admitted)
        return tuple(finding for finding in admitted if _touches(finding, mask) == (extent == "inside"))

    def accepted(self, mask: Mask | None = None) -> tuple[Finding, ...]:
        """Those that become mask when the review is taken."""
        return tuple(finding for finding in self.proposed(mask) if self.is_accepted(finding))

    def flaws(self) -> tuple[Finding, ...]:
        """What no texture should be copied from: what its finder is certain of, whatever the filter shows of it, but
        for what is not accepted."""
        return tuple(one for one in self.findings if one.confidence >= CERTAIN and self.is_accepted(one))

    def layers(self) -> tuple[Finding, ...]:
        """The accepted ones that are taken off instead of filled, where nothing else is marked with them."""
        return tuple(one for one in self.findings if one.layer is not None and self.is_accepted(one))

    def is_filled(self, fills: Iterable[Fill]) -> bool:
        """Whether the review has served its purpose, as far as rectangles tell: a fill lies on one of the findings at
        least, and on each that a person accepted and the filter admits."""
        rects = [fill.rect for fill in fills]
        decided = [one for one in self.findings if self.decisions.get(one.identity) and self.filter.admits(one)]
        return any(_is_under(one, rects) for one in self.findings) and all(_is_under(one, rects) for one in decided)

    def with_findings(self, findings: Iterable[Finding]) -> "Review":
        """With these besides those there are; one of the same identity replaces the older."""
        merged = {finding.identity: finding for finding in (*self.findings, *findings)}
        return replace(self, findings=tuple(merged.values()))

    def with_detected(self, findings: Iterable[Finding]) -> "Review":
        """With what a search has detected. What lies mostly in what was rejected of the same finder is rejected too:
        once something near it is filled, an eye is detected with another outline."""
        new = tuple(findings)
        rejected = [one for one in self.findings if self.decisions.get(one.identity) is False]
        alike = [one for one in new if one.identity not in self.decisions and _is_mostly_in(one, rejected)]
        return (self.decided(alike, False) if alike else self).with_findings(new)

    def without_source(self, source: str) -> "Review":
        """Without the findings of one finder. Decisions stay: what was rejected stays so when it is detected again."""
        return replace(self, findings=tuple(finding for finding in self.findings if finding.source != source))

    def decided(self, findings: Iterable[Finding], accepted: bool | None) -> "Review":
        """With a decision about some; None takes it back."""
        decisions = dict(self.decisions)
        for finding in findings:
            if accepted is None:
                decisions.pop(finding.identity, None)
            else:
                decisions[finding.identity] = accepted
        return replace(self, decisions=MappingProxyType(decisions))


def _is_under(finding: Finding, rects: Iterable[Rect]) -> bool:
    return any(rect.intersects(finding.rect) for rect in rects)


def _is_mostly_in(finding: Finding, others: Iterable[Finding]) -> bool:
    """Whether others of its finder have half of its pixels or more."""
    near = [one for one in others if one.source == finding.source and one.rect.intersects(finding.rect)]
    if not near:
        return False
    _, covered = joined(near, Size(finding.rect.right, finding.rect.bottom), rect=finding.rect)
    return 2 * int(np.count_nonzero(np.minimum(covered, finding.mask))) >= finding.area


def _touches(finding: Finding, mask: Mask | None) -> bool:
    if mask is None:
        return False
    if finding.rect.area > _LARGE:  # a scratch across the picture: its rectangle is mostly empty
        return bool(mask[finding.pixels].any())
    x, y, width, height = finding.rect
    common = np.minimum(mask[y : y + height, x : x + width], finding.mask)  # `logical_and` of bytes is slower
    return bool(np.count_nonzero(common))


def joined(findings: Iterable[Finding], size: Size, margin: int = 0, rect: Rect | None = None) -> tuple[Rect, Mask]:
    """The mask of findings, each grown by `margin` pixels.

    size: of the picture. rect: what is wanted of it; None = all they touch. Returns the rectangle and its new mask of
    (rect.height, rect.width); NOWHERE and an empty one where there are none.
    """
    listed = list(findings)
    whole = Rect.of_size(size)
    if rect is None:
        rect = NOWHERE
        for finding in listed:
            rect = rect.unite(finding.rect)
        rect = rect.grow(margin).intersect(whole) if listed else NOWHERE
    wide = rect.grow(margin).intersect(whole)
    mask = np.zeros((wide.height, wide.width), np.uint8)
    for finding in listed:
        part = finding.rect.intersect(wide)
        if not part.is_empty:
            into = mask[part.inside(wide).slices]
            np.maximum(into, finding.mask[part.inside(finding.rect).slices], out=into)
    if margin and mask.size:
        box = bounds(mask).grow(margin).intersect(Rect.of_size(Size(wide.width, wide.height)))
        if not box.is_empty:
            mask[box.slices] = grow(mask[box.slices].copy(), margin)
    return rect, mask[rect.inside(wide).slices].copy() if not rect.is_empty else np.zeros((0, 0), np.uint8)
