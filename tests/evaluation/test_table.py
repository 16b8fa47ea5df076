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


def test_the_best_is_bold_and_who_saw_fewer_holes_is_not_judged() -> None:
    measured = rows("net", "text", [22.0, 23.0]) + rows("old", "text", [20.0, 20.0]) + rows("slow", "text", [99.0])
    table = markdown(summarise(measured, ["net"]), ["net"])
    assert "| net | 2 | **22.50** |" in table
    assert "| old | 2 | 20.00 | **1.00** |" in table, "the nearer to 1 is the better sharpness"
    assert "| slow | 1 | 99.00 |" in table
    assert "## text: net minus the others" in table
