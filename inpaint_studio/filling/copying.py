"""Fill a hole with the picture's own texture, guided by the generator's fill where there is one."""

from collections.abc import Generator, Iterator
from dataclasses import replace

import numpy as np

from inpaint_studio.filling import thin
from inpaint_studio.filling.calm import calmed
from inpaint_studio.filling.crops import Crop
from inpaint_studio.filling.exemplar import SURE, Copied, copy_texture
from inpaint_studio.filling.judge import naturalness
from inpaint_studio.filling.method import Answer, Ask, Colours, Hole
from inpaint_studio.filling.prediction import predicted
from inpaint_studio.filling.thin_plate import stiffened
from inpaint_studio.model.nets.discriminator import Discriminator
from inpaint_studio.sentence import say

NO_SOURCE = Answer(None, notes=(say("There was nothing to copy from, so the hole was filled without texture."),))


def fill(crop: Crop, hole: Hole, ask: Ask) -> Iterator[Answer | None]:
    """Copy texture into the hole."""
    if ask.is_thin and ask.guide is not None and not ask.is_data:
        yield from _thin(crop, hole, ask, is_selective=False)
        return
    copied = yield from _searched(crop, hole, ask, ask.guide, ask.seed)
    if copied is None:
        yield NO_SOURCE if ask.guide is None else replace(NO_SOURCE, colours=_generated(crop, hole, ask))
        return
    colours = _spectra(crop, copied) if ask.is_data else copied.blended
    yield _answer(crop, hole, ask, copied, colours, ask.guide is not None)


def _spectra(crop: Crop, copied: Copied) -> Colours:
    """All bands of a data picture, copied together and as they are: mixed ones would be spectra of nothing."""
    colours = crop.colours.copy()
    colours[copied.hole] = crop.colours[copied.sources]
    return colours


def as_needed(crop: Crop, hole: Hole, ask: Ask) -> Iterator[Answer | None]:
    """The same, but a thin hole that its surroundings determine is not copied into."""
    if ask.is_thin and ask.guide is not None:
        return _thin(crop, hole, ask, is_selective=not ask.is_led)
    return fill(crop, hole, ask)


def _thin(crop: Crop, hole: Hole, ask: Ask, is_selective: bool) -> Iterator[Answer | None]:
    hidden = ask.hidden.copy()
    hidden[crop.rect.height :], hidden[:, crop.rect.width :] = True, True  # other places of the picture, set beside
    prediction = predicted(crop.colours, hole, hidden)
    yield None
    interpolated = thin.interpolated(crop.colours, prediction, hole)
    crop = replace(crop, colours=stiffened(interpolated, hole, hidden) if ask.is_data else interpolated)
    colours = crop.grained(crop.colours, hole, ask.grain, ask.seed)
    if is_selective and (ask.is_data or not thin.lacks_texture(prediction, hole)):
        yield Answer(colours)
        return
    copied = yield from _searched(crop, hole, ask, ask.guide, ask.seed)
    if copied is None:
        yield replace(NO_SOURCE, colours=colours)
        return
    colours = thin.joined(colours, copied.blended, thin.copied_share(prediction, hole))
    yield Answer(colours, "hybrid", is_guided=True, places=copied.places)


def chosen(crop: Crop, hole: Hole, ask: Ask, judge: Discriminator) -> Iterator[Answer | None]:
    """The guided copy, the generator's fill or an unguided copy: whichever the judge scores highest.

    A thin hole is filled as without a judge.
    """
    if ask.is_thin and ask.guide is not None:
        yield from _thin(crop, hole, ask, is_selective=not ask.is_led)
        return
    copied = yield from _searched(crop, hole, ask, ask.guide, ask.seed)
    if copied is None:
        yield replace(NO_SOURCE, colours=_generated(crop, hole, ask))
        return
    unguided = yield from _searched(crop, hole, ask, None, ask.seed + 1)
    guided = copied.blended
    generated = _generated(crop, hole, ask)
    candidates = [guided, generated, *([unguided.blended] if unguided else [])]
    scores = [naturalness(judge, candidate, hole) for candidate in candidates]
    best = int(np.argmax(scores))
    if best == 1:
        yield Answer(generated)
    elif best == 2 and unguided is not None:
        yield _answer(crop, hole, ask, unguided, candidates[2], is_guided=False)
    else:
        yield _answer(crop, hole, ask, copied, guided, ask.guide is not None)


def _generated(crop: Crop, hole: Hole, ask: Ask) -> Colours:
    """The generator's fill as it stays where nothing is copied."""
    return crop.grained(calmed(crop.colours, hole, hole, ask.scale), hole, ask.grain, ask.seed)


def _answer(crop: Crop, hole: Hole, ask: Ask, copied: Copied, colours: Colours, is_guided: bool) -> Answer:
    # Copied pixels have grain already: adding more up to the ring's level cost 3 % of LPIPS.
    grained = crop.grained(colours, hole, ask.grain - 1, ask.seed) if ask.grain > 1 else colours
    method = "hybrid" if is_guided else "exemplar"
    return Answer(grained, method, is_guided, copied.places, is_copy=ask.is_data and grained is colours)


def _searched(
    crop: Crop, hole: Hole, ask: Ask, amount: float | None, seed: int
) -> Generator[None, None, Copied | None]:
    """Copy into the crop, guided by its own colours in the hole unless `amount` is None. Yields during the search."""
    copied = None
    seen = crop.three
    for copied in copy_texture(  # noqa: B007  # its last value is the answer
        seen,
        hole,
        barred=ask.barred,
        hidden=ask.hidden,
        guide=None if amount is None else seen,
        amount=amount or 0.0,
        sure=SURE,
        lines=ask.lines,
        numbers=ask.pieces_of,
        seed=seed,
        threads=ask.threads,
    ):
        yield None
    return copied
