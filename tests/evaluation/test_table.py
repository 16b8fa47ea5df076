"""Tables: means of what was measured, groups of kinds, paired differences, and the best in bold."""

import pytest

from inpaint_studio.evaluation.table import Row, markdown, summarise


def rows(method: str, kind: str, psnrs: list[float], **more: float) -> list[Row]:
    return [
        Row(method, f"{n}.png", kind, {"psnr": psnr, "sharpness": psnr / 20, **more}, None, None)
        for n, psnr in enumerate(psnrs)
    ]


def test_means_are_over_holes_and_of_peaks_the_highest_counts() -> None:
    measured = rows("net", "text", [20.0, 30.0]) + rows("net", "text", [], peak_megabytes=1.0)
    measured[0] = Row("net", "0.png", "text", {"psnr": 20.0, "peak_megabytes": 90.0}, None, None)
    measured[1] = Row("net", "1.png", "text", {"psnr": 30.0, "peak_megabytes": 10.0}, None, None)
    assert summarise(measured, ["net"])["scores"]["text"]["net"] == {"holes": 2, "psnr": 25.0, "peak_megabytes": 90.0}


def test_a_group_stands_beside_its_kinds_only_where_all_of_them_were_measured() -> None:
    thin = rows("net", "text", [20.0]) + rows("net", "scratch", [30.0])
    assert summarise(thin, [])["scores"]["thin"]["net"]["psnr"] == 25.0
    assert "thin" not in summarise(thin[:1], [])["scores"]


def test_differences_are_over_the_holes_that_both_have() -> None:
    summary = summarise(rows("net", "text", [22.0, 23.0, 50.0]) + rows("old", "text", [20.0, 20.0]), ["net"])
    difference = summary["differences"]["text"]["net"]["old"]
    assert difference["holes"] == 2
    assert difference["psnr"]["mean"] == pytest.approx(2.5)
    assert difference["psnr"]["low"] <= 2.5 <= difference["psnr"]["high"]


def test_edges_are_averaged_and_compared_over_the_holes_that_have_any() -> None:
    scores = {"net": [{"edge_f1": 0.8}, {}, {"edge_f1": 0.6}], "old": [{"edge_f1": 0.5}, {}, {"edge_f1": 0.5}]}
    measured = [
        Row(method, f"{n}.png", "blob", {"psnr": 20.0, **more}, None, None)
        for method, of_method in scores.items()
        for n, more in enumerate(of_method)
    ]
    measured = [measured[1], measured[0], *measured[2:]]  # the first hole has none
    summary = summarise(measured, ["net"])
    assert summary["scores"]["blob"]["net"]["edge_f1"] == pytest.approx(0.7)
    difference = summary["differences"]["blob"]["net"]["old"]["edge_f1"]
    assert difference["mean"] == pytest.approx(0.2)
    assert (difference["low"], difference["high"]) == (pytest.approx(0.1), pytest.approx(0.3))
    table = markdown(summary, ["net"])
    assert "| method | holes | PSNR dB | edge F1 |" in table
    assert "| net | 3 | **20.00** | **0.700** |" in table
    assert "+0.200 [+0.100, +0.300]" in table


def test_the_best_is_bold_and_who_saw_fewer_holes_is_not_judged() -> None:
    measured = rows("net", "text", [22.0, 23.0]) + rows("old", "text", [20.0, 20.0]) + rows("slow", "text", [99.0])
    table = markdown(summarise(measured, ["net"]), ["net"])
    assert "| net | 2 | **22.50** |" in table
    assert "| old | 2 | 20.00 | **1.00** |" in table, "the nearer to 1 is the better sharpness"
    assert "| slow | 1 | 99.00 |" in table
    assert "## text: net minus the others" in table
