from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inpaint_studio.files.video.reading import VideoPlanes, open_video


@pytest.fixture
def opened() -> Iterator[Callable[[Path], VideoPlanes]]:
    """Opens films and closes them."""
    films: list[VideoPlanes] = []

    def open_(path: Path) -> VideoPlanes:
        films.append(open_video(path))
        return films[-1]

    yield open_
    for film in films:
        film.close()
