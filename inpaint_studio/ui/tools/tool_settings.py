"""Settings of the tools, as they are now. Changed by the options bar and by shortcuts, read by the tools."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from math import isfinite
from typing import Literal, get_args

from PySide6.QtCore import QObject, Signal

from inpaint_studio.editing.brush import Brush
from inpaint_studio.ui.kit.preferences import Preferences

Combine = Literal["replace", "add", "subtract", "intersect"]
COMBINES: tuple[Combine, ...] = get_args(Combine)

Value = float | bool | str

LARGEST_RADIUS = 1000.0  # picture pixels
_SCREEN_RADIUS = 12.0  # widget pixels of a brush nobody has changed, on a picture that is shown whole


@dataclass(frozen=True)
class Settings:
    """One value per control."""

    radius: float = 24.0  # picture pixels
    hardness: float = 0.8
    opacity: float = 1.0
    spacing: float = 0.0  # in diameters; 0 = no dabs to be seen
    pressure_to_size: bool = True
    pressure_to_opacity: bool = False
    combine: Combine = "add"
    feather: float = 0.0  # picture pixels, of shapes
    tolerance: float = 24.0  # of the wand: largest distance of a channel, 0..255
    contiguous: bool = True
    edge_width: int = 12  # picture pixels the live-wire looks around
    own: Mapping[str, Value] = field(default_factory=dict)  # what other tools bring, those that were changed

    def value(self, name: str, default: Value) -> Value:
        """default: of a tool's own setting, where it was not changed or what is stored is of another type."""
        if name in _NAMES:
            field_value: Value = getattr(self, name)
            return field_value
        own = self.own.get(name, default)
        return own if isinstance(own, type(default)) else default


_NAMES = {one.name for one in fields(Settings)} - {"own"}


