"""Holes in film: per-frame `auto` against `neighbours`, on clips whose truth is exact.

    python tests/benchmarks/bench_film.py clips [--half report] [--lpips FILE] [--sheets FOLDER] [--only WORD]
    python tests/benchmarks/bench_film.py mark      # a mark of 300 x 100 at 1080p: CPU seconds a frame, resident memory
    python tests/benchmarks/bench_film.py slices    # of a phantom, at 1 and 6.5 mm: RMSE, of full range
    python tests/benchmarks/bench_film.py length    # peak resident memory of scenes of 100, 400 and 1,600 frames
    python tests/benchmarks/bench_film.py seams     # E_warp between segments of 12 frames, and inside them
    python tests/benchmarks/bench_film.py plane     # any frame of 1080p H.264 with groups of 150, out of order: seconds

clips: a pan with parallax, a zoom, a still camera with a moving thing and a cut, each with text, a box and a moving
silhouette; 16 frames. Calibrate on the first four photographs, report on the others. In-hole PSNR, LPIPS in the hole,
E_warp (x 1e-3) and CPU seconds a frame. Budgets, of the means: PSNR 4 dB above, LPIPS at most .65 and E_warp at most
.35 of per-frame `auto`; none .5 dB or 10 % LPIPS worse. mark: 1 CPU s a frame and 1.5 GB. slices: at 1 mm half of the
in-plane error, at 6.5 mm no worse. length: no more for 1,600 frames than for 400. seams: no more than 1.15 times
what the same pairs of frames have where the scene is one segment.
"""

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from film_clips import HOLES, SIZE, Clip, clip, clips, holes, photographs
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.fills import composite, lay
from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.editing.stack import Axis, Place, Stack
from inpaint_studio.evaluation import film_metrics
from inpaint_studio.evaluation.measuring import PeakMemory
from inpaint_studio.filling import segments
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.film import RunRequest, fill_run
from inpaint_studio.filling.request import FillRequest, FillResult

PHOTOS = Path(__file__).parent.parent.parent.parent / "shared" / "photos" / "fullsize"
_EACH = 3  # frames of which one is looked at by LPIPS


@dataclass(frozen=True, eq=False)
class Made:
    """Planes that are there already, or made as they are asked for."""

    frame: Callable[[int], Picture]
    places: tuple[Place, ...]
    axis: Axis = "frame"
    cuts: tuple[int, ...] | None = ()

    def picture(self, plane: int) -> Picture:
        return self.frame(plane)


def stack_of(frames: NDArray[np.uint8], cuts: tuple[int, ...] = ()) -> Stack:
    planes = Made(
        lambda n: Picture(frames[n].copy(), str(n), plane=n), tuple(Place(None) for _ in frames), "frame", cuts
    )
    return Stack(planes.picture(0), planes)


def per_frame(engine: Engine, frames: NDArray[np.uint8], masks: NDArray[np.uint8]) -> NDArray[np.uint8]:
    out = frames.copy()
    for number, mask in enumerate(masks):
        if mask.any():
            out[number] = in_plane(engine, Picture(frames[number].copy()), mask)
    return out


def in_plane(engine: Engine, picture: Picture, mask: NDArray[np.uint8]) -> Pixels:
    rect = bounds(mask)
    result = None
    for result in engine.fill(FillRequest(picture, (), rect, mask[rect.slices].copy())):  # noqa: B007  # the last value is the result
        pass
    assert isinstance(result, FillResult)
    return composite(picture, result.fills, picture.rect)


def by_neighbours(
    engine: Engine, frames: NDArray[np.uint8], masks: NDArray[np.uint8], cuts: tuple[int, ...]
) -> tuple[NDArray[np.uint8], float]:
    """The clip, and the share of the holes' pixels that other planes showed, plane by plane on the mean."""
    out = frames.copy()
    shown = []
    request = RunRequest(stack_of(frames, cuts), tuple(range(len(frames))), lambda plane: masks[plane])
    for step in fill_run(request, engine):
        for fill in step.fills:
            lay(out[step.plane], Picture(out[step.plane].copy()).rect, fill)
        shown.append(step.shown)
    return out, float(np.mean(shown))


