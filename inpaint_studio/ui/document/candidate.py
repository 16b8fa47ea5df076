"""A candidate: one of several fills offered for the same mask, and which of them the judge would take."""

from dataclasses import dataclass

from inpaint_studio.editing.fills import Fill
from inpaint_studio.filling.methods import METHODS


@dataclass(frozen=True, eq=False)
class Candidate:
    """One of several fills offered for the same mask."""

    method: str
    seed: int
    fills: tuple[Fill, ...] = ()  # the last answer so far
    is_ready: bool = False
    failure: str = ""
    score: float | None = None  # the judge's; higher is more natural, None where it was not judged
    without_lines: bool = False  # made without the lines that were found, for comparison

    @property
    def has_lines(self) -> bool:
        """Whether it follows lines that were found."""
        return follows_found_lines(self.method, self.fills)


def follows_found_lines(method: str, fills: tuple[Fill, ...]) -> bool:
    """Whether fills of a method were led by lines that were found."""
    known = METHODS.get(method)
    recipes = [fill.recipe for fill in fills] if known is not None and known.follows_lines else []
    return any(guide.is_automatic for recipe in recipes for guide in recipe.guides or ())


def judges_choice(candidates: tuple[Candidate, ...]) -> int | None:
    """Number of the candidate that the judge finds the most natural.

    None until all that can be taken are judged, where there is no judge, and where there is but one.
    """
    scores = {n: one.score for n, one in enumerate(candidates) if one.is_ready and one.fills}
    known = {n: score for n, score in scores.items() if score is not None}
    return max(known, key=lambda n: known[n]) if len(known) == len(scores) > 1 else None
