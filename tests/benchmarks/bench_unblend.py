"""What un-blending a mark recovers of photographs: python tests/benchmarks/bench_unblend.py PHOTOS [ROW ...]

PHOTOS: a folder of photographs that trained nothing here. Each row marks 336 x 224 crops with letters and a ring, saves
them as a codec would, estimates the mark and takes it off; PSNR is inside the mark grown by two pixels, the mean over
pictures. Oracle: the true mark taken off the same files. Rows are names of `ROWS`; none = all. `alone` applies the mark
to 100 pictures that do not have it, `lost` joins what cannot be recovered with a fill, `logo` finds a known logo on
single pictures, `large` times 24-megapixel pictures.

28 November 2026, crops of 197 validation photographs; dB, and in brackets the worst picture:

    row              marked  un-blended   true mark
    lossless           18.1  44.1 (41.0)  56.0
    a.2                23.9  35.6 (32.3)  36.3
    a.4                18.1  33.3 (30.8)  33.9
    a.7                13.3  28.3 (24.1)  28.5
    jpeg75             17.9  30.3 (26.5)  30.0   1 of 16 left alone
    k6                 17.6  32.1 (31.3)  34.8
    k8                 18.5  33.7 (30.8)  34.6
    k32                17.4  33.1 (30.2)  33.2
    shift8             19.0  33.0 (29.5)  34.5   to .106 px
    linear             14.8  27.2 (21.4)  27.2   1 of 16 left alone
    linear-lossless    14.9  39.6 (29.8)  48.4
    linear-shadow      16.4  27.2 (22.2)  27.7   1 of 16 left alone
    lost               opacity .82 .85 .88 .93: 20.4 18.9 17.2 13.7 alone, 20.4 20.4 20.1 18.8 joined
    large            6 of 6 saved: reading 7.8, estimating 39.9, taking off 16.7 CPU s, 1.16 GB at most; 100 pictures
                     would take 334 CPU s, of which 279 are taking off (29 November: 207, of which 148, see below)

Other crops than those of seed 100, 29 November 2026: a.7 of seeds 201, 202, 203, 205, 207 26.6 26.7 26.8 27.1 27.9;
shift8 of 202 to 205 31.7 31.8 31.8 31.9, to .10 .09 .32 .20 px; colour of 202 to 204 28.7 29.1 29.5. Blending is told
right of a.5, a.7, jpeg75, linear and linear-shadow of 201 to 209.

The same day, with fainter pieces and several colours (notes 66 and 68; chosen on 201 to 206): k6 203 21.9 to 28.8,
shadow 203 25.9 to 31.7, k8 203 26.2 to 29.8. Seed 100: lossless 44.1, a.2 35.5, a.4 33.3, k6 31.8, k8 33.7, shadow
32.1, colour 29.8, a.7 28.3, jpeg75 30.3, shift8 33.0, shift2.5 33.0, linear 27.1, linear-shadow 27.2, linear-lossless
40.4, k32 33.1; k6 loses .31 dB to a region that is a little larger. Seeds 301 to 304, which had no part in it (true
mark in brackets; `shadow6` is six pictures with a shadow):

    k6       29.4 (33.2)  33.7 (34.3)  32.4 (34.7)  30.7 (32.5)   before: 29.2 of 301, 30.7 of 304
    k8       31.2 (33.2)  33.5 (33.7)  33.1 (34.8)                before: 31.3 of 301
    shadow   32.0 (33.3)  32.1 (33.7)  32.3 (33.8)  31.0 (32.9)   before: 32.0 of 301, 31.0 of 304
    shadow6  29.0 (33.3)  32.7 (34.4)  31.6 (34.6)
    colour   29.6 (23.9)  29.7 (24.5)  30.0 (24.1)                the true one suffers from chroma at half the size

The bar of `large`, 100 pictures in 60 s on two cores (120 CPU s), is missed: taking off, 2.4 to 2.8 CPU s a picture
before its save exchanged bits (note 27), are 1.2 now, 1.5 at a load of 12: opening .6, the mark .2, saving and proving
.4. In that run reading took 8.4 CPU s, estimating 42.1 and taking off 8.9 of 6 pictures, 1.25 GB: 100 would take 207.
Estimating, with other programs on both cores: 59 CPU s and 898 MB of 6 pictures, 37 and 774 MB of 4; before it was
5.8 GB and not done after 115 s with 4. On those 6, in the mark: 16.8 dB marked, 37.7 un-blended, 46.1 by the true mark;
on those 4 16.8, 36.9, 46.1.
"""

import io
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from scipy import ndimage

from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Picture
from inpaint_studio.filling.request import FillError
from inpaint_studio.filling.unblend import joint
from inpaint_studio.filling.unblend.inversion import unblended
from inpaint_studio.filling.unblend.logo import drawn_at, logo_in
from inpaint_studio.filling.unblend.residue import with_mark, without

