"""How well damage is found, by the net and by the rules, in one table; what it costs, and where it is wrong.

    python tests/benchmarks/bench_finder.py --photos VALIDATION --pieces pieces.tar --outlines outlines-4.json ... \
        --fullsize FOLDER --clean plain-a.png ... --judged old-couple.png ... [--weights FILE] [--rules]

Painted damage on validation photographs (pieces that training held out), real outlines of frames it did not see on
full-size photographs, and undamaged pictures. All at one threshold, a confidence of .5; two pixels of tolerance.
"""

import argparse
import resource
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.finder import View
from inpaint_studio.finding.pyramid import DAMAGE, Look, Pyramid
from inpaint_studio.finding.rule_damage import rule_findings
from inpaint_studio.finding.thin_damage import PLAIN, Judgement, thin_damage
from inpaint_studio.model.checkpoints import finder
from inpaint_studio.model.photographs.damage.sources import Outlines, Sources, installed_fonts, read_pieces
from inpaint_studio.resources import resource as installed

from finder_sets import Scores, Search, Shown, film_pictures, judged_pictures, painted_pictures  # isort: skip

_REDUCED = (Look(2), Look(4))  # how photographs of more than six megapixels are looked at


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--pieces", type=Path, required=True)
    parser.add_argument("--outlines", type=Path, nargs="+", required=True)
    parser.add_argument("--fullsize", type=Path)
    parser.add_argument("--clean", type=Path, nargs="*", default=[], help="old photographs without damage")
    parser.add_argument("--judged", type=Path, nargs="*", default=[], help="NAME.png beside NAME.mask.png")
    parser.add_argument("--weights", type=Path, help="default: those that are shipped")
    parser.add_argument("--rules", action="store_true", help="measure the rules too")
    parser.add_argument("--seeds", type=int, nargs="*", default=[5], help="of painted pictures")
    parser.add_argument("--count", type=int, default=60, help="painted photographs, and undamaged ones")
    parser.add_argument("--only", default="painted,film,judged,undamaged,speed")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    opened = finder.load(chosen.weights or installed(finder.SHIPPED))
    searches: dict[str, Search] = {"net": partial(_by_net, opened)}
    if chosen.rules:
        searches["rules"] = _by_rules
    photos = sorted(chosen.photos.glob("*"))[: chosen.count]
    fullsize = sorted(chosen.fullsize.glob("*.jpg")) if chosen.fullsize else []
    sources = Sources(
        read_pieces(chosen.pieces, held_out=True), [Outlines.read(path) for path in chosen.outlines], installed_fonts()
    )
    sets: dict[str, Callable[[], Iterable[Shown]]] = {
        **{f"painted {seed}": partial(painted_pictures, photos, sources, seed) for seed in chosen.seeds},
        "film": lambda: film_pictures(fullsize, chosen.outlines, seed=5),
        "judged": lambda: judged_pictures(chosen.judged),
    }
    for name, pictures in sets.items():
        if name.split()[0] not in chosen.only.split(","):
            continue
        scores = {key: Scores() for key in searches}
        alone = Scores()  # the net's probabilities, before pieces are made of them
        for shown in pictures():
            alone.add_map(shown, _alone(opened, shown, _REDUCED if name == "film" else ()))
            for key, search in searches.items():
                # Parts of full-size photographs are searched as the whole would be.
                large = name == "film" and key == "net"
                matches = _by_net(opened, View(shown.pixels), _REDUCED) if large else search(View(shown.pixels))
                own = Scores()
                scores[key].add(shown, matches)
                if not name.startswith("painted"):
                    own.add(shown, matches)
                    print(f"    {shown.name} {key}: {own.line()}", flush=True)
        print(f"{name}, probabilities: AP {alone.average_precision:.3f}  best F1 {alone.f1.max():.3f}", flush=True)
        for key, sums in scores.items():
            print(f"{name}, {key}: {sums.line()}\n    precision/recall at {sums.curve()}", flush=True)
    if "undamaged" in chosen.only.split(","):
        for key, search in searches.items():
            _undamaged("validation photographs", key, search, photos)
            own = partial(_by_net, opened, looks=_REDUCED) if key == "net" else search
            _undamaged("full-size photographs", key, own, fullsize, most=2048)
            _undamaged("old portraits", key, search, chosen.clean)
    if "speed" in chosen.only.split(",") and fullsize:
        _speed(opened, fullsize)


def _by_net(opened: finder.FinderWeights, view: View, looks: Sequence[Look] = ()) -> list[Finding]:
    judgement = Judgement.of(opened.judgement) if opened.judgement else PLAIN
    matches = thin_damage(view, opened.probabilities, judgement, "damage", looks)
    return [value for value in matches if isinstance(value, Finding)]


def _alone(opened: finder.FinderWeights, shown: Shown, looks: Sequence[Look]) -> NDArray[np.float32]:
    """What the net sees in a picture of one block, 0..1."""
    pyramid = Pyramid(shown.pixels, opened.probabilities, looks)
    planes = list(pyramid.answers(Rect.of_size(pyramid.size)))[-1]
    assert planes is not None
    return planes[DAMAGE]


def _by_rules(view: View) -> list[Finding]:
    matches = rule_findings(view, "damage", bright=True, dark=True)
    return [value for value in matches if isinstance(value, Finding)]


def _undamaged(what: str, key: str, search: Search, paths: Iterable[Path], most: int = 10**6) -> None:
    counts, shares, areas = [], [], []
    for path in paths:
        pixels = np.asarray(Image.open(path).convert("RGB"))
        top, left = (max(0, side - most) // 2 for side in pixels.shape[:2])
        pixels = np.ascontiguousarray(pixels[top : top + most, left : left + most])
        matches = [one for one in search(View(pixels)) if one.confidence >= 0.5 and one.is_suggested]
        area = pixels.shape[0] * pixels.shape[1]
        counts.append(len(matches) / area * 1e6)
        shares.append(sum(one.area for one in matches) / area * 100)
        areas.append(area)
        if most < 10**6 or area > 10**6:
            print(f"    {path.name} {key}: {counts[-1]:.1f} a MP, {shares[-1]:.3f} %", flush=True)
    if counts:
        whole = np.array(areas, float)
        print(
            f"undamaged {what}, {key}: findings a MP median {np.median(counts):.1f}, mean "
            f"{np.average(counts, weights=whole):.1f}, quartiles {np.percentile(counts, 25):.1f} - "
            f"{np.percentile(counts, 75):.1f}; pixels median {np.median(shares):.3f} %, mean "
            f"{np.average(shares, weights=whole):.3f} %",
            flush=True,
        )


def _speed(opened: finder.FinderWeights, paths: list[Path]) -> None:
    largest = max(paths, key=lambda path: np.prod(Image.open(path).size))
    pixels = np.asarray(Image.open(largest).convert("RGB"))
    megapixels = pixels.shape[0] * pixels.shape[1] / 1e6
    judgement = Judgement.of(opened.judgement) if opened.judgement else PLAIN
    before, memory, first = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, None
    for value in thin_damage(View(pixels), opened.probabilities, judgement, "d"):
        if isinstance(value, Finding) and first is None:
            first = time.process_time() - before
    seconds = time.process_time() - before
    added = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024
    print(
        f"{largest.name}, {megapixels:.1f} MP: {seconds:.1f} CPU s, the first finding after {first or 0:.2f}, "
        f"{added:.0f} MB"
    )


if __name__ == "__main__":
    main()