class Lpips:
    def __init__(self, path: Path | None) -> None:
        from inpaint_studio.model.nets import lpips

        self._net = None if path is None else lpips.Lpips.load(path)

    def __call__(self, true: NDArray[np.uint8], filled: NDArray[np.uint8], masks: NDArray[np.uint8]) -> float:
        if self._net is None:
            return float("nan")
        import torch

        from inpaint_studio.model.nets.lpips import weighted

        scores = []
        with torch.inference_mode():
            for a, b, mask in list(zip(true, filled, masks, strict=True))[::_EACH]:
                pair = [self._net.features(torch.from_numpy(x.copy()).permute(2, 0, 1)[None] / 255) for x in (a, b)]
                hole = torch.from_numpy((mask > 0).astype(np.float32))[None, None]
                scores.append(float(weighted(self._net.maps(*pair), hole)))
        return float(np.mean(scores))


def bench_clips(arguments: argparse.Namespace) -> None:
    photos = photographs(arguments.photos)
    half = len(photos) // 2
    chosen, seed = (photos[:half], 7) if arguments.half == "calibrate" else (photos[half:], 8)
    engine, lpips = Engine("cpu", threads=1), Lpips(arguments.lpips)
    rows = []
    for number, one in enumerate(clips(chosen, seed=seed)):
        for order, kind in enumerate(HOLES):
            name = f"{one.name}-{kind}"
            if arguments.only and not any(word in name for word in arguments.only):
                continue
            masks = holes(kind, len(one.frames), SIZE, np.random.default_rng((seed, number, order)))
            rows.append(_case(name, one, masks, engine, lpips, arguments.sheets))
    if not rows:
        return
    theirs, ours = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    print("mean: auto " + _told(theirs.mean(0)) + "  neighbours " + _told(ours.mean(0)))
    print(
        f"PSNR {ours[:, 0].mean() - theirs[:, 0].mean():+.2f} dB, "
        f"LPIPS x{ours[:, 1].mean() / theirs[:, 1].mean():.2f}, "
        f"E_warp x{ours[:, 2].mean() / theirs[:, 2].mean():.2f}; worst {np.min(ours[:, 0] - theirs[:, 0]):+.2f} dB, "
        f"LPIPS x{np.max(ours[:, 1] / theirs[:, 1]):.2f}"
    )


Scores = tuple[float, float, float, float]


def _case(
    name: str, one: Clip, masks: NDArray[np.uint8], engine: Engine, lpips: Lpips, sheets: Path | None
) -> tuple[Scores, Scores]:
    hidden = np.where(masks[..., None] > 0, np.uint8(0), one.frames)
    is_hole = masks > 0

    def scored(filled: NDArray[np.uint8], seconds: float) -> Scores:
        assert bool((filled == one.frames)[~is_hole].all()), "a sample outside the holes was changed"
        error = film_metrics.warping_error(one.frames, filled, is_hole, one.cuts)
        psnr = film_metrics.psnr(one.frames, filled, is_hole)
        return psnr, lpips(one.frames, filled, masks), 1e3 * error, seconds / len(masks)

    before = time.process_time()
    alone = per_frame(engine, hidden, masks)
    between = time.process_time()
    together, shown = by_neighbours(engine, hidden, masks, one.cuts)
    after = time.process_time()
    theirs, ours = scored(alone, between - before), scored(together, after - between)
    truth = 1e3 * film_metrics.warping_error(one.frames, one.frames, is_hole, one.cuts)
    print(
        f"{name:28s} auto {_told(theirs)}  neighbours {_told(ours)}  truth {truth:.2f}, shown {shown:.2f}", flush=True
    )
    if sheets is not None:
        sheets.mkdir(parents=True, exist_ok=True)
        some = np.linspace(0, len(masks) - 1, 5).round().astype(int)
        strips = [np.concatenate(list(clip[some]), axis=1) for clip in (hidden, alone, together, one.frames)]
        Image.fromarray(np.concatenate(strips)).save(sheets / f"{name}.png")
    return theirs, ours


def _told(scores: NDArray[np.float64] | Scores) -> str:
    return f"{scores[0]:.1f} dB / {scores[1]:.4f} / {scores[2]:.2f} / {scores[3]:.2f} s"