HEIGHT, WIDTH = 224, 336
Floats = NDArray[np.float32]


class Row(NamedTuple):
    count: int
    kind: str
    opacity: float
    quality: int | None
    shift: float = 0.0
    linear: bool = False


ROWS = {
    "lossless": Row(16, "white", 0.4, None),
    "a.2": Row(16, "white", 0.2, 90),
    "a.4": Row(16, "white", 0.4, 90),
    "a.5": Row(16, "white", 0.5, 90),
    "a.7": Row(16, "white", 0.7, 90),
    "jpeg75": Row(16, "white", 0.4, 75),
    "shadow": Row(16, "shadow", 0.5, 90),
    "colour": Row(16, "colour", 0.5, 90),
    "k8": Row(8, "white", 0.4, 90),
    "k6": Row(6, "white", 0.4, 90),
    "k32": Row(32, "white", 0.4, 90),
    "shift2.5": Row(16, "white", 0.4, 90, 2.5),
    "shift8": Row(16, "white", 0.4, 90, 8.0),
    "linear": Row(16, "white", 0.4, 90, 0.0, True),
    "linear-lossless": Row(16, "white", 0.4, None, 0.0, True),
    "linear-shadow": Row(16, "shadow", 0.5, 90, 0.0, True),
    "a.9": Row(16, "white", 0.9, 90),
}


def photographs(folder: Path, count: int, seed: int) -> Floats:
    """(K, 3, H, W), 0..1."""
    rng = np.random.default_rng(seed)
    paths = sorted(path for path in folder.iterdir() if path.suffix in (".webp", ".jpg", ".png"))
    out: list[NDArray[np.uint8]] = []
    for number in rng.permutation(len(paths)).tolist():
        pixels = np.asarray(Image.open(paths[number]).convert("RGB"))
        if pixels.shape[0] >= HEIGHT and pixels.shape[1] >= WIDTH:
            y, x = rng.integers(0, pixels.shape[0] - HEIGHT + 1), rng.integers(0, pixels.shape[1] - WIDTH + 1)
            out.append(pixels[y : y + HEIGHT, x : x + WIDTH])
        if len(out) == count:
            break
    return np.ascontiguousarray(np.stack(out).transpose(0, 3, 1, 2), np.float32) / np.float32(255)


