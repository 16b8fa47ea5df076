"""Tiny films of known content, made by PyAV."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from inpaint_studio.files.video.decoder import samples_of

WIDTH, HEIGHT = 96, 64


def moving(plane: int, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    """(H, W, 3) uint8: a pattern that moves, each frame another."""
    y, x = np.mgrid[:height, :width]
    red = (x * 3 + plane * 7) % 256
    green = (y * 4 + plane * 3) % 256
    blue = ((x + y) * 2 + plane * 11) % 256
    return np.dstack([red, green, blue]).astype(np.uint8)


@dataclass
class Film:
    """What a film is made of; the defaults are 20 frames of H.264 in groups of 8 with B-frames."""

    frames: int = 20
    codec: str = "libx264"
    pixel_format: str = "yuv420p"
    rate: int = 25
    size: tuple[int, int] = (WIDTH, HEIGHT)
    time_base: Fraction | None = None
    times: Sequence[int] | None = None  # pts in ticks of time_base
    options: dict[str, str] = field(default_factory=lambda: {"g": "8", "bf": "2", "crf": "20"})
    audio: str = ""  # codec
    subtitles: str = ""
    chapters: bool = False
    metadata: dict[str, str] = field(default_factory=dict)
    rotation: float = 0.0
    tags: tuple[int, int, int, int] | None = None  # colorspace, transfer, primaries, range
    aspect: Fraction | None = None
    container_options: dict[str, str] = field(default_factory=dict)
    picture: Callable[[int, int, int], np.ndarray] = moving


def make(path: Path, film: Film | None = None) -> Path:
    film = film or Film()
    with av.open(str(path), "w", options=film.container_options) as out:
        stream = out.add_stream(film.codec, rate=film.rate, options=film.options)
        stream.width, stream.height = film.size
        stream.pix_fmt = film.pixel_format
        if film.time_base is not None:
            stream.codec_context.time_base = film.time_base
        if film.tags is not None:
            context = stream.codec_context
            context.colorspace, context.color_trc, context.color_primaries, context.color_range = film.tags
        if film.aspect is not None:
            stream.codec_context.sample_aspect_ratio = film.aspect
        if film.rotation:
            stream.set_display_rotation(film.rotation)
        out.metadata.update(film.metadata)
        sound = out.add_stream(film.audio, rate=48000) if film.audio else None
        if sound is not None:
            sound.layout = "mono"
        if film.chapters:
            out.set_chapters(
                [
                    {"id": 1, "start": 0, "end": 400, "time_base": Fraction(1, 1000), "metadata": {"title": "One"}},
                    {"id": 2, "start": 400, "end": 800, "time_base": Fraction(1, 1000), "metadata": {"title": "Two"}},
                ]
            )
        packets: list[Any] = []
        for number in range(film.frames):
            frame = av.VideoFrame.from_ndarray(film.picture(number, *film.size), "rgb24")
            frame = frame.reformat(format=film.pixel_format) if film.pixel_format != "rgb24" else frame
            if film.tags is not None:
                frame.colorspace, frame.color_trc, frame.color_primaries, frame.color_range = film.tags
            frame.pts = film.times[number] if film.times is not None else number
            frame.time_base = film.time_base or Fraction(1, film.rate)
            packets += stream.encode(frame)
        packets += stream.encode(None)
        if sound is not None:
            packets += _sound(sound, film.frames / film.rate)
        for packet in packets:
            out.mux(packet)
    return path


def _sound(stream: Any, seconds: float) -> list[Any]:
    packets: list[Any] = []
    kind = {"aac": "fltp", "libopus": "flt", "pcm_s16le": "s16"}[stream.codec_context.name]
    for start in range(0, int(seconds * 48000), 1024):
        wave = np.sin(np.arange(start, start + 1024) * 0.05) * 0.3
        wave = (wave * 30000).astype(np.int16) if kind == "s16" else wave.astype(np.float32)
        frame = av.AudioFrame.from_ndarray(wave[None], kind, "mono")
        frame.sample_rate, frame.pts = 48000, start
        packets += stream.encode(frame)
    return packets + stream.encode(None)


def decoded(path: Path) -> list[tuple[int, bytes]]:
    """Time and samples of every frame, decoded from the beginning to the end."""
    with av.open(str(path)) as container:
        return [(f.pts, b"".join(p.tobytes() for p in samples_of(f))) for f in container.decode(video=0)]
