"""The helper's side of reading: one film for each process, requests from standard input until end of file."""

import os
import sys
from pathlib import Path
from typing import Any

import av

from inpaint_studio import frames
from inpaint_studio.files.errors import DamagedPicture, PictureError, TooLargePicture
from inpaint_studio.files.video.clip import Clip
from inpaint_studio.files.video.decoder import Decoder, samples_of
from inpaint_studio.files.video.index import Index
from inpaint_studio.frames import Facts, Frame
from inpaint_studio.limits import limit_memory, limit_time
from inpaint_studio.sentence import reason, say, to_json

MEMORY_BYTES = 4 * 1024**3  # of address space
SECONDS = 20.0  # of processor time for any request, and more by what it has to read or decode:
BYTES_A_SECOND = 4e6
PIXELS_A_SECOND = 2e6  # the slowest codecs here decode 20 million a second on one core

_BUDGET_BYTES = 1 << 30  # of one frame


def serve() -> None:
    answers = os.fdopen(os.dup(1), "wb")
    requests = os.fdopen(os.dup(0), "rb")
    os.dup2(2, 1)  # decoders that print must not corrupt the answers
    av.logging.set_level(None)
    limit_memory(MEMORY_BYTES)
    server = _Server()
    while True:
        try:
            facts, arrays = frames.read(requests)
        except EOFError:
            return
        try:
            frames.write(answers, *server.answer(facts, arrays))
        except PictureError as error:
            frames.write(answers, {"error": type(error).__name__, "message": to_json(reason(error))})
        del arrays


class _Server:
    def __init__(self) -> None:
        self._decoder: Decoder | None = None
        self._path = Path()

    def answer(self, facts: Facts, arrays: list[Any]) -> Frame:
        try:
            return self._answer(facts, arrays)
        except PictureError:
            raise
        except MemoryError as error:
            message = say("{name} needs more memory than there is. It was not opened.", name=self._path.name)
            raise TooLargePicture(message) from error
        except Exception as error:  # a decoder's edge: hostile bytes raise anything at all
            why = getattr(error, "strerror", None) or type(error).__name__
            print(error, file=sys.stderr)
            raise DamagedPicture(
                say("{name} is damaged or incomplete ({reason}).", name=self._path.name, reason=why)
            ) from error

    def _answer(self, facts: Facts, arrays: list[Any]) -> Frame:
        if "open" in facts:
            self._path = Path(facts["open"])
            seconds = SECONDS + self._path.stat().st_size / BYTES_A_SECOND
            limit_time(seconds)
            if self._decoder is not None:
                self._decoder.close()
            index = Index.of_arrays(arrays) if arrays else None
            clip = Clip.of_json(facts["clip"]) if facts["clip"] else None
            self._decoder = Decoder(self._path, index, clip, facts["keys_only"])
            if self._decoder.clip.frame_bytes > _BUDGET_BYTES:
                raise TooLargePicture(say("A frame of {name} is larger than can be opened.", name=self._path.name))
            return {"clip": self._decoder.clip.to_json()}, [] if arrays else self._decoder.index.to_arrays()
        assert self._decoder is not None
        plane, index, clip = int(facts["plane"]), self._decoder.index, self._decoder.clip
        packets = int(index.packets[plane]) - int(index.starts[index.first_group(plane)]) + 1
        limit_time(SECONDS + abs(packets) * clip.width * clip.height / PIXELS_A_SECOND)
        frame = self._decoder.key_frame(plane) if facts["key"] else self._decoder.frame(plane)
        follows = not facts["key"] and self._decoder.follows_damage(plane)
        return {"follows_damage": follows}, list(samples_of(frame))
