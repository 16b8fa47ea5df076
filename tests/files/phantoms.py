"""Slices made in code: DICOM files by pydicom and NIfTI files by nibabel, of any kind of sample."""

import functools
import io
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
from pydicom import config
from pydicom.data import get_testdata_files
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture

config.settings.reading_validation_mode = config.IGNORE


def body(height: int = 48, width: int = 64, seed: int = 0) -> np.ndarray:
    """(H, W) int16, HU + 1024: air, an ellipse of tissue with noise, and a bone."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    inside = ((x - width / 2) / (width * 0.4)) ** 2 + ((y - height / 2) / (height * 0.4)) ** 2 < 1
    samples = np.where(inside, 1024 + 40 + rng.normal(0, 12, (height, width)), 24)
    samples[height // 2 : height // 2 + 5, width // 2 : width // 2 + 5] = 1900
    return samples.astype(np.int16)


def dicom(samples: np.ndarray, syntax: str = ExplicitVRLittleEndian, **tags: Any) -> bytes:
    """A DICOM file. samples: (H, W), (frames, H, W) or (H, W, 3). tags: by keyword; None leaves one out."""
    colours = samples.ndim == 3 and samples.shape[2] == 3
    frames = samples if samples.ndim == 3 and not colours else samples[None]
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = syntax
    instance = generate_uid(entropy_srcs=[samples.tobytes().hex()])
    values: dict[str, Any] = {
        "ImageType": ["ORIGINAL", "PRIMARY", "AXIAL"],
        "SOPClassUID": CTImageStorage,
        "SOPInstanceUID": instance,
        "Modality": "CT",
        "PatientName": "Phantom^Made in code",
        "SamplesPerPixel": 3 if colours else 1,
        "PhotometricInterpretation": "RGB" if colours else "MONOCHROME2",
        "Rows": frames.shape[1],
        "Columns": frames.shape[2],
        "BitsAllocated": samples.dtype.itemsize * 8,
        "BitsStored": samples.dtype.itemsize * 8,
        "HighBit": samples.dtype.itemsize * 8 - 1,
        "PixelRepresentation": int(samples.dtype.kind == "i"),
        **({"PlanarConfiguration": 0} if colours else {}),
        **({"NumberOfFrames": len(frames)} if len(frames) > 1 else {}),
        **tags,
    }
    for keyword, value in values.items():
        if value is not None:
            setattr(dataset, keyword, value)
    if samples.dtype.kind == "f":
        setattr(dataset, "FloatPixelData" if samples.dtype == np.float32 else "DoubleFloatPixelData", samples.tobytes())
        for keyword in ("BitsStored", "HighBit", "PixelRepresentation"):
            delattr(dataset, keyword)
    else:
        order = ">" if syntax == "1.2.840.10008.1.2.2" else "<"
        dataset.PixelData = samples.astype(samples.dtype.newbyteorder(order)).tobytes()
        dataset["PixelData"].VR = "OW" if samples.dtype.itemsize > 1 else "OB"
    buffer = io.BytesIO()
    dataset.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()


def nifti(volume: np.ndarray, affine: np.ndarray | None = None, **header: Any) -> bytes:
    """A NIfTI file, as it is unpacked. volume: indexed (i, j, k, ...)."""
    image = nibabel.Nifti1Image(volume, np.eye(4) if affine is None else affine, dtype=volume.dtype)
    for name, value in header.items():
        image.header[name] = value
    content = bytearray(image.to_bytes())
    for name in ("scl_slope", "scl_inter"):  # nibabel leaves them out of files that it writes
        if name in header:
            at = image.header.template_dtype.fields[name][1]
            content[at : at + 4] = np.float32(header[name]).tobytes()
    return bytes(content)


def packaged(name: str) -> Path:
    """A file of pydicom or pydicom-data."""
    return next(path for path in every_packaged() if path.name == name)


@functools.cache
def every_packaged() -> list[Path]:
    """All files of both packages: 244."""
    return sorted({Path(path) for path in get_testdata_files() if Path(path).is_file()})


def patch(picture: Picture, seed: int = 3) -> Fill:
    """A fill of legal noise in a quarter of the picture, its first pixel not covered."""
    width, height = picture.size
    rect = Rect(width // 4, height // 4, max(1, min(width // 3, 9)), max(1, min(height // 3, 6)))
    under, rng = picture.pixels[rect.slices], np.random.default_rng(seed)
    if under.dtype.kind == "f":
        pixels = under + np.float32(1.4)
    else:
        info = np.iinfo(under.dtype)
        band = picture.bands[0] if picture.bands else None
        least = info.min if band is None or band.least is None else int(band.least)
        most = info.max if band is None or band.most is None else int(band.most)
        pixels = rng.integers(least, most + 1, under.shape).astype(under.dtype)
    coverage = np.full(under.shape[:2], 255, np.uint8)
    coverage[0, 0] = 0 if coverage.size > 1 else 255
    return Fill("a", rect, pixels, coverage, Recipe("membrane"))


def covered(picture: Picture, fill: Fill) -> np.ndarray:
    """(H, W): where the fill lies."""
    mask = np.zeros(picture.pixels.shape[:2], bool)
    mask[fill.rect.slices] = fill.coverage > 0
    return mask
