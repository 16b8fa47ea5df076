"""Makes the samples that are ours: an object on a lake, a slice, a satellite tile and a film that need a repair.

    python packaging/make_samples.py

Seeded: the same call writes the same pictures. The lake is a part of `lake-watermark.jpg` that its watermark does not
reach; the boat on it is drawn here. Slice and tile are measured by nobody. Needs tifffile, of the extra `test`.
"""

import sys
from pathlib import Path

import numpy as np
import pydicom
import tifffile
from PIL import Image, ImageDraw, ImageFilter
from pydicom.dataset import FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

SAMPLES = Path(__file__).resolve().parents[1] / "resources/samples"
_PART = (0, 372, 760, 860)  # of the lake: forest, shore and water
_SIZE = (620, 398)
_BOAT = (318, 262)  # where its keel lies
_FRAMES, _FRAME, _STEP = 8, (288, 184), 3  # of the film: how many, their size, pixels that the camera turns by
_BROKEN = slice(86, 89)  # rows of the slice
_FINE = 4  # drawn so many times larger


def main() -> int:
    make_boat(SAMPLES / "lake-boat.jpg")
    make_slice(SAMPLES / "slice.dcm")
    make_tile(SAMPLES / "tile.tif")
    make_film(SAMPLES / "stack.tif")
    return 0


def make_boat(path: Path) -> None:
    """A sailing boat with its reflection, and the mask of both beside it."""
    with Image.open(SAMPLES / "lake-watermark.jpg") as lake:
        water = lake.convert("RGB").crop(_PART).resize(_SIZE, Image.Resampling.LANCZOS)
    boat = Image.new("RGBA", (_SIZE[0] * _FINE, _SIZE[1] * _FINE), (0, 0, 0, 0))
    draw = ImageDraw.Draw(boat)

    def shape(colour: tuple[int, int, int], *points: tuple[float, float]) -> None:
        placed = [((_BOAT[0] + x) * _FINE, (_BOAT[1] + y) * _FINE) for x, y in points]
        draw.polygon(placed, fill=(*colour, 255))

    shape((150, 44, 36), (-46, -12), (50, -14), (36, 4), (-34, 4))
    shape((196, 190, 178), (-46, -15), (50, -17), (50, -13), (-46, -11))
    shape((92, 66, 44), (-2, -86), (1, -86), (1, -14), (-2, -14))
    shape((236, 231, 220), (3, -84), (40, -22), (3, -20))
    shape((214, 208, 196), (-4, -78), (-36, -22), (-4, -20))
    small = boat.resize(_SIZE, Image.Resampling.LANCZOS)
    keel = _BOAT[1] + 4
    above = small.crop((0, 0, _SIZE[0], keel))
    mirrored = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((_SIZE[0], int(keel * 0.62)))
    reflection = Image.new("RGBA", _SIZE, (0, 0, 0, 0))
    reflection.paste(mirrored, (0, keel))
    reflection = _rippled(reflection).filter(ImageFilter.GaussianBlur(1.2))
    faint = np.asarray(reflection).copy()
    faint[:, :, 3] = (faint[:, :, 3] * 0.42).astype(np.uint8)
    whole = Image.alpha_composite(water.convert("RGBA"), Image.fromarray(faint))
    whole = Image.alpha_composite(whole, small)
    whole.convert("RGB").save(path, quality=86, subsampling=0, optimize=True)
    covered = np.maximum(np.asarray(small)[:, :, 3], np.asarray(reflection)[:, :, 3]) > 6
    mask = Image.fromarray(np.where(covered, 255, 0).astype(np.uint8)).filter(ImageFilter.MaxFilter(9))
    mask.save(path.with_name("lake-boat.mask.png"), optimize=True)


def _rippled(image: Image.Image) -> Image.Image:
    """Rows moved sideways, as small waves do."""
    pixels = np.asarray(image).copy()
    for row in range(pixels.shape[0]):
        pixels[row] = np.roll(pixels[row], round(2.2 * np.sin(row * 0.9) + 1.3 * np.sin(row * 0.37)), axis=0)
    return Image.fromarray(pixels)


def make_slice(path: Path) -> None:
    """A slice as of computed tomography with three broken rows of detectors: 160 x 160 samples in Hounsfield units."""
    side = 160
    rng = np.random.default_rng(1)
    rows, columns = (np.mgrid[0:side, 0:side] + 0.5) / side * 2 - 1
    hounsfield = np.full((side, side), -1000.0)
    for x, y, a, b, value in (
        (0, 0.05, 0.82, 0.66, -90),  # fat
        (0, 0.05, 0.76, 0.6, 45),  # muscle
        (-0.36, 0, 0.27, 0.4, -830),  # lungs
        (0.36, 0, 0.27, 0.4, -830),
        (0.08, 0.02, 0.2, 0.27, 52),  # heart
        (0, 0.48, 0.11, 0.11, 420),  # spine
        (0, 0.48, 0.05, 0.05, 20),
    ):
        hounsfield[((columns - x) / a) ** 2 + ((rows - y) / b) ** 2 <= 1] = value
    hounsfield += rng.normal(0, 12, hounsfield.shape)
    hounsfield[_BROKEN] = -1024  # what they say
    data = pydicom.Dataset()
    data.file_meta = FileMetaDataset()
    data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data.SOPClassUID = data.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    data.SOPInstanceUID = data.file_meta.MediaStorageSOPInstanceUID = "2.25.20260001"
    data.StudyInstanceUID, data.SeriesInstanceUID = "2.25.20260002", "2.25.20260003"
    data.Modality, data.PatientName, data.PatientID = "CT", "Phantom^Drawn", "PHANTOM"
    data.InstanceNumber, data.SliceThickness, data.PixelSpacing = 1, 5, [2.2, 2.2]
    data.ImagePositionPatient, data.ImageOrientationPatient = [-175, -175, 0], [1, 0, 0, 0, 1, 0]
    data.Rows = data.Columns = side
    data.SamplesPerPixel, data.PhotometricInterpretation = 1, "MONOCHROME2"
    data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation = 16, 12, 11, 0
    data.RescaleSlope, data.RescaleIntercept, data.RescaleType = 1, -1024, "HU"
    data.WindowCenter, data.WindowWidth = 40, 400
    data.PixelData = np.clip(np.rint(hounsfield + 1024), 0, 4095).astype("<u2").tobytes()
    data.save_as(path, enforce_file_format=True)
    mask = np.zeros((side, side), np.uint8)
    mask[_BROKEN] = 255
    Image.fromarray(mask).save(path.with_name("slice.mask.png"), optimize=True)


