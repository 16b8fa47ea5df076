"""Tables: means and paired differences of scores, and their Markdown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.evaluation import metrics

GROUPS: Mapping[str, tuple[str, ...]] = {"thin": ("scratch", "text"), "large": ("brush", "blob")}
# Name, heading in tables, format, whether higher is better (None: closer to 1).
MEASURES: tuple[tuple[str, str, str, bool | None], ...] = (
    ("psnr", "PSNR dB", "{:.2f}", True),
    ("l1", "L1", "{:.2f}", False),
    ("ssim", "SSIM", "{:.4f}", True),
    ("lpips", "LPIPS", "{:.4f}", False),
    ("lpips_picture", "LPIPS picture", "{:.4f}", False),
    ("edge_f1", "edge F1", "{:.3f}", True),
    ("sharpness", "sharpness", "{:.2f}", None),
    ("seam", "seam", "{:.2f}", None),
    ("texture", "texture SWD", "{:.1f}", False),
    ("cpu_seconds", "CPU s", "{:.3f}", False),
    ("seconds", "s", "{:.3f}", False),
)
# Of some holes only, whatever fills them: where the truth has edges to continue. Their means are over those holes.
OF_SOME_HOLES = ("edge_f1", "edge_recall", "edge_precision")
PEAKS = ("peak_megabytes", "peak_device_megabytes")  # maxima, not means


@dataclass(frozen=True, eq=False)
class Row:
    """Scores of one method on one hole."""

    method: str
    picture: str
    kind: str
    scores: Mapping[str, float]
    features: NDArray[np.float64] | None  # of the fill
    true_features: NDArray[np.float64] | None


def summarise(rows: Sequence[Row], ours: Sequence[str]) -> dict[str, Any]:
    """Means and paired differences: {"scores": {kind: {method: {...}}}, "differences": {kind: {ours: {other: ...}}}}.

    Groups of kinds ("thin", "large") are included where all of their kinds were measured.
    """
    kinds = list(dict.fromkeys(row.kind for row in rows))
    groups: dict[str, tuple[str, ...]] = {kind: (kind,) for kind in kinds}
    groups |= {name: of for name, of in GROUPS.items() if set(of) <= set(kinds)}
    scores: dict[str, Any] = {}
    differences: dict[str, Any] = {}
    for group, of in groups.items():
        by_method: dict[str, dict[tuple[str, str], Row]] = {}
        for row in rows:
            if row.kind in of:
                by_method.setdefault(row.method, {})[row.picture, row.kind] = row
        scores[group] = {method: _means(list(of_method.values())) for method, of_method in by_method.items()}
        differences[group] = {
            method: {other: _differences(by_method[method], by_method[other]) for other in by_method if other != method}
            for method in ours
            if method in by_method
        }
    return {"scores": scores, "differences": differences}


def _means(rows: Sequence[Row]) -> dict[str, float]:
    out: dict[str, float] = {"holes": len(rows)}
    for name in dict.fromkeys(name for row in rows for name in row.scores):
        values = [row.scores[name] for row in rows if name in row.scores]
        if name in PEAKS:
            out[name] = max(values)
        elif len(values) == len(rows) or name in OF_SOME_HOLES:
            out[name] = float(np.mean(values))
    pairs = [(r.features, r.true_features) for r in rows if r.features is not None and r.true_features is not None]
    if len(pairs) == len(rows) >= 8:
        fake, true = np.stack([p[0] for p in pairs]), np.stack([p[1] for p in pairs])
        out["kernel_distance_alexnet"] = metrics.kernel_distance(true, fake)
    return out


def _differences(ours: Mapping[tuple[str, str], Row], other: Mapping[tuple[str, str], Row]) -> dict[str, Any]:
    """ours - other over their common holes, resampled by picture so that holes of one picture stay together."""
    common = [at for at in ours if at in other]
    out: dict[str, Any] = {"holes": len(common)}
    for name, *_ in MEASURES:
        by_picture: dict[str, list[float]] = {}
        for at in common:
            if name in ours[at].scores and name in other[at].scores:
                by_picture.setdefault(at[0], []).append(ours[at].scores[name] - other[at].scores[name])
        if by_picture:
            out[name] = metrics.bootstrap([float(np.mean(values)) for values in by_picture.values()]).to_dict()
    return out


def markdown(summary: Mapping[str, Any], ours: Sequence[str]) -> str:
    """Tables of means per kind, best in bold, and of the differences of ours to the others with their intervals."""
    parts = []
    for kind, by_method in summary["scores"].items():
        shown = [m for m in MEASURES if any(m[0] in scores for scores in by_method.values())]
        extra = [
            (name, heading, form)
            for name, heading, form in (
                ("kernel_distance_alexnet", "KD (AlexNet)", "{:.4f}"),
                ("peak_megabytes", "MB", "{:.0f}"),
                ("peak_device_megabytes", "GPU MB", "{:.0f}"),
            )
            if any(name in scores for scores in by_method.values())
        ]
        lines = [f"## {kind}", ""]
        lines.append("| method | holes | " + " | ".join([m[1] for m in shown] + [e[1] for e in extra]) + " |")
        lines.append("|---|" + "---|" * (1 + len(shown) + len(extra)))
        # A method with fewer holes had other ones: it is shown, but not ranked.
        most = max(scores["holes"] for scores in by_method.values())
        judged = [scores for scores in by_method.values() if scores["holes"] == most]
        best = {
            name: _best([scores[name] for scores in judged if name in scores], more)
            for name, _, _, more in shown
            if any(name in scores for scores in judged)
        }
        for method, scores in by_method.items():
            cells = []
            for name, _, form, _ in shown:
                text = form.format(scores[name]) if name in scores else "-"
                is_best = name in scores and scores["holes"] == most and scores[name] == best[name]
                cells.append(f"**{text}**" if is_best else text)
            cells += [form.format(scores[name]) if name in scores else "-" for name, _, form in extra]
            lines.append(f"| {method} | {scores['holes']} | " + " | ".join(cells) + " |")
        parts.append("\n".join(lines))
    for kind, by_ours in summary["differences"].items():
        for method, others in by_ours.items():
            if not others:
                continue
            names = [m for m in MEASURES if m[0] in ("psnr", "l1", "ssim", "lpips", "edge_f1", "texture")]
            names = [m for m in names if any(m[0] in d for d in others.values())]
            lines = [f"## {kind}: {method} minus the others (95 % bootstrap interval)", ""]
            lines.append("| other | holes | " + " | ".join(m[1] for m in names) + " |")
            lines.append("|---|" + "---|" * (1 + len(names)))
            for other, difference in others.items():
                cells = [_interval(difference.get(name), form) for name, _, form, _ in names]
                lines.append(f"| {other} | {difference['holes']} | " + " | ".join(cells) + " |")
            parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _best(values: Sequence[float], more: bool | None) -> float:
    if more is None:
        return min(values, key=lambda value: abs(np.log(max(value, 1e-9))))
    return max(values) if more else min(values)


def _interval(difference: Mapping[str, float] | None, form: str) -> str:
    if difference is None:
        return "-"
    signed = form.replace("{:", "{:+")
    return (
        f"{signed.format(difference['mean'])} [{signed.format(difference['low'])}, {signed.format(difference['high'])}]"
    )
