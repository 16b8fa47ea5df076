"""What a repaired DICOM picture says of itself: that it is derived, from what, how, and that it is not for diagnosis.

PS3.3: C.7.6.1.1.2 (Image Type), C.7.6.1 (derivation), C.12.4 (references); codes of PS3.16.
"""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from inpaint_studio import __version__
from inpaint_studio.files.kinds.dicom_elements import MEDIA_INSTANCE, Coding, DicomFile

_IMAGE_TYPE, _CLASS, _INSTANCE = 0x00080008, 0x00080016, 0x00080018
_DERIVATION, _SOURCES, _COMMENTS = 0x00082111, 0x00082112, 0x00204000
_GROUPS = 0x52009229  # shared functional groups: an enhanced picture
_LONGEST_DERIVATION, _LONGEST_COMMENT = 1024, 10240  # of ST and LT
_SEQUENCE_DELIMITER = 8  # bytes
_WARNING = "Not for diagnosis."


@dataclass(frozen=True)
class Derived:
    """Elements by their tags: of the data set, and of group 2."""

    elements: Mapping[int, bytes]
    meta: Mapping[int, bytes]


def derived(file: DicomFile, pixels: int, samples: bytes) -> Derived:
    """The tags of a derived picture.

    pixels: that were filled.  samples: all that decides what is seen; the same ones get the same new UID.
    """
    coding = file.coding
    before = file.text(_IMAGE_TYPE).split("\\")
    second, more = (before[1] if len(before) > 1 else ""), before[2:]
    kind = second if file.element(_GROUPS) is not None and second else "SECONDARY"  # of an enhanced one: as it was
    words = f"Inpaint Studio {__version__} filled {pixels} pixels with computed values. {_WARNING}"
    elements = {
        _IMAGE_TYPE: coding.element(_IMAGE_TYPE, "CS", "\\".join(["DERIVED", kind, *more]).encode("latin-1")),
        _DERIVATION: coding.element(_DERIVATION, "ST", _added(file, _DERIVATION, words, _LONGEST_DERIVATION)),
        _COMMENTS: coding.element(_COMMENTS, "LT", _added(file, _COMMENTS, _WARNING, _LONGEST_COMMENT)),
    }
    instance = file.text(_INSTANCE)
    if not instance:
        return Derived(elements, {})
    new = new_uid(instance, samples).encode()
    elements[_INSTANCE] = coding.element(_INSTANCE, "UI", new)
    elements[_SOURCES] = _with_source(file, instance)
    has_media = any(element.tag == MEDIA_INSTANCE for element in file.meta)
    return Derived(elements, {MEDIA_INSTANCE: Coding().element(MEDIA_INSTANCE, "UI", new)} if has_media else {})


def new_uid(instance: str, samples: bytes) -> str:
    """A UID of the root 2.25 (PS3.5, B.2) for what was made of `instance`."""
    digest = hashlib.sha256(instance.encode() + b"\0" + samples).digest()
    return f"2.25.{uuid.UUID(bytes=digest[:16], version=5).int}"


def _added(file: DicomFile, tag: int, words: str, longest: int) -> bytes:
    """The text that stands there with `words` behind it, or these alone where both are too long."""
    element = file.element(tag)
    before = file.value(element).strip(b" \0") if element is not None else b""
    if words.encode() in before:
        return before
    both = before + b" " + words.encode() if before else words.encode()
    return both if len(both) <= longest else words.encode()


def _with_source(file: DicomFile, instance: str) -> bytes:
    """The sequence of sources with this picture as a further one."""
    coding = file.coding

    def nested(tag: int, item: bytes) -> bytes:
        return coding.element(tag, "SQ", coding.item(item))

    purpose = (
        coding.element(0x00080100, "SH", b"121322")
        + coding.element(0x00080102, "SH", b"DCM")
        + coding.element(0x00080104, "LO", b"Source image for image processing operation")
    )
    item = coding.element(0x00081150, "UI", file.text(_CLASS).encode("latin-1"))
    item += coding.element(0x00081155, "UI", instance.encode("latin-1")) + nested(0x0040A170, purpose)
    element = file.element(_SOURCES)
    before = b""
    if element is not None and (coding.implicit or element.vr == b"SQ"):
        before = file.value(element)
        before = before[:-_SEQUENCE_DELIMITER] if element.is_undefined else before
    return coding.element(_SOURCES, "SQ", before + coding.item(item))
