"""The application folder's lists: what goes in, what stays out, and whose licence each library has."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging"))

import application_parts as parts  # noqa: E402
import shared_libraries  # noqa: E402
import write_notices  # noqa: E402

from inpaint_studio.notices import Notice, objection  # noqa: E402


@pytest.mark.parametrize(
    "file",
    [
        "torch/include/ATen/ATen.h",
        "torch/lib/libtorchbind_test.so",
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "libreadline.so.8",
        "libgtk-3.so.0",
        "pydicom/data/test_files/a.dcm",
    ],
)
def test_what_is_not_used_stays_out(file: str) -> None:
    assert parts.why_left_out(file)


@pytest.mark.parametrize(
    "file",
    [
        "torch/lib/libtorch_cpu.so",
        "torch/bin/torch_shm_manager",
        "torch/_dynamo/config.py",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/imageformats/libqwebp.so",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6/Qt/translations/qtbase_zh_CN.qm",
        "libxcb-cursor.so.0",
        "jpeglib/cjpeglib/cjpeglib_6b.abi3.so",
        "pydicom/data/urls.json",
        "inpaint_studio/_resources/checkpoints/standard.safetensors",
        "inpaint_studio/_resources/help/en/privacy.md",
        "inpaint_studio/_resources/translations/inpaint-studio_zh_CN.ts",
    ],
)
def test_what_is_used_goes_in(file: str) -> None:
    assert parts.why_left_out(file) == ""


def test_none_of_our_resources_stays_out() -> None:
    folder = ROOT / "resources"
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 50
    assert [name for name in files if parts.why_left_out(f"inpaint_studio/_resources/{name}")] == []


def test_extras_stay_out() -> None:
    assert {"av", "cv2", "skimage"} <= set(parts.EXCLUDED_MODULES)


def test_no_library_of_the_table_is_gpl_only() -> None:
    for one in shared_libraries.LIBRARIES:
        assert objection(Notice(one.name, "", one.licence, ())) == ""


def test_a_library_that_nobody_speaks_for_is_refused(tmp_path) -> None:
    for name in ("libQt6Core.so.6", "libgomp.so.1", "torch/lib/libtorch.so", "libmystery.so.3", "notes.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert write_notices.unknown(tmp_path) == ["libmystery.so.3"]
    assert [one.name for one in write_notices.of_libraries(tmp_path)] == ["Qt", "GCC's OpenMP, Fortran"]


def test_a_gpl_library_fails_the_build(tmp_path, capsys) -> None:
    resources = tmp_path / "_internal" / "inpaint_studio" / "_resources"
    resources.mkdir(parents=True)
    assert write_notices.main([str(tmp_path)]) == 0
    text = (resources / "NOTICES.txt").read_text(encoding="utf-8")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert "Bootloader-exception" in text
    (tmp_path / "_internal" / "libreadline.so.8").touch()
    assert write_notices.main([str(tmp_path)]) == 1
    assert "libreadline.so.8: GPL only" in capsys.readouterr().err
