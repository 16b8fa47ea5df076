"""A helper process that decodes untrusted files under limits on memory and CPU time.

A decoder that crashes, hangs or exhausts memory takes down the helper and not the window, which shows a sentence.
The helper is started once and reused (0.25 s to start, 2 ms a request); it ends at end of input, so a killed
program leaves none behind. Only its own CPU time counts against a file: wall time
cannot distinguish a malicious file from a busy machine or a slow disk. Since the helper survives a killed program by
a moment, it also completes saves (`placing`).
"""

import atexit
import contextlib
import itertools
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio import children, frames
from inpaint_studio.editing.bands import Levels, band_from
from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.places import Grid
from inpaint_studio.files import errors, mapped, placing, salvage
from inpaint_studio.files.decoded import Decoded, FirstLook, Limits
from inpaint_studio.files.decoding import decode, identify, size_of
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.helper_ending import LONGEST_WAIT, watched, why_it_ended
from inpaint_studio.files.helper_requests import Requests
from inpaint_studio.files.kinds import (
    formats,
    jpeg_coefficients,
    jpeg_damage,
    nifti,
    tiff_decoding,
    tiff_overviews,
)
from inpaint_studio.limits import limit_memory, limit_time
from inpaint_studio.sentence import from_json, reason, say, to_json

MEMORY_BYTES = 4 * 1024**3  # address space of the helper
SECONDS = 15.0  # of processor time, for a small file; larger ones get more:
BYTES_A_SECOND = 4e6
_PREPARING = 120.0  # to compile, on a slow machine
PIXELS_A_SECOND = 2e6  # JPEG 2000, the slowest kind here, decodes 3 to 5 million pixels a second on one core
_LITTLE = 4 << 20  # bytes of a file that is decoded at once

_MESSAGES = ("notes", "band_notes", "damage")  # of `Decoded`


def _never() -> bool:
    return False


def decode_apart(
    path: Path,
    page: int,
    budget_bytes: int,
    complete: bool = True,
    cancelled: Callable[[], bool] = _never,
) -> Decoded:
    """`decoding.decode` in the helper: the same result and errors, and PictureError where the helper was ended.

    complete: False: recover damaged files.  cancelled: polled from another thread; once
    it is true the helper is ended and PictureError raised.
    """
    if formats.guests() and (format := identify(path)).reader is not None:  # read in a guest process of its own
        return decode(path, page, budget_bytes, format, cancelled=cancelled)
    with mapped.room_for(path) as room:
        request = {"page": page, "budget_bytes": budget_bytes, "complete": complete, "room": room}
        facts, (profile, pixels, beside, unknown) = _ask(path, request, cancelled)
        place = facts.pop("mapped")
        if place is not None and room is not None:
            pixels = mapped.mapped(room[0], tuple(place[0]), np.dtype(place[1]))
    return Decoded(
        pixels=pixels,
        profile=profile.tobytes() or None,
        beside=beside if beside.size else None,
        unknown=unknown if unknown.size else None,
        bands=tuple(map(band_from, facts.pop("bands"))),
        levels=_levels(facts.pop("levels")),
        grid=_grid(facts.pop("grid")),
        **{**facts, **{name: tuple(map(from_json, facts[name])) for name in _MESSAGES}},
    )


def _levels(facts: dict[str, Any] | None) -> Levels | None:
    if facts is None:
        return None
    return Levels(tuple(facts["bands"]), tuple(facts["low"]), tuple(facts["high"]), facts["inverted"])


def _grid(facts: dict[str, Any] | None) -> Grid | None:
    if facts is None:
        return None
    third = facts["third"]
    return Grid(**{**facts, "third": None if third is None else tuple(third)})


def coefficients_apart(path: Path) -> list[NDArray[np.int16]]:
    """`jpeg_coefficients.read` in the helper. Raises PictureError where the file cannot be read."""
    return _ask(path, {"coefficients": True})[1]


def whole_numbers_apart(path: Path, budget_bytes: int) -> NDArray[Any] | None:
    """`tiff_decoding.whole_numbers` in the helper; None for a file of another kind. Raises PictureError."""
    arrays = _ask(path, {"whole_numbers": True, "budget_bytes": budget_bytes})[1]
    return arrays[0] if arrays else None


