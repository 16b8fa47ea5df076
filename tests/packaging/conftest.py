"""The scripts of packaging/ import each other by their bare names, and so do their tests."""

import os
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "packaging"))


def pytest_collection_modifyitems(config, items):
    """Heavy builds only when they are asked for by their marker."""
    if "build" in (config.getoption("markexpr") or ""):
        return
    builds = [item for item in items if item.get_closest_marker("build")]
    if builds:
        config.hook.pytest_deselected(items=builds)
        items[:] = [item for item in items if item not in builds]


@pytest.fixture
def application_folder(tmp_path):
    """A folder as `build_application.py` writes it, with a program that only says its version."""
    folder = tmp_path / "dist" / "inpaint-studio"
    (folder / "_internal" / "__pycache__").mkdir(parents=True)
    (folder / "_internal" / "__pycache__" / "a.pyc").write_bytes(b"cache")
    (folder / "_internal" / "liba.so.1").write_bytes(b"\x7fELF library")
    os.chmod(folder / "_internal" / "liba.so.1", 0o775)
    (folder / "_internal" / "liba.so").symlink_to("liba.so.1")
    (folder / "NOTICES.txt").write_text("liba\n\nCopyright (c) 2020 A. Person\n\n  Apache-2.0\n", encoding="utf-8")
    program = folder / "inpaint-studio"
    program.write_text("#!/bin/sh\necho inpaint-studio 1.2.3\n", encoding="utf-8")
    os.chmod(program, 0o775)
    return folder
