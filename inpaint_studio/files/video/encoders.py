"""Which encoder writes which codec, and with what settings: tables without PyAV, read on both sides."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from inpaint_studio.files.video.layouts import LAYOUTS, Layout

# Muxers by the suffix of a file, and by the demuxer's name which suffixes are of its own kind.
MUXERS = {
    ".mp4": "mp4", ".m4v": "mp4", ".mov": "mov", ".3gp": "3gp", ".mkv": "matroska", ".mka": "matroska",
    ".webm": "webm", ".avi": "avi", ".flv": "flv", ".wmv": "asf", ".asf": "asf", ".mpg": "mpeg", ".mpeg": "mpeg",
    ".ts": "mpegts", ".mts": "mpegts", ".m2ts": "mpegts", ".ogv": "ogg", ".y4m": "yuv4mpegpipe", ".mxf": "mxf",
    ".ivf": "ivf",
}  # fmt: skip
FAMILIES = {
    "mov": ("mp4", "mov", "3gp"),
    "matroska": ("matroska", "webm"),
    **{name: (name,) for name in ("avi", "flv", "asf", "mpeg", "mpegts", "ogg", "yuv4mpegpipe", "mxf", "ivf")},
}


def muxer_of(path: Path) -> str | None:
    return MUXERS.get(path.suffix.lower())


@dataclass(frozen=True)
class Coder:
    """An encoder and its settings."""

    name: str  # FFmpeg's
    options: dict[str, str] = field(default_factory=dict)
    headers: Literal["none", "second", "repeated"] = "none"
    """Parameters that stand outside the packets: a "second" set beside the file's own, or "repeated" inside packets,
    after which the file's own have to be repeated as well."""
    layouts: tuple[str, ...] = ()  # of samples that it takes; () = whatever the decoder gives
    profiles: tuple[str, ...] = ()  # of the film, that it writes; () = any
    muxers: tuple[str, ...] = ()  # that take its packets; () = any of the film's own kind


FFV1 = Coder("ffv1", {"level": "3", "g": "1", "slicecrc": "1", "coder": "1"})
# Without look-ahead a frame goes in and a packet comes out, so that nothing waits in memory.
H264_LOSSLESS = Coder("libx264", {"qp": "0", "preset": "veryfast", "tune": "zerolatency"})

# Lossless kinds: the whole film is coded again in its own codec, sample for sample.
LOSSLESS = {
    "ffv1": FFV1,
    "huffyuv": Coder("huffyuv"),
    "ffvhuff": Coder("ffvhuff"),
    "utvideo": Coder("utvideo"),
    "rawvideo": Coder("rawvideo"),
    "png": Coder("png"),
    "qtrle": Coder("qtrle"),
}

# Kinds with loss: only touched groups are coded again, finer than the eye sees.
_NO_LOOKING_BACK = {"bf": "0"}
DNXHR = {f"DNXHR {kind}": f"dnxhr_{kind.lower()}" for kind in ("LB", "SQ", "HQ", "HQX", "444")}
LOSSY = {
    "h264": Coder("libx264", {"crf": "13", "preset": "medium", **_NO_LOOKING_BACK}, "second"),
    "hevc": Coder("libx265", {"crf": "13", "preset": "medium"}, "repeated"),
    "mpeg4": Coder(
        "mpeg4", {"qmin": "1", "qmax": "2", "b_qfactor": "1", "b_qoffset": "0", **_NO_LOOKING_BACK}, "repeated"
    ),
    "mpeg2video": Coder("mpeg2video", {"qmin": "1", "qmax": "2", **_NO_LOOKING_BACK}),
    "mpeg1video": Coder("mpeg1video", {"qmin": "1", "qmax": "2", **_NO_LOOKING_BACK}),
    "vp8": Coder("libvpx", {"crf": "4", "b": "20M", "qmax": "12", "lag-in-frames": "0", "auto-alt-ref": "0"}),
    "vp9": Coder(
        "libvpx-vp9",
        {"crf": "8", "b": "0", "lag-in-frames": "0", "auto-alt-ref": "0", "deadline": "good", "cpu-used": "4"},
    ),
    "flv1": Coder("flv", {"qmin": "1", "qmax": "2"}),
    "msmpeg4v3": Coder("msmpeg4", {"qmin": "1", "qmax": "2"}),
    "prores": Coder("prores_ks", layouts=("yuv422p10le", "yuv444p10le", "yuva444p10le")),  # 4444 decodes to 12 bits
    "av1": Coder(
        "libsvtav1",
        {"crf": "10", "preset": "8", "svtav1-params": "log-level=0:enable-overlays=0"},
        layouts=("yuv420p", "yuv420p10le"),
    ),
    "wmv1": Coder("wmv1", {"qmin": "1", "qmax": "2"}),
    "wmv2": Coder("wmv2", {"qmin": "1", "qmax": "2"}),
    "msmpeg4v2": Coder("msmpeg4v2", {"qmin": "1", "qmax": "2"}),
    # Of the older DNxHD, unlike DNxHR, packets have one of a few sizes by its rate, which the encoder is not told.
    "dnxhd": Coder("dnxhd", profiles=tuple(DNXHR), muxers=("mov", "mp4", "matroska", "avi")),
    "h263": Coder("h263", {"qmin": "1", "qmax": "2"}),
}
BY_BLOCKS = ("mjpeg",)

PROFILES = {"Constrained Baseline": "baseline", "Baseline": "baseline", "Main": "main", "High": "high",
            "High 10": "high10", "High 4:2:2": "high422", "High 4:4:4 Predictive": "high444"}  # fmt: skip  # of x264
PRORES = {"Proxy": "0", "LT": "1", "Standard": "2", "HQ": "3", "4444": "4", "XQ": "5"}


def exact_layout(layout: Layout, encoder: str) -> Layout | None:
    """The layout in which this encoder holds exactly the same samples, perhaps in another order; None = in none."""
    name = layout.name.replace("yuvj", "yuv")
    if encoder == "ffv1":
        if layout.kind == "rgb" and layout.bits == 8:
            name = "bgra" if layout.has_alpha else "bgr0"
        return LAYOUTS[name]
    if encoder == "libx264":
        known = {"yuv420p", "yuv422p", "yuv444p", "yuv420p10le", "yuv422p10le", "yuv444p10le"}
        return LAYOUTS[name] if name in known else None
    return layout  # its own codec