def first_look_apart(
    path: Path, page: int, budget_bytes: int, cancelled: Callable[[], bool] = _never
) -> FirstLook | None:
    """`tiff_overviews.first_look` in the helper; None also where the file has no such look, for whatever reason.

    Raises PictureError where it was cancelled.
    """
    if path.suffix.lower() not in mapped.SUFFIXES or _file_size(path) < _LITTLE:
        return None
    facts, arrays = _ask(path, {"look": mapped.LARGE, "page": page, "budget_bytes": budget_bytes}, cancelled)
    return FirstLook(arrays[0], Size(*facts["size"])) if arrays else None


def _whole_numbers(path: Path, budget_bytes: int, sized: Callable[[int], None]) -> NDArray[Any] | None:
    try:
        if identify(path).key != "tiff":
            return None
        return tiff_decoding.whole_numbers(path, Limits(budget_bytes, sized))
    except PictureError:
        raise
    except Exception as error:  # a decoder's edge: hostile bytes raise anything at all
        raise PictureError(say("{name} is damaged.", name=path.name)) from error


def link_over_apart(link: Path, name: Path, target: Path) -> bool:
    """`placing.link_over` in the helper, so that it completes even if this program is killed meanwhile.

    False where no helper runs, or it is busy: none is started for this. Raises OSError as that function does.
    """
    helper = _helper
    if helper is None or helper.owner != os.getpid() or helper.process.poll() is not None:
        return False
    return helper.link_over(link, name, target)


def prepare() -> None:
    """Have the helper do ahead, while nothing else is asked of it, what the first JPEG would wait for.

    On a machine where nothing is compiled yet that is more than three seconds of a processor, else half a second.
    """
    with contextlib.suppress(PictureError):
        _ask(Path(), {"prepare": True})


def close() -> None:
    """End the helper, if there is one; the next call starts another."""
    global _helper
    with _starting:
        if _helper is not None:
            _helper.stop()
            _helper = None


class _EndedError(Exception):
    """The helper ended between two requests."""


class _Helper:
    """The parent's side: one request at a time."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            children.helper("pictures"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"},
        )
        self.owner = os.getpid()
        self.lock = threading.Lock()

    def link_over(self, link: Path, name: Path, target: Path) -> bool:
        if self.lock.locked():  # a save does not wait for a decoding
            return False
        try:
            answer, _ = self.ask(target, {"link": str(link), "name": str(name)})
        except (PictureError, _EndedError):  # it ended meanwhile, perhaps between link and rename
            with contextlib.suppress(OSError):
                name.unlink()
            return False
        if answer["errno"]:
            raise OSError(answer["errno"], os.strerror(answer["errno"]))
        return True

    def ask(
        self, path: Path, request: dict[str, Any], cancelled: Callable[[], bool] = _never
    ) -> tuple[dict[str, Any], list[NDArray[Any]]]:
        """Send one request and wait for its answer. Raises `_Ended` where the helper was gone before it was sent."""
        with self.lock:
            if self.process.poll() is not None:
                raise _EndedError
            with watched(self.process, cancelled, LONGEST_WAIT) as reasons:
                try:
                    return self._exchange({"path": str(path.absolute()), **request})
                except (EOFError, OSError) as error:
                    ended = why_it_ended(self.process, path.name, reasons, LONGEST_WAIT)
                    self.stop()
                    raise ended from error

    def _exchange(self, request: dict[str, Any]) -> tuple[dict[str, Any], list[NDArray[Any]]]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        answer, arrays = frames.read(self.process.stdout)
        if "error" in answer:
            raise getattr(errors, answer["error"])(from_json(answer["message"]))
        return answer["facts"], arrays

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # unsent bytes for a process that is gone
                    continue


_helper: _Helper | None = None
_starting = threading.Lock()


def _running_helper() -> _Helper:
    global _helper
    with _starting:
        # A forked child must not use its parent's pipes.
        if _helper is None or _helper.process.poll() is not None or _helper.owner != os.getpid():
            if _helper is None:
                atexit.register(close)
            elif _helper.owner == os.getpid():
                _helper.stop()
            _helper = _Helper()
        return _helper


def _ask(
    path: Path, request: dict[str, Any], cancelled: Callable[[], bool] = _never
) -> tuple[dict[str, Any], list[NDArray[Any]]]:
    while True:
        try:
            return _running_helper().ask(path, request, cancelled)
        except _EndedError:  # on another request's file, while this one waited for the lock
            continue


def serve() -> None:
    """The helper's side: serves requests from standard input until end of file."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # decoders that print must not corrupt the answers
    limit_memory(MEMORY_BYTES)
    formats.BY_KEY.exclude_guests()
    nifti.hold_copies()
    requests = Requests(sys.stdin.buffer)
    for line in requests:
        try:
            request = json.loads(line)
            if "prepare" in request:
                limit_time(_PREPARING)
                requests.do_ahead(itertools.chain(jpeg_damage.preparing(), _preparing_saves()))
                frames.write(answers, {"facts": {}})
                continue
            facts, arrays = _work(request)
        except PictureError as error:
            frames.write(answers, {"error": type(error).__name__, "message": to_json(reason(error))})
            continue
        frames.write(answers, {"facts": facts}, arrays)
        del arrays


