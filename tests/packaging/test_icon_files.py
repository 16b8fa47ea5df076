"""Icons of Windows and macOS have every size that these ask for."""

import icon_files
import pytest
from PIL import Image


def test_the_icon_of_windows_has_every_size(tmp_path):
    icon_files.write_ico(tmp_path / "a.ico")
    with Image.open(tmp_path / "a.ico") as icon:
        assert icon.info["sizes"] == {(size, size) for size in (16, 20, 24, 32, 40, 48, 64, 128, 256)}
        icon.size = (16, 16)
        assert icon.convert("RGBA").getpixel((8, 13))[3] == 255


def test_the_icon_of_macos_has_every_size(tmp_path):
    icon_files.write_icns(tmp_path / "a.icns")
    with Image.open(tmp_path / "a.icns") as icon:
        pixels = {width * scale for width, _, scale in icon.info["sizes"]}
    assert pixels == {32, 64, 128, 256, 512, 1024}


def test_a_broken_drawing_is_refused(tmp_path, monkeypatch, qapp, recwarn):
    (tmp_path / "a.svg").write_text("")
    monkeypatch.setattr(icon_files, "SVG", tmp_path / "a.svg")
    with pytest.raises(icon_files.IconError):
        icon_files.picture(16)
