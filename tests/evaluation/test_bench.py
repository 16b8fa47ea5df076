"""The evaluator, end to end on pictures made here."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from inpaint_studio.evaluation import bench, holes, rivals
from inpaint_studio.evaluation.bench import (
    Evaluated,
    EvaluationConfig,
    EvaluationError,
    HoleMeasured,
    MethodSkipped,
    PictureSkipped,
    evaluate,
    run,
)
from inpaint_studio.sentence import Sentence


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    (folder / "deeper").mkdir(parents=True)
    for i in range(4):
        rng = np.random.default_rng(i)
        coarse = Image.fromarray(rng.integers(0, 255, (4, 5, 3), np.uint8))
        picture = coarse.resize((120 + 10 * i, 110), Image.Resampling.BICUBIC)
        picture.save(folder / ("deeper" if i == 3 else ".") / f"{i}.png")
    return folder


def constant(name: str, level: int, ours: bool = False) -> rivals.Method:
    return rivals.Method(name, f"{name}-{level}", lambda picture, mask: np.full_like(picture, level), ours)


@pytest.fixture
def with_methods(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets `rivals.find` know these methods and no others."""

    def know(*methods: rivals.Method) -> None:
        known = {method.name: method for method in methods}

        def find(name: str, device: str, threads: int) -> rivals.Method:
            if name not in known:
                raise rivals.MethodMissing(f"There is no {name} here.")
            return known[name]

        monkeypatch.setattr(rivals, "find", find)

    return know


def test_the_membrane_is_evaluated_from_files_to_files(pictures: Path, tmp_path: Path) -> None:
    config = EvaluationConfig(pictures, tmp_path / "out", methods=("membrane",), kinds=("scratch", "blob"))
    steps = list(evaluate(config))
    measured = [step for step in steps if isinstance(step, HoleMeasured)]
    assert len(measured) == 8
    assert [step.done for step in measured] == list(range(1, 9))
    assert all(10 < step.scores["psnr"] <= 60 for step in measured)
    end = steps[-1]
    assert isinstance(end, Evaluated)
    result = json.loads(end.json.read_text())
    assert result["scores"]["blob"]["membrane"]["holes"] == 4
    assert result["scores"]["blob"]["membrane"]["psnr"] == pytest.approx(
        np.mean([step.scores["psnr"] for step in measured if step.kind == "blob"])
    )
    assert len(result["rows"]) == 8
    assert str(tmp_path) not in end.json.read_text()
    assert "| membrane | 4 |" in end.markdown.read_text()
    assert [path.name for path in end.sheets] == ["sheet-scratch.png", "sheet-blob.png"]
    with Image.open(end.sheets[0]) as sheet:
        assert sheet.size[0] > 3 * 100


def test_a_number_can_be_followed_from_the_pixels_to_the_table(
    pictures: Path, tmp_path: Path, with_methods: Callable[..., None]
) -> None:
    with_methods(constant("grey", 128, ours=True), constant("black", 0))
    config = EvaluationConfig(pictures, tmp_path / "out", methods=("grey", "black"), kinds=("rectangle",))
    steps = list(evaluate(config))
    names = holes.picture_names(pictures)
    by_hand = {"grey": [], "black": []}
    for name in names:
        (hole,) = holes.seeded_cases(pictures, name, config.kinds)
        inside = hole.true[hole.mask > 0].astype(float)
        for method, level in (("grey", 128), ("black", 0)):
            by_hand[method].append(np.abs(inside - level).mean())
    result = json.loads(steps[-1].json.read_text())
    for method, values in by_hand.items():
        assert result["scores"]["rectangle"][method]["l1"] == pytest.approx(np.mean(values))
    difference = result["differences"]["rectangle"]["grey"]["black"]["l1"]
    assert difference["mean"] == pytest.approx(np.mean(by_hand["grey"]) - np.mean(by_hand["black"]))
    assert difference["low"] <= difference["mean"] <= difference["high"]
    assert "black" not in result["differences"]["rectangle"]  # only ours are compared with the rest


