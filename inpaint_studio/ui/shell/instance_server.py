"""The running program listens for a second start of it, and for plug-ins of other programs: see `instance`."""

import json

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QAbstractSocket, QLocalServer, QLocalSocket

from inpaint_studio.instance import LONGEST_LINE, InvalidRequest, Request

_PROBE_MS = 500  # for a program that listens to accept


class Client(QObject):
    """Who sent a request, until it leaves."""

    def __init__(self, socket: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        self._socket: QLocalSocket | None = socket
        socket.disconnected.connect(self._leave)

    def refuse(self, sentence: str) -> None:
        self._say({"refused": sentence}, is_last=True)

    def accept(self) -> None:
        self._say({"taken": True})

    def end(self, code: int) -> None:
        """Say how it ended, and leave."""
        self._say({"ended": code}, is_last=True)

    def _leave(self) -> None:
        self._socket = None  # Qt deletes it

    def _say(self, answer: dict[str, object], is_last: bool = False) -> None:
        socket = self._socket
        if socket is None:  # nobody waits for it any more
            return
        socket.write(json.dumps(answer).encode() + b"\n")
        socket.flush()
        if is_last:
            socket.disconnectFromServer()


class InstanceServer(QObject):
    """Listens at an address of the user's own; never at a port.

    Signals:
        requested: a Request, and the Client that waits for an answer.
    """

    requested = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.newConnection.connect(self._welcome)

    def listen(self, address: str) -> bool:
        """Whether it listens: not where another program does already."""
        if self._server.listen(address):
            return True
        if self._server.serverError() != QAbstractSocket.SocketError.AddressInUseError or _answers(address):
            return False
        QLocalServer.removeServer(address)  # of a program that was killed
        return self._server.listen(address)

    def close(self) -> None:
        self._server.close()

    def _welcome(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(self._read)
            socket.disconnected.connect(self._forget)
            if socket.canReadLine():
                self._take(socket)

    def _read(self) -> None:
        socket = self.sender()
        assert isinstance(socket, QLocalSocket)
        self._take(socket)

    def _forget(self) -> None:
        socket = self.sender()
        assert isinstance(socket, QLocalSocket)
        socket.deleteLater()

    def _take(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > LONGEST_LINE:
                socket.abort()
            return
        socket.readyRead.disconnect(self._read)  # one request a connection
        client = Client(socket, socket)
        try:
            request = Request.of_line(bytes(socket.readLine().data()))
        except InvalidRequest as error:
            client.refuse(str(error))
            return
        self.requested.emit(request, client)


def _answers(address: str) -> bool:
    socket = QLocalSocket()
    socket.connectToServer(address)
    answers = socket.waitForConnected(_PROBE_MS)
    socket.abort()
    return answers