class ToolSettings(QObject):
    """Holds `Settings` and says when they change.

    Signals:
        changed: the Settings as they now are.
    """

    changed = Signal(object)

    def __init__(self, preferences: Preferences | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._now = self._remembered()
        # What is remembered is how large the brush looks: 24 pixels are a hair in one picture and an eye in another.
        self._screen_radius = _SCREEN_RADIUS
        if preferences is not None:
            self._screen_radius = preferences.number("tools/screen_radius", _SCREEN_RADIUS, 0.5, 1000.0)
        self._fit: float | None = None  # widget pixels per picture pixel where the picture is shown whole
        self._follows_fit = False  # nobody has changed the size since the picture was opened

    @property
    def now(self) -> Settings:
        return self._now

    @property
    def radius(self) -> float:
        """Of the brush, picture pixels."""
        return self._now.radius

    @property
    def hardness(self) -> float:
        return self._now.hardness

    def shape(self, radius: float, hardness: float) -> None:
        self.set(radius=radius, hardness=hardness)

    def begin_picture(self, fit: float) -> None:
        """Another picture: the brush looks as large on it as it did on the last one, both shown whole.

        fit: widget pixels per picture pixel then.
        """
        self._follows_fit = True
        self.refit(fit)

    def refit(self, fit: float, is_untouched: bool = True) -> None:
        """The picture shown whole has another scale. The brush follows until it was used or changed."""
        self._fit = fit
        self._follows_fit = self._follows_fit and is_untouched
        if self._follows_fit:
            self._change(radius=self._fitted_radius(self._screen_radius))

    def _fitted_radius(self, screen_radius: float) -> float:
        return max(round(2 * screen_radius / self._fit) / 2, 0.5) if self._fit else Settings().radius

    def set(self, **values: Value) -> None:
        """Change some of the settings by name. "tool.setting" is a tool's own."""
        self._change(**values)
        if "radius" in values:
            self._follows_fit = False
            if self._fit is not None:
                self._screen_radius = self._now.radius * self._fit

    def _change(self, **values: Value) -> None:
        own = {name: value for name, value in values.items() if "." in name}
        named = {name: value for name, value in values.items() if "." not in name}
        after = replace(self._now, **named, own={**self._now.own, **own})  # type: ignore[arg-type]
        after = replace(
            after,
            radius=min(max(after.radius, 0.5), LARGEST_RADIUS),
            hardness=min(max(after.hardness, 0.0), 1.0),
            opacity=min(max(after.opacity, 0.01), 1.0),
            edge_width=round(after.edge_width),
        )
        if after != self._now:
            self._now = after
            self.changed.emit(after)

    def reset(self, name: str, default: Value) -> None:
        """Set one setting to its default. default: of a tool's own."""
        fitted = self._fitted_radius(_SCREEN_RADIUS)
        self.set(**{name: fitted if name == "radius" else Settings().value(name, default)})

    def reset_brush(self) -> None:
        plain = Settings()
        radius = self._fitted_radius(_SCREEN_RADIUS)
        self.set(radius=radius, hardness=plain.hardness, opacity=plain.opacity, spacing=plain.spacing)

    def resize(self, larger: bool) -> None:
        """One press of `[` or `]`: finer steps for smaller brushes."""
        radius = self._now.radius
        step = 0.5 if radius < 5 else 1 if radius < 10 else 5 if radius < 50 else 10 if radius < 100 else 25
        if not larger and radius in (5, 10, 50, 100):
            step = {5: 0.5, 10: 1, 50: 5, 100: 10}[int(radius)]
        self.set(radius=round((radius + (step if larger else -step)) * 2) / 2)

    def harden(self, harder: bool) -> None:
        self.set(hardness=round(self._now.hardness + (0.1 if harder else -0.1), 2))

    def brush(self, erase: bool) -> Brush:
        now = self._now
        return Brush(
            radius=now.radius,
            hardness=now.hardness,
            opacity=now.opacity,
            spacing=now.spacing,
            erase=erase,
            pressure_to_size=now.pressure_to_size,
            pressure_to_opacity=now.pressure_to_opacity,
        )

    def remember(self) -> None:
        if self._preferences is not None:
            self._preferences.set_number("tools/screen_radius", self._screen_radius)
            for name in sorted(_NAMES - {"radius"}):
                value = getattr(self._now, name)
                if isinstance(value, bool):
                    self._preferences.set_flag(f"tools/{name}", value)
                elif isinstance(value, str):
                    self._preferences.set_text(f"tools/{name}", value)
                else:
                    self._preferences.set_number(f"tools/{name}", value)
            self._preferences.set_text("tools/own", json.dumps(dict(self._now.own)))

    def _remembered(self) -> Settings:
        plain = Settings()
        if self._preferences is None:
            return plain
        stored = self._preferences
        limits = {
            "hardness": (0.0, 1.0),
            "opacity": (0.01, 1.0),
            "spacing": (0.0, 10.0),
            "feather": (0.0, 250.0),
            "tolerance": (0.0, 255.0),
        }
        values: dict[str, Value] = {
            name: stored.number(f"tools/{name}", getattr(plain, name), *span) for name, span in limits.items()
        }
        values["edge_width"] = round(stored.number("tools/edge_width", plain.edge_width, 2, 100))
        for name in ("pressure_to_size", "pressure_to_opacity", "contiguous"):
            values[name] = stored.flag(f"tools/{name}", getattr(plain, name))
        combine = stored.text("tools/combine", plain.combine)
        values["combine"] = combine if combine in COMBINES else plain.combine
        return replace(plain, **values, own=_own(stored.text("tools/own")))  # type: ignore[arg-type]


def _own(text: str) -> dict[str, Value]:
    try:
        stored = json.loads(text or "{}")
    except (ValueError, RecursionError):  # nested deeper than Python's stack
        return {}
    values = stored.items() if isinstance(stored, dict) else ()
    return {name: value for name, value in values if isinstance(value, bool | str) or _is_number(value)}


def _is_number(value: object) -> bool:
    try:
        return isinstance(value, int | float) and isfinite(value)
    except OverflowError:  # a whole number beyond the range of floats
        return False
