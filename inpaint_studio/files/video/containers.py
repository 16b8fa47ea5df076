"""Which container a file is, by its first bytes: the demuxer is named, so that no other one is tried on it.

Lists of other files (playlists, concatenations) are not among them: a stranger's file must not open a second one.
"""

HEAD_BYTES = 1024

_STILLS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis", b"jp2 ", b"jpx ", b"jpm ")
_QUICKTIME = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_MAGIC = (
    (b"\x1aE\xdf\xa3", "matroska"),
    (b"FLV\x01", "flv"),
    (b"0&\xb2u\x8ef\xcf\x11", "asf"),
    (b"\0\0\x01\xba", "mpeg"),
    (b"OggS", "ogg"),
    (b"YUV4MPEG2", "yuv4mpegpipe"),
    (b"\x06\x0e+4\x02\x05\x01\x01", "mxf"),
    (b"DKIF", "ivf"),
)

SUFFIXES = (
    ".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".flv", ".wmv", ".mpg", ".mpeg", ".ts", ".m2ts", ".mts", ".ogv",
    ".y4m", ".mxf", ".ivf", ".3gp",
)  # fmt: skip


def demuxer(head: bytes) -> str | None:
    """The name of the demuxer for a video file that begins so; None where it is none that is opened."""
    box = head[4:8]
    if box == b"ftyp":
        return None if head[8:12] in _STILLS else "mov"
    if box in _QUICKTIME:
        return "mov"
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "avi"
    for start in (0, 4):  # packets of 188 bytes, or of 192 with a time before each
        step = 188 + start
        if len(head) > 3 * step and all(head[start + i * step] == 0x47 for i in range(4)):
            return "mpegts"
    return next((name for magic, name in _MAGIC if head.startswith(magic)), None)
