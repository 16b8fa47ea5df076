"""A line of the ledger: what became of one picture."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from inpaint_studio.sentence import from_json, to_json


@dataclass(frozen=True)
class Entry:
    """The last line of a picture counts. Everything that is needed to work on it stands in each."""

    key: str  # path below the root of the inputs, with /
    state: str  # a key of `STATES`
    output: str = ""  # path of the result below its base, with /
    mask: str = ""  # path of its mask below the folder of masks; "" = none
    size: int = 0  # bytes of the input, and
    changed: int = 0  # its time of change in nanoseconds: together they tell whether it is another file
    number: int = 0  # of the lines about this picture: a higher one is later, on whatever machine it was written
    time: float = 0.0  # seconds since 1970, by the clock of the machine: for people
    job: str = ""  # hash of routine and weights
    message: str = ""  # a sentence: why it was skipped, failed or waits
    input_hash: str = ""  # SHA-256 of the files
    output_hash: str = ""  # of a result of ours, whatever has become of the picture since
    seconds: float = 0.0
    findings: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))  # that were filled, by class
    to_review: int = 0
    proof: str = ""  # the verdict of the comparison with the original, a sentence
    notes: tuple[str, ...] = ()
    worker: str = ""

    def to_line(self) -> bytes:
        """One line of JSON, without what is empty."""
        values: dict[str, Any] = {
            "key": self.key,
            "state": self.state,
            "number": self.number,
            "output": self.output,
            "mask": self.mask,
            "size": self.size,
            "changed": self.changed,
            "time": round(self.time, 3),
            "job": self.job,
            "message": to_json(self.message),
            "input_hash": self.input_hash,
            "output_hash": self.output_hash,
            "seconds": round(self.seconds, 3),
            "findings": dict(self.findings),
            "to_review": self.to_review,
            "proof": to_json(self.proof),
            "notes": [to_json(note) for note in self.notes],
            "worker": self.worker,
        }
        short = {name: value for name, value in values.items() if value}
        return json.dumps(short, separators=(",", ":")).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> "Entry":
        """Raises ValueError, KeyError or TypeError for a line that is torn or of something else."""
        return cls.from_facts(json.loads(line))

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> "Entry":
        return cls(
            str(facts["key"]),
            str(facts["state"]),
            str(facts.get("output", "")),
            str(facts.get("mask", "")),
            int(facts.get("size", 0)),
            int(facts.get("changed", 0)),
            int(facts.get("number", 0)),
            float(facts.get("time", 0.0)),
            str(facts.get("job", "")),
            from_json(facts.get("message", "")),
            str(facts.get("input_hash", "")),
            str(facts.get("output_hash", "")),
            float(facts.get("seconds", 0.0)),
            MappingProxyType(dict(facts.get("findings", {}))),
            int(facts.get("to_review", 0)),
            from_json(facts.get("proof", "")),
            tuple(from_json(note) for note in facts.get("notes", ())),
            str(facts.get("worker", "")),
        )
