"""What an enlarged picture carries, as JSON facts and blocks of bytes: for journals and projects."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.derived import Derived, Enlargement, derived_of
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.kinds.metadata_reading import Metadata
from inpaint_studio.sentence import from_json, to_json

_LARGEST_BLOCK = 64 << 20
BLOCKS = ("exif", "xmp", "iptc")  # of `Metadata`, in the order in which they are stored


def derived_facts(derived: Derived | None) -> tuple[dict[str, Any], list[bytes]]:
    """Facts, and the blocks beside them, empty where there is none; nothing of a picture that was not derived."""
    if derived is None:
        return {}, []
    metadata = derived.metadata
    facts = {
        "path": None if derived.path is None else str(derived.path),
        "format": derived.format,
        "orientation": derived.orientation,
        "mode": derived.mode,
        "dpi": metadata.dpi,
        "unportable": [to_json(name) for name in metadata.unportable],
        "broken": [to_json(name) for name in metadata.broken],
        "enlargements": [
            {
                "before": one.before,
                "after": one.after,
                "texture": one.texture,
                "checkpoint": one.checkpoint,
                "texture_checkpoint": one.texture_checkpoint,
                "version": one.version,
                "denoise": one.denoise,
                "denoise_checkpoint": one.denoise_checkpoint,
            }
            for one in derived.enlargements
        ],
    }
    return {"derived": facts}, [getattr(metadata, name) or b"" for name in BLOCKS]


def derived_from(facts: dict[str, Any], blocks: Sequence[bytes]) -> Derived | None:
    """The inverse of `derived_facts`. Raises ValueError, KeyError or TypeError for other content."""
    made = facts.get("derived")
    if made is None:
        return None
    exif, xmp, iptc = (bytes(block) or None for block in blocks[: len(BLOCKS)])
    dpi = None if made["dpi"] is None else (float(made["dpi"][0]), float(made["dpi"][1]))
    names = (tuple(from_json(name) for name in made[key]) for key in ("unportable", "broken"))
    orientation = int(made["orientation"])
    if made["format"] not in formats.BY_KEY or not 1 <= orientation <= 8:
        raise ValueError("no file that a picture can be made from")
    return Derived(
        tuple(_enlargement(one) for one in made["enlargements"]),
        None if made["path"] is None else Path(str(made["path"])),
        str(made["format"]),
        orientation,
        str(made["mode"]),
        Metadata(exif, xmp, iptc, None, dpi, *names),
    )


def write_members(picture: Picture, archive: zipfile.ZipFile, prefix: str) -> dict[str, Any]:
    """Store the blocks of a derived picture in a project, each under `prefix` and its name. Returns the facts."""
    facts, blocks = derived_facts(derived_of(picture))
    for name, block in zip(BLOCKS, blocks, strict=False):  # no blocks where the picture was not derived
        archive.writestr(f"{prefix}{name}", block, zipfile.ZIP_DEFLATED)
    return facts


def read_members(archive: zipfile.ZipFile, prefix: str, facts: dict[str, Any]) -> Derived | None:
    """What `write_members` has stored; None where there is none. Raises ValueError and others for other content."""
    if "derived" not in facts:
        return None
    blocks = []
    for name in BLOCKS:
        with archive.open(f"{prefix}{name}") as member:
            blocks.append(member.read(_LARGEST_BLOCK + 1))
        if len(blocks[-1]) > _LARGEST_BLOCK:
            raise ValueError("a block is larger than it can be")
    return derived_from(facts, blocks)


def _enlargement(facts: dict[str, Any]) -> Enlargement:
    before, after = (Size(*(int(side) for side in facts[key])) for key in ("before", "after"))
    # Journals of earlier versions know of no noise reduction.
    keys = ("checkpoint", "texture_checkpoint"), ("denoise_checkpoint",)
    digests = [facts[key] for key in keys[0]] + [facts.get(key) for key in keys[1]]
    faithful, textured, denoise = (None if digest is None else str(digest) for digest in digests)
    version, share = str(facts["version"]), float(facts.get("denoise", 0.0))
    return Enlargement(before, after, float(facts["texture"]), faithful, textured, version, share, denoise)
