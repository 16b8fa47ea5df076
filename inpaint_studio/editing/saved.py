"""What of a document is on the disk: compared with its state, that tells what closing it would lose."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from inpaint_studio.editing.adjustments import Adjustments
from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.state import State

Decisions = Mapping[str, bool]  # by identity of a finding


@dataclass(frozen=True, eq=False)
class Saved:
    """The parts of a state as they were last saved, or opened."""

    serial: int  # of the history
    fills: Mapping[int, tuple[Fill, ...]]  # by plane
    adjustments: Adjustments
    decisions: Mapping[int, Decisions]  # by plane

    @classmethod
    def of(cls, state: State) -> "Saved":
        return cls(state.history.serial, state.filled_planes, state.adjustments, _decisions(state))

    def has_other_fills(self, state: State) -> bool:
        """Whether fills of any plane are others now."""
        return state.filled_planes != self.fills

    def planes_with_other_fills(self, state: State) -> frozenset[int]:
        """Planes whose fills are others now."""
        now = state.filled_planes
        return frozenset(plane for plane in {*now, *self.fills} if now.get(plane) != self.fills.get(plane))

    def has_other_decisions(self, state: State) -> bool:
        """Whether a person decided about findings since, and fills have not come of that yet.

        Findings alone are made again, and what was decided about them is seen in the fills once they are there.
        """
        now = _decisions(state)
        others = [plane for plane in {*now, *self.decisions} if now.get(plane) != self.decisions.get(plane)]
        return any(not state.review_of(plane).is_filled(_fills(state, plane)) for plane in others)

    def with_work(self, state: State) -> "Saved":
        """All of a state but its decisions was saved."""
        return replace(Saved.of(state), decisions=self.decisions)

    def with_decisions(self, decisions: Mapping[int, Decisions]) -> "Saved":
        """Only these decisions, by plane, were saved."""
        made = {plane: of for plane, of in decisions.items() if of}
        return replace(self, decisions=MappingProxyType(made))


def _fills(state: State, plane: int) -> tuple[Fill, ...]:
    return state.filled_planes.get(plane, ())


def _decisions(state: State) -> Mapping[int, Decisions]:
    planes = {plane: laid.review.decisions for plane, laid in state.elsewhere.items()}
    planes[state.plane] = state.review.decisions
    return MappingProxyType({plane: made for plane, made in planes.items() if made})
