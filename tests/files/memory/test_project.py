"""A project comes back as it was left, opens elsewhere, and an evil one does nothing."""

import io
import json
import os
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.adjustments import AdjustmentStep, Frame, Tone
from inpaint_studio.editing.brush import Brush, Stroke
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.findings import Finding, Review, ReviewFilter
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.guidance import Guidance, Guide, SourceRegion
from inpaint_studio.editing.history import fill_step, fills_step
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.state import FillSettings
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.files import icc
from inpaint_studio.files.errors import ChangedOnDisk, PictureError, SaveError, TooLargePicture
from inpaint_studio.files.kinds import png_chunks
from inpaint_studio.files.memory.fill_facts import laid_facts, with_laid
from inpaint_studio.files.memory.project import open_project, save_project
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.adjusted import adjusted
from inpaint_studio.files.saving.writing import save_picture


@pytest.fixture
def document(tmp_path: Path, smooth: Callable) -> Document:
    Image.fromarray(smooth(3)).save(tmp_path / "photo.jpg", quality=90)
    return _worked_on(Document(read_picture(tmp_path / "photo.jpg")))


def _worked_on(document: Document) -> Document:
    channels, dtype = document.picture.pixels.shape[2], document.picture.pixels.dtype
    rng = np.random.default_rng(1)
    recipe = Recipe("hybrid", "ab" * 32, 99, {"grain": 0.5, "mode": "x"}, Rect(1, 2, 30, 31), "0.1.0")
    for number, rect in enumerate((Rect(5, 6, 20, 11), Rect(0, 0, 9, 9))):
        pixels = (rng.random((rect.height, rect.width, channels)) * 250).astype(dtype)
        coverage = rng.integers(0, 255, (rect.height, rect.width), np.uint8, endpoint=True)
        fill = Fill(f"f{number}", rect, pixels, coverage, recipe, number == 0, 0.75)
        document.state = replace(document.state, fills=(*document.fills, fill))
    document.mask[3:9, 4:30] = 130
    document.put_mask("the sky & all", document.mask // 2)
    return document


def assert_same(one: Document, two: Document) -> None:
    assert np.array_equal(one.picture.pixels, two.picture.pixels)
    assert one.picture.profile == two.picture.profile
    assert np.array_equal(one.mask, two.mask)
    assert dict(one.named_masks).keys() == dict(two.named_masks).keys()
    for name in one.named_masks:
        assert np.array_equal(one.named_masks[name], two.named_masks[name])
    assert len(one.fills) == len(two.fills)
    for other_mask, other in zip(one.fills, two.fills, strict=True):
        assert np.array_equal(other_mask.pixels, other.pixels)
        assert np.array_equal(other_mask.coverage, other.coverage)
        assert (other_mask.id, other_mask.rect, other_mask.visible, other_mask.strength) == (
            other.id,
            other.rect,
            other.visible,
            other.strength,
        )
        assert other_mask.recipe == other.recipe


def test_a_project_comes_back_as_it_was(tmp_path: Path, document: Document) -> None:
    save_project(document, tmp_path / "a.ora")
    again = open_project(tmp_path / "a.ora")
    assert_same(document, again)
    assert not again.is_modified


def test_tomorrow_everything_can_still_be_undone(tmp_path: Path, document: Document, fill_of: Callable) -> None:
    for x in (20, 70):
        stroke = Stroke(document.mask, Brush(8, 0.5))
        stroke.begin(x, 60)
        step = stroke.finish()
        assert step is not None
        document.commit(step)
    fill = fill_of(document.picture, Rect(10, 50, 30, 20), 9)
    document.commit(fill_step(document, (fill,), document.mask[fill.rect.slices].copy(), fill.rect))
    document.commit(fills_step(document, document.fills[1:], "Delete"))
    document.undo()
    save_project(document, tmp_path / "a.ora")
    again = open_project(tmp_path / "a.ora")
    assert_same(document, again)
    assert not again.is_modified
    assert [step.name for step in again.history.steps] == ["Brush", "Brush", "Fill", "Delete"]
    assert again.redo() is not None
    document.redo()
    while document.undo() is not None:
        again.undo()
        assert_same(document, again)
    assert again.undo() is None


def test_a_damaged_history_costs_only_the_history(tmp_path: Path, document: Document) -> None:
    document.commit(fills_step(document, document.fills[:1], "Delete"))
    save_project(document, tmp_path / "a.ora")
    with zipfile.ZipFile(tmp_path / "a.ora") as old, zipfile.ZipFile(tmp_path / "b.ora", "w") as new:
        for member in old.infolist():
            content = old.read(member)
            new.writestr(member.filename, content[:-9] if member.filename.endswith("history") else content)
    again = open_project(tmp_path / "b.ora")
    assert_same(document, again)
    assert again.history.steps == ()


def test_tomorrow_the_jpeg_is_still_saved_exactly(tmp_path: Path, document: Document) -> None:
    save_project(document, tmp_path / "a.ora")
    (tmp_path / "photo.jpg").unlink()
    again = open_project(tmp_path / "a.ora")
    report = save_picture(again.picture, again.fills, tmp_path / "restored.jpg")
    assert report.exact
    changed = (read_picture(tmp_path / "restored.jpg").pixels != document.picture.pixels).any(axis=2)
    assert not changed[36:].any()


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_every_depth_and_channel_count_without_a_file(
    tmp_path: Path, dtype: str, channels: int, samples: Callable
) -> None:
    document = _worked_on(Document(Picture(samples(channels, dtype), "pasted")))
    save_project(document, tmp_path / "a.ora")
    assert_same(document, open_project(tmp_path / "a.ora"))


def test_other_programs_find_what_the_format_promises(tmp_path: Path, document: Document) -> None:
    save_project(document, tmp_path / "a.ora")
    assert (tmp_path / "a.ora").read_bytes()[30:54] == b"mimetypeimage/openraster"
    with zipfile.ZipFile(tmp_path / "a.ora") as archive:
        root = ElementTree.fromstring(archive.read("stack.xml"))
        assert (root.get("w"), root.get("h")) == ("160", "120")
        layers = root.findall("stack/layer")
        assert [layer.get("src") for layer in layers] == ["data/fill-001.png", "data/fill-000.png", "data/base.png"]
        assert [layer.get("visibility") for layer in layers] == ["hidden", "visible", "visible"]
        merged = Image.open(io.BytesIO(archive.read("mergedimage.png")))
        assert np.array_equal(np.asarray(merged), document.composite())
        thumbnail = Image.open(io.BytesIO(archive.read("Thumbnails/thumbnail.png")))
        assert max(thumbnail.size) <= 256
        layer = Image.open(io.BytesIO(archive.read("data/fill-000.png")))
        assert (layer.mode, layer.size) == ("RGBA", (20, 11))


def test_viewers_see_the_picture_as_a_saved_copy_and_editors_its_layers(tmp_path: Path, document: Document) -> None:
    tone = Tone("tone-1", (0.1,) * 3, (0.8,) * 3, gamma=(0.9, 1.0, 0.5))
    frame = Frame("frame-1", 80, 60, 100, 64, 3.0)
    document.commit(AdjustmentStep("Adjust", (), (tone, frame)))
    save_project(document, tmp_path / "a.ora")
    wanted = adjusted(document.picture, document.composite(), (tone, frame))
    with zipfile.ZipFile(tmp_path / "a.ora") as archive:
        assert np.array_equal(np.asarray(Image.open(io.BytesIO(archive.read("mergedimage.png")))), wanted)
        thumbnail = Image.open(io.BytesIO(archive.read("Thumbnails/thumbnail.png")))
        assert thumbnail.size == (100, 64)
        base = np.asarray(Image.open(io.BytesIO(archive.read("data/base.png"))))
        assert np.array_equal(base, document.picture.pixels)
    again = open_project(tmp_path / "a.ora")
    assert np.array_equal(again.composite(), document.composite())
    assert again.adjustments == (tone, frame)
    hidden = (replace(tone, visible=False), replace(frame, visible=False))
    document.commit(AdjustmentStep("Hide", document.adjustments, hidden))
    save_project(document, tmp_path / "b.ora")
    with zipfile.ZipFile(tmp_path / "b.ora") as archive:
        merged = np.asarray(Image.open(io.BytesIO(archive.read("mergedimage.png"))))
    assert np.array_equal(merged, document.composite())


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_the_colours_of_every_layer_are_told(tmp_path: Path, dtype: str, channels: int, samples: Callable) -> None:
    """Krita asks for a profile for every 16-bit layer without one; 8 bits are sRGB by their mark."""
    document = _worked_on(Document(Picture(samples(channels, dtype), "pasted")))
    save_project(document, tmp_path / "a.ora")
    with zipfile.ZipFile(tmp_path / "a.ora") as archive:
        for name in ("data/base.png", "data/fill-000.png", "mergedimage.png"):
            chunks = {chunk.kind: chunk.body for chunk in png_chunks.split(archive.read(name))}
            depth, kind, interlaced = chunks[b"IHDR"][8], chunks[b"IHDR"][9], chunks[b"IHDR"][12]
            assert depth == (8 if dtype == "uint8" else 16)
            assert not interlaced
            assert kind == {1: 0, 2: 4, 3: 2, 4: 6}[channels + (channels % 2 if "fill" in name else 0)]
            assert (b"sRGB" in chunks) == (dtype == "uint8")
            if dtype != "uint8":
                profile = zlib.decompress(chunks[b"iCCP"].split(b"\0\0", 1)[1])
                assert profile[16:20] == (b"RGB " if channels > 2 else b"GRAY")  # libpng takes no other
                assert icc.shaper(profile, channels <= 2) is not None
        thumbnail = {chunk.kind for chunk in png_chunks.split(archive.read("Thumbnails/thumbnail.png"))}
        assert b"sRGB" in thumbnail
    assert open_project(tmp_path / "a.ora").picture.profile is None


def test_the_stack_tells_the_resolution_and_survives_any_name(tmp_path: Path, smooth: Callable) -> None:
    path = tmp_path / os.fsdecode(b"bad\xff\x01<\"&'\xf0\x9f\x96\xbc\xe2\x80\x8d.jpg")
    Image.fromarray(smooth(3)).save(path, dpi=(600, 300))
    save_project(Document(read_picture(path)), tmp_path / "a.ora")
    with zipfile.ZipFile(tmp_path / "a.ora") as archive:
        image = ElementTree.fromstring(archive.read("stack.xml"))
    assert (image.get("xres"), image.get("yres")) == ("600", "300")
    layer = image.find("stack/layer")
    assert layer is not None
    assert layer.get("name") == "bad\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}<\"&'🖼\u200d.jpg"
    assert open_project(tmp_path / "a.ora").picture.name == path.name


def test_a_project_of_another_program_opens_merged(tmp_path: Path, samples: Callable) -> None:
    buffer = io.BytesIO()
    Image.fromarray(samples(4)).save(buffer, "PNG")
    with zipfile.ZipFile(tmp_path / "krita.ora", "w") as archive:
        archive.writestr("mimetype", "image/openraster")
        archive.writestr("stack.xml", "<image><stack/></image>")
        archive.writestr("mergedimage.png", buffer.getvalue())
    document = open_project(tmp_path / "krita.ora")
    assert np.array_equal(document.picture.pixels, samples(4))
    assert "another program" in document.picture.notes[-1]


def _evil(path: Path, members: dict[str, bytes | str], first: str = "image/openraster") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", first)
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("name", ["../outside.png", "/etc/outside.png", "data/../../outside", "C:\\outside"])
def test_members_that_point_outside_are_refused(tmp_path: Path, name: str) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    with pytest.raises(PictureError, match="points outside"):
        open_project(_evil(inner / "a.ora", {name: b"x"}))
    assert [path.name for path in tmp_path.rglob("*")] == ["inner", "a.ora"]


def test_an_entity_bomb_is_refused_unexpanded(tmp_path: Path) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><image>&b;</image>'
    with pytest.raises(PictureError, match="entities"):
        open_project(_evil(tmp_path / "a.ora", {"stack.xml": bomb, "inpaint-studio/document.json": "{}"}))


def test_a_deflate_bomb_is_refused_by_its_own_list(tmp_path: Path) -> None:
    path = _evil(tmp_path / "a.ora", {"data/base.png": bytes(50_000_000)})
    assert path.stat().st_size < 100_000
    with pytest.raises(TooLargePicture, match="unpacks to 50,000,"):
        open_project(path, budget_bytes=1_000_000)


@pytest.mark.parametrize(
    "facts",
    [
        "[]",
        "{}",
        '{"version": 1}',
        '{"version": 7}',
        "not json",
        '{"version": 1, "named_masks": [], "fills": [], "shape": [9999999, 9999999, 3], "sha256": "", "suffix": "../x",'
        ' "name": "n", "path": "/etc/passwd", "page": 0, "dtype": "uint8"}',
    ],
)
def test_broken_facts_give_a_sentence(tmp_path: Path, facts: str) -> None:
    with pytest.raises(PictureError, match=r"a\.ora"):
        open_project(_evil(tmp_path / "a.ora", {"inpaint-studio/document.json": facts}))


def test_every_truncation_gives_a_sentence(tmp_path: Path, document: Document) -> None:
    save_project(document, tmp_path / "a.ora")
    whole = (tmp_path / "a.ora").read_bytes()
    for cut in range(0, len(whole), len(whole) // 40):
        (tmp_path / "cut.ora").write_bytes(whole[:cut])
        with pytest.raises(PictureError):
            open_project(tmp_path / "cut.ora")


def test_flipped_bytes_give_a_sentence_or_the_same_picture(tmp_path: Path, document: Document) -> None:
    save_project(document, tmp_path / "a.ora")
    whole = (tmp_path / "a.ora").read_bytes()
    rng = np.random.default_rng(0)
    for at in rng.integers(0, len(whole), 60):
        changed = bytearray(whole)
        changed[at] ^= 0x40
        (tmp_path / "flipped.ora").write_bytes(changed)
        try:
            again = open_project(tmp_path / "flipped.ora")
        except PictureError:
            continue
        assert np.array_equal(again.picture.pixels.shape, document.picture.pixels.shape)


def test_a_project_is_named_ora(tmp_path: Path, document: Document) -> None:
    with pytest.raises(SaveError, match=r"\.ora"):
        save_project(document, tmp_path / "a.zip")
    with pytest.raises(PictureError, match="not an OpenRaster"):
        open_project(_evil(tmp_path / "a.ora", {}, first="application/zip"))
    with pytest.raises(PictureError, match="does not exist"):
        open_project(tmp_path / "nothing.ora")


def test_masks_of_a_project_are_read_as_they_are_whatever_they_mark(tmp_path: Path, smooth: Callable) -> None:
    for number, level in enumerate((1, 128, 255)):
        document = Document(Picture(smooth(3)))
        document.mask[:] = level
        document.put_mask("faint", np.full_like(document.mask, 3))
        save_project(document, tmp_path / f"{number}.ora")
        again = open_project(tmp_path / f"{number}.ora")
        assert (again.mask == level).all()
        assert (again.named_masks["faint"] == 3).all()


def test_guides_sources_and_settings_come_back(document: Document, tmp_path: Path) -> None:
    sources = PackedTiles.of_mask(np.tri(*document.mask.shape, dtype=np.uint8) * np.uint8(255))
    settings = FillSettings("exemplar", "other.safetensors", {"grain": 0.25})
    guides = (Guide(((1.5, 2.0), (30.0, 40.0))),)
    guidance = Guidance(guides, (SourceRegion(sources),))
    document.lay(replace(document.state, guidance=guidance, settings=settings))
    save_project(document, tmp_path / "a.ora")
    state = open_project(tmp_path / "a.ora").state
    assert state.guides == guides
    assert state.settings == settings
    assert state.sources is not None
    assert np.array_equal(state.sources.unpack(), sources.unpack())


def test_a_project_that_another_program_wrote_is_not_replaced_unasked(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "a.ora"
    save_project(document, path)
    save_project(document.snapshot(), path)  # by us: nothing to ask
    for our_content in (document, open_project(path)):
        their_content = path.read_bytes() + b"written by another program"
        path.write_bytes(their_content)
        with pytest.raises(ChangedOnDisk, match=r"a\.ora was changed by another program"):
            save_project(our_content, path)
        assert path.read_bytes() == their_content
        save_project(our_content, tmp_path / "b.ora")  # elsewhere it may go
        save_project(our_content, path, ignore_changes=True)
        assert (tmp_path / "a.ora~").read_bytes() == their_content
        assert_same(open_project(path), our_content)
        save_project(our_content, path)
        (tmp_path / "a.ora~").unlink()


def test_a_project_that_is_gone_is_written_again_unasked(document: Document, tmp_path: Path) -> None:
    save_project(document, tmp_path / "a.ora")
    (tmp_path / "a.ora").unlink()
    save_project(document, tmp_path / "a.ora")
    assert_same(open_project(tmp_path / "a.ora"), document)


def test_lines_and_a_region_of_an_older_version_are_read(document: Document) -> None:
    area = PackedTiles.of_mask(np.tri(*document.mask.shape, dtype=np.uint8) * np.uint8(255))
    settings = {"method": "auto", "checkpoint": None, "values": {}}
    old = {"guides": [[[1.5, 2.0], [30.0, 40.0]]], "settings": settings, "sources": 3}
    state = with_laid(document.state, old, {3: area}.__getitem__)
    assert state.guides == (Guide(((1.5, 2.0), (30.0, 40.0))),)
    assert state.sources is area
    # What that version knew is written as it wrote it, so that it reads it too.
    assert laid_facts(state, lambda one: 3 if one is area else None) == old
    hidden = replace(state, guidance=Guidance(state.guides, (SourceRegion(area, False), SourceRegion(area))))
    facts = json.loads(json.dumps(laid_facts(hidden, lambda one: 3 if one is area else None)))
    assert facts["sources"] == 3
    assert [region.visible for region in with_laid(state, facts, {3: area}.__getitem__).guidance.regions] == [
        False,
        True,
    ]
    for wrong in ([{"plane": -1}], [{"source": "a ghost"}], [{"probability": 2.0}], [{}, {}]):
        with pytest.raises(ValueError, match=r"."):
            with_laid(state, {**old, "guide_facts": wrong}, {3: area}.__getitem__)


def _with_review(document: Document) -> Review:
    mask = np.array([[255, 0, 255], [255, 255, 255]], np.uint8)
    findings = [
        Finding(Rect(x, 4, 3, 2), mask, kind, 0.6, "damage", "darker") for x, kind in ((2, "dust"), (20, "mould"))
    ]
    review = Review(tuple(findings), filter=ReviewFilter(0.9, margin=4)).decided(findings[:1], False)
    document.lay(replace(document.state, review=review))
    return review


def test_findings_decisions_and_filter_come_back(document, tmp_path):
    review = _with_review(document)
    save_project(document, tmp_path / "work.ora")
    opened = open_project(tmp_path / "work.ora")
    assert_same(document, opened)
    again = opened.state.review
    assert [(one.identity, one.kind, one.polarity) for one in again.findings] == [
        (one.identity, one.kind, one.polarity) for one in review.findings
    ]
    assert again.decisions == review.decisions
    assert again.filter == review.filter
    assert not opened.is_modified


def test_a_project_without_findings_opens_as_before(document, tmp_path):
    save_project(document, tmp_path / "work.ora")
    with zipfile.ZipFile(tmp_path / "work.ora") as archive:
        assert "inpaint-studio/findings" not in archive.namelist()
    assert not open_project(tmp_path / "work.ora").state.review.findings


@pytest.mark.parametrize("content", [b"", b"no findings", zlib.compress(b"[1]")])
def test_damaged_findings_are_left_out_with_a_note(document, tmp_path, content):
    _with_review(document)
    save_project(document, tmp_path / "work.ora")
    with zipfile.ZipFile(tmp_path / "work.ora") as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    members["inpaint-studio/findings"] = content
    with zipfile.ZipFile(tmp_path / "evil.ora", "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    opened = open_project(tmp_path / "evil.ora")
    assert_same(document, opened)
    assert not opened.state.review.findings
    assert "findings in the project are damaged" in opened.picture.notes[-1]
