"""The report of an evaluation: numbers as JSON, a table as Markdown, and contact sheets."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from inpaint_studio import __version__
from inpaint_studio.evaluation import metrics, rivals, sheet
from inpaint_studio.evaluation.holes import Case, EvaluationError
from inpaint_studio.evaluation.judge import MEASURES
from inpaint_studio.evaluation.protocol import PROTOCOL, EvaluationConfig
from inpaint_studio.evaluation.table import Row, markdown, summarise
from inpaint_studio.model.photographs.masks import VERSION as HOLES
from inpaint_studio.sentence import say


@dataclass(frozen=True)
class Evaluated:
    """The last value of an evaluation: the paths of its report."""

    json: Path
    markdown: Path
    sheets: tuple[Path, ...]
    table: str  # the Markdown itself


def write(
    config: EvaluationConfig,
    methods: Sequence[rivals.Method],
    rows: Sequence[Row],
    shown: Mapping[str, Sequence[tuple[Case, dict[str, metrics.Picture8]]]],
    used: int,
) -> Evaluated:
    """Write the report into `config.output`. Raises EvaluationError where that is not writable.

    shown: by kind of hole, the holes for its contact sheet with their fills by method.  used: pictures.
    """
    ours = [m.name for m in methods if m.is_ours and any(row.method == m.name for row in rows)]
    ours = ours or [rows[0].method]
    summary = summarise(rows, ours)
    protocol = {
        "protocol": PROTOCOL,
        "holes": HOLES,
        "measures": MEASURES,
        "program": __version__,
        "machine": f"{platform.machine()}, {os.cpu_count()} CPUs, {config.threads} used",
        "pictures": used,
        "config": {k: _plain(v) for k, v in asdict(config).items()},
        "methods": {m.name: m.key for m in methods},
    }
    table = f"# Evaluation on {used} pictures\n\n" + _legend(config) + "\n\n" + markdown(summary, ours)
    as_json, as_markdown = config.output / "evaluation.json", config.output / "evaluation.md"
    plain_rows = [{"method": r.method, "picture": r.picture, "kind": r.kind, **_rounded(r.scores)} for r in rows]
    try:
        as_json.write_text(json.dumps({**protocol, **summary, "rows": plain_rows}, indent=1), encoding="utf-8")
        as_markdown.write_text(table, encoding="utf-8", errors="backslashreplace")
        sheets = []
        for kind, pairs in shown.items():
            if pairs:
                path = config.output / f"sheet-{kind}.png"
                rows_of = [(hole.true, hole.mask, fills) for hole, fills in pairs]
                sheet.contact_sheet(rows_of, [m.name for m in methods], config.sheet_cell).save(path)
                sheets.append(path)
    except OSError as error:
        raise EvaluationError(
            say("The evaluation could not be written to {path}: {reason}.", path=config.output, reason=error)
        ) from error
    return Evaluated(as_json, as_markdown, tuple(sheets), table)


def _legend(config: EvaluationConfig) -> str:
    return (
        "In the hole: PSNR (dB), L1 (8-bit levels), LPIPS (AlexNet; maps averaged over the hole), sharpness (mean "
        "|Laplacian| over the truth's), texture SWD (sliced Wasserstein of 7 x 7 patches without their mean, levels), "
        "edge F1 (strong edges of the truth that come in from outside, continued within 3 px, and the reverse; over "
        "the holes that have any). "
        "Round it: SSIM, seam (step over the rim over the truth's). KD: kernel distance on AlexNet features, not FID. "
        f"CPU seconds with {config.threads} thread{'s' if config.threads > 1 else ''} per hole, s: "
        "the same by the wall clock; MB: highest rise of resident memory. Bold: best."
    )


def _rounded(scores: Mapping[str, float]) -> dict[str, float]:
    return {name: float(f"{value:.6g}") for name, value in scores.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return value.name  # reports are shared, so no local paths
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    return value
