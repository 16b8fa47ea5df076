"""Controls of a tool's settings, as values: the options bar builds its widgets from them.

`setting` is the name of a field of `Settings`, or of a setting that a tool brings; one of those needs a `default`, and
is named "tool.setting", so that no two tools share one. The tool reads it by `settings.now.value(name, default)`.
Texts are in English and translated in the context "OptionsBar".
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    """A number to type, with a slider beside it where `slider` is set. Shown value = setting x factor."""

    setting: str
    title: str
    low: float  # shown
    high: float  # shown
    suffix: str = ""
    factor: float = 1.0
    slider: bool = True
    curve: float = 1.0  # above 1 the slider is finer at its low end, as sizes need it
    default: float = 0.0
    decimals: int = 0
    arrows: bool = True  # beside the number, one step up or down; the arrow keys go there in any case
    tip: str = ""  # what it means, one sentence
    short: str = ""  # the title where there is little room


@dataclass(frozen=True)
class Toggle:
    """A button with a glyph that stays pressed."""

    setting: str
    glyph: str
    tip: str
    default: bool = False


@dataclass(frozen=True)
class Check:
    """A box with its words."""

    setting: str
    title: str
    tip: str
    default: bool = False


@dataclass(frozen=True)
class Option:
    """One answer of a `Choice`."""

    value: str
    glyph: str
    tip: str


@dataclass(frozen=True)
class Choice:
    """Buttons with glyphs, of which one is pressed."""

    setting: str
    options: tuple[Option, ...]  # the first is the default


@dataclass(frozen=True)
class DropDown:
    """A list of words, of which one is chosen."""

    setting: str
    title: str
    options: tuple[tuple[str, str], ...]  # value and words of each; the first is the default


@dataclass(frozen=True)
class Hint:
    """A sentence that says what to do."""

    text: str
    short: str = ""  # the same where there is little room


@dataclass(frozen=True)
class Buttons:
    """Buttons of actions, by their keys."""

    actions: tuple[str, ...]


Control = Number | Toggle | Check | Choice | DropDown | Hint | Buttons
Controls = tuple[Control, ...]  # a group that is shown or hidden together
