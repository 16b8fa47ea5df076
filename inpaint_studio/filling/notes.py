"""What the person is told at the end of a fill."""

from dataclasses import dataclass, field


@dataclass
class Notes:
    """What the person is told at the end, each thing once; and how far down the memory ladder this fill has come."""

    messages: list[str] = field(default_factory=list)
    rung: int = 0

    def add(self, message: str) -> None:
        if message not in self.messages:
            self.messages.append(message)
