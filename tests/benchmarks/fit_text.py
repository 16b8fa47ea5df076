"""Fits how sure Find text is of a line: the weights of `finding/text/judging`.

    python tests/benchmarks/fit_text.py --photos TRAIN --fonts TTF ... [--cjk TTF] [--scenes JPEG ...]

Lines are those of stamps drawn over training photographs without text, and what is taken for lines in photographs
without any; `scenes` are photographs with signs and shirts, for what was laid over and what belongs to the scene.
Pictures that are reported on by `bench_text` are others, with other seeds. The constant is the one printed less the
score from which on false lines are few enough.

It takes about 200 CPU s as it stands, which is why it looks at half of the photographs and at five stamps a kind.

29 November 2026, 53 photographs and 50 stamps, held out in six folds by picture: share of stamps found and false lines
a photograph without text, from a score of

            30 %   turned 45   Chinese 30 %   date   the others   false
    -0.5    .80      1.0           .60         .80      1.0       .094
     0      .80      1.0           .60         .80      1.0       .075
     0.5    .80      1.0           .60         .80      1.0       .057
     1      .80      1.0           .40         .80      1.0       .057   1.25 was taken
     1.5    .80      1.0           .40         .80      1.0       .038
     2      .60      1.0           .20         .80      1.0       .038

`laid over` was fitted with 55 lines of 14 training photographs of shops, books and plates beside these stamps: .27 of
them and .86 of the stamps are suggested, at a constant of 1 more than the fitted one.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from text_stamps import KINDS, stamped

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.finding.text.detector import text_detector
from inpaint_studio.finding.text.lines import MEASURES, measures
from inpaint_studio.finding.text.search import FoundLine, found_lines
from inpaint_studio.finding.text.writing import writing_nets

# Photographs of the training set that show no writing, by eye at 190 pixels.
# fmt: off
TEXT_FREE = (
    24, 80, 97, 118, 176, 217, 236, 299, 380, 402, 440, 478, 500, 524, 583, 604, 624, 683, 719, 739, 761, 779,
    802, 839, 857, 875, 892, 910, 928, 950, 968, 1005, 1065, 1084, 1126, 1146, 1298, 1316, 1361, 1401, 1485, 1506,
    1548, 1569, 1684, 1703, 1722, 1785, 1804, 1822, 1845, 1863, 1882, 1900, 1937, 1995, 2052, 2075, 2129, 2148, 2185,
    2249, 2267, 2290, 2330, 2366, 2385, 2403, 2428, 2465, 2486, 2526, 2567, 2586, 2621, 2640, 2676, 2695, 2713, 2732,
    2753, 2794, 2814, 2832, 2854, 2991, 3012, 3030, 3071, 3088, 3130, 3147, 3250, 3294, 3312, 3333, 3371, 3410, 3450,
    3508, 3527,
)
# fmt: on
_SURE = ("heat", "other heat", "fit", "long", "written", "seen")
_LAID = ("seen", "straight", "pure")
_LEAST = 0.1  # of a stamp's strokes in a box: a line of it
_FOUND = 0.8  # of them in all boxes
_FOLDS = 6

Floats = NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--fonts", type=Path, nargs="*", default=[], help="besides Pillow's own")
    parser.add_argument("--cjk", type=Path, help="for the Chinese stamps, which are left out without it")
    parser.add_argument("--scenes", type=Path, nargs="*", default=[], help="photographs with writing of their own")
    parser.add_argument("--count", type=int, default=5, help="stamps of each kind")
    parser.add_argument("--free", type=int, default=53, help="photographs without text, 101 at most")
    arguments = parser.parse_args()
    photos = [arguments.photos / f"{number:06}.webp" for number in TEXT_FREE]
    began = time.process_time()
    rows, stamps = [], []
    for number, path in enumerate(photos[: arguments.free]):
        rows += [(values, 0, -1 - number) for _, values, _ in _lines(_opened(path), None)]
    for kind in KINDS.values():
        if kind.is_tiled or (kind.is_chinese and arguments.cjk is None):
            continue
        for number in range(arguments.count):
            photo = photos[(number * 7 + len(kind.key) * 5) % len(photos)]
            rng = np.random.default_rng((7, number, sum(map(ord, kind.key))))
            drawn = stamped(Image.open(photo).convert("RGB"), kind, rng, arguments.fonts, arguments.cjk)
            lines = _lines(drawn.pixels, drawn.strokes, kind.angle in (30, 45))
            total = int(drawn.strokes.sum())
            stamps.append((kind.key, len(stamps), drawn.strokes, [covers for covers, _, _ in lines]))
            for _, values, count in lines:  # what has a little of a stamp is neither
                rows.append((values, 1 if count >= _LEAST * total else 0 if not count else -1, stamps[-1][1]))
    print(f"{len(rows)} lines, {time.process_time() - began:.0f} CPU s")
    _report(rows, stamps, min(arguments.free, len(photos)))
    if arguments.scenes:
        scenes = [values for path in arguments.scenes for _, values, _ in _lines(_opened(path), None)]
        clear = MEASURES.index("heat")
        of_scenes = np.array([values for values in scenes if values[clear] > 0.8])
        laid = np.array([values for values, is_true, _ in rows if is_true == 1])
        fitted = _fitted(
            _terms(np.concatenate([of_scenes, laid]), _LAID), np.repeat([0, 1], [len(of_scenes), len(laid)])
        )
        print("laid over:", dict(zip(("", *_LAID), fitted.round(2).tolist(), strict=True)))


def _opened(path: Path) -> NDArray[np.uint8]:
    return np.asarray(Image.open(path).convert("RGB"))


def _lines(
    pixels: NDArray[np.uint8], strokes: NDArray[np.bool_] | None, look_harder: bool = False
) -> list[tuple[NDArray[np.bool_], tuple[float, ...], int]]:
    """Of each line: what its box covers, its measures, and how many stroke pixels lie in it."""
    size, answer = Size(pixels.shape[1], pixels.shape[0]), []
    for value in found_lines(text_detector(), pixels, look_harder, writing_nets()):
        if isinstance(value, FoundLine):
            covers = value.line.box.covers(Rect.of_size(size))
            count = 0 if strokes is None else int((covers & strokes).sum())
            answer.append((covers, measures(value.line, size), count))
    return answer


def _report(rows: list[tuple[tuple[float, ...], int, int]], stamps: Sequence[tuple], free: int) -> None:
    values, truth = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    pictures = np.array([row[2] for row in rows])
    terms, clear = _terms(values, _SURE), truth >= 0
    score = np.zeros(len(rows))
    for fold in range(_FOLDS):
        held = pictures % _FOLDS == fold
        score[held] = terms[held] @ _fitted(terms[clear & ~held], truth[clear & ~held])
    kinds = list(dict.fromkeys(key for key, *_ in stamps))
    print("score  false a photograph  found: " + "  ".join(kinds))
    for least in (-0.5, 0.0, 0.5, 1.0, 1.5, 2.0):
        shares = {key: [] for key in kinds}
        for key, number, strokes, boxes in stamps:
            mask = np.zeros(strokes.shape, bool)
            for covers, sure in zip(boxes, score[pictures == number], strict=True):
                mask |= covers & bool(sure >= least)
            shares[key].append((mask & strokes).sum() > _FOUND * strokes.sum())
        false = (score[pictures < 0] >= least).sum() / max(1, free)
        print(f"{least:5.1f}  {false:18.3f}         " + "  ".join(f"{np.mean(shares[key]):.2f}" for key in kinds))
    weights = _fitted(terms[clear], truth[clear])
    print("text:", dict(zip(("", *_SURE), weights.round(2).tolist(), strict=True)))


def _terms(values: Floats, names: Sequence[str]) -> Floats:
    """A constant and the measures of these names."""
    return np.concatenate([np.ones((len(values), 1)), values[:, [MEASURES.index(name) for name in names]]], axis=1)


def _fitted(terms: Floats, truth: NDArray[np.int64], tie: float = 0.003) -> Floats:
    """Logistic weights by Newton's method, both classes of the same weight, tied to 0 by their squares."""
    spread = terms.std(axis=0)
    spread[0] = 1
    scaled = terms / spread
    weight = np.where(truth == 1, 1.0, (truth == 1).sum() / max(1, (truth == 0).sum()))
    free = tie * len(truth) * np.append(0.0, np.ones(terms.shape[1] - 1))
    answer = np.zeros(terms.shape[1])
    for _ in range(80):
        guess = 1 / (1 + np.exp(-scaled @ answer))
        slope = scaled.T @ (weight * (guess - truth)) + free * answer
        curve = (scaled.T * (weight * guess * (1 - guess))) @ scaled + np.diag(free + 1e-6)
        answer -= np.linalg.solve(curve, slope)
    fitted: Floats = answer / spread
    return fitted


if __name__ == "__main__":
    main()
