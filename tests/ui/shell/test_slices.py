"""Slices in the window: opened, filled, and saved as derived pictures or, where a person wants that, as themselves."""

import gzip

import numpy as np
import pydicom
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from inpaint_studio.editing.history import fill_step
from inpaint_studio.files.saving.writing import SaveOptions
from inpaint_studio.ui.shell.preferences_dialog import PreferencesDialog

from ...files import phantoms


def filled(window):
    """A fill, as the engine's come into the document."""
    document = window.session.document
    fill = phantoms.patch(document.picture)
    mask = document.mask[fill.rect.slices].copy()
    document.commit(fill_step(document.state, (fill,), mask, fill.rect))
    return phantoms.covered(document.picture, fill)


def save(window, qtbot, settle, target):
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        window.files.save_to(target)
    settle(window)


def test_a_slice_without_suffix_is_saved_as_derived_beside_the_original(open_window, qtbot, settle, tmp_path):
    path = tmp_path / "IM000001"
    path.write_bytes(phantoms.dicom(phantoms.body(), WindowCenter="1064", WindowWidth="400"))
    window = open_window(path)
    assert "not for diagnosis" in window.messages.text
    proposed = window.files.proposed_path()
    assert proposed == tmp_path / "IM000001_restored.dcm"
    mask = filled(window)
    save(window, qtbot, settle, proposed)
    before, after = pydicom.dcmread(path), pydicom.dcmread(proposed)
    assert after.ImageType[0] == "DERIVED"
    assert after.SourceImageSequence[0].ReferencedSOPInstanceUID == before.SOPInstanceUID
    unlike = before.pixel_array != after.pixel_array
    assert unlike.any()
    assert not unlike[~mask].any()


def test_identity_is_kept_by_the_box_in_the_preferences(open_window, qtbot, settle, tmp_path):
    path, target = tmp_path / "a.dcm", tmp_path / "b.dcm"
    path.write_bytes(phantoms.dicom(phantoms.body()))
    window = open_window(path)
    dialog = PreferencesDialog(window.preferences)
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.mouseClick(dialog.identity, Qt.MouseButton.LeftButton)
    assert window.preferences.flag("save/keep_identity", False)
    filled(window)
    save(window, qtbot, settle, target)
    assert pydicom.dcmread(target).SOPInstanceUID == pydicom.dcmread(path).SOPInstanceUID
    assert len(target.read_bytes()) == len(path.read_bytes())
    assert SaveOptions().keep_identity is False


def test_what_cannot_be_coded_again_is_asked_about_without_another_kind(open_window, qtbot, settle, tmp_path):
    path, target = tmp_path / "a.dcm", tmp_path / "b.dcm"
    path.write_bytes(phantoms.packaged("SC_rgb_jpeg_dcmtk.dcm").read_bytes())
    window = open_window(path)
    filled(window)
    with qtbot.waitSignal(window.session.saving.failed, timeout=20_000):
        window.files.save_to(target)
    assert "saved uncompressed" in window.messages.text
    assert not target.exists()
    (anyway,) = window.messages.findChildren(QPushButton)
    assert anyway.text() == "Save anyway"
    qtbot.waitUntil(anyway.isVisible)
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        QTest.mouseClick(anyway, Qt.MouseButton.LeftButton)
    settle(window)
    assert not pydicom.dcmread(target).file_meta.TransferSyntaxUID.is_compressed


def test_the_pages_of_a_volume_are_its_slices(open_window, qtbot, settle, tmp_path):
    volume = np.stack([phantoms.body(seed=seed).T for seed in range(3)], axis=2)
    path = tmp_path / "head.nii.gz"
    path.write_bytes(gzip.compress(phantoms.nifti(volume)))
    window = open_window(path)
    assert window.files.proposed_path() == tmp_path / "head_restored.nii.gz"
    window.files.open(path, 2)
    settle(window)
    assert np.array_equal(window.session.document.picture.pixels[:, :, 0], volume[::-1, ::-1, 2].T)
    assert "*.dcm" not in window.files._writable_filter()
    assert "*.nii.gz" in window.files._writable_filter()
    assert "*.dcm" in window.files._pictures_filter()
    filled(window)
    save(window, qtbot, settle, window.files.proposed_path())
    assert len(gzip.decompress((tmp_path / "head_restored.nii.gz").read_bytes())) == len(phantoms.nifti(volume))