def bench_mark(arguments: argparse.Namespace) -> None:
    size, count = Size(1920, 1080), arguments.frames
    photo = photographs(arguments.photos)[arguments.photo]
    wide = Image.open(photo).convert("RGB").resize((2700, 1600), Image.Resampling.LANCZOS)
    source = np.asarray(wide)
    mask = np.zeros((size.height, size.width), np.uint8)
    mask[880:980, 1500:1800] = 255

    def frame(number: int) -> Picture:
        x, y = 100 + round(arguments.speed * number), 200
        pixels = source[y : y + size.height, x : x + size.width].copy()
        noise = np.random.default_rng(number).integers(-2, 3, pixels.shape, np.int16)
        return Picture(np.clip(pixels + noise, 0, 255).astype(np.uint8), plane=number)

    planes = Made(frame, tuple(Place(None) for _ in range(count)))
    engine = Engine("cpu", threads=1)
    engine.try_out()
    rect = bounds(mask)
    memory, before, making = PeakMemory(), time.process_time(), 0.0
    stack = Stack(frame(0), planes)
    from inpaint_studio.filling.stack_window import PlacedMask

    placed = PlacedMask(rect, mask[rect.slices])
    shown = 0.0
    for step in fill_run(RunRequest(stack, tuple(range(count)), lambda plane: placed), engine):
        shown += step.shown / count
    spent = time.process_time() - before
    once = time.process_time()
    frame(1)
    making = (time.process_time() - once) * count
    import psutil

    resident = psutil.Process().memory_info().rss / 1e6
    print(
        f"{count} frames: {(spent - making) / count:.2f} CPU s a frame, {resident:.0f} MB resident at the end, "
        f"peak rise {memory.megabytes()} MB, shown {shown:.2f}"
    )


def bench_slices(arguments: argparse.Namespace) -> None:
    """Folded sheets of tissue in a volume of 1 mm; every slice, or those that lie 6.5 mm apart."""
    rng = np.random.default_rng(3)
    volume = sum(ndimage.gaussian_filter(rng.normal(0, 1, (64, 160, 160)), sigma) * sigma**1.5 for sigma in (3, 5, 9))
    volume = np.tanh(volume * 2) * 400 + ndimage.gaussian_filter(rng.normal(0, 1, volume.shape), 1) * 30
    band = Band("CT", "HU", 1, 0, -1024, 3071)
    engine = Engine("cpu", threads=1)
    for spacing in (1.0, 6.5):
        at = np.arange(0, 63, spacing)
        slices = [
            ndimage.map_coordinates(volume, np.meshgrid([z], range(160), range(160), indexing="ij"), order=1)[0]
            for z in at
        ]
        samples = [np.rint(one).astype(np.int16)[:, :, None] for one in slices]
        middle = len(samples) // 2
        mask = np.zeros((160, 160), np.uint8)
        mask[70:82, 30:130] = 255
        mask[20:50, 60:90] = 255
        hidden = samples[middle].copy()
        hidden[mask > 0] = 0

        def picture(number: int, samples=samples, middle=middle, hidden=hidden) -> Picture:
            pixels = hidden.copy() if number == middle else samples[number]
            return Picture(pixels, bands=(band,), levels=Levels((0,), (-400.0,), (400.0,)), plane=number)

        planes = Made(picture, tuple(Place(None) for _ in samples), "slice")
        stack = Stack(picture(middle), planes)
        alone = in_plane(engine, picture(middle), mask)
        out = hidden.copy()
        for step in fill_run(
            RunRequest(stack, (middle,), lambda n, middle=middle, mask=mask: mask if n == middle else None), engine
        ):
            for fill in step.fills:
                lay(out, stack.shown.rect, fill)
                print(f"  {fill.recipe.method}")
        errors = [float(np.sqrt(np.square(x.astype(float) - samples[middle])[mask > 0].mean())) for x in (alone, out)]
        print(f"{spacing} mm: in the plane {errors[0]:.1f}, neighbours {errors[1]:.1f} of 800")


def bench_length(arguments: argparse.Namespace) -> None:
    """Each length in a process of its own, since a peak does not go down again."""
    for count in (100, 400, 1600):
        subprocess.run(
            [sys.executable, __file__, "one-length", "--frames", str(count), "--photos", str(arguments.photos)],
            check=True,
        )


def bench_one_length(arguments: argparse.Namespace) -> None:
    """A mark that stands still over a camera that swings: what is under it is shown now and then, or never."""
    size, count = Size(160, 120), arguments.frames
    photo = Image.open(photographs(arguments.photos)[arguments.photo]).convert("RGB").resize((240, 180))
    source = np.asarray(photo)
    mask = np.zeros((size.height, size.width), np.uint8)
    mask[75:90, 90:130] = 255

    def frame(number: int) -> Picture:
        x = 30 + round(20 * np.sin(number / 45))
        return Picture(source[30 : 30 + size.height, x : x + size.width].copy(), plane=number)

    planes = Made(frame, tuple(Place(None) for _ in range(count)))
    engine = Engine("cpu", threads=1)
    engine.try_out()
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, time.process_time()
    request = RunRequest(Stack(frame(0), planes), tuple(range(count)), lambda plane: mask, cuts=())
    done = sum(1 for _ in fill_run(request, engine))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spent = (time.process_time() - started) / count
    print(f"{done} frames: peak {peak:.0f} MB, {peak - before:.0f} MB above an idle engine, {spent:.2f} CPU s a frame")