def test_a_method_never_sees_what_lies_in_the_hole_and_only_the_hole_is_used(
    pictures: Path, tmp_path: Path, with_methods: Callable[..., None]
) -> None:
    def peeking(picture: np.ndarray, mask: np.ndarray) -> np.ndarray:
        assert not picture[mask > 0].any()
        assert set(np.unique(mask)) == {0, 255}
        picture[:] = 77  # also spoils what it was given
        return picture

    with_methods(rivals.Method("peeking", "peeking", peeking))
    config = EvaluationConfig(pictures, tmp_path / "out", methods=("peeking",), kinds=("blob",))
    measured = [step for step in evaluate(config) if isinstance(step, HoleMeasured)]
    assert len(measured) == 4
    with_methods(constant("flat", 77))
    flat = run(EvaluationConfig(pictures, tmp_path / "flat", methods=("flat",), kinds=("blob",)))
    assert json.loads(flat.json.read_text())["scores"]["blob"]["flat"]["ssim"] == pytest.approx(
        np.mean([step.scores["ssim"] for step in measured])
    )


def test_a_second_evaluation_fills_only_what_is_new(
    pictures: Path, tmp_path: Path, with_methods: Callable[..., None]
) -> None:
    calls = []

    def counting(picture: np.ndarray, mask: np.ndarray) -> np.ndarray:
        calls.append(1)
        return np.full_like(picture, 90)

    with_methods(rivals.Method("counting", "counting-1", counting), constant("grey", 128))
    cache = tmp_path / "cache"
    first = run(EvaluationConfig(pictures, tmp_path / "a", methods=("counting",), kinds=("blob",), cache=cache))
    assert len(calls) == 4
    steps = list(
        evaluate(EvaluationConfig(pictures, tmp_path / "b", methods=("counting", "grey"), kinds=("blob",), cache=cache))
    )
    assert len(calls) == 4
    assert {(s.method, s.from_cache) for s in steps if isinstance(s, HoleMeasured)} == {
        ("counting", True),
        ("grey", False),
    }
    before, after = (json.loads(e.json.read_text())["scores"]["blob"]["counting"] for e in (first, steps[-1]))
    assert before == after
    with_methods(rivals.Method("counting", "counting-2", counting))
    run(EvaluationConfig(pictures, tmp_path / "c", methods=("counting",), kinds=("blob",), cache=cache))
    assert len(calls) == 8


def test_a_spoilt_cache_is_filled_anew(pictures: Path, tmp_path: Path, with_methods: Callable[..., None]) -> None:
    with_methods(constant("grey", 128))
    config = EvaluationConfig(pictures, tmp_path / "out", methods=("grey",), kinds=("blob",))
    first = json.loads(run(config).json.read_text())["scores"]["blob"]["grey"]["l1"]
    for file in (tmp_path / "out" / "cache").rglob("*.*"):
        file.write_bytes(file.read_bytes()[:40])
    steps = list(evaluate(config))
    assert not any(step.from_cache for step in steps if isinstance(step, HoleMeasured))
    assert json.loads(steps[-1].json.read_text())["scores"]["blob"]["grey"]["l1"] == first


