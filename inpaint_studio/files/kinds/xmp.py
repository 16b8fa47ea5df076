"""XMP packets, changed where they stand: every property that is not spoken of keeps its bytes and its place.

A property is an attribute or an element of its namespace, under whatever prefix the packet gives that. What is taken
out becomes spaces of the same length, which XML does not see.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

TIFF, EXIF = "http://ns.adobe.com/tiff/1.0/", "http://ns.adobe.com/exif/1.0/"
PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
XAP, NOTE = "http://ns.adobe.com/xap/1.0/", "http://ns.adobe.com/xmp/note/"
_MOST_PREFIXES, _MOST_UNCLOSED = 8, 100  # a packet with more of them is made to take time
_GOOGLE = "http://ns.google.com/photos/1.0/"

# Properties that are, or point to, further pictures of the same scene, and films of it. None: the whole namespace.
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
        found = re.search(_simple(prefix, name), packet)
        if found:
            which = next(name for name in ("attribute", "other", "element") if found.group(name) is not None)
            return found.group(which).decode("latin-1").strip()
    return None


def with_value(packet: bytes, namespace: str, name: str, wanted: str) -> bytes:
    """Every instance of a simple property set, where the packet has it; of the same length where the new one fits."""

    def change(text: bytes) -> bytes:
        for prefix in _prefixes(text, namespace):
            text = re.sub(_simple(prefix, name), lambda found: _replaced(found, wanted.encode()), text)
        return text

    return changed(packet, change)


def exchanged(packet: bytes, namespace: str, one: str, other: str) -> bytes:
    """The packet with the values of two simple properties exchanged, where it has both."""
    first, second = value(packet, namespace, one), value(packet, namespace, other)
    if first is None or second is None or first == second:
        return packet
    return with_value(with_value(packet, namespace, one, second), namespace, other, first)


def without(packet: bytes, namespace: str, names: Iterable[str] | None) -> bytes:
    """The packet with properties blanked: those `names`, or all of a namespace. It keeps its length."""

    def change(text: bytes) -> bytes:
        wanted = rb"[A-Za-z_][\w.-]*" if names is None else b"(?:" + b"|".join(name.encode() for name in names) + b")"
        for prefix in _prefixes(text, namespace):
            text = _without_elements(text, prefix, wanted)
            attribute = rb"(?<=\s)" + re.escape(prefix) + b":" + wanted + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')"
            text = re.sub(attribute, _spaces, text)
        return text

    return changed(packet, change)


def without_copies(packet: bytes) -> tuple[bytes, frozenset[str]]:
    """The packet without the properties of `COPIES`, and which kinds of them it had."""
    kinds = set()
    for kind, namespaces in COPIES.items():
        for namespace, names in namespaces.items():
            less = without(packet, namespace, names)
            if less != packet:
                kinds.add(kind)
                packet = less
    return packet, frozenset(kinds)


def _without_elements(text: bytes, prefix: bytes, wanted: bytes) -> bytes:
    opening = re.compile(rb"<" + re.escape(prefix) + rb":(" + wanted + rb")(?=[\s/>])")
    blanked, at, unclosed = bytearray(text), 0, set[bytes]()
    while (found := opening.search(text, at)) and len(unclosed) < _MOST_UNCLOSED:
        at, name = found.end(), found.group(1)
        end = text.find(b">", at) + 1
        if end and text[end - 2] != ord("/"):
            closing = -1 if name in unclosed else text.find(b"</" + prefix + b":" + name, end)
            end = text.find(b">", closing) + 1 if closing >= 0 else 0
        if not end:
            unclosed.add(name)
            continue
        blanked[found.start() : end] = b" " * (end - found.start())
        at = end
    return bytes(blanked)


def _spaces(found: re.Match[bytes]) -> bytes:
    return b" " * len(found.group())


def _simple(prefix: bytes, name: str) -> bytes:
    tag = re.escape(prefix + b":" + name.encode())
    return (
        rb"(?P<head>(?<=\s)" + tag + rb"\s*=\s*)(?:\"(?P<attribute>[^\"<]*)\"|'(?P<other>[^'<]*)')"
        rb"|<" + tag + rb"(?:\s[^<>]*)?>(?P<element>[^<]*)</" + tag + rb"\s*>"
    )


def _replaced(found: re.Match[bytes], wanted: bytes) -> bytes:
    which = next(name for name in ("attribute", "other", "element") if found.group(name) is not None)
    start, end = (at - found.start() for at in found.span(which))
    whole = found.group()
    fresh = whole[:start] + wanted + whole[end:]
    return fresh + b" " * (len(whole) - len(fresh))


def _prefixes(packet: bytes, namespace: str) -> list[bytes]:
    bound = rb"xmlns:([\w.-]+)\s*=\s*[\"']" + re.escape(namespace.encode()) + rb"[\"']"
    return list(dict.fromkeys(re.findall(bound, packet)))[:_MOST_PREFIXES]


def changed(packet: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The packet with its text changed, which `change` sees in bytes of ASCII and more, and never as UTF-16."""
    text, encoding = _eight_bit(packet)
    if encoding is None:
        return change(text)
    fresh = change(text)
    return packet if fresh == text else fresh.decode("utf-8").encode(encoding)


def _eight_bit(packet: bytes) -> tuple[bytes, str | None]:
    """A packet as UTF-8, and what it was if it was UTF-16."""
    for mark, encoding in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if packet.lstrip(b"\xff\xfe").startswith(mark):
            try:
                return packet.decode(encoding).encode(), encoding
            except UnicodeError:
                return packet, None
    return packet, None
