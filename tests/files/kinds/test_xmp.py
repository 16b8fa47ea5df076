"""XMP packets, edited in place: a property under any prefix, and every other byte as it was."""

from inpaint_studio.files.kinds import (
    embedded,
    xmp,
)

RDF = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">{}</rdf:RDF></x:xmpmeta>'

TIFF_SPACE = 'xmlns:tiff="http://ns.adobe.com/tiff/1.0/"'

ATTRIBUTE = RDF.format(f'<rdf:Description rdf:about="" {TIFF_SPACE} tiff:Orientation="6"/>').encode()

ELEMENT = RDF.format(f"<rdf:Description {TIFF_SPACE}><tiff:Orientation>6</tiff:Orientation></rdf:Description>").encode()

OTHER_PREFIX = RDF.format("<rdf:Description xmlns:t=\"http://ns.adobe.com/tiff/1.0/\" t:Orientation = '6'/>").encode()


def test_a_property_is_found_under_any_prefix_and_changed_in_place() -> None:
    for packet in (ATTRIBUTE, ELEMENT, OTHER_PREFIX, OTHER_PREFIX.decode().encode("utf-16-be")):
        assert xmp.value(packet, xmp.TIFF, "Orientation") == "6"
        changed = xmp.with_value(packet, xmp.TIFF, "Orientation", "1")
        assert xmp.value(changed, xmp.TIFF, "Orientation") == "1"
        assert len(changed) == len(packet)
    assert xmp.value(ATTRIBUTE, xmp.EXIF, "Orientation") is None
    assert xmp.with_value(ATTRIBUTE, xmp.TIFF, "Make", "1") == ATTRIBUTE


def test_hostile_packets_take_no_time_to_speak_of() -> None:
    opened = b'xmlns:xmp="http://ns.adobe.com/xap/1.0/"' + b"<xmp:Thumbnails>" * 60_000
    names = b'xmlns:g="http://ns.google.com/photos/1.0/image/"' + b"".join(b"<g:n%d>" % n for n in range(60_000))
    bound = b"".join(b'xmlns:p%d="http://ns.adobe.com/xap/1.0/" ' % n for n in range(60_000))
    for packet in (opened, names, bound, b"/9j/" + b"\n" * 500_000, b"/9j/" + b" \n" * 200_000 + b"!"):
        assert len(xmp.without_copies(packet)[0]) == len(packet)
        assert len(embedded.blanked(packet)[0]) == len(packet)
