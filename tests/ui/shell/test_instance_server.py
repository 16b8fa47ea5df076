"""Who listens for a second start, and what it takes for a request."""

import shutil
import socket
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from inpaint_studio import instance
from inpaint_studio.instance import CHANGED, Request
from inpaint_studio.ui.shell.instance_server import InstanceServer


@pytest.fixture
def address():
    folder = tempfile.mkdtemp(prefix="is-")  # a socket's path has at most 107 characters, those of tests are longer
    yield f"{folder}/window"
    shutil.rmtree(folder)


@pytest.fixture
def server(qapp, address):
    made = InstanceServer(qapp)
    assert made.listen(address)
    yield made
    made.close()
    made.deleteLater()


def test_what_is_no_request_is_refused_and_the_next_one_is_taken(server, address, qtbot):
    def nonsense() -> bytes:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(20)
            connection.connect(address)
            connection.sendall(b"open everything\n")
            return connection.recv(1000)

    requests: list[Request] = []

    def take(request, client) -> None:
        requests.append(request)
        client.accept()

    server.requested.connect(take)
    wanted = Request((Path("/a.png"),))
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(nonsense)
        qtbot.waitUntil(answer.done)
        assert b"refused" in answer.result()
        second = pool.submit(instance.hand_over, wanted, address)
        qtbot.waitUntil(second.done)
    assert second.result() == CHANGED
    assert requests == [wanted]


def test_a_refusal_is_a_sentence(server, address, qtbot):
    server.requested.connect(lambda _, client: client.refuse("Not now."))
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(instance.hand_over, Request(), address)
        qtbot.waitUntil(answer.done)
    assert answer.result() == "Not now."


def test_the_socket_of_a_program_that_was_killed_is_taken_over(qapp, address):
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(address)
        killed.listen()
    server = InstanceServer(qapp)
    assert server.listen(address)
    other = InstanceServer(qapp)
    assert not other.listen(address)  # it is not taken from one that runs
    for one in (server, other):
        one.close()
        one.deleteLater()
