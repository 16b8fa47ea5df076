"""The requests of a helper process, and what it does while none comes."""

import select
from collections.abc import Iterator
from typing import BinaryIO

_MOMENT = 0.2  # seconds without a request, after which none is taken to be on its way


class Requests:
    """The lines of a stream, until its end. Whoever sends them waits for each answer before the next."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._ahead: Iterator[object] = iter(())

    def do_ahead(self, work: Iterator[object]) -> None:
        """Walk this from now on whenever no request comes; a request waits for one step of it at most."""
        self._ahead = work

    def __iter__(self) -> Iterator[bytes]:
        while True:
            while not self._has_come() and self._does_more():
                pass
            line = self._stream.readline()
            if not line:
                return
            yield line

    def _does_more(self) -> bool:
        try:
            next(self._ahead)
        except StopIteration:
            return False
        except Exception:  # whoever needs it tries again, and says what is wrong
            self._ahead = iter(())
            return False
        return True

    def _has_come(self) -> bool:
        try:
            return bool(select.select([self._stream], [], [], _MOMENT)[0])
        except (OSError, ValueError):  # Windows waits for no pipe: nothing is done ahead there
            return True
