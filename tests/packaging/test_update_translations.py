"""The translations are brought up to date without losing what lupdate alone does not see."""

import importlib.util
import shutil
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from types import ModuleType

import pytest

from inpaint_studio.resources import resource

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    path = ROOT / "packaging" / "update_translations.py"
    spec = importlib.util.spec_from_file_location("update_translations", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_templates_are_gathered_and_those_with_a_form_for_one_count(script: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        'say("It is \\"{name}\\" … "\n    "twice.", name=1)\ntemplate("{n} px")\n'
        'say("{count} files", one="1 file", count=2)\n'
        "progress.say('printed, and nobody translates it')\n"
        "class Panel:\n    def text(self):\n        return f\"{self.tr('inside')} {self.tr}\"\n"
    )
    gathered = script.messages([tmp_path / "a.py"])
    assert gathered == {
        ("Sentences", 'It is "{name}" … twice.'): False,
        ("Sentences", "{n} px"): False,
        ("Sentences", "{count} files"): True,
        ("Panel", "inside"): False,
    }
    compile(script.as_code(gathered), "gathered.py", "exec")


def messages_in(path: Path, context: str) -> dict[str, ElementTree.Element]:
    named = (one for one in ElementTree.parse(path).getroot().iter("context") if one.findtext("name") == context)
    return {message.findtext("source") or "": message for one in named for message in one.iter("message")}


@pytest.mark.skipif(not Path(sys.executable).with_name("pyside6-lupdate").exists(), reason="there is no lupdate here")
def test_an_update_keeps_every_template_and_marks_new_and_lost_ones(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "inpaint-studio_zh_CN.ts"
    shutil.copy(resource("translations/inpaint-studio_zh_CN.ts"), copy)
    before = copy.read_text(encoding="utf-8").replace("Permission denied<", "Permission was denied<")
    copy.write_text(before, encoding="utf-8")
    real = script.messages
    more = {("Sentences", "{count} lamps"): True}
    monkeypatch.setattr(script, "messages", lambda files: real(files) | more)
    assert script.main([str(copy)]) == 0
    after = messages_in(copy, "Sentences")
    kinds = {text: one.get("type") for text, message in after.items() for one in message.iter("translation")}
    assert [text for text, kind in kinds.items() if kind == "vanished"] == ["Permission was denied"]
    assert (kinds["{count} lamps"], kinds["Permission denied"]) == ("unfinished", "unfinished")
    assert after["{count} lamps"].get("numerus") == "yes"


def test_a_file_that_is_not_there_is_a_wrong_call(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script.main([str(tmp_path / "gone.ts")]) == 2
    assert "gone.ts is not a .ts file that is there." in capsys.readouterr().err