def make_tile(path: Path) -> None:
    """Fields, a river, a cloud and an edge without data: reflectance x 10,000 in blue, green, red and near infrared."""
    width, height = 132, 100
    rng = np.random.default_rng(3)
    rows, columns = np.mgrid[0:height, 0:width]
    spectra = np.array(
        [
            (400, 700, 500, 3600),
            (600, 900, 1100, 2500),
            (500, 800, 700, 3000),
            (900, 1200, 1600, 2100),
            (700, 600, 400, 200),
        ]
    )
    kind = rng.integers(0, 4, (height // 20 + 1, width // 22 + 1))[rows // 20, columns // 22]
    kind[np.abs(rows - height * 0.62 - 9 * np.sin(columns / 19)) < 4] = 4
    spectrum = spectra[kind] * (1 + 0.04 * rng.standard_normal((height, width, 1)))
    cloud = np.exp(-(((columns - width * 0.68) / 17) ** 2 + ((rows - height * 0.3) / 12) ** 2))[:, :, None]
    samples = np.rint(spectrum * (1 - cloud) + 8500 * cloud) // 8 * 8  # coarser steps pack better
    samples = np.clip(samples, 8, 65535).astype(np.uint16)
    samples[columns + rows * 0.3 < 12] = 0
    # GDAL's own tags: nodata, names of the bands, and where it lies (UTM 32 N, 10 m).
    names = "".join(
        f'<Item name="DESCRIPTION" sample="{band}" role="description">{name}</Item>'
        for band, name in enumerate(("B2", "B3", "B4", "B8"))
    )
    keys = (1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32632)
    tifffile.imwrite(
        path,
        np.moveaxis(samples, 2, 0),
        photometric="minisblack",
        planarconfig="separate",
        compression="zlib",
        predictor=True,
        metadata=None,
        extratags=[
            (33550, 12, 3, (10.0, 10.0, 0.0), True),
            (33922, 12, 6, (0.0, 0.0, 0.0, 600_000.0, 5_700_000.0, 0.0), True),
            (34735, 3, len(keys), keys, True),
            (42112, 2, 0, f"<GDALMetadata>{names}</GDALMetadata>", True),
            (42113, 2, 0, "0", True),
        ],
    )


def make_film(path: Path) -> None:
    """A camera that turns over the lake, in grey as old films are, with dust and hairs that lie on one frame each."""
    width, height = _FRAME
    rng = np.random.default_rng(7)
    with Image.open(SAMPLES / "lake-watermark.jpg") as lake:
        grey = lake.convert("L").crop(_PART)
    scale = height / grey.height
    scene = grey.resize((round(grey.width * scale) + 1, height), Image.Resampling.LANCZOS)
    scene = scene.resize((width + _FRAMES * _STEP, height), Image.Resampling.LANCZOS)
    frames = []
    for number in range(_FRAMES):
        frame = scene.crop((number * _STEP, 0, number * _STEP + width, height))
        large = frame.resize((width * _FINE, height * _FINE), Image.Resampling.BICUBIC)
        draw = ImageDraw.Draw(large)
        for _ in range(5):
            x, y, radius = rng.uniform(8, width - 8), rng.uniform(8, height - 8), rng.uniform(1.5, 4)
            box = [_FINE * value for value in (x - radius, y - radius, x + radius, y + radius * rng.uniform(0.6, 1.2))]
            draw.ellipse(box, fill=int(rng.choice((238, 14))))
        x, y, turn = rng.uniform(30, width - 60), rng.uniform(30, height - 50), rng.uniform(0, np.pi)
        hair = [(x + 14 * t * np.cos(turn) + 3 * t * t, y + 14 * t * np.sin(turn)) for t in np.linspace(0, 2, 12)]
        draw.line([(_FINE * a, _FINE * b) for a, b in hair], fill=240, width=5)
        samples = np.asarray(large.resize(_FRAME, Image.Resampling.LANCZOS)).astype(float)
        samples += rng.normal(0, 1.6, samples.shape)  # grain
        frames.append((np.clip(np.rint(samples), 0, 254) // 2 * 2).astype(np.uint8))  # coarser steps pack better
    tifffile.imwrite(
        path, np.stack(frames), photometric="minisblack", compression="zlib", predictor=True, metadata=None
    )


if __name__ == "__main__":
    sys.exit(main())