def test_what_cannot_be_used_is_told_and_left_out(
    pictures: Path, tmp_path: Path, with_methods: Callable[..., None]
) -> None:
    (pictures / "broken.png").write_bytes(b"no picture")
    Image.new("RGB", (300, 40)).save(pictures / "narrow.png")

    def failing(picture: np.ndarray, mask: np.ndarray) -> np.ndarray:
        if picture.shape[1] == 130:
            raise RuntimeError("not this one")
        return picture

    with_methods(rivals.Method("failing", "failing", failing), constant("grey", 128))
    config = EvaluationConfig(
        pictures,
        tmp_path / "out",
        methods=("nowhere", "failing", "grey"),
        checkpoints=(tmp_path / "missing.safetensors",),
        kinds=("blob",),
    )
    steps = list(evaluate(config))
    skipped = {s.name: s.reason for s in steps if isinstance(s, PictureSkipped)}
    assert set(skipped) == {"broken.png", "narrow.png"}
    assert skipped["broken.png"].startswith("broken.png ")
    assert skipped["narrow.png"] == "narrow.png is smaller than 96 pixels."
    methods = {s.name: s.reason for s in steps if isinstance(s, MethodSkipped)}
    assert methods["nowhere"] == "There is no nowhere here."
    assert methods["failing"] == "1.png, blob: not this one"
    assert str(tmp_path / "missing.safetensors") in methods
    scores = json.loads(steps[-1].json.read_text())["scores"]["blob"]
    assert (scores["failing"]["holes"], scores["grey"]["holes"]) == (3, 4)


def test_what_is_said_of_a_missing_method_can_be_translated(pictures: Path, tmp_path: Path) -> None:
    step = next(evaluate(EvaluationConfig(pictures, tmp_path / "out", methods=("swirl",))))
    assert isinstance(step, MethodSkipped)
    assert isinstance(step.reason, Sentence)


def test_nothing_to_do_is_one_sentence(pictures: Path, tmp_path: Path) -> None:
    def refused(**changed: object) -> str:
        settings = {"pictures": pictures, "output": tmp_path / "out", "methods": ("membrane",), "kinds": ("blob",)}
        with pytest.raises(EvaluationError) as caught:
            run(EvaluationConfig(**(settings | changed)))
        return str(caught.value)

    empty = tmp_path / "empty"
    empty.mkdir()
    assert refused(pictures=tmp_path / "nowhere") == f"There is no folder {tmp_path / 'nowhere'}."
    assert refused(pictures=empty) == f"There are no pictures in {empty}."
    assert refused(methods=()) == "There is no method to evaluate."
    assert "no kind of hole called 'swirl'" in refused(kinds=("swirl",))
    assert "cannot be read" in refused(lpips=tmp_path / "no.safetensors")
    (tmp_path / "a-file").write_text("")
    assert "Nothing can be written" in refused(output=tmp_path / "a-file" / "out")


def test_a_bounded_cache_forgets_what_was_used_longest_ago(
    pictures: Path, tmp_path: Path, with_methods: Callable[..., None]
) -> None:
    cache = tmp_path / "cache"

    def evaluated(most: int | None, *names: str) -> list[bool]:
        with_methods(*(constant(name, 50) for name in names))
        config = EvaluationConfig(
            pictures, tmp_path / "out", methods=names, kinds=("blob",), cache=cache, cache_bytes=most
        )
        return [step.from_cache for step in evaluate(config) if isinstance(step, HoleMeasured)]

    assert evaluated(None, "first", "second") == [False] * 8
    fills = sorted(cache.glob("*/*.npz"))
    assert len(fills) == 8
    for path in fills:  # long ago, and the first one's after the second's
        os.utime(path, (1000, 1000 + ("first" in path.parent.name)))
    assert evaluated(None, "second") == [True] * 4  # now it is the one used last
    most = sum(path.stat().st_size for path in cache.glob("second*/*.npz"))
    assert evaluated(most, "second") == [True] * 4
    assert [path.name for path in cache.iterdir()] == ["second-50"]
    assert len(list((cache / "second-50").glob("*.json"))) == 4
    assert evaluated(None, "first") == [False] * 4


