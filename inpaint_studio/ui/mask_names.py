"""Which file says by its name that it is the mask of the open picture."""

import re
import unicodedata
from pathlib import PurePath

# A separator must stand before the word: "damask.jpg" and "Maskenball 1923.png" are photographs.
_MARK = re.compile(r"[._-]mask$")


def is_mask_of(mask: PurePath, picture: PurePath) -> bool:
    """Whether `mask` is named as the mask of `picture`: `a.mask.png`, `a_mask.png` or `a-mask.png` of `a.jpg`.

    Letter case and the form of Unicode letters do not matter.
    """
    name = _folded(mask.stem)
    stem = _MARK.sub("", name)
    return stem != name and stem in (_folded(picture.stem), _folded(picture.name))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
