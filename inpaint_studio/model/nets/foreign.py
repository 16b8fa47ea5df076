"""Recognition of foreign weights by names and shapes, and their mapping to ours.

Imports no torch, so that a file's header suffices. Only names and shapes are taken from the published
files; the nets are written from their papers, in `lama.py` and `migan.py`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from inpaint_studio.model.nets.config import LamaConfig, MiganConfig

Shapes = Mapping[str, tuple[int, ...]]  # of the weights in a file, by name


@dataclass(frozen=True)
class Recognition:
    """The result of recognising a file.

    sources: for each of our weights the names in the file that make it; several where parallel branches of training
    are summed.  fixed: names in the file of constants without weights here, such as filters.
    as_trained: the weights are in training form, and must be re-parameterised for inference.
    """

    config: "LamaConfig | MiganConfig"
    sources: Mapping[str, tuple[str, ...]]
    fixed: tuple[str, ...] = ()
    as_trained: bool = False


_LAMA_STEM = "model.1.ffc.convl2l.weight"
_LAMA_BLOCK = re.compile(r"model\.(\d+)\.conv1\.ffc\.convl2l\.weight")


def recognise_lama(shapes: Shapes) -> Recognition | None:
    """LaMa's generator, alone or within a training checkpoint."""
    prefix = _prefix(shapes, _LAMA_STEM, "generator")
    if prefix is None:
        return None
    sources = {
        name.removeprefix(prefix): (name,)
        for name in shapes
        if name.startswith(f"{prefix}model.") and not name.endswith("num_batches_tracked")
    }
    blocks = sum(_LAMA_BLOCK.fullmatch(name) is not None for name in sources)
    stem = shapes[prefix + _LAMA_STEM]
    try:
        return Recognition(LamaConfig(blocks, stem[0] if stem else 0), sources)
    except ValueError:
        return None


_MIGAN_STEM = re.compile(r"encoder\.b(\d+)\.fromrgb\.weight")
_MIGAN_FIXED = (
    "upsample.filter.weight",  # [1, 3, 3, 1] over 4, both ways, for every channel
    "downsample.filter.weight",  # and over 8
    "upsample.insert_zeros.weight",
    "upsample.filter_const",  # positions of values among the inserted zeros
    "resample_filter",
)
_BRANCH = re.compile(r"(.+)\.w\d+")
_NOISE = re.compile(r"(.+\.conv[12])\.conv2\.(noise_const|noise_strength)")


def recognise_migan(shapes: Shapes) -> Recognition | None:
    """MI-GAN's generator: as published for inference, or as trained, with parallel branches.

    In training form, each weight is split into branches w0, w1 ..., and noise is one level deeper.
    """
    stems = [name for name in shapes if _MIGAN_STEM.search(name)]
    if not stems:
        return None
    stem = next((name for name in sorted(stems) if "ema" in name.lower()), min(stems))
    match = _MIGAN_STEM.search(stem)
    assert match is not None
    prefix, side = stem[: match.start()], int(match[1])
    ours = {name.removeprefix(prefix): name for name in shapes if name.startswith((f"{prefix}enc", f"{prefix}syn"))}
    separable = f"encoder.b{side}.conv1.conv1."
    if f"{separable}weight" not in ours and f"{separable}w0" not in ours:  # co-modulated GANs share the other names
        return None
    sources: dict[str, tuple[str, ...]] = {}
    fixed = []
    as_trained = False
    for name, source in sorted(ours.items()):
        if name.endswith(_MIGAN_FIXED):
            fixed.append(source)
            continue
        whole = name
        if branch := _BRANCH.fullmatch(name):
            whole = f"{branch[1]}.weight"
        elif deeper := _NOISE.fullmatch(name):
            whole = f"{deeper[1]}.{deeper[2]}"
        as_trained |= whole != name
        sources[whole] = (*sources.get(whole, ()), source)
    deepest = shapes.get(sources.get("encoder.b4.conv1.conv2.weight", ("",))[0], ())
    try:
        config = MiganConfig(side, shapes[stem][0] if shapes[stem] else 0, deepest[0] if deepest else 0)
    except ValueError:
        return None
    return Recognition(config, sources, tuple(fixed), as_trained)


def _prefix(shapes: Shapes, ending: str, word: str) -> str | None:
    """The prefix of the names, preferably one that contains `word`."""
    prefixes = sorted(name.removesuffix(ending) for name in shapes if name.endswith(ending))
    return next((p for p in prefixes if word in p), prefixes[0]) if prefixes else None
