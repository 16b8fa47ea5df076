"""The mark of a text that is translated later, where it is shown: lupdate finds it by the name of the function."""

from collections.abc import Callable
from typing import cast

from PySide6 import QtCore

# PySide6 types it (object, object) -> object, so that every table of texts would have to be cast.
QT_TRANSLATE_NOOP = cast(Callable[[str, str], str], QtCore.QT_TRANSLATE_NOOP)
