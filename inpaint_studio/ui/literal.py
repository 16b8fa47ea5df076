"""Names from people and other programs as Qt is to show them: on one line, every character for itself."""

_LONGEST = 80  # characters on one line; of a longer name the middle is left out
# Marks that turn the direction of what follows them ("gpj.exe" read as "exe.jpg"), and others that are not seen.
_UNSEEN = dict.fromkeys((0xAD, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0xFEFF))


def one_line(name: str, longest: int = _LONGEST) -> str:
    """The name without line breaks, control characters and marks of direction, with its middle left out where long."""
    seen = " ".join("".join(c if c.isprintable() or c.isspace() else " " for c in name.translate(_UNSEEN)).split())
    if len(seen) <= longest:
        return seen
    head = longest - 1 - longest // 3
    return f"{seen[:head]}…{seen[-(longest // 3) :]}"


def literal(name: str, longest: int = _LONGEST) -> str:
    """A name as the text of an action, a button or a tab, where Qt takes `&` for the mark of a key."""
    return one_line(name, longest).replace("&", "&&")
