"""Compiling the loops that find lines before the first of them is looked for."""

import threading

import numpy as np

from inpaint_studio.editing.picture import Picture
from inpaint_studio.filling.request import FillRequest

_NAME = "inpaint-studio-lines"


def warm() -> None:
    """Load the compiled loops in the background; the first time on a machine they are compiled, which takes 5 s."""
    if not any(thread.name == _NAME for thread in threading.enumerate()):
        threading.Thread(target=find_once, name=_NAME).start()


def find_once() -> None:
    """Find the lines of a small picture."""
    from inpaint_studio.filling.region_structure import lines_by_region  # compiled on import, so on demand

    pixels = np.full((240, 240, 3), 50, np.uint8)
    pixels[120:] = 200
    picture = Picture(pixels)
    mask = np.zeros((240, 240), np.uint8)
    mask[70:170, 70:170] = 255  # so thick that it is reduced to a work scale, by a loop of its own
    for _ in lines_by_region(FillRequest(picture, (), picture.rect, mask), {}):
        pass
