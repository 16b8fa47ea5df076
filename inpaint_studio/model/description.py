"""What a checkpoint says of itself, read from its header alone: no torch, no net, nothing is run."""

import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from inpaint_studio.model.config import GeneratorConfig

KEY = "inpaint_studio"  # of the one metadata entry, whose value is JSON
FORMAT = 1
_LONGEST_HEADER = 16 * 2**20  # bytes; ours take some 20 thousand


class CheckpointError(Exception):
    """A file that is no checkpoint of ours, or a broken one. The message is a sentence for the person."""


@dataclass(frozen=True)
class Description:
    """Everything a checkpoint tells about itself."""

    config: GeneratorConfig
    preset: str = ""  # the name the config had when it was trained
    parameters: int = 0  # of the generator
    images_seen: int = 0
    data: str = ""  # what it learnt from, in words
    losses: tuple[str, ...] = ()
    scores: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: MappingProxyType({}))  # by kind of hole
    date: str = ""  # ISO 8601, when it was written
    hours: float = 0.0  # of training
    hardware: str = ""
    has_discriminator: bool = False
    widths: tuple[int, ...] = ()  # of the discriminator's layers
    version: str = ""  # of the program that wrote it
    note: str = ""

    @property
    def architecture(self) -> str:
        return self.config.architecture

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
        """The same for a person, one thing a line; what is not known is left out."""
        lines = [
            f"A generator of {self.parameters / 1e6:.1f} million parameters ({self.architecture}"
            + (f", preset {self.preset}" if self.preset else "")
            + (", with its discriminator)." if self.has_discriminator else ", without a discriminator)."),
            f"Trained on {self.data}, {self.images_seen:,} crops seen." if self.images_seen else "Untrained.",
            f"{self.hours:.1f} hours on {self.hardware}." if self.hours and self.hardware else "",
            f"Losses: {', '.join(self.losses)}." if self.losses else "",
        ]
        for kind, score in self.scores.items():
            if "psnr" in score:
                line = f"{kind:>10}: {score['psnr']:.2f} dB in the hole"
                if "psnr_membrane" in score:
                    line += f", {score['psnr'] - score['psnr_membrane']:+.2f} dB on the membrane"
                if "lpips" in score and "lpips_membrane" in score:
                    line += f"; LPIPS {score['lpips']:.4f}, the membrane's {score['lpips_membrane']:.4f}"
                lines.append(line)
        lines += (
            [f"Written {self.date}" + (f" by version {self.version}." if self.version else ".")] if self.date else []
        )
        return "\n".join(line for line in [*lines, self.note] if line)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Description":
        """What `to_dict` gave, by way of JSON. Unknown entries are passed over. Raises ValueError."""
        if int(values.get("format", 0)) > FORMAT:
            raise ValueError("it was written by a newer version of Inpaint Studio")
        scores = values.get("scores") or {}
        if not isinstance(scores, Mapping) or not all(isinstance(v, Mapping) for v in scores.values()):
            raise ValueError("its scores make no sense")
        return cls(
            config=GeneratorConfig.from_dict(values["config"]),
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
        )


def describe(path: Path) -> Description:
    """Read the header of a safetensors checkpoint. Raises CheckpointError, a sentence."""
    header = read_header(path)
    metadata = header.get("__metadata__")
    text = metadata.get(KEY) if isinstance(metadata, dict) else None
    if not isinstance(text, str):
        raise CheckpointError(
            f"{path.name} holds weights, but does not say of what: it was not written by Inpaint Studio."
        )
    try:
        values = json.loads(text)
        if not isinstance(values, dict):
            raise ValueError("its description is no list of names and values")
        return Description.from_dict(values)
    except (ValueError, KeyError, TypeError) as error:
        told = str(error) if isinstance(error, ValueError) and not isinstance(error, json.JSONDecodeError) else ""
        told = told if told and not told.startswith(("could not", "invalid")) else "its description is damaged"
        raise CheckpointError(f"{path.name} cannot be used: {told.rstrip('.')}.") from error


def read_header(path: Path) -> dict[str, Any]:
    """The JSON at the start of a safetensors file, checked against the file's size. Raises CheckpointError."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
            length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
            if not 2 <= length <= min(_LONGEST_HEADER, size - 8):
                raise CheckpointError(f"{path.name} is not a checkpoint: it is no safetensors file.")
            header = json.loads(file.read(length))
    except FileNotFoundError as error:
        raise CheckpointError(f"There is no checkpoint {path}.") from error
    except IsADirectoryError as error:
        raise CheckpointError(f"{path} is a folder, not a checkpoint.") from error
    except OSError as error:
        raise CheckpointError(f"{path.name} cannot be read: {error.strerror or error}.") from error
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{path.name} is not a checkpoint: it is no safetensors file.") from error
    if not isinstance(header, dict):
        raise CheckpointError(f"{path.name} is not a checkpoint: it is no safetensors file.")
    ends = [_end(entry) for name, entry in header.items() if name != "__metadata__"]
    if max(ends, default=0) > size - 8 - length:
        raise CheckpointError(f"{path.name} is cut short: {max(ends) + 8 + length:,} bytes were promised.")
    return header


def sha256(path: Path) -> str:
    """Of the whole file: what a recipe remembers a checkpoint by. Raises CheckpointError."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CheckpointError(f"{path.name} cannot be read: {error.strerror or error}.") from error


def _end(entry: Any) -> int:
    try:
        begin, end = entry["data_offsets"]
        return int(end) if 0 <= int(begin) <= int(end) else 2**63
    except (TypeError, KeyError, ValueError):
        return 2**63
