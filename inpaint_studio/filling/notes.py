"""Messages collected during a fill."""

from dataclasses import dataclass, field


@dataclass
class Notes:
    """Distinct messages for the end of a fill, and the current rung of its memory ladder."""

    messages: list[str] = field(default_factory=list)
    rung: int = 0

    def add(self, message: str) -> None:
        if message not in self.messages:
            self.messages.append(message)
