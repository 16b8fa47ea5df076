"""What stays out of the application folder must be missed by nobody."""

import subprocess
import sys
from pathlib import Path

import check_exclusions
import pytest


@pytest.fixture
def absence(monkeypatch):
    monkeypatch.setattr(check_exclusions, "EXCLUDED_MODULES", ("email.mime", "toy_extra"))
    monkeypatch.setattr(check_exclusions, "EXTRAS", ("toy_extra",))
    monkeypatch.setattr(sys, "meta_path", [check_exclusions.Absence(), *sys.meta_path])
    for name in [name for name in sys.modules if name.startswith("email.mime")]:
        monkeypatch.delitem(sys.modules, name)


def test_a_module_that_is_imported_though_it_stays_out_is_named(absence, tmp_path, monkeypatch):
    (tmp_path / "toy_letter.py").write_text("import email.mime.text\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert list(check_exclusions.misses(["json", "toy_letter"])) == ["toy_letter misses email.mime"]


def test_an_extra_may_be_missed(absence, tmp_path, monkeypatch):
    (tmp_path / "toy_film.py").write_text("import toy_extra.codec\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert list(check_exclusions.misses(["toy_film"])) == []


def test_every_module_of_the_program_is_looked_at():
    names = check_exclusions.own_modules()
    assert {"inpaint_studio.cli.fill", "inpaint_studio.ui.training.plot", "inpaint_studio.files.sandbox"} <= set(names)
    assert "inpaint_studio.__main__" not in names


def test_slices_and_curves_miss_nothing():
    """Both did once: pydicom.examples and PySide6.QtOpenGL were left out."""
    packaging = Path(check_exclusions.__file__).parent
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import check_exclusions as one; "
        "sys.meta_path.insert(0, one.Absence()); print(list(one.misses(['pydicom', 'pyqtgraph'])))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(packaging)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
