"""XMP packets, edited in place: all other properties keep their bytes and offsets.

A property is an attribute or an element of its namespace, under any prefix that the packet binds. Removed
properties become spaces of the same length, which XML ignores.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

TIFF, EXIF = "http://ns.adobe.com/tiff/1.0/", "http://ns.adobe.com/exif/1.0/"
PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
XAP, NOTE = "http://ns.adobe.com/xap/1.0/", "http://ns.adobe.com/xmp/note/"
_MOST_PREFIXES, _MOST_UNCLOSED = 8, 100  # a packet with more of them is malicious
_GOOGLE = "http://ns.google.com/photos/1.0/"

# Properties that hold or reference further pictures or films of the scene. None: the whole namespace.
_MOTION = tuple(
    name + end for name in ("MicroVideo", "MotionPhoto") for end in ("", "Version", "Offset", "PresentationTimestampUs")
)
COPIES: Mapping[str, Mapping[str, tuple[str, ...] | None]] = MappingProxyType(
    {
        "picture": {
            XAP: ("Thumbnails",),
            _GOOGLE + "image/": None,
            _GOOGLE + "depthmap/": None,
            _GOOGLE + "container/": None,
            _GOOGLE + "container/item/": None,
            "http://ns.google.com/photos/dd/1.0/device/": None,
        },
        "film": {_GOOGLE + "camera/": _MOTION},
        "gain map": {"http://ns.adobe.com/hdr-gain-map/1.0/": None, "http://ns.apple.com/HDRGainMap/1.0/": None},
    }
)


def value(packet: bytes, namespace: str, name: str) -> str | None:
    """The first value of a simple property; None where the packet does not have it."""
    packet, _ = _eight_bit(packet)
    for prefix in _prefixes(packet, namespace):
        match = re.search(_simple(prefix, name), packet)
        if match:
            which = next(name for name in ("attribute", "other", "element") if match.group(name) is not None)
            return match.group(which).decode("latin-1").strip()
    return None


def with_value(packet: bytes, namespace: str, name: str, new_value: str) -> bytes:
    """Every instance of a simple property set, where present; the length stays where the new value fits."""

    def change(text: bytes) -> bytes:
        for prefix in _prefixes(text, namespace):
            text = re.sub(_simple(prefix, name), lambda match: _replaced(match, new_value.encode()), text)
        return text

    return changed(packet, change)


def exchanged(packet: bytes, namespace: str, one: str, other: str) -> bytes:
    """The packet with the values of two simple properties swapped, where it has both."""
    first, second = value(packet, namespace, one), value(packet, namespace, other)
    if first is None or second is None or first == second:
        return packet
    return with_value(with_value(packet, namespace, one, second), namespace, other, first)


def without(packet: bytes, namespace: str, names: Iterable[str] | None) -> bytes:
    """The packet with properties blanked: those `names`, or the whole namespace. Its length stays."""

    def change(text: bytes) -> bytes:
        pattern = rb"[A-Za-z_][\w.-]*" if names is None else b"(?:" + b"|".join(name.encode() for name in names) + b")"
        for prefix in _prefixes(text, namespace):
            text = _without_elements(text, prefix, pattern)
            attribute = rb"(?<=\s)" + re.escape(prefix) + b":" + pattern + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')"
            text = re.sub(attribute, _spaces, text)
        return text

    return changed(packet, change)


def without_copies(packet: bytes) -> tuple[bytes, frozenset[str]]:
    """The packet without the properties of `COPIES`, and which of their kinds it had."""
    kinds = set()
    for kind, namespaces in COPIES.items():
        for namespace, names in namespaces.items():
            less = without(packet, namespace, names)
            if less != packet:
                kinds.add(kind)
                packet = less
    return packet, frozenset(kinds)


def _without_elements(text: bytes, prefix: bytes, pattern: bytes) -> bytes:
    opening = re.compile(rb"<" + re.escape(prefix) + rb":(" + pattern + rb")(?=[\s/>])")
    blanked, at, unclosed = bytearray(text), 0, set[bytes]()
    while (match := opening.search(text, at)) and len(unclosed) < _MOST_UNCLOSED:
        at, name = match.end(), match.group(1)
        end = text.find(b">", at) + 1
        if end and text[end - 2] != ord("/"):
            closing = -1 if name in unclosed else text.find(b"</" + prefix + b":" + name, end)
            end = text.find(b">", closing) + 1 if closing >= 0 else 0
        if not end:
            unclosed.add(name)
            continue
        blanked[match.start() : end] = b" " * (end - match.start())
        at = end
    return bytes(blanked)


def _spaces(match: re.Match[bytes]) -> bytes:
    return b" " * len(match.group())


def _simple(prefix: bytes, name: str) -> bytes:
    tag = re.escape(prefix + b":" + name.encode())
    return (
        rb"(?P<head>(?<=\s)" + tag + rb"\s*=\s*)(?:\"(?P<attribute>[^\"<]*)\"|'(?P<other>[^'<]*)')"
        rb"|<" + tag + rb"(?:\s[^<>]*)?>(?P<element>[^<]*)</" + tag + rb"\s*>"
    )


def _replaced(match: re.Match[bytes], new_value: bytes) -> bytes:
    which = next(name for name in ("attribute", "other", "element") if match.group(name) is not None)
    start, end = (at - match.start() for at in match.span(which))
    whole = match.group()
    fresh = whole[:start] + new_value + whole[end:]
    return fresh + b" " * (len(whole) - len(fresh))


def _prefixes(packet: bytes, namespace: str) -> list[bytes]:
    bound = rb"xmlns:([\w.-]+)\s*=\s*[\"']" + re.escape(namespace.encode()) + rb"[\"']"
    return list(dict.fromkeys(re.findall(bound, packet)))[:_MOST_PREFIXES]


def changed(packet: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The packet changed by `change`, which gets UTF-8 also for a packet in UTF-16."""
    text, encoding = _eight_bit(packet)
    if encoding is None:
        return change(text)
    fresh = change(text)
    return packet if fresh == text else fresh.decode("utf-8").encode(encoding)


def _eight_bit(packet: bytes) -> tuple[bytes, str | None]:
    """A packet as UTF-8, and its original encoding where that was UTF-16."""
    for mark, encoding in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if packet.lstrip(b"\xff\xfe").startswith(mark):
            try:
                return packet.decode(encoding).encode(), encoding
            except UnicodeError:
                return packet, None
    return packet, None
