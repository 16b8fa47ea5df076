"""How the fills of a run come to lie on their planes: where marks were, or in place of the fills of an earlier run."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe, Setting, covered_by
from inpaint_studio.editing.guidance import Guidance, SourceRegion
from inpaint_studio.editing.history import FillStep, Laid, fill_step, fills_step
from inpaint_studio.editing.plane_state import PlaneState, with_planes
from inpaint_studio.editing.state import State
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.filling.stack_window import OF_RUN
from inpaint_studio.ui.document.run_jobs import PlaneFilled, in_place_of
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP

FILL_RUN = QT_TRANSLATE_NOOP("Steps", "Fill planes")
REMAKE_RUN = QT_TRANSLATE_NOOP("Steps", "Make fill anew")


@dataclass(frozen=True)
class Landing:
    """What becomes of the fills of a run."""

    remakes: str = ""  # the id of the run whose fills they replace; "" = marks are filled

    @property
    def name(self) -> str:
        """Of the step."""
        return REMAKE_RUN if self.remakes else FILL_RUN

    def step(self, laid: Laid, one: PlaneFilled) -> FillStep | None:
        """The step of a plane; None where that is not as it was when the run began."""
        if not self.fits(laid, one):
            return None
        if not self.remakes:
            return fill_step(laid, one.fills, one.mask, one.rect, FILL_RUN)
        old = [fill for fill in laid.fills if fill.run == self.remakes]
        at = laid.fills.index(old[0])
        new = in_place_of(tuple(old), one.fills)
        rest = tuple(fill for fill in laid.fills[at:] if fill.run != self.remakes)
        return fills_step(laid, laid.fills[:at] + new + rest, REMAKE_RUN)

    def fits(self, laid: Laid, one: PlaneFilled) -> bool:
        """Whether a plane is marked wherever it was when the run began, or has fills of the earlier run."""
        if self.remakes:
            return any(fill.run == self.remakes for fill in laid.fills)
        return bool((laid.mask[one.rect.slices] >= one.mask).all())

    def waits(self, document: Document, plane: int, *, is_marked: bool) -> bool:
        """Whether anything of a plane is left to be filled. is_marked: of the plane in view, whose mask is live."""
        here = plane == document.plane
        if self.remakes:
            fills = document.fills if here else document.state.on(plane).fills
            return any(fill.run == self.remakes for fill in fills)
        return is_marked if here else document.state.on(plane).mask is not None


def remade(state: State, run: str) -> State:
    """A state as if the fills of a run were not made yet: marked is where they are, and led they are by their recipes.

    state: a snapshot.
    """
    changed: dict[int, PlaneState] = {}
    for plane, fills in state.filled_planes.items():
        old = [fill for fill in fills if fill.run == run]
        if not old:
            continue
        mask = covered_by(old, state.size)
        guidance = _guidance(old[0].recipe)
        below = fills[: fills.index(old[0])]
        if plane == state.plane:
            state = replace(state, fills=below, masks=MappingProxyType({plane: mask}), guidance=guidance)
        else:
            changed[plane] = replace(state.on(plane), fills=below, mask=PackedTiles.of_mask(mask), guidance=guidance)
    return replace(state, elsewhere=with_planes(state.elsewhere, changed))


def settings_of(recipe: Recipe) -> tuple[Mapping[str, Setting], str]:
    """The options of the method in the plane, and that method, of a fill that a run has made."""
    settings = {name: value for name, value in recipe.settings.items() if name not in OF_RUN}
    return settings, str(recipe.settings.get("in_plane", "auto"))


def fills_of(state: State, run: str) -> Mapping[int, tuple[Fill, ...]]:
    """Those of a run, by plane."""
    by_plane = {plane: tuple(one for one in fills if one.run == run) for plane, fills in state.filled_planes.items()}
    return {plane: fills for plane, fills in by_plane.items() if fills}


def _guidance(recipe: Recipe) -> Guidance:
    regions = () if recipe.sources is None else (SourceRegion(recipe.sources),)
    return Guidance(recipe.guides or (), regions)
