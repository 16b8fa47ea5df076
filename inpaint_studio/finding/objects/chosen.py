"""The outliner that a person chose, and ours where the files of that one fail."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from threading import Lock
from types import MappingProxyType

from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.finding.finder import Progress
from inpaint_studio.finding.objects.outliner import Files, Outline, Outliner, OutlinerError, hash_of
from inpaint_studio.finding.objects.outliners import OWN
from inpaint_studio.finding.objects.prompt import Prompt
from inpaint_studio.sentence import explanation, joined, say

_NONE: Mapping[str, str] = MappingProxyType({})


class ChosenOutliner:
    """Outlines on workers, several at once; the outliner is opened when it is first needed.

    hashes: SHA-256 of the files as they were when they were tried, by their slots: another one is not run.
    """

    def __init__(
        self, outliner: Outliner = OWN, files: Files = MappingProxyType({}), hashes: Mapping[str, str] = _NONE
    ) -> None:
        self.outliner, self._files, self._hashes = outliner, files, hashes
        self._lock = Lock()
        self._opened: Outline | None = None
        self._is_unfit = False  # once a note has said so

    def outline(self, pixels: Pixels, prompt: Prompt) -> Iterator[Progress | Finding]:
        """As `objects.outline`, without a halo. Where files fail, a note says so once, and ours goes on."""
        if not self._is_unfit:
            try:
                yield from self._open()(pixels, prompt)
                return
            except OutlinerError as error:
                self._is_unfit = True
                instead = say("Objects are outlined by graph cut until you choose other files in Preferences.")
                yield Progress(0, 3, joined((explanation(error), instead)))
        yield from OWN.open({})(pixels, prompt)

    def prepare(self) -> None:
        """Import, compile and open ahead what the first outline would wait for."""
        import numpy as np

        pixels = np.zeros((32, 32, 3), np.uint8)
        pixels[8:24, 8:24] = 200
        for _ in OWN.open({})(pixels, Prompt(inside=((16.0, 16.0),))):
            pass
        with suppress(OutlinerError):  # the first outline says so
            self._open()

    def _open(self) -> Outline:
        with self._lock:
            if self._opened is None:
                for slot in self.outliner.files:
                    path, tried = self._files.get(slot.key), self._hashes.get(slot.key)
                    if path is not None and tried is not None and path.is_file() and hash_of(path) != tried:
                        message = say("{name} is another file than the one that was tried.", name=path.name)
                        raise OutlinerError(message)
                self._opened = self.outliner.open(self._files)
            return self._opened
