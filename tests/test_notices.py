"""Licences: what is collected, what may be shipped, and what a person reads."""

import pytest

from inpaint_studio import notices
from inpaint_studio.notices import Notice


def test_what_this_program_needs_is_collected_with_its_licences() -> None:
    collected = {one.name.lower().replace("_", "-"): one for one in map(notices.notice_of, notices.installed())}
    assert {"inpaint-studio", "torch", "numpy", "pyside6-essentials", "shiboken6", "llvmlite"} <= set(collected)
    assert not {"av", "pytest", "opencv-contrib-python-headless"} & set(collected), "of an extra"
    assert all(one.licence for one in collected.values())
    assert "MIT License" in " ".join(" ".join(collected["inpaint-studio"].texts).split())
    assert [one.name for one in collected.values() if notices.objection(one)] == []


@pytest.mark.parametrize(
    ("licence", "may"),
    [
        ("MIT", True),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", True),
        ("GNU Lesser General Public License v3 (LGPLv3)", True),
        ("GPL-3.0-or-later WITH GCC-exception-3.1", True),
        ("AFL-2.1 OR GPL-2.0-or-later", True),
        ("GPL-3.0-only", False),
        ("GPLv2", False),
        ("AGPL-3.0-or-later", False),
        ("GNU General Public License v3 (GPLv3)", False),
        ("BSD-3-Clause AND GPL-2.0-only", False),
        ("LGPL-2.1-only AND GPL-2.0-only", False),
        ("", False),
    ],
)
def test_gpl_alone_is_refused(licence: str, may: bool) -> None:
    assert (notices.objection(Notice("one", "1", licence, ())) == "") is may


def test_the_text_holds_every_component_and_its_licence() -> None:
    text = notices.written([Notice("one", "1.2", "MIT", ("Permission is granted",)), Notice("two", "", "IJG", ())])
    assert text.index("  one 1.2: MIT") < text.index("  two: IJG") < text.index("Permission is granted")
    assert "holds no text of its licence (IJG)" in text


def test_a_folder_s_own_file_is_read_where_there_is_one(tmp_path, monkeypatch) -> None:
    file = tmp_path / "NOTICES.txt"
    file.write_text("as it was built", encoding="utf-8")
    monkeypatch.setattr(notices, "resource", lambda name: {"NOTICES.txt": file}[name])
    assert notices.text() == "as it was built"
    monkeypatch.undo()
    assert "torch" in notices.text()