def bench_seams(arguments: argparse.Namespace) -> None:
    count, each = 36, 12
    engine = Engine("cpu", threads=1)
    photos = photographs(arguments.photos)
    sums = np.zeros(3)
    for number, kind in enumerate(("pan", "zoom", "still")):
        one = clip(kind, photos[number], photos[number + 1], count, SIZE, np.random.default_rng(number))
        for hole in ("box", "object"):
            masks = holes(hole, count, SIZE, np.random.default_rng((7, number)))
            hidden, errors = np.where(masks[..., None] > 0, np.uint8(0), one.frames), []
            for longest in (each, 10 * count):
                segments.LONGEST = longest
                out = by_neighbours(engine, hidden, masks, one.cuts)[0]
                pairs = [
                    film_metrics.warping_error(one.frames[n : n + 2], out[n : n + 2], masks[n : n + 2] > 0)
                    for n in range(count - 1)
                ]
                errors.append(np.array(pairs) * 1e3)
            seams = np.arange(each - 1, count - 1, each)
            inside = np.setdiff1d(np.arange(count - 1), seams)
            scores = np.array([errors[0][seams].mean(), errors[1][seams].mean(), errors[0][inside].mean()])
            sums += scores / 6
            print(f"{one.name} {hole}: seams {scores[0]:.2f}, undivided there {scores[1]:.2f}, inside {scores[2]:.2f}")
    print(f"mean: seams {sums[0]:.2f}, undivided there {sums[1]:.2f}, inside {sums[2]:.2f}")


def bench_plane(arguments: argparse.Namespace) -> None:
    """From the request to the samples, at random; the helper's processor time is that of all its threads."""
    import tempfile

    import av
    import psutil

    from inpaint_studio.files.video.reading import open_video

    count, (width, height) = 450, (1920, 1080)
    wide = Image.open(photographs(arguments.photos)[arguments.photo]).convert("RGB").resize((3840, 2400))
    source = np.asarray(wide)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mp4"
        with av.open(str(path), "w") as container:
            stream = container.add_stream("libx264", 25, options={"crf": "20", "preset": "medium"})
            stream.width, stream.height, stream.pix_fmt, stream.gop_size = width, height, "yuv420p", 150
            for number in range(count):
                x, y = round(4 * number), round(2 * number)
                shown = source[y : y + height, x : x + width].astype(np.int16)
                shown = shown + np.random.default_rng(number).integers(-3, 4, shown.shape, np.int16)
                frame = av.VideoFrame.from_ndarray(np.clip(shown, 0, 255).astype(np.uint8), "rgb24")
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
        planes = open_video(path)
        planes.samples(0)  # the helper starts
        (helper,) = psutil.Process().children(recursive=True)[-1:]
        walls, busy = [], []
        for plane in np.random.default_rng(1).permutation(count)[:80].tolist():
            cpu, wall = sum(helper.cpu_times()[:2]), time.monotonic()
            planes.samples(plane)
            walls.append(time.monotonic() - wall)
            busy.append(sum(helper.cpu_times()[:2]) - cpu)
        planes.close()
    for name, values in (("wall", walls), ("helper's CPU", busy)):
        print(f"{name}: median {np.median(values):.2f} s, p95 {np.percentile(values, 95):.2f} s")


_BENCHES = {
    "plane": bench_plane,
    "clips": bench_clips,
    "mark": bench_mark,
    "slices": bench_slices,
    "length": bench_length,
    "one-length": bench_one_length,
    "seams": bench_seams,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=tuple(_BENCHES))
    parser.add_argument("--photos", type=Path, default=PHOTOS)
    parser.add_argument("--half", choices=("calibrate", "report"), default="calibrate")
    parser.add_argument("--lpips", type=Path)
    parser.add_argument("--sheets", type=Path)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--frames", type=int, default=48, help="of mark")
    parser.add_argument("--speed", type=float, default=6.0, help="of mark, pixels a frame")
    parser.add_argument("--photo", type=int, default=3, help="of mark: which photograph")
    arguments = parser.parse_args()
    _BENCHES[arguments.what](arguments)


if __name__ == "__main__":
    main()
