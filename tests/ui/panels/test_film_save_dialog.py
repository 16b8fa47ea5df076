"""How a film is saved: what each way would do is said before, and a way that is refused cannot be taken."""

import pytest

from inpaint_studio.files.video.saving import Forecast
from inpaint_studio.ui.document.stack_saving import FilmChoice
from inpaint_studio.ui.panels.film_save_dialog import FilmSaveDialog

REFUSAL = "It has samples that MP4 cannot hold exactly. Save it as Matroska (.mkv)."


def choices(same="", mp4=""):
    return (
        FilmChoice("exact", ".mkv", Forecast(24, 6, 0, True), 5_000_000),
        FilmChoice("exact", ".mp4", Forecast(24, 6, 0, True, mp4), 5_000_000),
        FilmChoice("same", ".mov", Forecast(24, 6, 12, False, same)),
    )


@pytest.fixture
def ask(qtbot):
    def asked(*ways):
        dialog = FilmSaveDialog(ways)
        qtbot.addWidget(dialog)
        dialog.taken = []
        dialog.chosen.connect(dialog.taken.append)
        return dialog

    return asked


def test_its_own_kind_is_proposed_and_says_what_is_encoded_again(ask):
    dialog = ask(*choices())
    assert dialog.same.isChecked()
    assert dialog.about_same.text() == (
        "12 of 24 frames are encoded again; the film is saved only if outside the repairs their brightness and their "
        "colours are like the original to 40 dB or better. "
        "All other frames, sound, subtitles and times stay as they are, byte for byte."
    )
    assert ".mov" in dialog.same.text()
    assert not dialog.formats.isEnabled()
    dialog.save.click()
    assert [(choice.how, choice.suffix) for choice in dialog.taken] == [("same", ".mov")]


def test_exactly_says_how_large_it_may_become_and_in_which_format(ask):
    dialog = ask(*choices())
    dialog.exact.setChecked(True)
    words = dialog.about_exact.text()
    assert words.startswith("Every sample outside the repairs stays as it is. The file is larger than the film was")
    assert "4.77" in words
    assert dialog.formats.isEnabled()
    assert dialog.formats.accessibleName()
    dialog.formats.setCurrentIndex(1)
    dialog.save.click()
    assert [(choice.how, choice.suffix) for choice in dialog.taken] == [("exact", ".mp4")]


def test_a_kind_that_is_refused_is_not_offered_and_says_why(ask):
    dialog = ask(*choices(same="Its codec cannot be written."))
    assert dialog.exact.isChecked()
    assert not dialog.same.isEnabled()
    assert dialog.about_same.text() == "Its codec cannot be written."
    assert dialog.save.isEnabled()


def test_an_exact_format_that_is_refused_cannot_be_saved(ask):
    dialog = ask(*choices(mp4=REFUSAL))
    dialog.exact.setChecked(True)
    dialog.formats.setCurrentIndex(1)
    assert dialog.about_exact.text() == REFUSAL
    assert not dialog.save.isEnabled()
    dialog.formats.setCurrentIndex(0)
    assert dialog.save.isEnabled()
    dialog.reject()
    assert dialog.taken == []
