"""Self-descriptions of checkpoints, read from the header alone: no torch, no net, nothing executed."""

import hashlib
import json
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from inpaint_studio.model.nets import architectures
from inpaint_studio.model.nets.architectures import Architecture, Expectation
from inpaint_studio.model.nets.config import Config
from inpaint_studio.sentence import Sentence, reason, say

KEY = "inpaint_studio"  # the key of our metadata entry, whose value is JSON
FORMAT = 1
_LONGEST_HEADER = 16 * 2**20  # bytes; ours take some 20 thousand


class CheckpointError(Exception):
    """A file that is no usable checkpoint. The message is a sentence for the person."""


@dataclass(frozen=True)
class Description:
    """The metadata of a checkpoint."""

    config: Config
    preset: str = ""  # the name the config had when it was trained
    parameters: int = 0  # of the generator
    images_seen: int = 0
    data: str = ""  # training data, in words
    losses: tuple[str, ...] = ()
    scores: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: MappingProxyType({}))  # by kind of hole
    date: str = ""  # ISO 8601, when it was written
    hours: float = 0.0  # of training
    hardware: str = ""
    has_discriminator: bool = False
    widths: tuple[int, ...] = ()  # of the discriminator's layers
    version: str = ""  # of the program that wrote it
    note: str = ""
    licence: str = ""  # of the weights, where it is known
    source: str = ""  # of foreign weights: the original file and its hash

    @property
    def architecture(self) -> str:
        return self.config.architecture

    @property
    def title(self) -> str:
        """Display name of the generator: "Big LaMa, 18 residual blocks"."""
        title = self._kind.title(self.config)
        return f"{title}, preset {self.preset}" if self.preset else title

    @property
    def expects(self) -> Expectation:
        """The input conventions of the weights; our generators share one interface and adapt internally."""
        return self._kind.expects(self.config)

    @property
    def is_foreign(self) -> bool:
        """Whether it is of a foreign architecture, which cannot be trained here."""
        return self._kind.recognise is not None

    @property
    def paper(self) -> str:
        return self._kind.paper

    @property
    def _kind(self) -> Architecture:
        return architectures.of(self.architecture)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for the header and for `describe --json`."""
        values: dict[str, Any] = {"format": FORMAT, "architecture": self.architecture}
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            values[name] = list(value) if isinstance(value, tuple) else value
        values["config"] = self.config.to_dict()
        values["scores"] = {kind: dict(of_kind) for kind, of_kind in self.scores.items()}
        return values

    def text(self) -> str:
        """The same as text, one fact a line; unknown ones are left out."""
        origin = "Trained elsewhere." if self.is_foreign or self.source else "Untrained."
        expects = self.expects
        lines = [
            f"{self.title}: a generator of {_count(self.parameters)} parameters, "
            + ("with its discriminator." if self.has_discriminator else "without a discriminator."),
            f"Trained on {self.data}, {self.images_seen:,} crops seen." if self.images_seen else origin,
            f"{self.hours:.1f} hours on {self.hardware}." if self.hours and self.hardware else "",
            f"Losses: {', '.join(self.losses)}." if self.losses else "",
        ]
        for kind, score in self.scores.items():
            if "psnr" in score:
                line = f"{kind:>10}: {score['psnr']:.2f} dB in the hole"
                base = base_of(score)
                if base in _WHOLE_BASES:
                    gained = score["psnr"] - score[f"psnr_{base}"]
                    line = f"{kind:>10}: {score['psnr']:.2f} dB, {gained:+.2f} dB on {_WHOLE_BASES[base]}"
                elif "psnr_membrane" in score:
                    line += f", {score['psnr'] - score['psnr_membrane']:+.2f} dB on the membrane"
                if "lpips" in score and f"lpips_{base}" in score:
                    whose = "bicubic's" if base == "bicubic" else f"the {base}'s"
                    line += f"; LPIPS {score['lpips']:.4f}, {whose} {score[f'lpips_{base}']:.4f}"
                lines.append(line)
        lines += (
            [f"Written {self.date}" + (f" by version {self.version}." if self.version else ".")] if self.date else []
        )
        lines += [
            f"Architecture {self.architecture}: {self.paper}.",
            f"Its weights expect values in {expects.values}, a mask that is {expects.mask}, and {expects.sizes}"
            + (", which is seen to here: pictures of any size will do." if self.is_foreign else "."),
            f"From {self.source}." if self.source else "",
            f"Licence: {self.licence}." if self.licence else "Licence: the file states none.",
        ]
        return "\n".join(line for line in [*lines, self.note] if line)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Description":
        """The inverse of `to_dict`, through JSON. Unknown entries are ignored. Raises ValueError."""
        if int(values.get("format", 0)) > FORMAT:
            raise ValueError(say("it was written by a newer version of Inpaint Studio"))
        scores = values.get("scores") or {}
        if not isinstance(scores, Mapping) or not all(isinstance(v, Mapping) for v in scores.values()):
            raise ValueError(say("its scores make no sense"))
        return cls(
            config=architectures.config_from_dict(values["config"]),
            preset=str(values.get("preset", "")),
            parameters=int(values.get("parameters", 0)),
            images_seen=int(values.get("images_seen", 0)),
            data=str(values.get("data", "")),
            losses=tuple(str(name) for name in values.get("losses", ())),
            scores={str(k): {str(n): float(x) for n, x in v.items()} for k, v in scores.items()},
            date=str(values.get("date", "")),
            hours=float(values.get("hours", 0.0)),
            hardware=str(values.get("hardware", "")),
            has_discriminator=bool(values.get("has_discriminator", False)),
            widths=tuple(int(w) for w in values.get("widths", ())),
            version=str(values.get("version", "")),
            note=str(values.get("note", "")),
            licence=str(values.get("licence", "")),
            source=str(values.get("source", "")),
        )


_WHOLE_BASES = {"bicubic": "bicubic interpolation", "degraded": "the degraded picture"}  # of scores of whole pictures


def _count(parameters: int) -> str:
    return f"{parameters:,}" if 0 < parameters < 1e6 else f"{parameters / 1e6:.1f} million"


def base_of(score: Mapping[str, float]) -> str:
    """What a score is compared with: "membrane" for a hole, "bicubic" for an enlargement, "degraded" for what was."""
    return next((base for base in _WHOLE_BASES if f"psnr_{base}" in score), "membrane")


def described_by_header(path: Path) -> Description | None:
    """The description in a safetensors header; None for other kinds of file, or without a description.

    Raises CheckpointError for a file that is no checkpoint, or of a net that this version cannot run.
    """
    refuse_other_things(path)
    if file_kind(path) != "safetensors":
        return None
    header = read_header(path)
    metadata = header.get("__metadata__")
    text = metadata.get(KEY) if isinstance(metadata, dict) else None
    if not isinstance(text, str):
        _refuse_state(path, header)
        return None
    try:
        values = json.loads(text)
        if not isinstance(values, dict):
            raise ValueError(say("its description is no list of names and values"))
        return Description.from_dict(values)
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
        why = reason(error)
        if not isinstance(why, Sentence):  # of json, or of Python
            why = say("its description is damaged")
        raise CheckpointError(say("{name} cannot be used: {why}.", name=path.name, why=why)) from error


def file_kind(path: Path) -> str:
    """The format by the first bytes: "safetensors", PyTorch's "archive" (a zip), or its old "pickle".

    Raises CheckpointError for any other.
    """
    try:
        with path.open("rb") as file:
            start = file.read(16)
    except FileNotFoundError as error:
        raise CheckpointError(say("There is no checkpoint {path}.", path=path)) from error
    except OSError as error:
        raise CheckpointError(say("{name} cannot be read: {reason}.", name=path.name, reason=error)) from error
    if start.startswith(b"PK\x03\x04"):
        return "archive"
    if start.startswith(_OLD_PICKLE):
        return "pickle"
    if len(start) > 8 and start[8:9] == b"{":
        return "safetensors"
    if not start:
        raise CheckpointError(
            say("{name} is empty; perhaps its download or its copying was broken off.", name=path.name)
        )
    known = say("a checkpoint is a .safetensors file, or one that PyTorch wrote (.pt, .pth, .ckpt)")
    for beginning, what in _OTHER_FILES.items():
        if re.match(beginning, start, re.DOTALL):
            raise CheckpointError(
                say("{name} is {what}, not a checkpoint: {known}.", name=path.name, what=what, known=known)
            )
    raise CheckpointError(say("{name} is not a checkpoint: {known}.", name=path.name, known=known))


# The pickled magic number 0x1950A86A20F9469CFC6C of PyTorch before 1.6.
_OLD_PICKLE = tuple(bytes([0x80, n]) + b"\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19." for n in (2, 3))
_OTHER_FILES = {
    rb"\x89PNG|\xff\xd8\xff|GIF8": say("a picture"),
    rb"(?i)<(!doctype|html)": say("a web page"),
    rb"\x89HDF": say("an HDF5 file, as Keras writes them"),
    rb"\x80[\x02-\x05]": say("a bare pickle, which could run code"),
    rb"\x08[\x01-\x1f]\x12": say("an ONNX graph, which is written here but not read"),
}
_PART = re.compile(r"part-\d\d\.safetensors")
_OF_A_STATE = ("average.", "generator_adam.", "discriminator_adam.")


def refuse_other_things(path: Path) -> None:
    """Raises CheckpointError for folders, and for files of a training run that are no checkpoints."""
    if path.is_dir():
        if (path / "state.json").is_file():
            raise CheckpointError(
                say(
                    "{path} is a state, not a checkpoint: training goes on from it. {instead}",
                    path=path,
                    instead=_instead(path.parent),
                )
            )
        if (path / "state").is_dir() or (path / "log.jsonl").is_file():
            raise CheckpointError(
                say(
                    "{path} is the folder of a training run, not a checkpoint. {instead}",
                    path=path,
                    instead=_instead(path),
                )
            )
        raise CheckpointError(say("{path} is a folder, not a checkpoint.", path=path))
    if path.name == "state.json" or (_PART.fullmatch(path.name) and (path.parent / "state.json").is_file()):
        raise _part_of_state(path)


def _refuse_state(path: Path, header: Mapping[str, Any]) -> None:
    if _PART.fullmatch(path.name) or any(str(name).startswith(_OF_A_STATE) for name in header):
        raise _part_of_state(path)


def _part_of_state(path: Path) -> CheckpointError:
    return CheckpointError(
        say(
            "{name} is part of a state, not a checkpoint: training goes on from it. {instead}",
            name=path.name,
            instead=_instead(path.parent.parent),
        )
    )


def _instead(run: Path) -> str:
    for name in ("best.safetensors", "latest.safetensors"):
        if (run / name).is_file():
            return say("The run's checkpoint is {path}.", path=run / name)
    return say("The run's checkpoints are its best.safetensors and latest.safetensors.")


def read_header(path: Path) -> dict[str, Any]:
    """The JSON at the start of a safetensors file, validated against the file's size. Raises CheckpointError."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
            length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
            if not 2 <= length <= min(_LONGEST_HEADER, size - 8):
                raise CheckpointError(say("{name} is not a checkpoint: it is no safetensors file.", name=path.name))
            header = json.loads(file.read(length))
    except FileNotFoundError as error:
        raise CheckpointError(say("There is no checkpoint {path}.", path=path)) from error
    except IsADirectoryError as error:
        raise CheckpointError(say("{path} is a folder, not a checkpoint.", path=path)) from error
    except OSError as error:
        raise CheckpointError(say("{name} cannot be read: {reason}.", name=path.name, reason=error)) from error
    except (ValueError, RecursionError) as error:
        raise CheckpointError(say("{name} is not a checkpoint: it is no safetensors file.", name=path.name)) from error
    if not isinstance(header, dict):
        raise CheckpointError(say("{name} is not a checkpoint: it is no safetensors file.", name=path.name))
    entries = {name: entry for name, entry in header.items() if name != "__metadata__"}
    if not all(_is_entry(entry) for entry in entries.values()):
        raise CheckpointError(say("{name} is not a checkpoint: its list of weights is damaged.", name=path.name))
    ends = [entry["data_offsets"][1] for entry in entries.values()]
    if max(ends, default=0) > size - 8 - length:
        raise CheckpointError(
            say(
                "{name} is cut short: {count} bytes were promised.", name=path.name, count=f"{max(ends) + 8 + length:,}"
            )
        )
    return header


def sha256(path: Path) -> str:
    """SHA-256 of the file, which identifies a checkpoint in recipes. Raises CheckpointError."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CheckpointError(say("{name} cannot be read: {reason}.", name=path.name, reason=error)) from error


def _is_entry(entry: Any) -> bool:
    """Whether an entry is valid: dtype, shape and data offsets."""
    if not isinstance(entry, dict) or not isinstance(entry.get("dtype"), str):
        return False
    shape, offsets = entry.get("shape"), entry.get("data_offsets")
    if not isinstance(shape, list) or not isinstance(offsets, list) or len(offsets) != 2:
        return False
    return all(type(n) is int and 0 <= n < 2**63 for n in (*shape, *offsets)) and offsets[0] <= offsets[1]
