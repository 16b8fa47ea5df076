"""What differs between a picture file and what a save made of it, as other people's decoders see the two."""

import io
import re
import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, JpegImagePlugin

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.errors import PictureError, WouldLose
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.memory.project import save_project
from inpaint_studio.files.origin import origin_of
from inpaint_studio.files.saving.writing import SaveOptions, save_picture, saving_loss

from .other_decoders import Samples, Seen, see, turned_upright

KINDS = (*(format.suffixes[0] for format in formats.FORMATS), ".ora")
_KEEPING = (".png", ".jpg", ".tif", ".webp")  # saved as the kind they came from, these keep what they do not know
_LOSSY = (".jpg", ".avif")
# Blocks that a kind of file has no place for; what is left out for that must be said.
_ROOM = {
    "profile": (".png", ".jpg", ".tif", ".webp", ".jp2", ".avif", ".ora"),
    "resolution": (".png", ".jpg", ".tif", ".webp", ".bmp", ".jp2", ".avif", ".ora"),
}


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it was, and of which nothing was said."""

    source: str
    source_kind: str
    target: str  # suffix
    what: str  # the class of the difference
    detail: str


@dataclass(frozen=True)
class Outcome:
    """How one save went."""

    source: str
    source_kind: str
    target: str
    result: str  # "exact", "with loss", "refused", "broken off"
    messages: tuple[str, ...]  # notes, or the reason of a refusal
    differences: tuple[Difference, ...] = ()


def grey_fill(picture: Picture) -> Fill:
    """A fill of one grey in the middle third."""
    width, height = picture.size
    rect = Rect.of_edges(width // 3, height // 3, width // 3 + max(1, width // 3), height // 3 + max(1, height // 3))
    pixels = np.full((rect.height, rect.width, picture.pixels.shape[2]), _grey_of(picture.pixels.dtype))
    pixels = pixels.astype(picture.pixels.dtype)
    if picture.has_alpha:
        pixels[:, :, -1] = _top_of(pixels.dtype)
    return Fill("grey", rect, pixels, np.full((rect.height, rect.width), 255, np.uint8), Recipe("membrane", seed=7))


def save_and_compare(picture: Picture, before: Seen, suffix: str, folder: Path, name: str) -> Outcome:
    """Save the picture with a grey fill as one kind of file, and compare what others see."""
    origin = origin_of(picture)
    assert origin is not None
    kind, target, fill = origin.format, folder / f"saved{suffix}", grey_fill(picture)
    target.unlink(missing_ok=True)
    try:
        with warnings.catch_warnings(record=True) as spoken:
            warnings.simplefilter("always")
            exact, notes = _save(picture, fill, target)
    except PictureError as error:
        return Outcome(name, kind, suffix, "refused", (_without_names(str(error), name),))
    except Exception as error:
        difference = Difference(name, kind, suffix, "broken off", f"{type(error).__name__}: {error}"[:200])
        return Outcome(name, kind, suffix, "broken off", (), (difference,))
    words = [Difference(name, kind, suffix, "a library speaks", str(warning.message)[:200]) for warning in spoken]
    is_same_kind = kind == formats.of_path(target).key if formats.of_path(target) else False
    tiff_page = origin.page if is_same_kind and suffix == ".tif" else 0
    try:
        after = see(target, tiff_page)
    except Exception as error:
        difference = Difference(name, kind, suffix, "not opened by others", f"{type(error).__name__}: {error}"[:200])
        return Outcome(name, kind, suffix, "exact" if exact else "with loss", notes, (*words, difference))
    judge = _Judge(picture, before, after, fill, suffix, is_same_kind, exact, " ".join(notes), target)
    differences = tuple(Difference(name, kind, suffix, what, detail) for what, detail in judge.differences())
    return Outcome(name, kind, suffix, "exact" if exact else "with loss", notes, (*words, *differences))


def _save(picture: Picture, fill: Fill, target: Path) -> tuple[bool, tuple[str, ...]]:
    """Whether it was exact, and all that was said. Loss is agreed to, as a person would."""
    if target.suffix == ".ora":
        document = Document(picture)
        document.state = replace(document.state, fills=(fill,))
        save_project(document, target)
        return True, picture.notes
    loss = saving_loss(picture, target)
    try:
        report = save_picture(picture, (fill,), target, SaveOptions(keep_backup=False, allow_loss=False))
    except WouldLose as error:
        loss = str(error)
        report = save_picture(picture, (fill,), target, SaveOptions(keep_backup=False))
    return report.exact, (*picture.notes, *report.notes, *([loss] if loss else []))


@dataclass(frozen=True, eq=False)
class _Judge:
    picture: Picture
    before: Seen
    after: Seen
    fill: Fill
    suffix: str
    is_same_kind: bool  # saved as the kind it came from
    exact: bool  # as the report said
    messages: str
    target: Path

    def differences(self) -> list[tuple[str, str]]:
        before, after = self.before.pixels, self.after.pixels
        if before.shape[:2] != after.shape[:2]:
            turned = before.shape[:2] == after.shape[1::-1]
            return [("turned" if turned else "size", f"{before.shape[1::-1]} became {after.shape[1::-1]}")]
        results = [*self._samples(), *self._alpha(), *self._profile(), *self._blocks(), *self._whereabouts()]
        return [(what, detail) for what, detail in results if what]

    def _says(self, *words: str) -> bool:
        return any(re.search(word, self.messages, re.IGNORECASE) for word in words)

    def _outside(self) -> NDArray[np.bool_]:
        outside = np.ones(self.before.pixels.shape[:2], bool)
        outside[self.fill.rect.slices] = False
        if self.suffix == ".jpg" and self.exact:
            outside &= ~_touched_blocks(self.target, ~outside, self.after.orientation)
        return outside

    def _samples(self) -> list[tuple[str, str]]:
        old, new, outside = self.before.colours, self.after.colours, self._outside()
        results = []
        if old.dtype != new.dtype:
            wider = new.dtype.itemsize > old.dtype.itemsize
            if not wider and not self._says("narrowed", r"\bbits\b"):
                results.append(("narrowed, not said", f"{old.dtype} became {new.dtype}"))
            old, tolerance = _as_depth(old, new.dtype), 1
        else:
            tolerance = self.before.tolerance
        if old.shape[2] != new.shape[2]:
            if new.shape[2] == 1 and (old != old[:, :, :1]).any():
                return [*results, ("colours lost", "colours became grey")]
            old, new = (np.repeat(c, 3, axis=2) if c.shape[2] == 1 else c for c in (old, new))
        if not outside.any():
            return results
        lossy = not self.exact and (self.suffix in _LOSSY)
        if not lossy and not self.before.computed:
            differ = _differ(old, new, tolerance) & outside[:, :, None]
            if differ.any():
                most = np.abs(old.astype(np.float64) - new.astype(np.float64))[differ].max()
                share = differ.any(axis=2).sum() / outside.sum()
                results.append(("samples", f"{share:.2%} of the pixels outside, by up to {most:g} of {old.dtype}"))
        elif not lossy or (mean := _mean_levels(old, new, outside & self._seen())) >= 1:
            mean = _mean_levels(old, new, outside & self._seen())
            encoder_alone = self._coder_alone(old, outside) if lossy else 0.0
            if mean >= 1 and mean > encoder_alone * 1.1 + 0.05:
                results.append(("colours", f"mean difference {mean:.2f} levels (the coder alone {encoder_alone:.2f})"))
            elif mean >= 1:
                results.append(
                    ("the coder's own loss", f"mean difference {mean:.2f} levels, the coder alone {encoder_alone:.2f}")
                )
        inside = _mean_levels(new, np.full_like(new, _grey_of(new.dtype)), ~outside & self._filled())
        if inside > 12:
            results.append(("fill is not where it was laid", f"mean difference {inside:.1f} levels inside"))
        return results

    def _seen(self) -> NDArray[np.bool_]:
        alpha = self.before.alpha
        return np.ones(self.before.pixels.shape[:2], bool) if alpha is None else alpha > 0

    def _filled(self) -> NDArray[np.bool_]:
        filled = np.zeros(self.before.pixels.shape[:2], bool)
        filled[self.fill.rect.slices] = True
        return filled

    def _coder_alone(self, old: Samples, outside: NDArray[np.bool_]) -> float:
        """How far the coder by itself is off, given the same picture, tables and sampling."""
        eight = _as_depth(old, np.dtype(np.uint8)).copy()
        eight[self.fill.rect.slices] = 128
        image, buffer = Image.fromarray(eight[:, :, 0] if eight.shape[2] == 1 else eight), io.BytesIO()
        if self.suffix == ".jpg":
            with Image.open(self.target) as saved:
                sampling = JpegImagePlugin.get_sampling(saved)
                image = image.convert(saved.mode)
                tables = saved.quantization
            image.save(buffer, "JPEG", qtables=tables, **({"subsampling": sampling} if sampling >= 0 else {}))
        else:
            image.save(buffer, "AVIF", quality=95, subsampling="4:4:4")
        with Image.open(buffer) as alone:
            coded = np.asarray(alone.convert("RGB" if old.shape[2] == 3 else "L")).reshape(old.shape)
        return _mean_levels(old, coded, outside & self._seen())

    def _alpha(self) -> list[tuple[str, str]]:
        old, new, outside = self.before.alpha, self.after.alpha, self._outside()
        if old is None and new is None:
            return []
        if old is None:
            assert new is not None
            has_alpha_values = (new[outside] != _top_of(new.dtype)).any() and self.before.pixels.shape[2] != 4
            return [("alpha from nowhere", "")] if has_alpha_values else []
        if new is None:
            if (old == _top_of(old.dtype)).all():
                return []  # opaque everywhere: nothing is lost with it
            messages = self._says("transparen", "alpha", "channels beside")
            return [] if messages else [("alpha dropped, not said", "")]
        tolerance = 0 if old.dtype == new.dtype else 1
        if self.suffix == ".avif":
            return []
        differ = _differ(_as_depth(old, new.dtype), new, tolerance) & outside
        return [("alpha", f"{differ.sum() / outside.sum():.2%} of the pixels outside")] if differ.any() else []

    def _profile(self) -> list[tuple[str, str]]:
        old, new = self.before.profile, self.after.profile
        space = (new or b"")[16:20]
        expected = b"GRAY" if self.after.colours.shape[2] == 1 else b"RGB "
        alike = old == new and self.before.colours.shape == self.after.colours.shape
        if new is not None and new[36:40] == b"acsp" and space != expected and not alike:
            return [("profile of other channels", f"a {space.decode('latin-1')} profile")]
        if old == new:
            return []
        if new is None:
            if self.suffix in _ROOM["profile"] and not self._says("profile"):
                return [("profile dropped, not said", "")]
            return [] if self._says("profile") else [("profile dropped, not said", "")]
        if old is None:
            shift = _shift_by(new, self.after.colours)
            return [("profile from nowhere", f"shifts colours by {shift:.2f} levels")] if shift >= 1 else []
        return [("profile", f"{len(old)} bytes became {len(new)}")]

    def _blocks(self) -> list[tuple[str, str]]:
        results = [self._resolution(), self._exif()]
        for name, old, new in (("XMP", self.before.xmp, self.after.xmp), ("IPTC", self.before.iptc, self.after.iptc)):
            if old is None or old == new or self._says(name, "metadata"):
                results.append(("", ""))
            elif new is None:
                results.append((f"{name} dropped, not said", f"{len(old)} bytes"))
            else:
                results.append((name, f"{len(old)} bytes became {len(new)}"))
        if self.suffix == ".ora" and self.after.wholes == {self.before.digest}:
            return results[:1]  # the file itself, with all its blocks, lies in the project
        if self.before.text and not set(self.before.text) <= set(self.after.text) and not self._says("comment", "text"):
            results.append(("text dropped, not said", " | ".join(self.before.text)[:60]))
        return results

    def _resolution(self) -> tuple[str, str]:
        old, new = self.before.resolutions, self.after.resolutions
        if not old:
            return ("resolution from nowhere", f"{new[0]}") if new else ("", "")
        if not new:
            return ("", "") if self._says("resolution", "metadata") else ("resolution dropped, not said", f"{old[0]}")
        near = 0.51 if self.suffix in (".jpg", ".ora") else 0.02
        for one in old:
            if any(all(abs(a - b) <= near + a / 2000 for a, b in zip(one, other, strict=True)) for other in new):
                return "", ""
        swapped = any(all(abs(a - b) <= near + a / 2000 for a, b in zip(old[0], o[::-1], strict=True)) for o in new)
        return "resolution not turned" if swapped else "resolution", f"{old} became {new}"

    def _exif(self) -> tuple[str, str]:
        old, new = self.before.exif, self.after.exif
        if not old or self._says("EXIF", "metadata"):
            return "", ""
        lost = sorted(set(old) - set(new))
        if not new:
            return "EXIF dropped, not said", f"{len(old)} tags"
        if lost:
            return "EXIF tags lost", f"{len(lost)} of {len(old)}: {[tag for _, tag in lost][:8]}"
        changed = sorted(key for key in old if old[key] != new[key])
        return (
            ("EXIF tags", f"{[(tag, old[d, tag], new[d, tag]) for d, tag in changed][:2]}"[:160])
            if changed
            else ("", "")
        )

    def _whereabouts(self) -> list[tuple[str, str]]:
        results = []
        expected = self.before.orientation if self.is_same_kind and self.suffix in _KEEPING else 1
        if self.after.orientation != expected:
            results.append(("orientation tag", f"{self.before.orientation} became {self.after.orientation}"))
        if self.is_same_kind and self.before.others != self.after.others and not self._says("copies", "previews"):
            results.append(("other pages", f"{len(self.before.others)} and {len(self.after.others)}"))
        alike = self.before.inner & self.after.inner
        if alike:
            results.append(("a copy of the unedited picture", f"{len(alike)} inside"))
        if self.suffix != ".ora" and not self.exact and not self._says("every pixel", "narrowed", "transparency"):
            results.append(("loss not said", ""))
        return results


def _touched_blocks(path: Path, touched: NDArray[np.bool_], orientation: int) -> NDArray[np.bool_]:
    """Where a JPEG's pixels may change: MCUs that hold a touched pixel, and what smooth chroma reaches beyond."""
    with Image.open(path) as image:
        across, down = (max(layer[at] for layer in image.layer) for at in (1, 2))
        if len(image.layer) == 1:
            across = down = 1
    stored = turned_upright(touched, {6: 8, 8: 6}.get(orientation, orientation))
    rows, columns = np.flatnonzero(stored.any(axis=1)), np.flatnonzero(stored.any(axis=0))
    blocks = np.zeros(stored.shape, bool)
    if len(rows):  # the fill is one rectangle, and so are its blocks
        reach_x, reach_y = (2 * across, 2 * down) if across * down > 1 else (0, 0)
        edges = [int(at) for at in (rows[0], rows[-1] + 1, columns[0], columns[-1] + 1)]
        top, left = edges[0] // (8 * down) * 8 * down - reach_y, edges[2] // (8 * across) * 8 * across - reach_x
        bottom, right = (
            -(-edges[1] // (8 * down)) * 8 * down + reach_y,
            -(-edges[3] // (8 * across)) * 8 * across + reach_x,
        )
        blocks[max(0, top) : bottom, max(0, left) : right] = True
    return turned_upright(blocks, orientation)


def _differ(old: Samples, new: Samples, tolerance: int) -> NDArray[np.bool_]:
    if tolerance == 0:
        same = (old == new) | ((old != old) & (new != new))
        return ~same
    return np.abs(old.astype(np.float64) - new.astype(np.float64)) > tolerance


def _mean_levels(old: Samples, new: Samples, where: NDArray[np.bool_]) -> float:
    """Mean difference in 8-bit levels."""
    if not where.any():
        return 0.0
    scaled = [np.nan_to_num(part.astype(np.float64) / _top_of(part.dtype)) for part in (old, new)]
    return float(np.abs(np.clip(scaled[0], 0, 1) - np.clip(scaled[1], 0, 1))[where].mean() * 255)


def _as_depth(samples: Samples, dtype: np.dtype[Any]) -> Samples:
    if samples.dtype == dtype:
        return samples
    with np.errstate(all="ignore"):
        scaled = np.nan_to_num(samples.astype(np.float64) / _top_of(samples.dtype), nan=0.0, posinf=1.0, neginf=0.0)
        scaled = np.clip(scaled, 0, 1) * _top_of(dtype)
        return scaled.astype(dtype) if dtype.kind == "f" else np.rint(scaled).astype(dtype)


def _top_of(dtype: np.dtype[Any]) -> float:
    return 1.0 if dtype.kind == "f" else float(np.iinfo(dtype).max)


def _grey_of(dtype: np.dtype[Any]) -> float:
    return 0.5 if dtype.kind == "f" else float(np.iinfo(dtype).max // 2 + 1)


def _shift_by(profile: bytes, colours: Samples) -> float:
    """How far a profile moves colours from sRGB, in levels."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        eight = _as_depth(colours, np.dtype(np.uint8))
        image = Image.fromarray(np.ascontiguousarray(eight[:, :, 0] if eight.shape[2] == 1 else eight))
        shown = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (OSError, ImageCms.PyCMSError, ValueError, TypeError):
        return 255.0
    return float(np.abs(np.asarray(shown).astype(float) - np.broadcast_to(eight, np.asarray(shown).shape)).mean())


def _without_names(sentence: str, name: str) -> str:
    return re.sub(r"\S*/saved\.\w+|saved\.\w+", "THE FILE", sentence).replace(name, "THE PICTURE")
