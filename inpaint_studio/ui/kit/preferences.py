"""Preferences: what the program remembers between two runs."""

from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

from inpaint_studio.ui.kit.mask_look import MASK_STYLES, MaskLook

Theme = Literal["system", "light", "dark"]
THEMES: tuple[Theme, ...] = get_args(Theme)
LANGUAGES = ("", "en", "zh_CN")  # "" follows the system
SHORTCUT_PRESETS = ("photoshop", "krita", "gimp")
_FLAGS = {"true": True, "1": True, "false": False, "0": False}
_RECENT = 12
_Choice = TypeVar("_Choice", bound=str)


class Preferences(QObject):
    """Typed access to QSettings. A value that was tampered with reads as its default.

    Signals:
        changed: the name of the preference that was set.
    """

    changed = Signal(str)

    def __init__(self, settings: QSettings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings or QSettings(
            QSettings.Format.IniFormat, QSettings.Scope.UserScope, "inpaint-studio", "inpaint-studio"
        )
        self.has_hinted = False  # the card of first hints has come in this run

    @property
    def theme(self) -> Theme:
        return self._one_of("theme", THEMES, "system")

    @theme.setter
    def theme(self, theme: Theme) -> None:
        self._set("theme", theme)

    @property
    def language(self) -> str:
        return self._one_of("language", LANGUAGES, "")

    @language.setter
    def language(self, language: str) -> None:
        self._set("language", language)

    @property
    def mask_look(self) -> MaskLook:
        plain = MaskLook()
        parts = self._text("mask/colour", "").split(",")
        good = len(parts) == 3 and all(part.strip().isdecimal() and int(part) <= 255 for part in parts)
        colour = (int(parts[0]), int(parts[1]), int(parts[2])) if good else plain.colour
        style = self._one_of("mask/style", MASK_STYLES, plain.style)
        return MaskLook(style, colour, self.number("mask/opacity", plain.opacity, 0.05, 1.0))

    @mask_look.setter
    def mask_look(self, look: MaskLook) -> None:
        self._set("mask/style", look.style)
        self._set("mask/colour", ",".join(str(part) for part in look.colour))
        self._set("mask/opacity", look.opacity)

    @property
    def history_megabytes(self) -> int:
        return round(self.number("history_megabytes", 512, 16, 16384))

    @history_megabytes.setter
    def history_megabytes(self, megabytes: int) -> None:
        self._set("history_megabytes", megabytes)

    @property
    def recent_files(self) -> list[Path]:
        """Newest first; those that are still there."""
        stored = self._settings.value("recent_files", [])
        names = stored if isinstance(stored, list) else [stored]  # QSettings reads a list of one as a string
        return [Path(name) for name in names if isinstance(name, str) and Path(name).is_file()]

    def remember_file(self, path: Path) -> None:
        path = path.absolute()
        others = [other for other in self.recent_files if other != path]
        self._set("recent_files", [str(one) for one in [path, *others][:_RECENT]])

    def forget_files(self) -> None:
        self._set("recent_files", [])

    @property
    def checkpoint(self) -> Path | None:
        """The generator in use; None for the one that came with the program."""
        text = self._text("checkpoint", "")
        return Path(text) if text and Path(text).is_file() else None

    @checkpoint.setter
    def checkpoint(self, path: Path | None) -> None:
        self._set("checkpoint", str(path) if path else "")

    @property
    def recent_checkpoints(self) -> list[Path]:
        """Newest first, those that are gone too: nothing is looked for here."""
        stored = self._settings.value("recent_checkpoints", [])
        return [Path(name) for name in (stored if isinstance(stored, list) else [stored]) if isinstance(name, str)]

    def remember_checkpoint(self, path: Path) -> None:
        path = path.absolute()
        others = [other for other in self.recent_checkpoints if other != path]
        self._set("recent_checkpoints", [str(one) for one in [path, *others][:_RECENT]])

    @property
    def shortcut_preset(self) -> str:
        return self._one_of("shortcuts/preset", SHORTCUT_PRESETS, SHORTCUT_PRESETS[0])

    @shortcut_preset.setter
    def shortcut_preset(self, preset: str) -> None:
        self._set("shortcuts/preset", preset)

    def own_shortcuts(self) -> dict[str, list[str]]:
        """What the person changed: action name -> key sequences in portable text."""
        own: dict[str, list[str]] = {}
        self._settings.beginGroup("shortcuts/own")
        for name in self._settings.childKeys():
            text = self._settings.value(name, "")
            own[name] = [part for part in str(text or "").split(" | ") if part]
        self._settings.endGroup()
        return own

    def set_own_shortcut(self, action: str, keys: list[str] | None) -> None:
        """None takes the preset's again; an empty list means no shortcut at all."""
        if keys is None:
            self._settings.remove(f"shortcuts/own/{action}")
            self.changed.emit("shortcuts")
        else:
            self._set(f"shortcuts/own/{action}", " | ".join(keys))

    def forget_own_shortcuts(self) -> None:
        self._settings.remove("shortcuts/own")
        self.changed.emit("shortcuts")

    def flag(self, name: str, default: bool) -> bool:
        value = self._settings.value(name, default)
        return value if isinstance(value, bool) else _FLAGS.get(str(value).lower(), default)

    def set_flag(self, name: str, value: bool) -> None:
        self._set(name, value)

    def number(self, name: str, default: float, low: float, high: float) -> float:
        stored = self._settings.value(name, default)
        try:
            value = float(stored) if isinstance(stored, str | float | int) else default
        except ValueError:
            return default
        return min(max(value, low), high) if value == value else default

    def set_number(self, name: str, value: float) -> None:
        self._set(name, float(value))

    def text(self, name: str, default: str = "") -> str:
        return self._text(name, default)

    def set_text(self, name: str, value: str) -> None:
        self._set(name, value)

    def bytes(self, name: str) -> QByteArray:
        value = self._settings.value(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_bytes(self, name: str, value: QByteArray) -> None:
        self._set(name, value)

    def sync(self) -> None:
        self._settings.sync()

    def _set(self, name: str, value: Any) -> None:
        self._settings.setValue(name, value)
        self.changed.emit(name.split("/")[0])

    def _text(self, name: str, default: str) -> str:
        value = self._settings.value(name, default)
        return value if isinstance(value, str) else default

    def _one_of(self, name: str, choices: tuple[_Choice, ...], default: _Choice) -> _Choice:
        value = self._settings.value(name, default)
        return value if isinstance(value, str) and value in choices else default
