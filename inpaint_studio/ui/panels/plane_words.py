"""Where a plane lies, in words: time of a frame, depth of a slice, day of a date, name of a page."""

from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale

from inpaint_studio.editing.stack import Axis, Place

_EPOCH = date(1970, 1, 1)
_MOST_DAYS = 2_932_896  # until the end of the year 9999


def place_words(axis: Axis, place: Place, *, has_hours: bool = False) -> str:
    """has_hours: whether times are written with hours, as all of a long film are."""
    at = place.at
    if at is None:
        return place.name
    if axis == "frame":
        return _time(float(at), has_hours)
    if axis == "slice":
        return f"{float(at):.2f} mm"
    if axis == "date" and 0 <= at <= _MOST_DAYS:
        day = _EPOCH + timedelta(days=int(at))
        return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.ShortFormat)
    return place.name


def _time(seconds: float, has_hours: bool) -> str:
    sign, milliseconds = ("-" if seconds < 0 else ""), round(abs(seconds) * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    clock = f"{rest / 1000:06.3f}"
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours}:{minutes:02}:{clock}" if hours or has_hours else f"{sign}{minutes:02}:{clock}"
