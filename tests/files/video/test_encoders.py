from pathlib import Path

from inpaint_studio.files.video.encoders import BY_BLOCKS, FAMILIES, LOSSLESS, LOSSY, MUXERS, exact_layout, muxer_of
from inpaint_studio.files.video.layouts import LAYOUTS, rearranged
from tests.files.video.test_colours import frame


def test_each_suffix_has_a_muxer_of_one_family() -> None:
    muxers = [muxer for family in FAMILIES.values() for muxer in family]
    assert len(set(muxers)) == len(muxers)
    assert set(MUXERS.values()) == set(muxers)
    assert muxer_of(Path("A.MKV")) == "matroska"
    assert muxer_of(Path("a.txt")) is None


def test_a_codec_is_saved_in_one_way() -> None:
    ways = [*LOSSLESS, *LOSSY, *BY_BLOCKS]
    assert len(set(ways)) == len(ways)


def test_matroska_holds_every_layout_exactly() -> None:
    for layout in LAYOUTS.values():
        other = exact_layout(layout, "ffv1")
        assert other is not None
        assert (other.bits, other.kind, other.has_alpha) == (layout.bits, layout.kind, layout.has_alpha)
        before = frame(layout.name)
        assert sum(part.size for part in rearranged(before, layout, other)) >= sum(part.size for part in before)
    assert exact_layout(LAYOUTS["bgr0"], "libx264") is None
    assert exact_layout(LAYOUTS["yuvj422p"], "libx264") == LAYOUTS["yuv422p"]