def mark(kind: str, opacity: float) -> tuple[Floats, Floats]:
    """Opacity, (H, W), and colour, (3, H, W)."""
    large = Image.new("L", (WIDTH * 4, HEIGHT * 4), 0)
    draw = ImageDraw.Draw(large)
    draw.text((432, 288), "PROOF", font=ImageFont.load_default(184), fill=255)
    draw.text((472, 504), "do not copy 2026", font=ImageFont.load_default(80), fill=255)
    draw.ellipse((200, 328, 400, 528), outline=255, width=24)
    alpha = np.asarray(large.resize((WIDTH, HEIGHT), Image.Resampling.BOX), np.float32) / 255
    colour = np.ones((3, HEIGHT, WIDTH), np.float32)
    if kind == "shadow":
        soft = Image.fromarray((alpha * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(2.5))
        shadow = np.roll(np.asarray(soft, np.float32) / 255, (2, 2), (0, 1)) * 0.8
        whole = alpha + (1 - alpha) * shadow
        colour *= alpha / np.maximum(whole, 1e-4)
        alpha = whole
    elif kind == "colour":
        colour[:, :, : WIDTH // 2] = np.array([0.9, 0.1, 0.1])[:, None, None]
        colour[:, :, WIDTH // 2 :] = np.array([0.1, 0.2, 0.9])[:, None, None]
    return (alpha * opacity).astype(np.float32), colour


def as_file(picture: Floats, quality: int | None) -> Floats:
    pixels = np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8).transpose(1, 2, 0)
    if quality is not None:
        buffer = io.BytesIO()
        Image.fromarray(pixels).save(buffer, "JPEG", quality=quality, subsampling=2)
        pixels = np.asarray(Image.open(buffer))
    return np.ascontiguousarray(pixels.transpose(2, 0, 1), np.float32) / np.float32(255)


def psnr(one: Floats, other: Floats, where: NDArray[np.bool_]) -> float:
    return float(-10 * np.log10(np.mean((one - other)[:, where] ** 2) + 1e-12))


def taken_off(seen: Floats, lying: Any) -> tuple[Floats, NDArray[np.bool_]]:
    """What the program's fill gives, and where it covers."""
    picture = Picture(np.rint(seen * 255).astype(np.uint8).transpose(1, 2, 0).copy())
    fill, _ = unblended(picture, (), lying)
    covered = np.zeros(seen.shape[1:], bool)
    covered[fill.rect.slices] = fill.coverage > 0
    out = composite(picture, (fill,), picture.rect)
    assert (out == picture.pixels)[~covered].all()
    return np.ascontiguousarray(out.transpose(2, 0, 1), np.float32) / np.float32(255), covered


def run(folder: Path, row: Row, seed: int, sheet: Path | None) -> tuple[str, Any]:
    photos = photographs(folder, row.count, seed)
    alpha, colour = mark(row.kind, row.opacity)
    rng = np.random.default_rng(seed)
    shifts = rng.uniform(-row.shift, row.shift, (row.count, 2))
    own = [np.clip(ndimage.shift(alpha, (dy, dx), order=3), 0, 1) if row.shift else alpha for dx, dy in shifts]
    pairs = list(zip(photos, own, strict=True))
    seen = np.stack([as_file(with_mark(photo, a, colour, row.linear), row.quality) for photo, a in pairs])
    started = time.process_time()
    *_, matches = joint.estimated(seen, (0, 0), Size(WIDTH, HEIGHT))
    seconds = time.process_time() - started
    numbers: list[tuple[float, float, float]] = []
    alone = 0
    errors = np.array(matches.shifts) - shifts
    errors -= np.median(errors, axis=0)
    for one, (photo, a) in zip(seen, pairs, strict=True):
        where = ndimage.binary_dilation(a > 0.004, iterations=2)
        placed = joint.place_in(one, (0, 0), matches.mark, row.shift > 0)
        if placed is None:
            alone += 1
            continue
        out, _ = taken_off(one, placed[0])
        oracle = as_file(without(one, a, colour, row.linear), None)
        numbers.append((psnr(one, photo, where), psnr(out, photo, where), psnr(oracle, photo, where)))
        if sheet is not None and len(numbers) == 1:
            strip = np.concatenate([one, out, photo], axis=2).transpose(1, 2, 0)
            Image.fromarray(np.rint(strip * 255).astype(np.uint8)).save(sheet)
    marked, bare, oracle_mean = np.mean(numbers, axis=0)
    worst = min(number[1] for number in numbers)
    moved = f" shifts to {np.abs(errors).max():.3f} px" if row.shift else ""
    return (
        f"marked {marked:.1f} un-blended {bare:.2f} (worst {worst:.1f}) oracle {oracle_mean:.2f} left alone {alone} "
        f"{matches.model} {'linear' if matches.mark.linear else 'srgb'} {seconds:.1f} s{moved}",
        matches,
    )


def alone(folder: Path) -> str:
    """Of 100 pictures without the mark, how many are left alone; and in how many folders of 16 a mark is matches."""
    from inpaint_studio.editing.marks import Mark

    clean = photographs(folder, 100, 50)
    parts = []
    for kind, opacity in (("white", 0.2), ("white", 0.4), ("shadow", 0.5)):
        alpha, colour = mark(kind, opacity)
        made = Mark.of(alpha, np.ascontiguousarray(colour.transpose(1, 2, 0)), (0, 0), Size(WIDTH, HEIGHT))
        assert made is not None
        left = sum(joint.place_in(one, (0, 0), made, True) is None for one in clean)
        parts.append(f"{kind} {opacity}: {left} of {len(clean)}")
    folders = 0
    for start in range(0, 96, 16):
        try:
            list(joint.estimated(clean[start : start + 16], (0, 0), Size(WIDTH, HEIGHT)))
            folders += 1
        except FillError:
            pass
    return f"left alone {', '.join(parts)}; marks found in 6 folders without one: {folders}"


def lost(folder: Path) -> str:
    """Where hardly anything is left of the photograph: un-blended alone, and joined with a fill by confidence.

    The true mark, JPEG 90. A highlight that is clipped is none of this: what is blended is below 1 wherever the
    photograph is, and 1 comes back as 1.
    """
    from inpaint_studio.editing.marks import Mark
    from inpaint_studio.work.marks import _filled

    parts = []
    for opacity in (0.82, 0.85, 0.88, 0.93):
        alpha, colour = mark("white", opacity)
        made = Mark.of(alpha, np.ascontiguousarray(colour.transpose(1, 2, 0)), (0, 0), Size(WIDTH, HEIGHT))
        assert made is not None
        where = alpha > 0.98 * opacity
        numbers = []
        for photo in photographs(folder, 8, 60):
            picture = Picture(
                np.rint(as_file(with_mark(photo, alpha, colour, False), 90) * 255)
                .astype(np.uint8)
                .transpose(1, 2, 0)
                .copy()
            )
            fill, doubt = unblended(picture, (), made)
            more = _filled(picture, fill, doubt) if doubt.any() else ()
            outs = [composite(picture, fills, picture.rect) for fills in ((fill,), (fill, *more))]
            planes = [np.ascontiguousarray(out.transpose(2, 0, 1), np.float32) / np.float32(255) for out in outs]
            numbers.append([psnr(plane, photo, where) for plane in planes])
        bare, joined = np.mean(numbers, axis=0)
        parts.append(f"{opacity}: {bare:.2f} alone, {joined:.2f} joined")
    return "; ".join(parts)


def logo(folder: Path) -> str:
    alpha, colour = mark("white", 1.0)
    whole = np.ascontiguousarray(np.concatenate([colour, alpha[None]]).transpose(1, 2, 0))[70:150, 45:260]
    rng = np.random.default_rng(0)
    numbers, errors, lost = [], [], 0
    for photo in photographs(folder, 12, 70):
        scale, opacity = float(rng.uniform(0.87, 1.1)), float(rng.uniform(0.25, 0.6))
        x, y = float(rng.uniform(5, 90)), float(rng.uniform(5, 120))
        true = drawn_at(whole, x, y, scale, opacity, Size(WIDTH, HEIGHT))
        assert true is not None
        own, tint = joint.planes_of(true, 3, (0, 0), (HEIGHT, WIDTH))
        seen = as_file(with_mark(photo, own, tint, False), 90)
        try:
            *_, (lying, matches, _) = logo_in(seen, whole)
        except FillError:
            lost += 1
            continue
        where = ndimage.binary_dilation(own > 0.004, iterations=2)
        out, _ = taken_off(seen, lying)
        oracle, _ = taken_off(seen, true)
        numbers.append((psnr(seen, photo, where), psnr(out, photo, where), psnr(oracle, photo, where)))
        errors.append((abs(lying.scale - scale), abs(matches - opacity)))
    marked, bare, oracle_mean = np.mean(numbers, axis=0)
    worst = min(number[1] for number in numbers)
    scale_error, opacity_error = np.max(errors, axis=0)
    return (
        f"{len(numbers)} of {len(numbers) + lost} found; marked {marked:.1f} un-blended {bare:.2f} (worst {worst:.1f}) "
        f"oracle {oracle_mean:.2f}; scale to {scale_error:.4f}, opacity to {opacity_error:.3f}"
    )


def large(folder: Path, count: int = 6) -> str:
    """CPU seconds of `marks` for pictures of 6000 x 4000 with a mark of 1500 x 500; of 100, scaled from `count`.

    Those that the mark is not estimated from are read once, when it is taken off.
    """
    from inpaint_studio.work.marks import Saved, Working, take_off

    photos = photographs(folder, count, 90)
    alpha, colour = mark("white", 0.4)
    zoomed = ndimage.zoom(alpha, 6.7, order=1)
    top, left = 1800, 1900
    stages: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / "in"
        source.mkdir()
        for number, photo in enumerate(photos):
            pixels = np.rint(photo * 255).astype(np.uint8).transpose(1, 2, 0)
            whole = np.asarray(Image.fromarray(pixels).resize((6000, 4000), Image.Resampling.BICUBIC)).astype(
                np.float32
            )
            part = whole[top : top + zoomed.shape[0], left : left + zoomed.shape[1]]
            part += zoomed[..., None] * (255 * colour[0, 0, 0] - part)
            Image.fromarray(np.rint(whole).astype(np.uint8)).save(source / f"{number}.jpg", quality=90)
        before, saved = _cpu(), 0
        for value in take_off([source], Path(place) / "out"):
            if isinstance(value, Working):
                stages[value.stage] = stages.get(value.stage, 0.0) + _cpu() - before
                before = _cpu()
            saved += isinstance(value, Saved)
    of_100 = stages["reading"] / count * 12 + stages["estimating"] + stages["taking off"] / count * 100
    return (
        f"{saved} of {count} saved; CPU s "
        + ", ".join(f"{key} {value:.1f}" for key, value in stages.items())
        + (f"; of 100 pictures {of_100:.0f} CPU s")
    )


def _cpu() -> float:
    import os

    times = os.times()
    helpers = sum(_cpu_of(path) for path in Path("/proc").glob("[0-9]*/stat"))
    return times.user + times.system + times.children_user + times.children_system + helpers


def _cpu_of(stat: Path) -> float:
    """Of a child of this process that still runs, such as the decoding helper."""
    import os

    try:
        fields = stat.read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if int(fields[1]) == os.getpid() else 0.0


if __name__ == "__main__":
    pictures, names = Path(sys.argv[1]), sys.argv[2:] or [*ROWS, "alone", "lost", "logo", "large"]
    for name in names:
        if name in ROWS:
            print(name, run(pictures, ROWS[name], 100, None)[0], flush=True)
        else:
            print(name, {"alone": alone, "lost": lost, "logo": logo, "large": large}[name](pictures), flush=True)
