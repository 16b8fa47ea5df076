"""Pictures that another program handed over: saving writes their own file, and closing tells it how they ended."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject

from inpaint_studio.files.origin import Stamp
from inpaint_studio.instance import CHANGED, FAILED, UNCHANGED, Request
from inpaint_studio.ui.document.open_pictures import OpenPicture
from inpaint_studio.ui.document.session import Session


@dataclass(eq=False)
class _Order:
    """The pictures of one request that are still open."""

    open: dict[OpenPicture, Stamp | None]  # each with the stamp of its file when it came
    ended: Callable[[int], None]
    code: int = UNCHANGED

    def close(self, picture: OpenPicture) -> None:
        before = self.open.pop(picture)
        if self.code == UNCHANGED and before != _stamp(picture.path):
            self.code = CHANGED


class Returns(QObject):
    """Opens what is requested in one window, and says when all of a request is closed: with 0 where a file was
    changed, 3 where none was, 1 where one could not be opened."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._orders: list[_Order] = []
        self._mask: tuple[OpenPicture, Path] | None = None  # to be loaded once that is in view
        session.document_changed.connect(self._load_mask)
        session.opening.failed.connect(self._fail)
        session.pictures.changed.connect(self._follow)

    def open(self, request: Request, ended: Callable[[int], None]) -> None:
        """Open the pictures of a request. ended: called once, with the exit code, when the last of them is closed."""
        opening, pictures = self._session.opening, self._session.pictures
        paths = list(dict.fromkeys(request.paths))
        if not paths:
            ended(UNCHANGED)
            return
        stamps = {path: _stamp(path) for path in paths}
        opening.open_all(paths)
        order = _Order({}, ended)
        for path in paths:
            picture = pictures.at(path)
            if picture is None:
                order.code = FAILED
                continue
            order.open[picture] = stamps[path]
            if request.returns:
                picture.returns_to, picture.host = path, request.host
        self._orders.append(order)
        if request.mask is not None and len(order.open) == 1:
            self._mask = next(iter(order.open)), request.mask
            self._load_mask()
        self._follow()

    def _load_mask(self) -> None:
        in_view = self._session.pictures.in_view
        if self._mask is not None and in_view is self._mask[0] and in_view.document is self._session.document:
            (_, path), self._mask = self._mask, None
            self._session.opening.load_mask(path, "Load mask")

    def give_up(self) -> None:
        """The window closes: what is still open ends as it is."""
        for order in self._orders:
            for picture in tuple(order.open):
                order.close(picture)
        self._end()

    def _fail(self, path: Path) -> None:
        for order in self._orders:
            if any(picture.path == path for picture in order.open):
                order.code = FAILED

    def _follow(self) -> None:
        for order in self._orders:
            for picture in tuple(order.open):
                if picture not in self._session.pictures:
                    order.close(picture)
        self._end()

    def _end(self) -> None:
        ended = [order for order in self._orders if not order.open]
        self._orders = [order for order in self._orders if order.open]
        for order in ended:
            order.ended(order.code)


def _stamp(path: Path | None) -> Stamp | None:
    try:
        return None if path is None else Stamp.of(path)
    except OSError:
        return None