def test_masks_of_ones_own_are_paired_by_stem(pictures: Path, tmp_path: Path) -> None:
    folder = tmp_path / "masks"
    folder.mkdir()
    mask = np.zeros((110, 120), np.uint8)
    mask[30:50, 40:90] = 3  # faint, yet painted
    Image.fromarray(mask).save(folder / "0.png")
    Image.fromarray(mask).save(folder / "1.png")  # of another size than its picture
    steps = list(evaluate(EvaluationConfig(pictures, tmp_path / "out", masks=folder, methods=("membrane",))))
    measured = [step for step in steps if isinstance(step, HoleMeasured)]
    assert [(step.picture, step.kind) for step in measured] == [("0.png", "given")]
    assert measured[0].scores["share"] == pytest.approx(20 * 50 / mask.size)
    reasons = {step.name: step.reason for step in steps if isinstance(step, PictureSkipped)}
    assert reasons["1.png"] == (
        "The mask 1.png is 120 x 110 pixels and the picture is 130 x 110. They must be the same size."
    )
    assert reasons["2.png"] == f"There is no mask called 2 in {folder}."


def test_a_limit_takes_a_fixed_sample_that_larger_limits_hold(pictures: Path, tmp_path: Path) -> None:
    def names_of(limit: int) -> list[str]:
        config = EvaluationConfig(pictures, tmp_path / str(limit), methods=("membrane",), kinds=("blob",), limit=limit)
        return [step.picture for step in evaluate(config) if isinstance(step, HoleMeasured)]

    assert names_of(3)[:2] == names_of(2)
    assert len(names_of(3)) == 3


def test_a_slow_method_may_see_fewer_pictures(
    pictures: Path, tmp_path: Path, with_methods: Callable[..., None]
) -> None:
    with_methods(constant("slow", 1, ours=True), constant("quick", 2))
    config = EvaluationConfig(
        pictures,
        tmp_path / "out",
        methods=("slow", "quick"),
        kinds=("blob", "scratch"),
        limits={"slow": 3, "slow:blob": 1},
    )
    result = json.loads(run(config).json.read_text())
    assert result["scores"]["blob"]["slow"]["holes"] == 1
    assert result["scores"]["scratch"]["slow"]["holes"] == 3
    assert result["scores"]["blob"]["quick"]["holes"] == 4
    assert result["differences"]["scratch"]["slow"]["quick"]["holes"] == 3
    lines = (tmp_path / "out" / "evaluation.md").read_text().split("## blob\n")[1].splitlines()
    slow, quick = (next(line for line in lines if line.startswith(f"| {name} |")) for name in ("slow", "quick"))
    assert "**" not in slow  # one hole against four is no contest
    assert quick.count("**") >= 2 * 7


def test_thin_and_large_holes_are_also_told_together(pictures: Path, tmp_path: Path) -> None:
    config = EvaluationConfig(
        pictures, tmp_path / "out", methods=("membrane",), kinds=("scratch", "text", "brush"), limit=3
    )
    scores = json.loads(run(config).json.read_text())["scores"]
    assert set(scores) == {"scratch", "text", "brush", "thin"}
    assert scores["thin"]["membrane"]["holes"] == 6
    assert scores["thin"]["membrane"]["psnr"] == pytest.approx(
        (scores["scratch"]["membrane"]["psnr"] + scores["text"]["membrane"]["psnr"]) / 2
    )


def test_lpips_and_its_features_join_when_the_weights_are_given(pictures: Path, tmp_path: Path) -> None:
    from inpaint_studio.model.nets import lpips

    generator = torch.Generator().manual_seed(0)
    weights = {name: torch.rand(shape, generator=generator) / 50 for name, shape in lpips._shapes().items()}
    save_file(weights, tmp_path / "lpips.safetensors")
    config = EvaluationConfig(
        pictures, tmp_path / "out", methods=("membrane",), kinds=("blob", "brush"), lpips=tmp_path / "lpips.safetensors"
    )
    scores = json.loads(run(config).json.read_text())["scores"]
    assert scores["blob"]["membrane"]["lpips"] > scores["blob"]["membrane"]["lpips_picture"] > 0
    assert "kernel_distance_alexnet" not in scores["blob"]["membrane"]  # four pictures are too few for it
    assert scores["large"]["membrane"]["holes"] == 8
    assert np.isfinite(scores["large"]["membrane"]["kernel_distance_alexnet"])


