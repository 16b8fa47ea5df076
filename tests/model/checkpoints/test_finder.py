"""Files of the finder's weights."""

import json

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from inpaint_studio.model.checkpoints import finder
from inpaint_studio.model.checkpoints.description import CheckpointError
from inpaint_studio.model.nets.finder import FinderNet, folded
from inpaint_studio.resources import resource

KEY = "inpaint-studio-finder"
SMALL = (4, 8, 8, 8)


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "finder.safetensors"
    torch.manual_seed(1)
    finder.save(path, FinderNet(SMALL), {"judgement": [1.0, 2.5]})
    return path


def test_a_file_holds_the_folded_net_in_half_precision(tmp_path):
    torch.manual_seed(2)
    net = FinderNet(SMALL)
    finder.save(tmp_path / "f.safetensors", net, {"images": 7})
    opened = finder.load(tmp_path / "f.safetensors")
    picture = np.random.default_rng(0).random((32, 48, 3), np.float32)
    with torch.no_grad():
        expected = torch.sigmoid(folded(net)(torch.from_numpy(picture).permute(2, 0, 1)[None]))[0].numpy()
    assert np.allclose(opened.probabilities(picture), expected, atol=2e-3)
    assert opened.facts["images"] == 7
    assert opened.judgement == ()
    finder.save(tmp_path / "g.safetensors", opened.net, opened.facts)  # a folded net is written as it is
    assert np.allclose(finder.load(tmp_path / "g.safetensors").probabilities(picture), expected, atol=2e-3)


def test_the_weights_of_a_net_that_broke_are_not_written(tmp_path):
    net = FinderNet(SMALL)
    net.end.weight.data[0, 0, 0, 0] = float("nan")
    with pytest.raises(CheckpointError, match="not all numbers"):
        finder.save(tmp_path / "f.safetensors", net, {})
    assert not (tmp_path / "f.safetensors").exists()


def rewritten(path, tensors, facts):
    save_file(tensors, path, {KEY: json.dumps(facts)} if facts is not None else None)


@pytest.mark.parametrize(
    "harm", ["cut", "text", "empty", "no facts", "nan", "shape", "single", "widths", "outputs", "judgement"]
)
def test_any_other_file_is_refused_with_its_name(saved, harm):
    assert finder.load(saved).judgement == (1.0, 2.5)
    tensors, facts = load_file(saved), {"widths": SMALL, "outputs": ["damage", "overlay"], "judgement": [1.0]}
    name = next(iter(tensors))
    if harm in ("cut", "text", "empty"):
        data = saved.read_bytes()
        saved.write_bytes({"cut": data[: len(data) // 2], "text": b"weights", "empty": b""}[harm])
    else:
        match harm:
            case "no facts":
                facts = None
            case "nan":
                tensors[name] = torch.full_like(tensors[name], float("nan"))
            case "shape":
                tensors[name] = tensors[name][:1].clone()
            case "single":
                tensors[name] = tensors[name].float()
            case "widths":
                facts["widths"] = [4, 8, 8, 10**9]
            case "outputs":
                facts["outputs"] = ["overlay", "damage"]
            case "judgement":
                facts["judgement"] = [float("inf")]
        rewritten(saved, tensors, facts)
    with pytest.raises(CheckpointError, match=r"finder\.safetensors does not hold the finder's net"):
        finder.load(saved)


def test_the_shipped_weights_open_and_have_a_card():
    path = resource(finder.SHIPPED)
    assert path.stat().st_size < 1.5e6
    opened = finder.load(path)
    assert len(opened.judgement) > 0
    card = path.with_name("README.md").read_text(encoding="utf-8")
    assert "FilmDamageSimulator" in card
    assert "DustyScans" in card


def test_the_shipped_net_of_strokes_opens_and_has_a_card():
    path = resource(finder.STROKES)
    assert path.stat().st_size < 1.5e6
    assert finder.load(path).net.widths == finder.load(resource(finder.SHIPPED)).net.widths
    assert "strokes.safetensors" in path.with_name("README.md").read_text(encoding="utf-8")
