"""Messages for people that keep their parts, so that they can be said in another language.

Every room raises and yields `say(template, name=value, ...)`. The result is the English text, a `str`, which the
command line prints as it is; the window looks the template up in its translations and formats the same values. Nothing
parses a message back.
"""

from collections.abc import Callable, Mapping
from typing import Any


class Sentence(str):
    """The English text of a message, with the template and the values it was formatted from.

    template: what translations are looked up by; for a counted message the plural form.
    quantity: what the plural form depends on; None where there is none.
    """

    template: str
    values: Mapping[str, object]
    quantity: int | None
    _one: str | None

    def __new__(cls, template: str, values: Mapping[str, object], one: str | None = None) -> "Sentence":
        """one: the form for a count of one, of a message whose value `count` says how many."""
        count = values.get("count") if one is not None else None
        made = super().__new__(cls, (one if one is not None and count == 1 else template).format_map(values))
        made.template, made.values, made.quantity = template, values, count if isinstance(count, int) else None
        made._one = one
        return made

    def translated(self, look_up: Callable[[str, int | None], str]) -> str:
        """The message in another language.

        look_up: the translation of a template, given a count where the form depends on it; the template itself where
        there is none. Values that are messages are translated too.
        """
        values = {
            name: value.translated(look_up) if isinstance(value, Sentence) else value
            for name, value in self.values.items()
        }
        found = look_up(self.template, self.quantity)
        if found == self.template and self._one is not None and self.quantity == 1:
            found = self._one
        try:
            return found.format_map(values)
        except (LookupError, ValueError, AttributeError):  # a translation with a placeholder that is not there
            return str(self)

    def __reduce__(self) -> tuple[Any, ...]:  # errors travel between processes
        return Sentence, (self.template, dict(self.values), self._one)


def say(template: str, /, *, one: str | None = None, **values: object) -> Sentence:
    """A message for a person: a literal template, in which each {name} stands for the value of that name.

    one: the template for `count=1`, where the message counts something. Literals only: tests/test_translations.py
    reads them from the source, and fails for one without a translation.
    """
    return Sentence(template, values, one)


def joined(parts: "tuple[str, ...] | list[str]", separator: str = " ") -> Sentence:
    """Several messages as one, which is translated part by part."""
    names = [f"part{number}" for number in range(len(parts))]
    return Sentence(separator.join(f"{{{name}}}" for name in names), dict(zip(names, parts, strict=True)))