def test_an_untrained_generator_scores_as_the_membrane_that_it_starts_from(pictures: Path, tmp_path: Path) -> None:
    from inpaint_studio.model.checkpoints import checkpoint
    from inpaint_studio.model.checkpoints.description import Description
    from inpaint_studio.model.nets.architectures import build
    from inpaint_studio.model.nets.config import GeneratorConfig

    config = GeneratorConfig(channels=(4, 8, 8), middle=(1, 0), gate_channels=8, gate_blocks=1)
    path = tmp_path / "untrained.safetensors"
    checkpoint.save(path, build(config).state_dict(), Description(config))
    out = run(
        EvaluationConfig(
            pictures, tmp_path / "out", methods=("membrane",), checkpoints=(path,), kinds=("scratch",), limit=2
        )
    )
    result = json.loads(out.json.read_text())
    scores = result["scores"]["scratch"]
    assert scores["generator untrained"]["psnr"] == pytest.approx(scores["membrane"]["psnr"], abs=0.01)
    assert result["differences"]["scratch"]["generator untrained"]["membrane"]["psnr"]["mean"] == pytest.approx(
        0, abs=0.01
    )


def test_checkpoints_may_be_called_by_other_names_than_their_files(pictures: Path, tmp_path: Path) -> None:
    from inpaint_studio.model.checkpoints import checkpoint
    from inpaint_studio.model.checkpoints.description import Description
    from inpaint_studio.model.nets.architectures import build
    from inpaint_studio.model.nets.config import GeneratorConfig

    config = GeneratorConfig(channels=(4, 8, 8), middle=(1, 0), gate_channels=8, gate_blocks=1)
    paths = (tmp_path / "a" / "3000.safetensors", tmp_path / "b" / "3000.safetensors")
    for path in paths:
        path.parent.mkdir()
        checkpoint.save(path, build(config).state_dict(), Description(config, note=str(path.parent.name)))
    config = EvaluationConfig(
        pictures,
        tmp_path / "out",
        methods=(),
        checkpoints=paths,
        names=("a · 3000", "b · 3000"),
        kinds=("blob",),
        limit=1,
    )
    assert set(json.loads(run(config).json.read_text())["scores"]["blob"]) == {"a · 3000", "b · 3000"}
    with pytest.raises(ValueError, match="1 names were given for 2 checkpoints"):
        EvaluationConfig(pictures, tmp_path, checkpoints=paths, names=("a",))


def test_the_engine_is_measured_as_the_editor_runs_it(pictures: Path, tmp_path: Path) -> None:
    methods = ("membrane", "engine:membrane")
    out = run(EvaluationConfig(pictures, tmp_path / "out", methods=methods, kinds=("rectangle",), limit=2))
    scores = json.loads(out.json.read_text())["scores"]["rectangle"]
    assert set(scores) == {"membrane", "engine membrane"}
    assert scores["engine membrane"]["psnr"] == pytest.approx(scores["membrane"]["psnr"], abs=1.0)


def test_two_methods_of_one_name_are_told_apart_and_twins_kept_once() -> None:
    twice = [constant("net", 1), constant("net", 2), constant("net", 1)]
    assert [method.name for method in bench._with_own_names(twice)] == ["net", "net (2)"]


def test_a_stopped_evaluation_leaves_its_cache_and_no_half_written_report(pictures: Path, tmp_path: Path) -> None:
    steps = evaluate(EvaluationConfig(pictures, tmp_path / "out", methods=("membrane",), kinds=("blob",)))
    next(steps)
    steps.close()
    assert not (tmp_path / "out" / "evaluation.json").exists()
    assert len(list((tmp_path / "out" / "cache").rglob("*.npz"))) == 1
