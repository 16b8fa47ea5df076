"""MobileSAM: a tiny pair of graphs with its interface outlines, and any other is refused in a sentence."""

import numpy as np
import pytest

from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.finder import Progress
from inpaint_studio.finding.objects.chosen import ChosenOutliner
from inpaint_studio.finding.objects.outliner import OutlinerError, hash_of, tried
from inpaint_studio.finding.objects.outliners import OUTLINERS, OWN
from inpaint_studio.finding.objects.prompt import Prompt

from ..fake_pair import write_pair

pytest.importorskip("onnxruntime", reason="the extra onnx is not installed")
pytest.importorskip("onnx", reason="the extra onnx is not installed")
SAM = OUTLINERS["mobile-sam"]
BOX = Prompt(Rect(700, 100, 200, 200))


def _files(folder, **options):
    encoder, decoder = write_pair(folder, **options)
    return {"encoder": encoder, "decoder": decoder}


def _findings(values):
    return [value for value in values if isinstance(value, Finding)]


def _noise(width=1536, height=600):
    return np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)


@pytest.mark.parametrize("batched", [False, True])
def test_a_pair_is_tried_and_its_hashes_are_those_of_the_files(tmp_path, batched):
    files = _files(tmp_path, batched=batched)
    facts = tried(SAM, files)
    assert {key: (fact.name, fact.size, fact.sha256) for key, fact in facts.items()} == {
        key: (path.name, path.stat().st_size, hash_of(path)) for key, path in files.items()
    }


@pytest.mark.parametrize("batched", [False, True])
def test_places_reach_the_decoder_in_its_own_pixels(tmp_path, batched):
    """The toy marks columns within 300 of the middle of its points, of 1024: 450 of the picture's 1536."""
    outline = SAM.open(_files(tmp_path, batched=batched))
    finding = _findings(outline(_noise(), BOX))[-1]
    assert abs(finding.rect.x - 350) <= 2
    assert abs(finding.rect.right - 1250) <= 2
    assert (finding.rect.y, finding.rect.height) == (0, 600)


def test_the_encoder_runs_once_for_a_picture(tmp_path, monkeypatch):
    outline = SAM.open(_files(tmp_path))
    pair = outline.__self__
    runs = []
    run = pair._run
    monkeypatch.setattr(pair, "_run", lambda session, *rest: runs.append(session) or run(session, *rest))
    pixels = _noise()
    for _ in range(3):
        list(outline(pixels, BOX))
    assert runs.count(pair.encoder) == 1
    assert runs.count(pair.decoder) == 3
    list(outline(_noise(), BOX))
    assert runs.count(pair.encoder) == 2


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda files: files.pop("decoder"), "Choose both files"),
        (lambda files: files["encoder"].unlink(), "is not there any more"),
        (lambda files: files["encoder"].write_bytes(b""), "it is empty or too large"),
        (lambda files: files["encoder"].write_bytes(files["encoder"].read_bytes()[:60]), "no ONNX graph"),
        (lambda files: files["decoder"].write_bytes(b"<html>not found</html>"), "no ONNX graph"),
        (lambda files: files.update(encoder=files["decoder"]), "no encoder of MobileSAM"),
        (lambda files: files.update(decoder=files["encoder"]), "no decoder of MobileSAM"),
    ],
)
def test_other_files_are_refused_in_a_sentence(tmp_path, spoil, words):
    files = _files(tmp_path)
    spoil(files)
    with pytest.raises(OutlinerError, match=words):
        tried(SAM, files)


@pytest.mark.parametrize("options", [{"side": 32}, {"encoder_inputs": ("image", "other")}])
def test_graphs_of_another_shape_are_refused(tmp_path, options):
    with pytest.raises(OutlinerError, match="no encoder of MobileSAM"):
        tried(SAM, _files(tmp_path, **options))


def test_a_pair_that_outlines_nothing_is_refused(tmp_path):
    with pytest.raises(OutlinerError, match="outlined nothing"):
        tried(SAM, _files(tmp_path, finds=False))


def test_ours_outlines_where_the_files_fail_and_a_note_says_so_once(tmp_path):
    files = _files(tmp_path)
    hashes = {key: fact.sha256 for key, fact in tried(SAM, files).items()}
    files["decoder"].write_bytes(files["encoder"].read_bytes())
    chosen = ChosenOutliner(SAM, files, hashes)
    chosen.prepare()
    pixels = np.full((80, 120, 3), 40, np.uint8)
    pixels[20:60, 40:80] = (220, 120, 40)
    prompt = Prompt(Rect(35, 15, 50, 50))
    first, second = list(chosen.outline(pixels, prompt)), list(chosen.outline(pixels, prompt))
    (note,) = [value.note for value in first if isinstance(value, Progress) and value.note]
    assert note.startswith("decoder.onnx is another file than the one that was tried. Objects are outlined")
    own = _findings(OWN.open({})(pixels, prompt))[-1]
    assert _findings(first)[-1].identity == _findings(second)[-1].identity == own.identity
    assert not any(value.note for value in second if isinstance(value, Progress))
