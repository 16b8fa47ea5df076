"""Where a file dialog begins."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QStandardPaths


def start_folder(*wanted: Path | str | None) -> Path:
    """The first of these folders that is there, else that of pictures, else the home folder.

    Qt's dialogs begin in the working folder where they are sent to one that is not there: a drive that is not plugged
    in, or Pictures on a system without it.
    """
    return next(filter(Path.is_dir, _candidates(wanted)), Path.home())


def _candidates(wanted: tuple[Path | str | None, ...]) -> Iterator[Path]:
    yield from (Path(one) for one in wanted if one is not None and str(one))
    pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    if pictures:
        yield Path(pictures)
