"""A job from the command line: made, worked on here, reviewed, tried again and reported."""

import json
import shutil

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.cli import main
from inpaint_studio.work.jobs.ledger import Ledger


@pytest.fixture
def made(tmp_path, scratched, capsys):
    """Two scratched pictures and one that is none; every finding is to be reviewed."""
    (tmp_path / "in" / "deep").mkdir(parents=True)
    for name in ("a.png", "deep/b.png", "c.bmp"):
        shutil.copy(scratched[0], tmp_path / "in" / name)
    (tmp_path / "in" / "bad.png").write_bytes(b"no picture")
    main(["routine", "--example", "dust", "--set", "review.when=always", "--set", "fill.method=membrane"])
    (tmp_path / "r.json").write_text(capsys.readouterr().out)
    words = ["--routine", str(tmp_path / "r.json"), "--output", str(tmp_path / "out")]
    assert main(["job", "new", str(tmp_path / "in"), *words, "--subfolders", "--formats", "PNG"]) == 0
    assert "3 pictures were added, 0 are to be done once more; the job has 3." in capsys.readouterr().out
    return tmp_path / "out" / "inpaint-job"


def test_a_job_goes_its_way(made, scratched, tmp_path, capsys):
    job = str(made)
    assert main(["work", job, "--here"]) == 1
    out = capsys.readouterr().out
    assert "a.png: to-review: " in out
    assert "bad.png: failed: bad.png is not a picture" in out
    assert "2 to-review, 1 failed." in out
    assert main(["job", "status", job]) == 0
    assert "findings wait for a decision" in capsys.readouterr().out
    assert main(["job", "review", job]) == 0
    assert [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()] == ["a.png", "deep/b.png"]
    assert main(["job", "review", job, "a.png", "--accept"]) == 0
    assert main(["job", "review", job, "--reject"]) == 0
    capsys.readouterr()
    assert main(["work", job, "--here"]) == 0
    assert "2 done, 1 failed." in capsys.readouterr().out
    before, after = (np.asarray(Image.open(tmp_path / where / "a.png")).copy() for where in ("in", "out"))
    assert (before != after).any(axis=2)[scratched[1]].mean() > 0.5
    assert (tmp_path / "out" / "deep" / "b.png").read_bytes() == (tmp_path / "in" / "deep" / "b.png").read_bytes()
    assert main(["job", "report", job, "--json", "--check"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["state"] for line in lines} == {"done", "failed"}
    (tmp_path / "out" / "a.png").unlink()
    assert main(["job", "report", job, "--check"]) == 1
    Image.fromarray(np.full((20, 20, 3), 9, np.uint8)).save(tmp_path / "in" / "bad.png")
    assert main(["job", "retry", job]) == 0
    assert "1 pictures will be tried again." in capsys.readouterr().out
    assert main(["work", job, "--here"]) == 0
    assert Ledger(made).counts()["done"] == 3


def test_pausing_adding_and_another_routine(made, tmp_path, capsys):
    job = str(made)
    assert main(["job", "pause", job]) == 0
    main(["job", "status", job])
    assert "The job is paused" in capsys.readouterr().out
    assert main(["job", "resume", job]) == 0
    assert not (made / "pause").exists()
    Image.fromarray(np.full((20, 20, 3), 9, np.uint8)).save(tmp_path / "in" / "new.png")
    assert main(["job", "add", job]) == 0
    assert "1 pictures were added" in capsys.readouterr().out
    assert main(["job", "routine", job, "--set", "dates"]) == 0
    capsys.readouterr()
    assert main(["job", "routine", job]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Date stamps of cameras"


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["job"], 2, "Say what is to be done"),
        (["job", "status", "."], 1, "holds no job"),
        (["job", "new", ".", "--routine", "dust"], 2, "say which, with --output"),
        (["job", "new", "nowhere", "--routine", "dust", "--output", "o"], 1, "There is no folder nowhere."),
        (["job", "new", ".", "--routine", "rust", "--output", "o"], 1, "There is no example rust"),
        (["job", "review", "JOB", "--findings", "f"], 2, "say which"),
        (["job", "retry", "JOB", "x.png"], 1, "has no picture x.png"),
        (["job", "routine", "JOB", "--set", "rust"], 1, "There is no example rust"),
        (["work", "."], 1, "holds no job"),
        (["work", "JOB", "--workers", "0"], 2, "it is 1 or more"),
        (["work", "JOB", "--dask", "x", "--here"], 2, "--dask has workers of its own"),
    ],
)
def test_a_wrong_call_is_one_sentence(words, code, sentence, made, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert main([str(made) if word == "JOB" else word for word in words]) == code
    error = capsys.readouterr().err
    assert sentence in error
    assert len(error.splitlines()) == 1
