"""Threads that compute together wait asleep: set before torch is loaded, and only where nobody has chosen."""

import os
import subprocess
import sys

import pytest

from inpaint_studio import cli, threads

POLICIES = ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME")


@pytest.fixture
def unsaid(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in POLICIES:
        monkeypatch.setenv(name, "x")  # so that what is set below is gone afterwards
        monkeypatch.delenv(name)


def test_every_command_sets_it_and_its_children_have_it(unsaid, capsys):
    assert cli.main(["formats"]) == 0
    assert os.environ["OMP_WAIT_POLICY"] == "passive"


@pytest.mark.parametrize("name", POLICIES)
def test_what_a_person_has_chosen_stays(unsaid, monkeypatch, name: str):
    monkeypatch.setenv(name, "7")
    threads.wait_asleep()
    assert {n: os.environ[n] for n in POLICIES if n in os.environ} == {name: "7"}


def test_nothing_is_set_by_an_import():
    script = "import os, inpaint_studio.cli, inpaint_studio.threads; print(os.environ.get('OMP_WAIT_POLICY'))"
    assert _threads_by(script)[0].strip() == "None"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks GCC's runtime")
def test_openmp_has_heard_it_by_the_time_torch_computes():
    script = "from inpaint_studio.cli import main; main(['formats']); import torch; torch.ones(9).sum()"
    shown = _threads_by(script, OMP_DISPLAY_ENV="VERBOSE")[1]
    if "OPENMP DISPLAY ENVIRONMENT" not in shown:
        pytest.skip("this torch has another OpenMP than GCC's")
    assert "OMP_WAIT_POLICY = 'PASSIVE'" in shown
    assert "GOMP_SPINCOUNT = '0'" in shown


def _threads_by(script: str, **more: str) -> tuple[str, str]:
    environment = {name: value for name, value in os.environ.items() if name not in POLICIES} | more
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True)
    return done.stdout, done.stderr
