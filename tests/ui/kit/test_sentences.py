"""What rooms without Qt say is said in the language of the window."""

import errno
import json
import os
import re

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication

from inpaint_studio.files.errors import PictureError, SaveError
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.loss import every_pixel_of_the_jpeg
from inpaint_studio.files.saving.verify import verify
from inpaint_studio.filling.request import FillError
from inpaint_studio.model.nets.config import GeneratorConfig
from inpaint_studio.model.training import report
from inpaint_studio.resources import resource
from inpaint_studio.sentence import Sentence, joined, reason, say
from inpaint_studio.ui.kit import language
from inpaint_studio.ui.kit.sentences import sentence, spoken
from inpaint_studio.ui.shell.report_dialog import VerifyDialog

CHINESE = "translations/inpaint-studio_zh_CN.ts"


@pytest.fixture
def chinese(qapp):
    translator = language.LinguistFile(resource(CHINESE))
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def test_english_stays_as_it_is():
    message = say("{name} is empty.", name="scan.png")
    assert spoken(message) == message
    assert spoken("What nobody foresaw.") == "What nobody foresaw."


def test_text_that_is_no_message_is_not_looked_at():
    """A message of 100 KB that no room of ours made, as a library's: the very same object, whatever it is."""
    for unit in ("Word is odd. ", "a is a instead of b and a x b pixels and the picture is ", "x"):
        text = unit * (100_000 // len(unit))
        assert spoken(text) is text


@pytest.mark.usefixtures("chinese")
def test_an_error_is_told_in_the_language_of_the_window(tmp_path):
    (tmp_path / "scan.png").write_bytes(b"")
    with pytest.raises(PictureError) as caught:
        read_picture(tmp_path / "scan.png")
    assert sentence(caught.value) == "scan.png 是空文件。"
    chinese = spoken(every_pixel_of_the_jpeg(say("it has {bits} bits a sample", bits=12)))
    assert "因为它的每个样本为 12 位" in chinese
    assert "because" not in chinese


@pytest.mark.usefixtures("chinese")
def test_an_error_keeps_its_message_on_its_way_from_the_helper(tmp_path):
    """A file that is refused while it is decoded, which is done in another process."""
    Image.new("RGB", (40, 30)).save(tmp_path / "scan.png")
    whole = (tmp_path / "scan.png").read_bytes()
    (tmp_path / "scan.png").write_bytes(whole[:40])
    with pytest.raises(PictureError) as caught:
        read_picture(tmp_path / "scan.png")
    assert isinstance(reason(caught.value), Sentence)
    assert sentence(caught.value).startswith("scan.png ")
    assert "damaged" not in sentence(caught.value)


@pytest.mark.usefixtures("chinese")
def test_the_reason_inside_a_sentence_is_told_in_it_too():
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    failure = SaveError(say("{path} could not be saved: {reason}.", path="a.png", reason=full))
    assert sentence(failure) == "无法保存 a.png：设备上没有剩余空间。"
    with pytest.raises(ValueError, match="describe no generator") as wrong:
        GeneratorConfig.from_dict({"strange": 1})
    chinese = spoken(say("{name} cannot be used: {why}.", name="x.safetensors", why=wrong.value))
    assert chinese == "x.safetensors 无法使用：这些值不能描述一个生成器。"


@pytest.mark.usefixtures("chinese")
def test_several_sentences_in_a_row_are_told_one_by_one():
    both = joined([say("The {count} minutes are over.", count="7"), "What nobody foresaw."])
    assert spoken(both) == "7 分钟已到。 What nobody foresaw."


@pytest.mark.usefixtures("chinese")
def test_a_report_of_a_run_keeps_its_message_in_the_log():
    why = say("All {count} images are seen.", count="1,000")
    again = report.from_json(json.loads(json.dumps(report.to_json(report.Finished(1000, why, 2.0)))))
    assert again == report.Finished(1000, why, 2.0)
    assert spoken(again.why) == "全部 1,000 张图都已看完。"


@pytest.mark.usefixtures("chinese")
def test_a_note_of_a_fill_is_told_in_the_language_of_the_window():
    assert "内存不足" in spoken(say("Memory was short: the generator worked in tiles of {side} pixels.", side=128))
    failure = FillError(
        say("The {kind} device stopped working during the fill: {reason}.", kind="CUDA", reason="it went")
    )
    assert sentence(failure) == "CUDA 设备在填充期间停止工作：it went。"


@pytest.mark.usefixtures("chinese")
def test_a_verify_report_is_told_in_the_language_of_the_window(qtbot, tmp_path):
    before = np.zeros((40, 50, 3), np.uint8)
    after = before.copy()
    after[5, 7] = 9
    Image.fromarray(before).save(tmp_path / "a.png")
    Image.fromarray(after).save(tmp_path / "b.tif", tiffinfo={271: "maker"})
    Image.fromarray(after).save(tmp_path / "b.png", dpi=(300, 300))
    mask = np.zeros((40, 50), np.uint8)
    mask[20:30] = 255
    for result in (tmp_path / "b.tif", tmp_path / "b.png"):
        report = verify(tmp_path / "a.png", result, mask)
        dialog = VerifyDialog(report)
        qtbot.addWidget(dialog)
        text = dialog.text.toPlainText()
        assert text.splitlines()[0] == "否：不该改动的像素中有 1 个不同，最大相差 9；蒙版外第一个位于 7, 5。"
        for known in (report.original, report.result, report.original_sha256, report.result_sha256):
            text = text.replace(known, "")
        words = set(re.findall(r"[A-Za-z]{2,}", text)) - {"SHA", "EXIF", "pHYs"}
        assert words == set(), dialog.text.toPlainText()


@pytest.mark.usefixtures("chinese")
def test_a_failed_opening_is_told_in_the_language_of_the_window(open_window, qtbot, tmp_path):
    window = open_window()
    (tmp_path / "leer.png").write_bytes(b"")
    with qtbot.waitSignal(window.session.opening.failed, timeout=20_000):
        window.open(tmp_path / "leer.png")
    assert window.messages.text == "leer.png 是空文件。"