def _preparing_saves() -> Iterator[None]:
    """What this program loads from the disk when it saves its first JPEG."""
    from inpaint_studio.files.kinds import jpeg_bits  # imports numba

    yield from jpeg_bits.preparing()


def _work(request: dict[str, Any]) -> tuple[dict[str, Any], list[NDArray[Any]]]:
    path = Path(request["path"])
    if "link" in request:
        try:
            placing.link_over(Path(request["link"]), Path(request["name"]), path)
        except OSError as error:
            return {"errno": error.errno}, []
        return {"errno": 0}, []
    if "coefficients" in request:
        try:
            across, down = size_of(path)
            limit_time(SECONDS + across * down / PIXELS_A_SECOND)
            return {}, list(jpeg_coefficients.read(path))
        except Exception as error:  # its reader raises all kinds of things
            raise PictureError(say("{name} is damaged.", name=path.name)) from error

    seconds = SECONDS + _file_size(path) / BYTES_A_SECOND
    limit_time(seconds)

    def sized(pixels: int) -> None:
        limit_time(seconds + pixels / PIXELS_A_SECOND)

    if "look" in request:
        try:
            limits = Limits(request["budget_bytes"], sized)
            look = tiff_overviews.first_look(path, request["page"], limits, request["look"])
        except Exception:  # who decodes it says what is wrong with it
            look = None
        return ({}, []) if look is None else ({"size": look.size}, [look.pixels])
    if "whole_numbers" in request:
        numbers = _whole_numbers(path, request["budget_bytes"], sized)
        return {}, [] if numbers is None else [np.ascontiguousarray(numbers)]
    work = decode if request["complete"] else salvage.decode
    room = mapped.Room(*(request["room"] or ()))
    with contextlib.closing(room):
        decoded = work(path, request["page"], request["budget_bytes"], sized=sized, room=room)
    pixels, place = decoded.pixels, None
    if room.holds(pixels):
        pixels, place = np.empty((0, 0), np.uint8), (pixels.shape, pixels.dtype.str)
    arrays = {"profile": np.frombuffer(decoded.profile or b"", np.uint8), "pixels": pixels}
    for name in ("beside", "unknown"):
        array = getattr(decoded, name)
        arrays[name] = np.empty((0, 0), np.uint8) if array is None else array
    facts = {key: value for key, value in decoded.__dict__.items() if key not in arrays}
    facts |= {name: [to_json(note) for note in facts[name]] for name in _MESSAGES}
    # As text: JSON has no NaN.
    facts["mapped"] = place
    facts["bands"] = [{**asdict(band), "nodata": [repr(value) for value in band.nodata]} for band in decoded.bands]
    facts["levels"] = None if decoded.levels is None else asdict(decoded.levels)
    facts["grid"] = None if decoded.grid is None else asdict(decoded.grid)
    return facts, [np.ascontiguousarray(array) for array in arrays.values()]


def _file_size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
